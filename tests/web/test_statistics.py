"""The page of statistics and its file for spreadsheets."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.content import Period as Shown
from signage.domain.play_statistics import Sum
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.play_days import add_planned, add_played
from tests.chromium import shared_chromium
from tests.factories import a_display, an_item
from tests.web.sites import Site, a_site
from tests.web.windows import check_page

HOUR = 3_600_000
YEAR = "/statistics?period=2026"


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, sqlite, [a_display("gate", name="駅 改札前"), a_display("hall")])
    library = {"ja": "記念図書館", "en": "Memorial Library"}
    items = [
        an_item("tour", title={"ja": "館内ツアー"}, themes=("海", "歩く"), department=library),
        an_item("=1+1", title={"ja": "=HYPERLINK(1)"}, themes=("海",)),
    ]
    async with sqlite.write() as connection:
        await replace_items(connection, "news", items, datetime.now(UTC), whole=True)
        await add_played(
            connection,
            {("2026-11-21", "gate"): Sum(300, 3 * HOUR), ("2027-03-31", "hall"): Sum(100, HOUR)},
            {
                ("2026-11", "tour"): Sum(200, 2 * HOUR),
                ("2026-11", "=1+1"): Sum(100, HOUR),
                ("2027-03", "gone"): Sum(90, HOUR // 2),
                ("2027-03", ""): Sum(5, HOUR // 4),
                ("2027-03", "*"): Sum(5, HOUR // 4),
                ("2027-04", "tour"): Sum(1, HOUR),
            },
        )
        await add_planned(
            connection, {("2026-11-21", "gate"): Sum(310, 4 * HOUR)}, {("2026-11", "tour"): Sum(210, 4 * HOUR)}
        )
    await made.add_person("kiyomi", "viewer")
    await made.log_in("kiyomi")
    return made


def cells(page: str) -> list[list[str]]:
    """The rows of the page's table as text."""
    body = page.partition('class="stats"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in body.split("</tr>") if "<th" in row]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in rows]


async def test_a_business_year_is_from_april_to_march_by_item_the_longest_first(site: Site) -> None:
    page = await site.page(YEAR)
    assert "令和8年度（令和8年4月〜令和9年3月）" in page
    assert cells(page) == [
        ["館内ツアー", "", "2.0", "200", "4.0", "50"],
        ["=HYPERLINK(1)", "", "1.0", "100", "–", "–"],
        ["gone", "", "0.5", "90", "–", "–"],
        ["催しの一覧", "", "0.2", "5", "–", "–"],
        ["待機スライド", "", "0.2", "5", "–", "–"],
    ]
    assert "<b>400</b> 回" in page and "<b>4.0</b> 時間" in page
    assert "<b>75</b> %" in page  # three of the four hours that were planned for the day that is known


async def test_each_view_sums_up_the_same_plays(site: Site) -> None:
    themes = {row[0]: row[2:4] for row in cells(await site.page(f"{YEAR}&by=theme"))}
    assert themes == {"海": ["3.0", "300"], "歩く": ["2.0", "200"], "テーマなし": ["1.0", "100"]}
    departments = {row[0]: row[3] for row in cells(await site.page(f"{YEAR}&by=department&lang=en"))}
    assert departments == {"Memorial Library": "200", "No department": "200"}
    displays = [row[0] + row[3] for row in cells(await site.page(f"{YEAR}&by=display&lang=ja"))]
    assert displays == ["駅 改札前300", "駅 入口100"]
    months = {row[0]: row[3] for row in cells(await site.page(f"{YEAR}&by=month"))}
    assert len(months) == 12 and months["令和8年11月"] == "300" and months["令和9年3月"] == "100"
    assert months["令和8年4月"] == "0"


async def test_a_month_alone_holds_only_its_own(site: Site) -> None:
    page = await site.page("/statistics?period=2027-03")
    assert [row[0] for row in cells(page)] == ["gone", "催しの一覧", "待機スライド"]
    assert [row[3] for row in cells(await site.page("/statistics?period=2027-03&by=display"))] == ["100"]


@pytest.mark.parametrize(
    "query", ["period=9999-99&by=nothing&page=-1", "period=%00&by=%00", "page=99999999", "period=2026'"]
)
async def test_what_an_address_can_not_mean_is_passed_over(site: Site, query: str) -> None:
    assert "統計" in await site.page(f"/statistics?{query}")


@pytest.mark.parametrize(
    ("begins", "language", "says"),
    [
        (1, "ja", "令和8年（令和8年1月〜令和8年12月）"),
        (1, "en", "2026 (Jan 2026 – Dec 2026)"),
        (7, "en", "Business year 2026 (Jul 2026 – Jun 2027)"),
    ],
)
async def test_a_year_begins_where_the_office_begins_it(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database, begins: int, language: str, says: str
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite, year_begins=begins)
    async with sqlite.write() as connection:
        await add_played(connection, {}, {("2026-02", "a"): Sum(1, HOUR), ("2026-08", "b"): Sum(1, HOUR)})
    await site.add_person("kiyomi", "viewer")
    await site.log_in("kiyomi")
    page = await site.page(f"{YEAR}&lang={language}")
    assert says in page and len(cells(page)) == (2 if begins == 1 else 1)
    assert ("年度" in page) is False


@pytest.mark.parametrize("period", ["２０２６-11", "2026-１１", "9999", "9999-12", "0001", "0999-01"])
async def test_a_period_that_is_none_is_the_business_year_of_today(site: Site, period: str) -> None:
    for path in ("/statistics", "/statistics.csv"):
        plain, strange = [await site.page(f"{path}?by=month{query}") for query in ("", f"&period={period}")]
        assert [row[0] for row in cells(strange)] == [row[0] for row in cells(plain)]
        assert len(strange.splitlines()) == len(plain.splitlines())


async def test_a_period_without_records_says_what_will_come(site: Site) -> None:
    page = await site.page("/statistics?period=2019-05")
    assert "この期間の記録は、まだありません。" in page and "10分ごと" in page


async def test_a_year_of_another_era_has_its_name(site: Site) -> None:
    assert "平成17年度（平成17年4月〜平成18年3月）" in await site.page("/statistics?period=2005")


async def test_a_spreadsheet_opens_the_file_rightly_and_runs_nothing_in_it(site: Site) -> None:
    answer = await site.client.get("/statistics.csv?period=2026&by=item")
    body = await answer.read()
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statistics-2026-item.csv"'
    assert body.startswith(b"\xef\xbb\xbf") and b"\r\n" in body
    head, *rows = csv.reader(io.StringIO(body.decode("utf-8-sig")))
    assert head == ["コンテンツ", "番号", "回数", "秒", "計画の回数", "計画の秒"]
    assert rows[0] == ["館内ツアー", "tour", "200", "7200", "210", "14400"]
    assert rows[1][:2] == ["'=HYPERLINK(1)", "'=1+1"]
    assert len(rows) == 5


async def test_what_is_over_soon_stands_there_the_soonest_first(site: Site) -> None:
    now = datetime.now(UTC)
    items = [
        an_item(f"in-{days}", title={"ja": f"あと{days}日のお知らせ"}, period=Shown(None, now + timedelta(days=days)))
        for days in (40, 20, 3)
    ]
    async with site.database.write() as connection:
        await replace_items(connection, "other", [*items, an_item("for-ever")], now, whole=True)
    page = await site.page(YEAR)
    expiring = page.partition('id="expiring"')[2]
    assert expiring.index("あと3日") < expiring.index("あと20日") and "あと40日" not in expiring
    assert 'href="/content/in-3"' in expiring


async def test_more_than_a_page_of_items_is_read_page_by_page(site: Site) -> None:
    async with site.database.write() as connection:
        await add_played(connection, {}, {("2026-12", f"item-{n:03}"): Sum(1, HOUR - n) for n in range(250)})
    first, last = await site.page("/statistics?period=2026-12"), await site.page("/statistics?period=2026-12&page=2")
    assert len(cells(first)) == 100 and "次の100件" in first and "前の100件" not in first
    assert len(cells(last)) == 50 and "次の100件" not in last and "前の100件" in last
    assert len((await site.page("/statistics.csv?period=2026-12")).splitlines()) == 251


@pytest.mark.browser
async def test_the_page_is_open_to_all(site: Site) -> None:
    async with shared_chromium() as browser:
        for path in (YEAR, f"{YEAR}&by=month", "/statistics?period=2019-05"):
            await check_page(browser, site, path)
