"""What was shown and when, as screens say: a row a batch."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

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


async def sweep_plays(connection: AsyncConnection, cutoff: datetime) -> int:
    """Forgets the batches that ended before `cutoff`; how many they were."""
    return (await connection.execute(delete(table).where(table.c.until_at < cutoff))).rowcount
