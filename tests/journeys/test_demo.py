"""The whole thread, as its users meet it: a feed, a playlist and a withdrawal on real glass; a server that goes and comes."""

import asyncio
import json
import random
import signal

import pytest

from tests.chromium import Browser
from tests.journeys.demo_process import (
    DemoProcess,
    item_on_glass,
    items_of,
    manifest,
    on_glass,
    open_players,
    published,
    write_playlist,
)

pytestmark = pytest.mark.browser


async def test_a_newcomer_sees_three_different_screens_rotate(new_demo: DemoProcess, browser: Browser) -> None:
    pages = await open_players(new_demo, browser)
    assert len({await on_glass(page) for page in pages}) == 3
    for page in pages:
        first = await on_glass(page)
        await page.wait_for(f"window.signage.onGlass.slide !== {json.dumps(first)}", 40)
        told = await page.evaluate("window.signage.errors.map((error) => error.code)")
        assert set(told) <= {"E10"}  # on a busy machine a slide may come late


async def test_an_edit_of_a_playlist_and_of_a_feed_comes_onto_the_glass(demo: DemoProcess, browser: Browser) -> None:
    page = (await open_players(demo, browser))[0]
    write_playlist(demo)
    etag = (await published(demo, lambda found: found["slides"][0]["ms"] == 2000))["etag"]
    await page.wait_for(f"window.signage.etag === '{etag}'", 40)

    feed = demo.input / "feeds" / "news.rss"
    text = feed.read_text("utf-8")
    item = (
        "<item><title>試験のお知らせ</title><guid>brand-new</guid>"
        "<pubDate>Sun, 22 Nov 2026 09:00:00 +0900</pubDate></item>"
    )
    feed.write_text(text.replace("<item>", item + "<item>", 1), "utf-8")
    before = items_of(await manifest(demo))
    new = next(iter(items_of(await published(demo, lambda found: items_of(found) - before)) - before))
    await page.wait_for(f"(window.signage.step.entry || {{}}).item === '{new}'", 30)


async def test_a_withdrawn_item_leaves_the_glass_at_once(demo: DemoProcess, browser: Browser) -> None:
    # Slots so long that it would not go by itself meanwhile, however slow the machine.
    write_playlist(demo)
    playlist = demo.input / "playlists" / "test.toml"
    playlist.write_text(playlist.read_text("utf-8").replace("seconds = 2", "seconds = 120"), "utf-8")
    await published(demo, lambda found: found["slides"][0]["ms"] == 120_000)
    page = (await open_players(demo, browser))[0]
    await page.wait_for("window.signage.onGlass.item && window.signage.onGlass.ends - window.signage.now > 50000", 120)
    item = await item_on_glass(page)
    slot_ends = await page.evaluate("window.signage.onGlass.ends")
    await demo.command("withdraw", item)
    await published(demo, lambda found: item in found["withdrawn"])
    await page.wait_for(f"(window.signage.step.entry || {{}}).item !== '{item}'", 20)
    assert await page.evaluate("window.signage.now") < slot_ends
    await demo.command("withdraw", item, "--undo")
    await published(demo, lambda found: item in items_of(found) and item not in found["withdrawn"])


async def test_a_broken_playlist_and_a_broken_feed_leave_what_is_on_air(demo: DemoProcess) -> None:
    before = await manifest(demo)
    (demo.input / "playlists" / "everyday.toml").write_text('[[section]]\nkids = ["news"]\n', "utf-8")
    (demo.input / "playlists" / "evening.toml").write_text("not toml at all [", "utf-8")
    (demo.input / "feeds" / "news.rss").write_text("<!doctype html><html><body>Not found</body></html>", "utf-8")
    await asyncio.sleep(2)
    assert (await manifest(demo))["etag"] == before["etag"]
    with pytest.raises(AssertionError) as told:
        await demo.command("check")
    for place in ("playlists/everyday.toml", "kids", "kinds", "playlists/evening.toml:1", "news"):
        assert place in str(told.value)


@pytest.mark.alone
async def test_a_server_that_stops_and_starts_goes_unnoticed_on_the_glass(demo: DemoProcess, browser: Browser) -> None:
    write_playlist(demo)
    await published(demo, lambda found: found["slides"][0]["ms"] == 2000)
    page = (await open_players(demo, browser))[0]
    await page.wait_for("window.signage.cached[0] === window.signage.cached[1]", 40)
    count = "window.signage.paintings.length"
    before = await page.evaluate(count)
    await demo.end()
    await page.wait_for(f"{count} >= {before + 4}", 30)
    await demo.start()
    await page.wait_for("window.signage.stream", 90)
    gaps = await page.evaluate(
        "window.signage.paintings.slice(1).map((now, i) => now.begins - window.signage.paintings[i].begins)"
    )
    assert max(gaps) <= 4000, gaps  # every slot of 2 s came on; a slide twice in a row counts once
    assert not [line for line in page.console if "Uncaught" in line]


@pytest.mark.parametrize("round_", range(3))
async def test_a_kill_between_a_commit_and_its_publication_loses_nothing(demo: DemoProcess, round_: int) -> None:
    item = sorted(items_of(await manifest(demo)))[round_]
    await demo.command("withdraw", item)  # committed when the command returns; the server looks once a second
    await asyncio.sleep(random.Random(round_).random() * 0.2)
    await demo.end(signal.SIGKILL)
    await demo.start()
    found = await published(demo, lambda found: item in found["withdrawn"])
    assert item not in items_of(found)


async def test_the_front_page_tells_each_person_where_to_go(demo: DemoProcess, browser: Browser) -> None:
    page = await browser.new_page(demo.ready["url"], 1440, 900)
    count = len(demo.ready["displays"])
    assert await page.evaluate("document.querySelectorAll('.open').length") == count
    assert await page.evaluate("document.querySelectorAll('.screen iframe, .screen .black').length") == count
    assert await page.evaluate("document.querySelectorAll('#screens details ol li').length") >= count
    assert str(demo.input) in await page.evaluate("document.querySelector('#staff').textContent")
    assert not [line for line in page.console if "Content Security Policy" in line or "Uncaught" in line]
