"""What was shown and when, as screens say: a row a batch."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.plays import Play, unpacked
from .rows import put
from .tables import plays as table


class PlayBatch(NamedTuple):
    """`body` is the JSON of its plays, packed (domain/plays); they begin between `from_at` and `until_at`."""

    display: str
    batch: str
    from_at: datetime
    until_at: datetime
    body: str


async def record_plays(connection: AsyncConnection, batches: Iterable[PlayBatch]) -> None:
    """A batch that is there already stays one."""
    await put(connection, table, *(batch._asdict() for batch in batches))


LONGEST = timedelta(hours=1)
"""A play that lasted longer than this before a moment is not found by it; a slot is 5 minutes at most."""


async def load_plays(connection: AsyncConnection, display: str, from_at: datetime, until_at: datetime) -> list[Play]:
    """What a screen says that it showed within [from_at, until_at), in order."""
    within = (table.c.from_at < until_at, table.c.until_at > from_at - LONGEST)
    rows = await connection.execute(select(table.c.from_at, table.c.body).where(table.c.display == display, *within))
    begins, ends = _ms(from_at), _ms(until_at)
    found = [play for row in rows for play in unpacked(row.body, _ms(row.from_at))]
    return sorted(
        (play for play in found if play.at < ends and play.at + play.shown_ms > begins), key=lambda play: play.at
    )


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


async def sweep_plays(connection: AsyncConnection, cutoff: datetime) -> int:
    """Forgets the batches that ended before `cutoff`; how many they were."""
    return (await connection.execute(delete(table).where(table.c.until_at < cutoff))).rowcount
