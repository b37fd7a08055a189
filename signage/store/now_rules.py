"""Rules given by hand: a playlist on these screens now, for a while, then back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.calendars import minute_down, minute_up
from ..domain.schedule import Rule
from .revisions import raise_revision
from .tables import now_rules as table

NOUN = "now_rules"
KEPT_AFTER = timedelta(days=1)
"""So long a rule that is over stays known, so that it can still be explained why a screen showed what it did."""


async def record_now_rule(
    connection: AsyncConnection,
    playlist: str,
    now: datetime,
    length: timedelta,
    *,
    displays: Sequence[str] = (),
    groups: Sequence[str] = (),
    place_types: Sequence[str] = (),
    by: str = "",
) -> Rule:
    """Keeps a rule that holds from the minute of `now` for `length` at least, under a number that no other ever had."""
    begins, ends = minute_down(now), minute_up(now + length)
    row = {"body": "", "from_at": begins, "until_at": ends, "by": by}
    number: int = (await connection.execute(insert(table).values(row).returning(table.c.id))).scalar_one()
    rule = Rule(
        playlist=playlist,
        number=number,
        displays=tuple(displays),
        groups=tuple(groups),
        place_types=tuple(place_types),
        now=True,
        from_at=begins,
        until_at=ends,
    )
    body = msgspec.json.encode(rule).decode()
    await connection.execute(table.update().where(table.c.id == number).values(body=body))
    await raise_revision(connection, NOUN)
    return rule


async def remove_now_rule(connection: AsyncConnection, now: datetime, number: int | None = None) -> list[int]:
    """Ends one rule, or all; the numbers of those that were not over."""
    chosen = select(table.c.id).where(table.c.until_at > now).order_by(table.c.id)
    found = list((await connection.execute(chosen if number is None else chosen.where(table.c.id == number))).scalars())
    if found:
        await connection.execute(delete(table).where(table.c.id.in_(found)))
        await raise_revision(connection, NOUN)
    return found


async def sweep_now_rules(connection: AsyncConnection, now: datetime) -> int:
    """Forgets the rules that are over for longer than KEPT_AFTER; how many they were."""
    gone = (await connection.execute(delete(table).where(table.c.until_at <= now - KEPT_AFTER))).rowcount
    if gone:
        await raise_revision(connection, NOUN)
    return gone


async def load_now_rules(connection: AsyncConnection) -> list[Rule]:
    """In the order in which they were given."""
    rows = await connection.execute(select(table.c.body).order_by(table.c.id))
    return [msgspec.json.decode(body, type=Rule) for (body,) in rows]


async def load_givers(connection: AsyncConnection) -> dict[int, str]:
    """By the number of a rule, who gave it; empty for one given by a command."""
    rows = await connection.execute(select(table.c.id, table.c.by))
    return {row.id: row.by for row in rows}
