"""The home page: what waits for whom, in which order, and what has changed."""

import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.actions.approve_item import approve
from signage.actions.edit_item import request_approval, save_draft, seen_of
from signage.actions.withdraw_item import withdraw_item
from signage.domain.accounts import Person
from signage.domain.content import Period
from signage.domain.events import Event, Occasion
from signage.domain.heartbeat import Heartbeat
from signage.domain.playlist_file import PlaylistFile
from signage.domain.playlists import Playlist, Section
from signage.domain.poster_register import Dates
from signage.domain.schedule import Rule
from signage.domain.workflow import Version
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.heartbeats import Beat
from signage.store.playlists import replace_playlist
from signage.store.posters import record_dates, record_posters
from signage.store.problems import record_problem
from tests.chromium import shared_chromium
from tests.factories import NOW, a_display, a_poster, an_item
from tests.web.sites import Site, a_site
from tests.web.windows import check_page

AUTHOR, CHIEF = Person("b", "author", "planning"), Person("c", "approver", "planning")
ORDER = ("応答なし", "承認依頼中", "重なり", "空き時間", "まもなく終了", "取込みの問題")


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    made = await a_site(aiohttp_client, tmp_path, sqlite, [a_display(), a_display("gate", name="駅 改札")], long_ago)
    await made.add_person("b", "author", department="planning")
    await made.add_person("c", "approver", department="planning")
    await made.add_person("d", "author", department="library")
    await made.add_person("a", "editor")
    await made.add_person("x", "administrator")
    await made.add_person("t", "technician")
    return made


async def a_request(site: Site, id: str, **changes: Any) -> Version:
    item = an_item(id, kind="notice", **changes)
    version = await save_draft(site.database, item, "planning", AUTHOR, NOW)
    return await request_approval(site.database, id, AUTHOR, NOW, seen_of(version))


async def two_that_tie(site: Site) -> None:
    """Two playlists of the same priority on the same displays, in the evening only."""
    async with site.database.write() as connection:
        for name, title in (("fair", "産業祭"), ("winter", "冬の光")):
            playlist = Playlist(name=name, sections=(Section(name="all"),), title={"ja": title})
            rule = Rule(playlist=name, number=1, hours=(time(16), time(22)))
            await replace_playlist(connection, PlaylistFile(playlist, (rule,)), "")


async def everything(site: Site) -> None:
    site.show(a_display(), minutes_ago=60)
    silent = datetime.now(UTC) - timedelta(minutes=30)
    site.players.beats["entrance"] = Beat(silent, Heartbeat(at=silent.timestamp() * 1000))
    await a_request(site, "staff-1", title={"ja": "承認を待つもの"})
    soon = await a_request(
        site, "staff-2", title={"ja": "もうすぐ終わるもの"}, period=Period(None, datetime.now(UTC) + timedelta(days=3))
    )
    await approve(site.database, "staff-2", seen_of(soon), CHIEF, datetime.now(UTC))
    await two_that_tie(site)
    async with site.database.write() as connection:
        await record_problem(connection, "source", "news", "the address answers 500", NOW)
    await site.desk.concerns.look(datetime.now(UTC))


async def test_an_administrator_sees_everything_that_waits_in_its_order_with_one_filled_button(site: Site) -> None:
    await everything(site)
    await site.log_in_anew(name="x")
    page = await site.page("/home")
    tasks = page.partition('<ul class="sheet tasks">')[2].partition("</ul>")[0]
    places = [tasks.index(f'<span class="word">{word}') for word in ORDER]
    assert places == sorted(places)
    assert tasks.count('class="button filled"') == 1
    assert (
        "承認を待つもの" in tasks
        and "「産業祭」と「冬の光」の優先度が同じです。" in tasks
        and "the address answers 500" in tasks
    )
    assert "今日すること<span" in page and re.findall(r"(\d+)件</span></h1>", page) == ["6"]


async def test_the_header_of_every_page_counts_what_waits(site: Site) -> None:
    await everything(site)
    await site.log_in_anew(name="x")
    for path in ("/account", "/displays"):
        assert '<span aria-hidden="true">6</span>' in await site.page(path), path


async def test_each_sees_what_is_theirs_to_settle(site: Site) -> None:
    await everything(site)
    seen = {}
    for name in "abcdtx":
        await site.log_in_anew(name=name)
        page = await site.page("/home")
        seen[name] = [word for word in ORDER if f'<span class="word">{word}</span>' in page.partition("beside")[0]]
    assert seen == {
        "a": list(ORDER[:-1]),
        "b": ["まもなく終了"],
        "c": ["承認依頼中", "まもなく終了"],
        "d": [],
        "t": ["応答なし"],
        "x": list(ORDER),
    }


async def test_posters_that_somebody_should_go_to_are_one_line_for_whoever_goes_round(site: Site) -> None:
    today = datetime.now(UTC).date()
    hung = {"7K4M": Dates(posted_on=today), "8T7P": Dates(posted_on=today, missing_on=today)}
    hung["9B2C"] = Dates(posted_on=today - timedelta(days=40))
    async with site.database.write() as connection:
        await record_posters(connection, [a_poster(spot, department="library") for spot in hung], "editor", NOW)
        for spot, dates in hung.items():
            await record_dates(connection, spot, dates)
    told = {}
    for name in "bdtx":
        await site.log_in_anew(name=name)
        page = (await site.page("/home")).partition("beside")[0]
        told[name] = list(
            dict.fromkeys(re.findall(r"見回りが必要なポスター 2枚|なくなっている 1枚|しばらく見ていない 1枚", page))
        )
    line = ["見回りが必要なポスター 2枚", "なくなっている 1枚", "しばらく見ていない 1枚"]
    assert told == {"b": [], "d": line, "t": line, "x": line}
    assert 'href="/posters?view=look"' in page and re.findall(r"(\d+)件</span></h1>", page) == ["1"]


async def test_what_has_not_begun_is_not_said_to_end_soon(site: Site) -> None:
    now = datetime.now(UTC)
    weekend = Period(now + timedelta(days=1), now + timedelta(days=3))
    soon = await a_request(site, "staff-2", title={"ja": "土日だけのもの"}, period=weekend)
    await approve(site.database, "staff-2", seen_of(soon), CHIEF, now)
    await site.log_in_anew(name="b")
    assert "まもなく終了" not in (await site.page("/home")).partition("beside")[0]


async def test_what_is_wrong_with_a_source_is_told_in_the_readers_language(site: Site) -> None:
    async with site.database.write() as connection:
        await record_problem(connection, "source", "news", "the server answered 404; look for its new address", NOW)
    await site.log_in_anew(name="x")
    assert "このアドレスには、もう何もありません。" in await site.page("/home")
    assert "このアドレスには、もう何もありません。" not in await site.page("/home?lang=en")


async def test_what_was_decided_a_moment_ago_waits_no_longer(site: Site) -> None:
    await a_request(site, "staff-1")
    await site.log_in_anew(name="c")
    assert "見て承認する" in await site.page("/home")
    done = await site.send("/content/staff-1/approval", decision="approve")
    page = await site.page(done.headers["Location"])
    assert "見て承認する" not in page and "を承認しました。" in page and "今日することはありません。" in page


async def test_a_request_sent_back_waits_for_who_asked(site: Site) -> None:
    await a_request(site, "staff-1", title={"ja": "直すもの"})
    await site.log_in_anew(name="c")
    await site.send("/content/staff-1/approval", decision="remand", comment="日付を")
    await site.log_in_anew(name="b")
    page = await site.page("/home")
    assert "差戻し" in page and "直すもの" in page and 'href="/content/staff-1"' in page
    assert "「日付を」" in page, "why it was sent back"
    assert "「直すもの」を差し戻しました" in page, "though the change kept no title"
    history = await site.page("/history?name=staff-1")
    assert history.count("直すもの</a>") == history.count('href="/content/staff-1"') > 1
    page = await site.page("/content/staff-1")
    assert "c が差し戻しました" in page and '<p class="said">日付を</p>' in page, (
        "what is to be mended stands over the form"
    )
    assert "“直すもの” back" in await site.page("/home?lang=en")


async def test_what_changed_since_yesterday_is_told(site: Site) -> None:
    now = datetime.now(UTC)
    version = await a_request(site, "staff-1", title={"ja": "取り下げたもの"})
    await approve(site.database, "staff-1", seen_of(version), CHIEF, now)
    await withdraw_item(site.database, "staff-1", now, AUTHOR)
    today = datetime.now(UTC).astimezone(Event(occasions=()).zone).date()
    async with site.database.write() as connection:
        fair = an_item("news-2", title={"ja": "産業祭"}, kind="event", event=Event(occasions=(Occasion(today, today),)))
        news = an_item("news-1", title={"ja": "新しい知らせ"}, published_at=now - timedelta(minutes=5))
        await replace_items(connection, "news", [news, fair], now, whole=False)
    await site.log_in_anew(name="a")
    page = (await site.page("/home")).partition('id="changes"')[2]
    assert "「取り下げたもの」を取り下げました（b）" in page
    assert "「新しい知らせ」が加わりました（news から）" in page
    assert "「産業祭」が「本日」になりました" in page


async def test_a_title_is_never_markup(site: Site) -> None:
    await a_request(site, "staff-1", title={"ja": "<script>alert(1)</script>"})
    await site.log_in_anew(name="c")
    assert "<script>alert" not in await site.page("/home")


@pytest.mark.browser
async def test_it_is_open_to_all(site: Site) -> None:
    await everything(site)
    await site.log_in_anew(name="a")
    async with shared_chromium() as browser:
        await check_page(browser, site, "/home")
