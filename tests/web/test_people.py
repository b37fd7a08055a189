"""People at /settings/people: added, given rights and deputies, logged out and shut out, by administrators."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientResponse
from pytest_aiohttp.plugin import AiohttpClient
from yarl import URL

from signage.domain.accounts import Rights
from signage.domain.displays import Group
from signage.store.database import Database
from signage.store.deputies import stands_in_for
from signage.store.edits import load_edits
from signage.store.groups import record_group, remove_group
from signage.store.users import User, load_user
from tests.chromium import shared_chromium
from tests.web.sites import PASSWORD, Site, a_site
from tests.web.windows import check_page, open_page

ONE_TIME = re.compile(r'class="secret">([2-9a-z-]{19})<')


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, database: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, database)
    await made.add_person("boss", "administrator")
    await made.add_person("head", "approver", department="library")
    await made.add_person("writer", "author", department="library")
    await made.add_department("transport", "交通")
    async with database.write() as connection:
        await record_group(connection, Group(id="stations", name={"ja": "駅"}))
    await made.log_in("boss")
    return made


async def user_of(site: Site, name: str) -> User:
    async with site.database.read() as connection:
        found = await load_user(connection, name)
    assert found is not None
    return found


async def post(site: Site, path: str, page: str, **fields: str) -> ClientResponse:
    """A form of a page, which has many: its word alone is taken from there."""
    word = re.findall(r'name="csrf" value="(\w+)"', await site.page(page))[0]
    return await site.client.post(path, data={"csrf": word, **fields}, allow_redirects=False)


async def test_a_person_who_is_added_logs_in_with_the_password_that_is_shown_once(site: Site) -> None:
    fields = {"name": "０１０４８２", "role": "author", "department": "library", "groups": "stations"}
    answer = await post(site, "/settings/add-person", "/settings/add-person", **fields)
    given = ONE_TIME.search(await answer.text())
    assert answer.status == 200 and given and answer.headers["Cache-Control"] == "no-store"
    assert (await user_of(site, "010482")).rights == Rights("author", "library", ("stations",))
    assert given[1] not in await site.page("/settings/people/010482")
    site.client.session.cookie_jar.clear()
    answer = await site.log_in("010482", given[1])
    assert answer.headers["Location"] == "/home"
    await site.page("/displays", 303)  # the password is to be changed first


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"name": ""}, "入力してください。"),
        ({"name": "writer"}, "同じ名前の人がもういます。"),
        ({"name": "x" * 61}, "60文字までです。"),
        ({"name": "a\u200bb"}, "名前に使えない文字があります。"),
        ({"role": "boss"}, "一覧から選び直してください。"),
        ({"department": "none"}, "一覧から選び直してください。"),
        ({"department": ""}, "作成者と承認者は、担当を選んでください。"),
        ({"groups": "none"}, "一覧から選び直してください。"),
    ],
)
async def test_what_cannot_be_taken_is_told_and_what_was_typed_stays(
    site: Site, fields: dict[str, str], says: str
) -> None:
    typed = {"name": "new one", "role": "author", "department": "library"} | fields
    answer = await post(site, "/settings/add-person", "/settings/add-person", **typed)
    page = await answer.text()
    assert answer.status == 422 and says in page and 'role="alert"' in page
    assert len(typed["name"]) > 60 or f'value="{typed["name"]}"' in page
    async with site.database.read() as connection:
        assert await load_user(connection, "new one") is None


async def test_markup_in_a_name_is_shown_as_text(site: Site) -> None:
    name = '"><script>alert(1)</script>/..%2f?#'
    await post(site, "/settings/add-person", "/settings/add-person", name=name, role="viewer")
    listed = await site.page("/settings/people")
    assert "<script>alert" not in listed
    address = re.findall(r'href="(/settings/people/%22[^"]*)"', listed)[0]
    page = await (await site.client.get(URL(address, encoded=True))).text()
    assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page


async def test_rights_are_changed_from_the_next_page_on_and_can_be_put_back(site: Site) -> None:
    writer, boss = "/settings/people/writer", site.cookies()
    await site.log_in_anew(name="writer")
    await site.page("/settings", 403)
    theirs = site.cookies()
    site.client.session.cookie_jar.clear()
    site.client.session.cookie_jar.update_cookies(boss)
    seen = re.findall(r'name="seen" value="(\w+)"', await site.page(writer))[0]
    answer = await post(site, f"{writer}/rights", writer, seen=seen, role="editor", department="transport")
    assert answer.headers["Location"] == f"{writer}?done=rights"
    done = await site.page(f"{writer}?done=rights")
    assert "保存しました" in done and "元に戻す" in done
    site.client.session.cookie_jar.clear()
    assert await site.page("/settings", cookies=theirs)
    site.client.session.cookie_jar.clear()
    site.client.session.cookie_jar.update_cookies(boss)
    undo = dict(re.findall(r'name="(seen|role|department)" value="([^"]*)"', done.partition("元に戻す")[0]))
    assert (await post(site, f"{writer}/rights", writer, **undo)).status == 303
    assert (await user_of(site, "writer")).rights == Rights("author", "library")
    async with site.database.read() as connection:
        edits = await load_edits(connection, "user", "writer")
    assert [(one.by, one.act) for one in edits] == [("boss", "change"), ("boss", "change"), ("", "add")]


async def test_of_two_who_change_one_person_the_second_sees_both_values_and_picks(site: Site) -> None:
    writer = "/settings/people/writer"
    seen = re.findall(r'name="seen" value="(\w+)"', await site.page(writer))[0]
    await post(site, f"{writer}/rights", writer, seen=seen, role="viewer", department="library")
    second = await post(site, f"{writer}/rights", writer, seen=seen, role="editor", department="library")
    page = await second.text()
    assert second.status == 409 and "違う項目は 1つです" in page
    assert (await user_of(site, "writer")).role == "viewer"
    assert re.findall(r'type="radio" id="(?:theirs|mine)-role" name="role" value="(\w+)"', page) == ["viewer", "editor"]
    anew = re.findall(r'name="seen" value="(\w+)"', page)[0]
    await post(site, f"{writer}/rights", writer, seen=anew, role="editor", department="library", groups="")
    assert (await user_of(site, "writer")).role == "editor"


async def test_a_group_without_a_japanese_name_is_told_where_two_change_one_person(site: Site) -> None:
    async with site.database.write() as connection:
        await record_group(connection, Group(id="halls", name={"en": "Halls"}))
    writer = "/settings/people/writer"
    seen = re.findall(r'name="seen" value="(\w+)"', await site.page(writer))[0]
    rights = {"role": "editor", "department": "library"}
    await post(site, f"{writer}/rights", writer, seen=seen, **rights, groups="halls")
    second = await post(site, f"{writer}/rights", writer, seen=seen, **rights, groups="stations")
    assert second.status == 409 and "Halls" in await second.text()


async def test_a_group_that_is_gone_stays_with_who_has_it_or_they_would_have_all_displays(site: Site) -> None:
    await site.add_person("hand", "editor", groups=("halls",))
    async with site.database.write() as connection:
        await remove_group(connection, "halls")
    hand = "/settings/people/hand"
    page = await site.page(hand)
    assert re.search(r'name="groups" value="halls" checked><label[^>]*>halls（なくなりました）', page)
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    answer = await post(site, f"{hand}/rights", hand, seen=seen, role="editor", department="library", groups="halls")
    assert answer.status == 303
    assert (await user_of(site, "hand")).rights == Rights("editor", "library", ("halls",))
    others = {"role": "author", "department": "library", "groups": "halls"}
    assert (await post(site, "/settings/people/writer/rights", "/settings/people/writer", **others)).status == 422
    assert "halls" not in await site.page("/settings/people/writer")


async def test_a_group_that_was_unticked_stays_so_where_something_else_cannot_be_taken(site: Site) -> None:
    await site.add_person("hand", "author", department="library", groups=("stations",))
    hand, ticked = "/settings/people/hand", 'name="groups" value="stations" checked'
    assert ticked in await site.page(hand)
    answer = await post(site, f"{hand}/rights", hand, role="author", department="")
    assert answer.status == 422 and ticked not in await answer.text()


async def test_nobody_takes_their_own_role_away_or_shuts_themselves_out(site: Site) -> None:
    boss = "/settings/people/boss"
    seen = re.findall(r'name="seen" value="(\w+)"', await site.page(boss))[0]
    answer = await post(site, f"{boss}/rights", boss, seen=seen, role="viewer", department="")
    assert answer.status == 422 and "ご自分の役割を下げたり" in await answer.text()
    assert (await post(site, f"{boss}/access", boss, access="out")).status == 422
    assert (await user_of(site, "boss")).rights.role == "administrator"
    assert "ログインを止める" not in await site.page(boss)


async def test_who_is_shut_out_is_out_with_their_next_page_and_can_be_let_in_again(site: Site) -> None:
    boss, writer = site.cookies(), "/settings/people/writer"
    await site.log_in_anew(name="writer")
    theirs = site.cookies()
    site.client.session.cookie_jar.clear()
    site.client.session.cookie_jar.update_cookies(boss)
    assert "1台" in await site.page(writer)
    await post(site, f"{writer}/access", writer, access="out")
    assert "ログインを止めています" in await site.page(writer)
    assert "writer" not in await site.page("/settings/people")
    assert "writer" in await site.page("/settings/people?out=1")
    site.client.session.cookie_jar.clear()
    await site.page("/account", 303, cookies=theirs)
    site.client.session.cookie_jar.update_cookies(boss)
    await post(site, f"{writer}/access", writer, access="in")
    assert (await user_of(site, "writer")).disabled_at is None


async def test_a_persons_devices_are_listed_and_can_be_logged_out(site: Site) -> None:
    boss, writer = site.cookies(), "/settings/people/writer"
    cookies = []
    for _ in range(2):
        await site.log_in_anew(name="writer")
        cookies.append(site.cookies())
    site.client.session.cookie_jar.clear()
    site.client.session.cookie_jar.update_cookies(boss)
    page = await site.page(writer)
    assert "2台" in page
    await post(site, f"{writer}/end-session", writer, session=re.findall(r'name="session" value="(\w+)"', page)[0])
    assert "1台" in await site.page(writer)
    await post(site, f"{writer}/end-session", writer)
    assert "いまログインしている端末はありません" in await site.page(writer)


async def test_a_new_password_is_shown_once_and_the_old_one_is_void(site: Site) -> None:
    answer = await post(site, "/settings/people/writer/password", "/settings/people/writer")
    given = ONE_TIME.search(await answer.text())
    assert given
    site.client.session.cookie_jar.clear()
    assert (await site.log_in("writer", PASSWORD)).status == 401
    assert (await site.log_in("writer", given[1])).status == 303


async def test_a_deputy_is_set_from_day_to_day_by_those_who_may_approve(site: Site) -> None:
    head = "/settings/people/head"
    await site.add_person("other", "approver", department="transport")
    page = await site.page(head)
    offered = re.findall(r'<option value="(\w+)"', page.partition('id="deputy"')[2].partition("</select>")[0])
    assert offered == ["boss", "other"]  # not who only writes
    answer = await post(site, f"{head}/deputy", head, deputy="other", **{"from": "今日", "until": "明日"})
    assert answer.status == 303
    now = datetime.now(UTC)
    async with site.database.read() as connection:
        assert await stands_in_for(connection, "other", now) == {"library"}
        assert await stands_in_for(connection, "other", now + timedelta(days=3)) == set()
    page = await site.page(head)
    assert "other が代わりに承認します" in page and '取りやめる<span class="hidden-text">：other</span>' in page
    assert "head の代わりに承認します" in await site.page("/settings/people/other")
    await post(site, f"{head}/end-deputy", head, deputy="other")
    async with site.database.read() as connection:
        assert await stands_in_for(connection, "other", now) == set()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"until": "昨年"}, "日付を「11月21日」のように書いてください。"),
        ({"from": "R8.12.1", "until": "R8.11.30"}, "終わりを、始まりより後にしてください。"),
        ({"from": "2020-01-01", "until": "2020-01-02"}, "終わりが、もう過ぎています。"),
        ({"deputy": "writer"}, "一覧から選び直してください。"),
    ],
)
async def test_a_deputy_that_cannot_be_is_told(site: Site, fields: dict[str, str], says: str) -> None:
    typed = {"deputy": "boss", "from": "今日", "until": "明日"} | fields
    answer = await post(site, "/settings/people/head/deputy", "/settings/people/head", **typed)
    page = await answer.text()
    assert answer.status == 422 and says in page
    assert f'value="{typed["until"]}"' in page


async def test_many_people_are_moved_to_another_department_at_once(site: Site) -> None:
    word = re.findall(r'name="csrf" value="(\w+)"', await site.page("/settings/people"))[0]
    form = [("csrf", word), ("person", "head"), ("person", "writer"), ("to", "transport")]
    answer = await site.client.post("/settings/people", data=form, allow_redirects=False)
    assert answer.headers["Location"] == "/settings/people?department=transport&moved=2"
    assert "2人をこの担当に移しました" in await site.page(answer.headers["Location"])
    assert [(await user_of(site, name)).department for name in ("head", "writer")] == ["transport"] * 2
    nobody = await post(site, "/settings/people", "/settings/people", to="transport")
    assert nobody.status == 422


async def test_who_was_ticked_stays_so_where_no_department_was_chosen(site: Site) -> None:
    listed = await site.page("/settings/people?department=library&moved=2")
    (action,) = re.findall(r'<form method="post" action="([^"]*/people[^"]*)"', listed)
    word = re.findall(r'name="csrf" value="(\w+)"', listed)[0]
    form = [("csrf", word), ("person", "head"), ("person", "boss"), ("to", "nowhere")]
    answer = await site.client.post(action, data=form, allow_redirects=False)
    page = await answer.text()
    assert answer.status == 422 and "移す先の担当を選んでください" in page
    assert re.findall(r'<a href="/settings/people/(\w+)"', page) == ["head", "writer"], "the list is filtered as it was"
    assert re.findall(r'name="person" value="(\w+)"[^>]* checked', page) == ["head"]
    alone = await site.client.post(action, data=[("csrf", word), ("to", "transport")], allow_redirects=False)
    assert re.findall(r'<option value="transport" selected>', (await alone.text()).partition('class="move"')[2])


async def test_people_are_found_by_name_role_and_department(site: Site) -> None:
    async def names(query: str) -> list[str]:
        return re.findall(r'<a href="/settings/people/(\w+)"', await site.page(f"/settings/people?{query}"))

    assert await names("") == ["boss", "head", "writer"]
    assert await names("q=ＷＲＩ") == ["writer"]
    assert await names("role=approver&department=library") == ["head"]
    assert await names("department=-") == ["boss"]
    assert await names("page=99") == ["boss", "head", "writer"]
    assert "この条件に合う人はいません" in await site.page("/settings/people?q=nobody")


async def test_somebody_who_is_not_there_is_told(site: Site) -> None:
    assert "ページが見つかりません" in await site.page("/settings/people/none", 404)
    assert (await post(site, "/settings/people/none/rights", "/settings/people", role="viewer")).status == 404


@pytest.mark.browser
async def test_the_pages_are_open_to_all(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite)
    await site.add_person("boss", "administrator", department="library")
    await site.add_person("head", "approver", department="library")
    async with site.database.write() as connection:
        await record_group(connection, Group(id="stations", name={"ja": "駅", "en": "Stations"}))
    async with shared_chromium() as browser:
        await site.log_in("boss")
        for path in (
            "/settings/people",
            "/settings/add-person",
            "/settings/people/head?done=rights",
            "/settings/departments?done=add",
            "/settings/departments/library",
        ):
            await check_page(browser, site, path)
        page = await open_page(browser, site, "/settings/add-person")
        await page.evaluate("document.getElementById('name').value = 'head'")
        await page.evaluate("document.querySelector('main form button.filled').click()")
        await page.wait_for("document.activeElement && document.activeElement.matches('.summary')")
