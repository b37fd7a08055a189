"""The status of each display as it was last found, and every change of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import and_, bindparam, delete, exists, func, insert, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.health import Status, StatusChange
from ..words import Words
from .plain import storable
from .rows import batches
from .tables import Moment, status_changes, statuses

ROWS = 500
"""So many displays are named in one statement: when all fall silent at once, others are answered in between."""


class Kept(NamedTuple):
    """A display's status as the store has it. `since_at` is when it, or its reason, last changed."""

    status: Status
    code: str
    since_at: datetime


class Turn(NamedTuple):
    """One change; `before` is what the store had, None for a display that had no status yet."""

    display: str
    before: Kept | None
    after: StatusChange


async def load_statuses(connection: AsyncConnection) -> dict[str, Kept]:
    return {row.display: _kept(row) for row in await connection.execute(select(statuses))}


async def record_turns(connection: AsyncConnection, turns: Sequence[Turn]) -> dict[str, Kept]:
    """Keeps changes that were found at one moment, each with its row, and returns what the store then has for them.

    A change whose `before` is no longer what the store has was found by somebody else: it is not written.
    """
    if not turns:
        return {}
    for some in batches(turns, ROWS):
        await _replace(connection, [turn for turn in some if turn.before is not None])
        await _begin(connection, [turn for turn in some if turn.before is None])
    await _note_changes(connection, turns[0].after.at)
    return await _load_some(connection, [turn.display for turn in turns])


async def load_status_changes(connection: AsyncConnection, display: str, since: datetime) -> list[StatusChange]:
    """The changes from `since` on, the oldest first, led by the status that it had at `since`, if it had one."""
    of = status_changes.c.display == display
    last = select(func.max(status_changes.c.at)).where(of, status_changes.c.at <= since).scalar_subquery()
    wanted = and_(of, status_changes.c.at >= func.coalesce(last, bindparam("since", since, Moment)))
    rows = await connection.execute(select(status_changes).where(wanted).order_by(status_changes.c.at))
    return [StatusChange(row.at, row.status, row.code, _words(row.says)) for row in rows]


async def load_turns_since(connection: AsyncConnection, since: datetime) -> list[tuple[str, datetime, Status]]:
    """(display, moment, status) of every change since then, the oldest first."""
    columns = select(status_changes.c.display, status_changes.c.at, status_changes.c.status)
    rows = await connection.execute(columns.where(status_changes.c.at >= since).order_by(status_changes.c.at))
    return [(row.display, row.at, row.status) for row in rows]


async def forget_status_changes(connection: AsyncConnection, before: datetime) -> int:
    """Forgets changes before then, but never the last one of a display; how many they were."""
    later = status_changes.alias()
    superseded = exists().where(later.c.display == status_changes.c.display, later.c.at > status_changes.c.at)
    return (await connection.execute(delete(status_changes).where(status_changes.c.at < before, superseded))).rowcount


async def _replace(connection: AsyncConnection, turns: Sequence[Turn]) -> None:
    """The guarded update."""
    if not turns:
        return
    same = and_(
        statuses.c.display == bindparam("of"),
        statuses.c.status == bindparam("old_status"),
        statuses.c.since_at == bindparam("old_since"),
    )
    new: dict[str, Any] = {
        "status": bindparam("new_status"),
        "code": bindparam("new_code"),
        "says": bindparam("new_says"),
    }
    statement = update(statuses).where(same).values(**new, since_at=bindparam("new_since"))
    await connection.execute(statement, [_update(turn) for turn in turns])


def _update(turn: Turn) -> dict[str, Any]:
    assert turn.before is not None  # noqa: S101  its caller chose so
    row = _row(turn)
    new = {f"new_{name}": row[name] for name in ("status", "code", "says")}
    before = {"of": turn.display, "old_status": turn.before.status, "old_since": turn.before.since_at}
    return {**before, **new, "new_since": turn.after.at}


async def _begin(connection: AsyncConnection, turns: Sequence[Turn]) -> None:
    there = await _load_some(connection, [turn.display for turn in turns])
    rows = [_row(turn) for turn in turns if turn.display not in there]
    if rows:
        await connection.execute(insert(statuses), rows)


async def _note_changes(connection: AsyncConnection, at: datetime) -> None:
    """A row for each status that is of this moment and has none yet."""
    noted = exists().where(status_changes.c.display == statuses.c.display, status_changes.c.at == statuses.c.since_at)
    columns = (statuses.c.display, statuses.c.since_at, statuses.c.status, statuses.c.code, statuses.c.says)
    new = select(*columns).where(statuses.c.since_at == at, not_(noted))
    await connection.execute(insert(status_changes).from_select(["display", "at", "status", "code", "says"], new))


async def _load_some(connection: AsyncConnection, displays: Sequence[str]) -> dict[str, Kept]:
    found: dict[str, Kept] = {}
    for some in batches(displays, ROWS):
        rows = await connection.execute(select(statuses).where(statuses.c.display.in_(some)))
        found |= {row.display: _kept(row) for row in rows}
    return found


def _row(turn: Turn) -> dict[str, Any]:
    after = turn.after
    says = storable(msgspec.json.encode(after.says).decode())
    return {
        "display": turn.display,
        "status": after.status,
        "code": after.code,
        "since_at": after.at,
        "says": says,
    }


def _kept(row: Any) -> Kept:
    return Kept(row.status, row.code, row.since_at)


def _words(says: str) -> Words:
    return msgspec.json.decode(says, type=dict[str, str])
