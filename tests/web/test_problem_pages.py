"""Pages that say what is wrong: in the language of whoever reads them, what they can do about it."""

import pickle
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import FormData
from pytest_aiohttp.plugin import AiohttpClient

from signage.actions.edit_item import save_draft
from signage.actions.give_command import OPEN_AT_MOST
from signage.domain.accounts import Person
from signage.domain.ulids import new_ulid
from signage.errors import ForbiddenError, InputError, MediaError, SignageError
from signage.store.database import Database
from tests.factories import NOW, an_item
from tests.web.sites import Site, a_site

ITEM = f"staff-{new_ulid(NOW)}"
LANGUAGES = ("ja", "en")


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, sqlite, approval=False)
    await made.add_person("taga", "administrator")
    await made.log_in()
    return made


async def said(site: Site, language: str, path: str, page: str, form: FormData, status: int = 422) -> str:
    """What a page says of a form that can't be taken; `page` gives the word that it carries."""
    form.add_field("csrf", re.findall(r'name="csrf" value="(\w+)"', await site.page(page))[0])
    answer = await site.client.post(path, data=form, headers={"Accept-Language": language}, allow_redirects=False)
    text = (await answer.text()).partition("<main")[2].partition("</main>")[0]
    assert answer.status == status, text
    return text


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("ja", "この画面への指示が 10件、まだ返事を待っています。"),
        ("en", "10 commands to this display still wait for its answer."),
    ],
)
async def test_a_command_too_many_says_that_others_still_wait(site: Site, language: str, says: str) -> None:
    for _ in range(OPEN_AT_MOST):
        await site.desk.commands.give("entrance", "identify", {}, "taga", datetime.now(UTC))
    page, form = "/displays/entrance", FormData({"command": "identify"})
    text = await said(site, language, f"{page}/commands", page, form, 429)
    assert says in text and "wait for an answer already" not in text


@pytest.mark.parametrize(
    ("language", "says"),
    [("ja", "パスワードを入れるところから、もう一度始めてください。"), ("en", "Begin with your password once more.")],
)
async def test_codes_that_are_switched_on_too_late_say_where_to_begin_again(
    site: Site, language: str, says: str
) -> None:
    text = await said(site, language, "/account/codes/on", "/account", FormData({"code": "123456"}))
    assert says in text and "begin with your password" not in text


@pytest.mark.parametrize(
    ("language", "says"), [("ja", "開催日が、もう過ぎています。"), ("en", "is over: nobody would see it.")]
)
async def test_what_is_over_is_not_published_and_says_what_to_change(site: Site, language: str, says: str) -> None:
    await save_draft(site.database, an_item(ITEM, source="staff"), "", Person("taga", "administrator"), NOW)
    page = f"/content/{ITEM}"
    (seen,) = re.findall(r'name="seen" value="([^"]*)"', await site.page(page))
    fields = {"seen": seen, "title_ja": "終わったもの", "kind": "event", "first": "2026-01-10", "act": "publish"}
    text = await said(site, language, page, page, FormData(fields))
    assert says in text and "it would not show" not in text


@pytest.mark.parametrize(("language", "detail"), [("ja", ""), ("en", "<p>choose how long the maintenance lasts</p>")])
async def test_what_is_told_in_english_alone_stands_on_english_pages_only(
    site: Site, language: str, detail: str
) -> None:
    page = "/displays/entrance"
    text = await said(site, language, f"{page}/maintenance", page, FormData({"span": "for ever"}))
    lead, _, rest = text.partition('<p class="lead">')[2].partition("</p>")
    assert lead in ("前のページに戻って、直してから送ってください。", "Go back, change it and send it again.")
    assert rest.strip().startswith(detail) and ("maintenance" in rest) == bool(detail)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"PK\x03\x04"])
async def test_a_table_that_can_not_be_read_says_so_in_the_language_of_the_page(
    site: Site, language: str, content: bytes
) -> None:
    form = FormData()
    form.add_field("table", content, filename="posters.csv")
    text = await said(site, language, "/posters/import", "/posters/import", form)
    (error,) = re.findall(r'id="table-error".*?<span>(.*?)</span>', text)
    assert ("読み取れません" in error, " is " in error) == (language == "ja", language == "en"), error


@pytest.mark.parametrize(
    "problem",
    [
        SignageError("over", "here", {"ja": "終わり", "en": "Over"}),
        InputError("over", says={"ja": "終わり"}),
        MediaError("over", "here", "終わり"),
        ForbiddenError("over", "here", ("editor",), {"ja": "終わり"}),
    ],
)
def test_an_error_comes_back_from_a_worker_whole(problem: SignageError) -> None:
    back = pickle.loads(pickle.dumps(problem))
    assert (type(back), str(back), vars(back)) == (type(problem), str(problem), vars(problem))


@pytest.mark.parametrize(("language", "says"), [("ja", "ページが見つかりません"), ("en", "There is no such page")])
async def test_a_mistyped_address_is_told_on_a_page_with_the_menu(site: Site, language: str, says: str) -> None:
    answer = await site.client.get("/contents", headers={"Accept": "text/html,*/*;q=0.8", "Accept-Language": language})
    text = await answer.text()
    assert answer.status == 404 and says in text and 'href="/content"' in text


@pytest.mark.parametrize(
    ("language", "says"),
    [("ja", "ボタンが残っていれば、もう一度送ってください。"), ("en", "The page was open too long")],
)
async def test_what_was_sent_from_a_page_that_was_open_too_long_is_told_what_to_do(
    site: Site, language: str, says: str
) -> None:
    answer = await site.client.post("/settings/places/new", data={}, headers={"Accept-Language": language})
    assert answer.status == 403 and says in await answer.text()


async def test_who_is_not_logged_in_is_told_too_but_sees_no_menu(site: Site) -> None:
    site.client.session.cookie_jar.clear()
    answer = await site.client.get("/contents", headers={"Accept": "text/html"})
    text = await answer.text()
    assert answer.status == 404 and "ページが見つかりません" in text and 'href="/content"' not in text


async def test_a_program_that_asks_for_nothing_is_told_in_json(site: Site) -> None:
    for method, accept in (("GET", "application/json"), ("GET", "*/*"), ("POST", "text/html")):
        answer = await site.client.request(method, "/contents", headers={"Accept": accept})
        assert (answer.status, (await answer.json())["error"]["code"]) == (404, "not_found"), (method, accept)
