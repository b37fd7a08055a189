"""What is done to many items of the list at once, where it can't be done: what was ticked and typed stays."""

import re
from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.store.content import load_withdrawn, replace_items
from signage.store.database import Database
from tests.factories import NOW, an_item
from tests.web.sites import Site, a_site

LIST = "/content?source=news&order=title"


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, sqlite)
    async with sqlite.write() as connection:
        for source, count in (("news", 4), ("events", 2)):
            items = [an_item(f"{source}-{number}", source=source) for number in range(count)]
            await replace_items(connection, source, items, NOW, whole=False)
    await made.add_person("taga", "administrator")
    await made.log_in()
    return made


async def refused(site: Site, *ticked: str, **fields: str) -> str:
    word = re.findall(r'name="csrf" value="(\w+)"', await site.page(LIST))[0]
    pairs = [("csrf", word), *(("item", item) for item in ticked), *({"list": LIST} | fields).items()]
    answer = await site.client.post("/content/bulk", data=pairs, allow_redirects=False)
    assert answer.status == 422
    return await answer.text()


def checked(page: str) -> set[str]:
    return set(re.findall(r'name="item" value="([\w-]+)"[^>]* checked', page))


async def test_what_was_ticked_and_typed_stays_where_the_end_can_not_be_read(site: Site) -> None:
    page = await refused(site, "news-1", "news-3", act="period", ends="<きのう>")
    assert "掲載終了を、これからの日として読めません" in page and 'value="&lt;きのう&gt;"' in page
    assert checked(page) == {"news-1", "news-3"}
    assert set(re.findall(r'name="item" value="([\w-]+)"', page)) == {f"news-{number}" for number in range(4)}
    assert 'name="list" value="/content?source=news&amp;order=title' in page, "the list is filtered as it was"
    assert 'href="/content?source=news&amp;order=title&amp;lang=en"' in page and "/content/bulk?" not in page


async def test_the_end_stays_where_nothing_was_ticked(site: Site) -> None:
    page = await refused(site, act="period", ends="2099-03-31")
    assert "1件も選ばれていません" in page and 'value="2099-03-31"' in page and not checked(page)
    async with site.database.read() as connection:
        assert not await load_withdrawn(connection)


async def test_a_list_elsewhere_is_not_gone_to(site: Site) -> None:
    page = await refused(site, "news-1", act="period", ends="", list="https://elsewhere.example/")
    assert "elsewhere" not in page and checked(page) == {"news-1"}
