"""The history: what people changed, from what to what, for those who may see it; and back to how it was."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from aiohttp import ClientResponse
from pytest_aiohttp.plugin import AiohttpClient

from signage.actions.change_person import change_rights
from signage.actions.edit_item import request_approval, save_draft, seen_of
from signage.actions.edit_playlist import edit_playlist, new_playlist
from signage.actions.keep_calendar import keep_calendar
from signage.actions.keep_place import keep_place
from signage.actions.keep_source import keep_source
from signage.domain.accounts import Person, Rights
from signage.domain.closing_days import Calendar
from signage.domain.content import Item
from signage.domain.displays import Place
from signage.domain.forms import typed
from signage.domain.playlist_file import PlaylistFile
from signage.domain.playlists import Playlist, Section
from signage.domain.sources import Source
from signage.store.calendars import load_calendars
from signage.store.database import Database
from signage.store.displays import load_places
from signage.store.drafts import load_drafts
from signage.store.edits import load_edits, record_edit
from signage.store.sources import load_sources
from signage.store.users import load_user
from signage.store.versions import load_version, put_on_air
from tests.chromium import shared_chromium
from tests.factories import NOW, a_display
from tests.web.sites import Site, a_site
from tests.web.windows import check_page

WRITER = Person("writer", "author", "library")
FIRST = Item(id="staff-1", source="staff", kind="notice", title={"ja": "休館日のお知らせ"})
SECOND = msgspec.structs.replace(FIRST, title={"ja": "臨時休館のお知らせ"})


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, database: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, database)
    await made.add_person("boss", "administrator")
    await made.add_person("writer", "author", department="library")
    await made.add_person("other", "author", department="transport")
    await made.add_person("looker", "viewer")
    first = await save_draft(database, FIRST, "library", WRITER, NOW)
    async with database.write() as connection:
        await put_on_air(connection, first, NOW)
        up = await load_version(connection, "staff-1")
    assert up is not None
    await save_draft(database, SECOND, "library", WRITER, NOW + timedelta(hours=1), seen_of(up))
    return made


async def back(site: Site, edit: str, page: str = "/history") -> ClientResponse:
    word = re.findall(r'name="csrf" value="(\w+)"', await site.page(page))[0]
    return await site.client.post(f"/history/{edit}/back", data={"csrf": word}, allow_redirects=False)


def acts(page: str) -> list[str]:
    return re.findall(r'<span class="act">(.*?)</span>', page)


async def test_changes_are_told_newest_first_with_what_was_and_what_is(site: Site) -> None:
    await site.log_in("writer")
    page = await site.page("/history?noun=item")
    assert acts(page) == ["書き始めました", "書き始めました"]
    assert "<td>休館日のお知らせ</td><td>臨時休館のお知らせ</td>" in page and "題名（日本語）" in page
    assert "<span>writer</span>" in page and 'href="/content/staff-1"' in page


async def test_a_display_that_was_paired_is_told_by_its_name(site: Site) -> None:
    async with site.database.write() as connection:
        await record_edit(connection, "boss", NOW, "display", "entrance", "pair")
    await site.log_in("boss")
    page = await site.page("/history")
    assert "機器をつなぎました" in page and ">駅 入口<" in page and ">entrance<" not in page


async def test_what_was_done_to_people_is_for_administrators(site: Site) -> None:
    for name, expected in (("boss", 4), ("writer", 0), ("looker", 0)):
        await site.log_in_anew(name=name)
        page = await site.page("/history?noun=user")
        assert len(acts(page)) == expected, name
    assert (await back(site, "1")).status == 404


async def test_what_another_department_writes_is_not_told_to_authors(site: Site) -> None:
    await site.log_in("other")
    page = await site.page("/history")
    assert "休館" not in page and "staff-1" not in page and "（ほかの担当のもの）" in page
    sheet = await (await site.client.get("/history.csv")).text()
    assert "休館" not in sheet and "staff-1" not in sheet
    async with site.database.read() as connection:
        first = (await load_edits(connection, "item"))[-1]
    assert (await back(site, str(first.id))).status == 403


async def test_an_item_of_whose_change_no_title_was_kept_is_told_by_its_title(site: Site) -> None:
    async with site.database.write() as connection:
        await record_edit(connection, "boss", NOW, "item", "staff-1", "remand", None, {"comment": "日付を"})
    await site.log_in("writer")
    page = await site.page("/history?noun=item")
    assert "差し戻しました" in page and ">staff-1<" not in page
    await site.log_in_anew(name="other")
    page = await site.page("/history?noun=item")
    assert "差し戻しました" in page and "休館" not in page and "staff-1" not in page


async def test_an_end_at_midnight_is_told_as_the_day_before_and_a_begin_is_not(site: Site) -> None:
    midnight = "2026-11-30T15:00:00Z"
    period = {"period": {"begins_at": midnight, "ends_at": midnight}}
    async with site.database.write() as connection:
        await record_edit(connection, "boss", NOW, "item", "staff-1", "renew", None, period)
        await record_edit(connection, "boss", NOW, "playlist", "a", "draft", None, {"ends": "2026-12-01T00:00:00"})
        await record_edit(connection, "boss", NOW, "link", "K7M2P", "change", None, {"expires_at": midnight})
    await site.log_in("writer")
    page = await site.page("/history")
    assert page.count("<td>令和8年11月30日(月)</td>") == 3 and page.count("<td>令和8年12月1日(火) 0:00</td>") == 1


async def test_a_display_that_is_chosen_alone_is_told_by_its_name(site: Site) -> None:
    async with site.database.write() as connection:
        kept = {"places": ["display:entrance", "library"]}
        await record_edit(connection, "boss", NOW, "item", "staff-1", "draft", None, kept)
    await site.log_in("writer")
    page = await site.page("/history")
    assert f"{a_display().name}、library" in page and "display:" not in page


async def test_codes_are_told_in_words(site: Site) -> None:
    rule = {"rules": [{"weekdays": [5, 6], "holidays": "as Sunday"}], "playlist": {"transition": "cut"}}
    async with site.database.write() as connection:
        await record_edit(connection, "boss", NOW, "playlist", "everyday", "draft", None, rule)
    await site.log_in("boss")
    page = await site.page("/history?noun=playlist")
    assert "土・日" in page and "祝日は日曜として" in page and "すぐに替える" in page


async def test_it_is_searched_by_what_by_whom_and_up_to_a_day(site: Site) -> None:
    await site.log_in("boss")
    assert len(acts(await site.page("/history?by=ＷＲＩＴＥＲ"))) == 2
    assert len(acts(await site.page("/history?noun=item&name=staff-1"))) == 2
    assert "この条件に合うものはありません" in await site.page("/history?by=nobody")
    assert "この条件に合うものはありません" in await site.page("/history?noun=item&day=2001-01-01")
    assert len(acts(await site.page("/history?noun=item&day=2100-01-01"))) == 2
    assert 'id="day-error"' in await site.page("/history?day=someday")
    assert "ホーム" in await site.page("/history?noun=%00&before=-1&name=%22%3E%3Cscript%3E")


async def test_a_day_without_a_year_is_the_last_that_has_been(site: Site) -> None:
    now = datetime.now(UTC)
    async with site.database.write() as connection:
        for days, name in ((70, "before"), (50, "after")):
            await record_edit(connection, "boss", now - timedelta(days=days), "link", name, "change", None, {})
    await site.log_in("boss")
    day = (now - timedelta(days=60)).astimezone(ZoneInfo("Asia/Tokyo")).date()
    page = await site.page(f"/history?noun=link&day={day.month}月{day.day}日")
    assert "/links/before" in page and "/links/after" not in page


async def test_many_changes_are_read_page_by_page(site: Site) -> None:
    async with site.database.write() as connection:
        for number in range(120):
            await record_edit(
                connection, "boss", NOW, "group", f"g{number}", "add", None, {"name": {"ja": str(number)}}
            )
    await site.log_in("boss")
    counts, address = [], "/history?noun=group"
    while address:
        page = await site.page(address)
        counts.append(len(acts(page)))
        address = next(iter(re.findall(r'href="(/history\?[^"]*before=\d+)"', page)), "").replace("&amp;", "&")
    assert counts == [50, 50, 20]


@pytest.mark.parametrize("number", ["999999999999", "４８", "x", "-1"])
async def test_a_number_that_no_change_has_asks_for_none(site: Site, number: str) -> None:
    await site.log_in("boss")
    assert acts(await site.page(f"/history?before={number}")) == acts(await site.page("/history"))
    word = re.findall(r'name="csrf" value="(\w+)"', await site.page("/account"))[0]
    assert (await site.client.post(f"/history/{number}/back", data={"csrf": word})).status == 404


async def test_an_item_goes_back_as_a_draft_and_what_is_on_air_stays(site: Site) -> None:
    await site.log_in("writer")
    page = await site.page("/history?noun=item")
    ways = re.findall(r'action="/history/(\d+)/back"', page)
    assert len(ways) == 1  # not to how it is already
    answer = await back(site, ways[0])
    assert (answer.status, answer.headers["Location"]) == (303, "/content/staff-1")
    async with site.database.read() as connection:
        newest = await load_version(connection, "staff-1")
    assert newest is not None
    assert (newest.number, newest.stage, newest.item.title) == (2, "draft", FIRST.title)


async def test_what_a_draft_said_before_an_item_went_back_is_gone_back_to_likewise(site: Site) -> None:
    third = msgspec.structs.replace(FIRST, title={"ja": "同僚が書いている題"})
    colleague = Person("colleague", "author", "library")
    async with site.database.read() as connection:
        draft = await load_version(connection, "staff-1")
    assert draft
    await save_draft(site.database, third, "library", colleague, NOW + timedelta(hours=2), seen_of(draft))
    await site.log_in("writer")
    first = re.findall(r'action="/history/(\d+)/back"', await site.page("/history?noun=item"))[-1]
    assert (await back(site, first)).status == 303
    page = await site.page("/history?noun=item")
    assert acts(page)[:2] == ["元に戻しました", "下書きを変えました"] and "<span>colleague</span>" in page
    assert (await back(site, re.findall(r'action="/history/(\d+)/back"', page)[0])).status == 303
    async with site.database.read() as connection:
        newest = await load_version(connection, "staff-1")
    assert newest and newest.item == third
    await request_approval(site.database, "staff-1", WRITER, NOW + timedelta(hours=3), seen_of(newest))
    answer = await back(site, first)
    assert "依頼を取り下げてから、履歴で戻せます" in await site.page(answer.headers["Location"])
    async with site.database.read() as connection:
        newest = await load_version(connection, "staff-1")
    assert newest and newest.item.title == third.title


async def test_a_playlist_goes_back_as_a_draft(site: Site) -> None:
    playlist = Playlist(name="mine", title={"ja": "駅の朝"}, sections=(Section(name="news", kinds=("news",)),))
    await new_playlist(site.database, PlaylistFile(playlist), {"ja": "作る"}, "boss", NOW)
    heavy = PlaylistFile(msgspec.structs.replace(playlist, sections=(Section(name="news", kinds=("news",), weight=5),)))
    await edit_playlist(site.database, "mine", lambda _: heavy, {"ja": "重み"}, "boss", NOW)
    await site.log_in("boss")
    page = await site.page("/history?noun=playlist")
    assert "区分 1 重み" in page and '<td class="blank">—</td><td>5</td>' in page
    answer = await back(site, re.findall(r'action="/history/(\d+)/back"', page)[0])
    assert answer.headers["Location"] == "/playlists/mine"
    assert "令和8年11月22日(日) 12:00 の状態に戻す" in await site.page("/playlists/mine"), "true tomorrow too"
    async with site.database.read() as connection:
        drafts = await load_drafts(connection)
    assert [draft.file and draft.file.playlist.sections[0].weight for draft in drafts] == [1]
    await site.log_in_anew(name="writer")
    assert "/back" not in await site.page("/history?noun=playlist")
    assert (await back(site, re.findall(r'/history/(\d+)/back"', page)[0])).status == 404


async def test_rights_and_places_go_back_at_once(site: Site) -> None:
    await change_rights(site.database, "looker", Rights("editor"), "boss", NOW)
    await site.log_in("boss")
    rights = re.findall(r'action="/history/(\d+)/back"', await site.page("/history?noun=user&name=looker"))
    assert (await back(site, rights[0])).headers["Location"] == "/settings/people/looker?done=rights"
    async with site.database.read() as connection:
        user, before = await load_user(connection, "looker"), (await load_places(connection))["station"]
    assert user is not None and user.role == "viewer"
    boss, renamed = Person("boss", "administrator"), Place(id="station", name={"ja": "中央駅"})
    await keep_place(site.database, renamed, boss, NOW, typed.seen_of(before))
    await keep_place(site.database, before, boss, NOW, typed.seen_of(renamed))
    ways = re.findall(r'action="/history/(\d+)/back"', await site.page("/history?noun=place"))
    assert (await back(site, ways[0])).status == 303
    async with site.database.read() as connection:
        assert (await load_places(connection))["station"] == renamed


async def test_sources_and_calendars_go_back_too(site: Site) -> None:
    first = Source(name="city", type="rss", address="https://www.city.example/rss")
    await keep_source(site.database, first, "boss", NOW)
    second = msgspec.structs.replace(first, minutes=60)
    await keep_source(site.database, second, "boss", NOW, typed.seen_of(first))
    boss, closed = Person("boss", "administrator"), Calendar(name="closed", title=(("ja", "休館日"),))
    await keep_calendar(site.database, closed, boss, NOW)
    renamed = msgspec.structs.replace(closed, title=(("ja", "休み"),))
    await keep_calendar(site.database, renamed, boss, NOW, typed.seen_of(closed))
    await site.log_in("boss")
    for noun in ("source", "calendar"):
        ways = re.findall(r'action="/history/(\d+)/back"', await site.page(f"/history?noun={noun}"))
        assert (await back(site, ways[-1])).status == 303
    async with site.database.read() as connection:
        assert [one.source for one in await load_sources(connection)] == [first]
        assert (await load_calendars(connection))["closed"] == closed


async def test_the_brand_goes_back_at_once(site: Site) -> None:
    first = msgspec.structs.replace(site.desk.brands.in_force, short_name={"ja": "共創"})
    second = msgspec.structs.replace(first, short_name={"ja": "みらい"})
    for brand in (first, second):
        await site.desk.brands.keep(brand, "boss", NOW, typed.seen_of(site.desk.brands.in_force))
    await site.log_in("boss")
    ways = re.findall(r'action="/history/(\d+)/back"', await site.page("/history?noun=brand"))
    assert (await back(site, ways[-1])).headers["Location"] == "/settings/brand"
    assert site.desk.brands.in_force == first
    await site.log_in_anew(name="writer")
    assert (await back(site, ways[0])).status == 404


async def test_the_csv_opens_in_a_spreadsheet_and_holds_no_formula(site: Site) -> None:
    async with site.database.write() as connection:
        await record_edit(connection, "boss", NOW, "group", "g", "add", None, {"name": {"ja": "=1+1"}})
    await site.log_in("boss")
    answer = await site.client.get("/history.csv?noun=group")
    body = await answer.read()
    assert body.startswith(b"\xef\xbb\xbf") and "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert rows[0][:3] == ["日時", "だれが", "何を"]
    assert rows[1][1:] == ["boss", "グループ", "'=1+1", "g", "加えました", "名前（日本語）", "", "'=1+1"]


async def test_markup_is_shown_as_text(site: Site) -> None:
    nasty = "<script>alert(1)</script>\u202e"
    async with site.database.write() as connection:
        await record_edit(connection, nasty, NOW, "group", nasty, nasty[:40], {"name": nasty}, {"name": {"ja": nasty}})
    await site.log_in("boss")
    assert "<script>alert" not in await site.page("/history")


@pytest.mark.browser
async def test_the_page_is_open_to_all(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite)
    await site.add_person("boss", "administrator")
    before = {"title": {"ja": "あ" * 300}, **{f"f{number}": "x" * 200 for number in range(8)}}
    async with sqlite.write() as connection:
        await record_edit(connection, "boss", NOW, "group", "g", "change", before, {"name": {"ja": "駅"}})
        await record_edit(connection, "boss", NOW, "group", "g", "change", None, {"id": "g", "name": {"ja": "駅の前"}})
    await site.log_in("boss")
    async with shared_chromium() as browser:
        await check_page(browser, site, "/history")
        await check_page(browser, site, "/history?day=someday")
