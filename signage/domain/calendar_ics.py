"""A calendar as offices export it (iCalendar) → Calendar: each day that an event of it covers.

Days are found by `repeating`, one by one within a few years: an event of a hundred years, or one that repeats for ever,
costs no more than another.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import msgspec

from ..errors import InputError
from .calendar_file import CalendarNotes
from .calendars import ONE_DAY
from .closing_days import Calendar, Days
from .repeating import falls_on, last_day, parse_rrule, without_clock

MAX_EVENTS = 1_000
MAX_REPEATED = 200
MAX_NOTES = 20
YEARS_BEFORE, YEARS_AFTER = 1, 3
"""So much of it is kept, in whole years around now, so that the same file gives the same days all year long."""
LONGEST_REPEATED = 366
FIRST_COUNTED = date(2000, 1, 1)
"""A COUNT is counted out from the beginning; one that began earlier is over, or was never meant."""

_KEYS = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")

Window = tuple[date, date]


class _Event(msgspec.Struct):
    """Local days from `first`, `length` of them, again by `rrule` and on `more`, but not on `without`. One that is
    `instead_of` a day of another and has no length only takes that day out.
    """

    uid: str
    says: str
    first: date
    length: int
    rrule: str = ""
    more: frozenset[date] = frozenset()
    without: frozenset[date] = frozenset()
    instead_of: date | None = None


def parse_ics(text: str, file: str, now: datetime, timezone: str) -> CalendarNotes:
    """Reads the text of an .ics file; times without a zone are meant in `timezone`. Raises InputError if it is none at all.

    An event that can't be used is passed over with a note. Blocking for a second or two at worst.
    """
    zone = ZoneInfo(timezone)
    found = list(_components(text, file))
    notes = [f"only the first {MAX_EVENTS} events are read"] if len(found) > MAX_EVENTS else []
    events: list[_Event] = []
    for component in found[:MAX_EVENTS]:
        try:
            if event := _event(component, zone):
                if event.rrule and sum(bool(one.rrule) for one in events) >= MAX_REPEATED:
                    raise InputError(f"more than {MAX_REPEATED} repeat; closing days need fewer")
                events.append(event)
        except (InputError, ValueError, TypeError, AttributeError, OverflowError) as problem:
            said = problem.message if isinstance(problem, InputError) else str(problem)
            notes.append(f"the event “{_summary(component)}” is passed over: {said}")
    if len(notes) > MAX_NOTES:
        notes = [*notes[:MAX_NOTES], f"and {len(notes) - MAX_NOTES} more"]
    days = tuple(_rows(_days(events, _window(now))))
    return CalendarNotes(Calendar(name=PurePath(file).stem, days=days), tuple(notes))


def _window(now: datetime) -> Window:
    return date(now.year - YEARS_BEFORE, 1, 1), date(now.year + YEARS_AFTER, 12, 31)


def _components(text: str, file: str) -> Iterator[Any]:
    try:
        calendars = icalendar.Calendar.from_ical(text, multiple=True)
    except (ValueError, IndexError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise InputError(f"this is no iCalendar file that can be read ({problem})", file) from problem
    if not calendars or not any(one.name == "VCALENDAR" for one in calendars):
        raise InputError("this is no iCalendar file; it begins with BEGIN:VCALENDAR", file)
    for calendar in calendars:
        yield from calendar.walk("VEVENT")


def _summary(component: Any) -> str:
    text = str(component.get("SUMMARY") or component.get("UID") or "?")
    return text if len(text) <= 60 else text[:57] + "…"


def _event(component: Any, zone: ZoneInfo) -> _Event | None:
    if str(component.get("STATUS", "")).upper() == "CANCELLED":
        return _cancelled(component, zone)
    _check(component, _KEYS)
    if "DTSTART" not in component:
        raise InputError("it has no DTSTART")
    begins = component.decoded("DTSTART")
    first = _day(begins, zone)
    event = _Event(
        uid=_uid(component),
        says=_summary(component) if component.get("SUMMARY") else "",
        first=first,
        length=_length(component, begins, first, zone),
        rrule=_rule(component, begins, first, zone),
        more=frozenset(_dates(component, "RDATE", zone)),
        without=frozenset(_dates(component, "EXDATE", zone)),
        instead_of=_day(component.decoded("RECURRENCE-ID"), zone) if "RECURRENCE-ID" in component else None,
    )
    if event.rrule and parse_rrule(event.rrule).count and first < FIRST_COUNTED:
        raise InputError(f"its COUNT is counted from before {FIRST_COUNTED.year}")
    if event.rrule and event.length > LONGEST_REPEATED:
        raise InputError("it repeats, but is longer than a year")
    return event


def _cancelled(component: Any, zone: ZoneInfo) -> _Event | None:
    """Of one occurrence that it does not take place; of all of an event nothing is left to say."""
    _check(component, ("RECURRENCE-ID",))
    if "RECURRENCE-ID" not in component:
        return None
    day = _day(component.decoded("RECURRENCE-ID"), zone)
    return _Event(uid=_uid(component), says="", first=day, length=0, instead_of=day)


def _check(component: Any, keys: Iterable[str]) -> None:
    for key, problem in component.errors:  # the library has left the line out
        if key in keys:
            raise InputError(f"its {key} can't be read ({problem})")


def _uid(component: Any) -> str:
    return str(component.get("UID", id(component)))


def _day(value: Any, zone: ZoneInfo) -> date:
    if isinstance(value, datetime):
        return (value.astimezone(zone) if value.tzinfo else value).date()
    if not isinstance(value, date):
        raise InputError(f"“{value}” is no date")
    return value


def _length(component: Any, begins: Any, first: date, zone: ZoneInfo) -> int:
    """In local days: DTEND is exclusive, and an event that ends at midnight does not reach the day that begins there."""
    if "DTEND" in component:
        ends = component.decoded("DTEND")
    elif "DURATION" in component:
        ends = begins + component.decoded("DURATION")
    else:
        return 1
    if isinstance(ends, datetime):
        ends -= timedelta(microseconds=1)
    else:
        ends -= ONE_DAY
    length = (_day(ends, zone) - first).days + 1
    if length < 0:
        raise InputError("it ends before it begins")
    return max(length, 1)


def _rule(component: Any, begins: Any, first: date, zone: ZoneInfo) -> str:
    """A rule of the days that `zone` has, as `first` is one."""
    if "RRULE" not in component:
        return ""
    found = component["RRULE"]
    if not found:
        raise InputError("its RRULE can't be read")
    if isinstance(found, list):
        raise InputError("it has more than one RRULE")
    parts = [part for part in found.to_ical().decode().split(";") if not part.startswith("UNTIL=")]
    if isinstance(begins, datetime):
        parts = without_clock(parts, begins.time())
    parts += [f"UNTIL={_last(until, begins, first, zone):%Y%m%d}" for until in found.get("UNTIL", ())]
    rule = ";".join(parts)
    parse_rrule(rule)
    return rule


def _last(until: Any, begins: Any, first: date, zone: ZoneInfo) -> date:
    """The last day of a rule, reckoned where the event stands on the wall: there its hour is the same all year long."""
    if not isinstance(until, datetime):
        return _day(until, zone)
    at = begins if isinstance(begins, datetime) else datetime.combine(begins, time())
    return _plus(last_day(until, at, at.tzinfo or zone), (first - at.date()).days)


def _dates(component: Any, key: str, zone: ZoneInfo) -> Iterator[date]:
    found = component.get(key, [])
    for group in found if isinstance(found, list) else [found]:
        for one in group.dts:
            value = one.dt
            yield _day(value[0] if isinstance(value, tuple) else value, zone)  # a PERIOD is (begin, end)


def _days(events: list[_Event], window: Window) -> dict[date, str]:
    """Why each day of the window is covered."""
    moved: dict[str, set[date]] = defaultdict(set)
    for event in events:
        if event.instead_of:
            moved[event.uid].add(event.instead_of)
    days: dict[date, str] = {}
    for event in sorted((one for one in events if one.length), key=lambda one: (one.first, one.uid)):
        gone = set() if event.instead_of else moved[event.uid]
        for day in _covered(event, gone, window):
            days.setdefault(day, event.says)
    return days


def _covered(event: _Event, gone: Iterable[date], window: Window) -> Iterator[date]:
    without = event.without.union(gone)
    for begins in _beginnings(event, window):
        if begins not in without:
            first, last = max(begins, window[0]), min(_plus(begins, event.length - 1), window[1])
            for n in range((last - first).days + 1):
                yield first + timedelta(days=n)


def _beginnings(event: _Event, window: Window) -> Iterator[date]:
    if not event.rrule:
        yield from sorted({event.first, *event.more})
        return
    earliest = max(event.first, window[0] - timedelta(days=event.length))
    for n in range((window[1] - earliest).days + 1):
        day = earliest + timedelta(days=n)
        if day == event.first or day in event.more or falls_on(event.rrule, event.first, day):
            yield day


def _plus(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


def _rows(days: dict[date, str]) -> Iterator[Days]:
    """Days that follow each other for the same reason as one row."""
    first: date | None = None
    for day in sorted(days):
        if first is None:
            first = day
        following = day + ONE_DAY
        if days.get(following) != days[day]:
            yield Days(first=first, last=day, says=_words(days[day]))
            first = None


def _words(text: str) -> tuple[tuple[str, str], ...]:
    return (("en" if text.isascii() else "ja", text),) if text else ()
