"""What is erased is gone: from the database, from the files, from every screen, and it does not come back."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from signage.actions.edit_item import save_draft
from signage.actions.erase_item import erase_item
from signage.actions.kept_orders import keep_printed, printing_of
from signage.actions.publish_manifests import Press, publish_manifests
from signage.domain.accounts import Person
from signage.domain.media import Media, Rendition
from signage.domain.playlist_file import parse_playlist
from signage.domain.posters import PosterOrder, PosterText, Site
from signage.errors import NotFoundError
from signage.store.accepted import load_accepted, record_accepted
from signage.store.blobs import Blobs
from signage.store.catalogue import CatalogueKeeper
from signage.store.content import replace_items, restore_item
from signage.store.database import Database
from signage.store.displays import record_displays, record_places
from signage.store.edits import record_edit
from signage.store.erasures import Erasures
from signage.store.links import NOUN as LINKS
from signage.store.links import give_links, load_links
from signage.store.media import Decoding, Kept, Page, load_kept, record_decoding, replace_media
from signage.store.playlists import replace_playlist
from signage.store.posters import load_order, load_orders, load_posters, record_posters
from signage.store.problems import record_problem
from signage.store.revisions import load_revisions
from signage.store.slides import load_slides
from signage.store.versions import put_on_air
from tests.actions.kept import a_slide, files, publish, rows
from tests.factories import NOW, a_display, a_place, a_poster, an_item

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


async def take_in(database: Database, *ids: str) -> tuple[str, ...]:
    """Returns the notes on what was passed over."""
    items = [an_item(id, title={"ja": f"{id}の山田花子さん"}, text={"ja": "山田花子"}) for id in ids]
    async with database.write() as connection:
        return (await replace_items(connection, "news", items, NOW, whole=False)).notes


async def test_its_words_are_nowhere_any_more_and_its_id_stays_withdrawn(database: Database, blobs: Blobs) -> None:
    await take_in(database, "a", "b")
    async with database.write() as connection:
        await record_problem(connection, "slide", "a|ja|news.html", "「山田花子」は長すぎます", NOW)
    await erase_item(database, blobs, "a", LATER)
    catalogue = await CatalogueKeeper(database).current()
    assert list(catalogue.items) == ["b"]
    assert [(gone.item.id, gone.item.title, gone.at) for gone in catalogue.taken_down] == [("a", {}, LATER)]
    text = str(await rows(database))
    assert "aの山田" not in text and "長すぎます" not in text
    assert "bの山田" in text


async def test_its_source_cannot_bring_it_back_and_neither_can_staff(database: Database, blobs: Blobs) -> None:
    await take_in(database, "a", "b")
    await erase_item(database, blobs, "a", LATER)
    assert await take_in(database, "a", "b") == ("the id “a” was erased; passed over",)
    async with database.write() as connection:
        assert not await restore_item(connection, "a")
        (await replace_items(connection, "news", [an_item("b")], NOW, whole=True))
    assert "aの山田" not in str(await rows(database))


async def test_its_slides_and_pictures_go_and_what_others_show_stays(database: Database, blobs: Blobs) -> None:
    await take_in(database, "a", "b")
    mine = a_slide(blobs, "a", b"my picture", b"the flag")
    other = a_slide(blobs, "b", b"the flag")
    tail = await publish(database, blobs, NOW, mine, other)
    erased = await erase_item(database, blobs, "a", LATER)
    picture, flag = (path.removeprefix("/media/") for path, _ in mine.made.needs)
    assert set(erased.files) == {f"{mine.made.slide}.html", picture}
    assert files(blobs) == {f"{tail}.json", f"{other.made.slide}.html", flag}
    async with database.read() as connection:
        assert [slide.recipe for slide in await load_slides(connection)] == [other.recipe]
    erasures = Erasures(database)
    assert [await erasures.holds(name) for name in (picture, f"{mine.made.slide}.html", flag)] == [True, True, False]


async def test_slides_that_were_only_shown_long_ago_go_too_and_lists_that_held_it(
    database: Database, blobs: Blobs
) -> None:
    await take_in(database, "a", "b")
    old = msgspec.structs.replace(a_slide(blobs, "old version of a"), subject="a|ja|news.html")
    both = msgspec.structs.replace(a_slide(blobs, "a and b"), subject="a+b|ja|list.html")
    cut = msgspec.structs.replace(a_slide(blobs, "many"), subject="b+c+d…1234abcd")
    await publish(database, blobs, NOW, old, both, cut)
    tail = await publish(database, blobs, LATER, a_slide(blobs, "b"), cut)
    await erase_item(database, blobs, "a", LATER)
    left = {name for name in files(blobs) if name.endswith(".html")}
    assert left == {f"{a_slide(blobs, 'b').made.slide}.html", f"{cut.made.slide}.html"}
    assert f"{tail}.json" in files(blobs)


async def test_what_every_slide_loads_stays_even_if_no_other_slide_is_left(
    database: Database, blobs: Blobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor are all rows looked through for it, while whoever else writes waits."""

    async def looks(*_: object) -> set[str]:
        raise AssertionError("there is no picture to look for")

    monkeypatch.setattr("signage.actions.erase_item.load_names", looks)
    await take_in(database, "a")
    font = blobs.store(b"font", "woff2")
    mine = a_slide(blobs, "a")
    needs = (*mine.made.needs, (f"/media/{font}", 4))
    made = msgspec.structs.replace(mine.made, needs=needs)
    await publish(database, blobs, NOW, msgspec.structs.replace(mine, made=made))
    await erase_item(database, blobs, "a", LATER)
    assert font in files(blobs)


async def kept_picture(database: Database, blobs: Blobs) -> list[str]:
    """A file of the media folder in two sizes; returns their blobs."""
    names = [blobs.store(b"large", "webp"), blobs.store(b"small", "webp")]
    sizes = tuple(Rendition(name, 100, 50, 5) for name in names)
    kept = Kept("0" * 64, "signature", (Media(name="hanako.jpg", renditions=sizes),))
    async with database.write() as connection:
        await replace_media(connection, "hanako.jpg", kept, NOW)
        await record_decoding(connection, "0" * 64, "1" * 64, Decoding((Page(sizes),)))
        items = [an_item("a", media="hanako.jpg"), an_item("b")]
        await replace_items(connection, "news", items, NOW, whole=False)
    return names


async def test_all_sizes_of_its_picture_go_and_the_file_that_lies_in_the_folder_is_named(
    database: Database, blobs: Blobs
) -> None:
    names = await kept_picture(database, blobs)
    erased = await erase_item(database, blobs, "a", LATER)
    assert (set(erased.files), erased.file, files(blobs)) == (set(names), "hanako.jpg", set())
    async with database.read() as connection:
        assert await load_kept(connection, "hanako.jpg") == Kept("0" * 64, "signature", ())  # not taken in again
    assert not {name for name in names if name in str((await rows(database))["decodings"])}


async def test_a_picture_that_another_item_shows_stays(database: Database, blobs: Blobs) -> None:
    names = await kept_picture(database, blobs)
    async with database.write() as connection:
        await replace_items(connection, "news", [an_item("b", media="hanako.jpg")], NOW, whole=False)
    assert (await erase_item(database, blobs, "a", LATER)).files == []
    assert files(blobs) == set(names)


async def test_erasing_again_finds_what_a_publication_under_way_drew_once_more(
    database: Database, blobs: Blobs
) -> None:
    await take_in(database, "a", "b")
    await erase_item(database, blobs, "a", LATER)
    again = a_slide(blobs, "a", b"my picture")
    await publish(database, blobs, LATER, again)
    assert f"{again.made.slide}.html" in (await erase_item(database, blobs, "a", LATER)).files
    assert {name for name in files(blobs) if not name.endswith(".json")} == set()


async def test_of_what_staff_wrote_every_version_goes_also_of_a_draft_that_no_screen_was_given(
    database: Database, blobs: Blobs
) -> None:
    who = Person("a", "editor")
    for item in ("staff-1", "staff-2"):
        version = await save_draft(database, an_item(item, source="staff", title={"ja": "山田花子さん"}), "", who, NOW)
        if item == "staff-1":
            async with database.write() as connection:
                await put_on_air(connection, version, NOW)
        await erase_item(database, blobs, item, LATER)
    text = str(await rows(database))
    assert "山田花子" not in text and "staff-2" in text  # that it was begun stays in the history


async def ordered(database: Database, folder: Path, item: str, url: str, by: str = "taga") -> str:
    """An order of posters that tell of an item, printed, as actions/kept_orders and make_posters keep it; its id."""
    title = {"ja": f"{item}の山田花子さん"}
    order = PosterOrder(
        sites=(Site(place="station"),), paper=a_poster().paper, item=item, url=url, text=PosterText(title=title)
    )
    async with database.write() as connection:
        given = await give_links(connection, [url], NOW, campaign="", title=title, by=by)
        poster = a_poster(f"22{item.upper()}2"[:4], link=given[url].code, item=item)
        await record_posters(connection, [poster], by, NOW)
        await keep_printed(connection, order, title, [poster], by, NOW, one_each=False)
        id = next(one.id for one in await load_orders(connection) if poster.spot in one.body)
        after = msgspec.structs.replace(given[url], target=f"{url}new")
        await record_edit(connection, by, NOW, "link", given[url].code, "change", given[url], after)
    (folder / id).mkdir(parents=True)
    (folder / id / "posters.pdf").write_bytes(b"%PDF")
    return id


async def test_orders_of_its_posters_say_nothing_of_it_any_more_and_their_files_go(
    database: Database, blobs: Blobs, tmp_path: Path
) -> None:
    await take_in(database, "a", "b")
    folder = tmp_path / "posters"
    mine = await ordered(database, folder, "a", "https://www.city.hitachi.lg.jp/a/")
    async with database.read() as connection:
        before = (await load_revisions(connection)).get(LINKS, 0)
    other = await ordered(database, folder, "b", "https://www.city.hitachi.lg.jp/b/", by="kuji")
    for _ in range(2):
        assert (await erase_item(database, blobs, "a", LATER, posters=folder)).orders == (mine,)
        text = str(await rows(database))
        assert "aの山田" not in text and text.count("bの山田") >= 5
        assert [path.name for path in folder.iterdir()] == [other]
    async with database.read() as connection:
        links, kept = await load_links(connection), await load_order(connection, mine)
        assert (await load_revisions(connection))[LINKS] > before + 1, "who follows codes reads them again"
        assert len(await load_posters(connection)) == 2, "that they hang stays known, and where their codes lead"
    assert {link.asked: link.title for link in links.values()} == {
        "https://www.city.hitachi.lg.jp/a/": {},
        "https://www.city.hitachi.lg.jp/b/": {"ja": "bの山田花子さん"},
    }
    assert kept and printing_of(kept).spots and kept.problem == ""


async def test_a_link_that_was_there_before_its_posters_keeps_its_title(
    database: Database, blobs: Blobs, tmp_path: Path
) -> None:
    await take_in(database, "a")
    url, title = "https://www.city.hitachi.lg.jp/", {"ja": "市のトップページ"}
    async with database.write() as connection:
        await give_links(connection, [url], NOW - timedelta(days=1), title=title, by="taga")
    await ordered(database, tmp_path, "a", url)
    await erase_item(database, blobs, "a", LATER, posters=tmp_path)
    async with database.read() as connection:
        assert [link.title for link in (await load_links(connection)).values()] == [title]


async def test_files_of_its_posters_that_can_not_be_removed_are_told(
    database: Database, blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await take_in(database, "a")
    id = await ordered(database, tmp_path, "a", "https://www.city.hitachi.lg.jp/a/")
    monkeypatch.setattr("signage.actions.erase_item.shutil.rmtree", lambda *_, **__: None)
    assert (await erase_item(database, blobs, "a", LATER, posters=tmp_path)).left == (tmp_path / id,)


async def test_why_somebody_put_it_up_unreadable_goes_too(database: Database, blobs: Blobs) -> None:
    await take_in(database, "a", "b")
    async with database.write() as connection:
        for item in ("a", "b"):
            await record_accepted(connection, item, ["text-too-small"], f"{item}の山田花子さんの希望", "taga", NOW)
    await erase_item(database, blobs, "a", LATER)
    async with database.read() as connection:
        assert list(await load_accepted(connection)) == ["b"]


async def test_an_item_that_is_not_there_is_told(database: Database, blobs: Blobs) -> None:
    with pytest.raises(NotFoundError, match="no item of this id"):
        await erase_item(database, blobs, "nobody", NOW)


async def test_every_screen_withdraws_it_and_names_only_files_that_are_there(press: Press) -> None:
    playlist = parse_playlist('[[section]]\nkinds = ["news"]\n[[when]]\n', "playlists/all.toml")
    async with press.database.write() as connection:
        await record_places(connection, [a_place()])
        await record_displays(connection, [a_display()])
        await replace_playlist(connection, playlist, "playlists/all.toml")
    await take_in(press.database, "a", "b")
    catalogues = CatalogueKeeper(press.database)
    await publish_manifests(press, await catalogues.current(), NOW)
    await erase_item(press.database, press.blobs, "a", LATER)
    await publish_manifests(press, await catalogues.current(), LATER)
    served = press.manifests.of("entrance")
    assert served
    manifest = msgspec.json.decode(served.body())
    assert manifest["withdrawn"] == ["a"]
    assert {slide["item"] for slide in manifest["slides"]} == {"b"}
    for slide in (*(slide["slide"] for slide in manifest["slides"]), manifest["fallback"]):
        assert press.blobs.path(f"{slide}.html").is_file()
