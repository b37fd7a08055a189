"""The public page of a place: what its screens show today, for everybody, with nobody's name on it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.events import Event, Occasion
from signage.store.content import replace_items, withdraw_item
from signage.store.database import Database
from signage.web.scans import NOWHERE
from tests.chromium import shared_chromium
from tests.factories import NOW, a_display, an_item
from tests.web.sites import Site, a_site
from tests.web.windows import check_page

ITEM = an_item(
    title={"ja": "図書館が新しくなります", "en": "A new library"},
    text={"ja": "来春に開館します。\n<script>alert(1)</script>"},
    url="https://www.city.example/library?a=1&b=2",
    department={"ja": "図書館課", "en": "Library Office"},
)


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    made = await a_site(
        aiohttp_client, tmp_path, sqlite, public_contact="共創プロジェクト推進本部 0294-00-0000", contact="内線 691 B"
    )
    async with sqlite.write() as connection:
        await replace_items(connection, "news", [ITEM], NOW, whole=False)
    made.show(a_display())
    return made


async def test_what_is_shown_today_is_told_with_its_link_and_who_answers_for_it(site: Site) -> None:
    page = await site.page("/here/station")
    assert "図書館が新しくなります" in page and "図書館課" in page
    assert 'href="https://www.city.example/library?a=1&amp;b=2"' in page
    assert "共創プロジェクト推進本部 0294-00-0000" in page
    assert "内線 691" not in page, "what staff call is not for everybody"
    assert "<script>alert" not in page


async def test_a_code_that_leads_nowhere_opens_a_page_that_says_whose_screens_these_are_and_where(site: Site) -> None:
    page = await site.page(NOWHERE)
    assert 'href="/here/station"' in page
    assert "共創プロジェクト推進本部 0294-00-0000" in page and "内線 691" not in page
    assert "The screens of" in await site.page(f"{NOWHERE}?lang=en")


async def test_it_is_told_in_english_where_the_words_are_and_else_in_the_words_there_are(site: Site) -> None:
    page = await site.page("/here/station?lang=en")
    assert "A new library" in page and "Library Office" in page and 'lang="en"' in page
    async with site.database.write() as connection:
        only = an_item("news-1", title={"ja": "日本語だけ"})
        await replace_items(connection, "news", [only], NOW, whole=False)
    site.desk.manifests.replace({}, site.desk.manifests.in_force)
    site.show(a_display(), minutes_ago=2)
    page = await site.page("/here/station?lang=en")
    assert '<article class="sheet told" lang="ja">' in page and "日本語だけ" in page


async def test_it_is_kept_by_browsers_for_a_minute_and_is_the_same_for_who_is_logged_in(site: Site) -> None:
    await site.add_person("taga", "administrator")
    await site.log_in()
    answer = await site.client.get("/here/station?lang=en&x=1", headers={"Cookie": "lang=ja"})
    assert answer.headers["Cache-Control"] == "public, max-age=60" and "Set-Cookie" not in answer.headers
    page = await answer.text()
    assert "taga" not in page and "x=1" not in page and "/logout" not in page
    assert 'href="/here/station?lang=ja"' in page


async def test_what_is_withdrawn_leaves_it_with_the_screens(site: Site) -> None:
    assert "図書館が新しくなります" in await site.page("/here/station")
    async with site.database.write() as connection:
        await withdraw_item(connection, "news-1", datetime.now(UTC))
    site.show(a_display(), minutes_ago=3)  # another manifest: the page that was made before is not given again
    assert "図書館が新しくなります" not in await site.page("/here/station")


async def test_a_place_without_anything_and_one_that_is_none_say_so(site: Site) -> None:
    site.show(a_display(), slide=None, minutes_ago=4)
    assert "今日は何も映していません" in await site.page("/here/station")
    assert ">Nothing is shown today." in await site.page("/here/station?lang=en")
    await site.page("/here/nowhere", 404)


async def test_what_an_event_costs_is_told_as_on_its_slide(site: Site) -> None:
    day = (datetime.now(UTC) + timedelta(days=3)).date()
    told = Event(occasions=(Occasion(day, day),), fee={"ja": "大人 500円"}, note={"ja": "雨天中止"})
    async with site.database.write() as connection:
        await replace_items(connection, "news", [an_item(kind="event", event=told)], NOW, whole=False)
    page = await site.page("/here/station?lang=ja")
    assert "<dt>料金</dt><dd>大人 500円</dd>" in page and "雨天中止" in page


async def test_a_link_that_is_no_web_address_is_not_followed(site: Site) -> None:
    async with site.database.write() as connection:
        await replace_items(connection, "news", [an_item(url="javascript:alert(1)")], NOW, whole=False)
    assert "javascript:" not in await site.page("/here/station")


@pytest.mark.browser
async def test_it_is_open_to_all(site: Site) -> None:
    async with shared_chromium() as browser:
        await check_page(browser, site, "/here/station")
