"""A screen out of its box shows a code; staff say which display it is; it plays. Then new hardware takes its place."""

import io
import json

import pytest
import zxingcpp
from PIL import Image

from tests.chromium import Browser, Page
from tests.journeys.demo_process import DemoProcess

pytestmark = pytest.mark.browser

DISPLAY = "hitachi-station"
PLAYS = "window.signage && window.signage.onGlass.painted && window.signage.onGlass.slide"
CORNER = "document.getElementById('corner-pairing')"


async def qr_on(screen: Page) -> str:
    """The address that the QR on an unpaired screen leads to."""
    await screen.wait_for(r"/^\d{3} \d{3}$/.test((document.querySelector('.pairing .code') || {}).textContent)", 40)
    with Image.open(io.BytesIO(await screen.screenshot())) as picture:
        return str(zxingcpp.read_barcodes(picture)[0].text)


async def press(page: Page, selector: str) -> None:
    """Presses something that leads to another page, and waits for that."""
    await page.wait_for(f"document.readyState === 'complete' && !!document.querySelector({json.dumps(selector)})")
    await page.evaluate(f"window.left = true, document.querySelector({json.dumps(selector)}).click()")
    await page.wait_for("!window.left && document.readyState === 'complete'")


async def says(page: Page, words: str, seconds: float = 20) -> None:
    await page.wait_for(f"!!document.body && document.body.innerText.includes({json.dumps(words)})", seconds)


async def log_in(page: Page, demo: DemoProcess, name: str) -> None:
    password = next(one["password"] for one in demo.ready["people"] if one["name"] == name)
    for field, text in (("name", name), ("password", password)):
        await page.evaluate(f"document.getElementById('{field}').value = {json.dumps(text)}")
    await press(page, "main form button")


async def test_a_new_screen_is_paired_from_a_phone_and_later_swapped_for_another(
    demo: DemoProcess, browser: Browser
) -> None:
    player = f"{demo.ready['url']}/player/"
    screen = await browser.new_page(f"{player}?seat=first")
    phone = await browser.new_page(f"{demo.ready['url']}/login?lang=ja", 375, 740)
    await phone.navigate(await qr_on(screen))
    await log_in(phone, demo, "technician")
    await says(phone, "どの画面ですか")
    await press(phone, f'main a[href$="display={DISPLAY}"]')
    await says(phone, "まだ何もつながったことがありません")
    await press(phone, "main form button")
    await screen.wait_for(PLAYS, 40)
    await says(phone, "画面がつながりました", 60)

    other = await browser.new_page(f"{player}?seat=second")
    await phone.navigate(await qr_on(other))
    await says(phone, "機器を入れ替える画面")
    await press(phone, f'main a[href$="display={DISPLAY}"]')
    await says(phone, "いまの機器と入れ替わります")
    await press(phone, "main form button")
    await other.wait_for(PLAYS, 40)
    await says(phone, "画面がつながりました", 60)
    # The old hardware goes on with what it has, and shows the way back.
    await screen.wait_for(f"!{CORNER}.hidden && {CORNER}.textContent", 90)
    assert await screen.evaluate(PLAYS)
