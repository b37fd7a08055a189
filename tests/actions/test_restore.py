"""What comes back is what was backed up, in whatever database; what is damaged is refused before a row is kept."""

import io
import tarfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from signage.actions.backup import backup
from signage.actions.publish_manifests import Press, publish_manifests
from signage.actions.restore import restore
from signage.actions.restore_manifests import restore_manifests
from signage.domain.ulids import new_ulid
from signage.errors import InputError, StoreError
from signage.store.archive import Manifest
from signage.store.blobs import Blobs
from signage.store.catalogue import CatalogueKeeper
from signage.store.content import replace_items
from signage.store.database import Database, newest_version
from signage.store.displays import record_displays, record_places
from signage.store.manifests import Manifests
from signage.store.now_rules import record_now_rule, remove_now_rule
from signage.store.visits import is_photograph, record_visit, write_photograph
from tests.actions.kept import files, keep_something, rows
from tests.factories import NOW, a_display, a_place, an_item
from tests.postgresql import Postgres

Other = Callable[[], Database]


@pytest.fixture
async def other(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Database:
    """An empty one of the other sort: PostgreSQL for SQLite and the other way round."""
    if database.file is None:
        return Database(f"sqlite+aiosqlite:///{tmp_path / 'other' / 'signage.sqlite3'}")
    postgres: Postgres = request.getfixturevalue("postgres")
    return Database(await postgres.empty_database())


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


async def test_what_was_on_air_is_served_again_to_the_byte_after_moving_to_the_other_database(
    press: Press, other: Database, tmp_path: Path
) -> None:
    async with press.database.write() as connection:
        await record_places(connection, [a_place(), a_place("a_1")])
        await record_displays(connection, [a_display("b"), a_display("A"), a_display("a", width=1080, height=1920)])
        names = ("news-a", "news-B", "news-a-1", "news-a_1", "news-髙")
        await replace_items(connection, "news", [an_item(name) for name in names], NOW, whole=False)
    await publish_manifests(press, await CatalogueKeeper(press.database).current(), NOW)
    await backup(press.database, press.blobs, tmp_path / "all.tar", NOW)
    blobs, manifests = Blobs(tmp_path / "moved"), Manifests()
    await restore(other, blobs, tmp_path / "all.tar")
    assert await rows(other) == await rows(press.database)
    assert files(blobs) == files(press.blobs)
    assert await restore_manifests(other, blobs, manifests, press.player) == 3
    for display in ("a", "A", "b"):
        served = press.manifests.of(display)
        assert served and manifests.of(display) == served
    again, there = [await CatalogueKeeper(one).current() for one in (press.database, other)]
    assert msgspec.json.encode(again) == msgspec.json.encode(there)
    await other.close()


async def test_a_number_that_was_given_once_is_not_given_again(
    database: Database, other: Database, blobs: Blobs, tmp_path: Path
) -> None:
    async with database.write() as connection:
        given = [(await record_now_rule(connection, "fair", NOW, timedelta(hours=1))).number for _ in range(3)]
        await remove_now_rule(connection, NOW)
    await backup(database, blobs, tmp_path / "all.tar", NOW)
    await restore(other, Blobs(tmp_path / "new"), tmp_path / "all.tar")
    async with other.write() as connection:
        assert (await record_now_rule(connection, "fair", NOW, timedelta(hours=1))).number == max(given) + 1
    await other.close()


async def test_a_backup_of_an_older_version_is_brought_up_to_this_one(
    other: Database, blobs: Blobs, tmp_path: Path, database: Database
) -> None:
    """`database` says which is the other; the old one is made here, with the tables of the first version."""
    old = Database(f"sqlite+aiosqlite:///{tmp_path / 'old.sqlite3'}")
    async with old.write() as connection:
        await old.migrate(connection, "0001")
        await replace_items(connection, "news", [an_item("news-1")], NOW, whole=False)
    await backup(old, blobs, tmp_path / "old.tar", NOW)
    told = await restore(other, Blobs(tmp_path / "new"), tmp_path / "old.tar")
    assert (told.version, await other.version()) == ("0001", newest_version())
    assert (await CatalogueKeeper(other).current()).items == {"news-1": an_item("news-1")}
    await other.close()
    await old.close()


@pytest.fixture
async def kept(sqlite: Database, blobs: Blobs, tmp_path: Path) -> Path:
    await keep_something(sqlite, blobs)
    file = tmp_path / "all.tar"
    await backup(sqlite, blobs, file, NOW)
    return file


@pytest.fixture
def empty(tmp_path: Path) -> Database:
    return Database(f"sqlite+aiosqlite:///{tmp_path / 'empty' / 'signage.sqlite3'}")


def changed(file: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A copy of a backup in which members are others, or (None) left out."""
    copy = file.with_name("changed.tar")
    with tarfile.open(file) as old, tarfile.open(copy, "w") as new:
        for entry in old.getmembers():
            member = old.extractfile(entry)
            assert member
            content = change(entry.name, member.read())
            if content is not None:
                entry.size = len(content)
                new.addfile(entry, io.BytesIO(content))
    return copy


def lacking(name: str) -> Callable[[str, bytes], bytes | None]:
    return lambda member, content: None if member.startswith(name) else content


def spoilt(name: str) -> Callable[[str, bytes], bytes | None]:
    return lambda member, content: content.replace(b"e", b"a", 1) if member.startswith(name) else content


def newer(member: str, content: bytes) -> bytes | None:
    if member != "manifest.json":
        return content
    manifest = msgspec.json.decode(content, type=Manifest)
    return msgspec.json.encode(msgspec.structs.replace(manifest, version="9999"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lacking("manifest.json"), "it is not whole, “manifest.json”"),
        (lacking("tables/items"), "it is not whole, “tables/items.jsonl”"),
        (lacking("blobs/"), "it is not whole, “blobs/"),
        (spoilt("tables/items"), "the table “items” in it is not the one that was written"),
        (spoilt("tables/heads"), "the table “heads”"),
        (spoilt("blobs/"), r"the file “[0-9a-f]{64}\.[a-z]+” in it is not the one"),
        (newer, "a newer version of this program"),
    ],
    ids=["no manifest", "no items", "no file", "other items", "other heads", "other file", "newer"],
)
async def test_a_backup_that_is_damaged_is_refused_and_no_row_of_it_is_kept(
    kept: Path, empty: Database, tmp_path: Path, change: Callable[[str, bytes], bytes | None], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        await restore(empty, Blobs(tmp_path / "new"), changed(kept, change))
    assert await empty.version() is None


@pytest.mark.parametrize("size", [0, 700, 5_000])
async def test_a_file_that_is_cut_off_or_no_backup_is_refused(
    kept: Path, empty: Database, tmp_path: Path, size: int
) -> None:
    file = tmp_path / "short.tar"
    file.write_bytes(kept.read_bytes()[:size])
    with pytest.raises(InputError, match=r"short\.tar: (this is no backup|it is not whole)"):
        await restore(empty, Blobs(tmp_path / "new"), file)
    file.write_bytes(b"<!doctype html>" * 100)
    with pytest.raises(InputError, match="this is no backup"):
        await restore(empty, Blobs(tmp_path / "new"), file)


async def test_nothing_is_restored_over_something(kept: Path, database: Database, tmp_path: Path) -> None:
    before = await rows(database)
    with pytest.raises(StoreError, match="there is something here already"):
        await restore(database, Blobs(tmp_path / "new"), kept)
    assert await rows(database) == before
    assert not (tmp_path / "new").exists()


async def test_what_was_lost_when_it_was_backed_up_does_not_stand_in_the_way(
    sqlite: Database, blobs: Blobs, empty: Database, tmp_path: Path
) -> None:
    await keep_something(sqlite, blobs)
    lost = next(name for name in files(blobs) if name.endswith(".webp"))
    blobs.path(lost).unlink()
    await backup(sqlite, blobs, tmp_path / "all.tar", NOW)
    told = await restore(empty, Blobs(tmp_path / "new"), tmp_path / "all.tar")
    assert (told.lost, files(Blobs(tmp_path / "new"))) == ([lost], files(blobs))
    await empty.close()


async def with_photograph(database: Database, folder: Path) -> str:
    """A visit with a photograph that is there, and one that is lost; the name of the first."""
    there, lost = (f"{new_ulid(NOW)}.webp" for _ in range(2))
    write_photograph(folder, there, b"RIFF: a photograph of the plug")
    async with database.write() as connection:
        await record_visit(connection, "entrance", NOW, "taga", "線を差し直した", [there, lost])
    return there


async def test_the_photographs_of_visits_come_back(sqlite: Database, empty: Database, tmp_path: Path) -> None:
    name, file, blobs = (
        await with_photograph(sqlite, tmp_path / "visits"),
        tmp_path / "all.tar",
        Blobs(tmp_path / "old"),
    )
    done = await backup(sqlite, blobs, file, NOW, photographs=tmp_path / "visits")
    assert (done.files, len(done.lost)) == (1, 1)
    await restore(empty, Blobs(tmp_path / "new"), file, photographs=tmp_path / "new visits")
    assert {one.name: one.read_bytes() for one in (tmp_path / "new visits").iterdir()} == {
        name: b"RIFF: a photograph of the plug"
    }


def elsewhere(member: str, content: bytes) -> bytes | None:
    if member != "manifest.json":
        return content
    manifest = msgspec.json.decode(content, type=Manifest)
    named = {"../../manifest.json": "0" * 64}
    return msgspec.json.encode(msgspec.structs.replace(manifest, photographs=named))


@pytest.mark.parametrize("change", [spoilt("visits/"), lacking("visits/"), elsewhere])
async def test_a_photograph_that_is_damaged_or_leads_elsewhere_is_refused(
    sqlite: Database, empty: Database, tmp_path: Path, change: Callable[[str, bytes], bytes | None]
) -> None:
    await with_photograph(sqlite, tmp_path / "visits")
    file = tmp_path / "all.tar"
    await backup(sqlite, Blobs(tmp_path / "old"), file, NOW, photographs=tmp_path / "visits")
    with pytest.raises(InputError, match=r"is not (the one that was written|whole)"):
        await restore(empty, Blobs(tmp_path / "new"), changed(file, change), photographs=tmp_path / "new visits")
    assert await empty.version() is None
    assert not (tmp_path / "new visits").exists()


@pytest.mark.parametrize(
    "name",
    ["../x.webp", "x.webp", "", ".webp", "01M80K4FW030B410QVYPTNCTQZ.html", "/01M80K4FW030B410QVYPTNCTQZ.webp"],
)
def test_only_what_was_named_here_is_the_name_of_a_photograph(name: str) -> None:
    assert not is_photograph(name)
    assert is_photograph(f"{new_ulid(NOW)}.webp")
