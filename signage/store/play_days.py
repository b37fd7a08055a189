"""What was played and planned, summed up: a row a display and day, and a row an item and month. Never swept: it is small.

Displays and items don't stand in one table: a year of 400 screens would be half a million rows, and reading it take seconds.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Table, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.play_statistics import Figures, Period, Sum
from .rows import batches, put
from .tables import play_days as days
from .tables import play_months as months

AT_ONCE = 200
"""Rows asked for by one statement."""

By = Literal["item", "display", "month"]
DayKey = tuple[str, str]
"""Local day (YYYY-MM-DD) and display."""
MonthKey = tuple[str, str]
"""Month (YYYY-MM), and item or what stands in place of one (domain/play_statistics)."""


async def add_played(
    connection: AsyncConnection, by_day: Mapping[DayKey, Sum], by_month: Mapping[MonthKey, Sum]
) -> None:
    """Adds what screens told to what is known."""
    await _add(connection, days, {key: ("plays", "shown_ms", one) for key, one in by_day.items()})
    await _add(connection, months, {key: ("plays", "shown_ms", one) for key, one in by_month.items()})


async def add_planned(
    connection: AsyncConnection, by_day: Mapping[DayKey, Sum], by_month: Mapping[MonthKey, Sum]
) -> None:
    """Adds what was planned on days that are over; a display's day is given once (`load_planned`)."""
    await _add(connection, days, {key: ("planned", "planned_ms", one) for key, one in by_day.items()})
    await _add(connection, months, {key: ("planned", "planned_ms", one) for key, one in by_month.items()})


async def _add(connection: AsyncConnection, table: Table, added: Mapping[Any, tuple[str, str, Sum]]) -> None:
    keys = [column.name for column in table.primary_key]
    for some in batches(list(added), AT_ONCE):
        found = await connection.execute(select(table).where(tuple_(*table.primary_key).in_(some)))
        known = {tuple(row[key] for key in keys): dict(row) for row in found.mappings()}
        rows = []
        for key in some:
            count, ms, one = added[key]
            row = known.get(tuple(key)) or dict(zip(keys, key, strict=True)) | _nothing(table)
            rows.append(row | {count: (row[count] or 0) + one.plays, ms: (row[ms] or 0) + one.ms})
        await put(connection, table, *rows)


def _nothing(table: Table) -> dict[str, int | None]:
    figures = [column for column in table.columns if not column.primary_key]
    return {column.name: None if column.nullable else 0 for column in figures}


async def load_planned(connection: AsyncConnection, day: str) -> frozenset[str]:
    """The displays of which it is known what was planned on a day."""
    planned = select(days.c.display).where(days.c.day == day, days.c.planned.is_not(None))
    return frozenset((await connection.execute(planned)).scalars())


async def load_figures(connection: AsyncConnection, by: By, period: Period) -> dict[str, Figures]:
    """Of each item, display or month of a period."""
    table, column, when = (
        (days, days.c.display, days.c.day) if by == "display" else (months, months.c[by], months.c.month)
    )
    sums = [func.coalesce(func.sum(table.c[name]), 0) for name in FIGURES]
    rows = await connection.execute(select(column, *sums).where(*_within(when, period)).group_by(column))
    return {name: Figures(Sum(*map(int, row[:2])), Sum(*map(int, row[2:]))) for name, *row in rows}


FIGURES = ("plays", "shown_ms", "planned", "planned_ms")


def _within(when: Column[str], period: Period) -> Sequence[ColumnElement[bool]]:
    """Of days and of months: as text, all of a month's days come before 32."""
    return when >= period.first, when < f"{period.last}-32"


async def load_compared(connection: AsyncConnection, period: Period) -> Figures:
    """What was planned on the days of a period of which that is known, and what was played on just these."""
    sums = [func.coalesce(func.sum(days.c[name]), 0) for name in FIGURES]
    known = *_within(days.c.day, period), days.c.planned.is_not(None)
    plays, shown, planned, planned_ms = (await connection.execute(select(*sums).where(*known))).one()
    return Figures(Sum(int(plays), int(shown)), Sum(int(planned), int(planned_ms)))


async def load_months(connection: AsyncConnection) -> Sequence[str]:
    """Those of which anything is known, in order."""
    return list((await connection.execute(select(months.c.month).distinct().order_by(months.c.month))).scalars())
