"""Thirty days of a display as columns of 24 hours: where each piece stands in the drawing, and the same as a table."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby
from typing import NamedTuple

from ....domain.health import STATUSES, Status
from ....domain.health_history import Day, Record, Span

LEAST = 1.8
"""Percent of a column: what lasted but a minute is still seen."""
GAP = 0.18
"""Percent of the drawing between two days."""


class Piece(NamedTuple):
    """One status within one day; all measures in percent of the drawing."""

    status: Status
    x: float
    y: float
    width: float
    height: float


class Label(NamedTuple):
    """A day's name under its column, from where that begins; `day` is None for today, which ends the drawing."""

    x: float
    day: Day | None


class DayRow(NamedTuple):
    """How long a display was in each status on a day."""

    day: Day
    spent: dict[Status, timedelta]


def pieces(record: Record) -> Iterator[Piece]:
    """The planned and the well first, so that what was short lies over them and is seen."""
    found = [piece for number, day in enumerate(record.days) for piece in _of_day(number, day, len(record.days))]
    return iter(sorted(found, key=lambda piece: piece.status not in ("ok", "off")))


def _of_day(number: int, day: Day, days: int) -> Iterator[Piece]:
    column = 100 / days
    x, width = number * column + GAP / 2, column - GAP
    for span in day.spans:
        if span.status is None:
            continue
        y, height = _share(span.from_at - day.from_at, day), _share(span.until_at - span.from_at, day)
        if span.status not in ("ok", "off"):
            height = max(height, LEAST)
            y = min(y, 100 - height)
        whole = Piece(span.status, round(x, 3), round(y, 3), round(width, 3), round(height, 3))
        if span.status == "late":  # half a column wide, over what would else stand there
            yield whole._replace(status="ok")
            yield whole._replace(width=round(width / 2, 3))
        else:
            yield whole


def _share(part: timedelta, day: Day) -> float:
    return 100 * (part / (day.until_at - day.from_at))


def labels(record: Record) -> list[Label]:
    """The first day, each Saturday that has room, and today."""
    days, column = record.days, 100 / len(record.days)
    named = [n for n, day in enumerate(days) if n == 0 or (day.date.weekday() == 5 and 4 <= n < len(days) - 4)]
    return [*(Label(round(n * column, 3), days[n]) for n in named), Label(100, None)]


def times(record: Record) -> dict[Status, int]:
    """How often each status began in these days; one that lasts over midnight is one."""
    spans = (span for day in record.days for span in day.spans)
    runs = [status for status, _ in groupby(spans, key=lambda span: span.status)]
    return {status: runs.count(status) for status in STATUSES if status in runs}


def rows(record: Record) -> list[DayRow]:
    """The newest day first."""
    return [DayRow(day, _spent(day.spans)) for day in reversed(record.days)]


def _spent(spans: tuple[Span, ...]) -> dict[Status, timedelta]:
    spent: dict[Status, timedelta] = {}
    for span in spans:
        if span.status is not None:
            spent[span.status] = spent.get(span.status, timedelta()) + (span.until_at - span.from_at)
    return spent
