"""One writer, a few readers, and tables that are what the migrations make."""

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from signage.store.database import Database
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
