"""One database: one writer, a few readers; a change is a revision raised in the same transaction.

SQLite (WAL, BEGIN IMMEDIATE) by default, PostgreSQL by address.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """`async with database.write() as connection` is one transaction; `read()` sees the last committed state.

    `changed` is set after every write, so that the publisher looks at the revision at once.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.changed = asyncio.Event()
        self._sqlite = make_url(url).get_backend_name() == "sqlite"
        self._writer = self._engine("BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
        self._readers = self._engine("BEGIN", pool_size=4, max_overflow=0)
        self._one_writer = asyncio.Lock()

    def _engine(self, begin: str, **pool: Any) -> AsyncEngine:
        engine = create_async_engine(self.url, **pool)
        if self._sqlite:
            event.listen(engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(engine.sync_engine, "begin", lambda connection: _begin(connection, begin))
        return engine

    async def open(self) -> None:
        """Brings the tables up to this version; a new file is made with its folder."""
        if self._sqlite and (file := make_url(self.url).database):
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        async with self.write() as connection:
            await connection.run_sync(_upgrade)

    async def close(self) -> None:
        await self._writer.dispose()
        await self._readers.dispose()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        async with self._one_writer, self._writer.begin() as connection:
            yield connection
        self.changed.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with self._readers.begin() as connection:
            yield connection


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions of its own: _begin says which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL: a power cut in a station loses no committed edit; writes are few here.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)


def migration_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(migration_config(connection), "head")
