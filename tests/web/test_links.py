"""The pages of links: what the list tells, what may be changed of one and by whom, and what is told on the home page."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.link_health import Check
from signage.domain.links import Link
from signage.domain.posters import Paper, Poster
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.link_checks import load_checks, record_checks
from signage.store.links import change_link, give_links, load_link, load_links
from signage.store.posters import record_posters
from tests.chromium import shared_chromium
from tests.factories import an_item
from tests.web.sites import Site, a_site
from tests.web.windows import check_page

PAGE, EVIL = "https://www.city.example/survey/", "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    site = await a_site(
        aiohttp_client,
        tmp_path,
        sqlite,
        allow_private_addresses=True,
        link_hosts=("city.example", "127.0.0.1"),
        public_url="http://signage.city.example",
    )
    await site.add_person("editor", "editor")
    await site.log_in("editor")
    return site


async def shown(site: Site, url: str = PAGE, title: str = "みんなの声アンケート", **more: object) -> Link:
    """An item that names the address, with its link."""
    now = datetime.now(UTC)
    async with site.database.write() as connection:
        item = an_item("survey", kind="survey", title={"ja": title}, url=url)
        await replace_items(connection, "news", [item], now, whole=True)
        link = (await give_links(connection, [url], now))[url]
        if more:
            await change_link(connection, msgspec.structs.replace(link, **more))
    return link


async def checked(site: Site, state: str, target: str = PAGE, **more: object) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=2)
    fields = {"target": target, "state": state, "since_at": long_ago, "checked_at": datetime.now(UTC)} | more
    async with site.database.write() as connection:
        await record_checks(connection, [Check(**fields)], turned=True)  # type: ignore[arg-type]


async def one(site: Site, code: str) -> Link:
    async with site.database.read() as connection:
        link = await load_link(connection, code)
    assert link
    return link


def seen_in(page: str) -> str:
    return str(re.findall(r'name="seen" value="(\w*)"', page)[0])


async def save(site: Site, link: Link, status: int = 303, **fields: str) -> str:
    page = await site.page(f"/links/{link.code}")
    form = {"target": link.target, "title_ja": "", "expires": ""} | fields
    answer = await site.send(f"/links/{link.code}", f"/links/{link.code}", **({"seen": seen_in(page)} | form))
    assert answer.status == status, answer.status
    return await answer.text()


async def press(site: Site, link: Link, act: str, status: int = 303, **fields: str) -> None:
    csrf = str(re.findall(r'name="csrf" value="(\w+)"', await site.page(f"/links/{link.code}"))[0])
    answer = await site.client.post(f"/links/{link.code}/{act}", data={"csrf": csrf} | fields, allow_redirects=False)
    assert answer.status == status


async def test_without_links_the_list_says_what_they_are(site: Site) -> None:
    page = await site.page("/links")
    assert "リンクは、まだありません" in page
    assert 'href="/links/new"' in page


async def test_the_list_tells_where_each_leads_how_it_is_and_what_bears_it(site: Site) -> None:
    link = await shown(site)
    paper = Paper(297, 420)
    poster = Poster(
        spot="AB2C", link=link.code, place="station", paper=paper, language="ja", template="message", copies=3
    )
    async with site.database.write() as connection:
        await record_posters(connection, [poster], "editor", datetime.now(UTC))
    page = await site.page("/links")
    assert "みんなの声アンケート" in page
    assert link.code in page
    assert "まだ確かめていません" in page
    assert "コンテンツ 1件" in page
    assert "ポスター 3枚" in page
    await checked(site, "answers", status=200)
    assert "つながります" in await site.page("/links")
    own = await site.page(f"/links/{link.code}")
    assert f"http://signage.city.example/q/{link.code}" in own
    assert "AB2C" in own
    assert "<svg" in own


async def test_the_list_is_searched_and_narrowed(site: Site) -> None:
    link = await shown(site)
    await site.send("/links/new", target="https://www.city.example/leaflet", title_ja="チラシ", campaign="leaflet_r8")
    assert "みんなの声" not in await site.page("/links?q=leaflet_r8")
    assert "チラシ" in await site.page("/links?q=leaflet_r8")
    made = await site.page("/links?view=made")
    assert ("チラシ" in made, link.code in made) == (True, False)
    assert "この条件に合うものはありません" in await site.page("/links?q=nothing-of-that-name")
    assert "この条件に合うものはありません" in await site.page("/links?view=broken")


async def test_a_link_is_made_for_what_has_no_content(site: Site) -> None:
    answer = await site.send(
        "/links/new",
        target="www.city.example/leaflet",
        title_ja="チラシ",
        campaign="leaflet_r8",
        expires="令和99年3月31日",
    )
    assert answer.status == 303
    async with site.database.read() as connection:
        [link] = (await load_links(connection)).values()
    assert (link.target, link.campaign, link.by) == ("https://www.city.example/leaflet", "leaflet_r8", "editor")
    assert link.expires_at
    assert answer.headers["Location"] == f"/links/{link.code}?said=added"
    again = await site.send("/links/new", target="https://www.city.example/leaflet", campaign="leaflet_r8")
    assert again.headers["Location"] == f"/links/{link.code}?said=there"


async def test_two_campaigns_with_a_link_of_one_address_do_not_become_one(site: Site) -> None:
    codes = [
        (await site.send("/links/new", target=PAGE, campaign=campaign)).headers["Location"].split("/")[2][:5]
        for campaign in ("autumn", "spring")
    ]
    answer = await site.send(f"/links/{codes[0]}", target=PAGE, campaign="spring", expires="", title_ja="")
    page = await answer.text()
    assert answer.status == 422 and "このキャンペーンには、このアドレスのリンクがもうあります" in page
    assert "ほかの担当者" not in page


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("target", "", "入力してください"),
        ("target", "javascript:alert(1)", "https:// で始まる"),
        ("target", "https://user:word@www.city.example/", "https:// で始まる"),
        ("target", "https://www.city.example/two words", ""),
        ("target", "https://elsewhere.example/", "使えるのは city.example"),
        ("target", "https://city.example.evil.example/", "使えるのは city.example"),
        ("target", "http://signage.city.example/q/K7M2P", "QRコードのアドレスです"),
        ("target", EVIL, ""),
        ("campaign", "Spring 2026", "a〜z"),
        ("expires", "いつか", "日付として読めません"),
        ("title_ja", "あ" * 81, "80文字まで"),
    ],
)
async def test_what_no_code_may_say_is_refused_with_what_to_do(site: Site, field: str, typed: str, says: str) -> None:
    form = {"target": PAGE, "campaign": "", "expires": "", "title_ja": ""} | {field: typed}
    answer = await site.send("/links/new", **form)
    text = await answer.text()
    if says:
        assert answer.status == 422
        assert says in text
    assert "<script>alert" not in text
    async with site.database.read() as connection:
        links = (await load_links(connection)).values()
    assert all(" " not in link.target for link in links)


async def test_a_link_is_turned_to_another_page_and_back(site: Site) -> None:
    link = await shown(site)
    await save(site, link, target="https://www.city.example/new/", title_ja="アンケート")
    assert (await one(site, link.code)).target == "https://www.city.example/new/"
    assert (await one(site, link.code)).asked == PAGE
    path = f"/links/{link.code}?said=changed"
    (undo,) = re.findall(r'name="edit" value="(\d+)"', await site.page(path))
    await press(site, link, "undo", edit=undo)
    assert (await one(site, link.code)).target == PAGE
    assert 'name="edit"' not in await site.page(path), "what was undone is not done again"
    await press(site, link, "undo", status=409, edit=undo)
    await save(site, link, target="https://www.city.example/later/", title_ja="アンケート")
    await press(site, link, "undo", status=409, edit=undo)
    await press(site, link, "undo", status=409)
    assert (await one(site, link.code)).target == "https://www.city.example/later/"


async def test_the_history_tells_what_became_of_a_link_and_goes_back_to_it(site: Site) -> None:
    link = await shown(site)
    await save(site, link, target="https://www.city.example/new/", title_ja="アンケート")
    await save(site, link, target="https://www.city.example/newer/", title_ja="アンケート")
    page = await site.page("/history?noun=link")
    assert "リンク先" in page
    assert f'href="/links/{link.code}"' in page
    assert "dead_since" not in page
    first = re.findall(r'action="(/history/\d+/back)"', page)[-1]
    csrf = str(re.findall(r'name="csrf" value="(\w+)"', page)[0])
    answer = await site.client.post(first, data={"csrf": csrf}, allow_redirects=False)
    assert answer.headers["Location"] == f"/links/{link.code}?said=changed"
    assert (await one(site, link.code)).target == "https://www.city.example/new/"


async def test_the_second_of_two_sees_both(site: Site) -> None:
    link = await shown(site)
    page = await site.page(f"/links/{link.code}")
    await save(site, link, target="https://www.city.example/first/")
    answer = await site.send(
        f"/links/{link.code}", seen=seen_in(page), target="https://www.city.example/second/", title_ja="", expires=""
    )
    assert answer.status == 409
    text = await answer.text()
    assert "https://www.city.example/first/" in text
    assert "https://www.city.example/second/" in text


async def test_a_page_that_moved_is_followed_by_one_press(site: Site) -> None:
    link = await shown(site)
    await press(site, link, "turn", status=404)
    await checked(site, "moved", leads_to="https://www.city.example/moved/")
    assert "https://www.city.example/moved/" in await site.page(f"/links/{link.code}")
    await press(site, link, "turn")
    assert (await one(site, link.code)).target == "https://www.city.example/moved/"


async def test_a_page_that_moved_where_nobody_may_be_led_is_not_followed(site: Site) -> None:
    link = await shown(site)
    await checked(site, "moved", leads_to="https://elsewhere.example/")
    await press(site, link, "turn", status=422)
    assert (await one(site, link.code)).target == PAGE


async def test_a_page_is_asked_at_once_for_somebody_who_waits(site: Site) -> None:
    asked: list[str] = []

    async def gone(request: web.Request) -> web.Response:
        asked.append(request.method)
        return web.Response(status=404)

    app = web.Application()
    app.router.add_get("/page", gone)
    async with TestServer(app) as server:
        address = str(server.make_url("/page"))
        link = await shown(site, address)
        await press(site, link, "check")
    assert asked == ["HEAD", "GET"]
    async with site.database.read() as connection:
        assert (await load_checks(connection))[address].state == "gone"


async def test_a_broken_link_waits_for_whoever_answers_for_it(site: Site) -> None:
    link = await shown(site)
    assert f"/links/{link.code}" not in await site.page("/home")
    await checked(site, "dead", reason="gone", status=404)
    await site.add_person("author", "author", department="culture")
    await site.add_person("other", "editor")
    for name, told in (("author", False), ("other", True)):
        await site.log_in_anew(name=name)
        assert (f"/links/{link.code}" in await site.page("/home")) is told, name
    page = await site.page(f"/links/{link.code}")
    assert "リンク切れ" in page
    assert "このページはもうありません" in page
    async with site.database.write() as connection:
        await change_link(connection, msgspec.structs.replace(link, department="culture"))
    await site.add_person("third", "author", department="culture")
    await site.log_in_anew(name="third")
    assert f"/links/{link.code}" in await site.page("/home")


async def test_only_its_department_and_editors_may_turn_a_link(site: Site) -> None:
    link = await shown(site, department="library")
    await site.add_person("author", "author", department="culture")
    await site.log_in_anew(name="author")
    page = await site.page(f"/links/{link.code}")
    assert 'name="target"' not in page
    csrf = str(re.findall(r'name="csrf" value="(\w+)"', page)[0])
    for path in (f"/links/{link.code}", f"/links/{link.code}/check"):
        fields = {"csrf": csrf, "target": "https://www.city.example/mine", "seen": ""}
        answer = await site.client.post(path, data=fields, allow_redirects=False)
        assert answer.status in (403, 409), path
    assert (await one(site, link.code)).target == PAGE


async def test_who_only_looks_may_make_nothing_and_a_technician_sees_nothing(site: Site) -> None:
    await shown(site)
    await site.add_person("viewer", "viewer")
    await site.add_person("technician", "technician")
    await site.log_in_anew(name="viewer")
    assert "/links/new" not in await site.page("/links")
    await site.page("/links/new", status=403)
    await site.log_in_anew(name="technician")
    await site.page("/links", status=403)


async def test_what_is_no_code_and_what_was_never_given_is_not_there(site: Site) -> None:
    await site.page("/links/ZZZZZ", status=404)
    await site.page("/links/0O1I", status=404)
    await site.page("/links/zzzzz", status=404)


async def test_names_that_look_like_a_page_stay_words(site: Site) -> None:
    link = await shown(site, title=EVIL)
    await checked(site, "moved", leads_to="https://www.city.example/'\"><script>")
    for path in ("/links", f"/links/{link.code}", "/home"):
        assert "<script>alert" not in await site.page(path)


async def test_pages_say_that_nothing_is_counted_where_codes_lead_straight(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite)
    await site.add_person("editor", "editor")
    await site.log_in("editor")
    link = await shown(site)
    page = await site.page("/links")
    assert "読み取りの数は数えません" in page
    assert "今月の読み取り" not in page
    assert "scans are not counted" in await site.page("/links?lang=en")
    page = await site.page(f"/links/{link.code}?lang=ja")
    assert PAGE in page and "すでに印刷したコードは変わりません" in page
    assert "行き先がそのまま入っているので変わりません" in page, "nor by an end"


@pytest.mark.browser
async def test_the_pages_hold_to_what_readers_of_all_kinds_need(site: Site) -> None:
    link = await shown(site)
    await checked(site, "moved", leads_to="https://www.city.example/moved/")
    async with shared_chromium() as browser:
        for path in ("/links", "/links/new", f"/links/{link.code}"):
            await check_page(browser, site, path)
