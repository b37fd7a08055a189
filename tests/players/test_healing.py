"""What does not paint is mended: new frames, then the page anew, in the end a picture that the page draws by itself."""

import asyncio

import pytest

from tests.chromium import Browser, Page

from .conftest import SIZE, colour, errors, items, looks_like, middle, play, wait_for_item
from .server import FakeServer
from .slides import COLOURS, make_manifest, make_slide, slot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONG = 120_000
NO_FRAMES = "requestAnimationFrame = () => 0"
COVERED = "Boolean(document.querySelector('.fallback:not([hidden])'))"
# How often each error was told, without slides that came late.
TIMES = "signage.errors.filter((error) => error.code !== 'E10').map((error) => [error.code, error.count])"


def impatient(server: FakeServer) -> None:
    """The watch looks ten times a second instead of once."""
    patient = server.player_files["/player/watch.js"]
    server.player_files["/player/watch.js"] = patient.replace(b"LOOK_MS = 1000", b"LOOK_MS = 100")
    assert server.player_files["/player/watch.js"] != patient


async def opened(browser: Browser, server: FakeServer, before_load: str = "") -> Page:
    page = await browser.new_page("about:blank", *SIZE)
    if before_load:
        await page.run_before_load(f"if (window === parent) {{ {before_load} }}")
    await page.navigate(server.player_url("token"))
    return page


async def test_a_stage_that_stops_moving_gets_new_frames_and_plays_on(server: FakeServer, browser: Browser) -> None:
    impatient(server)
    server.publish("token", make_manifest([slot("red", 800), slot("green", 800)]))
    for wait in (b"CUT_MS = 100", b"LONGEST_FADE_MS = 3000"):
        assert wait in server.player_files["/player/frame.js"]
    page = await play(browser, server)
    await page.evaluate("window.before = document.querySelector('iframe')")
    # The end of a change is never told: the stage waits for it for ever.
    await page.evaluate(
        "window.real = setTimeout, setTimeout = (f, ms) => real(f, [100, 3000].includes(ms) ? 1e9 : ms)"
    )
    await page.wait_for("signage.errors.some((error) => error.code === 'E22')")
    await page.evaluate("setTimeout = real")
    count = await page.evaluate("signage.changes")
    await page.wait_for(f"signage.changes > {count} + 2")
    assert "E23" not in await errors(page)
    assert await page.evaluate("!before.isConnected && document.querySelectorAll('iframe').length") == 2
    assert max(await colour(page)) > 100


async def test_a_page_that_stops_painting_begins_anew_and_says_so(server: FakeServer, browser: Browser) -> None:
    impatient(server)
    server.publish("token", make_manifest([slot("red", 800), slot("green", 800)]))
    page = await play(browser, server)
    await page.evaluate(f"window.before = true, {NO_FRAMES}")
    await page.wait_for("!window.before && window.signage && signage.paintings.length > 1")
    assert set(await errors(page)) >= {"E23"}
    assert await items(page)


async def test_a_page_that_never_paints_begins_anew_four_times_and_then_shows_the_picture_of_its_own(
    server: FakeServer, browser: Browser
) -> None:
    impatient(server)
    server.publish("token", make_manifest([slot("red", 1500)], name="日立駅 中央口"))
    page = await opened(browser, server, f"{NO_FRAMES}; sessionStorage.opened = Number(sessionStorage.opened || 0) + 1")
    await page.wait_for(f"sessionStorage.opened === '5' && {COVERED}", 40)
    await page.wait_for("signage.errors.some((error) => error.code === 'E22')")
    assert "日立駅 中央口" in await page.evaluate("document.querySelector('.fallback').innerText")
    assert {"E22", "E23", "E24"} <= set(await errors(page))
    await asyncio.sleep(1.5)
    assert await page.evaluate("sessionStorage.opened") == "5"


async def test_while_nothing_at_all_can_be_shown_the_page_shows_its_name_and_the_time(
    server: FakeServer, browser: Browser
) -> None:
    impatient(server)
    broken = [make_slide(name, broken=True) for name in ("violet", "teal")]
    for slide in broken:
        server.files.update(slide.files)
    manifest = make_manifest([slot("violet", LONG) | {"slide": broken[0]}], name="日立駅 中央口")
    server.publish("token", manifest | {"fallback": broken[1].sha256, "etag": "broken"})
    page = await opened(browser, server)
    await page.wait_for("window.signage && signage.errors.some((error) => error.code === 'E11')")
    await page.wait_for(f"{COVERED} && document.getElementById('corner').textContent.includes('E24')")
    text = "document.querySelector('.fallback').innerText"
    await page.wait_for(f"{text}.includes('日立駅 中央口')", 5)
    clock = "{timeZone: 'Asia/Tokyo', hour: 'numeric', minute: '2-digit'}"
    await page.wait_for(f"{text}.includes(new Date(signage.now).toLocaleTimeString('ja', {clock}))", 5)
    server.publish("token", make_manifest([slot("red", LONG)]))
    await wait_for_item(page, "red")
    await page.wait_for(f"!{COVERED}")
    assert "E24" not in await errors(page)
    assert looks_like(await colour(page), COLOURS["red"])


async def test_a_screen_without_any_file_is_not_black_for_long(server: FakeServer, browser: Browser) -> None:
    impatient(server)
    server.files.clear()
    server.publish("token", make_manifest([slot("red", LONG)]))
    page = await opened(browser, server)
    await page.wait_for(COVERED)
    assert max(middle(await page.screenshot())) > 40


async def test_a_page_that_cannot_read_what_it_keeps_shows_its_own_picture_is_heard_of_and_begins_anew(
    server: FakeServer, browser: Browser
) -> None:
    impatient(server)
    patient = server.player_files["/player/player.js"]
    server.player_files["/player/player.js"] = patient.replace(b"RESTART_MS = 60000", b"RESTART_MS = 3000")
    assert server.player_files["/player/player.js"] != patient
    server.publish("token", make_manifest([slot("red", LONG)]))
    broken = "caches.open = () => Promise.reject(new Error('broken'))"
    page = await opened(browser, server, f"if (!sessionStorage.begun) {{ sessionStorage.begun = 1; {broken} }}")
    await page.wait_for(COVERED)
    assert "E24" in await page.evaluate("document.getElementById('corner').textContent")
    await page.wait_for("window.signage && signage.onGlass.item === 'red'")
    assert "E23" in await errors(page)
    told = [{error["code"] for error in beat["errors"]} for beat in server.heartbeats["token"]]
    assert any("E17" in codes and "E23" not in codes for codes in told)


async def test_what_nobody_can_see_is_not_mended(server: FakeServer, browser: Browser) -> None:
    impatient(server)
    server.publish("token", make_manifest([slot("red", 800), slot("green", 800)]))
    page = await play(browser, server)
    # So impatient, the watch may have covered the beginning, or mended it: that it did stands for an hour.
    await page.wait_for("signage.errors.every((error) => error.code !== 'E24')")
    await page.evaluate("window.before = true, Object.defineProperty(document, 'hidden', { get: () => true })")
    told = await page.evaluate(TIMES)
    await page.evaluate(NO_FRAMES)
    await asyncio.sleep(3)
    assert await page.evaluate("window.before")
    assert await page.evaluate(TIMES) == told


async def test_planned_off_stays_black_however_long(server: FakeServer, browser: Browser) -> None:
    impatient(server)
    server.publish("token", make_manifest([slot("red", LONG)], off=True))
    page = await play(browser, server)
    await asyncio.sleep(3)
    assert not await page.evaluate(COVERED)
    assert await errors(page) == []
    assert middle(await page.screenshot()) == (0, 0, 0)
