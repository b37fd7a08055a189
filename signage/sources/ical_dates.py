"""The dates of a calendar's event → its occasions: repeated, excluded, moved, each as it stands on the wall.

A day is the midnight it begins with, in the calendar's zone: from midnight to midnight are whole days again.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ..domain.events import MAX_OCCASIONS, Occasion
from ..domain.repeating import LAST_DAY, falls_on, first_day, last_day, parse_rrule, without_clock
from ..errors import InputError
from .cleaning import clean
from .entries import LONGEST_DAYS
from .ical_moments import MOMENT, PER_FOUND, CalendarDates, UnreadableError, at_of, length_of, moment_of, moments_of
from .ical_text import EventLines, Line
from .occasions import occasion_between, without_days

DATES = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RDATE", "EXDATE", "RRULE")

MANY = 2_000
"""More single dates (RDATE, EXDATE) or changed occurrences of one event are a slip."""

AHEAD = timedelta(days=400)
"""So far after the month it is read in a rule is followed."""

_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)
_PERIODS = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}


class Span(NamedTuple):
    """One time it takes place: aware, in the zone it was written in. On the wall it is always as long."""

    begins: datetime
    length: timedelta

    @property
    def last(self) -> date:
        """Its last day: what ends at midnight ended the day before."""
        return (self.begins + max(self.length - _MOMENT, timedelta())).date()


def occasions_of(
    series: list[EventLines], calendar: CalendarDates, notes: list[str]
) -> tuple[tuple[Occasion, ...], bool]:
    """The occasions of an event and of those of its occurrences that were changed, and whether it is cancelled.

    A cancelled occurrence is left out; an event of which none is left is cancelled with all of them. Raises UnreadableError.
    """
    if len(series) > MANY:
        raise UnreadableError(f"{len(series)} of its occurrences were changed, more than {MANY}")
    try:
        return _occasions(series, calendar, notes)
    except OverflowError as problem:
        raise UnreadableError("its dates lead out of all time") from problem


def _occasions(
    series: list[EventLines], calendar: CalendarDates, notes: list[str]
) -> tuple[tuple[Occasion, ...], bool]:
    event, *changes = series
    if changes or not event.first("RECURRENCE-ID"):
        spans, off = _spans(event, len(changes), calendar, notes), _excluded(event, calendar, [])[1]
    else:
        spans, off, changes = {}, frozenset[date](), series
    gone: list[Span] = []
    for change in changes:
        gone += _change(spans, change, calendar, notes)
    since = calendar.since(date.min)
    coming = [span for span in spans.values() if span.last >= since] or spans.values() or gone
    alone = len(spans) == 1
    whole = {_occasion(span, calendar.zone) for span in coming}
    parts = (without_days(one, off) if alone or one.last > one.first else [one] for one in whole)
    occasions = sorted({one for part in parts for one in part}, key=_order)
    if not occasions:
        raise UnreadableError("none of its dates is left")
    return tuple(occasions[:MAX_OCCASIONS]), _is_cancelled(event) or not spans


def _order(occasion: Occasion) -> tuple[date, time, date]:
    return occasion.first, occasion.begins or time(), occasion.last


def _is_cancelled(event: EventLines) -> bool:
    return event.text("STATUS").upper() == "CANCELLED"


def _occasion(span: Span, zone: ZoneInfo) -> Occasion:
    begins, ends = (at.astimezone(zone).replace(tzinfo=None) for at in (span.begins, span.begins + span.length))
    return occasion_between(begins, ends)


def _spans(event: EventLines, changes: int, calendar: CalendarDates, notes: list[str]) -> dict[datetime, Span]:
    """When an event takes place, by its beginnings in UTC: DTSTART, RDATE and what RRULE gives, without EXDATE."""
    begins, length = _begin_and_length(event, calendar, notes)
    spans = [Span(begins, length), *_added(event, length, calendar, notes)]
    most = MAX_OCCASIONS + changes + sum(line.value.count(",") + 1 for line in event.named("EXDATE"))
    for line in event.named("RRULE"):
        since = calendar.since(begins.date()) - (spans[0].last - begins.date())
        days = _rule_days(line, begins, since, most, calendar)
        spans += [Span(datetime.combine(day, begins.time(), begins.tzinfo), length) for day in days]
    moments, off = _excluded(event, calendar, notes)
    repeats = bool(event.named("RRULE", "RDATE"))
    return {
        at: span
        for span in spans
        if (at := span.begins.astimezone(UTC)) not in moments
        and (span.begins.date() not in off or not (repeats or span.length <= _DAY))
    }


def _excluded(
    event: EventLines, calendar: CalendarDates, notes: list[str]
) -> tuple[frozenset[datetime], frozenset[date]]:
    """EXDATE: moments, or days. Of whole days that don't repeat a day takes only itself out, wherever it lies."""
    lines = event.named("EXDATE")
    found = [at for line in lines for at in moments_of(line, calendar, notes)]
    if _are_days(lines):
        return frozenset(), frozenset(at.date() for at in found)
    return frozenset(at.astimezone(UTC) for at in found), frozenset()


def _are_days(lines: Iterable[Line]) -> bool:
    return all("T" not in line.value.upper() for line in lines)


def _begin_and_length(event: EventLines, calendar: CalendarDates, notes: list[str]) -> tuple[datetime, timedelta]:
    """DTSTART, and how long it lasts by DTEND or DURATION; a day without either is one day long. Raises UnreadableError."""
    start, end, duration = (event.first(name) for name in ("DTSTART", "DTEND", "DURATION"))
    if not start:
        raise UnreadableError("it has no DTSTART")
    begins, least = moment_of(start.value, start, calendar, notes), timedelta() if "T" in start.value.upper() else _DAY
    length = least
    if end and end.value:
        ends = moment_of(end.value, end, calendar, notes).astimezone(begins.tzinfo)
        length = ends.replace(tzinfo=None) - begins.replace(tzinfo=None)
        if length < timedelta() or ("T" in end.value.upper()) != ("T" in start.value.upper()):
            notes.append("it ends before it begins, or only one of them has a time; the end is left out")
            length = least
    elif duration and duration.value:
        length = length_of(duration.value, duration)
    return begins, _checked(begins, max(length, least))


def _checked(begins: datetime, length: timedelta) -> timedelta:
    if length > timedelta(days=LONGEST_DAYS):
        raise UnreadableError(f"it lasts until {(begins + length).date()}, longer than ten years")
    return length


def _added(event: EventLines, length: timedelta, calendar: CalendarDates, notes: list[str]) -> Iterator[Span]:
    """What RDATE adds, with the length of the event or of its own (VALUE=PERIOD)."""
    lines = event.named("RDATE", "EXDATE")
    if sum(line.value.count(",") + 1 for line in lines) > MANY:
        raise UnreadableError(f"it has more than {MANY} single dates (RDATE, EXDATE)")
    for line in event.named("RDATE"):
        for written in filter(None, line.value.split(",")):
            start, _, end = written.partition("/")
            begins = moment_of(start, line, calendar, notes)
            own = length_of(end, line) if end[:1] in ("P", "+", "-") else None
            if end and own is None:
                own = moment_of(end, line, calendar, notes).astimezone(begins.tzinfo) - begins
            yield Span(begins, length if own is None else _checked(begins, max(own, timedelta())))


def _change(
    spans: dict[datetime, Span], change: EventLines, calendar: CalendarDates, notes: list[str]
) -> Iterator[Span]:
    """Moves an occurrence, with RANGE=THISANDFUTURE also those after it; or yields those it cancels."""
    line = change.named("RECURRENCE-ID")[0]
    at = moment_of(line.value, line, calendar, notes).astimezone(UTC)
    begins, length = _begin_and_length(change, calendar, notes)
    calendar.spend(1 + len(spans) // 4)
    day = at.astimezone(calendar.zone).date() if _are_days([line]) else None
    on_that_day = [one for one in spans if day and one.astimezone(calendar.zone).date() == day]
    later = [one for one in spans if one > at] if line.parameters.get("RANGE", "").upper() == "THISANDFUTURE" else []
    was = [spans.pop(one) for one in {at, *on_that_day, *later} if one in spans]
    if _is_cancelled(change):
        yield Span(begins, length)
        return
    spans[begins.astimezone(UTC)] = Span(begins, length)
    for span in was:
        if span.begins > at:
            moved = span.begins + (begins - at)
            spans[moved.astimezone(UTC)] = Span(moved, length)


def _rule_days(line: Line, begins: datetime, since: date, most: int, calendar: CalendarDates) -> list[date]:
    """The days a rule falls on, from `since` to AHEAD after the month; so many at most. Raises UnreadableError."""
    rule, count = _rule(line, begins)
    read, first = parse_rrule(rule), begins.date()
    cost = _PERIODS[read.frequency] if read.by_position else 1
    until = (calendar.month or first) + AHEAD
    found: list[date] = []
    day, seen = first if count else max(first, since), 0
    while day <= until and len(found) < most and (not count or seen < count):
        falls = falls_on(rule, first, day)
        calendar.spend(cost + PER_FOUND * falls)
        seen += falls
        if falls and day >= since:
            found.append(day)
        day += _DAY
    search = cost * (LAST_DAY - first).days
    if not (found or seen or read.until) and search <= calendar.work:
        calendar.spend(search)
        if first_day(rule, first) is None:
            raise UnreadableError(f"its rule “{clean(line.value, 80)}” (line {line.number}) never comes true")
    return found


def _rule(line: Line, begins: datetime) -> tuple[str, int]:
    """A rule of days, and how often it falls on one (0: as often as it likes). Raises UnreadableError."""
    written = (part.strip() for part in line.value.upper().split(";") if part.strip())
    parts = without_clock(written, begins.time())
    try:
        rule = ";".join(f"UNTIL={_until(part[6:], begins)}" if part.startswith("UNTIL=") else part for part in parts)
        count = parse_rrule(rule).count or 0
    except (InputError, ValueError) as problem:
        said = problem.message if isinstance(problem, InputError) else str(problem)
        raise UnreadableError(
            f"its rule “{clean(line.value, 80)}” (line {line.number}) can't be used: {said}"
        ) from problem
    return ";".join(part for part in rule.split(";") if not part.startswith("COUNT=")), count


def _until(written: str, begins: datetime) -> str:
    """The last day, on the wall of the event."""
    found = MOMENT.fullmatch(written)
    if not found:
        raise ValueError(f"“UNTIL={written[:20]}” is no day")
    at = at_of(found, begins.tzinfo)
    if found[4] is None:
        return written
    return f"{last_day(at, begins, begins.tzinfo):%Y%m%d}"
