"""What people can't read of what is on air: told at home, looked at by itself, and let be with a reason."""

from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.legibility import Examined, Finding, Measures
from signage.domain.on_air import SlideOnAir, judge_on_air
from signage.store.accepted import load_accepted
from signage.store.content import replace_items
from signage.store.database import Database
from tests.chromium import shared_chromium
from tests.factories import NOW, a_display, an_item
from tests.web.sites import Site, a_site, hidden_fields
from tests.web.windows import check_page

PATH = "/content/news-1/unread"
DISPLAY = a_display(name="駅 入口")


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    """A title that is cut on one display; what the book found is put there, since nothing is published here."""
    made = await a_site(aiohttp_client, tmp_path, sqlite, [DISPLAY])
    async with sqlite.write() as connection:
        await replace_items(connection, "news", [an_item(title={"ja": "長い題名"})], NOW, whole=False)
    book = made.desk.unreadable
    await book.look()
    find(made, Finding("cut", "wrong", "title"))
    await book.look()
    await made.add_person("e", "editor")
    await made.add_person("v", "viewer")
    return made


def find(site: Site, *findings: Finding) -> None:
    examined = Examined(findings, Measures(1920, 1080))
    shown = SlideOnAir("s", ("news-1",), 30_000, (DISPLAY.id,))
    site.desk.unreadable._judged = judge_on_air([shown], {"s": examined}, {DISPLAY.id: DISPLAY})


async def test_an_editor_is_told_at_home_looks_and_lets_it_be_with_a_reason(site: Site) -> None:
    await site.log_in_anew(name="e")
    home = await site.page("/home")
    assert "読めません" in home and "長い題名" in home and f'href="{PATH}"' in home
    page = await site.page(PATH)
    assert "題名が切れています" in page and "駅 入口" in page and 'name="accept"' in page
    refused = await site.send(PATH, accept="yes", reason="")
    assert refused.status == 422 and "理由を書いてください" in await refused.text()
    done = await site.send(PATH, accept="yes", reason="全文はリンク先で読めます")
    assert done.headers["Location"] == PATH
    page = await site.page(PATH)
    assert "全文はリンク先で読めます" in page and 'name="accept"' not in page
    assert "長い題名" not in await site.page("/home")
    async with site.database.read() as connection:
        assert set((await load_accepted(connection))["news-1"].codes) == {"cut"}


async def test_a_yes_is_to_what_the_page_told_and_to_nothing_found_since(site: Site) -> None:
    await site.log_in_anew(name="e")
    older = hidden_fields(await site.page(PATH))
    assert older["told"] == "cut"
    find(site, Finding("cut", "wrong", "title"), Finding("qr-unread", "wrong"))
    await site.desk.unreadable.look()
    said = {"accept": "yes", "reason": "全文はリンク先で読めます"}
    answer = await site.client.post(PATH, data=older | said, allow_redirects=False)
    page = await answer.text()
    assert answer.status == 422 and "まだ何も変えていません。" in page and said["reason"] in page
    assert hidden_fields(page)["told"].split() == ["cut", "qr-unread"] and 'value="yes" checked' not in page
    async with site.database.read() as connection:
        assert await load_accepted(connection) == {}
    assert (await site.send(PATH, **said)).status == 303


async def test_who_only_looks_is_not_asked_and_may_not_say_yes(site: Site) -> None:
    await site.log_in_anew(name="v")
    assert 'name="accept"' not in await site.page(PATH)
    assert (await site.send(PATH, "/account", accept="yes", reason="x")).status == 403
    assert "読めません" not in await site.page("/home")
    await site.page("/content/nothing/unread", 404)


@pytest.mark.browser
async def test_the_page_is_open_to_all_and_holds_to_its_policy(site: Site) -> None:
    await site.log_in_anew(name="e")
    async with shared_chromium() as browser:
        await check_page(browser, site, PATH)
