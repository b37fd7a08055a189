"""The second step of a log-in: switched on by oneself, asked for each time, no code twice, and an administrator helps."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from aiohttp import ClientResponse
from pytest_aiohttp.plugin import AiohttpClient

from signage.actions import log_in
from signage.actions.change_person import drop_second_step
from signage.store.database import Database
from signage.store.edits import load_edits
from signage.store.users import load_user, record_totp
from tests.axe import violations
from tests.chromium import shared_chromium
from tests.factories import NOW
from tests.web.sites import PASSWORD, Site, a_site, hidden_fields
from tests.web.windows import check_page, open_page

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, database: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, database)
    await made.add_person()
    return made


@pytest.fixture
async def guarded(site: Site) -> Site:
    """With codes on for “taga”."""
    async with site.database.write() as connection:
        await record_totp(connection, "taga", KEY)
    return site


def code(steps: int = 0) -> str:
    return pyotp.TOTP(KEY).at(datetime.now(UTC) + timedelta(seconds=30 * steps))


async def enter(site: Site, page: str, typed: str) -> ClientResponse:
    return await site.client.post("/login/code", data=hidden_fields(page) | {"code": typed}, allow_redirects=False)


async def first_step(site: Site, **fields: str) -> str:
    answer = await site.log_in(**fields)
    page = await answer.text()
    assert answer.status == 200 and "6桁の番号" in page and "signage" not in answer.cookies
    return page


def key_in(page: str) -> str:
    return str(re.findall(r'<p class="key">([A-Z2-7 ]+)</p>', page)[0]).replace(" ", "")


async def test_codes_are_switched_on_with_the_first_one_and_asked_for_from_then_on(site: Site) -> None:
    await site.log_in()
    word = re.findall(r'name="csrf" value="(\w+)"', await site.page("/account"))[0]
    begun = await site.client.post("/account/codes", data={"csrf": word, "password": PASSWORD})
    page = await begun.text()
    key = key_in(page)
    assert "<svg" in page and begun.headers["Cache-Control"] == "no-store"
    wrong = await site.client.post("/account/codes/on", data={"csrf": word, "code": "000000"})
    assert wrong.status == 422 and "番号が合いません" in await wrong.text() and key_in(await wrong.text()) == key
    now = pyotp.TOTP(key).now()
    done = await site.client.post("/account/codes/on", data={"csrf": word, "code": now}, allow_redirects=False)
    assert done.headers["Location"] == "/account?done=codes-on"
    async with site.database.read() as connection:
        user, edits = await load_user(connection, "taga"), await load_edits(connection, "user", "taga")
    assert user is not None and user.totp == key
    assert [one.act for one in edits] == ["codes on", "add"] and key not in str(edits)
    site.client.session.cookie_jar.clear()
    page = await first_step(site)
    assert (await enter(site, page, now)).status == 401  # that one has done its work
    await site.page("/account", 303)


async def test_who_gives_password_and_code_comes_to_the_page_they_wanted(guarded: Site) -> None:
    page = await first_step(guarded, next="/account?x=1")
    await guarded.page("/account", 303)
    answer = await enter(guarded, page, code())
    assert (answer.status, answer.headers["Location"]) == (303, "/account?x=1")
    assert "taga" in await guarded.page("/account")


async def test_no_code_counts_twice_and_none_from_before_it(guarded: Site) -> None:
    codes = [code(1), code(0), code(-1)]
    assert (await enter(guarded, await first_step(guarded), codes[0])).status == 303
    guarded.client.session.cookie_jar.clear()
    page = await first_step(guarded)
    for used in codes:
        answer = await enter(guarded, page, used)
        assert answer.status == 401 and "もう使われています" in await answer.text()


async def test_codes_cannot_be_guessed_for_long_not_even_with_ever_new_log_ins(guarded: Site) -> None:
    statuses = [(await enter(guarded, await first_step(guarded), "000000")).status for _ in range(6)]
    assert statuses == [401] * 4 + [429, 429]
    assert (await enter(guarded, await first_step(guarded), code())).status == 429


async def test_a_first_step_that_was_long_ago_is_begun_anew(guarded: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_in, "CODE_WITHIN", timedelta(0))
    page = await first_step(guarded)
    answer = await enter(guarded, page, code())
    assert answer.status == 403 and "もう一度お願いします" in await answer.text()


async def test_a_ticket_is_good_for_one_log_in_and_only_with_its_own_form(guarded: Site) -> None:
    page = await first_step(guarded)
    foreign = await guarded.client.post("/login/code", data=hidden_fields(page) | {"csrf": "0" * 64, "code": code()})
    assert foreign.status == 403
    assert (await enter(guarded, page, code())).status == 303
    guarded.client.session.cookie_jar.clear()
    fresh = hidden_fields(await guarded.page("/login"))
    again = await guarded.client.post(
        "/login/code", data={**hidden_fields(page), "csrf": fresh["csrf"], "code": code(1)}, allow_redirects=False
    )
    assert again.status == 403


async def test_a_wrong_password_tells_nothing_of_codes(guarded: Site) -> None:
    answer = await guarded.log_in(password="wrong")
    assert answer.status == 401 and "6桁" not in await answer.text()


async def test_an_administrator_lets_somebody_in_without_a_code_who_lost_their_telephone(guarded: Site) -> None:
    page = await first_step(guarded)
    await drop_second_step(guarded.database, "taga", "boss", NOW)
    assert (await enter(guarded, page, code())).status == 403
    assert (await guarded.log_in()).status == 303


async def test_codes_are_switched_off_with_the_password_only(guarded: Site) -> None:
    await enter(guarded, await first_step(guarded), code())
    word = re.findall(r'name="csrf" value="(\w+)"', await guarded.page("/account"))[0]
    wrong = await guarded.client.post("/account/codes/off", data={"csrf": word, "password": "wrong"})
    assert wrong.status == 401 and "あと 4回まで試せます" in await wrong.text()
    assert "番号を聞いています" in await guarded.page("/account")
    await guarded.client.post("/account/codes/off", data={"csrf": word, "password": PASSWORD})
    assert "二段階認証を始める" in await guarded.page("/account")


async def test_a_key_is_good_for_the_session_that_gave_the_password_and_for_half_an_hour(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    await site.log_in()
    begun = await site.send("/account/codes", "/account", password=PASSWORD)
    now = pyotp.TOTP(key_in(await begun.text())).now()
    here = site.cookies()
    await site.log_in_anew()
    assert (await site.send("/account/codes/on", "/account", code=now)).status == 422
    site.client.session.cookie_jar.clear()
    site.client.session.cookie_jar.update_cookies(here)
    monkeypatch.setattr(log_in, "OFFERED", timedelta(0))
    begun = await site.send("/account/codes", "/account", password=PASSWORD)
    now = pyotp.TOTP(key_in(await begun.text())).now()
    assert (await site.send("/account/codes/on", "/account", code=now)).status == 422


async def test_first_steps_without_a_second_do_not_fill_the_memory(
    guarded: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_in, "HALVES_AT_MOST", 2)
    first, *_, last = [await first_step(guarded) for _ in range(3)]
    assert (await enter(guarded, first, code())).status == 403
    assert (await enter(guarded, last, code())).status == 303


@pytest.mark.browser
async def test_the_pages_are_open_to_all(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite)
    await site.add_person()
    await site.log_in()
    async with shared_chromium() as browser:
        await check_page(browser, site, "/account?done=codes-on")
        page = await open_page(browser, site, "/account", 375, 700)
        await page.evaluate(f"document.getElementById('password').value = '{PASSWORD}'")
        await page.evaluate("document.querySelector('[action=\"/account/codes\"] button').click()")
        await page.wait_for("document.querySelector('.key-qr svg') !== null")
        assert await violations(page) == []
        assert await page.evaluate("document.documentElement.scrollWidth") <= 375
