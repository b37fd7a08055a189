"""The pages of content in a real browser: open to all, the slide as one types, and nothing lost when a session ends."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient
from sqlalchemy import delete

from signage.actions.edit_item import save_draft, seen_of
from signage.domain.accounts import Person
from signage.domain.ulids import new_ulid
from signage.store.content import load_items, replace_items
from signage.store.database import Database
from signage.store.tables import sessions
from signage.store.versions import load_newest, load_version, put_on_air
from tests.chromium import Browser, Page, shared_chromium
from tests.factories import NOW, a_display, an_item
from tests.web.sites import Site, a_site
from tests.web.windows import check_page, open_page, press_enter, sendings

pytestmark = pytest.mark.browser
ITEM = f"staff-{new_ulid(NOW)}"


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    displays = [a_display(), a_display("tall", name="駅 柱", width=1080, height=1920)]
    site = await a_site(aiohttp_client, tmp_path, sqlite, displays)
    await site.add_person(role="editor")
    await site.log_in()
    return site


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with shared_chromium() as found:
        yield found


async def type_in(page: Page, name: str, text: str) -> None:
    """As by keys: the page is told of each change."""
    await page.evaluate(
        f"""(() => {{ const field = document.getElementById('item').elements['{name}']; field.value = {text!r};
        field.dispatchEvent(new Event('input', {{bubbles: true}}));
        field.dispatchEvent(new Event('change', {{bubbles: true}})) }})()"""
    )


async def ready(page: Page) -> None:
    await page.wait_for("document.querySelector('[data-tabs]') && !document.querySelector('[data-tabs]').hidden")


async def log_out(page: Page, site: Site) -> None:
    """The session ends while the page stands, once all of it is there: what is still asked for would lead to the log-in."""
    await page.wait_for(
        "performance.getEntriesByType('resource').some((one) => one.name.endsWith('/reach') && one.responseEnd)"
    )
    async with site.database.write() as connection:
        await connection.execute(delete(sessions))


async def test_every_page_is_open_to_all_and_holds_to_its_policy(browser: Browser, site: Site) -> None:
    async with site.database.write() as connection:
        await replace_items(connection, "news", [an_item(title={"ja": "港の朝", "en": "Morning"})], NOW, whole=False)
    draft = await save_draft(site.database, an_item(ITEM, source="staff"), "", Person("taga", "editor"), NOW)
    for path in ("/content", "/content?q=none", "/content/new", "/content/new?kind=event"):
        await check_page(browser, site, path)
    for path in (f"/content/{ITEM}", f"/content/{ITEM}/reach", "/content/news-1"):
        await check_page(browser, site, path)
    async with site.database.write() as connection:
        await put_on_air(connection, draft, NOW)
    await check_page(browser, site, f"/content/{ITEM}?done=saved")


async def test_enter_in_the_field_of_the_end_moves_the_end_and_takes_nothing_off_the_screens(
    browser: Browser, site: Site
) -> None:
    draft = await save_draft(site.database, an_item(ITEM, source="staff"), "", Person("taga", "editor"), NOW)
    async with site.database.write() as connection:
        await put_on_air(connection, draft, NOW)
    page = await open_page(browser, site, "/content?lang=ja")
    await page.evaluate("document.querySelector('[data-all]').click()")
    await page.evaluate(
        "(() => { const end = document.getElementById('ends'); end.closest('details').open = true; end.value = '2099-03-31'; end.focus() })()"
    )
    await press_enter(page)
    await page.wait_for("location.search.includes('did=') && document.readyState === 'complete'")
    assert "1件の掲載終了を変えました" in str(await page.evaluate("document.querySelector('.did').textContent"))
    async with site.database.read() as connection:
        items, _ = await load_items(connection)
        version = await load_version(connection, ITEM)
    assert ITEM in items and version and version.item.period.ends_at


async def test_the_slide_changes_as_one_types_and_the_draft_keeps_itself(browser: Browser, site: Site) -> None:
    page = await open_page(browser, site, "/content/new?lang=ja")
    await ready(page)
    await type_in(page, "title_ja", "いま打った題")
    await page.wait_for("document.querySelector('#preview .frame iframe')?.src.includes('/previews/')")
    await page.wait_for("document.getElementById('saved').textContent.includes('に自動で保存しました')")
    await page.wait_for("location.pathname.startsWith('/content/staff-')")
    assert "下書き 第1版" in str(await page.evaluate("document.querySelector('.standing').textContent"))
    body = "document.querySelector('#preview .frame iframe')?.contentDocument?.body"  # none while the next one comes
    await page.wait_for(f"{body}?.textContent.replace(/\\s/g, '').includes('いま打った題')")
    await type_in(page, "ends", "きのうかも")
    await page.wait_for("document.querySelector('.wrong-field #ends') !== null")
    await type_in(page, "ends", "2099-03-31")
    await page.wait_for("document.getElementById('ends').value === '令和81年3月31日(火)'")
    assert not await page.evaluate("document.querySelectorAll('.wrong-field').length")
    async with site.database.read() as connection:
        [version] = await load_newest(connection)
    assert version.item.title == {"ja": "いま打った題"} and version.item.period.ends_at
    assert await sendings(page, "[value=request]") == 1, "the second of two clicks would meet the first as another's"


async def test_who_is_quicker_than_the_draft_is_kept_meets_no_conflict_with_themselves(
    browser: Browser, site: Site
) -> None:
    page = await open_page(browser, site, "/content/new?lang=ja")
    await ready(page)
    await page.evaluate(
        "void (window.fetch = ((real) => async (...asked) => { const answer = await real(...asked); "
        "if (!asked[0].endsWith('/draft')) return answer; window.kept = true; await new Promise((done) => setTimeout(done, 800)); return answer })(window.fetch))"
    )
    await type_in(page, "title_ja", "すぐに頼む")
    await page.wait_for("window.kept")  # the server has it, the page does not know yet
    await page.evaluate("document.querySelector('[value=request]').click()")
    await page.wait_for("location.search === '?done=asked' && document.readyState === 'complete'")
    async with site.database.read() as connection:
        [version] = await load_newest(connection)
    assert (version.item.title, version.stage) == ({"ja": "すぐに頼む"}, "requested")


async def test_a_kind_that_needs_a_picture_shows_them_without_a_button_that_could_shut_them(
    browser: Browser, site: Site
) -> None:
    page = await open_page(browser, site, "/content/new?lang=ja")
    await ready(page)
    shown = "['.picking > summary', '#media .optional', '.pick'].map((one) => document.querySelector(one).checkVisibility())"
    assert await page.evaluate(shown) == [True, True, False]
    await type_in(page, "kind", "picture")
    assert await page.evaluate(shown) == [False, False, True]
    await type_in(page, "kind", "notice")
    assert await page.evaluate(shown) == [True, True, True]


async def test_what_is_live_as_it_stands_has_its_buttons_with_the_first_change(browser: Browser, site: Site) -> None:
    draft = await save_draft(site.database, an_item(ITEM, source="staff"), "", Person("taga", "editor"), NOW)
    async with site.database.write() as connection:
        await put_on_air(connection, draft, NOW)
    page = await open_page(browser, site, f"/content/{ITEM}?lang=ja")
    await ready(page)
    assert await page.evaluate("document.querySelector('.bar').hidden")
    await type_in(page, "title_ja", "第2版の題")
    assert not await page.evaluate("document.querySelector('.bar').hidden")


async def test_a_character_that_can_not_be_shown_is_swapped_by_a_button(browser: Browser, site: Site) -> None:
    page = await open_page(browser, site, "/content/new?lang=ja")
    await ready(page)
    await type_in(page, "title_ja", "𠮷田の港")
    await page.wait_for("document.querySelector('[data-swaps]') !== null")
    assert "「𠮷」は画面で表示できません" in str(await page.evaluate("document.getElementById('findings').textContent"))
    await page.evaluate("document.querySelector('[data-swaps]').click()")
    await page.wait_for("document.querySelector('#findings') && !document.querySelector('[data-swaps]')")
    assert await page.evaluate("document.getElementById('item').elements.title_ja.value") == "吉田の港"


async def test_languages_are_tabs_that_keys_move_between(browser: Browser, site: Site) -> None:
    page = await open_page(browser, site, "/content/new")
    await ready(page)
    await page.evaluate("document.getElementById('tab-ja').focus()")
    await page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}))"
    )
    assert await page.evaluate("document.activeElement.id") == "tab-en"
    assert await page.evaluate("document.getElementById('in-ja').hidden && !document.getElementById('in-en').hidden")


async def test_nothing_typed_is_lost_when_the_session_ends(browser: Browser, site: Site) -> None:
    draft = await save_draft(site.database, an_item(ITEM, source="staff"), "", Person("taga", "editor"), NOW)
    page = await open_page(browser, site, f"/content/{ITEM}?lang=ja")
    await ready(page)
    await log_out(page, site)
    await type_in(page, "title_ja", "切れても残る題")
    await page.wait_for("document.getElementById('told').textContent.includes('ログインが切れました')")
    assert await page.evaluate("document.getElementById('item').elements.title_ja.value") == "切れても残る題"
    await site.log_in_anew()  # as in another tab
    address = str(site.client.make_url("/"))
    for cookie in site.client.session.cookie_jar:
        await page.command("Network.setCookie", name=cookie.key, value=cookie.value, url=address, httpOnly=True)
    await page.wait_for("document.getElementById('saved').textContent.includes('に自動で保存しました')", seconds=30)
    async with site.database.read() as connection:
        found = await load_version(connection, ITEM)
    assert found and found.item.title == {"ja": "切れても残る題"} and found.changes == draft.changes + 1


async def test_what_was_typed_comes_back_with_the_page(browser: Browser, site: Site) -> None:
    await save_draft(site.database, an_item(ITEM, source="staff"), "", Person("taga", "editor"), NOW)
    page = await open_page(browser, site, f"/content/{ITEM}?lang=ja")
    await ready(page)
    await log_out(page, site)
    await type_in(page, "title_ja", "閉じても残る題")
    await page.wait_for("document.getElementById('told').textContent.includes('ログインが切れました')")
    await site.log_in_anew()
    again = await open_page(browser, site, f"/content/{ITEM}?lang=ja")
    await again.wait_for("document.getElementById('told').textContent.includes('残っていた入力を戻しました')")
    assert await again.evaluate("document.getElementById('item').elements.title_ja.value") == "閉じても残る題"


async def test_a_new_item_that_was_put_back_and_sent_untouched_is_not_put_back_again(
    browser: Browser, site: Site
) -> None:
    page = await open_page(browser, site, "/content/new?lang=ja")
    await ready(page)
    kept = "{ user: document.getElementById('item').dataset.user, at: Date.now(), seen: '', was: '{}', fields: { title_ja: '残っていた題' } }"
    await page.evaluate(f"localStorage.setItem('signage-item-new', JSON.stringify({kept}))")
    again = await open_page(browser, site, "/content/new?lang=ja")
    await again.wait_for("document.getElementById('told')?.textContent.includes('残っていた入力を戻しました')")
    await again.evaluate("document.querySelector('[name=act][value=close]').click()")
    await again.wait_for("location.pathname !== '/content/new' && document.readyState === 'complete'")
    assert not await again.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('signage-item-'))")
    async with site.database.read() as connection:
        assert [one.item.title for one in await load_newest(connection)] == [{"ja": "残っていた題"}]


async def test_what_was_typed_goes_at_log_out_and_stays_where_that_did_not_come_through(
    browser: Browser, site: Site
) -> None:
    page = await open_page(browser, site, "/content?lang=ja")
    kept = "{ user: document.querySelector('.who a').textContent, at: Date.now(), seen: '', was: '{}', fields: {} }"
    await page.evaluate(f"localStorage.setItem('signage-item-new', JSON.stringify({kept}))")
    await page.evaluate(
        "document.addEventListener('submit', (event) => event.preventDefault(), { once: true });"
        "document.querySelector('form[action=\"/logout\"] button').click()"
    )
    assert await page.evaluate("localStorage.getItem('signage-item-new') !== null"), "the log-out did not come through"
    await page.evaluate("document.querySelector('form[action=\"/logout\"] button').click()")
    await page.wait_for("location.pathname === '/login' && document.readyState === 'complete'")
    await page.wait_for("localStorage.getItem('signage-item-new') === null")


async def test_a_clash_is_told_on_the_page_and_settled_on_another(browser: Browser, site: Site) -> None:
    draft = await save_draft(site.database, an_item(ITEM, source="staff"), "", Person("taga", "editor"), NOW)
    page = await open_page(browser, site, f"/content/{ITEM}?lang=ja")
    await ready(page)
    other = an_item(ITEM, source="staff", title={"ja": "先に保存された題"})
    await save_draft(site.database, other, "", Person("mito", "editor"), NOW, seen_of(draft))
    await type_in(page, "title_ja", "あとから打った題")
    await page.wait_for("document.getElementById('told').textContent.includes('mitoさんが保存しました')")
    await type_in(page, "text_ja", "知らせのあとに打った説明")
    await page.navigate(str(site.client.make_url(f"/content/{ITEM}")))
    await page.wait_for("document.getElementById('told').textContent.includes('保存していない入力が残っています')")
    await page.evaluate("document.querySelector('#told button').click()")
    await page.wait_for("document.querySelector('.differences') !== null")
    assert "知らせのあとに打った説明" in str(await page.evaluate("document.body.innerText"))
    text = str(await page.evaluate("document.body.innerText"))
    assert "先に保存された題" in text and "あとから打った題" in text
    async with site.database.read() as connection:
        found = await load_version(connection, ITEM)
    assert found and found.item.title == {"ja": "先に保存された題"}
