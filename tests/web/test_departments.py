"""Departments at /settings/departments: made, renamed, merged; and what they answer for handed over."""

import re
from pathlib import Path

import pytest
from aiohttp import ClientResponse
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.content import Item
from signage.domain.workflow import Version
from signage.store.catalogue import CatalogueKeeper
from signage.store.database import Database
from signage.store.departments import load_departments
from signage.store.links import give_links, load_links
from signage.store.posters import KeptOrder, load_orders, load_posters, record_order, record_posters
from signage.store.users import load_users
from signage.store.versions import load_version, put_on_air, record_version
from tests.factories import NOW, a_poster
from tests.web.sites import Site, a_site

PAGE = "https://www.example.jp/"
LIBRARY = {"ja": "記念図書館", "en": "library"}


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, database: Database) -> Site:
    made = await a_site(aiohttp_client, tmp_path, database)
    await made.add_person("boss", "administrator")
    await made.add_department("library", "記念図書館")
    await made.add_department("learning", "生涯学習課")
    await made.add_person("writer", "author", department="library")
    item = Item(id="staff-1", source="staff", kind="notice", title={"ja": "休館日"}, department=LIBRARY)
    version = Version(
        item=item, number=1, stage="requested", department="library", by="writer", made_at=NOW, changed_at=NOW
    )
    async with database.write() as connection:
        await put_on_air(connection, await record_version(connection, version, None), NOW)
        await give_links(connection, [PAGE], NOW, department="library")
        await record_posters(connection, [a_poster(department="library")], "writer", NOW)
        await record_order(connection, KeptOrder("01KAKCENAC0000000000000000", "{}", "library", "writer", NOW, NOW))
    await made.log_in("boss")
    return made


async def post(site: Site, path: str, page: str, **fields: str) -> ClientResponse:
    word = re.findall(r'name="csrf" value="(\w+)"', await site.page(page))[0]
    return await site.client.post(path, data={"csrf": word, **fields}, allow_redirects=False)


async def on_slides(site: Site) -> dict[str, str]:
    catalogue = await CatalogueKeeper(site.database).current()
    return catalogue.items["staff-1"].department


async def owner(site: Site) -> tuple[str, dict[str, str]]:
    async with site.database.read() as connection:
        version = await load_version(connection, "staff-1")
    assert version is not None
    return version.department, version.item.department


async def owners_on_paper(site: Site) -> set[str]:
    """Who answers for the poster, for the order by which it was made, and for its link."""
    async with site.database.read() as connection:
        [poster], [order] = await load_posters(connection), await load_orders(connection)
        [link] = (await load_links(connection)).values()
    return {poster.poster.department, order.department, link.department}


async def test_a_department_is_made_and_known_by_its_english_name_or_a_number(site: Site) -> None:
    for ja, en in (("市民活動課", "Citizens’ Division"), ("秘書課", ""), ("環境課", "")):
        answer = await post(
            site, "/settings/departments", "/settings/departments", name_ja=ja, name_en=en, contact="内線 1"
        )
        assert answer.status == 303
    async with site.database.read() as connection:
        known = await load_departments(connection)
    assert set(known) == {"library", "learning", "citizens-division", "department-1", "department-2"}
    same = await post(site, "/settings/departments", "/settings/departments", name_ja="秘書課")
    assert same.status == 422 and "同じ名前の担当がもうあります。" in await same.text()


async def test_departments_named_in_english_only_stand_side_by_side_unless_they_are_called_the_same(site: Site) -> None:
    page = "/settings/departments"
    for name in ("Culture", "Transport"):
        assert (await post(site, page, page, name_en=name)).status == 303
    same = await post(site, page, page, name_en="Culture")
    assert same.status == 422 and 'id="name_en-error"' in await same.text()


async def test_a_new_name_stands_on_its_slides_at_once(site: Site) -> None:
    own = "/settings/departments/library"
    seen = re.findall(r'name="seen" value="(\w+)"', await site.page(own))[0]
    answer = await post(site, own, own, seen=seen, name_ja="中央図書館", name_en="Central Library")
    assert answer.status == 303
    renamed = {"ja": "中央図書館", "en": "Central Library"}
    assert await on_slides(site) == renamed
    assert await owner(site) == ("library", renamed)
    again = await post(site, own, own, seen=seen, name_ja="東図書館", name_en="")
    page = await again.text()
    assert again.status == 409 and "違う項目は 2つです" in page and "中央図書館" in page and "東図書館" in page


async def test_two_are_merged_with_all_they_answer_for_and_it_can_be_undone(site: Site) -> None:
    own = "/settings/departments/library"
    answer = await post(site, f"{own}/hand-over", own, to="learning", what="merge")
    assert answer.headers["Location"] == "/settings/departments?done=merged"
    page = await site.page("/settings/departments?done=merged")
    assert "コンテンツ 1件、画像 0枚、ポスター 1枚、人 1人を引き継ぎました。" in page
    learning = {"ja": "生涯学習課", "en": "learning"}
    assert await owner(site) == ("learning", learning) and await on_slides(site) == learning
    assert await owners_on_paper(site) == {"learning"}
    await site.page(own, 404)
    edit = re.findall(r'name="edit" value="(\d+)"', page)[0]
    assert (await post(site, "/settings/take-back", "/settings/departments", edit=edit)).status == 303
    assert await owner(site) == ("library", LIBRARY) and await on_slides(site) == LIBRARY
    assert await owners_on_paper(site) == {"library"}
    async with site.database.read() as connection:
        assert {one.name: one.department for one in await load_users(connection)}["writer"] == "library"


async def test_content_is_handed_over_without_the_people(site: Site) -> None:
    own = "/settings/departments/library"
    await post(site, f"{own}/hand-over", own, to="learning", what="content")
    assert (await owner(site))[0] == "learning"
    async with site.database.read() as connection:
        assert {one.name: one.department for one in await load_users(connection)}["writer"] == "library"
    assert "「生涯学習課」に引き継ぎました" in await site.page(f"{own}?done=handed")


async def test_what_is_handed_to_nobody_stays(site: Site) -> None:
    own = "/settings/departments/library"
    for to in ("", "library", "none"):
        answer = await post(site, f"{own}/hand-over", own, to=to, what="merge")
        assert answer.status == 422 and "ほかの担当を選んでください。" in await answer.text()
    assert (await owner(site))[0] == "library"
    for edit in ("", "x", "999999"):
        assert (await post(site, "/settings/take-back", own, edit=edit)).status in (404, 422)


@pytest.mark.parametrize("name", ["", "　", "x" * 41])
async def test_a_name_that_cannot_be_taken_is_told(site: Site, name: str) -> None:
    answer = await post(site, "/settings/departments", "/settings/departments", name_ja=name)
    assert answer.status == 422 and 'id="name_ja-error"' in await answer.text()


async def test_markup_in_a_name_is_text(site: Site) -> None:
    await post(site, "/settings/departments", "/settings/departments", name_ja="<script>alert(1)</script>")
    assert "<script>alert" not in await site.page("/settings/departments")
