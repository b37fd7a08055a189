"""Moments as a calendar writes them → aware datetimes and lengths, each with the line it can't be read on."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import msgspec

from .cleaning import clean
from .ical_text import Line, iana_name

WORK = 1_000_000
"""On so many days it is asked whether a rule falls on them, for all events of a calendar: some ten seconds. A day it falls on
counts PER_FOUND times, one of a rule with BYSETPOS as often as its period has days.
"""
PER_FOUND = 4

YEARS = range(1900, 2201)
_DAY = timedelta(days=1)
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?")


class UnreadableError(ValueError):
    """Why an event is passed over, in a sentence."""


class CalendarDates(msgspec.Struct):
    """What a calendar's dates are read with: the zone they are told in, the one that times without any are meant in,
    what its TZIDs mean, the month it is read in, and what is left of WORK.
    """

    timezone: str
    floating: str
    zones: dict[str, str]
    month: date | None = None
    work: int = WORK

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def spend(self, work: int) -> None:
        if work > self.work:
            raise UnreadableError("so much repeats in this calendar that it would take too long; split the calendar")
        self.work -= work

    def since(self, first: date) -> date:
        """From here on occasions are wanted: the month before the one it is read in."""
        return (self.month - _DAY).replace(day=1) if self.month else first


def moments_of(line: Line, calendar: CalendarDates, notes: list[str]) -> list[datetime]:
    return [moment_of(one, line, calendar, notes) for one in line.value.split(",") if one.strip()]


def moment_of(written: str, line: Line, calendar: CalendarDates, notes: list[str]) -> datetime:
    """Aware: in UTC, in the zone its line names, else in the calendar's; a day is one on the wall. Raises UnreadableError."""
    found = MOMENT.fullmatch(written.strip().upper())
    try:
        at = at_of(found, ZoneInfo(_zone_of(line, found[4], calendar, notes))) if found else None
    except ValueError:
        at = None
    if at is None:
        raise UnreadableError(f"its {line.name} “{clean(written, 30)}” (line {line.number}) can't be read")
    if at.year not in YEARS:
        raise UnreadableError(f"the year {at.year} of its {line.name} can't be")
    return at


def at_of(found: re.Match[str], zone: ZoneInfo | object) -> datetime:
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC if found[7] else zone)  # type: ignore[arg-type]


def length_of(written: str, line: Line) -> timedelta:
    try:
        length: timedelta = icalendar.vDuration.from_ical(written.strip())  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError) as problem:
        raise UnreadableError(f"its length “{clean(written, 30)}” (line {line.number}) can't be read") from problem
    if not timedelta() <= length:
        raise UnreadableError(f"its length “{clean(written, 30)}” (line {line.number}) can't be")
    return length


def _zone_of(line: Line, hour: str | None, calendar: CalendarDates, notes: list[str]) -> str:
    tzid = line.parameters.get("TZID", "")
    if not tzid:
        return calendar.floating if hour else calendar.timezone
    if name := calendar.zones.get(tzid) or iana_name(tzid):
        return name
    said = f"the zone “{clean(tzid, 40)}” is not known; {calendar.timezone} is taken"
    if said not in notes:
        notes.append(said)
    return calendar.timezone
