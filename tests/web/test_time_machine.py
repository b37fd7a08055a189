"""The time machine: what was published, what is to come and what the screen says, each at its own address."""

import json
import re
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.manifest import build_head
from signage.domain.playlist_file import parse_playlist
from signage.domain.plays import Play, packed
from signage.domain.ulids import new_ulid
from signage.store.blobs import Blobs
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.displays import record_displays, record_places
from signage.store.playlists import replace_playlist
from signage.store.plays import PlayBatch, record_plays
from signage.store.publications import Head, record_heads, record_publications
from signage.web.staff.time_machine.time_machine import clock_of, moment_in
from tests.chromium import shared_chromium
from tests.factories import a_display, a_place, an_item
from tests.web.sites import Site, a_site
from tests.web.windows import check_page, open_page

TOKYO = ZoneInfo("Asia/Tokyo")
TODAY = datetime.now(TOKYO).replace(hour=0, minute=0, second=0, microsecond=0)
HOUR = timedelta(hours=1)
PLAYLIST = """
title = { ja = "毎日の番組", en = "Every day" }
[[section]]
name = "news"
title = { ja = "市の知らせ", en = "City news" }
kinds = ["news"]
seconds = 10
[[when]]
"""
SECOND_PLAYLIST = """
[[section]]
kinds = ["notice"]
[[when]]
groups = ["hall"]
"""


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    """A display that shows three news of ten seconds, published yesterday at noon."""
    made = await a_site(aiohttp_client, tmp_path, sqlite, [a_display("gate", name="駅 改札前")])
    items = [an_item(f"news-{n}", title={"ja": f"お知らせ {n}"}) for n in (1, 2, 3)]
    items.append(an_item("notice-1", kind="notice", title={"ja": "ホールのご案内", "en": "The hall"}))
    async with sqlite.write() as connection:
        await replace_items(connection, "news", items, TODAY, whole=True)
        await replace_playlist(connection, parse_playlist(PLAYLIST, "daily.toml"), "playlists/daily.toml")
        await replace_playlist(connection, parse_playlist(SECOND_PLAYLIST, "hall.toml"), "playlists/hall.toml")
    await publish(made, tmp_path, TODAY - 12 * HOUR)
    await made.add_person("kiyomi", "viewer")
    await made.log_in("kiyomi")
    return made


async def publish(
    site: Site, folder: Path, at: datetime, numbers: tuple[int, ...] = (1, 2, 3), loop: str | None = "L1"
) -> None:
    """A loop of these news; the slides exist, each a page of its own. Without the loop it is dark."""
    blobs = Blobs(folder)
    slides = {n: blobs.store(f"<!doctype html><title>{n}</title>".encode(), "html")[:64] for n in numbers}
    begins = TODAY - 24 * HOUR
    from_ms, until_ms = ms(begins), ms(begins + 9 * 24 * HOUR)
    tail = {
        "from": from_ms,
        "until": until_ms,
        "slides": [{"slide": slides[n], "ms": 10_000, "transition": "cut", "item": f"news-{n}"} for n in numbers],
        "loops": {"L1": {"ms": 10_000 * len(numbers), "order": list(range(len(numbers)))}},
        "segments": [{"from": from_ms, "until": until_ms, "anchor": from_ms, "loop": loop}],
        "fallback": slides[numbers[0]],
        "withdrawn": [],
    }
    name = blobs.store(json.dumps(tail).encode(), "json").removesuffix(".json")
    async with site.database.write() as connection:
        await record_publications(connection, {"c": name}, at)
        head = build_head(a_display("gate"), a_place(), "").decode()
        await record_heads(connection, {"gate": Head("c", head)}, at)


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def address(at: datetime, display: str = "gate") -> str:
    return f"/time?display={display}&at={at.astimezone(TOKYO):%Y-%m-%dT%H:%M:%S}"


def main_slide(page: str) -> str:
    """The number of the slide in the display's frame."""
    return (
        page.partition('id="on-glass"')[2].partition("</iframe>")[0].rpartition('title="お知らせ ')[2].partition('"')[0]
    )


async def test_a_moment_of_yesterday_shows_what_was_published_then(site: Site) -> None:
    page = await site.page(address(TODAY - 11 * HOUR))
    assert "過ぎた日時です" in page and "公開していたもの" in page
    assert main_slide(page) == "1"  # 13:00 is whole passes of 30 s after midnight
    assert main_slide(await site.page(address(TODAY - 11 * HOUR + timedelta(seconds=20)))) == "3"
    assert "1周 30秒の 3枚目" in await site.page(address(TODAY - 11 * HOUR + timedelta(seconds=20)))


async def test_the_past_stays_what_it_was_when_something_else_is_published(site: Site, tmp_path: Path) -> None:
    before = await site.page(address(TODAY - 11 * HOUR + timedelta(seconds=10)))
    await publish(site, tmp_path, TODAY - 5 * HOUR, (3,))
    assert main_slide(await site.page(address(TODAY - 11 * HOUR + timedelta(seconds=10)))) == main_slide(before) == "2"
    assert main_slide(await site.page(address(TODAY - 4 * HOUR + timedelta(seconds=10)))) == "3"


async def test_before_anything_was_published_nothing_is_made_up(site: Site) -> None:
    page = await site.page(address(TODAY - 13 * HOUR))
    assert "記録がありません" in page and "<iframe" not in page.partition('id="on-glass"')[2].partition("scrubber")[0]


async def test_the_coming_days_are_told_from_the_publication_in_force_and_why(site: Site) -> None:
    page = await site.page(address(TODAY + 36 * HOUR + timedelta(seconds=10)))
    assert main_slide(page) == "2" and "まだ先の日時です" in page
    assert "開館しています" in page and "毎日の番組" in page and "掲載期間の中です" in page
    assert "の「市の知らせ」の番です" in page and "この区分は 100%。" in page
    english = await site.page(f"{address(TODAY + 36 * HOUR + timedelta(seconds=10))}&lang=en")
    assert "it is the turn of “City news”" in english


async def test_a_rule_that_lost_is_told_by_the_titles_of_both(site: Site) -> None:
    wide = PLAYLIST.replace("毎日の番組", "夜の番組").replace("Every day", "The evening") + "priority = -1\n"
    async with site.database.write() as connection:
        await replace_playlist(connection, parse_playlist(wide, "night.toml"), "playlists/night.toml")
    page = await site.page(address(TODAY + 36 * HOUR))
    assert "「夜の番組」の放映ルール1：優先度 -1 は 「毎日の番組」の放映ルール1の 0 より低い。" in page
    page = await site.page(f"{address(TODAY + 36 * HOUR)}&lang=en")
    assert "Rule 1 of “The evening” lost to rule 1 of “Every day”" in page


async def test_beyond_the_published_days_slides_are_drawn_for_staff_only(site: Site) -> None:
    page = await site.page(address(TODAY + 30 * 24 * HOUR))
    assert "公開は9日先までです" in page
    paths = set(re.findall(r'src="(/previews/[0-9a-f]{64}\.html)"', page))
    assert len(paths) == 3 and "/slides/" not in page
    assert "お知らせ" in await site.page(paths.pop())


async def closed_beyond(site: Site, hours: str, weekday: int) -> str:
    """The address of a noon on that weekday beyond the published days, at a place with these hours."""
    async with site.database.write() as connection:
        await record_places(connection, [a_place(hours=hours)])
    month = TODAY + 30 * 24 * HOUR
    return address(month + ((weekday - month.weekday()) % 7 * 24 + 12) * HOUR)


async def test_a_weekend_beyond_the_published_days_is_dark_until_monday_s_opening(site: Site) -> None:
    saturday = await closed_beyond(site, "Mo-Fr 08:30-17:15", 5)
    assert re.search(r"\(月\) 8:30 まで何も映しません。", await site.page(saturday))
    assert "8:30:00</b>" in await site.page(saturday)


async def test_dark_without_an_end_in_sight_is_told_as_the_least(site: Site) -> None:
    sunday = await closed_beyond(site, "off", 6)
    assert re.search(r"少なくとも [^。]+\(火\) 0:00 まで何も映しません。", await site.page(sunday))
    assert re.search(r"Off until at least Tue [^.]+, 00:00\.", await site.page(f"{sunday}&lang=en"))


async def test_amid_days_without_opening_no_slide_stands_before(site: Site) -> None:
    page = await site.page(await closed_beyond(site, "We 09:00-17:00", 5))
    assert 'id="before"' not in page and 'data-begins="0"' not in page
    assert re.search(r"\(水\) 9:00 まで何も映しません。", page)


async def test_from_the_first_slide_of_a_day_one_steps_back_into_the_dark_before(site: Site) -> None:
    noon = await closed_beyond(site, "We 12:00-17:00", 2)
    back = re.search(r'id="before" rel="prev" href="([^"]+)"', await site.page(noon))
    assert back
    assert "12:00 まで何も映しません。" in await site.page(back[1].replace("&amp;", "&"))


async def test_dark_at_the_end_of_the_published_days_ends_when_the_place_opens(site: Site, tmp_path: Path) -> None:
    await publish(site, tmp_path, TODAY - 2 * HOUR, loop=None)
    opens = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")[(TODAY + 10 * 24 * HOUR).weekday()]
    async with site.database.write() as connection:
        await record_places(connection, [a_place(hours=f"{opens} 08:30-17:15")])
    page = await site.page(address(TODAY + (7 * 24 + 12) * HOUR))
    assert "公開は9日先までです" not in page
    assert f"{(TODAY + 10 * 24 * HOUR).day}日" in page and " 8:30 まで何も映しません。" in page


async def test_the_form_leads_to_an_address_that_can_be_shared(site: Site) -> None:
    day = f"{TODAY + 24 * HOUR:%Y-%m-%d}"
    answer = await site.client.get(f"/time?display=gate&day={day}&time=15:00:20", allow_redirects=False)
    where = answer.headers["Location"]
    assert (answer.status, where) == (303, f"/time?display=gate&at={day}T15:00:20")
    assert main_slide(await site.page(where)) == "3"


async def test_what_is_no_day_or_time_is_told_at_its_field_and_stays_as_it_was_typed(site: Site) -> None:
    page = await site.page("/time?display=gate&day=いつか&time=25:00", 422)
    assert 'value="いつか"' in page and 'value="25:00"' in page
    assert page.count('aria-invalid="true"') == 2 and "1年先までの日付を" in page
    assert "1年先までの日付を" in await site.page("/time?display=gate&day=2099-01-01", 422)
    for bad in ("x", "9" * 20, "-1", "2026-02-30T00:00:00", "0001-01-01T00:00:00"):
        assert "1年先までの日付を" in await site.page(f"/time?display=gate&at={bad}", 422)


async def test_a_display_is_found_by_number_name_or_part_of_it(site: Site) -> None:
    async with site.database.write() as connection:
        await record_displays(connection, [a_display("gate-2", name="駅 北口")])
    assert "駅 改札前" in await site.page("/time?display=改札")
    several = await site.page("/time?display=駅")
    assert 'href="/time?display=gate-2"' in several and 'href="/time?display=gate"' in several
    assert "その画面は見つかりません" in await site.page("/time?display=nowhere", 404)


async def told(site: Site, at: datetime, slide: str, item: str | None, begins_after_ms: int = 40) -> None:
    play = Play(slide=slide, item=item, at=ms(at) + begins_after_ms, shown_ms=9_990)
    body = json.dumps(packed([play]))
    async with site.database.write() as connection:
        await record_plays(connection, [PlayBatch("gate", new_ulid(at), at, at, body)])


def slide_of(folder: Path, number: int) -> str:
    return Blobs(folder).store(f"<!doctype html><title>{number}</title>".encode(), "html")[:64]


async def test_beside_what_was_published_stands_what_the_screen_says(site: Site, tmp_path: Path) -> None:
    at = TODAY - 11 * HOUR
    assert "映った記録がありません" in await site.page(address(at))
    await told(site, at, slide_of(tmp_path, 1), "news-1")
    assert "公開のとおり映りました" in await site.page(address(at + timedelta(seconds=3)))
    await told(site, at + timedelta(seconds=10), slide_of(tmp_path, 3), "news-3")
    page = await site.page(address(at + timedelta(seconds=12)))
    assert "別のスライドが映りました" in page and "お知らせ 3" in page.partition('id="told"')[2]


async def test_what_is_too_fresh_to_have_been_told_is_not_called_missing(site: Site) -> None:
    page = await site.page(address(datetime.now(UTC) - timedelta(minutes=2)))
    assert "記録はまだ届いていません" in page and "映った記録がありません" not in page


async def test_a_slide_whose_file_is_gone_is_told_not_left_blank(site: Site, tmp_path: Path) -> None:
    Blobs(tmp_path).remove(f"{slide_of(tmp_path, 1)}.html")
    assert "このスライドは、もう残っていません。" in await site.page(address(TODAY - 11 * HOUR))


async def test_the_slides_from_a_moment_on_can_be_played(site: Site) -> None:
    begins = ms(TODAY - 11 * HOUR)
    found = json.loads(await site.page(f"/time/following?display=gate&at={begins + 3_000}"))
    assert len(found) == 13 and found[0]["begins"] == begins
    assert all(a["ends"] == b["begins"] for a, b in pairwise(found))
    assert all(re.fullmatch(r"/slides/[0-9a-f]{64}\.html", one["path"]) for one in found)
    await site.page("/time/following?display=gate&at=soon", 422)


async def test_why_an_item_does_not_show_is_told_and_when_one_does(site: Site) -> None:
    at = ms(TODAY + 30 * HOUR)
    missing = await site.page(f"/time/missing?display=gate&at={at}&q=ホール")
    assert "この日時には映りません" in missing
    assert "「毎日の番組」の、どの区分にも入りません" in missing and "この画面は対象ではありません" in missing
    shown = await site.page(f"/time/missing?display=gate&at={at}&q=news-3")
    assert "この日時のプレイリストに入っています" in shown
    href = re.findall(r'<a href="(/time\?[^"]+)">次に映るところを見る', shown)[0].replace("&amp;", "&")
    assert main_slide(await site.page(href)) == "3"
    assert "3件が当てはまります" in await site.page(f"/time/missing?display=gate&at={at}&q=お知らせ")
    assert "この条件に合うコンテンツはありません" in await site.page(f"/time/missing?display=gate&at={at}&q=%00<b>")


async def test_titles_can_hold_nothing_that_a_browser_would_run(site: Site) -> None:
    evil = an_item("news-1", title={"ja": '"><script>alert(1)</script>'})
    async with site.database.write() as connection:
        await replace_items(connection, "news", [evil], TODAY, whole=False)
    for path in (address(TODAY + 30 * HOUR), f"/time/missing?display=gate&q={evil.id}", "/time?display=<script>"):
        answer = await site.client.get(path)
        assert "<script>alert" not in await answer.text(), path
        assert "<script>&" not in await answer.text()


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("15:00:30", time(15, 0, 30)),
        ("15:00", time(15)),
        ("午後3時", time(15)),
        ("8時30分5秒", time(8, 30, 5)),
        ("1530", time(15, 30)),
        ("", time()),
        ("15:00:61", None),
        ("24:10", None),
        ("そのうち", None),
    ],
)
def test_times_with_seconds_are_read(text: str, clock: time | None) -> None:
    assert clock_of(text) == clock


def test_addresses_name_the_wall_of_the_display_or_an_instant() -> None:
    at = datetime(2026, 11, 22, 6, tzinfo=UTC)
    for text in ("2026-11-22T15:00:00", "2026-11-22T15:00:00+09:00", "2026-11-22T15:00:00 09:00", str(ms(at))):
        assert moment_in(text, TOKYO) == at
    assert moment_in("2026-11-01T01:30:00-08:00", ZoneInfo("America/Los_Angeles")) == datetime(
        2026, 11, 1, 9, 30, tzinfo=UTC
    )


@pytest.mark.browser
async def test_the_pages_are_open_to_all_and_the_knob_and_the_keys_move_the_slide(site: Site) -> None:
    start = TODAY + 30 * HOUR
    async with shared_chromium() as browser:
        for path in (address(start), address(TODAY - 11 * HOUR), f"/time/missing?display=gate&at={ms(start)}&q=news-1"):
            await check_page(browser, site, path)
        page = await open_page(browser, site, address(start))
        slide = "document.querySelector('#on-glass iframe').title"
        assert await page.evaluate(slide) == "お知らせ 1"
        await page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '.', bubbles: true}))")
        await page.wait_for(f"{slide} === 'お知らせ 2'", 10)
        assert "T06:00:10" in await page.evaluate("decodeURIComponent(location.search)")
        await page.evaluate("document.getElementById('scrub').focus()")
        await page.evaluate(
            "document.getElementById('scrub').dispatchEvent("
            "new KeyboardEvent('keydown', {key: 'ArrowRight', shiftKey: true, bubbles: true}))"
        )
        await page.wait_for(f"{slide} === 'お知らせ 3'", 10)
        assert await page.evaluate("document.activeElement.id") == "scrub"
        assert "お知らせ 3" in await page.evaluate("document.activeElement.getAttribute('aria-valuetext')")
