"""Scans as sums: a row for an hour, link, spot and kind of device. Nothing else of a scan is ever kept.

These rows, the finest, go after `archive_days`; the sums that pages read (scan_sums) stay for ever.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, TextClause, bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.scans import LeftOut, Scan
from .rows import batches
from .tables import Moment
from .tables import scans as table
from .tables import scans_left_out as days

AT_ONCE = 1_000

ScanKey = tuple[datetime, str, str, str]
"""Hour, link, spot, device."""
LeftOutKey = tuple[str, str, str]
"""Day (YYYY-MM-DD), link, reason."""

_ADD_SCANS = text(
    "INSERT INTO scans (hour, link, spot, device, count) VALUES (:hour, :link, :spot, :device, :count) "
    "ON CONFLICT (hour, link, spot, device) DO UPDATE SET count = scans.count + excluded.count"
).bindparams(bindparam("hour", type_=Moment))
_ADD_LEFT_OUT = text(
    "INSERT INTO scans_left_out (day, link, reason, count) VALUES (:day, :link, :reason, :count) "
    "ON CONFLICT (day, link, reason) DO UPDATE SET count = scans_left_out.count + excluded.count"
)


async def add_scans(
    connection: AsyncConnection, scans: Mapping[ScanKey, int], left_out: Mapping[LeftOutKey, int]
) -> None:
    """Adds these to what is known."""
    await _add(connection, _ADD_SCANS, table, scans)
    await _add(connection, _ADD_LEFT_OUT, days, left_out)


async def _add(connection: AsyncConnection, statement: TextClause, to: Table, sums: Mapping[Any, int]) -> None:
    names = [column.name for column in to.columns]
    rows = [dict(zip(names, (*key, count), strict=True)) for key, count in sums.items()]
    for part in batches(rows, AT_ONCE):
        await connection.execute(statement, list(part))


async def load_scans(
    connection: AsyncConnection, from_at: datetime, until_at: datetime, links: Collection[str] | None = None
) -> list[Scan]:
    """Of the hours that begin in [from, until), of these links (None: of all), in order."""
    wanted = select(table).where(table.c.hour >= from_at, table.c.hour < until_at).order_by(*table.primary_key)
    if links is not None:
        wanted = wanted.where(table.c.link.in_(links))
    return [Scan(*row) for row in await connection.execute(wanted)]


async def sweep_scans(connection: AsyncConnection, cutoff: datetime) -> int:
    """Forgets the rows of hours before `cutoff`; how many they were."""
    return (await connection.execute(delete(table).where(table.c.hour < cutoff))).rowcount


async def load_left_out(connection: AsyncConnection, from_day: date, until_day: date) -> list[LeftOut]:
    """Of the days [from, until), in order."""
    within = days.c.day >= from_day.isoformat(), days.c.day < until_day.isoformat()
    wanted = select(days).where(*within).order_by(*days.primary_key)
    return [LeftOut(*row) for row in await connection.execute(wanted)]
