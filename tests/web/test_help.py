"""The page that explains words, marks and keys; and the keys themselves."""

from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.accounts import ROLES
from signage.domain.health import STATUS_WORDS
from signage.domain.workflow import STATES
from signage.store.database import Database
from signage.web.staff.help import STATE_TELLS, STATUS_TELLS, TERMS
from tests.chromium import Page, shared_chromium
from tests.web.sites import Site, a_site
from tests.web.windows import check_page, open_page


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, sqlite, contact="推進担当（内線 691）")
    await made.add_person("boss", "administrator")
    await made.add_person("looker", "viewer")
    await made.add_person()
    return made


def test_every_state_is_explained_in_both_languages() -> None:
    assert set(STATE_TELLS) == set(STATES) and set(STATUS_TELLS) == set(STATUS_WORDS)
    for words in [*STATE_TELLS.values(), *STATUS_TELLS.values(), *(term.means for term in TERMS)]:
        assert words["ja"].endswith("。") and words["en"].endswith(".")


async def test_the_words_are_explained_with_links_to_what_one_may_open(site: Site) -> None:
    await site.log_in("looker")
    page = await site.page("/help")
    assert "待機スライド" in page and '<a href="/playlists">プレイリスト</a>' in page
    assert all(f"#{name}" in page for name in ("requested", "withdrawn", "silent", "conflict"))
    assert len(ROLES) == 6 and "推進担当（内線 691）" in page
    await site.log_in_anew()
    page = await site.page("/help")
    assert "プレイリスト" in page and '<a href="/playlists">プレイリスト</a>' not in page


async def test_every_page_leads_to_help_and_to_the_history_of_those_who_may_see_it(site: Site) -> None:
    await site.log_in("looker")
    assert 'href="/help"' in await site.page("/account") and 'href="/history"' in await site.page("/account")
    await site.log_in_anew()
    assert 'href="/help"' in await site.page("/account") and 'href="/history"' not in await site.page("/account")
    site.client.session.cookie_jar.clear()
    assert 'href="/help"' not in await site.page("/login")


async def press(page: Page, key: str, modifiers: int = 0) -> None:
    more = {"text": key} if len(key) == 1 else {"windowsVirtualKeyCode": {"Escape": 27, "Enter": 13}[key]}
    for act in ("keyDown", "keyUp"):
        await page.command("Input.dispatchKeyEvent", type=act, key=key, modifiers=modifiers, **more)


@pytest.mark.browser
async def test_keys_search_go_and_tell_of_themselves_until_they_are_switched_off(site: Site) -> None:
    await site.log_in("boss")
    async with shared_chromium() as browser:
        await check_page(browser, site, "/help")
        page = await open_page(browser, site, "/settings/people")
        await page.wait_for("document.querySelector('.check:not([hidden]) [data-keys-on]') !== null")
        await press(page, "/")
        assert await page.evaluate("document.activeElement.id") == "q"
        await press(page, "g")
        await press(page, "d")
        assert await page.evaluate("[document.activeElement.value, location.pathname].join()") == "gd,/settings/people"
        await page.evaluate("document.activeElement.blur()")
        await press(page, "?")
        assert await page.evaluate("document.getElementById('keys').open && document.activeElement.matches('dialog *')")
        await press(page, "g")
        await press(page, "d")
        await press(page, "Escape")
        assert await page.evaluate("!document.getElementById('keys').open && location.pathname") == "/settings/people"
        await press(page, "g")
        await press(page, "d")
        await page.wait_for("location.pathname === '/displays' && document.readyState === 'complete'")
        await page.navigate(str(site.client.make_url("/settings/add-person")))
        await page.wait_for("document.querySelector('.check:not([hidden]) [data-keys-on]') !== null")
        await page.evaluate(
            "document.getElementById('name').value = 'new one'; document.getElementById('role').value = 'viewer'"
        )
        await page.evaluate("document.getElementById('name').focus()")
        await press(page, "Enter", 2)
        await page.wait_for("document.querySelector('.secret') !== null")
        await page.navigate(str(site.client.make_url("/help")))
        await page.wait_for("document.querySelector('.check:not([hidden]) #keys-on-here') !== null")
        await page.evaluate("document.getElementById('keys-on-here').click()")
        await page.evaluate("document.activeElement.blur()")
        await press(page, "?")
        assert not await page.evaluate("document.getElementById('keys').open")
        assert page.console == []
