"""A backup is whole and of one moment, or not there."""

import errno
import tarfile
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from signage.actions import backup as module
from signage.actions.backup import backup, backup_before_upgrade
from signage.actions.erase_item import erase_item
from signage.errors import StoreError
from signage.store import archive
from signage.store.archive import Manifest
from signage.store.blobs import Blobs
from signage.store.content import replace_items
from signage.store.database import Database, newest_version
from tests.actions.kept import files, keep_something
from tests.factories import NOW, an_item


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def manifest_of(file: Path) -> Manifest:
    with tarfile.open(file) as tar:
        member = tar.extractfile("manifest.json")
        assert member
        return msgspec.json.decode(member.read(), type=Manifest)


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_backup_holds_every_table_and_the_files_that_rows_and_tails_name(
    database: Database, blobs: Blobs, tmp_path: Path
) -> None:
    await keep_something(database, blobs)
    unnamed = blobs.store(b"named by nothing", "webp")
    done = await backup(database, blobs, tmp_path / "all.tar", NOW)
    told = manifest_of(tmp_path / "all.tar")
    assert set(told.files) == files(blobs) - {unnamed}
    assert {name: table.rows for name, table in told.tables.items() if table.rows} == {
        "displays": 1, "heads": 1, "items": 2, "places": 1, "problems": 1, "publications": 1, "revisions": 4, "slides": 1,
        "spots": 1,
    }  # fmt: skip
    assert (done.rows, done.files, done.lost) == (13, len(told.files), [])
    assert (told.version, told.taken_at) == (newest_version(), NOW)


async def test_a_backup_is_of_one_moment_whatever_is_written_meanwhile(
    database: Database, blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep_something(database, blobs)
    dump = archive.dump_table
    written: list[bool] = []

    async def slow(*arguments):  # type: ignore[no-untyped-def]
        if not written:
            written.append(True)
            async with database.write() as connection:
                await replace_items(connection, "news", [an_item("news-3")], NOW, whole=False)
        return await dump(*arguments)

    monkeypatch.setattr(module, "dump_table", slow)
    await backup(database, blobs, tmp_path / "all.tar", NOW)
    told = manifest_of(tmp_path / "all.tar")
    assert (bool(written), told.tables["items"].rows) == (True, 2)


async def test_a_file_that_is_lost_or_damaged_is_told_and_costs_nothing_else(
    database: Database, blobs: Blobs, tmp_path: Path
) -> None:
    await keep_something(database, blobs)
    lost, damaged, *others = sorted(name for name in files(blobs) if not name.endswith(".json"))
    blobs.path(lost).unlink()
    blobs.path(damaged).write_bytes(b"something else")
    done = await backup(database, blobs, tmp_path / "all.tar", NOW)
    assert done.lost == manifest_of(tmp_path / "all.tar").lost == [lost, damaged]
    assert set(others) < set(manifest_of(tmp_path / "all.tar").files)


async def test_what_was_erased_is_not_missed(database: Database, blobs: Blobs, tmp_path: Path) -> None:
    await keep_something(database, blobs)
    await erase_item(database, blobs, "news-1", NOW)
    done = await backup(database, blobs, tmp_path / "all.tar", NOW)
    assert (done.lost, set(manifest_of(tmp_path / "all.tar").files)) == ([], files(blobs))


async def test_a_full_disk_leaves_the_last_backup_and_nothing_half_done(
    database: Database, blobs: Blobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep_something(database, blobs)
    folder = tmp_path / "safe"
    folder.mkdir()
    (folder / "all.tar").write_bytes(b"yesterday's")

    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module, "_add", full)
    with pytest.raises(OSError, match="No space left"):
        await backup(database, blobs, folder / "all.tar", NOW)
    assert (listed(folder), (folder / "all.tar").read_bytes()) == (["all.tar"], b"yesterday's")


async def test_there_is_nothing_to_back_up_where_there_is_no_database(blobs: Blobs, tmp_path: Path) -> None:
    missing = Database(f"sqlite+aiosqlite:///{tmp_path / 'none.sqlite3'}")
    with pytest.raises(StoreError, match="no database here yet"):
        await backup(missing, blobs, tmp_path / "all.tar", NOW)
    assert listed(tmp_path) == []


async def test_of_the_backups_before_upgrades_the_last_five_are_kept(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for hours in range(7):
        await backup_before_upgrade(database, folder, NOW + timedelta(hours=hours))
    assert listed(folder) == [f"before-{newest_version()}-20261122T{hour:02}0000Z.tar" for hour in range(5, 10)]
    assert not manifest_of(folder / listed(folder)[0]).with_files


async def test_a_backup_that_fails_before_an_upgrade_says_that_nothing_was_changed(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "backups").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="nothing was changed; make room"):
        await backup_before_upgrade(database, tmp_path / "backups", NOW)
