"""How the addresses that codes lead to are: the last check of each."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.link_health import AGAIN_AFTER, CHECKED_EVERY, Check, is_told
from ..domain.links import Link
from .links import NOUN, load_links
from .revisions import raise_revision
from .rows import batches, put
from .tables import link_checks as table

ASKED = 500
"""So many addresses stand in one statement."""


async def load_checks(connection: AsyncConnection) -> dict[str, Check]:
    """By target."""
    return {row.target: _check(row) for row in await connection.execute(select(table))}


async def load_checks_of(connection: AsyncConnection, targets: Collection[str]) -> dict[str, Check]:
    """How these targets were, by target."""
    asked = [select(table).where(table.c.target.in_(part)) for part in batches(sorted(targets), ASKED)]
    rows = [row for one in asked for row in await connection.execute(one)]
    return {row.target: _check(row) for row in rows}


async def load_resting(connection: AsyncConnection, now: datetime) -> set[str]:
    """Targets that can't be due yet, by when they were asked for last; of the others domain/link_health.due_at tells."""
    well = and_(table.c.state.not_in(("failing", "gone", "dead")), table.c.reason != "ours")
    resting = or_(table.c.checked_at > now - AGAIN_AFTER, and_(table.c.checked_at > now - CHECKED_EVERY, well))
    return set((await connection.execute(select(table.c.target).where(resting))).scalars())


async def load_asked_since(connection: AsyncConnection, since: datetime) -> set[str]:
    """Targets that were asked for after then."""
    return set((await connection.execute(select(table.c.target).where(table.c.checked_at > since))).scalars())


async def load_troubled(connection: AsyncConnection, now: datetime) -> list[tuple[Link, Check]]:
    """Links, in use or not, whose target somebody has to see to (link_health.is_told), those that began first at the top."""
    wanted = select(table).where(table.c.state.in_(("dead", "moved", "failing"))).order_by(table.c.since_at)
    told = [check for row in await connection.execute(wanted) if is_told(check := _check(row), now)]
    if not told:
        return []
    links = [link for link in (await load_links(connection)).values() if not link.expires_at or link.expires_at > now]
    return [(link, check) for check in told for link in links if link.target == check.target]


async def record_checks(connection: AsyncConnection, checks: Iterable[Check], *, turned: bool) -> None:
    """`turned`: one of them has died, or lives again, which slides have to show."""
    await put(connection, table, *(msgspec.structs.asdict(check) for check in checks))
    if turned:
        await raise_revision(connection, NOUN)


async def forget_checks(connection: AsyncConnection, targets: Collection[str], before: datetime) -> None:
    """Those that were last made before then of what is none of these targets any more."""
    old = await connection.scalars(select(table.c.target).where(table.c.checked_at < before))
    for target in set(old) - set(targets):
        await connection.execute(delete(table).where(table.c.target == target))


def _check(row: Any) -> Check:
    return Check(**{name: getattr(row, name) for name in Check.__struct_fields__})
