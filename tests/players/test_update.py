"""The player renews itself, and what does not paint is taken back: by the service worker, since such a page can do nothing."""

import asyncio
from collections.abc import Callable

import pytest

from tests.chromium import Browser, Page

from .conftest import SIZE, colour, errors, play
from .server import FakeServer
from .slides import make_manifest, slot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SLOTS = [slot("red", 800), slot("green", 800)]
PLAYS = "!window.before && window.signage && signage.paintings.length > 0"
CHOICE = "caches.match('/player/choice.json').then((kept) => kept ? kept.json() : {})"


def syntax_error(files: dict[str, bytes]) -> None:
    files["/player/kiosk.js"] = b"import {"


def exception_at_start(files: dict[str, bytes]) -> None:
    files["/player/kiosk.js"] = b"throw new Error('at start')"


def black_page(files: dict[str, bytes]) -> None:
    healthy = files["/player/stage.js"]
    files["/player/stage.js"] = healthy.replace(b"requestAnimationFrame", b"void ")
    assert files["/player/stage.js"] != healthy


def impatient(server: FakeServer) -> None:
    """The minute of the worker's watch is two seconds here, its other pauses are tenths."""
    for patient, impatient in ((b"WATCH_MS = 60000", b"WATCH_MS = 2000"), (b"_MS = 3000", b"_MS = 300")):
        assert patient in server.worker
        server.worker = server.worker.replace(patient, impatient)


async def proven(page: Page) -> None:
    """Until the worker knows that the page's set of files has painted."""
    await page.wait_for(f"signage.player && {CHOICE}.then(({{ good }}) => good === signage.player)")


@pytest.mark.parametrize("broken", [syntax_error, exception_at_start, black_page])
async def test_a_broken_player_is_taken_back_by_itself_and_not_tried_again(
    server: FakeServer, browser: Browser, broken: Callable[[dict[str, bytes]], None]
) -> None:
    impatient(server)
    server.publish("token", make_manifest(SLOTS))
    page = await play(browser, server)
    await proven(page)
    good = server.player
    healthy = dict(server.player_files)
    await page.evaluate("window.before = true")
    broken(server.player_files)
    bad = server.player
    await page.wait_for(f"!window.before && {CHOICE}.then(({{ current }}) => current === '{bad}')")
    await page.wait_for(f"{PLAYS} && signage.player === '{good}'")
    assert "E30" in await errors(page)
    assert await page.evaluate(CHOICE) == {"current": good, "good": good, "refused": bad, "openings": {}}
    asked = server.asked.count("/player/kiosk.js")
    await page.wait_for("signage.paintings.length > 3")
    assert server.asked.count("/player/kiosk.js") == asked
    assert max(await colour(page)) > 100
    # The next one that the server names is taken.
    await page.evaluate("window.before = true")
    server.player_files = healthy | {"/player/kiosk.css": healthy["/player/kiosk.css"] + b"\n/* newer */\n"}
    await page.wait_for(f"{PLAYS} && signage.player === '{server.player}'")
    await proven(page)
    assert "E30" not in await errors(page)


async def test_a_broken_player_leaves_the_other_seats_of_the_browser_alone(
    server: FakeServer, browser: Browser
) -> None:
    impatient(server)
    server.publish("quick", make_manifest(SLOTS, name="Quick"))
    server.publish("slow", make_manifest([slot("blue", 120_000)], name="Slow", anchor=server.now()))
    slow = await play(browser, server, "slow", "2")
    quick = await play(browser, server, "quick", "1")
    await proven(slow)
    good = server.player
    for page in (slow, quick):
        await page.evaluate("window.before = true")
    exception_at_start(server.player_files)
    await quick.wait_for(f"{PLAYS} && signage.player === '{good}'", 30)
    # It would have changed when its long slot ends; that slot was not cut short.
    assert await slow.evaluate("window.before")
    await slow.wait_for("signage.errors.some((error) => error.code === 'E30')")


async def test_a_player_whose_browser_dies_each_time_is_taken_back_at_the_fourth_opening(
    server: FakeServer, browser: Browser
) -> None:
    impatient(server)
    server.worker = server.worker.replace(b"WATCH_MS = 2000", b"WATCH_MS = 60000")
    server.publish("token", make_manifest(SLOTS))
    page = await play(browser, server)
    await proven(page)
    good = server.player
    address = await page.evaluate("location.href")
    await page.evaluate("window.before = true")
    syntax_error(server.player_files)
    await page.wait_for("!window.before")
    for _ in range(2):
        await page.close()
        page = await browser.new_page(address, *SIZE)
        await asyncio.sleep(0.3)
        assert not await page.evaluate("window.signage")
    await page.close()
    page = await browser.new_page(address, *SIZE)
    await page.wait_for(f"{PLAYS} && signage.player === '{good}'")
    assert "E30" in await errors(page)
