"""Wall time → instants, days of 23 to 25 hours, days of the week and hours of a day as people write them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from ..errors import InputError

MIDNIGHT = time(0)
ONE_DAY = timedelta(days=1)
_SPELLINGS = (
    ("mo", "tu", "we", "th", "fr", "sa", "su"),
    ("mon", "tue", "wed", "thu", "fri", "sat", "sun"),
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "月火水木金土日",
    ("月曜", "火曜", "水曜", "木曜", "金曜", "土曜", "日曜"),
    ("月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"),
)
WEEKDAYS = {name: number for week in _SPELLINGS for number, name in enumerate(week)}
"""Every spelling of a day that is understood, in lower case; 0 = Monday."""

Hours = tuple[time, time]
"""From and until on the wall; an end not after its beginning is on the next day (24:00 is 00:00)."""


@lru_cache(maxsize=8192)  # a rule's few wall times are asked for again by every channel and every publication
def instant(wall: datetime, zone: ZoneInfo, *, end: bool = False) -> datetime:
    """The UTC instant of a naive wall time.

    One that does not exist is the first instant after the gap; one that exists twice is the first for a
    beginning and the second for an end.
    """
    first = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first <= second:
        return second if end else first
    return _change_between(second, first, zone)


def _change_between(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, to the second, at which the zone has the offset that it has at `after`."""
    offset = after.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while low < high:
        middle = (low + high) // 2
        if (before + timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle + 1
    return before + timedelta(seconds=low)


def first_instant(day: date, zone: ZoneInfo) -> datetime:
    """Where a local day begins: its 00:00, or the first instant after a gap that swallows it."""
    return instant(datetime.combine(day, MIDNIGHT), zone)


def minute_up(at: datetime) -> datetime:
    """A beginning on the wire: rounded up to a whole minute."""
    return minute_down(at + timedelta(seconds=59, microseconds=999_999))


def minute_down(at: datetime) -> datetime:
    """An end on the wire: rounded down to a whole minute."""
    return at.replace(second=0, microsecond=0)


def local_day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


def on_the_wall(at: datetime, zone: ZoneInfo) -> str:
    """ "2026-11-22 08:30", as sentences tell an instant."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def span(day: date, hours: Hours, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Hours as they begin on a local day: [from, until), UTC; into the next day where the end is not after the beginning."""
    begins, ends = hours
    last = day if ends > begins else day + ONE_DAY
    return instant(datetime.combine(day, begins), zone), instant(datetime.combine(last, ends), zone, end=True)


def weekday(name: str) -> int:
    """0 = Monday. Raises InputError."""
    found = WEEKDAYS.get(name.strip().lower())
    if found is None:
        raise InputError(
            f"“{name.strip()}” is no day of the week; write Mo, Tu, We, Th, Fr, Sa, Su or 月 火 水 木 金 土 日"
        )
    return found


_CLOCK = r"(\d{1,2})[:：](\d{2})"
_HOURS = re.compile(rf"\s*{_CLOCK}\s*[-–~〜～]\s*{_CLOCK}\s*")


LATEST_HOUR = 30
"""Hours may end at 26:00 as offices and shops write it: 02:00 of the next day."""


def parse_hours(text: str) -> Hours:
    """ "20:00-06:00", or the same as "20:00-30:00". Raises InputError that says what is wrong."""
    found = _HOURS.fullmatch(text)
    if not found:
        raise InputError(f"“{text.strip()}” are no hours; write them like “08:30-17:15”")
    from_hour, from_minute, until_hour, until_minute = (int(number) for number in found.groups())
    begins, ends = _clock(from_hour, from_minute), _clock(until_hour, until_minute, LATEST_HOUR)
    if (until_hour - from_hour) * 60 + until_minute - from_minute > 24 * 60:
        raise InputError(f"“{text.strip()}” are longer than a day; 24 hours are written 00:00-24:00")
    return begins, ends


def _clock(hour: int, minute: int, latest: int = 23) -> time:
    if hour > latest or minute > 59 or (hour == LATEST_HOUR and minute):
        hint = "; hours past midnight are written like 20:00-26:00 or 20:00-02:00" if hour >= 24 else ""
        raise InputError(f"“{hour:02}:{minute:02}” is no time of day{hint}")
    return time(hour % 24, minute)
