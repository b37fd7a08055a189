"""What is not one's own, and what nobody means: tried by every path that leads there. What is strange in all addresses and
forms is tried by tests/hostility/test_sweep.py.
"""

import re
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pyotp
import pytest
from aiohttp import FormData
from pytest_aiohttp.plugin import AiohttpClient

from signage.actions.change_items import give_item
from signage.actions.change_person import change_rights
from signage.actions.edit_item import request_approval, save_draft, seen_of
from signage.actions.edit_playlist import edit_playlist, last_step, new_playlist
from signage.actions.keep_display import keep_display
from signage.actions.keep_link import add_link, keep_link
from signage.actions.undo_set_up import undoable
from signage.actions.withdraw_item import withdraw_item
from signage.domain.accounts import Person, Rights
from signage.domain.content import Period
from signage.domain.forms.typed import seen_of as digest_of
from signage.domain.library import ulid_of
from signage.domain.links import Codes
from signage.domain.playlist_changes import weigh
from signage.domain.playlist_file import PlaylistFile
from signage.domain.playlists import Playlist, Section
from signage.domain.schedule import Rule
from signage.domain.ulids import new_ulid
from signage.domain.workflow import Version
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.displays import load_displays
from signage.store.drafts import load_draft
from signage.store.edits import load_edits
from signage.store.links import load_link
from signage.store.media_details import Described, load_all_details
from signage.store.playlists import replace_playlist
from signage.store.posters import load_posters
from signage.store.users import load_user
from signage.store.versions import load_version, put_on_air
from tests.factories import NOW, a_display, an_item
from tests.render.media_samples import quarters, saved
from tests.web.sites import Site, a_site, hidden_fields

SECRET = "市長が辞任します"
LIBRARIAN = Person("librarian", "author", "library")
MISSING = ("/time/missing?display=hall&q=市長", "/time/missing?display=hall&q=staff-1")


@pytest.fixture
async def site(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    return await _made(aiohttp_client, tmp_path, sqlite)


@pytest.fixture
async def stored_site(aiohttp_client: AiohttpClient, tmp_path: Path, database: Database) -> Site:
    """Where the databases may differ: in what days, numbers and letters they can keep."""
    return await _made(aiohttp_client, tmp_path, database)


async def _made(aiohttp_client: AiohttpClient, tmp_path: Path, database: Database) -> Site:
    displays = [a_display("hall", groups=("halls",)), a_display("gate", groups=("stations",))]
    made = await a_site(aiohttp_client, tmp_path, database, displays)
    await made.add_person("librarian", "author", department="library")
    await made.add_person("stranger", "author", department="transport")
    await made.add_person("boss", "administrator")
    await made.add_person("arranger", "editor", groups=("halls",))
    return made


async def word(site: Site) -> str:
    return str(re.findall(r'name="csrf" value="(\w+)"', await site.page("/account"))[0])


async def a_draft(site: Site, id: str = "staff-1", **changes: object) -> Version:
    item = an_item(id, kind="notice", source="staff", title={"ja": SECRET}, **changes)
    return await save_draft(site.database, item, "library", LIBRARIAN, datetime.now(UTC))


async def a_picture(site: Site, department: str) -> Described:
    form = FormData({"csrf": await word(site), "department": department})
    form.add_field("files", saved(quarters(900, 600)), filename="harbour.jpg")
    assert (await site.client.post("/library/files", data=form)).status == 200
    async with site.database.read() as connection:
        [one] = await load_all_details(connection)
    return one


async def up_from(site: Site, begins_at: datetime, **changes: Any) -> None:
    """What the library's staff wrote is approved, for a period that begins then."""
    version = await a_draft(site, url="https://www.example.jp/mayor", period=Period(begins_at), **changes)
    async with site.database.write() as connection:
        await put_on_air(connection, version, datetime.now(UTC))


async def test_the_home_page_tells_no_title_of_another_departments_draft(site: Site) -> None:
    draft = await a_draft(site)
    await request_approval(site.database, "staff-1", LIBRARIAN, datetime.now(UTC), seen_of(draft))
    await site.log_in("stranger")
    assert SECRET not in await site.page("/home")
    for name in ("librarian", "boss"):
        await site.log_in_anew(name=name)
        assert SECRET in await site.page("/home")


async def test_a_picture_of_the_library_tells_no_title_of_another_departments_draft(site: Site) -> None:
    await site.log_in("boss")
    one = await a_picture(site, "transport")
    await a_draft(site, media=one.name)
    for name, told in (("stranger", False), ("librarian", True)):
        await site.log_in_anew(name=name)
        page = await site.page(f"/library/{ulid_of(one.name)}")
        assert (SECRET in page, "（ほかの担当のもの）" in page, "staff-1" in page) == (told, not told, told), name


async def test_nobody_copies_what_they_may_not_look_at(site: Site) -> None:
    await up_from(site, datetime.now(UTC) + timedelta(days=9))
    await site.log_in("stranger")
    await site.page("/content/staff-1", 403)
    assert SECRET not in await site.page("/content/new?from=staff-1", 403)
    await site.log_in_anew(name="librarian")
    assert SECRET in await site.page("/content/new?from=staff-1")


async def test_nobody_reads_on_any_page_what_another_department_shows_only_later(site: Site) -> None:
    await site.log_in("boss")
    one = await a_picture(site, "transport")
    await up_from(site, datetime.now(UTC) + timedelta(days=9), media=one.name)
    code = (await site.desk.catalogue()).links["https://www.example.jp/mayor"].code
    offered = ("/posters/new", "/posters/new?item=staff-1", f"/library/{ulid_of(one.name)}", "/links", f"/links/{code}")
    pages = (*offered, *MISSING)
    sheet = "/posters/preview.png?item=staff-1&size=A4&places=station"
    for name, told in (("stranger", []), ("librarian", list(pages))):
        await site.log_in_anew(name=name)
        assert [path for path in pages if SECRET in await site.page(path)] == told, name
        found = [(await site.client.get(path)).status for path in ("/content/staff-1/unread", sheet)]
        assert found == ([200, 200] if told else [403, 422]), name
    await site.log_in_anew(name="stranger")
    form = hidden_fields(await site.page("/posters/new")) | {"item": "staff-1", "places": "station", "copies": "1"}
    answer = await site.client.post("/posters/new", data=form, allow_redirects=False)
    assert answer.status == 422 and SECRET not in await answer.text()
    async with site.database.read() as connection:
        assert await load_posters(connection) == []


async def test_what_no_department_answers_for_is_read_by_all_before_it_begins(site: Site) -> None:
    period = Period(datetime.now(UTC) + timedelta(days=9))
    url = "https://www.example.jp/mayor"
    item = an_item("staff-1", kind="notice", source="staff", title={"ja": SECRET}, url=url, period=period)
    version = await save_draft(site.database, item, "", Person("boss", "administrator"), datetime.now(UTC))
    async with site.database.write() as connection:
        await put_on_air(connection, version, datetime.now(UTC))
    await site.log_in("stranger")
    for path in ("/posters/new", "/links"):
        assert SECRET in await site.page(path), path


async def test_what_another_department_shows_is_read_by_all_until_it_is_withdrawn(site: Site) -> None:
    await site.log_in("boss")
    one = await a_picture(site, "transport")
    await up_from(site, datetime.now(UTC) - timedelta(days=1), media=one.name)
    picture = f"/library/{ulid_of(one.name)}"
    for name in ("stranger", "librarian"):
        await site.log_in_anew(name=name)
        for path in ("/posters/new", picture, "/links"):
            assert SECRET in await site.page(path), (name, path)
    await withdraw_item(site.database, "staff-1", datetime.now(UTC))
    for name, told in (("stranger", False), ("librarian", True)):
        await site.log_in_anew(name=name)
        page = await site.page(picture)
        assert (SECRET in page, "（ほかの担当のもの）" in page) == (told, not told), name
        assert [SECRET in await site.page(path) for path in MISSING] == [told, told], name


async def change_many(site: Site, **fields: str) -> str:
    """The list of content, once its form was sent so."""
    form = {"csrf": await word(site), "list": "/content"} | fields
    return await (await site.client.post("/content/bulk", data=form)).text()


async def ended_and_undone(site: Site, name: str, between: Awaitable[object]) -> tuple[Version | None, Version | None]:
    """A draft as it is once its end is changed by somebody, and once they have pressed undo, though something came between."""
    await a_draft(site)
    await site.log_in(name)
    page = await change_many(site, item="staff-1", act="period", ends="2099-03-31")
    await between
    async with site.database.read() as connection:
        before = await load_version(connection, "staff-1")
    await site.log_in_anew(name=name)
    said = await change_many(site, undo=re.findall(r'name="undo" value="([^"]+)"', page)[0])
    assert "0件を元に戻しました。" in said
    async with site.database.read() as connection:
        return before, await load_version(connection, "staff-1")


async def test_who_is_moved_to_another_department_undoes_nothing_in_the_one_before(site: Site) -> None:
    moved = change_rights(site.database, "librarian", Rights("author", "transport"), "boss", NOW)
    before, after = await ended_and_undone(site, "librarian", moved)
    assert before is not None and before.item.period.ends_at and before == after


async def test_an_item_that_was_handed_over_is_not_taken_back_by_undoing_what_was_done_before(site: Site) -> None:
    given = give_item(site.database, "staff-1", "transport", Person("boss", "administrator"), NOW)
    before, after = await ended_and_undone(site, "boss", given)
    assert before is not None and before.department == "transport" and before == after


WIDER = Person("arranger", "editor", groups=("halls", "stations"))
"""The arranger as they were before they were narrowed to the halls."""


async def test_who_no_longer_arranges_a_display_undoes_no_change_of_it(site: Site) -> None:
    async with site.database.read() as connection:
        before = (await load_displays(connection))["gate"]
    renamed = msgspec.structs.replace(before, name="東口")
    await keep_display(site.database, renamed, WIDER, NOW, digest_of(before))
    edit = await undoable(site.database, "display", "gate", WIDER)
    await site.log_in("arranger")
    form = {"csrf": await word(site), "noun": "display", "name": "gate", "edit": str(edit)}
    answer = await site.client.post("/settings/undo", data=form, allow_redirects=False)
    assert edit and answer.status == 403 and "ほかのグループの画面です" in await answer.text()
    async with site.database.read() as connection:
        assert (await load_displays(connection))["gate"] == renamed


async def test_who_has_left_a_department_turns_no_printed_code_of_it_back(site: Site) -> None:
    codes, before = Codes("https://s.example", hosts=("city.example",)), Person("stranger", "author", "library")
    link = await add_link(site.database, "https://city.example/a", codes, NOW, before, department="library")
    turned = msgspec.structs.replace(link, target="https://city.example/b")
    await keep_link(site.database, turned, codes, NOW, before)
    edit = await undoable(site.database, "link", link.code, before)
    await site.log_in("stranger")
    form = {"csrf": await word(site), "edit": str(edit)}
    answer = await site.client.post(f"/links/{link.code}/undo", data=form, allow_redirects=False)
    assert edit and answer.status == 403
    async with site.database.read() as connection:
        assert await load_link(connection, link.code) == turned


async def test_who_no_longer_arranges_a_playlists_displays_undoes_no_step_of_it(site: Site) -> None:
    mine = Playlist(name="mine", sections=(Section(name="news", kinds=("news",)),))
    async with site.database.write() as connection:
        rule = Rule(playlist="mine", number=1, groups=("stations",))
        await replace_playlist(connection, PlaylistFile(mine, (rule,)), "")
    draft = await edit_playlist(site.database, "mine", weigh("news", 3), {"ja": "重くした"}, "arranger", NOW)
    step = await last_step(site.database, "arranger")
    await site.log_in("arranger")
    form = {"csrf": await word(site), "step": str(step.id if step else 0)}
    answer = await site.client.post("/drafts/undo", data=form, allow_redirects=False)
    assert answer.status == 403 and "ほかのグループの画面です" in await answer.text()
    async with site.database.read() as connection:
        assert await load_draft(connection, "mine") == draft


async def test_an_editor_of_some_groups_takes_no_playlist_from_other_displays_by_its_history(site: Site) -> None:
    mine = Playlist(name="mine", sections=(Section(name="news", kinds=("news",)),), title={"ja": "駅の朝"})
    now = datetime.now(UTC)
    await new_playlist(site.database, PlaylistFile(mine), {"ja": "作る"}, "arranger", now)
    rule = Rule(playlist="mine", number=1, groups=("stations",))
    async with site.database.write() as connection:
        await replace_playlist(connection, PlaylistFile(mine, (rule,)), "")
        edit = (await load_edits(connection, "playlist"))[0]
        before = await load_draft(connection, "mine")
    await site.log_in("arranger")
    answer = await site.client.post(f"/history/{edit.id}/back", data={"csrf": await word(site)})
    assert answer.status == 403
    async with site.database.read() as connection:
        assert await load_draft(connection, "mine") == before


async def test_codes_are_not_switched_on_with_a_key_of_ones_own_and_without_the_password(site: Site) -> None:
    await site.log_in("boss")
    key = pyotp.random_base32()
    form = {"csrf": await word(site), "key": key, "code": pyotp.TOTP(key).now()}
    answer = await site.client.post("/account/codes/on", data=form, allow_redirects=False)
    assert answer.status == 422
    async with site.database.read() as connection:
        user = await load_user(connection, "boss")
    assert user is not None and user.totp is None


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1899-12-31"])
async def test_a_day_that_nobody_means_is_no_fault_of_the_server(stored_site: Site, day: str) -> None:
    site = stored_site
    version = await a_draft(site, period=Period(None, datetime.now(UTC) + timedelta(days=9)))
    playlist = Playlist(name="mine", sections=(Section(name="news", kinds=("news",)),))
    async with site.database.write() as connection:
        await put_on_air(connection, version, datetime.now(UTC))
        await replace_playlist(connection, PlaylistFile(playlist, (Rule(playlist="mine", number=1),)), "")
    await site.log_in("boss")
    for page in ("/history?day={}", "/history.csv?day={}", "/playlists/mine?day={}", "/schedule?day={}"):
        await site.page(page.format(day))
    answer = await site.send("/content/staff-1/renewal", until="own", own=day)
    assert answer.status == 422


ODD = "%5Cud800"
"""Half of a pair, as the charset unicode_escape says it."""
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=unicode_escape"}


async def test_halves_of_a_pair_that_a_charset_hides_are_no_fault_of_the_server(stored_site: Site) -> None:
    site = stored_site
    await site.log_in("boss")
    csrf, id = await word(site), f"staff-{new_ulid(datetime.now(UTC))}"
    sent = {
        f"/content/{id}": f"title_ja=a{ODD}b&kind=notice&department=library&seen=",
        "/content/bulk": f"act=withdraw&item={ODD}",
        "/now": f"what=playlist&until={ODD}&displays={ODD}",
        "/settings/departments": f"name_ja=a{ODD}&name_en=b%00",
        "/account/codes/on": f"code={ODD}",
    }
    for path, fields in sent.items():
        answer = await site.client.post(path, data=f"csrf={csrf}&{fields}", headers=FORM, allow_redirects=False)
        assert answer.status < 500, path
    assert (await site.client.post("/content/bulk", data=f"csrf={ODD}", headers=FORM)).status == 403
    async with site.database.read() as connection:
        version = await load_version(connection, id)
    assert version is not None and version.item.title == {"ja": "ab"}


@pytest.mark.parametrize("name", ["Origin", "Referer", "HX-Current-URL", "Signage-Csrf", "Cookie", "Accept-Language"])
async def test_headers_that_are_no_text_or_no_address_are_no_fault_of_the_server(site: Site, name: str) -> None:
    for value in ("http://[::1", "http://a:b/", "\udcff", "signage=\udcff; lang=\udcff", "x" * 5000):
        for method, path in (("GET", "/home"), ("POST", "/content/bulk"), ("PATCH", "/library/uploads/x")):
            answer = await site.client.request(method, path, headers={name: value}, allow_redirects=False)
            assert answer.status < 500, (value, method, path)
            await site.log_in("boss") if "/login" in answer.headers.get("Location", "") else None


async def test_a_number_of_thousands_of_digits_is_no_fault_of_the_server(site: Site) -> None:
    await site.log_in("boss")
    digits = "9" * 5_000
    for sheet in ("lengths", "sizes"):
        assert (await site.client.get(f"/static/{sheet}.css?of={digits}")).status == 200
    form = {"csrf": await word(site), "priority": digits}
    assert (await site.client.post("/schedule/rules/new", data=form)).status == 422


async def test_a_rule_without_a_playlist_is_told_to_name_one(site: Site) -> None:
    await site.log_in("boss")
    answer = await site.client.post("/schedule/rules/new", data={"csrf": await word(site)})
    assert answer.status == 422 and "プレイリストを選んでください" in await answer.text()


async def test_an_author_puts_no_words_of_their_own_on_screens_in_place_of_a_sources(site: Site) -> None:
    await site.add_person("head", "approver", department="library")
    async with site.database.write() as connection:
        given = an_item("news-1", title={"ja": "港の朝"}, department={"ja": "library"})
        await replace_items(connection, "news", [given], NOW, whole=False)
    for name, status in (("librarian", 403), ("stranger", 403), ("head", 303)):
        await site.log_in_anew(name=name)
        form = {"csrf": await word(site), "seen": "", "title_ja": "だれも承認していない題"}
        answer = await site.client.post("/content/news-1/override", data=form, allow_redirects=False)
        assert answer.status == status, name
    await site.log_in_anew(name="librarian")
    page = await site.page("/content/news-1")
    assert 'action="/content/news-1/override"' not in page and "承認者・編集者・管理者" in page
    assert 'action="/content/news-1/withdraw"' in page


async def test_nobody_puts_another_picture_into_what_an_approver_is_looking_at(site: Site) -> None:
    await site.log_in("librarian")
    one = await a_picture(site, "library")
    draft = await a_draft(site, media=one.name)
    await request_approval(site.database, "staff-1", LIBRARIAN, datetime.now(UTC), seen_of(draft))
    form = FormData({"csrf": await word(site)})
    form.add_field("file", saved(quarters(1200, 800), "PNG"), filename="other.png")
    answer = await site.client.post(f"/library/{ulid_of(one.name)}/replace", data=form, allow_redirects=False)
    assert answer.status == 403 and "承認を待つ" in await answer.text()
    assert "/replace" not in await site.page(f"/library/{ulid_of(one.name)}")
