"""The page that hands an item to the city's own accounts: words to copy, pictures to save, and what it says without a browser."""

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image
from pytest_aiohttp.plugin import AiohttpClient

from signage.render.assets import load_assets
from signage.store.blobs import Blobs
from signage.store.content import replace_items
from signage.store.database import Database
from signage.web.public import BLOBS
from tests.chromium import shared_chromium
from tests.factories import an_item
from tests.glass.conftest import VENDOR

from .sites import Client, Site, a_site
from .windows import check_page

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
TITLE = {"ja": "港の朝 <b>", "en": "The harbour"}


async def a_site_with_news(aiohttp_client: AiohttpClient, folder: Path, database: Database, chromium: str = "") -> Site:
    site = await a_site(aiohttp_client, folder, database, chromium=chromium)
    async with database.write() as connection:
        news = an_item("news-1", title=TITLE, text={"ja": "船が着きます。"}, url="https://www.city.example/harbour")
        await replace_items(connection, "news", [news], NOW, whole=False)
    await site.add_person(role="author")
    await site.log_in()
    return site


@pytest_asyncio.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    return await a_site_with_news(aiohttp_client, tmp_path, sqlite, chromium="no-such-browser")


async def test_words_and_address_are_there_to_be_copied(site: Site) -> None:
    page = await site.page("/content/news-1/share")
    assert "港の朝 &lt;b&gt;\n船が着きます。" in page
    assert "https://www.city.example/harbour" in page
    english = await site.page("/content/news-1/share?in=en")
    assert ">The harbour</textarea>" in english


async def test_without_a_browser_the_page_says_what_is_missing(site: Site) -> None:
    page = await site.page("/content/news-1/share")
    assert "まだ画像を作れません" in page
    assert "<img" not in page.partition("<main")[2]
    answer = await site.client.get("/content/news-1/share/wide.png")
    assert (answer.status, answer.content_type) == (503, "text/plain") and "Chromium" in await answer.text()


async def test_what_is_not_on_air_is_not_shared(site: Site) -> None:
    await site.page("/content/nothing/share", 404)
    await site.page("/content/nothing/share/wide.png", 404)
    await site.page("/content/news-1/share/round.png", 404)


@pytest.mark.browser
async def test_the_pictures_have_the_sizes_that_accounts_take(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site_with_news(aiohttp_client, tmp_path, sqlite)
    _, files = load_assets(VENDOR)
    for path, content in files.items():
        blobs_of(site.client).store(content, path.rpartition(".")[2])
    assert "/content/news-1/share/square.png?in=ja" in await site.page("/content/news-1/share")
    for name, size in (("wide", (1200, 630)), ("square", (1080, 1080)), ("tall", (1080, 1920))):
        answer = await site.client.get(f"/content/news-1/share/{name}.png?in=ja&save=1")
        assert (answer.status, answer.content_type) == (200, "image/png"), await answer.text()
        assert f"news-1-ja-{size[0]}x{size[1]}.png" in answer.headers["Content-Disposition"]
        with Image.open(io.BytesIO(await answer.read())) as picture:
            assert picture.size == size
            assert len(picture.convert("RGB").getcolors(1 << 24) or []) > 20  # letters and art, not one field of colour
    async with shared_chromium() as browser:
        await check_page(browser, site, "/content/news-1/share")


def blobs_of(client: Client) -> Blobs:
    app = client.app
    assert app
    return app[BLOBS]
