"""Sources: what their files say, what the last fetch left (ETag and the like), and when it was."""

from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.sources import Memory, Source
from .rows import put
from .tables import sources as table

FILE_NOUN = "source file"
FETCH_NOUN = "source"
"""Whose problem it is: that of a source's own file and that of its fetch come and go apart."""


class Kept(NamedTuple):
    source: Source
    memory: Memory
    fetched_at: datetime | None


async def record_source(connection: AsyncConnection, source: Source) -> bool:
    """Keeps what a source's file says; True when that is new (it is then fetched afresh, whole)."""
    body = msgspec.json.encode(source).decode()
    before = (await connection.execute(select(table.c.body).where(table.c.name == source.name))).scalar()
    if before == body:
        return False
    await put(connection, table, {"name": source.name, "body": body, "memory": "{}", "fetched_at": None})
    return True


async def record_fetch(connection: AsyncConnection, name: str, memory: Memory, now: datetime) -> None:
    values = {"memory": msgspec.json.encode(memory).decode(), "fetched_at": now}
    await connection.execute(update(table).where(table.c.name == name).values(**values))


async def record_attempt(connection: AsyncConnection, name: str, now: datetime) -> None:
    """A fetch that failed counts as one, so that the next waits its turn."""
    await connection.execute(update(table).where(table.c.name == name).values(fetched_at=now))


async def remove_source(connection: AsyncConnection, name: str) -> bool:
    return (await connection.execute(delete(table).where(table.c.name == name))).rowcount > 0


async def load_sources(connection: AsyncConnection) -> list[Kept]:
    rows = await connection.execute(select(table).order_by(table.c.name))
    return [
        Kept(msgspec.json.decode(row.body, type=Source), msgspec.json.decode(row.memory, type=Memory), row.fetched_at)
        for row in rows
    ]
