"""Visits to displays: a note and photographs, which are files of their own that only staff may see (never under /media)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Table, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.ulids import is_ulid
from .plain import storable
from .tables import poster_visits
from .tables import visits as table

NAMING: Mapping[str, Table] = {one.name: one for one in (table, poster_visits)}
"""The tables that name photographs, all of one folder."""


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


async def sweep_visits(connection: AsyncConnection, cutoff: datetime) -> None:
    """Forgets those before `cutoff`; their photographs are swept by `sweep_photographs`."""
    await connection.execute(delete(table).where(table.c.at < cutoff))


async def load_photographs(connection: AsyncConnection, there: Collection[str] = NAMING) -> set[str]:
    """The names of all photographs of all visits, to displays and to posters; `there` are the tables that there are."""
    found: set[str] = set()
    for naming in (NAMING[name] for name in NAMING if name in there):
        for row in await connection.execute(select(naming.c.photographs)):
            found.update(msgspec.json.decode(row.photographs))
    return found


def sweep_photographs(folder: Path, named: Collection[str], written_before: datetime) -> None:
    """Removes what no visit names; a file that was only just written is about to be named. Blocking. Raises OSError."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in named and path.stat().st_mtime < written_before.timestamp():
            path.unlink(missing_ok=True)


def is_photograph(name: str) -> bool:
    """Whether a photograph can have this name: an ULID, and nothing that leads out of the folder."""
    stem, dot, extension = name.partition(".")
    return is_ulid(stem) and (dot, extension) == (".", "webp")


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
