"""Sources: what their files or people say, what the last fetch left (ETag and the like), and when it was."""

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


async def record_source(connection: AsyncConnection, source: Source, origin: str = "") -> bool:
    """Keeps what a source's file says, or people (`origin` is empty then); True when that is new: it is then fetched
    afresh, whole.
    """
    body = msgspec.json.encode(source).decode()
    before = (await connection.execute(select(table.c.body, table.c.origin).where(table.c.name == source.name))).first()
    if before and tuple(before) == (body, origin):
        return False
    row = {"name": source.name, "origin": origin, "body": body, "memory": "{}", "fetched_at": None}
    await put(connection, table, row)
    return True


async def ask_for_source(connection: AsyncConnection, name: str) -> bool:
    """Lets a source be fetched at the next turn, and whole, whatever its interval; False where there is none."""
    asked = update(table).where(table.c.name == name).values(memory="{}", fetched_at=None)
    return (await connection.execute(asked)).rowcount > 0


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


async def load_source_origins(connection: AsyncConnection) -> dict[str, str]:
    """The file, named from the input folder, that each source came from, by its name; empty for one of people's own."""
    rows = await connection.execute(select(table.c.name, table.c.origin).order_by(table.c.name))
    return dict(rows.all())
