"""How the addresses that codes lead to are: the last check of each."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.link_health import Check, is_told
from ..domain.links import Link
from .links import NOUN, load_links
from .revisions import raise_revision
from .rows import put
from .tables import link_checks as table


async def load_checks(connection: AsyncConnection) -> dict[str, Check]:
    """By target."""
    return {row.target: _check(row) for row in await connection.execute(select(table))}


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
