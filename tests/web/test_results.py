"""The page of results: what was scanned, where, for what could be seen; its map, its week, before and after, and its file."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.actions.tell_of_posters import tell_of_poster
from signage.domain.calendars import local_day
from signage.domain.catalogue import Catalogue
from signage.domain.poster_register import Dates
from signage.domain.posters import Paper, Poster, PosterAct
from signage.domain.scan_statistics import Sight
from signage.settings import Settings
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.displays import record_places
from signage.store.links import give_links
from signage.store.posters import record_dates, record_posters
from signage.store.scan_sums import add_scan_sums, add_shown_codes
from signage.store.scans import ScanKey, add_scans
from signage.store.spots import give_spots
from signage.web.staff.results.map import SCALE_PX, map_of
from signage.web.staff.results.results import SAMPLES_UNTIL, uncounted
from signage.web.staff.results.rows import Names, table_of
from tests.chromium import shared_chromium
from tests.factories import a_display, a_place, an_item
from tests.web.sites import Site, a_site
from tests.web.windows import check_page

TOKYO = ZoneInfo("Asia/Tokyo")
HOUR = 3_600_000
SURVEY, NEWS = "https://www.example.jp/survey", "https://www.example.jp/news"
PLACES = (
    a_place("station", name={"ja": "中央駅", "en": "Central Station"}, latitude=36.6, longitude=140.65, position_source="国土地理院"),
    a_place("library", name={"ja": "図書館", "en": "Library"}, latitude=36.55, longitude=140.63),
    a_place("museum", name={"ja": "=HYPERLINK(1)", "en": "Museum"}),
)  # fmt: skip


async def filled(database: Database, now: datetime) -> dict[str, str]:
    """Four weeks: 10 a day at the station's screen, 2 a day at a poster of the library, which fell silent ten days ago,
    and 5 scans in all at the museum. Returns codes by what they are of.
    """
    today = local_day(now, TOKYO)
    items = [
        an_item("survey", kind="survey", title={"ja": "みんなの声アンケート", "en": "Survey"}, url=SURVEY, themes=("green",)),
        an_item("news", title={"ja": "お知らせ", "en": "News"}, url=NEWS),
        an_item("about", kind="about", title={"ja": "概要"}, url=SURVEY, themes=("health",)),  # of the same address
    ]  # fmt: skip
    async with database.write() as connection:
        await record_places(connection, PLACES)
        await replace_items(connection, "news", items, now, whole=True)
        links = await give_links(connection, [SURVEY, NEWS], now)
        campaign = await give_links(connection, [SURVEY], now, campaign="autumn", title={"ja": "秋のポスター"})
        (gate,) = await give_spots(connection, "display", ["gate"], now)
        library, museum, unknown = await give_spots(connection, "poster", ["library", "museum", "museum"], now)
        poster = campaign[SURVEY].code
        for spot, place in ((library, "library"), (museum, "museum"), (unknown, "museum")):
            one = Poster(spot=spot, link=poster, place=place, paper=Paper(297, 420), language="ja", template="message")
            await record_posters(connection, [one], "kiyomi", now)
        for spot in (library, museum):
            await record_dates(connection, spot, Dates(posted_on=today - timedelta(days=60)))
        scans: dict[ScanKey, int] = {}
        for back in range(1, 57):
            noon = datetime(today.year, today.month, today.day, 3, tzinfo=UTC) - timedelta(days=back)
            scans[noon, links[SURVEY].code, gate, "phone"] = 10 if back < 15 else 4
            if back > 10:
                scans[noon, poster, library, "phone"] = 2
            if back < 6:
                scans[noon, poster, museum, "phone"] = 1
        scans[now.replace(minute=0, second=0, microsecond=0), poster, unknown, "phone"] = 7
        left_out = {(f"{today - timedelta(days=1)}", poster, "bot"): 37}
        await add_scans(connection, scans, left_out)
        await add_scan_sums(connection, scans, TOKYO)
        days = [f"{today - timedelta(days=back)}" for back in range(1, 57)]
        await add_shown_codes(connection, {(day, "gate", links[SURVEY].code): 2 * HOUR for day in days})
    return {"poster": poster, "survey": links[SURVEY].code, "gate": gate, "library": library, "museum": museum}


class Results:
    """`now` and `today` are the test's own: the file may have been collected the day before."""

    def __init__(self, site: Site, codes: dict[str, str], now: datetime) -> None:
        self.site, self.codes, self.page = site, codes, site.page
        self.now, self.today = now, local_day(now, TOKYO)


@pytest.fixture
async def results(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Results:
    site = await a_site(
        aiohttp_client, tmp_path, sqlite, [a_display("gate", name="駅 改札前")], public_url="http://q.example"
    )
    now = datetime.now(UTC)
    codes = await filled(sqlite, now)
    await site.add_person("kiyomi", "viewer")
    await site.log_in("kiyomi")
    return Results(site, codes, now)


def cells(page: str, table: str = "ranking") -> list[list[str]]:
    """The rows of a table as text."""
    page = re.sub(r'<span class="unit-of">[^<]*</span>', "", page)  # said on telephones alone
    whole = page.partition(f'class="{table}"')[2].partition("</table>")[0].partition("</thead>")[2]
    rows = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in whole.split("</tr>") if "<th" in row]
    return [[" ".join(re.sub(r"<[^>]+>", "", cell).split()) for cell in row] for row in rows]


def figures(page: str) -> list[str]:
    return re.findall(r"<dd><b[^>]*>([\d,]+)</b>", page)


async def test_scans_of_four_weeks_are_told_with_where_from_and_what_was_left_out(results: Results) -> None:
    page = await results.page("/results")
    assert figures(page) == ["238", "192", "46", "37"]
    assert "前の28日は 168" in page and "81%" in page and "19%" in page


def test_why_nothing_is_counted_is_told_as_it_is() -> None:
    unreached, off = uncounted(Settings()), uncounted(Settings(public_url="http://q.example", count_scans=False))
    assert unreached and "can’t be reached by the public" in unreached["en"]
    assert off and "count_scans" in off["ja"] and "can’t be reached" not in off["en"]
    assert uncounted(Settings(public_url="http://q.example")) is None


async def test_places_stand_by_rate_with_their_interval_and_few_scans_have_no_rank(results: Results) -> None:
    assert cells(await results.page("/results")) == [
        ["中央駅", "—", "1", "192", "192", "35.6", "30.7 〜 41.0", ""],  # 54 hours on a screen: 5.4 days of a poster
        ["図書館", "1", "—", "34", "—", "1.2", "0.8 〜 1.7", ""],
        ["=HYPERLINK(1)", "1", "—", "12", "—", "まだ少なすぎます", "0.1 〜 0.4", ""],  # of 12 the exposure of 5 is known
    ]  # fmt: skip


async def test_one_link_and_one_place_can_be_looked_at_alone(results: Results) -> None:
    page = await results.page(f"/results?link={results.codes['survey']}")
    assert [row[0] for row in cells(page)] == ["中央駅"] and figures(page)[0] == "192"
    page = await results.page("/results?place=museum")
    assert [row[0].split()[1] for row in cells(page)].count(results.codes["museum"]) == 1
    assert figures(page)[0] == "12" and "=HYPERLINK(1) だけを見ています" in page
    assert "この条件に合うものはありません" in await results.page("/results?place=nowhere")


async def test_slides_are_those_of_screens_by_the_hour_and_themes_those_of_all(results: Results) -> None:
    assert cells(await results.page("/results?by=slide")) == [
        ["みんなの声アンケート", "1", "54.0", "192", "3.6", "3.1 〜 4.1", ""]
    ]
    themes = {row[0]: row[3] for row in cells(await results.page("/results?by=theme"))}
    assert themes == {"green": "238"}
    campaigns = {row[0]: row[3] for row in cells(await results.page("/results?by=campaign"))}
    assert campaigns == {"プロジェクト全体": "192", "autumn": "46"}


async def test_hours_of_the_week_are_those_of_the_office(results: Results) -> None:
    page = await results.page("/results?by=hour&period=91d")
    rows = cells(page, "week")
    noon = sum(int(row[13].replace("·", "0")) for row in rows[:7])
    assert noon >= 14 * 10 + 42 * 4 and rows[7][0] == "計"
    assert sum(int(row[25]) for row in rows[:7]) == int(rows[7][25].replace(",", ""))


async def test_a_poster_that_nobody_scans_any_more_is_told_of_with_the_way_to_it(results: Results) -> None:
    page = await results.page("/results")
    assert "図書館のポスターが、はがれたようです" in page and "1日 2件ほど" in page
    assert "/posters?view=hanging&amp;q=%E5%9B%B3%E6%9B%B8%E9%A4%A8" in page
    assert '台帳で確かめる<span class="hidden-text">：図書館</span>' in page
    assert "はがれたようです" not in await results.page("/results?place=station")


async def test_a_map_has_the_places_whose_position_is_known_and_names_its_source(results: Results) -> None:
    page = await results.page("/results")
    assert page.count("<title>中央駅：192件</title>") == 1 and "<title>図書館：34件</title>" in page
    assert "位置の分からない 1か所は、地図にありません" in page
    assert "場所の位置の出典：国土地理院" in page


@pytest.mark.parametrize(
    ("apart", "scale"), [(0.0, "20 m"), (0.004, "100 m"), (0.05, "1 km"), (0.1, "2 km"), (1.0, "20 km")]
)
def test_the_scale_of_a_map_fits_on_it_however_near_its_places_are(apart: float, scale: str) -> None:
    places = {id: a_place(id, latitude=36.6 + by, longitude=140.6) for id, by in (("a", 0.0), ("b", apart))}
    found = map_of([], places, Names(Catalogue(places=places), {}, [], {}, "", "ja"))
    assert found and found.scale == scale and 40 < found.scale_px < SCALE_PX


def test_the_axis_of_rates_has_its_round_values_however_short_a_screen_was_seen() -> None:
    sights = [Sight("SRVEY", "CD33", "display", "station", 10**6, shown_ms=1)]
    table = table_of(sights, "link", Names(Catalogue(), {}, [], {}, "", "ja"))
    assert [row.rank for row in table.rows] == [1] and table.ticks[0].value == 0


async def test_before_and_after_a_change_are_set_against_what_could_be_seen(results: Results) -> None:
    day = results.today - timedelta(days=14)
    page = await results.page(f"/results?link={results.codes['survey']}&changed={day.isoformat()}")
    assert "増えました" in page and "2.50倍" in page  # ten a day instead of four, on the same screen
    page = await results.page(f"/results?link={results.codes['poster']}&changed={results.today - timedelta(days=28)}")
    assert "増えました" not in page
    assert "まだ少なすぎます" in await results.page(
        f"/results?place=museum&changed={results.today - timedelta(days=3)}"
    )


async def test_what_was_not_scanned_at_all_before_is_told_by_how_many_times_at_least(results: Results) -> None:
    first = results.today - timedelta(days=56)  # the poster hung for four days before anybody scanned it
    page = await results.page(f"/results?link={results.codes['poster']}&place=library&changed={first}")
    assert "増えました" in page and "少なくとも 2.10倍" in page and "20件になると" not in page


async def tell(results: Results, act: PosterAct, back: int) -> None:
    day = results.today - timedelta(days=back)
    await tell_of_poster(results.site.database, results.codes["library"], act, day, "kiyomi", results.now)


async def library(results: Results) -> tuple[str, str, str, str]:
    """Days that its poster hung, scans, those in the rate, and the rate."""
    body = await (await results.site.client.get("/results.csv?period=28d&by=place")).read()
    row = next(row for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig"))) if row["番号"] == "library")
    return row["貼った日数（枚×日）"], row["読み取り"], row["割合に入る読み取り"], row["1枚1日あたり"]


async def test_a_poster_that_was_put_up_again_counts_for_each_time_that_it_hung_and_for_its_scans_then(
    results: Results,
) -> None:
    assert await library(results) == ("28", "34", "34", "1.2143")
    await tell(results, "seen", 20)
    await tell(results, "missing", 9)
    assert await library(results) == ("8", "34", "16", "2.0000")
    await tell(results, "posted", 5)
    assert await library(results) == ("14", "34", "16", "1.1429")


async def test_before_and_after_the_day_on_which_a_poster_was_put_up_again_can_be_compared(results: Results) -> None:
    await tell(results, "seen", 15)
    await tell(results, "missing", 14)
    await tell(results, "posted", 14)
    day = results.today - timedelta(days=14)
    page = await results.page(f"/results?place=library&changed={day}")
    assert "減りました" in page
    rows = re.findall(r"<tr>(.*?)</tr>", page.partition('class="outcome"')[2], re.S)[1:3]
    told = [re.findall(r'<td class="figure">(?:<b>)?([\d.]+)', row) for row in rows]
    assert told == [["28", "28", "14.0", "2.0"], ["8", "8", "14.0", "0.6"]]


@pytest.mark.parametrize(("typed", "told"), [("いつか", "読み取れません"), ("今日", "その日が終わってから")])
async def test_a_day_that_can_not_be_compared_is_told_at_its_field(results: Results, typed: str, told: str) -> None:
    page = await results.page(f"/results?changed={typed}")
    assert told in page and 'aria-invalid="true"' in page


@pytest.mark.parametrize(
    "query", ["period=9999-99&by=x&link=%00&place=%00", "period=2019-05", "link=%27&changed=%00", "place=" + "x" * 3000]
)
async def test_what_an_address_can_not_mean_is_passed_over(results: Results, query: str) -> None:
    assert "ポスターと結果" in await results.page(f"/results?{query}")


@pytest.mark.parametrize("period", ["２０２６-11", "2026-１１", "9999", "9999-12", "0001", "0999-01"])
async def test_a_period_that_is_none_is_the_last_four_weeks(results: Results, period: str) -> None:
    page = await results.page(f"/results?period={period}")
    assert '<option value="28d" selected>' in page
    answer = await results.site.client.get(f"/results.csv?period={period}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="results-28d-place.csv"'


async def test_a_spreadsheet_opens_the_file_rightly_and_runs_nothing_in_it(results: Results) -> None:
    answer = await results.site.client.get("/results.csv?period=28d&by=place")
    body = await answer.read()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="results-28d-place.csv"'
    assert body.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(body.decode("utf-8-sig")))
    assert len({len(row) for row in (head, *rows)}) == 1
    by_id = {row[1]: dict(zip(head, row, strict=True)) for row in rows}
    assert by_id["museum"]["場所"] == "'=HYPERLINK(1)"
    assert (by_id["station"]["読み取り"], by_id["station"]["画面に映った時間（時間）"]) == ("192", "54.00")
    assert by_id["station"]["1枚1日あたり"].startswith("35.5")
    hours = await results.page("/results.csv?by=hour")
    assert len(hours.splitlines()) == 1 + 7 * 24


async def test_codes_that_carry_their_target_are_said_not_to_be_counted(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite)
    await site.add_person("kiyomi", "viewer")
    await site.log_in("kiyomi")
    page = await site.page("/results")
    assert "読み取りは数えられていません" in page and "utm_source" in page
    assert "この期間に、読み取りも、貼られたポスターも、映ったコードもありません" in page


async def test_a_demo_says_until_when_its_scans_are_samples(results: Results) -> None:
    assert "見本の読み取り" not in await results.page("/results")
    app = results.site.client.app
    assert app
    app._state[SAMPLES_UNTIL] = lambda: results.now  # what the demo sets before the server starts
    assert "デモ：見本の読み取り" in await results.page("/results")


async def test_a_technician_has_the_register_in_the_header_and_no_results(results: Results) -> None:
    await results.site.add_person("taga", "technician")
    await results.site.log_in_anew(name="taga")
    assert "このページは使えません" in await results.page("/results", status=403)
    page = await results.page("/displays")
    assert 'href="/posters"' in page and 'href="/results"' not in page


@pytest.mark.browser
async def test_the_page_is_open_to_all(results: Results) -> None:
    async with shared_chromium() as browser:
        await check_page(browser, results.site, f"/results?changed={results.today - timedelta(days=14)}")
        await check_page(browser, results.site, "/results?by=hour")
