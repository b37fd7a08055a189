"""What was shown and when, as screens say: a row a batch."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.plays import Play, unpacked
from .rows import batches as parts
from .tables import plays as table


class PlayBatch(NamedTuple):
    """`body` is the JSON of its plays, packed (domain/plays); they begin between `from_at` and `until_at`."""

    display: str
    batch: str
    from_at: datetime
    until_at: datetime
    body: str


async def record_plays(connection: AsyncConnection, batches: Iterable[PlayBatch]) -> None:
    """A batch that is there already stays as it is: it may have been counted."""
    new = {(batch.display, batch.batch): batch._asdict() for batch in batches}
    if not new:
        return
    key = (table.c.display, table.c.batch)
    for some in parts(list(new), AT_ONCE):
        for there in await connection.execute(select(*key).where(tuple_(*key).in_(some))):
            del new[there.display, there.batch]
    if new:
        await connection.execute(insert(table), list(new.values()))


AT_ONCE = 200
"""Batches looked up by one statement."""


async def load_uncounted(connection: AsyncConnection, most: int) -> list[PlayBatch]:
    """Batches that the statistics have yet to take up, those that were played first first."""
    columns = [table.c[name] for name in PlayBatch._fields]
    rows = await connection.execute(select(*columns).where(table.c.counted == 0).order_by(table.c.from_at).limit(most))
    return [PlayBatch(*row) for row in rows]


async def mark_counted(connection: AsyncConnection, batches: Iterable[PlayBatch]) -> None:
    key = (table.c.display == bindparam("of"), table.c.batch == bindparam("named"))
    rows = [{"of": batch.display, "named": batch.batch} for batch in batches]
    if rows:
        await connection.execute(update(table).where(*key).values(counted=1), rows)


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
    # What ended before then began before then: said too, since only beginnings have an index.
    past = (table.c.from_at < cutoff, table.c.until_at < cutoff)
    return (await connection.execute(delete(table).where(*past))).rowcount
