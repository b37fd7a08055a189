"""What a display measured of itself, every quarter of an hour, for three days."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .rows import put
from .tables import measurements as table

KEPT = timedelta(days=3)


class Measurement(NamedTuple):
    """`offset_ms` is how far the device's own clock is from the server's; `cached_days` how long it could go on without a
    network. What it can't measure is None.
    """

    at: datetime
    temperature_c: float | None
    offset_ms: float | None
    cached_days: float | None


async def record_measurements(connection: AsyncConnection, new: Mapping[str, Measurement]) -> None:
    """Keeps one measurement for each of these displays, in place of the one of the same moment."""
    rows: list[dict[str, Any]] = [{"display": display, **one._asdict()} for display, one in new.items()]
    await put(connection, table, *rows)


async def load_measurements(connection: AsyncConnection, display: str, since: datetime) -> list[Measurement]:
    """From then on, the oldest first."""
    wanted = select(table).where(table.c.display == display, table.c.at >= since).order_by(table.c.at)
    rows = await connection.execute(wanted)
    return [Measurement(row.at, row.temperature_c, row.offset_ms, row.cached_days) for row in rows]


async def forget_measurements(connection: AsyncConnection, now: datetime) -> None:
    await connection.execute(delete(table).where(table.c.at < now - KEPT))
