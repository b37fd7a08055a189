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


async def ask_for_approval(demo: DemoProcess, browser: Browser, language: str) -> str:
    """What an author writes, and a playlist that plays it; returns its id."""
    author = await desk_of(browser, demo, "author", language)
    await go_to(author, demo, "/content/new")
    await fill(author, title_ja="休館のお知らせ", title_en="Closing days")
    await press_and_leave(author, '#item button[value="request"]')
    item: str = (await author.evaluate("location.pathname")).removeprefix("/content/")
    (demo.input / "playlists" / "test.toml").write_text(PLAYLIST.format(item=item), "utf-8")
    return item


async def send_back_and_mend(demo: DemoProcess, browser: Browser, item: str, language: str) -> None:
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


async def approve(demo: DemoProcess, browser: Browser, item: str, language: str) -> None:
    approver = await desk_of(browser, demo, "approver", language)
    await go_to(approver, demo, f"/content/{item}/approval")
    await press_and_leave(approver, 'button[value="approve"]')
    # What waits next is opened: a voice of the demo.
    assert await approver.evaluate("location.pathname.endsWith('/approval')")
    assert await approver.evaluate("location.pathname") != f"/content/{item}/approval"
    await published(demo, lambda found: item in items_of(found))


async def press_withdraw(author: Page, item: str) -> None:
    await author.evaluate(f"document.querySelector('form[action=\"/content/{item}/withdraw\"] button').click()")


async def test_the_round_trip_of_an_approval_and_a_withdrawal_off_a_running_players_glass(
    demo: DemoProcess, browser: Browser
) -> None:
    screen = await browser.new_page(demo.ready["displays"][0]["player_url"], 1920, 1080)
    item = await ask_for_approval(demo, browser, "ja")
    quoted = json.dumps(item)
    await send_back_and_mend(demo, browser, item, "ja")
    await asyncio.sleep(0.5)
    assert await screen.evaluate(f"window.signage.onGlass.item !== {quoted}")
    await approve(demo, browser, item, "ja")

    author = await desk_of(browser, demo, "author", "ja")
    await go_to(author, demo, f"/content/{item}")
    left = "window.signage.onGlass.ends - window.signage.now"
    await screen.wait_for(f"window.signage.onGlass.item === {quoted} && {left} > 15000 && {left}", 60)
    ends = await screen.evaluate("window.signage.onGlass.ends")
    started = time.perf_counter()
    await press_withdraw(author, item)
    await screen.wait_for(f"window.signage.onGlass.item !== {quoted}", 30)
    print(f"{time.perf_counter() - started:.2f} s from the button to the glass")
    assert await screen.evaluate(f"{ends} - window.signage.now") > 5000, "long before its slot would have ended"
    await says(author, "1台のうち 1台から消えました（")


async def test_the_round_trip_by_pages_in_english(demo: DemoProcess, browser: Browser) -> None:
    """Without a player: the server counts the test, which fetches its manifest, as one."""
    item = await ask_for_approval(demo, browser, "en")
    await send_back_and_mend(demo, browser, item, "en")
    await approve(demo, browser, item, "en")
    author = await desk_of(browser, demo, "author", "en")
    await go_to(author, demo, f"/content/{item}")
    await press_withdraw(author, item)
    await published(demo, lambda found: item in found["withdrawn"])
    await says(author, "Gone from 1 of 1 displays (")
