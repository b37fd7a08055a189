"""One database: one writer, a few readers; a change is a revision raised in the same transaction.

SQLite or PostgreSQL, by address. Whatever is wrong with it is a StoreError that says what to do.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from ..errors import SettingsError, StoreError
from .postgresql import Postgresql
from .sqlite import Sqlite

MIGRATIONS = Path(__file__).parent / "migrations"
NONE_YET = "there is no database here yet; `signage serve` makes it, `signage --settings FILE …` names another"
OLDER = "an older version of this program made it; start the server once, it takes a backup and brings it up to date"
NEWER = "a newer version of this program made it; use that one, or put an older backup in its place"
_ADDRESS = "leave it empty, or write sqlite+aiosqlite:////folder/file or postgresql+asyncpg://user:password@host/name"

BeforeUpgrade = Callable[["Database"], Awaitable[None]]


class Database:
    """`async with database.write() as connection` is one transaction; `read()` sees the last committed state.

    `changed` is set after every write, so that the publisher looks at the revision at once. `where` names it without
    its password; `file` is SQLite's.
    """

    def __init__(self, url: str) -> None:
        """Raises SettingsError for an address that names no database we know."""
        self.url = url
        self.changed = asyncio.Event()
        self._engines = _engines(url)
        self.where = self._engines.where
        self.file: Path | None = self._engines.file
        self._one_writer = asyncio.Lock()

    async def open(self, *, make: bool = True, before_upgrade: BeforeUpgrade | None = None) -> None:
        """Makes the tables where there are none, and only then needs the write lock; `make=False` makes nothing.

        Tables of an older version are brought up to this one after `before_upgrade`; without it they are a StoreError.
        """
        if make:
            self.make_room()
        version = await self.version()
        if version == newest_version():
            return
        if version is None and not make:
            raise StoreError(NONE_YET, self.where)
        if version is not None:
            if before_upgrade is None:
                raise StoreError(OLDER, self.where)
            await before_upgrade(self)
        async with self.write() as connection:
            await self.migrate(connection)

    def make_room(self) -> None:
        """Makes SQLite's folder. Raises StoreError."""
        self._engines.make_room()

    async def version(self) -> str | None:
        """The migration that its tables are of; None where there are none. Raises StoreError for one we don't know."""
        if not self._engines.is_there():
            return None
        async with self.read() as connection:
            version = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
        if version is not None and version not in known_versions():
            raise StoreError(NEWER, self.where)
        return version

    async def migrate(self, connection: AsyncConnection, to: str = "head") -> None:
        """Brings the tables up to a migration, in the transaction of the caller."""
        await connection.run_sync(lambda sync: command.upgrade(migration_config(sync), to))
        await connection.run_sync(self._engines.after_upgrade)

    async def counters(self, connection: AsyncConnection) -> dict[str, int]:
        """The last number that each table gave to a row by itself: none is given twice, also after a restore."""
        return await self._engines.counters(connection)

    async def set_counters(self, connection: AsyncConnection, counters: Mapping[str, int]) -> None:
        await self._engines.set_counters(connection, counters)

    async def close(self) -> None:
        await self._engines.close()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        with self._told():
            async with self._one_writer, self._engines.writer.begin() as connection:
                await self._engines.begin_writing(connection)
                yield connection
        self.changed.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        with self._told():
            async with self._engines.readers.begin() as connection:
                yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as problem:
            said = (isinstance(problem, DBAPIError) and problem.orig) or problem
            advice = self._engines.advice(said)
            raise StoreError(advice or f"the database can't do it ({said})", self.where) from problem


@asynccontextmanager
async def opened(
    url: str, *, make: bool = True, before_upgrade: BeforeUpgrade | None = None
) -> AsyncIterator[Database]:
    """A database for the length of a block."""
    database = Database(url)
    try:
        await database.open(make=make, before_upgrade=before_upgrade)
        yield database
    finally:
        await database.close()


def _engines(address: str) -> Sqlite | Postgresql:
    try:
        url = make_url(address)
        if url.drivername == "postgresql+asyncpg" and url.database:
            return Postgresql(url)
    except (SQLAlchemyError, ValueError) as problem:
        raise SettingsError(f"this is no address of a database; {_ADDRESS}", "database") from problem
    if url.drivername != "sqlite+aiosqlite" or not url.database:
        # The address itself is not told: it may hold a password.
        raise SettingsError(f"only SQLite and PostgreSQL can be used; {_ADDRESS}", "database")
    return Sqlite(url, Path(url.database))


def migration_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


@cache
def newest_version() -> str | None:
    return ScriptDirectory.from_config(migration_config()).get_current_head()


@cache
def known_versions() -> tuple[str, ...]:
    """Every migration, the oldest first."""
    scripts = ScriptDirectory.from_config(migration_config()).walk_revisions()
    return tuple(script.revision for script in scripts)[::-1]
