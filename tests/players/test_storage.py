"""Days without a network, and a disk that is full: what is needed next stays."""

import asyncio
import hashlib
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import Browser, Page, chromium

from .conftest import SIZE, colour, errors, items, looks_like, play, state, wait_for_item
from .server import FakeServer
from .slides import COLOURS, DAY, Manifest, Slide, make_manifest, make_slide, slot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HOUR = 3_600_000
MINUTE = 60_000
HAS = "caches.open('signage-files').then((cache) => cache.match('{}')).then(Boolean)"

# A disk of so many bytes: the browser says so, and refuses what is more, as real ones do.
SMALL_DISK = """if (window === parent) {
  const budget = %d, sizes = new Map(), used = () => [...sizes.values()].reduce((sum, one) => sum + one, 0)
  const { put } = Cache.prototype, drop = Cache.prototype.delete
  Cache.prototype.put = async function (path, response) {
    const size = Number(response.headers.get('Content-Length'))
    if (used() + size > budget) throw new DOMException('full', 'QuotaExceededError')
    sizes.set(path, size)
    return put.call(this, path, response)
  }
  Cache.prototype.delete = function (path) { sizes.delete(path); return drop.call(this, path) }
  navigator.storage.estimate = async () => ({ quota: %s, usage: used() })
}"""
TELLS, SAYS_NOTHING = "budget", "1e12"


def heavy(server: FakeServer, name: str) -> Slide:
    """A slide with 100 kB that do nothing."""
    slide = make_slide(name, "heavy")
    ballast = random.Random(name).randbytes(100_000)
    files = slide.files | {f"/media/{hashlib.sha256(ballast).hexdigest()}.png": ballast}
    server.files.update(files)
    return Slide(slide.sha256, files)


def row(slide: Slide, item: str, ms: int = 800) -> dict[str, Any]:
    return slot("red", ms) | {"slide": slide, "item": item}


def this_hour() -> int:
    """When this hour began. What is needed within hours is kept at all costs: at any hour, a day must be far off."""
    return int(time.time() * 1000) // HOUR * HOUR


def days(first: Sequence[dict[str, Any]], *later: Sequence[dict[str, Any]], lasts: int = DAY) -> Manifest:
    """A loop that goes on until this hour plus `lasts`, then the others for as long each."""
    rows = [one for loop in (first, *later) for one in loop]
    manifest = make_manifest(rows)
    slides, segments, loops = manifest["slides"], [], {}
    edge, index = manifest["from"], 0
    now = this_hour()
    for number, loop in enumerate((first, *later)):
        name = f"L{number}"
        order = list(range(index, index + len(loop)))
        loops[name] = {"ms": sum(slides[i]["ms"] for i in order), "order": order}
        until = manifest["until"] if number == len(later) else now + DAY + number * lasts
        segments.append({"from": edge, "until": until, "anchor": edge, "loop": name})
        edge, index = until, index + len(loop)
    tag = hashlib.sha256(repr((segments, rows)).encode()).hexdigest()[:32]
    return manifest | {"loops": loops, "segments": segments, "etag": tag}


async def small_disk(browser: Browser, server: FakeServer, budget: int, says: str) -> Page:
    page = await browser.new_page("about:blank", *SIZE)
    await page.run_before_load(SMALL_DISK % (budget, says))
    await page.navigate(server.player_url("token"))
    await page.wait_for("window.signage && signage.paintings.length > 0")
    return page


async def has(page: Page, slide: Slide) -> bool:
    return all([await page.evaluate(HAS.format(path)) for path in slide.files])


@pytest.mark.parametrize("says", [TELLS, SAYS_NOTHING])
async def test_on_a_full_disk_later_slides_make_room_and_nothing_on_air_is_lost(
    server: FakeServer, browser: Browser, says: str
) -> None:
    careful = server.player_files["/player/cache.js"]
    server.player_files["/player/cache.js"] = careful.replace(b"RESERVE_BYTES = 4000000", b"RESERVE_BYTES = 0")
    assert server.player_files["/player/cache.js"] != careful
    today, tomorrow, after, urgent = (heavy(server, name) for name in ("red", "green", "blue", "yellow"))
    plan = ([row(tomorrow, "tomorrow")], [row(after, "after")])
    server.publish("token", days([row(today, "today")], *plan))
    page = await small_disk(browser, server, 240_000, says)
    await wait_for_item(page, "today")
    await page.wait_for("signage.errors.some((error) => error.code === 'E25')")
    # Files come several at a time: a later one that was quicker makes room again for what is needed before it.
    await page.wait_for(f"signage.cachedUntil === {server.manifests['token']['segments'][2]['from']}")
    assert await has(page, today)
    assert await has(page, tomorrow)
    assert not await has(page, after)
    await wait_for_item(page, "today")
    # What is needed now takes the place of what is needed later. It stands long enough to be looked at.
    server.publish("token", days([row(today, "today"), row(urgent, "urgent", 4000)], *plan))
    await wait_for_item(page, "urgent")
    assert looks_like(await colour(page), COLOURS["yellow"])
    assert await has(page, today)
    assert not await has(page, tomorrow)
    assert "E17" not in await errors(page)
    # What is needed now and fits nowhere is told on the glass, and its place is taken by what is there.
    more = heavy(server, "violet")
    server.publish("token", days([row(today, "today"), row(urgent, "urgent"), row(more, "more")], *plan))
    await page.wait_for("document.getElementById('corner').textContent.includes('E17')")
    assert await has(page, today) and await has(page, urgent)
    count = await page.evaluate("signage.changes")
    await page.wait_for(f"signage.changes > {count + 3}")
    assert "more" not in await items(page)


@pytest.mark.engines("current")
async def test_a_quota_that_the_browser_really_enforces_loses_nothing_on_air(
    server: FakeServer, browser: Browser
) -> None:
    today, tomorrow = heavy(server, "red"), heavy(server, "green")
    server.publish("token", days([row(today, "today")]))
    page = await play(browser, server)
    await page.wait_for("signage.player && signage.cached[0] === signage.cached[1]")
    used = await page.evaluate("navigator.storage.estimate().then(({ usage }) => usage)")
    origin = f"http://127.0.0.1:{server.port}"
    await page.command("Storage.overrideQuotaForOrigin", origin=origin, quotaSize=used + 50_000)
    server.publish("token", days([row(today, "today")], [row(tomorrow, "tomorrow")]))
    await page.wait_for("signage.errors.some((error) => error.code === 'E25')")
    assert await has(page, today)
    assert not await has(page, tomorrow)
    server.publish("token", days([row(today, "today"), row(heavy(server, "blue"), "new")]))
    await page.wait_for("signage.errors.some((error) => error.code === 'E17')")
    count = await page.evaluate("signage.changes")
    await page.wait_for(f"signage.changes > {count + 2}")
    assert looks_like(await colour(page), COLOURS["red"])


async def test_a_disk_that_takes_nothing_any_more_changes_nothing_on_the_glass(
    server: FakeServer, browser: Browser
) -> None:
    server.publish("token", make_manifest([slot("red", 800), slot("green", 800)]))
    page = await play(browser, server)
    await page.evaluate("IDBObjectStore.prototype.put = () => { throw new DOMException('no', 'UnknownError') }")
    server.publish("token", make_manifest([slot("red", 800), slot("blue", 800)]))
    await wait_for_item(page, "blue")
    await wait_for_item(page, "red")
    assert "E17" in await errors(page)


# Both clocks go on by so much: to the player time has passed.
LATER = """(ms) => {
  const now = performance.now.bind(performance), date = Date.now.bind(Date)
  performance.now = () => now() + ms
  Date.now = () => date() + ms
  document.dispatchEvent(new Event('visibilitychange'))
}"""


async def pass_until(page: Page, at: int) -> None:
    """Lets the time pass until two seconds before a moment."""
    await page.evaluate(f"({LATER})({at} - 2000 - signage.now)")


async def test_a_week_without_a_network_keeps_every_boundary_though_the_browser_was_restarted(
    server: FakeServer, tmp_path: Path, engine: str
) -> None:
    loops = [[slot("red", 60_000), slot("green", 60_000)], [slot("blue", 60_000)], [slot("violet", 60_000)]]
    manifest = days(*loops, lasts=2 * DAY)
    expires = manifest["segments"][0]["until"]
    off = manifest["segments"][1]["until"]
    segments = manifest["segments"]
    black = {"from": off, "until": off + 12 * HOUR, "anchor": off, "loop": None}
    segments[1:] = [segments[1], black, segments[2] | {"from": off + 12 * HOUR}]
    server.publish("token", manifest)
    async with chromium(profile=tmp_path, engine=engine) as browser:
        page = await play(browser, server)
        await page.wait_for(f"signage.player && signage.cachedUntil === {manifest['until']}")
        address = await page.evaluate("location.href")
        await asyncio.sleep(1)
        await server.stop()
        browser.switch_off()
    async with chromium(profile=tmp_path, engine=engine) as browser:
        page = await browser.new_page(address, *SIZE)
        await page.wait_for("window.signage && signage.onGlass.painted")
        assert (await state(page))["onGlass"]["item"] in ("red", "green")
        for at, item in ((expires, "blue"), (off, None), (off + 12 * HOUR, "violet")):
            await pass_until(page, at)
            await page.wait_for(f"signage.onGlass.begins === {at} && signage.onGlass.painted")
            shown = (await state(page))["onGlass"]
            assert shown["item"] == item
            assert at <= shown["painted"] < at + 3000
            assert looks_like(await colour(page), COLOURS[item] if item else (0, 0, 0))
        assert {"E14", "E24", "E40"}.isdisjoint(await errors(page))
