"""Who may open what, which forms count, and one's own account."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientResponse, FormData
from pytest_aiohttp.plugin import AiohttpClient
from sqlalchemy import update

from signage.actions.add_user import add_user, disable_user
from signage.domain.accounts import ROLES, Act, Role, may
from signage.store.database import Database
from signage.store.tables import sessions
from signage.web.auth import CSRF_HEADER, safe_next
from signage.web.devices import device_of
from signage.web.staff import ROUTES
from tests.chromium import shared_chromium
from tests.factories import NOW, a_display
from tests.web.sites import PASSWORD, Site, a_site
from tests.web.windows import check_page, open_page

OPEN = {("GET", "/login"), ("POST", "/login"), ("POST", "/login/code"), ("GET", "/here"), ("GET", "/here/{place}")}
"""All that somebody who is not logged in gets."""


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    return await a_site(aiohttp_client, tmp_path, sqlite)


@pytest.fixture
async def inside(site: Site) -> Site:
    await site.add_person()
    await site.log_in()
    return site


def csrf_in(page: str) -> str:
    return str(re.findall(r'name="csrf" value="(\w+)"', page)[0])


def path_of(route: str) -> str:
    route = route.replace("{name:[0-9a-f]{64}}", "0" * 64)
    return re.sub(r"\{display[^}]*\}", "entrance", re.sub(r"\{(?!display)\w+[^}]*\}", "x", route))


async def ask(site: Site, method: str, path: str, csrf: str) -> ClientResponse:
    form = FormData({"csrf": csrf})
    data, headers = form if method == "POST" else None, {CSRF_HEADER: csrf}
    return await site.client.request(method, path, data=data, headers=headers, allow_redirects=False)


async def test_no_page_is_open_to_who_is_not_logged_in(site: Site) -> None:
    csrf = csrf_in(await site.page("/login"))
    for method, route, _ in ROUTES:
        if (method, route) not in OPEN:
            answer = await ask(site, method, path_of(route), csrf)
            assert answer.status == 303, (method, route)
            assert answer.headers["Location"].startswith("/login?next="), (method, route)


ACTS: dict[str, Act | None] = {
    "POST /logout": None,
    "GET /account": None,
    "POST /account/password": None,
    "POST /account/codes": None,
    "POST /account/codes/on": None,
    "POST /account/codes/off": None,
    "POST /account/end-session": None,
    "POST /account/end-all": None,
    "GET /pair": "pair displays",
    "POST /pair": "pair displays",
    "GET /pair/done": "pair displays",
    "GET /displays": "see displays",
    "GET /displays/{display}": "see displays",
    "GET /displays/{display}/screenshot": "see displays",
    "POST /displays/{display}/commands": "care for displays",
    "POST /displays/{display}/maintenance": "care for displays",
    "POST /displays/{display}/mute": "care for displays",
    "GET /content": "see content",
    "POST /content/bulk": "withdraw content",
    "GET /content/new": "write content",
    "GET /content/word": "write content",
    "GET /content/voices": "see content",
    "POST /content/voices": "write content",
    "POST /content/voices/drop": "write content",
    "POST /content/preview": "see content",
    "GET /content/{item}": "see content",
    "POST /content/{item}": "write content",
    "POST /content/{item}/draft": "write content",
    "GET /content/{item}/others": "write content",
    "GET /content/{item}/slide": "see content",
    "GET /content/{item}/reach": "see content",
    "GET /content/{item}/share": "see content",
    "GET /content/{item}/share/{cut:[a-z]+}.png": "see content",
    "GET /content/{item}/override": "write content",
    "POST /content/{item}/override": "write content",
    "GET /home": "see displays",
    "GET /content/{item}/approval": "see content",
    "POST /content/{item}/approval": "approve content",
    "POST /content/{item}/withdraw": "withdraw content",
    "GET /content/{item}/withdrawn": "see content",
    "POST /content/{item}/restore": "withdraw content",
    "GET /content/{item}/unread": "see content",
    "POST /content/{item}/unread": "write for all",
    "GET /content/{item}/renewal": "write content",
    "POST /content/{item}/renewal": "write content",
    "GET /now": "show now",
    "POST /now": "show now",
    "POST /now/{number}/end": "show now",
    "GET /library": "see content",
    "GET /library/file": "see content",
    "POST /library/files": "write content",
    "GET /library/pick": "see content",
    "POST /library/uploads": "write content",
    "HEAD /library/uploads/{upload}": "write content",
    "PATCH /library/uploads/{upload}": "write content",
    "POST /library/uploads/{upload}/finish": "write content",
    "GET /library/{picture}": "see content",
    "POST /library/{picture}": "write content",
    "GET /schedule": "see content",
    "POST /schedule/move": "arrange",
    "GET /schedule/rules/new": "arrange",
    "POST /schedule/rules/new": "arrange",
    "GET /schedule/rules/{playlist}/{number}": "see content",
    "POST /schedule/rules/{playlist}/{number}": "arrange",
    "POST /schedule/rules/{playlist}/{number}/remove": "arrange",
    "GET /library/{picture}/original": "see content",
    "GET /library/{picture}/slides": "see content",
    "POST /library/{picture}/replace": "write content",
    "GET /library/{picture}/remove": "write content",
    "POST /library/{picture}/remove": "write content",
    "GET /previews/{name:[0-9a-f]{64}}.html": "see content",
    "GET /playlists": "see content",
    "GET /drafts/new": "arrange",
    "POST /drafts/new": "arrange",
    "POST /drafts/undo": "arrange",
    "GET /playlists/{name}": "see content",
    "POST /playlists/{name}/weight": "arrange",
    "POST /playlists/{name}/order": "arrange",
    "POST /playlists/{name}/title": "arrange",
    "POST /playlists/{name}/copy": "arrange",
    "POST /playlists/{name}/remove": "arrange",
    "POST /playlists/{name}/discard": "arrange",
    "GET /playlists/{name}/sections": "see content",
    "POST /playlists/{name}/sections": "arrange",
    "GET /playlists/{name}/sections/new": "arrange",
    "GET /playlists/{name}/sections/{number}": "arrange",
    "POST /playlists/{name}/sections/{number}/drop": "arrange",
    "GET /publish": "arrange",
    "POST /publish": "arrange",
    "GET /settings": "set up places",
    "GET /settings/places": "set up places",
    "GET /settings/places/new": "set up places",
    "POST /settings/places/new": "set up places",
    "POST /settings/places/week": "set up places",
    "GET /settings/places/{place}": "set up places",
    "POST /settings/places/{place}": "set up places",
    "POST /settings/places/{place}/remove": "set up places",
    "GET /settings/displays": "set up places",
    "GET /settings/displays/new": "set up places",
    "POST /settings/displays/new": "set up places",
    "POST /settings/displays/reading": "set up places",
    "GET /settings/displays/sample": "set up places",
    "GET /settings/displays/{display}": "set up places",
    "POST /settings/displays/{display}": "set up places",
    "POST /settings/displays/{display}/remove": "set up places",
    "GET /settings/groups": "set up places",
    "GET /settings/groups/new": "set up places",
    "POST /settings/groups/new": "set up places",
    "GET /settings/groups/{group}": "set up places",
    "POST /settings/groups/{group}": "set up places",
    "POST /settings/groups/{group}/displays": "set up places",
    "POST /settings/groups/{group}/remove": "set up places",
    "POST /settings/undo": "set up places",
    "GET /settings/calendars": "set up places",
    "GET /settings/calendars/new": "set up places",
    "POST /settings/calendars/new": "set up places",
    "POST /settings/calendars/file": "set up places",
    "POST /settings/calendars/coming": "set up places",
    "GET /settings/calendars/{calendar}": "set up places",
    "POST /settings/calendars/{calendar}": "set up places",
    "POST /settings/calendars/{calendar}/copy": "set up places",
    "POST /settings/calendars/{calendar}/remove": "set up places",
    "GET /settings/brand": "set up",
    "POST /settings/brand": "set up",
    "POST /settings/brand/try": "set up",
    "GET /settings/brand/sample": "set up",
    "POST /settings/brand/drop": "set up",
    "GET /settings/sources": "set up",
    "GET /settings/sources/new": "set up",
    "POST /settings/sources/new": "set up",
    "GET /settings/sources/{source}": "set up",
    "POST /settings/sources/{source}": "set up",
    "POST /settings/sources/{source}/ask": "set up",
    "POST /settings/sources/{source}/remove": "set up",
    "GET /links": "see results",
    "GET /links/new": "keep links",
    "POST /links/new": "keep links",
    "GET /links/{link}": "see results",
    "POST /links/{link}": "keep links",
    "POST /links/{link}/turn": "keep links",
    "POST /links/{link}/check": "keep links",
    "POST /links/{link}/undo": "keep links",
    "GET /posters": "see posters",
    "POST /posters": "post posters",
    "GET /posters.csv": "see posters",
    "GET /posters/import": "post posters",
    "POST /posters/import": "post posters",
    "GET /posters/new": "make posters",
    "POST /posters/new": "make posters",
    "GET /posters/preview.png": "make posters",
    "POST /posters/reprint": "make posters",
    "GET /posters/orders/{order}": "make posters",
    "POST /posters/orders/{order}": "make posters",
    "GET /posters/orders/{order}/{name}": "make posters",
    "GET /p": "see posters",
    "GET /p/{spot}": "see posters",
    "POST /p/{spot}": "post posters",
    "POST /p/{spot}/undo": "post posters",
    "GET /p/{spot}/photographs/{name}": "see posters",
    "GET /settings/people": "see people",
    "POST /settings/people": "see people",
    "GET /settings/add-person": "see people",
    "POST /settings/add-person": "see people",
    "GET /settings/people/{person}": "see people",
    "POST /settings/people/{person}/rights": "see people",
    "POST /settings/people/{person}/password": "see people",
    "POST /settings/people/{person}/access": "see people",
    "POST /settings/people/{person}/codes-off": "see people",
    "POST /settings/people/{person}/end-session": "see people",
    "POST /settings/people/{person}/deputy": "see people",
    "POST /settings/people/{person}/end-deputy": "see people",
    "GET /settings/departments": "see people",
    "POST /settings/departments": "see people",
    "GET /settings/departments/{department}": "see people",
    "POST /settings/departments/{department}": "see people",
    "POST /settings/departments/{department}/hand-over": "see people",
    "POST /settings/take-back": "see people",
    "GET /history": "see history",
    "GET /history.csv": "see history",
    "POST /history/{edit}/back": "see history",
    "GET /help": None,
    "GET /results": "see results",
    "GET /results.csv": "see results",
    "GET /statistics": "see statistics",
    "GET /statistics.csv": "see statistics",
    "GET /time": "see displays",
    "GET /time/following": "see displays",
    "GET /time/missing": "see content",
    "GET /t/{display}": "see displays",
    "GET /t/{display}/glass": "see displays",
    "GET /t/{display}/sticker": "see displays",
    "GET /t/{display}/visit": "care for displays",
    "POST /t/{display}/visit": "care for displays",
    "GET /t/{display}/photographs/{name}": "see displays",
}
"""What each page asks for; None is to be logged in. A new page gets a line here."""


def test_every_page_says_who_may_open_it() -> None:
    assert {f"{method} {route}" for method, route, _ in ROUTES} - {
        f"{method} {route}" for method, route in OPEN
    } == set(ACTS)


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_opens_what_it_may_and_is_told_who_may_the_rest(site: Site, role: Role) -> None:
    await site.add_person(role=role)
    for page, act in ACTS.items():
        method, route = page.split()
        await site.log_in_anew()
        answer = await ask(site, method, path_of(route), csrf_in(await site.page("/account")))
        if act is None or may(role, act):
            assert answer.status != 403, (role, page)
        else:
            assert answer.status == 403, (role, page)
            assert method == "HEAD" or "が使えます。" in await answer.text()


async def test_every_form_needs_the_word_that_its_reader_was_given(inside: Site) -> None:
    other = csrf_in(await inside.page("/account"))
    guest = "0" * 64
    await inside.log_in_anew()
    for method, route, _ in ROUTES:
        if method in ("POST", "PATCH") and (method, route) not in OPEN:
            for word in ("", guest, other):
                answer = await ask(inside, method, path_of(route), word)
                assert answer.status == 403, (route, word)
    assert "taga" in await inside.page("/account")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
async def test_a_form_from_elsewhere_is_refused_even_with_the_right_word(inside: Site, headers: dict[str, str]) -> None:
    answer = await inside.send("/account/end-all", "/account", headers=headers)
    assert answer.status == 403
    assert await inside.page("/account")


async def test_behind_a_proxy_forms_come_from_the_public_address(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite, public_url="http://signage.city.example")
    await site.add_person()
    assert (await site.log_in(headers={"Origin": "http://signage.city.example"})).status == 303


async def test_a_part_of_a_page_that_asks_after_the_session_has_ended_sends_the_page_to_the_log_in(site: Site) -> None:
    page = str(site.client.make_url("/displays?place=station"))
    answer = await site.client.get("/displays", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert (answer.status, answer.headers["HX-Redirect"]) == (401, "/login?next=/displays%3Fplace%3Dstation")
    foreign = {"HX-Request": "true", "HX-Current-URL": "https://evil.example/x"}
    answer = await site.client.get("/displays", headers=foreign)
    assert answer.headers["HX-Redirect"] == "/login?next=/home"


async def test_a_form_that_is_sent_after_the_session_has_ended_comes_back_to_its_page(site: Site) -> None:
    referer = {"Referer": str(site.client.make_url("/t/entrance"))}
    answer = await site.client.post("/displays/entrance/commands", headers=referer, allow_redirects=False)
    assert answer.headers["Location"] == "/login?next=/t/entrance"


async def test_who_was_shut_out_is_out_with_the_next_page(inside: Site) -> None:
    await disable_user(inside.database, "taga", NOW)
    await inside.page("/account", 303)


async def test_a_password_for_one_time_opens_nothing_but_the_place_to_change_it(site: Site) -> None:
    given = await add_user(site.database, "taga", "administrator", NOW)
    await site.log_in(password=given.password)
    answer = await site.client.get("/displays?place=station", allow_redirects=False)
    assert answer.headers["Location"] == "/account?next=/displays?place%3Dstation"
    page = await site.page("/account?next=/displays%3Fplace%3Dstation")
    assert "はじめに、ご自分のパスワードを決めます" in page and "ログインしている端末" not in page
    wanted = "/account?next=/displays%3Fplace%3Dstation"
    done = await site.send("/account/password", wanted, old=given.password, new="a night at the sea")
    assert (done.status, done.headers["Location"]) == (303, "/displays?place=station")
    await site.page("/displays")
    site.client.session.cookie_jar.clear()
    assert (await site.log_in(password=given.password)).status == 401
    assert (await site.log_in(password="a night at the sea")).status == 303


async def test_a_new_password_logs_all_other_devices_out(inside: Site) -> None:
    phone = inside.cookies()
    await inside.log_in_anew()
    done = await inside.send("/account/password", "/account", old=PASSWORD, new="a night at the sea")
    assert done.headers["Location"] == "/account?done=password"
    assert "パスワードを変えました" in await inside.page("/account?done=password")
    inside.client.session.cookie_jar.clear()
    await inside.page("/account", 303, cookies=phone)


@pytest.mark.parametrize(
    ("old", "new", "status", "says"),
    [
        ("wrong", "a night at the sea", 401, "いまのパスワードが違います。あと 4回まで試せます。"),
        (PASSWORD, "short", 422, "パスワードは 10文字以上にしてください。いまは 5文字です。"),
        (PASSWORD, "hitachi2026", 422, "このパスワードは、すぐに当てられます。"),
        (PASSWORD, PASSWORD, 422, "いまのパスワードと同じです。"),
    ],
)
async def test_a_password_that_cannot_be_taken_is_told_and_the_old_one_stays(
    inside: Site, old: str, new: str, status: int, says: str
) -> None:
    answer = await inside.send("/account/password", "/account", old=old, new=new)
    page = await answer.text()
    assert answer.status == status and says in page
    assert new not in page.replace("short", "") or new == "short"
    await inside.log_in_anew()


async def seen_long_ago(site: Site) -> None:
    """As if nobody had opened a page for two hours."""
    async with site.database.write() as connection:
        await connection.execute(update(sessions).values(seen_at=datetime.now(UTC) - timedelta(hours=2)))


async def test_the_cookie_lasts_as_long_as_the_session_that_is_used(inside: Site) -> None:
    token, month = inside.cookies()["signage"], str(30 * 86_400)
    await seen_long_ago(inside)
    cookie = (await inside.client.get("/account")).cookies["signage"]
    assert (cookie.value, cookie["max-age"], cookie["httponly"]) == (token, month, True)
    assert "signage" not in (await inside.client.get("/account")).cookies  # not with each page
    form = {"csrf": csrf_in(await inside.page("/account")), "session": "0" * 64}
    await seen_long_ago(inside)
    sent = await inside.client.post("/account/end-session", data=form, allow_redirects=False)
    assert (sent.status, sent.cookies["signage"].value) == (303, token)


async def test_who_logs_out_after_long_is_not_given_the_cookie_again(inside: Site) -> None:
    form = {"csrf": csrf_in(await inside.page("/account"))}
    await seen_long_ago(inside)
    gone = await inside.client.post("/logout", data=form, allow_redirects=False)
    assert (gone.status, gone.cookies["signage"].value) == (303, "")
    assert "signage" not in inside.cookies()


async def test_ones_devices_are_listed_and_can_be_logged_out_one_by_one(inside: Site) -> None:
    phone = inside.cookies()
    telephone = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36"}
    await inside.log_in_anew(telephone)
    page = await inside.page("/account")
    assert "ログインしている端末" in page and "2台" in page and "Chrome · Android" in page
    assert page.count("この端末") == 1
    sessions = re.findall(r'name="session" value="(\w{64})"', page)
    own, other = sessions if page.index("この端末") < page.index(sessions[1]) else sessions[::-1]
    done = await inside.send("/account/end-session", "/account", session=other)
    assert done.headers["Location"] == "/account?done=session"
    assert "1台" in await inside.page("/account?done=session")
    here = inside.cookies()
    gone = await inside.send("/account/end-session", "/account", session=own)
    assert gone.headers["Location"] == "/login"
    for cookies in (phone, here):
        inside.client.session.cookie_jar.clear()
        await inside.page("/account", 303, cookies=cookies)


async def test_nobody_ends_the_session_of_another(inside: Site) -> None:
    await inside.add_person("other")
    theirs = re.findall(r'name="session" value="(\w{64})"', await inside.page("/account"))[0]
    mine = inside.cookies()
    await inside.log_in_anew(name="other")
    await inside.send("/account/end-session", "/account", session=theirs)
    inside.client.session.cookie_jar.clear()
    assert await inside.page("/account", cookies=mine)


async def test_logging_out_everywhere_ends_all_sessions(inside: Site) -> None:
    phone = inside.cookies()
    await inside.log_in_anew()
    assert (await inside.send("/account/end-all", "/account")).headers["Location"] == "/login"
    inside.client.session.cookie_jar.clear()
    await inside.page("/account", 303, cookies=phone)


async def test_the_players_own_routes_ask_nobody_who_they_are(inside: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> None:
        raise AssertionError("a session was looked up")

    monkeypatch.setattr("signage.actions.log_in.LogIns.known", never)
    for path in (
        "/api/v1/player/manifest",
        "/player/",
        "/slides/" + "0" * 64 + ".html",
        "/healthz",
        "/static/marks.svg",
    ):
        assert (await inside.client.get(path)).status < 500, path


@pytest.mark.parametrize("path", ["/displays", "/displays?place=a%20b", "/t/entrance#x", "/あ"])
def test_a_path_of_ours_is_gone_on_to(path: str) -> None:
    assert safe_next(path) == path


def test_a_device_is_named_as_people_know_it() -> None:
    assert (
        device_of("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1")
        == "Safari · iPhone"
    )
    assert device_of("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0") == "Edge · Windows"
    assert device_of("curl/8") == device_of("") == ""


@pytest.mark.browser
async def test_the_pages_are_open_to_all_and_work_with_and_without_script(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite, [a_display(), a_display("platform", name="駅 ホーム")])
    site.show(a_display())
    await site.add_person()
    begun = site.players.pairings.begin("192.0.2.9", datetime.now(UTC))
    async with shared_chromium() as browser:
        await check_page(browser, site, "/login")
        await site.log_in()
        for path in (
            "/account?done=password",
            "/pair?code=x",
            f"/pair?code={begun.code}",
            f"/pair?code={begun.code}&display=entrance",
            "/pair/done?display=entrance&since=99999999999999",
        ):
            await check_page(browser, site, path)
        page = await open_page(browser, site, "/account")
        box, field = (f"document.getElementById('{id}')" for id in ("reveal", "new"))
        assert await page.evaluate(f"{field}.type") == "password"
        await page.evaluate(f"{box}.click()")
        assert await page.evaluate(f"{field}.type") == "text"
        waiting = await open_page(browser, site, "/pair/done?display=entrance&since=1000")
        assert await waiting.evaluate("document.querySelector('[data-without-script]').checkVisibility()") is False
