"""What staff say of the pictures and films of the library, and what uses a picture."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.content import Item
from ..domain.library import FOLDER, Details, file_of
from ..domain.ulids import is_ulid
from ..domain.workflow import Stage
from ..errors import ConflictError
from .media import Kept
from .rows import put
from .tables import edits, media, versions
from .tables import media_details as table

NOUN = "media"
"""In the history."""


class Described(NamedTuple):
    """A picture, film or document of the library. `sha256` is that of its original; `by` gave it or changed it last, at `at`."""

    name: str
    sha256: str
    details: Details
    department: str
    by: str
    at: datetime


async def record_details(connection: AsyncConnection, one: Described) -> None:
    """Keeps it, in place of the one of its name."""
    body = msgspec.json.encode(one.details).decode()
    await put(connection, table, one._asdict() | {"body": body})


async def load_details(connection: AsyncConnection, name: str) -> Described | None:
    row = (await connection.execute(select(table).where(table.c.name == name))).first()
    return _described(row) if row else None


async def load_by_ulid(connection: AsyncConnection, ulid: str) -> Described | None:
    """The picture with this ULID in its name."""
    wanted = select(table).where(table.c.name.startswith(f"{FOLDER}/{ulid}.", autoescape=True))
    row = (await connection.execute(wanted)).first() if is_ulid(ulid) else None
    return _described(row) if row else None


async def load_all_details(connection: AsyncConnection) -> list[Described]:
    """The newest first."""
    rows = await connection.execute(select(table).order_by(table.c.at.desc(), table.c.name.desc()))
    return [_described(row) for row in rows]


async def load_same(connection: AsyncConnection, sha256: str) -> Described | None:
    """The picture of the library that has this content."""
    row = (await connection.execute(select(table).where(table.c.sha256 == sha256).limit(1))).first()
    return _described(row) if row else None


async def load_twins(connection: AsyncConnection, sha256: str) -> list[str]:
    """The files of the watched folder that have this content."""
    wanted = select(media.c.file, media.c.body).where(media.c.body.contains(sha256))
    found = [(file, msgspec.json.decode(body, type=Kept)) for file, body in await connection.execute(wanted)]
    own = await load_names(connection)
    return [file for file, kept in found if kept.sha256 == sha256 and file not in own]


async def load_names(connection: AsyncConnection) -> set[str]:
    return set((await connection.execute(select(table.c.name))).scalars())


async def load_originals(connection: AsyncConnection) -> dict[str, str]:
    """The SHA-256 of each original by its picture's name."""
    return {row.name: row.sha256 for row in await connection.execute(select(table.c.name, table.c.sha256))}


async def check_seen(connection: AsyncConnection, before: Described) -> None:
    """Raises ConflictError where it is not as it was read any more."""
    if await load_details(connection, before.name) != before:
        raise ConflictError("somebody has changed this picture since it was opened", before.name)


async def remove_details(connection: AsyncConnection, name: str) -> None:
    await connection.execute(delete(table).where(table.c.name == name))


async def forget_described(connection: AsyncConnection, name: str) -> None:
    """What was said of a picture goes, also out of the history: it is erased. That there were changes stays."""
    await remove_details(connection, name)
    of_it = (edits.c.noun == NOUN) & (edits.c.name == name)
    await connection.execute(update(edits).where(of_it).values(before=None, after=None))


class Use(NamedTuple):
    """A version of an item that names a picture."""

    item: Item
    number: int
    stage: Stage


async def load_drafted(connection: AsyncConnection, names: Collection[str]) -> list[Use]:
    """The versions that name one of these pictures and that no screen is given; those that were replaced too."""
    rows = await connection.execute(
        select(versions.c.item, versions.c.number, versions.c.state, versions.c.body)
        .where(versions.c.state != "approved")
        .order_by(versions.c.item, versions.c.number)
    )
    found = (Use(msgspec.json.decode(row.body, type=Item), row.number, row.state) for row in rows)
    return [use for use in found if use.item.media in names]


async def load_drafted_counts(connection: AsyncConnection) -> dict[str, int]:
    """How often a picture is named by a draft, or by one that waits for approval."""
    wanted = select(versions.c.body).where(versions.c.state.in_(("draft", "requested", "remanded")))
    counts: dict[str, int] = {}
    for (body,) in await connection.execute(wanted):
        if name := msgspec.json.decode(body, type=Item).media:
            counts[file_of(name)] = counts.get(file_of(name), 0) + 1
    return counts


def _described(row: Row[Any]) -> Described:
    details = msgspec.json.decode(row.body, type=Details)
    return Described(row.name, row.sha256, details, row.department, row.by, row.at)
