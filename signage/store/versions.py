"""The versions of the items that staff write, and the one of each that screens are given."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.content import Item
from ..domain.workflow import SOURCE, Stage, Version
from ..errors import ConflictError, ErasedError
from .content import BY_ERASURE, NOUN
from .links import give_links
from .revisions import raise_revision
from .rows import put
from .tables import comments, edits, items, overrides
from .tables import versions as table

_SAME = ("number", "department", "by", "made_at", "changed_at", "changed_by", "changes")
_DECIDED = ("asked_by", "asked_at", "decided_by", "decided_at")


async def load_version(connection: AsyncConnection, item: str, number: int | None = None) -> Version | None:
    """One version of an item, the newest where no number is said."""
    wanted = select(table).where(table.c.item == item)
    if number is not None:
        wanted = wanted.where(table.c.number == number)
    row = (await connection.execute(wanted.order_by(table.c.number.desc()).limit(1))).first()
    return _version(row) if row else None


async def load_versions(connection: AsyncConnection, item: str) -> list[Version]:
    """All of an item, the newest first."""
    rows = await connection.execute(select(table).where(table.c.item == item).order_by(table.c.number.desc()))
    return [_version(row) for row in rows]


async def load_newest(
    connection: AsyncConnection,
    *,
    stages: Sequence[Stage] = (),
    departments: Sequence[str] | None = None,
    items: Sequence[str] | None = None,
) -> list[Version]:
    """The newest version of each item (of these; None: of all), where it stands at one of these stages (none: any) and
    belongs to one of these departments (None: any); the last changed first.
    """
    newest = select(table.c.item, func.max(table.c.number).label("number")).group_by(table.c.item).subquery()
    joined = (table.c.item == newest.c.item) & (table.c.number == newest.c.number)
    wanted = select(table).join(newest, joined)
    if stages:
        wanted = wanted.where(table.c.state.in_(stages))
    if departments is not None:
        wanted = wanted.where(table.c.department.in_(departments))
    if items is not None:
        wanted = wanted.where(table.c.item.in_(items))
    rows = await connection.execute(wanted.order_by(table.c.changed_at.desc(), table.c.item))
    return [_version(row) for row in rows]


async def record_version(connection: AsyncConnection, version: Version, seen: int | None) -> Version:
    """Keeps a version as it is now; `seen` is the count of changes that whoever saves it saw, None for a new one.

    Returns it with its new count. Raises ConflictError where somebody has saved it since, where it is there already, or
    where a source has an item of its id.
    """
    kept = msgspec.structs.replace(version, changes=0 if seen is None else seen + 1)
    if seen is None:
        if await load_version(connection, version.item.id, version.number):
            raise ConflictError("somebody has made this version already", version.item.id)
        await _check_id(connection, version.item.id)
        await connection.execute(insert(table).values(_row(kept)))
        return kept
    of_it = (table.c.item == version.item.id) & (table.c.number == version.number)
    found = await connection.execute(update(table).where(of_it, table.c.changes == seen).values(_row(kept)))
    if not found.rowcount:
        raise ConflictError("somebody has saved this version since it was opened", version.item.id)
    return kept


async def put_on_air(connection: AsyncConnection, version: Version, now: datetime) -> Version:
    """Gives an approved version to the screens, in place of the one before; one that staff had withdrawn comes back.

    `version` as it was read, with who decided. Returns it as it is kept. Raises ConflictError where somebody has
    saved it since, or a source has an item of its id; ErasedError (410) for an item that was erased.
    """
    item = msgspec.structs.replace(version.item, source=SOURCE)
    await _check_id(connection, item.id)
    decided = msgspec.structs.replace(version, stage="approved", decided_at=now)
    kept = await record_version(connection, decided, version.changes)
    before = (table.c.item == item.id) & (table.c.number != version.number) & (table.c.state == "approved")
    await connection.execute(update(table).where(before).values(state="replaced"))
    await put(connection, items, {"id": item.id, "source": SOURCE, "body": msgspec.json.encode(item).decode()} | _UP)
    await give_links(connection, [item.url] if item.url else [], now)
    await raise_revision(connection, NOUN)
    return kept


async def _check_id(connection: AsyncConnection, item: str) -> None:
    row = (await connection.execute(select(items.c.source, items.c.taken_down_by).where(items.c.id == item))).first()
    if row and row.taken_down_by == BY_ERASURE:
        raise ErasedError("this item was erased; write a new one", item)
    if row and row.source != SOURCE:
        raise ConflictError(f"this id already belongs to the source “{row.source}”", item)


_UP: dict[str, Any] = {"taken_down_at": None, "taken_down_by": None}


async def remove_version(connection: AsyncConnection, version: Version) -> None:
    """Forgets a version that no screen was given. Raises ConflictError where somebody has saved it since."""
    of_it = (table.c.item == version.item.id) & (table.c.number == version.number)
    found = await connection.execute(delete(table).where(of_it, table.c.changes == version.changes))
    if not found.rowcount:
        raise ConflictError("somebody has saved this version since it was opened", version.item.id)


async def forget_written(connection: AsyncConnection, item: str) -> None:
    """All that staff wrote of an item goes, with what history quotes of it: it is erased. That there were edits stays."""
    for noun in (table, overrides, comments):
        await connection.execute(delete(noun).where(noun.c.item == item))
    of_it = (edits.c.noun == "item") & (edits.c.name == item)
    await connection.execute(update(edits).where(of_it).values(before=None, after=None))


def _row(version: Version) -> dict[str, Any]:
    same = {name: getattr(version, name) for name in (*_SAME, *_DECIDED)}
    body = msgspec.json.encode(version.item).decode()
    return same | {"item": version.item.id, "state": version.stage, "body": body}


def _version(row: Row[Any]) -> Version:
    same = {name: getattr(row, name) for name in (*_SAME, *_DECIDED)}
    return Version(item=msgspec.json.decode(row.body, type=Item), stage=row.state, **same)
