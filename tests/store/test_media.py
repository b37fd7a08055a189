"""What is kept of a file of the media folder: its pictures, its items, and what its content was decoded into."""

import unicodedata

import pytest

from signage.domain.content import Item
from signage.domain.media import Media, Rendition
from signage.store.catalogue import CatalogueKeeper
from signage.store.content import load_items, replace_items, restore_item, withdraw_item
from signage.store.database import Database
from signage.store.media import (
    Decoding,
    Kept,
    Page,
    load_decoding,
    load_files,
    load_kept,
    record_decoding,
    remove_media,
    replace_media,
)
from signage.store.revisions import load_revisions
from tests.factories import NOW, an_item

SIZE = Rendition("a" * 64 + ".webp", 640, 400, 9000)


def kept(*names: str, focus: float = 0.5, items: bool = True, title: str = "写真") -> Kept:
    media = tuple(Media(name=name, renditions=(SIZE,), focus=(focus, focus)) for name in names)
    made = tuple(
        an_item(f"media-{name}", source="media", kind="picture", media=name, title={"ja": title}) for name in names
    )
    return Kept("b" * 64, "9-9-9", media, made if items else ())


async def replace(database: Database, file: str, what: Kept) -> bool:
    async with database.write() as connection:
        return await replace_media(connection, file, what, NOW)


async def up(database: Database) -> dict[str, Item]:
    async with database.read() as connection:
        return (await load_items(connection))[0]


async def revision(database: Database) -> int:
    async with database.read() as connection:
        return (await load_revisions(connection)).get("catalogue", 0)


async def test_a_file_is_in_the_catalogue_until_it_is_removed(database: Database) -> None:
    catalogues = CatalogueKeeper(database)
    what = kept("a.jpg")
    assert await replace(database, "a.jpg", what)
    found = await catalogues.current()
    assert (found.media, [*found.items]) == ({"a.jpg": what.media[0]}, ["media-a.jpg"])
    async with database.write() as connection:
        assert await remove_media(connection, "a.jpg", NOW)
        assert not await remove_media(connection, "a.jpg", NOW)
    found = await catalogues.current()
    assert (found.media, found.items, [gone.item.id for gone in found.taken_down]) == ({}, {}, ["media-a.jpg"])


async def test_pages_that_a_document_lost_are_taken_down_and_no_other_file_s_are(database: Database) -> None:
    await replace(database, "a.pdf", kept("a.pdf", "a.pdf#2", "a.pdf#3"))
    await replace(database, "b.jpg", kept("b.jpg"))
    await replace(database, "a.pdf", kept("a.pdf", "a.pdf#2"))
    assert [*await up(database)] == ["media-a.pdf", "media-a.pdf#2", "media-b.jpg"]


async def test_the_same_again_changes_nothing_and_another_focus_does(database: Database) -> None:
    await replace(database, "a.jpg", kept("a.jpg"))
    before = await revision(database)
    assert not await replace(database, "a.jpg", kept("a.jpg"))
    assert await revision(database) == before
    assert await replace(database, "a.jpg", kept("a.jpg", focus=0.2))
    assert await revision(database) > before


async def test_a_part_of_others_wakes_the_publisher_too(database: Database) -> None:
    assert await replace(database, "parts/a.jpg", kept("parts/a.jpg", items=False))
    assert (await up(database), await revision(database)) == ({}, 1)


async def test_what_staff_withdrew_stays_withdrawn_when_its_file_changes(database: Database) -> None:
    await replace(database, "a.jpg", kept("a.jpg"))
    async with database.write() as connection:
        await withdraw_item(connection, "media-a.jpg", NOW)
    await replace(database, "a.jpg", kept("a.jpg", title="新しい題"))
    assert await up(database) == {}
    async with database.write() as connection:
        assert await restore_item(connection, "media-a.jpg")
    assert (await up(database))["media-a.jpg"].title == {"ja": "新しい題"}


async def test_an_id_that_another_source_has_stays_its_own(database: Database) -> None:
    async with database.write() as connection:
        await replace_items(connection, "news", [an_item("media-a.jpg")], NOW, whole=True)
    await replace(database, "a.jpg", kept("a.jpg"))
    assert (await up(database))["media-a.jpg"].source == "news"


async def test_files_are_known_by_their_names_after_a_restart(database: Database) -> None:
    for name in ("b.jpg", "写真/a.jpg"):
        await replace(database, name, kept(name))
    async with database.read() as connection:
        assert await load_files(connection) == ["b.jpg", "写真/a.jpg"]
        assert await load_kept(connection, "b.jpg") == kept("b.jpg")
        assert await load_kept(connection, "c.jpg") is None


async def test_a_decoding_is_found_by_content_and_recipe(database: Database) -> None:
    film = Rendition("c" * 64 + ".mp4", 640, 400, 90_000)
    decoding = Decoding((Page((SIZE,)), Page((SIZE,), film, 2000)), (("in part", "一部"),))
    async with database.write() as connection:
        await record_decoding(connection, "b" * 64, "1" * 64, decoding)
    async with database.read() as connection:
        assert await load_decoding(connection, "b" * 64, "1" * 64) == decoding
        assert await load_decoding(connection, "b" * 64, "2" * 64) is None
    assert decoding.files() == [SIZE.file, SIZE.file, film.file]


NFC, NFD = (unicodedata.normalize(form, "がっこう/プール_10%.pdf") for form in ("NFC", "NFD"))
IN_PART = NFD.partition("/")[0] + "/" + NFC.partition("/")[2]


async def remove(database: Database, file: str) -> None:
    async with database.write() as connection:
        assert await remove_media(connection, file, NOW)


@pytest.mark.parametrize("old", [NFD, IN_PART], ids=["NFD", "in part"])
async def test_a_file_whose_name_is_only_written_otherwise_stays_up(database: Database, old: str) -> None:
    """The new name is taken in first, and both give the same item."""
    await replace(database, old, kept(NFC, f"{NFC}#2"))
    await replace(database, NFC, kept(NFC, f"{NFC}#2"))
    await remove(database, old)
    assert [*await up(database)] == [f"media-{NFC}", f"media-{NFC}#2"]
    await remove(database, NFC)
    assert await up(database) == {}


async def test_of_two_files_that_read_the_same_the_one_that_stays_is_shown(database: Database) -> None:
    await replace(database, NFC, kept(NFC, title="残る"))
    await replace(database, NFD, kept(NFC, f"{NFC}#2", title="消える"))
    await remove(database, NFD)
    assert {id: item.title["ja"] for id, item in (await up(database)).items()} == {f"media-{NFC}": "残る"}


async def test_pages_that_a_file_lost_stay_where_another_of_its_name_has_them(database: Database) -> None:
    await replace(database, NFD, kept(NFC, f"{NFC}#2", title="ほか"))
    await replace(database, NFC, kept(NFC, f"{NFC}#2", f"{NFC}#3"))
    await replace(database, NFC, kept(NFC))
    assert {id: item.title["ja"] for id, item in (await up(database)).items()} == {
        f"media-{NFC}": "写真",
        f"media-{NFC}#2": "ほか",
    }


async def test_a_name_like_another_s_keeps_nothing_of_it_up(database: Database) -> None:
    names = ("プール.jpg", "フール.jpg", "プル.jpg", "ﾌﾟｰﾙ.jpg")
    for name in names:
        await replace(database, name, kept(name))
    await remove(database, names[0])
    assert set(await up(database)) == {f"media-{name}" for name in names[1:]}


async def test_what_staff_withdrew_stays_withdrawn_when_the_file_beside_it_goes(database: Database) -> None:
    for name in (NFD, NFC):
        await replace(database, name, kept(NFC))
    async with database.write() as connection:
        await withdraw_item(connection, f"media-{NFC}", NOW)
    await remove(database, NFD)
    assert await up(database) == {}


async def test_an_old_letter_that_unicode_holds_for_the_new_one_is_the_same_name(database: Database) -> None:
    for name in ("\ufa19社.jpg", "神社.jpg"):  # U+FA19 is U+795E in every normal form
        await replace(database, name, kept("神社.jpg"))
    await remove(database, "\ufa19社.jpg")
    assert [*await up(database)] == ["media-神社.jpg"]
