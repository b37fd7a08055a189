"""One writer, a few readers, and tables that are what the migrations make."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, insert, select

from signage.actions.keep_link import COMMAND
from signage.errors import SettingsError, StoreError
from signage.store.database import Database, opened
from signage.store.edits import record_edit
from signage.store.revisions import load_revisions, raise_revision
from signage.store.tables import links, metadata, places
from tests.factories import NOW


async def test_migrations_make_exactly_the_tables(database: Database) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with database.write() as connection:
        assert await connection.run_sync(differences) == []


async def test_opening_again_changes_nothing(database: Database) -> None:
    async with database.write() as connection:
        await raise_revision(connection, "items")
    async with opened(database.url) as again, again.read() as connection:
        assert await load_revisions(connection) == {"catalogue": 1, "items": 1}


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


async def test_a_read_sees_one_state_throughout(database: Database) -> None:
    async with database.read() as reader:
        before = await load_revisions(reader)
        async with database.write() as connection:
            await raise_revision(connection, "items")
        assert await load_revisions(reader) == before == {}


async def test_text_is_ordered_by_its_bytes(database: Database) -> None:
    names = ["B", "a", "a-1", "a1", "a_1", "Ⅱ", "ァ", "ア", "亜", "髙", "😀"]
    async with database.write() as connection:
        await connection.execute(insert(places), [{"id": name, "body": "{}"} for name in reversed(names)])
        found = await connection.execute(select(places.c.id).order_by(places.c.id))
        assert list(found.scalars()) == names


async def test_tables_of_an_older_version_are_changed_by_the_server_only_after_what_is_to_be_done_first(
    database: Database,
) -> None:
    done = []

    async def before(seen: Database) -> None:
        done.append(await seen.version())
        raise RuntimeError("no room for a backup")

    async with database.write() as connection:
        await connection.exec_driver_sql("DELETE FROM alembic_version")
        await connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('0001')")
    with pytest.raises(StoreError, match="start the server once"):
        async with opened(database.url):
            pass
    with pytest.raises(RuntimeError, match="no room"):
        async with opened(database.url, before_upgrade=before):
            pass
    assert (done, await database.version()) == (["0001"], "0001")


async def test_links_that_a_command_made_before_it_had_a_name_get_it(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        database = Database(f"sqlite+aiosqlite:///{tmp_path / 'old.sqlite3'}")
        stack.push_async_callback(database.close)
        async with database.write() as connection:
            await database.migrate(connection, "0007")
            for code, campaign, by in (
                ("OWN", "", ""),
                ("ASKED", "", ""),
                ("FAIR", "fair", ""),
                ("HAND", "fair", "taga"),
            ):
                row = {"code": code, "campaign": campaign, "by": by, "asked": code, "target": code}
                await connection.execute(insert(links).values(title="{}", department="", made_at=NOW, **row))
            await record_edit(connection, "", NOW, "link", "ASKED", "add", None, {})
            await record_edit(connection, "mori", NOW, "link", "OWN", "change", None, {})
        await database.open(before_upgrade=_nothing)
        async with database.read() as connection:
            named = {row.code: row.by for row in await connection.execute(select(links))}
    assert named == {"OWN": "", "ASKED": COMMAND, "FAIR": COMMAND, "HAND": "taga"}


async def _nothing(_: Database) -> None:
    """Nothing is to be done first."""


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


@pytest.mark.parametrize(
    "url",
    [
        "foo",
        "postgresql://x/y",
        "postgresql://u:secret/y",
        "postgresql+psycopg://u:secret@x/y",
        "postgresql+asyncpg://u:secret@x",
        "mysql+aiomysql://u:secret@x/y",
        "sqlite:///x",
        "sqlite+aiosqlite://",
    ],
)
def test_an_address_of_anything_else_is_told_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match=r"database: .*sqlite\+aiosqlite:////folder/file") as problem:
        Database(url)
    assert "secret" not in str(problem.value)
