"""From a desk to the glass and off it again, by pages alone: asked for, sent back, mended, approved, shown, withdrawn."""

import asyncio
import json
import time

import pytest

from tests.chromium import Browser, Page
from tests.journeys.demo_process import DemoProcess, items_of, published
from tests.journeys.test_pairing import log_in, press, says

pytestmark = pytest.mark.browser

PLAYLIST = """
transition = "cut"
[[section]]
name = "theirs"
items = ["{item}"]
seconds = 20
[[section]]
name = "message"
kinds = ["about"]
newest = 1
seconds = 2
[[when]]
priority = 100
"""
"""What they write stands so long that nothing but its withdrawal takes it off the glass; nobody waits long for it."""


async def desk_of(browser: Browser, demo: DemoProcess, name: str, language: str) -> Page:
    """A window of a person who is logged in; each has a browser of their own, as it were: the last log-in is forgotten."""
    page = await browser.new_page("about:blank", 1440, 1000)
    await page.command("Network.clearBrowserCookies")
    await page.navigate(f"{demo.ready['url']}/login?lang={language}&next=/home")
    await log_in(page, demo, name)
    await page.wait_for("location.pathname !== '/login' && document.readyState === 'complete'")
    return page


async def go_to(page: Page, demo: DemoProcess, path: str) -> None:
    await page.navigate(f"{demo.ready['url']}{path}")


async def fill(page: Page, **fields: str) -> None:
    for name, text in fields.items():
        await page.evaluate(f"document.getElementById('{name}').value = {json.dumps(text)}")


async def press_and_leave(page: Page, selector: str) -> None:
    """Presses what leads to another page, and waits until it stands."""
    before = await page.evaluate("performance.timeOrigin")
    await press(page, selector)
    await page.wait_for(f"performance.timeOrigin !== {before} && document.readyState === 'complete'")


@pytest.mark.parametrize("language", ["ja", "en"])
async def test_the_round_trip_of_an_approval_and_a_withdrawal_off_a_running_players_glass(
    demo: DemoProcess, browser: Browser, language: str
) -> None:
    screen = await browser.new_page(demo.ready["displays"][0]["player_url"], 1920, 1080)

    author = await desk_of(browser, demo, "author", language)
    await go_to(author, demo, "/content/new")
    await fill(author, title_ja="休館のお知らせ", title_en="Closing days")
    await press_and_leave(author, '#item button[value="request"]')
    item = (await author.evaluate("location.pathname")).removeprefix("/content/")
    quoted = json.dumps(item)
    (demo.input / "playlists" / "test.toml").write_text(PLAYLIST.format(item=item), "utf-8")

    approver = await desk_of(browser, demo, "approver", language)
    await go_to(approver, demo, "/home")
    await press_and_leave(approver, f'.tasks a[href="/content/{item}/approval"]')
    await approver.wait_for("document.querySelectorAll('.looks iframe').length >= 2", 40)
    await fill(approver, comment="日を入れてください" if language == "ja" else "Say on which days")
    await press_and_leave(approver, 'button[value="remand"]')

    author = await desk_of(browser, demo, "author", language)
    await go_to(author, demo, "/home")
    await press_and_leave(author, f'.tasks a[href="/content/{item}"]')
    await fill(author, title_ja="12月1日は休館です", title_en="Closed on 1 December")
    await press_and_leave(author, '#item button[value="request"]')
    await asyncio.sleep(0.5)
    assert await screen.evaluate(f"window.signage.onGlass.item !== {quoted}")

    approver = await desk_of(browser, demo, "approver", language)
    await go_to(approver, demo, f"/content/{item}/approval")
    await press_and_leave(approver, 'button[value="approve"]')
    # What waits next is opened: a voice of the demo.
    assert await approver.evaluate("location.pathname.endsWith('/approval')")
    assert await approver.evaluate("location.pathname") != f"/content/{item}/approval"
    await published(demo, lambda found: item in items_of(found))

    author = await desk_of(browser, demo, "author", language)
    await go_to(author, demo, f"/content/{item}")
    left = "window.signage.onGlass.ends - window.signage.now"
    await screen.wait_for(f"window.signage.onGlass.item === {quoted} && {left} > 15000 && {left}", 60)
    ends = await screen.evaluate("window.signage.onGlass.ends")
    started = time.perf_counter()
    await author.evaluate(f"document.querySelector('form[action=\"/content/{item}/withdraw\"] button').click()")
    await screen.wait_for(f"window.signage.onGlass.item !== {quoted}", 30)
    print(f"{time.perf_counter() - started:.2f} s from the button to the glass")
    assert await screen.evaluate(f"{ends} - window.signage.now") > 5000, "long before its slot would have ended"
    await says(author, "1台のうち 1台から消えました（" if language == "ja" else "Gone from 1 of 1 displays (")
