"""SQLite: one file, WAL, one writer (BEGIN IMMEDIATE), a few readers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from ..errors import StoreError

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


class Sqlite:
    def __init__(self, url: URL, file: Path) -> None:
        self.file = file
        self.where = str(file)
        self.writer = _engine(url, "BEGIN IMMEDIATE", pool_size=1, max_overflow=0)
        self.readers = _engine(url, "BEGIN", pool_size=4, max_overflow=0)

    def is_there(self) -> bool:
        return self.file.is_file()

    def make_room(self) -> None:
        """Raises StoreError where the file's folder can't be made. Nobody else reads the file: it holds digests of passwords."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.touch(mode=0o600)
        except OSError as problem:
            reason = f"its folder can't be made ({problem.strerror}); `data` in the settings names another"
            raise StoreError(reason, self.where) from problem

    async def begin_writing(self, connection: AsyncConnection) -> None:
        """Nothing: the writer's BEGIN IMMEDIATE has waited for other programs already."""

    def after_upgrade(self, connection: Connection) -> None:
        """Nothing: SQLite compares text by its bytes of itself."""

    async def counters(self, connection: AsyncConnection) -> dict[str, int]:
        """The last number that each table gave to a row by itself."""
        if not (await connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'")).first():
            return {}
        rows = await connection.exec_driver_sql("SELECT name, seq FROM sqlite_sequence")
        return {row.name: row.seq for row in rows}

    async def set_counters(self, connection: AsyncConnection, counters: Mapping[str, int]) -> None:
        for table, last in counters.items():
            await connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table})
            await connection.execute(
                text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), {"name": table, "last": last}
            )

    def advice(self, problem: BaseException) -> str | None:
        return next((advice for part, advice in _ADVICE.items() if part in str(problem)), None)

    async def close(self) -> None:
        await self.writer.dispose()
        await self.readers.dispose()


def _engine(url: URL, begin: str, **pool: Any) -> AsyncEngine:
    engine = create_async_engine(url, **pool)
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", lambda connection: _begin(connection, begin))
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions of its own: _begin says which kind.
    connection.isolation_level = None
    cursor = connection.cursor()
    # FULL: a power cut in a station loses no committed edit; writes are few here.
    for pragma in ("busy_timeout=10000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)
