"""The pages of playlists: read by all at the desk, changed by editors in drafts, never over what somebody else did."""

import html
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientResponse
from msgspec.structs import replace
from pytest_aiohttp.plugin import AiohttpClient

from signage.actions.edit_playlist import edit_playlist
from signage.brand import Brand
from signage.domain.accounts import Role
from signage.domain.forms.typed import seen_of
from signage.domain.playlist_changes import EXAMPLE, drop_section, keep_section, weigh
from signage.domain.playlist_file import PlaylistFile
from signage.domain.playlists import Playlist, Section
from signage.domain.schedule import Rule
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.drafts import load_drafts
from signage.store.playlists import replace_playlist
from tests.chromium import shared_chromium
from tests.factories import NOW, a_display, an_item
from tests.web.sites import Site, a_site
from tests.web.windows import check_page, open_page

SAYS = {"ja": "変えた", "en": "Changed it"}
NEWS = Section(name="お知らせ", items=("news-0", "news-1"), seconds=10)
HISTORY = Section(name="あゆみ", items=("news-2",), seconds=20)
HALLS = PlaylistFile(
    Playlist(name="halls", title={"ja": "ホール", "en": "Halls"}, sections=(NEWS, HISTORY)),
    (Rule(playlist="halls", number=1, groups=("halls",)),),
)
STATIONS = PlaylistFile(Playlist(name="stations", sections=(NEWS,)), (Rule(playlist="stations", number=1),))
DISPLAYS = [a_display(), a_display("hall", name="ホール 壁", groups=("halls",), width=1080, height=1920)]


async def a_house(aiohttp_client: AiohttpClient, folder: Path, database: Database) -> Site:
    """With the playlist “halls” of staff's own and “stations” of a file."""
    site = await a_site(aiohttp_client, folder, database, DISPLAYS)
    async with database.write() as connection:
        items = [an_item(f"news-{n}", title={"ja": f"題{n}", "en": f"Title {n}"}) for n in range(4)]
        await replace_items(connection, "news", items, NOW, whole=False)
        await replace_playlist(connection, HALLS, "")
        await replace_playlist(connection, STATIONS, "playlists/stations.toml")
    return site


@pytest.fixture
async def house(aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database) -> Site:
    site = await a_house(aiohttp_client, tmp_path, sqlite)
    await enter(site)
    return site


async def enter(site: Site, role: Role = "editor", name: str = "taga", groups: tuple[str, ...] = ()) -> None:
    await site.add_person(name, role, groups=groups)
    await site.log_in_anew(name=name)


def hidden(page: str, name: str) -> str:
    return html.unescape(re.findall(rf'name="{name}" value="([^"]*)"', page)[-1])


async def post(site: Site, path: str, at: str = "/playlists/halls", **fields: str) -> ClientResponse:
    """A form as the page `at` gives it."""
    page = await site.page(at)
    carried = {name: hidden(page, name) for name in ("csrf", "seen", "step") if f'name="{name}"' in page}
    form = carried | fields
    return await site.client.post(path, data=form, allow_redirects=False)


async def sections(site: Site, name: str = "halls") -> list[Section]:
    """Of the draft."""
    async with site.database.read() as connection:
        drafts = {one.name: one for one in await load_drafts(connection)}
    file = drafts[name].file
    assert file
    return list(file.playlist.sections)


async def drafted(site: Site) -> list[str]:
    async with site.database.read() as connection:
        return [one.name for one in await load_drafts(connection)]


async def test_the_list_names_each_playlist_with_where_it_shows_and_where_it_comes_from(house: Site) -> None:
    page = await house.page("/playlists")
    assert "ホール" in page and "ファイル playlists/stations.toml から" in page
    assert '<td class="figure">2<' in page  # stations: no target means every display
    assert "まだ公開していない変更" not in page
    await post(house, "/playlists/halls/weight", section="お知らせ", weight="3")
    assert "まだ公開していない変更" in await house.page("/playlists")


async def test_in_a_project_without_japanese_a_playlist_without_rules_shows_its_loop(house: Site) -> None:
    await in_english(house)
    bare = PlaylistFile(Playlist(name="bare", sections=(Section(name="all", items=("plain",)),)))
    async with house.database.write() as connection:
        await replace_items(connection, "plain", [an_item("plain", title={"en": "Plain words"})], NOW, whole=False)
        await replace_playlist(connection, bare, "")
    assert "Plain words" in await house.page("/playlists/bare")


async def test_in_a_project_without_japanese_the_example_shows_its_slides(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite, DISPLAYS)
    await in_english(site)
    async with sqlite.write() as connection:
        await replace_items(connection, "plain", [an_item("plain", title={"en": "Plain words"})], NOW, whole=False)
    await enter(site)
    assert "Plain words" in await site.page("/playlists")


async def test_a_title_in_a_language_that_the_page_has_no_field_for_stays(house: Site) -> None:
    async with house.database.write() as connection:
        title = {"nb": "Haller"}
        await replace_playlist(connection, PlaylistFile(replace(HALLS.playlist, title=title), HALLS.rules), "")
    await post(house, "/playlists/halls/title", title_en="Halls", transition="cut")
    async with house.database.read() as connection:
        [draft] = await load_drafts(connection)
    assert draft.file and draft.file.playlist.title == {"en": "Halls", "nb": "Haller"}


async def in_english(site: Site) -> None:
    """Its name and colours have no Japanese name."""
    name = {"en": "City"}
    await site.desk.brands.keep(Brand(name=name, short_name=name), "boss", NOW, seen_of(site.desk.brands.of_settings))


async def test_without_a_playlist_the_page_says_what_one_is_and_offers_an_example(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_site(aiohttp_client, tmp_path, sqlite)
    await enter(site)
    page = await site.page("/playlists")
    assert "プレイリストは、まだありません" in page
    answer = await post(site, "/drafts/new", "/drafts/new?like=example", title_ja="駅・基本", like="example")
    assert (answer.status, answer.headers["Location"]) == (303, "/playlists/playlist-1?notice=new")
    assert await sections(site, "playlist-1") == list(EXAMPLE)
    assert "放映ルールがないので、まだどこにも映りません。" in await site.page("/playlists/playlist-1")


async def test_the_page_draws_the_loop_with_each_sections_part_of_it(house: Site) -> None:
    page = await house.page("/playlists/halls")
    assert re.search(r"1周 1分\s", page) and "4枚" in page  # in turn, 10 s and 20 s
    assert re.findall(r'data-begins="(\d+)" data-lasts="(\d+)"', page) == [
        ("0", "10000"),
        ("10000", "20000"),
        ("30000", "10000"),
        ("40000", "20000"),
    ]
    shares = [int(share) for share in re.findall(r"<b>(\d+)%</b>", page)]
    assert sum(shares) == 100


async def test_a_weight_changes_the_loop_in_the_draft_and_can_be_undone(house: Site) -> None:
    answer = await post(house, "/playlists/halls/weight", section="お知らせ", weight="5")
    assert (answer.status, answer.headers["Location"]) == (303, "/playlists/halls#sections")
    page = await house.page("/playlists/halls")
    assert "「お知らせ」の重みを 5 にした" in page and "変更の前は" in page
    assert [one.weight for one in await sections(house)] == [5, 1]
    await post(house, "/playlists/halls/weight", section="お知らせ", weight="6")
    step = hidden(await house.page("/playlists/halls"), "step")
    await post(house, "/drafts/undo", back="/playlists/halls")
    for back in ("/playlists/halls", "/playlists", "/schedule?view=day&done=moved"):  # pressed again
        answer = await post(house, "/drafts/undo", back=back, step=step)
        assert "もう元に戻してあるか" in await house.page(answer.headers["Location"]), back
    assert [one.weight for one in await sections(house)] == [5, 1]
    assert (await post(house, "/drafts/undo", back="/schedule?done=moved")).headers["Location"] == "/schedule"
    assert await drafted(house) == []


async def test_sections_move_by_their_order_and_by_buttons(house: Site) -> None:
    page = await house.page("/playlists/halls")
    form = [("csrf", hidden(page, "csrf")), ("seen", hidden(page, "seen")), ("section", "あゆみ")]
    order = [("order", "あゆみ"), ("order", "お知らせ")]
    await house.client.post("/playlists/halls/order", data=[*form, *order], allow_redirects=False)
    assert [one.name for one in await sections(house)] == ["あゆみ", "お知らせ"]
    await post(house, "/playlists/halls/order", section="あゆみ", by="down")
    assert await drafted(house) == []  # as it was published


async def test_who_is_second_overwrites_nothing_and_is_told(house: Site) -> None:
    page = await house.page("/playlists/halls")
    await edit_playlist(house.database, "halls", weigh("お知らせ", 7), SAYS, "other", datetime.now(UTC))
    for path, fields in (
        ("weight", {"section": "お知らせ", "weight": "2"}),
        ("order", {"section": "お知らせ", "by": "down"}),
        ("remove", {}),
        ("sections/0/drop", {}),
    ):
        form = {"csrf": hidden(page, "csrf"), "seen": hidden(page, "seen"), **fields}
        answer = await house.client.post(f"/playlists/halls/{path}", data=form, allow_redirects=False)
        assert answer.headers["Location"] == "/playlists/halls?notice=stale", path
    assert "ほかの人が、先に変えました" in await house.page("/playlists/halls?notice=stale")
    assert [one.weight for one in await sections(house)] == [7, 1]


async def test_a_section_is_added_changed_and_taken_out(house: Site) -> None:
    new = "/playlists/halls/sections/new"
    fields = {"title_ja": "みんなの声", "kinds": "survey", "weight": "2", "add": "題3", "was": ""}
    assert (await post(house, "/playlists/halls/sections", new, **fields)).status == 303
    added = (await sections(house))[-1]
    assert (added.name, added.kinds, added.items, added.weight) == ("みんなの声", ("survey",), ("news-3",), 2)
    fields |= {"was": "みんなの声", "title_ja": "声", "title_en": "Voices"}
    fields |= {"newest": "５", "seconds": "12.5", "list": "on", "qr": "on"}
    await post(house, "/playlists/halls/sections", new, **fields | {"items": "news-3", "add": ""})
    changed = (await sections(house))[-1]
    assert (changed.name, changed.title) == ("みんなの声", {"ja": "声", "en": "Voices"})
    assert (changed.newest, changed.seconds, changed.qr) == (5, 12.5, True)
    assert changed.template == "coming.html" and changed.items == ("news-3",)
    await post(house, "/playlists/halls/sections/2/drop", new)
    assert await drafted(house) == []


async def test_a_section_is_called_by_its_title_in_the_language_of_the_page(house: Site) -> None:
    titled = replace(NEWS, title={"ja": "市の知らせ", "en": "City news"})
    await edit_playlist(house.database, "halls", keep_section(NEWS.name, titled), SAYS, "taga", datetime.now(UTC))
    await post(house, "/playlists/halls/weight", section=NEWS.name, weight="3")
    for path in ("/playlists", "/playlists/halls", "/playlists/halls/sections/0", "/publish"):
        assert "市の知らせ" in await house.page(path), path
        assert "City news" in await house.page(f"{path}?lang=en"), path
        await house.page(f"{path}?lang=ja")
    assert "「市の知らせ」の重みを 3 にした" in await house.page("/publish")


async def test_a_new_section_takes_a_name_that_no_other_has(house: Site) -> None:
    titled = replace(NEWS, title={"ja": "市の知らせ"})
    await edit_playlist(house.database, "halls", keep_section(NEWS.name, titled), SAYS, "taga", datetime.now(UTC))
    fields = {"title_ja": NEWS.name, "weight": "1", "was": ""}
    await post(house, "/playlists/halls/sections", "/playlists/halls/sections/new", **fields)
    assert [one.name for one in await sections(house)] == ["お知らせ", "あゆみ", "お知らせ-2"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"title_ja": ""}, "入力してください"),
        ({"title_ja": "あゆみ"}, "同じ名前の区分があります"),
        ({"title_ja": "x" * 81}, "80文字までです。いまは 81文字です"),
        ({"weight": "0"}, "1〜100"),
        ({"weight": "1.5"}, "整数にしてください"),
        ({"seconds": "301"}, "2〜300"),
        ({"kinds": "magic"}, "一覧から選び直してください"),
        ({"items": "nothing"}, "一覧から選び直してください"),
        ({"add": "この題名はない"}, "この題名のコンテンツがありません"),
    ],
)
async def test_a_section_that_can_not_be_comes_back_with_what_was_typed(
    house: Site, fields: dict[str, str], says: str
) -> None:
    typed = {"title_ja": "新しい区分", "weight": "3", "was": "", **fields}
    answer = await post(house, "/playlists/halls/sections", "/playlists/halls/sections/new", **typed)
    page = await answer.text()
    assert answer.status == 422 and says in page
    assert f'value="{typed["title_ja"]}"' in page and f'value="{typed["weight"]}"' in page
    assert await drafted(house) == []


async def test_two_who_change_one_section_pick_between_both(house: Site) -> None:
    page = await house.page("/playlists/halls/sections/0")
    theirs = Section(name="お知らせ", items=NEWS.items, seconds=10, weight=8)
    await edit_playlist(house.database, "halls", keep_section("お知らせ", theirs), SAYS, "other", datetime.now(UTC))
    form = {"csrf": hidden(page, "csrf"), "seen": hidden(page, "seen"), "was": "お知らせ"}
    mine = {"title_ja": "お知らせ", "items": "news-0\nnews-1", "weight": "2", "seconds": "10"}
    answer = await house.client.post("/playlists/halls/sections", data=form | mine, allow_redirects=False)
    asked = await answer.text()
    assert answer.status == 409 and 'value="2"' in asked and 'value="8"' in asked
    picked = {name: html.unescape(text) for name, text in re.findall(r'name="(\w+)" value="([^"]*)"', asked)}
    await house.client.post("/playlists/halls/sections", data=picked | {"weight": "2"}, allow_redirects=False)
    first = (await sections(house))[0]
    assert (first.weight, first.items) == (2, NEWS.items)


async def test_what_was_typed_into_a_section_that_another_took_out_comes_in_as_a_new_one(house: Site) -> None:
    page = await house.page("/playlists/halls/sections/0")
    await edit_playlist(house.database, "halls", drop_section("お知らせ"), SAYS, "other", datetime.now(UTC))
    form = {"csrf": hidden(page, "csrf"), "seen": hidden(page, "seen"), "was": "お知らせ"}
    answer = await house.client.post("/playlists/halls/sections", data=form | {"title_ja": "打った区分", "weight": "3"})
    told = await answer.text()
    assert answer.status == 409 and "ほかの人が外しました" in told and 'value="打った区分"' in told
    form |= {"seen": hidden(told, "seen"), "was": hidden(told, "was"), "title_ja": "打った区分", "weight": "3"}
    await house.client.post("/playlists/halls/sections", data=form, allow_redirects=False)
    assert [(one.words["ja"], one.weight) for one in await sections(house)][-1] == ("打った区分", 3)


async def test_a_playlist_of_a_file_is_copied_to_be_changed_and_its_copy_wins(house: Site) -> None:
    page = await house.page("/playlists/stations")
    assert "ここでは読むだけです" in page and "/playlists/stations/weight" not in page
    refused = await post(house, "/playlists/stations/weight", "/playlists/stations", section="お知らせ", weight="2")
    assert refused.status == 422
    answer = await post(house, "/playlists/stations/copy", "/playlists/stations")
    assert answer.headers["Location"] == "/playlists/stations-2?notice=new"
    async with house.database.read() as connection:
        [draft] = await load_drafts(connection)
    assert draft.file and [rule.priority for rule in draft.file.rules] == [1]
    assert draft.file.playlist.title["ja"] == "stations （写し）"


async def test_a_clock_that_was_ticked_or_not_stays_so_where_the_name_cannot_be_taken(house: Site) -> None:
    ticked = 'name="clock" value="on" checked'
    nameless = {"title_ja": "", "title_en": "", "transition": "cut"}
    refused = await post(house, "/playlists/halls/title", **nameless, clock="on")
    assert refused.status == 422 and ticked in await refused.text()
    await post(house, "/playlists/halls/title", title_ja="講堂", title_en="", transition="cut", clock="on")
    assert ticked in await house.page("/playlists/halls")
    refused = await post(house, "/playlists/halls/title", **nameless)
    assert refused.status == 422 and ticked not in await refused.text()


async def test_a_playlist_is_renamed_taken_out_and_had_again(house: Site) -> None:
    await post(house, "/playlists/halls/title", title_ja="講堂", title_en="", transition="cut", clock="on")
    page = await house.page("/playlists/halls")
    assert "<h1>講堂</h1>" in page
    empty = await post(house, "/playlists/halls/title", title_ja="", title_en="", transition="cut")
    assert empty.status == 422
    await post(house, "/playlists/halls/remove")
    assert "公開すると、このプレイリストはなくなります。" in await house.page("/playlists/halls")
    await post(house, "/drafts/undo", back="/playlists/halls")
    shown = hidden(await house.page("/playlists/halls"), "seen")
    await edit_playlist(house.database, "halls", weigh("お知らせ", 5), SAYS, "somebody-else", NOW)
    answer = await post(house, "/playlists/halls/discard", seen=shown)  # of a page from before that step
    assert answer.headers["Location"] == "/playlists/halls?notice=stale" and await drafted(house) == ["halls"]
    await post(house, "/playlists/halls/discard")
    assert await drafted(house) == []


async def test_what_is_typed_is_never_markup(house: Site) -> None:
    evil = '"><script>alert(1)</script>\u202e\U0001f600'
    await post(house, "/playlists/halls/title", title_ja=evil, transition="fade")
    fields = {"title_ja": evil, "weight": "1", "was": ""}
    await post(house, "/playlists/halls/sections", "/playlists/halls/sections/new", **fields)
    for path in ("/playlists", "/playlists/halls", "/playlists/halls/sections/2", "/publish"):
        page = await house.page(path)
        assert "<script>alert" not in page and "\u202e" not in page, path
    assert (await sections(house))[2].name == '"><script>alert(1)</script>\U0001f600'


async def test_who_may_only_read_is_shown_no_button(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_house(aiohttp_client, tmp_path, sqlite)
    await enter(site, "viewer")
    for path in ("/playlists", "/playlists/halls", "/playlists/stations"):
        page = await site.page(path)
        assert 'method="post"' not in page.partition("<main")[2] and "/publish" not in page, path


async def test_an_editor_of_some_groups_changes_nothing_that_shows_on_others(
    aiohttp_client: AiohttpClient, tmp_path: Path, sqlite: Database
) -> None:
    site = await a_house(aiohttp_client, tmp_path, sqlite)
    await enter(site, groups=("halls",))
    assert (await post(site, "/playlists/halls/weight", section="お知らせ", weight="2")).status == 303
    assert "写して編集" not in await site.page("/playlists/stations")
    for path in ("copy", "weight", "remove"):
        answer = await post(site, f"/playlists/stations/{path}", section="お知らせ", weight="2")
        assert answer.status == 403, path
    async with sqlite.write() as connection:
        await replace_playlist(connection, STATIONS, "")
    assert (await post(site, "/playlists/stations/weight", section="お知らせ", weight="2")).status == 403
    assert await site.page("/playlists/stations/sections/0", 403)


async def test_an_address_of_nothing_is_not_found(house: Site) -> None:
    for path in ("/playlists/x", "/playlists/halls/sections/9", "/playlists/halls/sections/x"):
        await house.page(path, 404)


@pytest.mark.browser
async def test_the_pages_hold_in_a_real_browser_and_sections_move_by_keys(house: Site) -> None:
    async with shared_chromium() as browser:
        for path in ("/playlists", "/playlists/halls", "/drafts/new", "/playlists/halls/sections/0"):
            await check_page(browser, house, path)
        page = await open_page(browser, house, "/playlists/halls?lang=ja")
        await page.wait_for("document.querySelector('.grip') && !document.querySelector('.grip').hidden")
        await page.evaluate("document.querySelector('.grip').focus()")
        for key in (" ", "ArrowDown", " "):
            await page.evaluate(
                f"document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{key: '{key}', bubbles: true}}))"
            )
        await page.wait_for("document.querySelector('.undo') !== null")
        assert [one.name for one in await sections(house)] == ["あゆみ", "お知らせ"]
        await page.wait_for("document.readyState === 'complete'")
        await page.evaluate(
            "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'z', ctrlKey: true, bubbles: true}))"
        )
        await page.wait_for("document.querySelector('.undo') === null")
        assert await drafted(house) == []
