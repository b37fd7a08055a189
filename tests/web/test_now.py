"""今すぐ表示: asked for on its page, told on every page, ended by whoever may."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.content import Period
from signage.domain.explain import explain
from signage.domain.playlist_file import parse_playlist
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.edits import load_edits
from signage.store.playlists import replace_playlist
from signage.store.tables import users
from tests.chromium import shared_chromium
from tests.factories import a_display, an_item
from tests.web.sites import Site, a_site
from tests.web.windows import check_page

NEWS = 'title.ja = "お知らせ集"\n[[section]]\nkinds = ["news"]\n'
GATES = [a_display(f"gate-{n}", name=f"駅 {n}番口", groups=("east",) if n < 3 else ("west",)) for n in range(12)]


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    """Twelve displays, two playlists (one with nothing to show), two items of which one is over; an editor is logged in."""
    made = await a_site(aiohttp_client, tmp_path, sqlite, GATES)
    now = datetime.now(UTC)
    async with sqlite.write() as connection:
        over = an_item("over", period=Period(None, now - timedelta(days=1)))
        await replace_items(connection, "news", [an_item(), over], whole=True, now=now)
        for name, text in (("news", NEWS), ("empty", '[[section]]\nitems = ["nothing"]\n')):
            await replace_playlist(connection, parse_playlist(text, f"{name}.toml"), f"playlists/{name}.toml")
    await made.add_person(role="editor")
    await made.log_in()
    return made


async def ask(site: Site, **fields: str) -> tuple[int, str]:
    answer = await site.send("/now", **{"what": "news", "displays": "gate-1", "length": "30"} | fields)
    return answer.status, await answer.text()


async def winner(site: Site, display: str = "gate-1") -> str | None:
    return explain(await site.desk.catalogue(), display, datetime.now(UTC)).playlist


async def test_it_is_on_at_once_and_every_page_says_what_where_until_when_and_who(site: Site) -> None:
    assert await winner(site) is None
    assert (await ask(site))[0] == 303
    assert await winner(site) == "news"
    await site.add_person("viewer", "viewer")
    await site.log_in_anew(name="viewer")
    strip = (await site.page("/displays?lang=ja")).partition('class="now-strip"')[2].partition("</aside>")[0]
    told = re.sub(r"<[^>]+>", "", strip)
    assert "お知らせ集" in told
    assert "駅 1台" in told
    assert "（taga）" in told
    assert "終わる" not in told


async def test_it_ends_by_the_strips_button_and_both_are_written_down(site: Site) -> None:
    await ask(site)
    page = await site.page("/account")
    (action,) = re.findall(r'action="(/now/\d+/end)"', page)
    assert (await site.send(action, "/account", back="/account")).headers["Location"] == "/account"
    assert await winner(site) is None
    assert "now-strip" not in await site.page("/account")
    async with site.database.read() as connection:
        assert [(one.by, one.act) for one in await load_edits(connection, "now")] == [("taga", "end"), ("taga", "show")]


async def test_what_has_ended_by_itself_is_ended_without_a_word(site: Site) -> None:
    assert (await site.send("/now/7/end", "/account")).status == 303


async def test_one_item_is_shown_by_itself(site: Site) -> None:
    assert (await ask(site, what="item:news-1"))[0] == 303
    found = explain(await site.desk.catalogue(), "gate-1", datetime.now(UTC))
    assert found.shown
    assert found.shown.items == ("news-1",)
    assert "お知らせ news-1" in (await site.page("/account")).partition("now-strip")[2]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"what": ""}, "入力してください。"),
        ({"what": "nowhere"}, "入力してください。"),
        ({"what": "empty"}, "映せるものがありません"),
        ({"what": "item:over"}, "映せるものがありません"),
        ({"displays": ""}, "画面を 1台以上選んでください。"),
        ({"displays": "elsewhere"}, "一覧から選び直してください。"),
        ({"length": "9999"}, "一覧から選び直してください。"),
        ({"length": "until", "until": "いつか"}, "15:30 や 明日 9:00 のように"),
        ({"length": "until", "until": "2020-01-01"}, "いまから 7日のうちの時刻に"),
    ],
)
async def test_what_cannot_be_meant_comes_back_with_what_to_do(site: Site, fields: dict[str, str], says: str) -> None:
    status, page = await ask(site, **fields)
    assert status == 422
    assert says in page
    assert await winner(site) is None


async def test_above_ten_displays_their_number_is_asked_for(site: Site) -> None:
    status, page = await ask(site, displays="", places="station")
    assert status == 422
    assert "12台の画面が切り替わります" in page
    assert (await ask(site, displays="", places="station", count="11"))[0] == 422
    assert (await ask(site, displays="", places="station", count="12"))[0] == 303
    assert await winner(site, "gate-11") == "news"


async def test_an_editor_of_some_groups_takes_over_no_other_display_and_ends_nothing_there(site: Site) -> None:
    await ask(site, displays="gate-9")
    (action,) = re.findall(r'action="(/now/\d+/end)"', await site.page("/account"))
    async with site.database.write() as connection:
        await connection.execute(users.update().values(groups='["east"]'))
    await site.log_in_anew()
    assert "gate-9" not in (await site.page("/now")).partition("<main")[2]
    assert (await ask(site, displays="gate-8"))[0] == 403
    assert (await ask(site, displays="", groups="west"))[0] == 403
    assert (await site.send(action, "/account")).status == 403
    assert await winner(site, "gate-9") == "news"
    assert (await ask(site, displays="gate-2"))[0] == 303


async def test_a_time_of_today_that_is_over_is_tomorrows(site: Site) -> None:
    zone = ZoneInfo(site.desk.settings.timezone)
    gone = datetime.now(zone) - timedelta(minutes=5)
    assert (await ask(site, length="until", until=f"{gone:%H:%M}"))[0] == 303
    (rule,) = [rule for rule in (await site.desk.catalogue()).rules if rule.now]
    assert rule.until_at
    assert rule.until_at.astimezone(zone).strftime("%H:%M") in (f"{gone:%H:%M}", f"{gone - timedelta(minutes=1):%H:%M}")
    assert rule.until_at > datetime.now(UTC)


@pytest.mark.browser
async def test_the_page_is_good_for_all_on_a_desk_and_a_telephone(site: Site) -> None:
    await ask(site)
    async with shared_chromium() as browser:
        await check_page(browser, site, "/now")
