"""What a display has been over the last days: one column a day, and how much of the time it should have been on it was."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ..words import Words
from .calendars import first_instant
from .health import Status, StatusChange

DAYS = 30
NOT_DUE: tuple[Status | None, ...] = (None, "off", "maintenance", "never")
"""Time in these is nobody's failure: nothing was to be on, or nothing is known."""


class Span(NamedTuple):
    """A time in one status, for one reason. `status` None: nothing is known of it yet."""

    from_at: datetime
    until_at: datetime
    status: Status | None
    code: str
    says: Words


class Day(NamedTuple):
    """A local day [from_at, until_at) of 23 to 25 hours. Its spans touch; today's end at now."""

    date: date
    from_at: datetime
    until_at: datetime
    spans: tuple[Span, ...]


class Record(NamedTuple):
    """The days, the oldest first; for how long something was to be on in them, and for how long of that all was well."""

    days: tuple[Day, ...]
    due: timedelta
    ok: timedelta

    @property
    def percent(self) -> float | None:
        """ok of due, to a tenth, rounded down so that 100.0 means always; None where nothing was due."""
        return int(self.ok / self.due * 1000) / 10 if self.due else None


def record_of(changes: Sequence[StatusChange], zone: ZoneInfo, now: datetime, days: int = DAYS) -> Record:
    """The last `days` local days, with today. `changes` are as `load_status_changes(…, since=record_begins(…))` gives them:
    in order, led by the status at the beginning.
    """
    spans = list(_spans(changes, record_begins(zone, now, days), now))
    today = now.astimezone(zone).date()
    columns = tuple(_day(today - timedelta(days=ago), zone, spans) for ago in range(days - 1, -1, -1))
    due = sum((span.until_at - span.from_at for span in spans if span.status not in NOT_DUE), timedelta())
    ok = sum((span.until_at - span.from_at for span in spans if span.status == "ok"), timedelta())
    return Record(columns, due, ok)


def record_begins(zone: ZoneInfo, now: datetime, days: int = DAYS) -> datetime:
    """Where the first of the days begins."""
    return first_instant(now.astimezone(zone).date() - timedelta(days=days - 1), zone)


def _spans(changes: Sequence[StatusChange], begins: datetime, now: datetime) -> Iterator[Span]:
    at, status, code, says = begins, None, "", Words()
    for change in [*changes, StatusChange(now, "ok", "", {})]:
        until = min(max(change.at, begins), now)
        if until > at:
            yield Span(at, until, status, code, says)
        at, status, code, says = until, change.status, change.code, change.says


def _day(day: date, zone: ZoneInfo, spans: Sequence[Span]) -> Day:
    begins, ends = first_instant(day, zone), first_instant(day + timedelta(days=1), zone)
    inside = (
        span._replace(from_at=max(span.from_at, begins), until_at=min(span.until_at, ends))
        for span in spans
        if span.from_at < ends and span.until_at > begins
    )
    return Day(day, begins, ends, tuple(inside))
