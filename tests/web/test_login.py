"""The log-in page: what it says, what it lets through, and what it never does."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.store.database import Database
from tests.chromium import Browser, shared_chromium
from tests.factories import a_display
from tests.web.sites import PASSWORD, SLIDE, Site, a_site

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, database: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, database, contact="推進担当 内線691")
    await made.add_person()
    return made


def said(page: str) -> str:
    """The problem that a page tells."""
    found = re.search(r'<p class="error"[^>]*>.*?<span>(.*?)</span></p>', page, re.DOTALL)
    return found[1] if found else ""


async def test_who_logs_in_comes_to_the_page_they_wanted_and_stays_logged_in(site: Site) -> None:
    asked = await site.client.get("/account?x=1", allow_redirects=False)
    assert (asked.status, asked.headers["Location"]) == (303, "/login?next=/account?x%3D1")
    answer = await site.log_in(next="/account?x=1")
    assert (answer.status, answer.headers["Location"]) == (303, "/account?x=1")
    assert "taga" in await site.page("/account")
    assert (await site.client.get("/login", allow_redirects=False)).headers["Location"] == "/displays"


async def test_a_wrong_password_leaves_the_number_and_says_how_often_it_may_be_tried(site: Site) -> None:
    answer = await site.log_in(password="wrong")
    page = await answer.text()
    assert answer.status == 401
    assert said(page) == "職員番号かパスワードが違います。あと 4回まで試せます。"
    assert 'value="taga"' in page and "wrong&" not in page
    assert (
        'type="password" required maxlength="1000" autocomplete="current-password" autofocus aria-invalid="true"'
        in page
    )
    english = await site.log_in(password="wrong", headers=ENGLISH)
    assert said(await english.text()) == "Staff number or password is wrong. 3 tries left."


async def test_an_unknown_number_is_told_the_same(site: Site) -> None:
    answer = await site.log_in("nobody")
    assert (answer.status, said(await answer.text())) == (401, "職員番号かパスワードが違います。あと 4回まで試せます。")


async def test_who_tries_too_often_is_told_how_long_to_wait(site: Site) -> None:
    answers = [await site.log_in(password="wrong", headers=ENGLISH) for _ in range(6)]
    assert [answer.status for answer in answers] == [401] * 4 + [429, 429]
    assert said(await answers[3].text()) == "Staff number or password is wrong. 1 try left."
    assert said(await answers[4].text()) == "Staff number or password is wrong. Try again in 3 minutes."
    assert said(await answers[5].text()) == "Too many wrong tries. Try again in 3 minutes."
    assert (await site.log_in()).status == 429


async def test_behind_a_proxy_the_tries_count_for_whom_it_names_and_nobody_can_name_another(site: Site) -> None:
    for number in range(5):  # what they write in front themselves is not believed
        forwarded = {"X-Forwarded-For": f"203.0.113.{number}, 198.51.100.7"}
        await site.log_in(password="wrong", headers=forwarded)
    assert (await site.log_in(headers={"X-Forwarded-For": "198.51.100.7"})).status == 429
    assert (await site.log_in(headers={"X-Forwarded-For": "198.51.100.8"})).status == 303


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "evil.example",
        "/" + "x" * 600,
        "/login?next=/login",
        "",
    ],
)
async def test_nobody_is_sent_to_another_site(site: Site, elsewhere: str) -> None:
    assert 'name="next" value="/home"' in await site.page("/login?next=" + elsewhere.replace("\\", "%5C"))
    answer = await site.log_in(next=elsewhere)
    assert answer.headers["Location"] == "/displays"


async def test_what_somebody_typed_is_shown_as_text(site: Site) -> None:
    answer = await site.log_in('"><script>alert(1)</script>', password="wrong")
    assert "<script>alert" not in await answer.text()


async def test_a_log_in_from_another_site_is_refused(site: Site) -> None:
    fields = {"name": "taga", "password": PASSWORD, "next": "/"}
    bare = await site.client.post("/login", data=fields, allow_redirects=False)
    foreign = await site.client.post("/login", data={**fields, "csrf": "0" * 64}, allow_redirects=False)
    assert [bare.status, foreign.status] == [403, 403]
    assert "クッキー" in said(await bare.text())
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        answer = await site.log_in(headers=headers)
        assert (answer.status, answer.cookies.get("signage")) == (403, None)
    assert (
        await site.log_in(headers={"Sec-Fetch-Site": "same-origin", "Origin": str(site.client.make_url(""))})
    ).status


async def test_the_session_is_new_at_each_log_in_and_the_old_one_of_the_browser_is_over(site: Site) -> None:
    site.client.session.cookie_jar.update_cookies({"signage": "a token that somebody chose"})
    tokens = []
    for _ in range(2):
        page = await site.client.get("/login?lang=ja", cookies={"signage": ""})
        form = re.findall(r'name="(csrf)" value="(\w+)"', await page.text())
        data = {**dict(form), "name": "taga", "password": PASSWORD}
        answer = await site.client.post("/login", data=data, allow_redirects=False)
        tokens.append(answer.cookies["signage"].value)
    assert len({*tokens, "a token that somebody chose"}) == 3
    assert await site.page("/account", cookies={"signage": tokens[1]})
    await site.page("/account", 303, cookies={"signage": tokens[0]})


async def test_the_cookie_is_for_this_server_alone_and_for_no_script(site: Site) -> None:
    cookie = (await site.log_in()).cookies["signage"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert cookie["max-age"] == str(30 * 86_400)
    assert not cookie["secure"]


async def test_on_https_the_cookie_never_travels_in_the_clear(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite, public_url="https://signage.city.example", session_days=2)
    await site.add_person()
    page = await site.client.get("/login")
    guest = page.cookies["__Host-signage-guest"]
    assert guest["secure"] and guest["httponly"]
    form = dict(re.findall(r'name="(csrf)" value="(\w+)"', await page.text()))
    answer = await site.client.post(
        "/login",
        data={**form, "name": "taga", "password": PASSWORD},
        cookies={"__Host-signage-guest": guest.value},
        headers={"Origin": "https://signage.city.example"},
        allow_redirects=False,
    )
    cookie = answer.cookies["__Host-signage"]
    assert (cookie["secure"], cookie["path"], cookie["domain"], cookie["max-age"]) == (True, "/", "", "172800")
    await site.page("/account", 303, cookies={"signage": cookie.value})
    assert await site.page("/account", cookies={"__Host-signage": cookie.value})


async def test_logging_out_ends_the_session_also_for_who_kept_its_cookie(site: Site) -> None:
    token = (await site.log_in()).cookies["signage"].value
    form = await site.page("/account")
    csrf = re.findall(r'name="csrf" value="(\w+)"', form)[0]
    assert (await site.client.post("/logout", data={"csrf": "no"}, allow_redirects=False)).status == 403
    answer = await site.client.post("/logout", data={"csrf": csrf}, allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/login")
    assert answer.cookies["signage"]["max-age"] == "0"
    await site.page("/account", 303, cookies={"signage": token})


async def test_the_page_shows_a_slide_that_is_on_air_and_where(site: Site) -> None:
    assert "まだ、どの画面にも何も映っていません" in await site.page("/login")
    site.show(a_display(), None)
    assert "いまは、どの画面も休んでいます" in await site.page("/login")
    site.show(a_display())
    page = await site.page("/login")
    assert f'<iframe src="/slides/{SLIDE}.html" sandbox="allow-scripts allow-same-origin"' in page
    assert "いま、駅 入口に映っています" in page
    assert "推進担当 内線691" in page


async def test_the_page_is_guarded_like_every_page(site: Site) -> None:
    answer = await site.client.get("/login")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = await answer.text()
    assert not re.search(r"style=|<style|<script>|onclick", page)


async def test_what_is_no_form_is_refused_in_words(site: Site) -> None:
    form = re.findall(r'name="csrf" value="(\w+)"', await site.page("/login"))[0]
    large = await site.client.post("/login", data={"csrf": form, "name": "x" * 70_000})
    assert large.status == 413
    assert (await site.client.post("/login", json={"csrf": form})).status == 403
    bad = await site.client.post(
        "/login", data=b"csrf=%ff", headers={"Content-Type": "application/x-www-form-urlencoded; charset=nonsense"}
    )
    assert bad.status == 422


async def fetched(browser: Browser, address: str, width: int) -> set[str]:
    """What else a page of that width fetches: fonts and slides."""
    page, asked = await browser.new_page("about:blank", width, 812), set[str]()
    page.on("Network.requestWillBeSent", lambda event: asked.add(urlsplit(event["request"]["url"]).path))
    await page.command("Network.enable")
    await page.navigate(address)
    await page.wait_for("document.readyState === 'complete' && document.fonts.status === 'loaded'")
    await page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")  # what is lazy would come now
    await page.evaluate("new Promise((seen) => setTimeout(seen, 500))")
    await page.close()
    return {path for path in asked if path.startswith("/slides/") or path.endswith(".woff2")}


@pytest.mark.browser
async def test_a_telephone_fetches_neither_fonts_nor_the_slide_on_air(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite)
    await site.add_person()
    site.show(a_display())
    address = str(site.client.make_url("/login"))
    async with shared_chromium() as browser:
        wide = await fetched(browser, address, 1440)
        assert f"/slides/{SLIDE}.html" in wide
        assert len([path for path in wide if path.endswith(".woff2")]) == 2
        assert await fetched(browser, address, 375) == set()
        page = await browser.new_page(address, 375, 812)
        await page.evaluate("document.getElementById('name').value = 'taga'")
        await page.evaluate(f"document.getElementById('password').value = {PASSWORD!r}")
        await page.evaluate("document.querySelector('main .filled').click()")
        await page.wait_for("location.pathname === '/displays' && document.readyState === 'complete'")
        for path in ("/displays", "/displays/entrance", "/account", "/pair"):
            fonts = await fetched(browser, str(site.client.make_url(path)), 375)
            assert not [path for path in fonts if path.endswith(".woff2")], path
