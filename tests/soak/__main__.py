"""`make soak`: 3,000 changes at twenty times the pace, 300 changes by frame, two players in step, fifty killed servers.

Takes some fifty minutes; name parts to run only these: python -m tests.soak days frames step restarts.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.bench.glass import changes_without_a_blank
from tests.chromium import chromium
from tests.journeys.demo_process import DemoProcess, open_players, published, write_playlist
from tests.players.conftest import play

from .days import CHANGES, days_on_end
from .fast_server import fast_server
from .restarts import killed_and_back
from .step import SHIFT, in_step

Part = Callable[[Path], Awaitable[dict[str, Any]]]
SIZE = (1920, 1080)


async def days(folder: Path, changes: int = CHANGES) -> dict[str, Any]:
    profile = folder / "profile"
    async with fast_server(folder) as server, chromium(profile=profile) as browser:
        page = await play(browser, server)
        await page.resize(*SIZE)
        return await days_on_end(page, server, profile, changes)


async def _frames(folder: Path, engine: str, changes: int) -> dict[str, Any]:
    async with fast_server(folder) as server, chromium(engine=engine) as browser:
        page = await play(browser, server)
        await page.wait_for("signage.cached[0] === signage.cached[1]", 60)
        found = await changes_without_a_blank(page, changes)
        return found | {"engine": browser.version, "good": found["blank"] == 0 and found["frames"] >= changes}


async def frames(folder: Path) -> dict[str, Any]:
    return await _frames(folder, "current", 300)


async def frames_69(folder: Path) -> dict[str, Any]:
    return await _frames(folder, "69", 60)


async def step(folder: Path, changes: int = 200) -> dict[str, Any]:
    async with fast_server(folder) as server, chromium() as one, chromium() as other:
        left = await play(one, server)
        right = await other.new_page("about:blank", *SIZE)
        await right.run_before_load(SHIFT)
        await right.navigate(server.player_url("token", "1"))
        await right.wait_for("window.signage && signage.paintings.length > 0", 40)
        apart = await right.evaluate("Date.now() - performance.timeOrigin - performance.now()")
        return await in_step(left, right, changes) | {"clocks_apart_ms": round(apart)}


async def restarts(folder: Path, times: int = 50) -> dict[str, Any]:
    demo = DemoProcess(folder)
    await demo.start()
    try:
        write_playlist(demo, transition="fade")
        await published(demo, lambda found: found["slides"][0]["ms"] == 2000)
        async with chromium() as browser:
            page = (await open_players(demo, browser))[0]
            await page.wait_for("signage.cached[0] === signage.cached[1]", 60)
            return await killed_and_back(demo, page, times)
    finally:
        await demo.end()


PARTS: dict[str, Part] = {
    "days": days,
    "frames": frames,
    "frames_69": frames_69,
    "step": step,
    "restarts": restarts,
}


async def run(names: list[str]) -> bool:
    good = True
    for name in names:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            found = await PARTS[name](Path(folder))
        print(name, json.dumps(found, ensure_ascii=False), flush=True)
        good = good and found["good"]
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    asked = parser.parse_args().parts or list(PARTS)
    if unknown := set(asked) - set(PARTS):
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    sys.exit(0 if asyncio.run(run(asked)) else "a bar was missed: see above")


if __name__ == "__main__":
    main()
