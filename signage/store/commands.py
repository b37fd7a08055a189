"""What displays were asked to do by hand, and what came of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.commands import Command
from .tables import commands as table
from .tables import displays


class GivenCommand(NamedTuple):
    """`ok` is None while there is no outcome; `by` is the user who gave it."""

    id: str
    name: str
    by: str
    given_at: datetime
    expires_at: datetime
    answered_at: datetime | None
    ok: bool | None
    detail: str | None


async def record_command(
    connection: AsyncConnection, display: str, command: Command, by: str, given_at: datetime, expires_at: datetime
) -> bool:
    """False where there is no such display; then nothing is kept."""
    if (await connection.execute(select(displays.c.id).where(displays.c.id == display))).first() is None:
        return False
    row = {
        "id": command.id,
        "display": display,
        "name": command.name,
        "args": msgspec.json.encode(command.args).decode(),
        "by": by,
        "given_at": given_at,
        "expires_at": expires_at,
    }
    await connection.execute(insert(table).values(row))
    return True


async def record_outcome(
    connection: AsyncConnection, display: str, id: str, ok: bool, detail: str, now: datetime
) -> bool:
    """The first outcome counts: False where there is one already, or no such command of this display."""
    open_one = (table.c.id == id) & (table.c.display == display) & table.c.answered_at.is_(None)
    outcome = {"answered_at": now, "ok": int(ok), "detail": detail}
    return bool((await connection.execute(update(table).where(open_one).values(outcome))).rowcount)


async def expire_commands(connection: AsyncConnection, display: str, now: datetime) -> None:
    """Lets those of a display that wait for their outcome wait no longer."""
    waiting = (table.c.display == display) & table.c.answered_at.is_(None) & (table.c.expires_at > now)
    await connection.execute(update(table).where(waiting).values(expires_at=now))


async def is_answered(connection: AsyncConnection, display: str, id: str) -> bool | None:
    """None where this display was never given such a command."""
    of_it = (table.c.id == id) & (table.c.display == display)
    row = (await connection.execute(select(table.c.answered_at).where(of_it))).first()
    return None if row is None else row.answered_at is not None


async def load_open_commands(connection: AsyncConnection, now: datetime) -> dict[str, list[Command]]:
    """By display, the oldest first: those without an outcome that have not expired."""
    waiting = table.c.answered_at.is_(None) & (table.c.expires_at > now)
    found: dict[str, list[Command]] = {}
    for row in await connection.execute(select(table).where(waiting).order_by(table.c.given_at, table.c.id)):
        found.setdefault(row.display, []).append(_command(row))
    return found


async def load_given_commands(connection: AsyncConnection, display: str, limit: int) -> Sequence[GivenCommand]:
    """The newest first."""
    newest = select(table).where(table.c.display == display).order_by(table.c.given_at.desc(), table.c.id.desc())
    return [_given(row) for row in await connection.execute(newest.limit(limit))]


async def sweep_commands(connection: AsyncConnection, cutoff: datetime) -> int:
    """Forgets those given before `cutoff`; how many they were."""
    return (await connection.execute(delete(table).where(table.c.given_at < cutoff))).rowcount


def _command(row: Any) -> Command:
    expires_at = round(row.expires_at.timestamp() * 1000)
    return Command(id=row.id, name=row.name, args=msgspec.json.decode(row.args), expires_at=expires_at)


def _given(row: Any) -> GivenCommand:
    ok = None if row.ok is None else bool(row.ok)
    return GivenCommand(row.id, row.name, row.by, row.given_at, row.expires_at, row.answered_at, ok, row.detail)
