"""What goes wrong stays off the glass: wrong bytes, broken slides, no server, no token, a new player."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import Browser, chromium

from .conftest import SIZE, colour, errors, items, looks_like, play, wait_for_item
from .server import FakeServer
from .slides import COLOURS, Slide, make_manifest, make_slide, slot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONG = 120_000


async def told_to_the_server(server: FakeServer, codes: set[str]) -> None:
    """Until heartbeats have carried all of these; a beat that was under way may still lack the last."""
    told: set[str] = set()
    for _ in range(300):
        told = {error["code"] for beat in server.heartbeats["token"] for error in beat["errors"]}
        if codes <= told:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"told only {told}")


async def test_a_file_with_wrong_bytes_is_never_shown_and_its_neighbour_is(
    server: FakeServer, browser: Browser
) -> None:
    patient = server.player_files["/player/program.js"]
    server.player_files["/player/program.js"] = patient.replace(b"PATIENCE_MS = 60000", b"PATIENCE_MS = 10000")
    assert server.player_files["/player/program.js"] != patient
    server.publish("token", make_manifest([slot("red", 2000)]))
    page = await play(browser, server)
    bad = make_slide("violet")
    picture = next(path for path in bad.files if path.endswith(".png"))
    other = next(content for path, content in make_slide("teal").files.items() if path.endswith(".png"))
    server.wrong[picture] = other
    server.publish("token", make_manifest([slot("green", 2000), slot("violet", 2000)]))
    await page.wait_for("signage.errors.some((error) => error.code === 'E15')")
    assert await page.evaluate("signage.waiting") is not None
    # A manifest waits for its files a minute at most: here ten seconds.
    await wait_for_item(page, "green")
    await page.wait_for("signage.errors.some((error) => error.code === 'E12')", 15)
    assert looks_like(await colour(page), COLOURS["green"])
    assert await page.evaluate(f"signage.paintings.every((painting) => painting.slide !== '{bad.sha256}')")
    # The worker lets the wrong bytes through to nobody.
    assert await page.evaluate(f"fetch('{picture}').then(() => 'came', () => 'refused')") == "refused"
    await told_to_the_server(server, {"E12", "E15"})


async def test_a_slide_that_fails_is_passed_over_and_reported(server: FakeServer, browser: Browser) -> None:
    broken = make_slide("violet", broken=True)
    server.files.update(broken.files)
    rows = [slot("red", 2000), slot("green", 2000) | {"slide": broken, "item": "broken"}]
    server.publish("token", make_manifest(rows))
    page = await play(browser, server)
    await page.wait_for("signage.errors.some((error) => error.code === 'E11')", 15)
    await wait_for_item(page, "red")
    assert "broken" not in await items(page)


async def test_a_slide_that_never_gets_ready_is_passed_over_and_reported(server: FakeServer, browser: Browser) -> None:
    patient = server.player_files["/player/frame.js"]
    server.player_files["/player/frame.js"] = patient.replace(b"READY_MS = 8000", b"READY_MS = 1000")
    assert server.player_files["/player/frame.js"] != patient
    page = b'<!doctype html><meta charset="utf-8"><title>hangs</title><script>throw new Error("at start")</script>'
    silent = Slide(hashlib.sha256(page).hexdigest(), {f"/slides/{hashlib.sha256(page).hexdigest()}.html": page})
    server.files.update(silent.files)
    rows = [slot("red", 1000), slot("green", 1000) | {"slide": silent, "item": "silent"}, slot("blue", 1000)]
    server.publish("token", make_manifest(rows))
    glass = await play(browser, server)
    await glass.wait_for("signage.errors.some((error) => error.code === 'E11')", 15)
    await wait_for_item(glass, "blue")
    await wait_for_item(glass, "red")
    assert "silent" not in await items(glass)


@pytest.mark.engines("current", "79", "69")
async def test_without_a_server_a_browser_that_was_switched_off_plays_from_what_it_kept(
    server: FakeServer, tmp_path: Path, engine: str
) -> None:
    server.publish("token", make_manifest([slot("red", 1500), slot("green", 1500)]))
    async with chromium(profile=tmp_path, engine=engine) as browser:
        page = await play(browser, server)
        await page.wait_for("signage.player && signage.cached[0] === signage.cached[1]")
        address = await page.evaluate("location.href")
        await asyncio.sleep(1)
        await server.stop()
        await page.navigate(address)
        await page.wait_for("window.signage && signage.paintings.length > 1")
        browser.switch_off()
    async with chromium(profile=tmp_path, engine=engine) as browser:
        page = await browser.new_page(address, *SIZE)
        await page.wait_for("window.signage && signage.paintings.length > 2")
        assert set(await items(page)) == {"red", "green"}
        assert await colour(page) != (0, 0, 0)


@pytest.mark.parametrize("fault", ["throw new Error('inside')", "Promise.reject(new Error('inside'))"])
async def test_a_fault_inside_the_player_is_told_and_it_plays_on(
    server: FakeServer, browser: Browser, fault: str
) -> None:
    # In a file of the player: old engines tell a page nothing of what a test's own script throws.
    server.player_files["/player/seat.js"] += f"\nwindow.fault = () => {{ {fault} }}\n".encode()
    server.publish("token", make_manifest([slot("red", 1000), slot("green", 1000)]))
    page = await play(browser, server)
    await page.evaluate("void setTimeout(window.fault)")
    told = "signage.errors.some((error) => error.code === 'E40' && error.detail.includes('inside'))"
    await page.wait_for(told)
    seen = await page.evaluate("signage.paintings.length")
    await page.wait_for(f"signage.paintings.length > {seen + 1}")


async def test_a_refused_token_keeps_playing_and_shows_its_code(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", 1500), slot("green", 1500)]))
    page = await play(browser, server)
    del server.manifests["token"]
    await page.wait_for("document.getElementById('corner').textContent === 'E02'")
    count = len(await items(page))
    await page.wait_for(f"signage.paintings.length > {count + 2}")
    assert await errors(page) == ["E02"]


async def test_a_new_player_is_fetched_verified_and_begins_when_a_slot_ends(
    server: FakeServer, browser: Browser
) -> None:
    server.publish("token", make_manifest([slot("red", 2000), slot("green", 2000)]))
    page = await play(browser, server)
    await page.wait_for("signage.player")
    await page.evaluate("window.before = true")
    server.player_files["/player/kiosk.css"] += b"\n/* newer */\n"
    await page.wait_for("!window.before && window.signage && signage.paintings.length > 0", 20)
    await page.wait_for(f"signage.player === '{server.player}'")
    assert "newer" in await page.evaluate("fetch('/player/kiosk.css').then((answer) => answer.text())")


async def test_a_new_player_that_does_not_verify_changes_nothing(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", 1500), slot("green", 1500)]))
    page = await play(browser, server)
    await page.wait_for("signage.player")
    await page.evaluate("window.before = true")
    listing: dict[str, Any] = server._listing() | {"player": "0" * 64}
    server._listing = lambda: listing  # type: ignore[method-assign]
    await page.wait_for("signage.errors.some((error) => error.code === 'E31')")
    count = len(await items(page))
    await page.wait_for(f"signage.paintings.length > {count + 2}")
    assert await page.evaluate("window.before")


async def test_on_plain_http_it_plays_and_says_that_it_is_not_protected(server: FakeServer, engine: str) -> None:
    server.publish("token", make_manifest([slot("red", 1500), slot("green", 1500)]))
    async with chromium("--host-resolver-rules=MAP kiosk.test 127.0.0.1", engine=engine) as browser:
        page = await browser.new_page(server.player_url("token").replace("127.0.0.1", "kiosk.test"), *SIZE)
        await page.wait_for("window.signage && signage.paintings.length > 2")
        assert not await page.evaluate("isSecureContext")
        assert await errors(page) == ["E20"]
        assert await page.evaluate("document.getElementById('corner').textContent") == ""
        assert set(await items(page)) == {"red", "green"}
        await page.evaluate("window.before = true")
        server.player_files["/player/kiosk.css"] += b"\n/* newer */\n"
        await page.wait_for("!window.before && window.signage && signage.paintings.length > 0")
