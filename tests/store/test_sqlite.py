"""What can go wrong with a file is told with what to do."""

import sqlite3
from pathlib import Path

import pytest

from signage.errors import StoreError
from signage.store.database import Database, opened
from signage.store.revisions import raise_revision


async def test_a_damaged_file_is_told_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "signage.sqlite3"
    file.write_bytes(b"something else" * 1000)
    with pytest.raises(StoreError, match="damaged") as problem:
        async with opened(f"sqlite+aiosqlite:///{file}"):
            pass
    assert problem.value.where == str(file)


async def test_a_writer_that_waited_in_vain_says_who_holds_it(sqlite: Database) -> None:
    async with sqlite.write() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout=10")
    holder = sqlite3.connect(str(sqlite.file), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another program holds"):
        async with sqlite.write():
            pass
    holder.close()


async def test_a_full_disk_is_told_and_the_next_write_succeeds(sqlite: Database) -> None:
    async with sqlite.write() as connection:
        await connection.exec_driver_sql("CREATE TABLE big (body TEXT)")
        await connection.exec_driver_sql("PRAGMA max_page_count=1")  # as much as there is already
    sqlite.changed.clear()
    with pytest.raises(StoreError, match="disk is full"):
        async with sqlite.write() as connection:
            await connection.exec_driver_sql("INSERT INTO big VALUES (zeroblob(1000000))")
    assert not sqlite.changed.is_set()
    async with sqlite.write() as connection:
        await raise_revision(connection, "items")


async def test_a_missing_file_is_not_made_where_it_is_only_read(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database here yet"):
        async with opened(f"sqlite+aiosqlite:///{tmp_path / 'data' / 'signage.sqlite3'}", make=False):
            pass
    assert not list(tmp_path.iterdir())


async def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="folder can't be made"):
        async with opened(f"sqlite+aiosqlite:///{tmp_path / 'file' / 'data' / 'signage.sqlite3'}"):
            pass
