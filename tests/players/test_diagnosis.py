"""What a technician asks of the glass: by a key or by taps in a corner, with the QR of this display's page."""

import io

import pytest
import zxingcpp
from PIL import Image

from tests.chromium import Browser, Page

from .conftest import colour, looks_like
from .server import FakeServer
from .slides import COLOURS, make_manifest, make_slide, slot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONG = 120_000
LARGE = (1280, 720)
SHOWN = "!document.querySelector('.diagnosis').hidden"


async def large_player(browser: Browser, server: FakeServer) -> Page:
    page = await browser.new_page(server.player_url("token"), *LARGE)
    await page.wait_for("window.signage && signage.onGlass.painted")
    return page


async def press(page: Page, key: str) -> None:
    await page.command("Input.dispatchKeyEvent", type="keyDown", key=key, text=key)
    await page.command("Input.dispatchKeyEvent", type="keyUp", key=key)


async def tap(page: Page, x: int, y: int) -> None:
    for kind in ("mousePressed", "mouseReleased"):
        await page.command("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)


async def test_the_key_d_tells_how_the_screen_is_and_where_to_go(server: FakeServer, browser: Browser) -> None:
    del server.files[make_slide("green").path]
    manifest = make_manifest([slot("red", LONG)], name="JR日立駅 中央口", anchor=server.now())
    server.publish("token", manifest)
    page = await large_player(browser, server)
    server.publish("token", make_manifest([slot("green", LONG)], name="JR日立駅 中央口"))
    await page.wait_for("signage.stream && signage.errors.length > 0")
    await press(page, "d")
    await page.wait_for(SHOWN)
    text = await page.evaluate("document.querySelector('.diagnosis').innerText")
    for told in ("JR日立駅 中央口", manifest["etag"][:12], "つながっています", "ms ±", "Chrome/", "1280 × 720 px"):
        assert told in text
    assert "A file could not be fetched" in text
    with Image.open(io.BytesIO(await page.screenshot())) as picture:
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [f"http://127.0.0.1:{server.port}/t/d"]
    await press(page, "d")
    await page.wait_for(f"!({SHOWN})")
    assert looks_like(await colour(page), COLOURS["red"])


async def test_five_taps_in_a_corner_open_it_and_fewer_do_not(server: FakeServer, browser: Browser) -> None:
    server.publish("token", make_manifest([slot("red", LONG)]))
    page = await large_player(browser, server)
    for _ in range(4):
        await tap(page, 8, 8)
    await tap(page, 640, 360)
    assert not await page.evaluate(SHOWN)
    for _ in range(5):
        await tap(page, 1270, 712)
    await page.wait_for(SHOWN)
    for _ in range(5):
        await tap(page, 1270, 712)
    await page.wait_for(f"!({SHOWN})")


@pytest.mark.engines("current")
async def test_it_goes_by_itself_and_what_a_launcher_measured_stands_there(
    server: FakeServer, browser: Browser
) -> None:
    assert b"SHOWN_MS = 120000" in server.player_files["/player/diagnosis.js"]
    server.publish("token", make_manifest([slot("red", LONG)]))
    page = await browser.new_page("about:blank", *LARGE)
    await page.run_before_load(
        "const wait = setTimeout; window.setTimeout = (act, ms) => wait(act, ms === 120000 ? 3000 : ms)"
    )
    await page.navigate(server.player_url("token"))
    await page.wait_for("window.signage && signage.onGlass.painted")
    await page.evaluate(
        "window.signageLauncher = () => {}; signageBox.says({box: {launcher: '1.2', temperature_c: 61.2, "
        "under_voltage: true, panel: 'on', disk_free_bytes: 8.5e9}})"
    )
    await press(page, "d")
    await page.wait_for(SHOWN)
    text = await page.evaluate("document.querySelector('.diagnosis').innerText")
    for told in ("61 °C", "電圧不足", "8500 MB"):
        assert told in text
    await page.wait_for(f"!({SHOWN})", 10)
