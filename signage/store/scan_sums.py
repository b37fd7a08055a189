"""Scans and the time that codes were on screens, summed up as pages read them. Never swept: nobody stands in it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Table, TextClause, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from .rows import batches
from .scans import ScanKey
from .tables import Moment, scan_days, scan_hours, shown_codes

AT_ONCE = 1_000

Pair = tuple[str, str]
"""Link, spot."""
ShownKey = tuple[str, str, str]
"""Local day of the place (YYYY-MM-DD), display, link."""


def _adding(table: str, keys: str, sum_: str) -> TextClause:
    names = keys.split(", ")
    values = ", ".join(f":{name}" for name in (*names, sum_))
    return text(
        f"INSERT INTO {table} ({keys}, {sum_}) VALUES ({values}) "  # noqa: S608  names of ours
        f"ON CONFLICT ({keys}) DO UPDATE SET {sum_} = {table}.{sum_} + excluded.{sum_}"
    )


_ADD_DAYS = _adding("scan_days", "day, link, spot", "count")
_ADD_HOURS = _adding("scan_hours", "hour, link", "count").bindparams(bindparam("hour", type_=Moment))
_ADD_SHOWN = _adding("shown_codes", "day, display, link", "shown_ms")


async def add_scan_sums(connection: AsyncConnection, scans: Mapping[ScanKey, int], zone: ZoneInfo) -> None:
    """Adds scans to the sums, in the transaction that adds them themselves; days are those of the office."""
    by_day: dict[Any, int] = {}
    by_hour: dict[Any, int] = {}
    for (hour, link, spot, _), count in scans.items():
        day = f"{hour.astimezone(zone):%Y-%m-%d}", link, spot
        by_day[day] = by_day.get(day, 0) + count
        by_hour[hour, link] = by_hour.get((hour, link), 0) + count
    await _add(connection, _ADD_DAYS, scan_days, by_day)
    await _add(connection, _ADD_HOURS, scan_hours, by_hour)


async def add_shown_codes(connection: AsyncConnection, shown: Mapping[ShownKey, int]) -> None:
    """Adds ms that displays showed links' codes."""
    await _add(connection, _ADD_SHOWN, shown_codes, shown)


async def _add(connection: AsyncConnection, statement: TextClause, to: Table, sums: Mapping[Any, int]) -> None:
    names = [column.name for column in to.columns]
    rows = [dict(zip(names, (*key, one), strict=True)) for key, one in sums.items()]
    for part in batches(rows, AT_ONCE):
        await connection.execute(statement, list(part))


async def load_spot_sums(connection: AsyncConnection, first: date, last: date) -> dict[tuple[str, str], int]:
    """Scans by link and spot over days, both counted."""
    table = scan_days
    wanted = select(table.c.link, table.c.spot, func.sum(table.c.count)).where(*_within(table, first, last))
    rows = await connection.execute(wanted.group_by(table.c.link, table.c.spot))
    return {(link, spot): int(count) for link, spot, count in rows}


async def load_last_days(connection: AsyncConnection, first: date, last: date) -> dict[str, date]:
    """The last of these days on which each spot was scanned."""
    table = scan_days
    wanted = select(table.c.spot, func.max(table.c.day)).where(*_within(table, first, last)).group_by(table.c.spot)
    return {spot: date.fromisoformat(day) for spot, day in await connection.execute(wanted)}


async def load_scan_ends(connection: AsyncConnection, first: date, last: date) -> dict[Pair, tuple[date, date]]:
    """The first and the last of these days on which each link was scanned at each spot."""
    table = scan_days
    wanted = select(table.c.link, table.c.spot, func.min(table.c.day), func.max(table.c.day))
    rows = await connection.execute(wanted.where(*_within(table, first, last)).group_by(table.c.link, table.c.spot))
    return {(link, spot): (date.fromisoformat(one), date.fromisoformat(other)) for link, spot, one, other in rows}


async def load_pair_days(
    connection: AsyncConnection, first: date, last: date, spots: Collection[str]
) -> dict[Pair, dict[date, int]]:
    """Scans by link and spot, and by day, of these spots."""
    table = scan_days
    within = select(table).where(*_within(table, first, last))
    found: dict[Pair, dict[date, int]] = {}
    for part in batches(sorted(spots), AT_ONCE):
        for day, link, spot, count in await connection.execute(within.where(table.c.spot.in_(part))):
            found.setdefault((link, spot), {})[date.fromisoformat(day)] = count
    return found


async def load_day_sums(
    connection: AsyncConnection, first: date, last: date, spots: Collection[str]
) -> dict[str, dict[date, int]]:
    """Scans by spot and day, of these spots."""
    found: dict[str, dict[date, int]] = {}
    for (_, spot), counts in (await load_pair_days(connection, first, last, spots)).items():
        days = found.setdefault(spot, {})
        for day, count in counts.items():
            days[day] = days.get(day, 0) + count
    return found


async def load_hour_sums(
    connection: AsyncConnection, from_at: datetime, until_at: datetime, links: Iterable[str] | None = None
) -> list[tuple[datetime, int]]:
    """Scans by the hour that begins in [from, until), of these links (None: of all), in order."""
    table = scan_hours
    wanted = select(table.c.hour, func.sum(table.c.count)).where(table.c.hour >= from_at, table.c.hour < until_at)
    if links is not None:
        wanted = wanted.where(table.c.link.in_(list(links)))
    rows = await connection.execute(wanted.group_by(table.c.hour).order_by(table.c.hour))
    return [(hour, int(count)) for hour, count in rows]


async def load_shown_codes(connection: AsyncConnection, first: date, last: date) -> dict[tuple[str, str], int]:
    """Ms by display and link over days, both counted."""
    table = shown_codes
    wanted = select(table.c.display, table.c.link, func.sum(table.c.shown_ms)).where(*_within(table, first, last))
    rows = await connection.execute(wanted.group_by(table.c.display, table.c.link))
    return {(display, link): int(ms) for display, link, ms in rows}


async def load_scanned_months(connection: AsyncConnection) -> list[str]:
    """Months (YYYY-MM) from the first scan's to the last's."""
    day = scan_days.c.day
    ends = [(await connection.execute(select(end(day)))).scalar() for end in (func.min, func.max)]  # each by the index
    first, last = ends
    return [] if first is None else [str(first)[:7], str(last)[:7]]


def _within(table: Table, first: date, last: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.day >= first.isoformat(), table.c.day <= last.isoformat()
