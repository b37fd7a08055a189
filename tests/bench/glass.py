"""From an edit to the glass: a real demo, real Chromium, three windows of one browser.

Measures, each several times: a changed feed file, a changed playlist and a withdrawn item until the player holds (or the glass
shows) it; then 100 changes sampled by frame for a blank one; then a server that is away for a minute. The yardstick of the first
three is the same run's round trip of a request on loopback.
"""

import argparse
import asyncio
import io
import json
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from PIL import Image

from signage import settings
from signage.actions.withdraw_item import restore_item, withdraw_item
from signage.store.database import Database
from tests.chromium import Browser, Page, chromium
from tests.journeys.demo_process import DemoProcess, items_of, manifest, open_players, published, write_playlist

ITEM = "<item><title>{title}</title><guid>{title}</guid><pubDate>{date}</pubDate></item>"
DATE = "Sun, 22 Nov 2026 09:00:00 +0900"


async def feed_to_player(demo: DemoProcess, page: Page, number: int) -> float:
    """Seconds from a saved feed to the player holding its manifest; the glass follows when the slide ends."""
    feed = demo.input / "feeds" / "news.rss"
    text = feed.read_text("utf-8").replace("<item>", ITEM.format(title=f"試験{number}", date=DATE) + "<item>", 1)
    return await until_held(demo, page, lambda: feed.write_text(text, "utf-8"))


async def playlist_to_player(demo: DemoProcess, page: Page, number: int) -> float:
    return await until_held(demo, page, lambda: write_playlist(demo, newest=5 + number % 3))


async def until_held(demo: DemoProcess, page: Page, edit: Callable[[], object]) -> float:
    before = await page.evaluate("window.signage.waiting || window.signage.etag")
    started = time.perf_counter()
    edit()
    await page.wait_for(f"(window.signage.waiting || window.signage.etag) !== {json.dumps(before)}", 30)
    return time.perf_counter() - started


async def withdrawn_from_glass(demo: DemoProcess, page: Page, _number: int) -> float:
    """Seconds from the commit, made beside the server as a command does it, to another slide on the glass."""
    await page.wait_for("window.signage.onGlass.ends - window.signage.now > 1500 && window.signage.onGlass.item", 30)
    item = await page.evaluate("window.signage.onGlass.item")
    database = Database(settings.load(demo.input / "signage.toml", {}).database_url)
    await withdraw_item(database, item, datetime.now(UTC))
    started = time.perf_counter()
    await page.wait_for(f"window.signage.onGlass.item !== {json.dumps(item)}", 30)
    seconds = time.perf_counter() - started
    await restore_item(database, item, datetime.now(UTC))
    await database.close()
    await published(demo, lambda found: item in items_of(found))
    return seconds


async def several(times: int, measure: Callable[[int], Awaitable[float]]) -> dict[str, float]:
    found = []
    for number in range(times):
        found.append(await measure(number))
        await asyncio.sleep(2.5)
    return {"median_s": round(statistics.median(found), 2), "max_s": round(max(found), 2)}


def is_blank(jpeg: bytes) -> bool:
    """A frame of one colour: no slide, whatever the colour is."""
    picture = Image.open(io.BytesIO(jpeg)).convert("L")
    dark, light = picture.getextrema()
    return int(light) - int(dark) < 24  # type: ignore[arg-type]


async def changes_without_a_blank(page: Page, count: int) -> dict[str, int]:
    first = await page.evaluate("window.signage.changes")
    async with page.screencast() as frames:
        await page.wait_for(f"window.signage.changes >= {first + count}", count * 6)
    return {"changes": count, "frames": len(frames), "blank": sum(is_blank(frame.jpeg) for frame in frames)}


async def server_away(demo: DemoProcess, page: Page, seconds: float) -> dict[str, Any]:
    """What the glass did while the server was gone, and after."""
    await page.wait_for("window.signage.cached[0] === window.signage.cached[1]", 60)
    async with page.screencast() as frames:
        await demo.end(signal.SIGTERM)
        await asyncio.sleep(seconds)
        await demo.start()
        await page.wait_for("window.signage.stream", 120)
        await asyncio.sleep(5)
    begins = await page.evaluate("window.signage.paintings.map((one) => one.begins)")
    gaps = [later - earlier for earlier, later in pairwise(begins)]
    codes = await page.evaluate("window.signage.errors.map((one) => one.code)")
    blank = sum(is_blank(frame.jpeg) for frame in frames)
    return {"seconds": seconds, "frames": len(frames), "blank": blank, "longest_slot_ms": max(gaps), "codes": codes}


async def run(changes: int, away: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        demo = DemoProcess(Path(folder))
        await demo.start()
        async with chromium() as browser:
            return await _measure(demo, browser, changes, away)


async def _measure(demo: DemoProcess, browser: Browser, changes: int, away: float) -> dict[str, Any]:
    try:
        write_playlist(demo, transition="fade")
        await published(demo, lambda found: found["slides"][0]["ms"] == 2000)
        page = (await open_players(demo, browser))[0]
        started = time.perf_counter()
        for _ in range(20):
            await manifest(demo)
        found: dict[str, Any] = {"yardstick_request_s": round((time.perf_counter() - started) / 20, 4)}
        found["feed_to_player"] = await several(5, lambda number: feed_to_player(demo, page, number))
        found["playlist_to_player"] = await several(5, lambda number: playlist_to_player(demo, page, number))
        found["withdrawn_from_glass"] = await several(5, lambda number: withdrawn_from_glass(demo, page, number))
        found["frames"] = await changes_without_a_blank(page, changes)
        found["server_away"] = await server_away(demo, page, away)
        return found
    finally:
        await demo.end()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--changes", type=int, default=100)
    parser.add_argument("--away", type=float, default=60, help="seconds")
    arguments = parser.parse_args()
    found = asyncio.run(run(arguments.changes, arguments.away))
    if arguments.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:24} {value}")
    edits = ("feed_to_player", "playlist_to_player", "withdrawn_from_glass")
    good = all(found[name]["max_s"] <= 1.5 for name in edits)
    good = good and found["frames"]["blank"] == found["server_away"]["blank"] == 0
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
