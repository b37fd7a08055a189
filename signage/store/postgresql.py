"""PostgreSQL: a pool, one writer at a time over all programs, text compared by its bytes as SQLite does."""

from collections.abc import Mapping
from typing import Any

import asyncpg
from sqlalchemy import URL, Connection, event, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from ..errors import StoreError

CONNECT_SECONDS = 10
LOCK_SECONDS = 10
_WRITER = 0x5167_6E61_6765
"""The advisory lock that every writer takes: what BEGIN IMMEDIATE is to SQLite. It is the database's own."""

_ADVICE = {
    "28": "the user or the password is not accepted; mend `database` in the settings, or let pg_hba.conf admit it",
    "3D000": "there is no such database; make it: CREATE DATABASE … OWNER …",
    "42501": "the user may not do this; let it own the database and its schema",
    "53100": "the disk of the database is full; make room and try again",
    "53300": "the database has no connection to spare; raise max_connections, or end other programs",
    "55P03": "another program holds the database; try again when it is done",
    "57": "the database is starting or stopping; try again in a moment",
    "25006": "the database takes no changes now (a standby, or made read-only); name the one that does",
    "08": "the connection was lost; look whether the database runs",
}
"""What to do, by SQLSTATE or its class (PostgreSQL, appendix A)."""

_TEXT_COLUMNS = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
JOIN pg_type t ON t.oid = a.atttypid AND a.attcollation <> 0
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attcollation <> '"C"'::regcollation
"""

_COUNTERS = """
SELECT t.relname, s.oid, pg_sequence_last_value(s.oid)
FROM pg_class s
JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
JOIN pg_class t ON t.oid = d.refobjid
WHERE s.relkind = 'S' AND s.relnamespace = current_schema()::regnamespace
"""


class Postgresql:
    file = None

    def __init__(self, url: URL) -> None:
        # Without the password, and without options that may hold another.
        self.where = url.set(drivername="postgresql", password=None, query={}).render_as_string()
        session = {"application_name": "signage", "lock_timeout": f"{LOCK_SECONDS}s"}
        pool = {"pool_size": 5, "max_overflow": 5, "pool_pre_ping": True}
        connecting = {"timeout": CONNECT_SECONDS, "server_settings": session}
        # Whatever the server's default: a writer sees what the one before it left, not what was when it began to wait.
        self.writer = create_async_engine(url, connect_args=connecting, isolation_level="READ COMMITTED", **pool)
        event.listen(self.writer.sync_engine, "do_connect", self._connect)
        # One state of things throughout a read, as SQLite gives it.
        self.readers = self.writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def _connect(self, dialect: Any, _record: Any, arguments: Any, options: Any) -> Any:
        try:
            return dialect.connect(*arguments, **options)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as problem:
            said = self.advice(problem) or f"the database can't be reached ({_said(problem)})"
            raise StoreError(said, self.where) from problem

    def is_there(self) -> bool:
        """Only connecting can tell."""
        return True

    def make_room(self) -> None:
        """Nothing: the database itself is made by whoever runs PostgreSQL."""

    async def begin_writing(self, connection: AsyncConnection) -> None:
        """Waits for other writers, also those of commands beside the server; LOCK_SECONDS at most."""
        await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER})

    def after_upgrade(self, connection: Connection) -> None:
        """Text is ordered by its bytes, whatever the database's locale: equal input gives equal manifests."""
        for table, column, kind in connection.execute(text(_TEXT_COLUMNS)).all():
            if table != "alembic_version":
                connection.exec_driver_sql(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {kind} COLLATE "C"')

    async def counters(self, connection: AsyncConnection) -> dict[str, int]:
        """The last number that each table gave to a row by itself."""
        rows = await connection.execute(text(_COUNTERS))
        return {table: last for table, _, last in rows if last is not None}

    async def set_counters(self, connection: AsyncConnection, counters: Mapping[str, int]) -> None:
        for table, sequence, _ in (await connection.execute(text(_COUNTERS))).all():
            if table in counters:
                await connection.execute(text(f"SELECT setval({sequence}, :last)"), {"last": counters[table]})

    def advice(self, problem: BaseException) -> str | None:
        state = getattr(problem, "sqlstate", None) or ""
        return _ADVICE.get(state) or _ADVICE.get(state[:2])

    async def close(self) -> None:
        await self.writer.dispose()


def _said(problem: BaseException) -> str:
    return (isinstance(problem, OSError) and problem.strerror) or str(problem) or type(problem).__name__
