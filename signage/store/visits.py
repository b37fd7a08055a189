"""Visits to displays: a note and photographs, which are files of their own that only staff may see (never under /media)."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .plain import storable
from .tables import visits as table


class Visit(NamedTuple):
    """`photographs` are names of files in the visits' folder; `by` is the user who was there."""

    id: int
    at: datetime
    by: str
    note: str
    photographs: tuple[str, ...]


async def record_visit(
    connection: AsyncConnection, display: str, at: datetime, by: str, note: str, photographs: Sequence[str]
) -> int:
    """Its number."""
    names = msgspec.json.encode(list(photographs)).decode()
    row = {"display": display, "at": at, "by": by, "note": storable(note), "photographs": names}
    result = await connection.execute(insert(table).values(row))
    return int(result.inserted_primary_key[0])  # type: ignore[index]


async def load_visits(connection: AsyncConnection, display: str, limit: int = 20) -> list[Visit]:
    """The newest first."""
    newest = select(table).where(table.c.display == display).order_by(table.c.at.desc(), table.c.id.desc())
    return [_visit(row) for row in await connection.execute(newest.limit(limit))]


async def is_photograph_of(connection: AsyncConnection, display: str, name: str) -> bool:
    """Whether one of the display's visits has a photograph of this name."""
    rows = await connection.execute(select(table.c.photographs).where(table.c.display == display))
    return any(name in msgspec.json.decode(row.photographs) for row in rows)


def write_photograph(folder: Path, name: str, content: bytes) -> None:
    """Whole or not at all. Blocking. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{name}.part"
    try:
        part.write_bytes(content)
        part.replace(folder / name)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _visit(row: Any) -> Visit:
    return Visit(row.id, row.at, row.by, row.note, tuple(msgspec.json.decode(row.photographs)))
