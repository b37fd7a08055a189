"""An unpaired screen: what it says before anybody has paired it, the code, and that it plays as soon as it is approved."""

import asyncio
import io

import pytest
import zxingcpp
from PIL import Image

from tests.chromium import Browser, Page

from .conftest import colour, errors, looks_like, play, wait_for_item
from .server import FakeServer
from .slides import COLOURS, make_manifest, slot

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

LONG = 120_000
LARGE = (1280, 720)
# But for slides that came late: on a busy machine any may, and it stands for an hour.
NOTHING_WRONG = "signage.errors.every((error) => error.code === 'E10')"


async def unpaired(browser: Browser, server: FakeServer) -> Page:
    page = await browser.new_page(f"http://127.0.0.1:{server.port}/player/", *LARGE)
    await page.wait_for("!!document.querySelector('.pairing')")
    return page


async def shown_code(page: Page) -> str:
    await page.wait_for("!!document.querySelector('.pairing')")
    await page.wait_for(r"/^\d{3} \d{3}$/.test(document.querySelector('.code').textContent)")
    text: str = await page.evaluate("document.querySelector('.code').textContent")
    return text.replace(" ", "")


async def words(page: Page) -> str:
    text: str = await page.evaluate("document.body.innerText")
    return text


async def test_a_screen_shows_its_code_and_plays_without_a_reload_once_it_is_approved(
    server: FakeServer, browser: Browser
) -> None:
    page = await unpaired(browser, server)
    assert await shown_code(page) == server.code
    await page.wait_for("document.body.innerText.includes('すべて確かめました')")
    assert "E01" in await words(page)
    with Image.open(io.BytesIO(await page.screenshot())) as picture:
        assert [code.text for code in zxingcpp.read_barcodes(picture)] == [
            f"http://127.0.0.1:{server.port}/pair?code={server.code}"
        ]
    await page.evaluate("window.before = true")
    server.publish("given", make_manifest([slot("red", LONG)]))
    server.approved[server.code] = ("d", "given")
    await page.wait_for("window.signage && signage.onGlass.item === 'red' && signage.onGlass.painted")
    assert await page.evaluate("window.before && !document.querySelector('.pairing')")
    assert await errors(page) == []
    await page.navigate(f"http://127.0.0.1:{server.port}/player/")
    await page.wait_for("window.signage && signage.onGlass.item === 'red'")


@pytest.mark.engines("current")
async def test_an_expired_code_gives_way_to_a_new_one(server: FakeServer, browser: Browser) -> None:
    server.code_lasts_ms = 4000
    page = await unpaired(browser, server)
    first = await shown_code(page)
    await page.wait_for(f"!document.querySelector('.code').textContent.includes('{first[:3]} {first[3:]}')", 15)
    server.code_lasts_ms = 600_000
    while await shown_code(page) != server.code:
        await asyncio.sleep(0.1)


@pytest.mark.engines("current")
async def test_a_server_that_has_forgotten_the_code_is_asked_for_a_new_one(
    server: FakeServer, browser: Browser
) -> None:
    page = await unpaired(browser, server)
    first = await shown_code(page)
    server.pairings.clear()
    await page.wait_for(f"!document.querySelector('.code').textContent.includes('{first[:3]} {first[3:]}')", 15)
    assert await shown_code(page) == server.code


async def test_without_a_server_an_unpaired_screen_says_what_it_can_know_and_is_paired_when_it_comes(
    server: FakeServer, browser: Browser
) -> None:
    page = await unpaired(browser, server)
    await page.wait_for("navigator.serviceWorker.controller !== null && caches.keys().then((all) => all.length > 1)")
    await server.stop()
    await page.navigate(f"http://127.0.0.1:{server.port}/player/")
    await page.wait_for("document.body.innerText.includes('サーバーから返事がありません')")
    text = await words(page)
    assert "The server does not answer" in text
    # An address of digits needs no look-up; the clock can't be compared with anybody's.
    assert "サーバーに聞けていません" in text
    assert "番号を待っています" in text
    await server.start()
    server.publish("given", make_manifest([slot("green", LONG)]))
    while not server.code or server.code != (
        await page.evaluate("document.querySelector('.code').textContent")
    ).replace(" ", ""):
        await asyncio.sleep(0.2)
    server.approved[server.code] = ("d", "given")
    await page.wait_for("window.signage && signage.onGlass.item === 'green'")


@pytest.mark.engines("current")
async def test_what_stands_in_the_way_is_told_in_words(server: FakeServer, browser: Browser) -> None:
    server.refuses = {"/healthz": 200, "/api/v1/player/pairing": 429}
    page = await unpaired(browser, server)
    await page.wait_for("document.querySelectorAll('.finding.bad').length === 2")
    text = await words(page)
    assert "別のものが答えています" in text
    assert "Too many screens wait to be paired" in text


@pytest.mark.engines("current")
async def test_a_wrong_clock_is_told_with_how_much(server: FakeServer, browser: Browser) -> None:
    page = await browser.new_page("about:blank", *LARGE)
    await page.run_before_load("const real = Date.now; Date.now = () => real() + 3 * 3600000")
    await page.navigate(f"http://127.0.0.1:{server.port}/player/")
    await page.wait_for("document.body.innerText.includes('機器の時計が 3 時間進んでいます')")
    assert "3 h fast" in await words(page)
    assert await shown_code(page) == server.code


async def test_a_refused_token_plays_on_with_a_code_and_may_become_another_display(
    server: FakeServer, browser: Browser
) -> None:
    server.publish("old", make_manifest([slot("red", LONG), slot("green", LONG)], anchor=server.now()))
    page = await play(browser, server, "old")
    old = await page.evaluate("signage.etag")
    del server.manifests["old"]
    await page.wait_for("document.getElementById('corner').textContent === 'E02'")
    await page.wait_for(r"/\d{3} \d{3}/.test(document.getElementById('corner-pairing').textContent)")
    assert looks_like(await colour(page), COLOURS["red"])
    other = make_manifest([slot("blue", LONG)], name="Other")
    other["display"]["id"] = "other"
    server.publish("new", other)
    server.approved[server.code] = ("other", "new")
    # Not at the end of the slot, two minutes away: what is on belongs to another display.
    await wait_for_item(page, "blue")
    assert await page.evaluate("signage.etag") != old
    await page.wait_for(f"document.getElementById('corner-pairing').hidden && {NOTHING_WRONG}")
    await page.navigate(f"http://127.0.0.1:{server.port}/player/?seat=1")
    await page.wait_for("window.signage && signage.onGlass.item === 'blue'")


@pytest.mark.engines("current")
async def test_paired_anew_as_the_same_display_nothing_changes_on_the_glass(
    server: FakeServer, browser: Browser
) -> None:
    manifest = make_manifest([slot("red", LONG), slot("green", LONG)], anchor=server.now())
    server.publish("old", manifest)
    page = await play(browser, server, "old")
    del server.manifests["old"]
    await page.wait_for(r"/\d{3} \d{3}/.test(document.getElementById('corner-pairing').textContent)")
    server.publish("new", manifest)
    server.approved[server.code] = ("d", "new")
    while not server.heartbeats["new"]:
        await asyncio.sleep(0.1)
    await page.wait_for(f"{NOTHING_WRONG} && signage.stream")
    assert len(await page.evaluate("signage.paintings")) == 1


@pytest.mark.engines("current")
async def test_a_wrong_token_on_a_screen_that_has_nothing_to_show_leads_to_the_whole_page(
    server: FakeServer, browser: Browser
) -> None:
    page = await browser.new_page(server.player_url("wrong"), *LARGE)
    assert await shown_code(page) == server.code
    assert "E02" in await words(page)
    server.publish("given", make_manifest([slot("red", LONG)]))
    server.approved[server.code] = ("d", "given")
    await wait_for_item(page, "red")
    assert await page.evaluate("!document.querySelector('.pairing')")
    assert looks_like(await colour(page), COLOURS["red"])
