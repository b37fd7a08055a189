"""Proof of play in a real browser: what was painted is what is counted, once, whatever is cut off in between."""

import asyncio
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import Browser, Page, chromium

from .conftest import SIZE, play
from .server import FakeServer
from .slides import make_manifest, slot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PLAYS = "/api/v1/player/plays"
MANIFEST = "/api/v1/player/manifest"
ULID = 26
# Kept on disk every half second instead of every 50.
PATIENT = b"KEEP_MS = 50000"
HURRY = "const wait = setInterval; window.setInterval = (act, ms) => wait(act, ms === 50000 ? 500 : ms)"

HOLD_FRAMES = """(() => {
  const frame = window.requestAnimationFrame, held = []
  window.requestAnimationFrame = (act) => held.push(act)
  window.letGo = () => { window.requestAnimationFrame = frame; held.forEach((act) => act()) }
})()"""


async def come(server: FakeServer, count: int, seconds: float = 20) -> list[dict[str, Any]]:
    """The plays that have been counted, once there are so many."""
    for _ in range(round(seconds * 10)):
        counted = sorted((one for plays in server.batches().values() for one in plays), key=lambda one: one["at"])
        if len(counted) >= count:
            return counted
        await asyncio.sleep(0.1)
    raise AssertionError(f"only {server.plays}")


async def away_and_back(server: FakeServer, page: Page, paintings: int) -> None:
    """The server goes while so many slides are painted; when it comes back, players send what waits."""
    await page.wait_for("signage.stream && signage.cached[0] === signage.cached[1]")
    await server.stop()
    count = await page.evaluate("signage.paintings.length")
    await page.wait_for(f"signage.paintings.length >= {count + paintings}", 30)
    await server.start()


async def test_plays_without_a_network_come_later_and_are_what_was_painted(
    server: FakeServer, browser: Browser
) -> None:
    server.publish("token", make_manifest([slot("red", 1000), slot("green", 1000)]))
    page = await play(browser, server)
    await away_and_back(server, page, 5)
    counted = await come(server, 5)
    paintings = await page.evaluate("signage.paintings")
    painted = {one["painted"]: one for one in paintings}
    assert len({one["at"] for one in counted}) == len(counted)
    lasted = {one["painted"]: after["painted"] - one["painted"] for one, after in pairwise(paintings)}
    for one in counted:
        shown = painted[one["at"]]
        assert (one["slide"], one["item"]) == (shown["slide"], shown["item"])
        # Until the next was painted, whenever a busy machine did: a slot more or less would be 1000.
        assert abs(one["shown_ms"] - lasted[one["at"]]) < 500
    # None is left out between the first and the last.
    times = sorted(at for at in painted if counted[0]["at"] <= at <= counted[-1]["at"])
    assert [one["at"] for one in counted] == times
    assert all(len(batch) == ULID for batch in server.batches())


@pytest.mark.engines("current")
async def test_a_lost_acknowledgement_counts_nothing_twice(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", 1000), slot("green", 1000)]))
    page = await play(browser, server)
    server.loses = {PLAYS}
    await away_and_back(server, page, 3)
    await come(server, 3)
    server.loses = set()
    await away_and_back(server, page, 1)
    while len(server.plays) < 2 or server.plays[-1][1]["batch"] == server.plays[0][1]["batch"]:
        await asyncio.sleep(0.1)
    names = [batch["batch"] for _, batch in server.plays]
    assert names.count(names[0]) == 2
    assert server.plays[0][1] == server.plays[1][1]
    counted = await come(server, 4)
    assert len({one["at"] for one in counted}) == len(counted)


async def test_a_power_cut_loses_no_plays_that_were_kept(server: FakeServer, tmp_path: Path, engine: str) -> None:
    assert PATIENT in server.player_files["/player/plays.js"]
    server.publish("token", make_manifest([slot("red", 1000), slot("green", 1000)]))
    async with chromium(profile=tmp_path, engine=engine) as browser:
        page = await browser.new_page("about:blank", *SIZE)
        await page.run_before_load(HURRY)
        await page.navigate(server.player_url("token"))
        await page.wait_for("window.signage && signage.paintings.length > 3")
        early = await page.evaluate("signage.paintings.slice(0, 3).map((one) => one.painted)")
        await asyncio.sleep(1)
        browser.switch_off()
    async with chromium(profile=tmp_path, engine=engine) as browser:
        page = await play(browser, server)
        counted = await come(server, 3)
        assert set(early) <= {one["at"] for one in counted}


async def refuse(server: FakeServer, page: Page) -> None:
    """The display is gone: its screen plays on and asks to be paired anew."""
    await page.wait_for("signage.plays > 1")
    del server.manifests["old"]
    await page.wait_for(r"/\d{3} \d{3}/.test(document.getElementById('corner-pairing').textContent)")


async def pair_as_another(server: FakeServer, page: Page) -> None:
    other = make_manifest([slot("blue", 1000), slot("teal", 1000)])
    other["display"]["id"] = "other"
    server.publish("new", other)
    server.approved[server.code] = ("other", "new")
    await page.wait_for("signage.errors.some((error) => error.code === 'E18')")


@pytest.mark.engines("current")
async def test_another_display_is_not_told_what_was_played_before_it(server: FakeServer, browser: Browser) -> None:
    server.publish("old", make_manifest([slot("red", 1000), slot("green", 1000)]))
    page = await play(browser, server, "old")
    await refuse(server, page)
    await pair_as_another(server, page)
    await page.wait_for("signage.onGlass.item === 'blue' || signage.onGlass.item === 'teal'")
    await away_and_back(server, page, 3)  # the first of them may be the one that stood there when it was paired
    assert {one["item"] for one in await come(server, 2)} <= {"blue", "teal"}


@pytest.mark.engines("current")
async def test_a_slide_painted_just_after_its_display_was_forgotten_is_told_of_none(
    server: FakeServer, browser: Browser
) -> None:
    server.publish("old", make_manifest([slot("red", 1000), slot("green", 1000)]))
    page = await play(browser, server, "old")
    await refuse(server, page)
    await page.evaluate(HOLD_FRAMES)
    await page.wait_for("signage.onGlass.painted === null")
    server.refuses = {MANIFEST: 503}
    await pair_as_another(server, page)
    await page.evaluate("letGo()")
    await page.wait_for("signage.onGlass.painted !== null && signage.onGlass.item !== 'blue'")
    server.refuses = {}
    await page.wait_for("signage.onGlass.item === 'blue' || signage.onGlass.item === 'teal'")
    await away_and_back(server, page, 3)
    assert {one["item"] for one in await come(server, 2)} <= {"blue", "teal"}
