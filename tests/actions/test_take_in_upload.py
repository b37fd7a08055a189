"""The library's pictures: kept with their originals, in backups and exports, through sweeps; gone for good when erased."""

import asyncio
import os
import tarfile
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from signage.actions.backup import backup
from signage.actions.decoded_media import Workshop
from signage.actions.erase_item import erase_item
from signage.actions.erase_picture import erase_picture, erase_showing
from signage.actions.export_input import export_input
from signage.actions.keep_media_details import keep_media_details
from signage.actions.replace_media import replace_everywhere
from signage.actions.restore import restore
from signage.actions.sweep import sweep
from signage.actions.sweep_library import sweep_library
from signage.actions.take_in_media import TakeInMedia
from signage.actions.take_in_upload import Library, TakenIn, begin_upload, receive_whole, take_in_upload
from signage.actions.withdraw_item import withdraw_item
from signage.domain.media import Crop, Media
from signage.domain.uploads import AT_ONCE, Announced, Upload
from signage.errors import ConflictError, InputError, MediaError, NotFoundError, StoreError
from signage.render.assets import VENDOR
from signage.render.decoding import Limits
from signage.store.blobs import Blobs
from signage.store.content import load_items, replace_items
from signage.store.database import Database
from signage.store.edits import load_edits
from signage.store.media import load_media
from signage.store.media_details import Described, load_details
from signage.store.originals import Originals
from signage.store.uploads import Uploads
from tests.actions.kept import a_slide, files, publish, rows
from tests.actions.test_take_in_media import Thread
from tests.factories import NOW, an_item
from tests.render.media_samples import film, pdf, quarters, saved

JPEG = saved(quarters(900, 600))
OTHER = saved(quarters(1200, 800), "PNG")
LATER = NOW + timedelta(days=2)


@pytest.fixture
async def library(tmp_path: Path, database: Database) -> Library:
    return a_library(tmp_path, database)


def a_library(folder: Path, database: Database, gigabytes: int = 1) -> Library:
    (folder / "input" / "media").mkdir(parents=True, exist_ok=True)
    shop = Workshop(
        database,
        Blobs(folder / "blobs"),
        Thread(1, 1024, 60),
        folder / "input",
        str(VENDOR),
        limits=Limits(pages=3),
        megabytes=2,
        patience_seconds=0,
    )
    return Library(shop, Uploads(folder / "uploads"), Originals(folder / "library"), gigabytes)


async def an_upload(library: Library, name: str = "harbour.jpg", content: bytes = JPEG, by: str = "taga") -> Upload:
    upload = await begin_upload(library, Announced(name=name, size=str(len(content))), by, NOW)
    assert isinstance(upload, Upload)
    await receive_whole(library, upload, BytesIO(content))
    return upload


async def add(library: Library, name: str = "harbour.jpg", content: bytes = JPEG) -> Described:
    taken = await take_in_upload(library, await an_upload(library, name, content), "pr", NOW)
    return await described(library, taken.name)


async def described(library: Library, name: str) -> Described:
    async with library.shop.database.read() as connection:
        found = await load_details(connection, name)
    assert found
    return found


async def show(library: Library, *names: str) -> None:
    items = [an_item(f"news-{number}", media=name) for number, name in enumerate(names)]
    async with library.shop.database.write() as connection:
        await replace_items(connection, "news", items, NOW, whole=False)


async def parts(*content: bytes) -> AsyncIterator[bytes]:
    for part in content:
        yield part


async def broken(*content: bytes) -> AsyncIterator[bytes]:
    for part in content:
        yield part
    raise ConnectionResetError("the line is gone")


async def test_what_came_before_the_line_broke_is_kept(library: Library) -> None:
    upload = await begin_upload(library, Announced(name="a.jpg", size="100"), "taga", NOW)
    assert isinstance(upload, Upload)
    with pytest.raises(ConnectionResetError):
        await library.uploads.append(upload, 0, broken(b"x" * 30, b"y" * 10))
    assert library.uploads.offset(upload) == 40
    with pytest.raises(ConflictError):
        await take_in_upload(library, upload, "pr", NOW)
    assert await library.uploads.append(upload, 40, parts(b"z" * 100)) == 100
    assert library.uploads.path(upload).read_bytes() == b"x" * 30 + b"y" * 10 + b"z" * 60


async def test_of_two_parts_that_come_at_once_one_is_written(library: Library) -> None:
    upload = await begin_upload(library, Announced(name="a.jpg", size="100"), "taga", NOW)
    assert isinstance(upload, Upload)
    both = (library.uploads.append(upload, 0, parts(b"x" * 90)) for _ in range(2))
    came = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in came) == ["ConflictError", "int"]
    assert library.uploads.offset(upload) == 90
    assert await library.uploads.append(upload, 90, parts(b"x" * 90)) == 100


async def test_nothing_is_written_on_to_a_file_that_is_larger_than_was_said(library: Library) -> None:
    upload = await an_upload(library)
    with library.uploads.path(upload).open("ab") as part:
        part.write(b"x" * 5)
    more = len(JPEG) + 5
    assert await library.uploads.append(upload, more, parts(b"y" * 50)) == more


async def test_a_server_that_was_started_anew_goes_on_with_what_had_come(library: Library, tmp_path: Path) -> None:
    said = Announced(name="a.jpg", size="100", modified="5")
    upload = await begin_upload(library, said, "taga", NOW)
    assert isinstance(upload, Upload)
    await library.uploads.append(upload, 0, parts(b"x" * 30))
    again = a_library(tmp_path, library.shop.database)
    assert await begin_upload(again, said, "taga", LATER) == upload
    assert again.uploads.offset(upload) == 30
    assert await begin_upload(again, said, "somebody else", LATER) != upload


async def test_after_a_transaction_that_failed_the_same_file_can_be_sent_again(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*given: object) -> None:
        raise StoreError("the disk is full")

    said = Announced(name="harbour.jpg", size=str(len(JPEG)))
    upload = await an_upload(library)
    with monkeypatch.context() as broken, pytest.raises(StoreError):
        broken.setattr("signage.actions.take_in_upload.record_details", fail)
        await take_in_upload(library, upload, "pr", NOW)
    again = await begin_upload(library, said, "taga", LATER)
    assert isinstance(again, Upload)
    assert again != upload
    assert library.uploads.offset(again) == 0
    assert library.uploads.of("taga") == [again]
    assert {path.stem for path in library.uploads.folder.iterdir()} == {again.id}
    await receive_whole(library, again, BytesIO(JPEG))
    assert not (await take_in_upload(library, again, "pr", LATER)).same


async def test_a_full_library_and_too_many_at_once_are_told(library: Library, tmp_path: Path) -> None:
    full = a_library(tmp_path, library.shop.database, gigabytes=0)
    with pytest.raises(MediaError, match="the library is full"):
        await begin_upload(full, Announced(name="a.jpg", size="5"), "taga", NOW)
    for number in range(AT_ONCE):
        await begin_upload(library, Announced(name=f"{number}.jpg", size="5"), "taga", NOW)
    with pytest.raises(MediaError, match="at most 100 files at once"):
        await begin_upload(library, Announced(name="a.jpg", size="5"), "taga", NOW)
    assert isinstance(await begin_upload(library, Announced(name="a.jpg", size="5"), "another", NOW), Upload)


@pytest.mark.parametrize("content", [b"MZ" + bytes(50), b"", JPEG[:300], b"<svg", bytes(3_000)])
async def test_what_can_t_be_shown_is_refused_and_forgotten(library: Library, content: bytes) -> None:
    upload = Upload(id="0" * 26, name="a.jpg", size=len(content), by="taga", begun_at=NOW)
    library.uploads.begin(upload)
    await receive_whole(library, upload, BytesIO(content))
    with pytest.raises(MediaError) as problem:
        await take_in_upload(library, upload, "pr", NOW)
    assert problem.value.japanese
    assert list(library.uploads.folder.iterdir()) == []
    assert not library.originals.folder.exists() or list(library.originals.folder.iterdir()) == []


async def test_a_document_has_a_picture_a_page_and_a_film_its_film(library: Library) -> None:
    document, moving = await add(library, "plan.pdf", pdf(2)), await add(library, "walk.mp4", film())
    async with library.shop.database.read() as connection:
        media = await load_media(connection)
    assert sorted(media) == sorted([document.name, f"{document.name}#2", moving.name])
    assert media[moving.name].film is not None


async def test_the_same_content_is_taken_in_once(library: Library) -> None:
    one = await add(library)
    again = await take_in_upload(library, await an_upload(library, "copy.jpg"), "fire", NOW)
    assert again == TakenIn(one.name, same=True)
    assert len(list(library.originals.folder.iterdir())) == 1


async def test_a_part_is_cut_out_of_the_original_and_not_cut_again_for_another_word(library: Library) -> None:
    one = await add(library)
    details = msgspec.structs.replace(one.details, portrait=Crop(0.5, 0.0, 0.5, 1.0))
    one = await keep_media_details(library, one, details, "pr", "taga", NOW)
    async with library.shop.database.read() as connection:
        first = (await load_media(connection))[one.name].framed(portrait=True)
    assert (first.renditions[-1].width, first.renditions[-1].height) == (450, 600)
    library.originals.remove(one.sha256)
    await keep_media_details(library, one, msgspec.structs.replace(details, title="港"), "pr", "taga", NOW)
    with pytest.raises(MediaError, match="its original is lost"):
        other = msgspec.structs.replace(details, portrait=Crop(0.4, 0.0, 0.5, 1.0))
        await keep_media_details(library, await described(library, one.name), other, "pr", "taga", NOW)


async def test_what_somebody_changed_meanwhile_is_not_overwritten(library: Library) -> None:
    one = await add(library)
    await keep_media_details(library, one, msgspec.structs.replace(one.details, title="港"), "pr", "a", NOW)
    with pytest.raises(ConflictError):
        await keep_media_details(library, one, one.details, "fire", "b", LATER)
    with pytest.raises(ConflictError):
        await replace_everywhere(library, one, await an_upload(library, "b.png", OTHER), "b", LATER)
    assert (await described(library, one.name)).department == "pr"


async def test_nothing_stands_in_a_picture_s_place_that_items_can_t_show(library: Library) -> None:
    document = await add(library, "plan.pdf", pdf(2))
    await show(library, f"{document.name}#2")
    with pytest.raises(MediaError, match="fewer pages"):
        await replace_everywhere(library, document, await an_upload(library, "b.pdf", pdf(1)), "taga", NOW)
    await withdraw_item(library.shop.database, "news-0", NOW)
    with pytest.raises(MediaError, match="fewer pages"):
        await replace_everywhere(library, document, await an_upload(library, "b2.pdf", pdf(1)), "taga", NOW)
    with pytest.raises(MediaError, match="a film can only be replaced by a film"):
        await replace_everywhere(library, document, await an_upload(library, "b.mp4", film()), "taga", NOW)
    one = await add(library)
    with pytest.raises(MediaError, match="has this content already"):
        await replace_everywhere(library, document, await an_upload(library, "c.jpg", JPEG), "taga", NOW)
    assert (await described(library, one.name)).sha256 != (await described(library, document.name)).sha256


async def test_the_watched_folder_leaves_pictures_of_the_library_alone(library: Library) -> None:
    one = await add(library)
    watched = TakeInMedia(library.shop)
    assert await watched.known() == []
    await watched._take_all(library.shop.root / "media" / one.name)
    async with library.shop.database.read() as connection:
        assert one.name in await load_media(connection)


async def test_a_backup_holds_the_originals(library: Library, tmp_path: Path) -> None:
    one = await add(library)
    file, database = tmp_path / "all.tar", library.shop.database
    done = await backup(database, library.shop.blobs, file, NOW, originals=library.originals)
    assert done.lost == []
    other, there = Database(f"sqlite+aiosqlite:///{tmp_path / 'o' / 'x.sqlite3'}"), a_library(tmp_path / "o", database)
    await restore(other, there.shop.blobs, file, originals=there.originals)
    assert await rows(other) == await rows(database)
    await other.close()
    name = there.originals.find(one.sha256)
    assert name
    assert there.originals.path(name).read_bytes() == JPEG
    assert files(there.shop.blobs) == files(library.shop.blobs)


async def test_an_original_that_is_lost_is_told_and_one_that_was_changed_is_not_restored(
    library: Library, tmp_path: Path
) -> None:
    one = await add(library)
    good, bad, database = tmp_path / "good.tar", tmp_path / "bad.tar", library.shop.database
    await backup(database, library.shop.blobs, good, NOW, originals=library.originals)
    with tarfile.open(good) as before, tarfile.open(bad, "w") as after:
        for entry in before:
            content = before.extractfile(entry)
            assert content
            changed = b"x" * entry.size if entry.name.startswith("library/") else content.read()
            after.addfile(entry, BytesIO(changed))
    other = Database(f"sqlite+aiosqlite:///{tmp_path / 'o' / 'x.sqlite3'}")
    with pytest.raises(InputError, match="the original"):
        await restore(other, Blobs(tmp_path / "o" / "blobs"), bad, originals=Originals(tmp_path / "o" / "library"))
    library.originals.remove(one.sha256)
    assert (await backup(database, library.shop.blobs, good, NOW, originals=library.originals)).lost == [
        f"library/{one.sha256}"
    ]


def age(folder: Path) -> None:
    """As if all of it had been written days ago."""
    for path in folder.rglob("*"):
        os.utime(path, (NOW.timestamp() - 200_000,) * 2)


async def test_sweeps_keep_what_the_library_holds_and_take_what_nobody_names(library: Library, tmp_path: Path) -> None:
    one, gone = await add(library), await add(library, "b.png", OTHER)
    await an_upload(library, "c.jpg", JPEG)
    replaced = await replace_everywhere(library, gone, await an_upload(library, "d.pdf", pdf(1)), "taga", NOW)
    age(tmp_path)
    database, blobs = library.shop.database, library.shop.blobs
    for _ in range(2):
        await sweep(database, blobs, library.shop.root, NOW, archive_days=400)
        await sweep_library(database, library.originals, library.uploads, NOW)
    kept = {path.name.partition(".")[0] for path in library.originals.folder.iterdir()}
    assert kept == {one.sha256, replaced.sha256}
    assert list(library.uploads.folder.iterdir()) == []
    async with database.read() as connection:
        named = {size.file for media in (await load_media(connection)).values() for size in media.renditions}
    assert files(blobs) == named


async def test_what_is_under_way_is_not_swept(library: Library) -> None:
    upload = await an_upload(library)
    assert await sweep_library(library.shop.database, library.originals, library.uploads, NOW) == 0
    assert library.uploads.offset(upload) == len(JPEG)


async def test_erasing_an_item_takes_its_picture_out_of_the_library(library: Library) -> None:
    one, other = await add(library), await add(library, "b.png", OTHER)
    await show(library, one.name, other.name)
    erased = await erase_item(library.shop.database, library.shop.blobs, "news-0", LATER, library.originals)
    assert erased.file is None
    async with library.shop.database.read() as connection:
        assert list(await load_media(connection)) == [other.name]
        assert await load_details(connection, one.name) is None
        edits = await load_edits(connection, noun="media", name=one.name)
    assert [(edit.before, edit.after) for edit in edits] == [(None, None)]
    assert library.originals.find(one.sha256) is None
    assert library.originals.find(other.sha256)
    assert not set(erased.files) & {size.file for size in (await pictures(library))[other.name].renditions}


async def test_a_picture_that_another_item_shows_stays_in_the_library(library: Library) -> None:
    one = await add(library)
    await show(library, one.name, one.name)
    await erase_item(library.shop.database, library.shop.blobs, "news-0", LATER, library.originals)
    assert one.name in await pictures(library)
    assert library.originals.find(one.sha256)


async def pictures(library: Library) -> dict[str, Media]:
    async with library.shop.database.read() as connection:
        return await load_media(connection)


async def test_a_picture_can_be_erased_with_every_slide_that_shows_it(library: Library) -> None:
    one, database, blobs = await add(library), library.shop.database, library.shop.blobs
    await show(library, one.name)
    sizes = [size.file for size in (await pictures(library))[one.name].renditions]
    content = blobs.load(sizes[0])
    mine, other = a_slide(blobs, "news-0", content), a_slide(blobs, "news-1", b"other")
    await publish(database, blobs, NOW, mine, other)
    gone = await erase_picture(database, blobs, library.originals, one.name, LATER)
    assert set(gone) == {*sizes, f"{mine.made.slide}.html"}
    assert not files(blobs) & set(gone)
    assert f"{other.made.slide}.html" in files(blobs)
    assert library.originals.find(one.sha256) is None
    async with database.read() as connection:
        assert await load_details(connection, one.name) is None
        assert "news-0" in (await load_items(connection))[0]
    with pytest.raises(NotFoundError):
        await erase_picture(database, blobs, library.originals, one.name, LATER)
    again = a_slide(blobs, "news-0", content)  # by a publication that was under way
    await publish(database, blobs, LATER, again)
    assert f"{again.made.slide}.html" in await erase_showing(database, blobs, gone, LATER)
    assert not files(blobs) & {*sizes, f"{again.made.slide}.html"}


async def test_an_export_holds_the_originals_where_another_server_takes_them_for_what_items_name(
    library: Library, tmp_path: Path
) -> None:
    one, to = await add(library), tmp_path / "export"
    details = msgspec.structs.replace(one.details, credit={"ja": "写真：日立市"}, focus=(0.25, 0.5))
    await keep_media_details(library, one, details, "pr", "taga", NOW)
    database = library.shop.database
    done = await export_input(database, library.shop.blobs, library.shop.root, to, "Asia/Tokyo", library.originals)
    assert not [sentence for sentence in done.lost if "picture" in sentence]
    assert (to / "media" / one.name).read_bytes() == JPEG
    assert (to / "media" / f"{one.name}.txt").read_text("utf-8") == "credit.ja: 写真：日立市\nfocus: 25% 50%\n"
    other = Database(f"sqlite+aiosqlite:///{tmp_path / 'o.sqlite3'}")
    await other.open()
    taken = TakeInMedia(library.shop._replace(database=other, root=to))
    await taken._take_all(to / "media" / one.name)
    await taken._store()
    async with other.read() as connection:
        assert (await load_media(connection))[one.name].focus == (0.25, 0.5)
        assert (await load_items(connection))[0] == {}
    await other.close()
