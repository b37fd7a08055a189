"""One writer, a few readers, and tables that are what the migrations make."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from signage.errors import SettingsError, StoreError
from signage.store.database import Database, opened
from signage.store.revisions import load_revisions, raise_revision
from signage.store.tables import metadata


async def test_migrations_make_exactly_the_tables(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with database.write() as connection:
        assert await connection.run_sync(differences) == []


async def test_opening_again_changes_nothing(database: Database) -> None:
    async with database.write() as connection:
        await raise_revision(connection, "items")
    again = Database(database.url)
    await again.open()
    async with again.read() as connection:
        assert await load_revisions(connection) == {"catalogue": 1, "items": 1}
    await again.close()


async def test_writers_wait_for_each_other_and_none_is_lost(database: Database) -> None:
    other = Database(database.url)  # a command beside the server

    async def write(to: Database) -> None:
        async with to.write() as connection:
            await raise_revision(connection, "items")

    await asyncio.gather(*(write(one) for one in (database, other) * 10))
    async with database.read() as connection:
        assert (await load_revisions(connection))["catalogue"] == 20
    await other.close()


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError, match="midway"):
        async with database.write() as connection:
            await raise_revision(connection, "items")
            raise RuntimeError("midway")
    async with database.read() as connection:
        assert await load_revisions(connection) == {}


async def test_a_write_sets_changed(database: Database) -> None:
    database.changed.clear()
    async with database.write() as connection:
        await raise_revision(connection, "items")
    assert database.changed.is_set()


async def test_a_damaged_file_is_told_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "signage.sqlite3"
    file.write_bytes(b"something else" * 1000)
    with pytest.raises(StoreError, match="damaged") as problem:
        async with opened(f"sqlite+aiosqlite:///{file}"):
            pass
    assert problem.value.where == str(file)


async def test_tables_of_a_newer_version_are_told_and_left_alone(database: Database) -> None:
    async with database.write() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer version"):
        async with opened(database.url):
            pass
    async with database.read() as connection:
        assert (await connection.exec_driver_sql("SELECT version_num FROM alembic_version")).scalar() == "9999"


async def test_opening_to_read_needs_no_write_lock(database: Database) -> None:
    async with database.write() as connection:
        await raise_revision(connection, "items")
        async with asyncio.timeout(5), opened(database.url, make=False) as other, other.read() as reader:
            assert await load_revisions(reader) == {}


async def test_a_writer_that_waited_in_vain_says_who_holds_it(database: Database) -> None:
    async with database.write() as connection:
        await connection.exec_driver_sql("PRAGMA busy_timeout=10")
    holder = sqlite3.connect(database.file, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another program holds"):
        async with database.write():
            pass
    holder.close()


async def test_a_full_disk_is_told_and_the_next_write_succeeds(database: Database) -> None:
    async with database.write() as connection:
        await connection.exec_driver_sql("CREATE TABLE big (body TEXT)")
        await connection.exec_driver_sql("PRAGMA max_page_count=1")  # as much as there is already
    database.changed.clear()
    with pytest.raises(StoreError, match="disk is full"):
        async with database.write() as connection:
            await connection.exec_driver_sql("INSERT INTO big VALUES (zeroblob(1000000))")
    assert not database.changed.is_set()
    async with database.write() as connection:
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


@pytest.mark.parametrize(
    "url", ["foo", "postgresql://x/y", "postgresql://u:secret/y", "sqlite:///x", "sqlite+aiosqlite://"]
)
def test_an_address_of_anything_else_is_told_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match=r"database: .*sqlite\+aiosqlite:////folder/file") as problem:
        Database(url)
    assert "secret" not in str(problem.value)
