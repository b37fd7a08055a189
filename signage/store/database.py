"""One database: one writer, a few readers; a change is a revision raised in the same transaction.

SQLite (WAL, BEGIN IMMEDIATE); other databases come later. Whatever is wrong with it is a StoreError that says what to do.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from ..errors import SettingsError, StoreError

MIGRATIONS = Path(__file__).parent / "migrations"
NONE_YET = "there is no database here yet; `signage serve` makes it, `signage --settings FILE …` names another"
_ADDRESS = "leave it empty, or write sqlite+aiosqlite:////folder/file"
_ADVICE = {
    "locked": "another program holds the database; try again when it is done",
    "disk is full": "the disk is full; make room and try again",
    "disk I/O": "the disk is full or fails; make room, and look at it if that does not help",
    "malformed": "the file is damaged; put a backup in its place, or move it away to begin anew",
    "not a database": "the file is damaged; put a backup in its place, or move it away to begin anew",
    "readonly": "it can't be written to; let the server's user own the file and its folder",
    "unable to open": "it can't be opened; let the server's user own the file and its folder",
}
"""What to do, by a part of what SQLite says."""


class Database:
    """`async with database.write() as connection` is one transaction; `read()` sees the last committed state.

    `changed` is set after every write, so that the publisher looks at the revision at once.
    """

    def __init__(self, url: str) -> None:
        """Raises SettingsError for an address that names no SQLite file."""
        self.url = url
        self.changed = asyncio.Event()
        self.file = _file(url)
        self._writer = self._engine("BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
        self._readers = self._engine("BEGIN", pool_size=4, max_overflow=0)
        self._one_writer = asyncio.Lock()

    def _engine(self, begin: str, **pool: Any) -> AsyncEngine:
        engine = create_async_engine(self.url, **pool)
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", lambda connection: _begin(connection, begin))
        return engine

    async def open(self, *, make: bool = True) -> None:
        """Brings the tables up to this version, and only then needs the write lock.

        A new file is made with its folder; if it is not to be made, a missing one is a StoreError.
        """
        try:
            if make:
                self.file.parent.mkdir(parents=True, exist_ok=True)
            elif not self.file.is_file():
                raise StoreError(NONE_YET, str(self.file))
        except OSError as problem:
            reason = f"its folder can't be made ({problem.strerror}); `data` in the settings names another"
            raise StoreError(reason, str(self.file)) from problem
        async with self.read() as connection:
            current = await connection.run_sync(_is_current)
        if not current:
            async with self.write() as connection:
                await connection.run_sync(_upgrade)

    async def close(self) -> None:
        await self._writer.dispose()
        await self._readers.dispose()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        with self._told():
            async with self._one_writer, self._writer.begin() as connection:
                yield connection
        self.changed.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        with self._told():
            async with self._readers.begin() as connection:
                yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except CommandError as problem:  # alembic does not know the version that the tables are of
            reason = "a newer version of this program made it; use that one, or put an older backup in its place"
            raise StoreError(reason, str(self.file)) from problem
        except SQLAlchemyError as problem:
            said = str(problem.orig if isinstance(problem, DBAPIError) else problem)
            known = (advice for part, advice in _ADVICE.items() if part in said)
            raise StoreError(next(known, f"the database can't do it ({said})"), str(self.file)) from problem


@asynccontextmanager
async def opened(url: str, *, make: bool = True) -> AsyncIterator[Database]:
    """A database for the length of a block."""
    database = Database(url)
    try:
        await database.open(make=make)
        yield database
    finally:
        await database.close()


def _file(url: str) -> Path:
    try:
        parsed = make_url(url)
    except (SQLAlchemyError, ValueError) as problem:
        raise SettingsError(f"this is no address of a database; {_ADDRESS}", "database") from problem
    if parsed.drivername != "sqlite+aiosqlite" or not parsed.database:
        # The address itself is not told: it may hold a password.
        raise SettingsError(f"only SQLite can be used so far (PostgreSQL comes later); {_ADDRESS}", "database")
    return Path(parsed.database)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions of its own: _begin says which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL: a power cut in a station loses no committed edit; writes are few here.
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)


def migration_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _is_current(connection: Connection) -> bool:
    wanted = ScriptDirectory.from_config(migration_config(connection)).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(wanted)


def _upgrade(connection: Connection) -> None:
    command.upgrade(migration_config(connection), "head")
