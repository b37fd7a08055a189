"""Drafts of playlists, and the last steps that were taken in them, so that each can be undone.

Screens show nothing of a draft: none of this raises the catalogue's revision.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy import Row, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.drafts import Draft
from ..domain.playlist_file import PlaylistFile
from ..words import Words
from .rows import put
from .tables import draft_steps as steps_table
from .tables import playlist_drafts as table
from .tables import playlists

STEPS = 20
"""So many can be undone, over all playlists."""


class Kept(msgspec.Struct, frozen=True):
    """A draft as a step remembers it."""

    base: str
    file: PlaylistFile | None


class Step(NamedTuple):
    """One change of a draft; None where there was, or is, no draft. `says` what was done."""

    id: int
    playlist: str
    before: Kept | None
    after: Kept | None
    says: Words
    by: str
    at: datetime


async def load_drafts(connection: AsyncConnection) -> list[Draft]:
    """By name."""
    rows = await connection.execute(select(table).order_by(table.c.name))
    return [_draft(row) for row in rows]


async def load_draft(connection: AsyncConnection, name: str) -> Draft | None:
    row = (await connection.execute(select(table).where(table.c.name == name))).first()
    return _draft(row) if row else None


def _draft(row: Row[tuple[object, ...]]) -> Draft:
    file = msgspec.json.decode(row.body, type=PlaylistFile) if row.body else None
    return Draft(row.name, file, row.base, row.by, row.at)


async def keep_draft(connection: AsyncConnection, draft: Draft) -> None:
    """In place of the one of its name."""
    body = msgspec.json.encode(draft.file).decode() if draft.file else None
    row = {"name": draft.name, "body": body, "base": draft.base, "by": draft.by, "at": draft.at}
    await put(connection, table, row)


async def forget_drafts(connection: AsyncConnection, names: Sequence[str]) -> None:
    """The drafts and all steps that led to them."""
    await connection.execute(delete(table).where(table.c.name.in_(names)))
    await connection.execute(delete(steps_table).where(steps_table.c.playlist.in_(names)))


async def drop_draft(connection: AsyncConnection, name: str) -> None:
    """The draft alone: its steps can still be undone."""
    await connection.execute(delete(table).where(table.c.name == name))


async def record_step(
    connection: AsyncConnection, before: Draft | None, after: Draft | None, says: Words, by: str, now: datetime
) -> None:
    """Either is a draft of the playlist; the oldest step beyond STEPS is forgotten."""
    one = after or before
    if one is None:
        return
    row = {
        "playlist": one.name,
        "before": _body(before),
        "after": _body(after),
        "says": msgspec.json.encode(says).decode(),
        "by": by,
        "at": now,
    }
    await connection.execute(insert(steps_table).values(row))
    newest = select(steps_table.c.id).order_by(steps_table.c.id.desc()).offset(STEPS).limit(1)
    oldest = (await connection.execute(newest)).scalar()
    if oldest is not None:
        await connection.execute(delete(steps_table).where(steps_table.c.id <= oldest))


def _body(draft: Draft | None) -> str | None:
    return msgspec.json.encode(Kept(draft.base, draft.file)).decode() if draft else None


async def load_steps(connection: AsyncConnection) -> list[Step]:
    """The last one first."""
    rows = await connection.execute(select(steps_table).order_by(steps_table.c.id.desc()))
    return [
        Step(row.id, row.playlist, _kept(row.before), _kept(row.after), _words(row.says), row.by, row.at)
        for row in rows
    ]


def _kept(body: str | None) -> Kept | None:
    return msgspec.json.decode(body, type=Kept) if body else None


def _words(body: str) -> Words:
    return msgspec.json.decode(body, type=Words)


async def forget_step(connection: AsyncConnection, id: int) -> None:
    await connection.execute(delete(steps_table).where(steps_table.c.id == id))


async def load_origins_by_name(connection: AsyncConnection) -> dict[str, str]:
    """The file, named from the input folder, that each published playlist came from; empty for staff's own."""
    rows = await connection.execute(select(playlists.c.name, playlists.c.origin).order_by(playlists.c.name))
    return dict(rows.all())
