"""The register of posters: who sees what, what is told of many at once, and the table that goes out and comes back."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientResponse, FormData
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.poster_register import Dates
from signage.domain.posters import Paper
from signage.store.database import Database
from signage.store.displays import record_places
from signage.store.links import give_links
from signage.store.posters import load_posters, record_dates, record_posters
from tests.axe import violations
from tests.chromium import shared_chromium
from tests.factories import NOW, a_place, a_poster
from tests.web.sites import Site, a_site, hidden_fields
from tests.web.windows import check_page, open_page, press_enter

ENGLISH = {"Accept-Language": "en"}
TOKYO = ZoneInfo("Asia/Tokyo")
MADE, UP, OLD, LOST, DOWN = "2222", "3333", "4444", "5555", "6666"


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, sqlite, public_url="http://signage.example.jp")
    today = datetime.now(UTC).date()
    long_ago = today - timedelta(days=40)
    async with sqlite.write() as connection:
        await record_places(
            connection, [a_place("library", name={"ja": "十王図書館", "en": "Juo Library"}, type="library")]
        )
        link = (await give_links(connection, ["https://example.jp/voice"], NOW, title={"ja": "みんなの声"}))[
            "https://example.jp/voice"
        ].code
        posters = [a_poster(spot, link=link, campaign="autumn") for spot in (MADE, UP, OLD, LOST)]
        posters.append(a_poster(DOWN, link=link, place="library", paper=Paper(594, 420), where={"ja": "=入口"}))
        await record_posters(connection, posters, "taga", datetime.now(UTC))
        for spot, dates in (
            (UP, Dates(today, today)),
            (OLD, Dates(long_ago, long_ago)),
            (LOST, Dates(long_ago, long_ago, missing_on=today)),
            (DOWN, Dates(long_ago, long_ago, taken_down_on=today)),
        ):
            await record_dates(connection, spot, dates)
    await made.add_person("taga", "editor")
    await made.log_in()
    return made


def spots(page: str) -> list[str]:
    return re.findall(r'href="/p/(\w+)" class="spot"', page)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def states(site: Site) -> dict[str, str]:
    async with site.database.read() as connection:
        return {one.poster.spot: one.state for one in await load_posters(connection)}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [DOWN, MADE, UP, OLD, LOST]),
        ("view=made", [MADE]),
        ("view=hanging", [UP, OLD]),
        ("view=look", [OLD, LOST]),
        ("view=down", [DOWN]),
        ("q=図書館", [DOWN]),
        ("q=JUO", [DOWN]),
        ("q=4444", [OLD]),
        ("type=library", [DOWN]),
        ("size=A2", [DOWN]),
        ("campaign=autumn&view=made", [MADE]),
        ("q=nowhere", []),
        ("view=x&page=99999&type=%00", []),
    ],
)
async def test_posters_are_found_by_what_people_know_of_them(site: Site, query: str, found: list[str]) -> None:
    assert sorted(spots(await site.page(f"/posters?{query}"))) == sorted(found)


async def test_each_stands_under_its_place_with_what_is_known_and_what_is_to_be_done(site: Site) -> None:
    page = await site.page("/posters")
    for words in (
        "十王図書館",
        "みんなの声",
        "掲示中",
        "貼る前",
        "はがした",
        "なくなっている",
        "A2 横",
        "から、だれも見ていません。",
        "に、ありませんでした。",
    ):
        assert words in page, words
    english = await site.page("/posters", headers=ENGLISH)
    assert "Juo Library" in english and "Nobody has seen it since" in english and "To look after 2" in english


async def tell(site: Site, act: str, *chosen: str, **fields: str) -> str:
    answer = await send(site, act, *chosen, **fields)
    assert answer.status == 303
    return answer.headers["Location"]


async def refused(site: Site, act: str, *chosen: str, **fields: str) -> str:
    answer = await send(site, act, *chosen, **fields)
    assert answer.status == 422
    return await answer.text()


async def send(site: Site, act: str, *chosen: str, **fields: str) -> ClientResponse:
    form = FormData(hidden_fields_of_list(await site.page("/posters?view=made")) | {"act": act} | fields)
    for spot in chosen:
        form.add_field("spot", spot)
    return await site.client.post("/posters", data=form, allow_redirects=False)


def hidden_fields_of_list(page: str) -> dict[str, str]:
    return hidden_fields("<main" + page.partition('id="list"')[2])


async def test_many_are_told_of_at_once_and_undone_at_once(site: Site) -> None:
    where = await tell(site, "posted", MADE, LOST, DOWN)
    assert "view=made" in where, "the list stands as it was"
    page = await site.page(where)
    assert "3枚を「貼った」にしました。" in page
    assert set((await states(site)).values()) == {"hanging"}
    (token,) = re.findall(r'name="undo" value="([^"]+)"', page)
    data = {"csrf": hidden_fields_of_list(await site.page("/posters"))["csrf"], "undo": token, "list": "/posters"}
    answer = await site.client.post("/posters", data=data, allow_redirects=False)
    assert "3枚を元に戻しました。" in await site.page(answer.headers["Location"])
    assert (await states(site))[LOST] == "missing" and (await states(site))[MADE] == "made"
    assert (await site.client.post("/posters", data=data, allow_redirects=False)).status == 404


async def test_those_that_are_so_already_are_left_and_told(site: Site) -> None:
    page = await site.page(await tell(site, "down", UP, MADE, DOWN))
    assert "2枚を「はがした」にしました。" in page and "ほかの 1枚は" in page


@pytest.mark.parametrize(
    ("fields", "chosen", "says"),
    [
        ({}, (), "1枚も選ばれていません"),
        ({"day": "いつか"}, (MADE,), "今日までの日として読めません"),
        ({"day": "2999-01-01"}, (MADE,), "今日までの日として読めません"),
    ],
)
async def test_what_can_not_be_said_of_many_is_told(
    site: Site, fields: dict[str, str], chosen: tuple[str, ...], says: str
) -> None:
    page = await refused(site, "posted", *chosen, **fields)
    assert says in page and (await states(site))[MADE] == "made"


async def test_what_was_ticked_and_typed_stays_where_the_day_can_not_be_read(site: Site) -> None:
    page = await refused(site, "posted", UP, LOST, list="/posters?campaign=autumn&page=1", day="<いつか>")
    assert re.findall(r'name="spot" value="(\w+)"[^>]* checked', page) == [UP, LOST]
    assert spots(page) == [MADE, UP, OLD, LOST], "the list is filtered as it was"
    assert 'name="day" value="&lt;いつか&gt;"' in page and 'aria-invalid="true"' in page
    assert hidden_fields_of_list(page)["list"] == "/posters?campaign=autumn"
    assert 'name="day" value="11/3"' in await refused(site, "posted", day="11/3")


async def test_a_day_is_read_as_people_type_it_and_nobody_is_led_elsewhere(site: Site) -> None:
    where = await tell(site, "posted", MADE, day="令和8年11月3日", list="https://elsewhere.example/")
    assert where.startswith("/posters?")
    async with site.database.read() as connection:
        found = {one.poster.spot: one.posted_on for one in await load_posters(connection)}
    assert found[MADE] == date(2026, 11, 3)


async def test_a_day_of_months_ago_is_read_without_its_year(site: Site) -> None:
    day = datetime.now(TOKYO).date() - timedelta(days=60)
    await tell(site, "posted", MADE, day=f"{day.month}月{day.day}日")
    async with site.database.read() as connection:
        found = {one.poster.spot: one.posted_on for one in await load_posters(connection)}
    assert found[MADE] == day


async def test_the_table_goes_out_and_comes_back_without_a_change(site: Site) -> None:
    answer = await site.client.get("/posters.csv?view=look")
    content = await answer.read()
    assert content.startswith(b"\xef\xbb\xbf") and {row["番号"] for row in rows_of(content)} == {OLD, LOST}
    whole = await (await site.client.get("/posters.csv")).read()
    row = next(row for row in rows_of(whole) if row["番号"] == DOWN)
    assert (row["場所"], row["貼るところ"], row["大きさ"], row["状態"]) == ("十王図書館", "'=入口", "A2", "はがした")
    assert row["QRコードの中身"].startswith("http://signage.example.jp/q/") and row["QRコードの中身"].endswith(DOWN)
    before = await states(site)
    for content in (whole, whole.decode("utf-8-sig").encode("cp932")):
        where = await send_table(site, content)
        assert where.startswith("/posters?did=table&n=0")
    assert await states(site) == before


async def send_table(site: Site, content: bytes, name: str = "posters.csv") -> str:
    """Where it leads, or the page that answers."""
    form = FormData(hidden_fields(await site.page("/posters/import")))
    form.add_field("table", content, filename=name)
    answer = await site.client.post("/posters/import", data=form, allow_redirects=False)
    return answer.headers["Location"] if answer.status == 303 else await answer.text()


async def test_a_table_is_taken_in_and_undone(site: Site) -> None:
    page = await site.page(await send_table(site, f"番号,貼った日\n{MADE},2026-11-03\n".encode()))
    assert "1枚を、表のとおりにしました。" in page and (await states(site))[MADE] == "hanging"
    (token,) = re.findall(r'name="undo" value="([^"]+)"', page)
    data = {"csrf": hidden_fields_of_list(page)["csrf"], "undo": token}
    await site.client.post("/posters", data=data, allow_redirects=False)
    assert (await states(site))[MADE] == "made"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (f"番号,貼った日\n{MADE},いつか\nZZZZ,\n".encode(), "読めなかった行"),
        (b"a,b\n1,2\n", "この表は読み取れません"),
        (b"PK\x03\x04", "この表は読み取れません"),
        (b"", "この表は読み取れません"),
    ],
)
async def test_a_table_that_can_not_be_used_says_where_and_changes_nothing(
    site: Site, content: bytes, says: str
) -> None:
    before = await states(site)
    assert says in await send_table(site, content) and await states(site) == before


async def test_a_technician_keeps_the_register_and_makes_no_posters(site: Site) -> None:
    await site.add_person("kuji", "technician")
    await site.log_in_anew(name="kuji")
    page = await site.page("/posters")
    assert 'name="spot"' in page and "/posters/new" not in page and "subpages" not in page and "reprint" not in page
    await site.page("/posters/new", 403)
    await site.add_person("looker", "viewer")
    await site.log_in_anew(name="looker")
    page = await site.page("/posters")
    assert 'name="spot"' not in page and "/posters/import" not in page and 'href="/results"' in page
    await site.page("/posters/import", 403)


async def test_an_empty_register_says_what_it_is_for(site: Site) -> None:
    async with site.database.write() as connection:
        await connection.exec_driver_sql("delete from posters")
    page = await site.page("/posters")
    assert "ポスターは、まだありません" in page and page.count('class="button filled"') == 1


@pytest.mark.browser
async def test_the_pages_are_open_to_all_and_ticking_counts(site: Site) -> None:
    async with shared_chromium() as browser:
        page = await open_page(browser, site, "/posters?view=made&lang=ja")
        assert await page.evaluate("document.querySelector('[data-chosen]').hidden")
        await page.evaluate("document.querySelector('[data-all]').click()")
        assert await page.evaluate("document.querySelector('[data-count]').textContent") == "1枚を選んでいます"
        await page.evaluate(
            "document.getElementById('list').addEventListener('submit', (sending) => { sending.preventDefault(); window.sent = true })"
        )
        await page.evaluate("document.getElementById('day').focus()")
        await press_enter(page)
        assert not await page.evaluate("window.sent"), "nobody has said yet what is so on that day"
        await page.close()
        await check_page(browser, site, "/posters")
        page = await open_page(browser, site, "/posters/import?lang=ja", 375, 700)
        assert await violations(page) == []
        await page.close()
