"""Before publishing: what displays would show otherwise, in numbers and slides. After: which of them have it."""

import asyncio
import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.actions.edit_playlist import edit_playlist, new_playlist, remove_playlist
from signage.domain.heartbeat import Heartbeat
from signage.domain.manifest import build_head
from signage.domain.playlist_changes import keep_section, weigh
from signage.domain.playlist_file import PlaylistFile
from signage.domain.playlists import Playlist, Section
from signage.domain.schedule import Rule
from signage.store.accepted import load_accepted
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.heartbeats import Beat
from signage.store.manifests import InForce, serve
from signage.store.playlists import load_playlist, replace_playlist
from tests.chromium import shared_chromium
from tests.factories import NOW, a_display, a_place, an_item
from tests.web.sites import WEEK_MS, Site, a_site
from tests.web.test_playlists import HALLS, NEWS, SAYS, enter, hidden, post
from tests.web.windows import check_page, open_page

DISPLAYS = [a_display("hall", name="ホール 壁", groups=("halls",)), a_display("lobby", groups=("halls",)), a_display()]


@pytest.fixture
async def house(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    """Two displays show the playlist “halls”, a third one nothing."""
    site = await a_site(aiohttp_client, tmp_path, sqlite, DISPLAYS)
    async with sqlite.write() as connection:
        items = [an_item(f"news-{n}", title={"ja": f"題{n}", "en": f"Title {n}"}) for n in range(4)]
        await replace_items(connection, "news", items, NOW, whole=False)
        await replace_playlist(connection, HALLS, "")
    await enter(site)
    return site


async def draft(site: Site) -> None:
    """題3 in place of 題0."""
    section = Section(name="お知らせ", items=("news-1", "news-3"), seconds=10)
    await edit_playlist(site.database, "halls", keep_section("お知らせ", section), SAYS, "taga", datetime.now(UTC))


async def compared(site: Site, path: str = "/publish") -> str:
    """The page, once the comparison is there."""
    for _ in range(200):
        page = await site.page(path)
        if 'http-equiv="refresh"' not in page:
            return page
        await asyncio.sleep(0.1)
    raise AssertionError("the comparison did not come")


def give(site: Site, slide: str) -> None:
    """Puts a manifest in force on every display that shows this slide and nothing else."""
    now_ms = round(datetime.now(UTC).timestamp() * 1000)
    span = {"from": now_ms - 60_000, "until": now_ms + WEEK_MS}
    tail = msgspec.json.encode(
        {
            **span,
            "slides": [{"slide": slide, "ms": 12_000, "transition": "cut", "item": "news-1"}],
            "loops": {"L1": {"ms": 12_000, "order": [0]}},
            "segments": [{**span, "anchor": span["from"], "loop": "L1"}],
            "fallback": slide,
        }
    )
    sha256 = hashlib.sha256(tail).hexdigest()
    served = {one.id: serve(build_head(one, a_place(), player=""), "", sha256, tail) for one in DISPLAYS}
    site.desk.manifests.replace(served, InForce({}, {}))


def beat(site: Site, display: str) -> None:
    """The display says that it has what is in force."""
    served = site.desk.manifests.of(display)
    assert served
    now = datetime.now(UTC)
    heard = Heartbeat(at=round(now.timestamp() * 1000), etag=served.etag)
    site.desk.beats[display] = Beat(now, heard)


async def test_without_a_draft_there_is_nothing_to_publish(house: Site) -> None:
    page = await house.page("/publish")
    assert "公開していない変更はありません" in page and "台に公開する" not in page


async def test_what_comes_and_goes_is_told_in_numbers_slides_and_loops(house: Site) -> None:
    await draft(house)
    page = await compared(house)
    assert "2台に公開する" in page and "3台のうち" in page
    figures = re.findall(r"<dd class=\"\s*(?:zero)?\">(\d+)", page)
    assert figures == ["2", "1", "1", "0"]  # displays, slides that come, that go, things to note
    assert page.index("題3") < page.index("題0")
    loops = page.partition('id="loops-heading"')[2]  # before it stands when the draft was kept: at 1:00, it may be
    assert "1枚 加わる、1枚 なくなる" in loops and loops.count(">1:00<") == 2


async def test_a_slide_that_no_screen_shows_yet_can_be_looked_at_by_staff_only(house: Site) -> None:
    await draft(house)
    address = re.findall(r'src="(/previews/[0-9a-f]{64}\.html)"', await compared(house))[0]
    assert "題3" in await house.page(address)
    house.client.session.cookie_jar.clear()
    assert (await house.client.get(address, allow_redirects=False)).status == 303


async def test_what_would_be_empty_is_said_before(house: Site) -> None:
    await remove_playlist(house.database, "halls", SAYS, "taga", datetime.now(UTC))
    await new_playlist(house.database, PlaylistFile(Playlist(name="new", sections=())), SAYS, "taga", NOW)
    page = await compared(house)
    assert "では待機スライドだけになります。" in page and "ホール 壁" in page
    assert "区分がないので、何も映りません。" in page and "公開してもどこにも映りません。" in page


async def test_a_new_tie_is_said_before(house: Site) -> None:
    rule = Rule(playlist="market", number=1, displays=("hall",))
    await new_playlist(house.database, PlaylistFile(Playlist(name="market", sections=(NEWS,)), (rule,)), SAYS, "a", NOW)
    page = await compared(house)
    assert "重なり：ホール 壁" in page and "「ホール」と「market」は優先度が同じです" in page


async def test_it_is_published_as_it_was_shown_and_counted_as_screens_have_it(house: Site) -> None:
    give(house, "1" * 64)
    await draft(house)
    await compared(house)
    answer = await post(house, "/publish", "/publish")
    where = answer.headers["Location"]
    assert answer.status == 303 and where.startswith("/publish?of=")
    async with house.database.read() as connection:
        published = await load_playlist(connection, "halls")
    assert published and published.playlist.sections[0].items == ("news-1", "news-3")
    assert "2台のうち 0台に届きました" in await house.page(where)
    beat(house, "hall")  # it still has what was in force before
    assert "2台のうち 0台に届きました" in await house.page(where)
    give(house, "2" * 64)
    beat(house, "hall")
    page = await house.page(where)
    assert "2台のうち 1台に届きました" in page and "駅 入口" in page and "ホール 壁" not in page
    served = house.desk.manifests.of("lobby")
    assert served
    house.desk.manifests.record_fetched("lobby", served.etag)
    assert "2台のうち 2台に届きました" in await house.page(where)


async def test_drafts_that_were_changed_meanwhile_are_shown_again_first(house: Site) -> None:
    await draft(house)
    seen = hidden(await compared(house), "seen")
    await edit_playlist(house.database, "halls", weigh("お知らせ", 5), SAYS, "other", datetime.now(UTC))
    answer = await post(house, "/publish", "/playlists/halls", seen=seen)
    assert answer.headers["Location"] == "/publish?notice=stale"
    assert "まだ何も公開していません。" in await compared(house, "/publish?notice=stale")
    async with house.database.read() as connection:
        assert await load_playlist(connection, "halls") == HALLS


async def test_what_was_published_otherwise_since_is_left_out_and_said(house: Site) -> None:
    await draft(house)
    async with house.database.write() as connection:
        await replace_playlist(connection, weigh("お知らせ", 9)(HALLS), "")
    page = await compared(house)
    assert "別の内容で公開されました" in page and "台に公開する" not in page


async def test_an_editor_of_other_groups_can_not_publish_it(house: Site) -> None:
    await draft(house)
    await enter(house, name="other", groups=("stations",))
    page = await compared(house)
    assert "ほかのグループの画面にも映るので" in page and '<button class="filled"' not in page
    answer = await post(house, "/publish", "/displays", seen="")
    assert answer.status in (303, 403)
    async with house.database.read() as connection:
        assert await load_playlist(connection, "halls") == HALLS


@pytest.mark.browser
async def test_the_pages_hold_in_a_real_browser_and_count_by_themselves(house: Site) -> None:
    await draft(house)
    await compared(house)
    async with shared_chromium() as browser:
        await check_page(browser, house, "/publish")
        give(house, "1" * 64)
        where = (await post(house, "/publish", "/publish")).headers["Location"]
        await check_page(browser, house, where)
        page = await open_page(browser, house, f"{where}&lang=ja")
        await page.wait_for("document.body.innerText.includes('2台のうち 0台に届きました')")
        give(house, "2" * 64)
        for display in ("hall", "lobby"):
            beat(house, display)
        await page.wait_for("document.body.innerText.includes('2台のうち 2台に届きました')")


async def test_what_comes_and_cannot_be_read_is_published_only_with_a_yes_and_why(house: Site) -> None:
    endless = an_item("news-3", title={"ja": "読めない題名です。" * 60})
    async with house.database.write() as connection:
        await replace_items(connection, "news", [endless], NOW, whole=False)
    await draft(house)
    page = await compared(house)
    assert "題名が切れています（2台）" in page and "10秒 映ります。" in page and page.count('action="/publish"') == 1
    seen = hidden(page, "seen")
    refused = await post(house, "/publish", seen=seen)
    assert refused.status == 422 and "印を付けて、理由を書いてください。" in await refused.text()
    async with house.database.read() as connection:
        assert await load_accepted(connection) == {}
    said = {"seen": seen, "accept": "yes", "reason": "会議室の画面だけに映す"}
    part = await post(house, "/publish", told="news-3 cut", **said)
    assert part.status == 422, "a yes is to what was told, and no more of it was"
    async with house.database.read() as connection:
        assert await load_accepted(connection) == {}
    many = " ".join(f"news-{number} cut\nnews-{number} dwell-short" for number in range(4_000))
    large = await post(house, "/publish", told=f"{many[:100_000]} x", **said)
    assert large.status == 422, "a form that tells of thousands of findings is read"
    done = await post(house, "/publish", told=hidden(page, "told"), **said)
    assert done.status == 303 and "of=" in done.headers["Location"]
    async with house.database.read() as connection:
        accepted = await load_accepted(connection)
    assert {item: (set(one.codes), one.reason) for item, one in accepted.items()} == {
        "news-3": ({"cut", "dwell-short"}, "会議室の画面だけに映す")
    }


async def test_a_step_that_is_undone_already_is_told_beside_what_would_change(house: Site) -> None:
    await draft(house)
    await compared(house)
    answer = await post(house, "/drafts/undo", "/playlists/halls", back="/publish", step="99999")
    assert answer.headers["Location"] == "/publish?notice=undone"
    assert "もう元に戻してあるか、" in await compared(house, "/publish?notice=undone")
