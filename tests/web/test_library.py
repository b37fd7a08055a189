"""The media library's pages: files sent whole and in parts, what is said of a picture, where it is used, who may change it."""

import asyncio
import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import ClientResponse, FormData
from pytest_aiohttp.plugin import AiohttpClient

from signage.actions.edit_item import request_approval, save_draft, seen_of
from signage.actions.withdraw_item import withdraw_item
from signage.domain.accounts import Department, Person, Role
from signage.domain.content import Item
from signage.domain.library import Details
from signage.domain.media import Media
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.departments import record_department
from signage.store.edits import load_edits
from signage.store.media import load_media
from signage.store.media_details import Described, load_all_details
from signage.web.auth import CSRF_HEADER
from tests.chromium import shared_chromium
from tests.factories import NOW, an_item
from tests.render.media_samples import quarters, saved
from tests.web.sites import Site, a_site
from tests.web.windows import check_page, open_page

JPEG = saved(quarters(900, 600))
OTHER = saved(quarters(1200, 800), "PNG")
TALL = saved(quarters(600, 1400))


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, database: Database) -> Site:
    return await _made(aiohttp_client, tmp_path, database)


async def _made(aiohttp_client: AiohttpClient, tmp_path: Path, database: Database, *, approval: bool = True) -> Site:
    site = await a_site(aiohttp_client, tmp_path, database, approval=approval)
    async with database.write() as connection:
        for id, name in (("pr", "広報課"), ("fire", "消防本部")):
            await record_department(connection, Department(id=id, name={"ja": name, "en": id}))
    await enter(site, "editor-1", "editor")
    return site


async def enter(site: Site, name: str, role: Role, department: str = "") -> None:
    """Somebody else logs in, in place of who was."""
    await site.add_person(name, role, department=department)
    site.client.session.cookie_jar.clear()
    assert (await site.log_in(name)).status == 303


async def word(site: Site) -> str:
    return str(msgspec.json.decode(await site.page("/content/word"))["csrf"])


async def send_whole(
    site: Site, *files: tuple[str, bytes], path: str = "/library/files", **fields: str
) -> ClientResponse:
    form = FormData({"csrf": await word(site), **fields}, quote_fields=False, charset="utf-8")  # as browsers do
    for name, content in files:
        form.add_field("file" if path.endswith("replace") else "files", content, filename=name)
    return await site.client.post(path, data=form, allow_redirects=False)


async def add(site: Site, name: str = "harbour.jpg", content: bytes = JPEG, department: str = "pr") -> Described:
    answer = await send_whole(site, (name, content), department=department)
    assert answer.status == 303, await answer.text()
    return (await given(site))[0]


async def given(site: Site) -> list[Described]:
    async with site.database.read() as connection:
        return await load_all_details(connection)


async def pictures(site: Site) -> dict[str, Media]:
    async with site.database.read() as connection:
        return await load_media(connection)


async def use(site: Site, *items: Item) -> None:
    async with site.database.write() as connection:
        await replace_items(connection, "news", items, NOW, whole=False)


def path_of(one: Described) -> str:
    return f"/library/{one.name.partition('/')[2].partition('.')[0]}"


async def begin(site: Site, **said: Any) -> ClientResponse:
    return await site.client.post("/library/uploads", data={"csrf": await word(site), **said})


async def go_on(site: Site, id: str, offset: int, content: bytes, csrf: str | None = None) -> ClientResponse:
    headers = {CSRF_HEADER: await word(site) if csrf is None else csrf, "Upload-Offset": str(offset)}
    return await site.client.patch(f"/library/uploads/{id}", data=content, headers=headers)


async def finish(site: Site, id: str, **fields: str) -> ClientResponse:
    form = {"csrf": await word(site), "department": "pr", **fields}
    return await site.client.post(f"/library/uploads/{id}/finish", data=form)


async def save(site: Site, one: Described, **fields: str) -> ClientResponse:
    return await site.send(path_of(one), **{"title": one.details.title, "department": one.department, **fields})


async def test_files_are_added_without_a_script_and_decoded_as_the_folder_s_are(site: Site) -> None:
    one = await add(site, "朝の港_2026.jpg")
    assert one.details == Details(title="朝の港 2026", file="朝の港_2026.jpg", bytes=len(JPEG))
    assert (one.department, one.by) == ("pr", "editor-1")
    picture = (await pictures(site))[one.name]
    assert [(size.width, size.height) for size in picture.renditions] == [(640, 427), (900, 600)]
    assert await site.desk.catalogue() is not None
    page = await site.page("/library")
    assert "朝の港 2026" in page
    assert "未使用" in page
    async with site.database.read() as connection:
        assert not (await site.desk.catalogue()).items
        assert [(edit.noun, edit.name, edit.act) for edit in await load_edits(connection, noun="media")] == [
            ("media", one.name, "add")
        ]


async def test_from_a_picture_leads_a_way_to_content_that_is_made_of_it(site: Site) -> None:
    one = await add(site)
    way = re.search(r'href="(/content/new\?[^"]+)"', await site.page(path_of(one)))
    assert way
    form = await site.page(way[1].replace("&amp;", "&"))
    assert '<option value="picture" selected>' in form
    assert re.search(rf'name="media" value="{re.escape(one.name)}"[^>]* checked', form)
    assert 'value="none.jpg"' not in await site.page("/content/new?kind=picture&media=none.jpg")


async def test_who_can_only_read_an_item_is_told_its_picture_by_its_title(site: Site) -> None:
    one = await add(site, "朝の港_2026.jpg")
    item = an_item("staff-01JD0000000000000000000000", source="staff", kind="picture", media=one.name)
    who = Person("editor-1", "editor")
    draft = await save_draft(site.database, item, "", who, NOW)
    await request_approval(site.database, item.id, who, NOW, seen_of(draft))
    field = (await site.page(f"/content/{item.id}")).partition('id="media"')[2].partition("</fieldset>")[0]
    assert "<p>朝の港 2026</p>" in field and one.name not in field


async def test_of_several_files_the_good_ones_stay_and_the_others_are_told(site: Site) -> None:
    answer = await send_whole(
        site, ("a.jpg", JPEG), ("b.exe", b"MZ" + bytes(100)), ("c.jpg", JPEG[:200]), department="pr"
    )
    assert answer.status == 422
    told = await answer.text()
    assert "b.exe：名前に関わらず、中身はプログラムです" in told
    assert "c.jpg：壊れているか、途中で切れています" in told
    assert [one.details.file for one in await given(site)] == ["a.jpg"]


async def test_nothing_chosen_is_told(site: Site) -> None:
    answer = await send_whole(site, department="pr")
    assert answer.status == 422
    assert "ファイルが選ばれていません。" in await answer.text()


async def test_a_file_that_broke_off_goes_on_where_it_stopped(site: Site) -> None:
    said = {"name": "harbour.png", "size": str(len(OTHER)), "modified": "1700000000000"}
    begun = await (await begin(site, **said)).json()
    assert (await go_on(site, begun["id"], 0, OTHER[:1000])).status == 200
    again = await (await begin(site, **said)).json()
    assert (again["id"], again["offset"]) == (begun["id"], 1000)
    head = await site.client.head(f"/library/uploads/{begun['id']}")
    assert (head.headers["Upload-Offset"], head.headers["Upload-Length"]) == ("1000", str(len(OTHER)))
    answer = await go_on(site, begun["id"], 500, OTHER[500:])
    assert (answer.status, (await answer.json())["offset"]) == (409, 1000)
    assert (await finish(site, begun["id"])).status == 409
    assert (await (await go_on(site, begun["id"], 1000, OTHER[1000:])).json())["offset"] == len(OTHER)
    done = await (await finish(site, begun["id"])).json()
    assert done == {"name": done["name"], "title": "harbour", "path": f"/library/{begun['id']}", "same": False}
    assert (await pictures(site))[done["name"]].renditions[-1].width == 1200
    assert await (await finish(site, begun["id"])).json() == done  # an answer that was lost is told once more


async def test_a_file_that_is_asked_for_again_while_it_is_taken_in_is_taken_in_once(site: Site) -> None:
    begun = await (await begin(site, name="harbour.jpg", size=str(len(JPEG)))).json()
    await go_on(site, begun["id"], 0, JPEG)
    answers = await asyncio.gather(*(finish(site, begun["id"]) for _ in range(2)))
    assert [answer.status for answer in answers] == [200, 200]
    one, again = [await answer.json() for answer in answers]
    assert one == again
    assert [each.name for each in await given(site)] == [one["name"]]
    assert not site.desk.library.uploads._taking, "no lock is kept for ever"


async def test_more_bytes_than_were_said_are_not_taken(site: Site) -> None:
    begun = await (await begin(site, name="a.jpg", size="1000")).json()
    assert (await (await go_on(site, begun["id"], 0, bytes(5000))).json())["offset"] == 1000


async def test_a_file_that_is_there_already_is_not_sent_again(site: Site) -> None:
    one = await add(site)
    sha256 = hashlib.sha256(JPEG).hexdigest()
    answer = await (await begin(site, name="copy.jpg", size=str(len(JPEG)), sha256=sha256)).json()
    assert answer == {"name": one.name, "title": "harbour", "path": path_of(one), "same": True}
    await send_whole(site, ("copy.jpg", JPEG), department="fire")
    assert [each.name for each in await given(site)] == [one.name]


async def test_what_was_damaged_on_its_way_is_refused(site: Site) -> None:
    begun = await (await begin(site, name="a.jpg", size=str(len(JPEG)), sha256="0" * 64)).json()
    await go_on(site, begun["id"], 0, JPEG)
    answer = await finish(site, begun["id"])
    assert (answer.status, (await answer.json())["error"]) == (422, "途中で壊れました。もう一度送ってください。")
    assert await given(site) == []


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"name": "a.jpg", "size": "0"}, "ファイルが空です"),
        ({"name": "a.jpg", "size": "-5"}, "ファイルが空です"),
        ({"name": "a.jpg", "size": "9" * 30}, "ファイルが空です"),
        ({"name": "a.jpg", "size": "5000001"}, "大きすぎます"),
        ({"name": "a.jpg", "size": "5", "sha256": "../../x"}, "照合用の値が正しくありません"),
    ],
)
async def test_what_can_t_be_sent_is_told_before_it_is(site: Site, said: dict[str, str], told: str) -> None:
    answer = await begin(site, **said)
    assert answer.status == 422
    assert (await answer.json())["error"].startswith(told)


async def test_a_file_under_way_is_that_of_who_began_it_and_needs_their_word(site: Site) -> None:
    begun = await (await begin(site, name="a.jpg", size="1000")).json()
    other_word = await go_on(site, begun["id"], 0, b"x", csrf="0" * 64)
    assert (other_word.status, await other_word.json()) == (403, {"error": ""}), (
        "the page then says that one is logged out"
    )
    await enter(site, "editor-2", "editor")
    gone = await go_on(site, begun["id"], 0, b"x")
    assert (gone.status, (await gone.json())["error"][:7]) == (404, "このファイルは")
    assert (await site.client.head(f"/library/uploads/{begun['id']}")).status == 404
    assert (await finish(site, begun["id"])).status == 404
    for strange in ("..%2f..%2fx", "x" * 26, "0" * 26):
        assert (await go_on(site, strange, 0, b"x")).status == 404


async def test_what_is_said_of_a_picture_is_kept_and_slides_use_it(site: Site) -> None:
    one = await add(site)
    answer = await save(
        site,
        one,
        title="朝の港",
        alt_ja="港に船が並ぶ",
        alt_en="Boats in the harbour",
        credit_ja="写真：日立市",
        licence_ends="令和9年3月31日",
        focus_x="25",
        focus_y="75",
        portrait_left="0",
        portrait_top="0",
        portrait_width="50",
        portrait_height="100",
    )
    assert answer.status == 303, await answer.text()
    picture = (await pictures(site))[one.name]
    assert (picture.focus, picture.alt["en"], picture.credit) == (
        (0.25, 0.75),
        "Boats in the harbour",
        {"ja": "写真：日立市"},
    )
    tall = picture.framed(portrait=True)
    assert (tall.renditions[-1].width, tall.renditions[-1].height, tall.focus) == (450, 600, (0.5, 0.75))
    page = await site.page(path_of(one))
    for value in ("朝の港", "港に船が並ぶ", "令和9年3月31日(水)", 'value="25"'):
        assert value in page
    assert "説明がありません" not in await site.page("/library")


async def test_a_form_that_can_t_be_used_comes_back_as_it_was_typed(site: Site) -> None:
    one = await add(site)
    answer = await save(site, one, title="", licence_ends="いつか", focus_x="<b>")
    assert answer.status == 422
    text = await answer.text()
    assert "日付として読めません" in text
    assert 'value="いつか"' in text
    assert "&lt;b&gt;" in text
    assert "<b>" not in text.partition("<main")[2]
    assert (await given(site))[0].details == one.details


async def test_the_second_to_save_picks_between_both_values(site: Site) -> None:
    one = await add(site)
    before = await site.page(path_of(one))
    await save(site, one, title="先の題名")
    stale = dict(re.findall(r'name="(csrf|seen)" value="([^"]*)"', before.partition("data-picture")[2]))
    answer = await site.client.post(path_of(one), data={**stale, "title": "後の題名", "department": "fire"})
    assert answer.status == 409
    text = await answer.text()
    assert "先の題名" in text
    assert "後の題名" in text
    assert "消防本部" in text and ">fire<" not in text, "departments are told by their names"
    assert (await given(site))[0].details.title == "先の題名"
    fresh = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text.partition("<main")[2]))
    await site.client.post(path_of(one), data={**fresh, "title": "後の題名"})
    assert (await given(site))[0].details.title == "後の題名"


async def test_another_department_sees_a_picture_and_can_t_change_it(site: Site) -> None:
    one = await add(site, department="fire")
    await enter(site, "author-1", "author", "pr")
    page = await site.page(path_of(one))
    assert "直せるのは 消防本部 の人です。" in page
    assert "data-picture" not in page
    form = {"csrf": await word(site), "title": "x"}
    for path, method in (("", "POST"), ("/remove", "POST"), ("/remove", "GET"), ("/replace", "POST")):
        answer = await site.client.request(method, path_of(one) + path, data=form if method == "POST" else None)
        assert answer.status == 403, path
        assert "この画像は消防本部のものです。直せるのは消防本部の人だけです。" in await answer.text()
    assert (await send_whole(site, ("a.png", OTHER), department="fire")).status == 403
    assert (await add(site, "own.png", OTHER)).department == "pr"


@pytest.mark.parametrize(("language", "told"), [("ja", "消防本部の人だけです。"), ("en", "can add for it.")])
async def test_a_file_sent_in_parts_is_refused_in_words_of_the_reader_s_language(
    site: Site, language: str, told: str
) -> None:
    await enter(site, "author-1", "author", "pr")
    begun = await (await begin(site, name="a.jpg", size=str(len(JPEG)))).json()
    await go_on(site, begun["id"], 0, JPEG)
    await site.page(f"/library?lang={language}")
    answer = await finish(site, begun["id"], department="fire")
    said = (await answer.json())["error"]
    assert answer.status == 403 and said.endswith(told), said
    for_nobody = await begin(site, name="a.jpg", size="0")
    assert (await for_nobody.json())["error"] == {"ja": "ファイルが空です。", "en": "the file is empty."}[language]


async def test_an_author_without_a_department_is_told_so(site: Site) -> None:
    await enter(site, "author-2", "author")
    assert "担当が決まっていないため、追加できません。" in await site.page("/library")
    assert (await send_whole(site, ("a.jpg", JPEG), department="")).status == 403


async def test_a_picture_in_use_says_where_and_can_t_be_removed(site: Site) -> None:
    one = await add(site)
    await use(site, an_item("news-1", title={"ja": "港のお知らせ"}, media=one.name))
    assert "港のお知らせ" in await site.page(path_of(one))
    assert "使用 1件" in await site.page("/library?view=used")
    answer = await site.send(f"{path_of(one)}/remove", path_of(one))
    assert answer.status == 422
    assert "使われているので、消せません。" in await answer.text()
    assert one.name in await pictures(site)
    await use(site, an_item("news-1", title={"ja": "港のお知らせ"}))
    answer = await site.send(f"{path_of(one)}/remove")
    assert answer.status == 303
    assert one.name not in await pictures(site)
    assert await given(site) == []


async def test_another_file_in_its_place_shows_wherever_it_is_used(site: Site) -> None:
    one = await add(site)
    await save(
        site,
        one,
        focus_x="10",
        focus_y="20",
        landscape_left="0",
        landscape_top="0",
        landscape_width="50",
        landscape_height="100",
    )
    await use(site, an_item("news-1", media=one.name))
    answer = await send_whole(site, ("new.png", OTHER), path=f"{path_of(one)}/replace")
    assert answer.status == 303, await answer.text()
    picture = (await site.desk.catalogue()).media[one.name]
    assert (picture.renditions[-1].width, picture.focus) == (1200, (0.1, 0.2))
    assert picture.framed(portrait=False).renditions[-1].width == 600
    answer = await send_whole(site, ("tall.jpg", TALL), path=f"{path_of(one)}/replace")
    tall = (await site.desk.catalogue()).media[one.name]
    assert (tall.renditions[-1].height, tall.landscape) == (1400, None)


async def test_what_screens_show_is_replaced_only_by_who_could_approve_it(site: Site) -> None:
    one = await add(site)
    await use(site, an_item("news-1", media=one.name))
    await enter(site, "author-1", "author", "pr")
    answer = await send_whole(site, ("new.png", OTHER), path=f"{path_of(one)}/replace")
    assert answer.status == 403
    assert "差し替えられるのは、承認者・編集者・管理者です。" in await answer.text()
    await withdraw_item(site.database, "news-1", datetime.now(UTC))  # whoever puts it back asks nobody
    answer = await send_whole(site, ("new.png", OTHER), path=f"{path_of(one)}/replace")
    assert answer.status == 403
    assert f"{path_of(one)}/replace" not in await site.page(path_of(one))
    await enter(site, "approver-1", "approver", "pr")
    assert (await send_whole(site, ("new.png", OTHER), path=f"{path_of(one)}/replace")).status == 303


ON_SLIDES = {
    "credit_ja": "写真：だれか",
    "licence_ends": "2020-01-01",
    "focus_x": "1",
    "portrait_left": "0",
}
"""What slides show of a picture, and when they stop: said by field."""
WHOLE = {"portrait_top": "0", "portrait_width": "50", "portrait_height": "100", "focus_y": "50"}


@pytest.mark.parametrize("field", ON_SLIDES)
async def test_how_screens_show_a_picture_is_changed_only_by_who_could_approve_it(site: Site, field: str) -> None:
    one = await add(site)
    await use(site, an_item("news-1", media=one.name))
    changed = {field: ON_SLIDES[field]} | {name: text for name, text in WHOLE.items() if name[:5] == field[:5]}
    await enter(site, "author-1", "author", "pr")
    answer = await save(site, one, title="朝の港", alt_ja="港", licence="CC BY 4.0")
    assert answer.status == 303, "no slide shows these"
    before = (await given(site))[0].details
    answer = await save(site, one, **changed)
    page = await answer.text()
    assert answer.status == 403 and "変えられるのは、承認者・編集者・管理者です。" in page
    assert f'value="{ON_SLIDES[field]}"' in page, "what was typed stays"
    form, english = form_in(page) | {"title": "x", **changed}, {"Accept-Language": "en"}
    told = await (await site.client.post(path_of(one), data=form, headers=english)).text()
    assert "An approver, an editor or an administrator can change" in told
    assert (await given(site))[0].details == before
    await enter(site, "approver-1", "approver", "pr")
    assert (await save(site, one, **changed)).status == 303
    assert (await given(site))[0].details != before


async def test_where_no_approval_is_asked_for_an_author_says_how_screens_show_their_picture(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await _made(aiohttp_client, tmp_path, sqlite, approval=False)
    one = await add(site)
    await use(site, an_item("news-1", media=one.name))
    await enter(site, "author-1", "author", "pr")
    assert (await save(site, one, credit_ja="写真：だれか")).status == 303
    assert (await given(site))[0].details.credit == {"ja": "写真：だれか"}


async def test_where_no_approval_is_asked_for_an_author_replaces_what_screens_show(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await _made(aiohttp_client, tmp_path, sqlite, approval=False)
    one = await add(site)
    await use(site, an_item("news-1", media=one.name))
    await enter(site, "author-1", "author", "pr")
    assert f"{path_of(one)}/replace" in await site.page(path_of(one))
    assert (await send_whole(site, ("new.png", OTHER), path=f"{path_of(one)}/replace")).status == 303


def form_in(page: str) -> dict[str, str]:
    return dict(re.findall(r'name="(csrf|seen)" value="([^"]*)"', page.partition("data-picture")[2]))


async def test_an_author_says_how_a_picture_of_their_own_drafts_is_shown_until_an_approver_looks(site: Site) -> None:
    one = await add(site)
    await enter(site, "author-1", "author", "pr")
    by = Person("author-1", "author", "pr")
    item = an_item("staff-1", kind="notice", source="staff", media=one.name)
    draft = await save_draft(site.database, item, "pr", by, datetime.now(UTC))
    assert (await save(site, one, credit_ja="写真：日立市", focus_x="10", focus_y="20")).status == 303
    await request_approval(site.database, "staff-1", by, datetime.now(UTC), seen_of(draft))
    assert (await save(site, one, credit_ja="写真：だれか")).status == 403
    assert (await given(site))[0].details.credit == {"ja": "写真：日立市"}


async def test_the_original_is_saved_never_opened_as_a_page(site: Site) -> None:
    one = await add(site)
    answer = await site.client.get(f"{path_of(one)}/original")
    assert await answer.read() == JPEG
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_a_picture_stands_on_slides_of_both_orientations(site: Site) -> None:
    one = await add(site)
    page = await site.page(f"{path_of(one)}/slides", headers={"HX-Request": "true"})
    slides = re.findall(r'src="(/previews/[0-9a-f]{64}\.html)"', page)
    assert len(set(slides)) == 2
    for slide in slides:
        assert (await pictures(site))[one.name].renditions[-1].path in await site.page(slide)


async def test_the_part_of_a_form_offers_pictures_by_name_and_keeps_the_chosen_one(site: Site) -> None:
    one, other = await add(site), await add(site, "灯台.png", OTHER)
    page = await site.page("/library/pick?q=灯台&media=" + one.name)
    assert re.search(rf'type="radio" name="media" value="{re.escape(one.name)}"[^>]* checked', page)
    assert f'value="{other.name}"' in page
    assert f'value="{one.name}"' not in await site.page("/library/pick?q=灯台")
    assert 'name="media"' in await site.page("/library/pick?field=%22%3E%3Cb%3E")


@pytest.mark.parametrize("picture", ["x", "0" * 26, "%22%3E%3Cscript%3E"])
async def test_a_picture_that_is_not_there_is_told(site: Site, picture: str) -> None:
    await site.page(f"/library/{picture}", status=404)


async def test_every_condition_of_the_list_can_be_asked_for_together(site: Site) -> None:
    one = await add(site)
    for view in ("", "used", "unused", "ending", "no-alt", "problems", "strange"):
        page = await site.page(f"/library?view={view}&kind=picture&origin=given&department=pr&q=harbour&page=99")
        assert (path_of(one) in page) is (view not in ("used", "ending", "problems")), view


@pytest.mark.browser
async def test_in_a_browser_a_file_is_sent_in_parts_and_the_point_in_view_is_pressed(
    site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "harbour.jpg"
    file.write_bytes(JPEG)
    async with shared_chromium() as browser:
        page = await open_page(browser, site, "/library?lang=ja")
        await page.wait_for("document.querySelector('[data-says-choose]').textContent === 'ファイルを選ぶ'")
        found = await page.command("Runtime.evaluate", expression="document.querySelector('#files')")
        await page.command("DOM.setFileInputFiles", files=[str(file)], objectId=found["result"]["objectId"])
        await page.wait_for(
            "document.querySelector('[data-told-words]').textContent === '1個のうち 1個を追加しました。'", seconds=60
        )
        assert await page.evaluate("document.querySelector('[data-list] .name').textContent") == "harbour"
        [one] = await given(site)
        await page.navigate(str(site.client.make_url(path_of(one))))
        await page.wait_for("'live' in document.querySelector('[data-stage]').dataset")
        await page.evaluate(
            """(() => { const box = document.querySelector('[data-stage] image').getBoundingClientRect()
              const at = { clientX: box.left + box.width * 0.25, clientY: box.top + box.height * 0.5, pointerId: 1, bubbles: true }
              const stage = document.querySelector('[data-stage]')
              stage.setPointerCapture = () => {}
              stage.dispatchEvent(new PointerEvent('pointerdown', at)); stage.dispatchEvent(new PointerEvent('pointerup', at)) })()"""
        )
        assert await page.evaluate("document.querySelector('#focus_x').value") == "25"
        window = await page.evaluate("document.querySelector('[data-window=portrait]').getAttribute('viewBox')")
        left, _, width, _ = (float(part) for part in window.split())
        assert left + width / 2 == pytest.approx(225, abs=1)
        await page.close()
        await use(site, an_item("news-1", media=one.name))
        for path in ("/library", path_of(one), f"{path_of(one)}/remove"):
            await check_page(browser, site, path)
