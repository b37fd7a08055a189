"""What only the store can count for /metrics."""

from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .sources import FETCH_NOUN
from .tables import deliveries, problems


class Stored(NamedTuple):
    """Sources whose last fetch failed, and messages that an address has neither accepted nor refused for good."""

    sources_failing: int
    notifications_waiting: int


async def load_stored(connection: AsyncConnection) -> Stored:
    failing = select(func.count()).select_from(problems).where(problems.c.noun == FETCH_NOUN)
    waiting = select(func.count()).select_from(deliveries).where(deliveries.c.due_at.is_not(None))
    return Stored(*[(await connection.execute(count)).scalar_one() for count in (failing, waiting)])
