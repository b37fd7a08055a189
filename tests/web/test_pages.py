"""What every page of the staff has in common."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_aiohttp.plugin import AiohttpClient

import signage
from signage.store.database import Database
from signage.web.staff.pages import _tongue
from signage.web.staff.times import Times
from tests.web.sites import Site, a_site

STATIC = Path(signage.__file__).parent / "static"
TEMPLATES = Path(signage.__file__).parent / "templates"
TOKYO = ZoneInfo("Asia/Tokyo")
NOW = datetime(2026, 11, 22, 1, 42, 6, tzinfo=UTC)


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, sqlite, contact="推進担当（内線 691）")
    await made.add_person()
    await made.log_in()
    return made


@pytest.mark.parametrize(
    ("asked", "said"),
    [("", "ja"), ("en-GB,en;q=0.9,ja;q=0.5", "en"), ("de, fr;q=0.5", "ja"), ("ja-JP", "ja"), (";;,=", "ja")],
)
async def test_a_page_speaks_as_the_browser_asks_and_japanese_else(site: Site, asked: str, said: str) -> None:
    assert f'<html lang="{said}">' in await site.page("/displays", headers={"Accept-Language": asked})


async def test_a_language_that_there_is_not_is_passed_over(site: Site) -> None:
    page = await site.page("/displays?lang=%22%3E%3Cscript%3E", cookies={"lang": "xx"})
    assert '<html lang="ja">' in page and "<script>" not in page


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [("JR日立駅", "en", ' lang="ja"'), ("Rathaus, Foyer", "en", ""), ("ヒタチエ", "ja", ""), (None, "en", "")],
)
def test_what_is_japanese_on_an_english_page_says_so(text: str | None, language: str, said: str) -> None:
    assert _tongue(text, language) == said


async def test_every_page_forbids_what_it_does_not_need(site: Site) -> None:
    for path, status in (("/displays", 200), ("/displays/entrance", 200), ("/displays/none", 404), ("/login?x=1", 303)):
        answer = await site.client.get(path, allow_redirects=False)
        assert answer.status == status
        if status == 303:
            continue
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        page = await answer.text()
        assert not re.search(r"\sstyle=|<style|<script>|\son\w+=|javascript:", page), path


async def test_an_error_is_a_page_that_says_what_to_do_and_whom_to_ask(site: Site) -> None:
    page = await site.page("/displays/none", 404)
    assert "ページが見つかりません" in page and "推進担当（内線 691）" in page and 'href="/displays"' in page


async def test_what_a_page_loads_is_asked_for_once_and_changes_its_address_with_its_content(site: Site) -> None:
    page = await site.page("/displays")
    addresses = re.findall(r'(?:href|src)="(/static/(?:pages|vendor)/[^"]*)"', page)
    assert len(addresses) >= 5
    for address in addresses:
        answer = await site.client.get(address)
        assert answer.status == 200 and "immutable" in answer.headers["Cache-Control"], address
    plain = await site.client.get("/static/pages/staff.css?v=older")
    assert plain.status == 200 and "immutable" not in plain.headers["Cache-Control"]
    for path in ("/static/pages/../app.py", "/static/vendor/made.json", "/static/pages/none.css"):
        assert (await site.client.get(path)).status == 404


async def test_on_paper_a_page_says_when_it_was_printed_and_by_whom_unless_it_is_for_everybody(site: Site) -> None:
    said = re.search(r'<p class="on-paper">(令和\d+年\d+月\d+日\(.\) \d+:\d\d) taga</p>', await site.page("/displays"))
    assert said
    assert "on-paper" not in await site.page("/here/station")


async def test_a_press_that_is_on_its_way_swallows_the_next_on_every_page_of_whoever_is_logged_in(site: Site) -> None:
    for path in ("/displays", "/t/entrance", "/t/entrance/visit"):
        assert "/static/pages/once.js?" in await site.page(path), path


def test_a_part_that_renews_itself_leaves_the_focus_where_it_is() -> None:
    texts = {path.name: path.read_text("utf-8") for path in (TEMPLATES / "staff").glob("*.html")}
    swaps = [
        (name, swap)
        for name, text in texts.items()
        for swap in re.findall(r'data-live data-hx-get[^>]*swap="(\w+)"', text)
    ]
    assert len(swaps) > 4 and {name for name, swap in swaps if not swap.endswith("Morph")} == set()


def test_a_table_says_what_it_is_and_of_what_each_column_is() -> None:
    for path in (TEMPLATES / "staff").glob("*.html"):
        text = path.read_text("utf-8")
        for table in re.findall(r"<table.*?</table>", text, re.DOTALL):
            assert "<caption" in table or "{{ heads(" in table or "aria-hidden" in table, (path.name, table[:60])
        for head in re.findall(r"<thead.*?</thead>", text, re.DOTALL):
            assert len(re.findall(r"<th[ >]", head)) == head.count('scope="col"'), path.name


def test_colours_stand_in_one_file() -> None:
    for sheet in (STATIC / "pages").glob("*.css"):
        if sheet.name not in ("tokens.css", "demo.css"):
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgb|hsl", sheet.read_text("utf-8")), sheet.name
    assert not re.search(r"#[0-9a-f]{3,8}\b", (STATIC / "marks.svg").read_text("utf-8"))


def test_every_mark_that_a_page_draws_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "marks.svg").read_text("utf-8")))
    for template in [*(TEMPLATES / "staff").glob("*.html"), *(TEMPLATES / "technician").glob("*.html")]:
        for name in re.findall(r'\b(?:mark|state|state_of)\("([\w-]+)"', template.read_text("utf-8")):
            assert name in sprite, (template.name, name)


def test_moments_are_told_as_people_write_them() -> None:
    ja, en = Times("ja", TOKYO, NOW), Times("en", TOKYO, NOW)
    today, autumn = NOW - timedelta(hours=1, minutes=52), datetime(2026, 11, 9, 9, 12, tzinfo=UTC)
    assert (ja.moment(today), en.moment(today)) == ("8:50", "08:50")
    assert (ja.dated(today), en.dated(today)) == ("今日 8:50", "08:50 today")
    assert (ja.moment(autumn), en.moment(autumn)) == ("11月9日(月) 18:12", "Mon 9 Nov, 18:12")
    last_year = datetime(2025, 12, 31, 15, 0, tzinfo=UTC)
    assert ja.day(last_year) == "1月1日(木)"
    assert ja.day(last_year - timedelta(hours=1)) == "令和7年12月31日(水)"
    assert en.day(last_year - timedelta(hours=1)) == "Wed 31 Dec 2025"


@pytest.mark.parametrize(
    ("span", "ja", "en"),
    [
        (timedelta(seconds=-3), "0秒", "0 s"),
        (timedelta(seconds=59), "59秒", "59 s"),
        (timedelta(minutes=11), "11分", "11 min"),
        (timedelta(hours=1, minutes=52), "1時間52分", "1 h 52 min"),
        (timedelta(hours=3), "3時間", "3 h"),
        (timedelta(days=1, hours=5), "1日", "1 day"),
        (timedelta(days=3), "3日", "3 days"),
    ],
)
def test_spans_are_told_in_the_units_that_matter(span: timedelta, ja: str, en: str) -> None:
    assert Times("ja", TOKYO, NOW).span(span) == ja and Times("en", TOKYO, NOW).span(span) == en
