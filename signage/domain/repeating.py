"""On which days a repetition rule (RFC 5545, RRULE) falls.

Any day is judged alone, so a rule that goes on for ever costs nothing, and one that never comes to a day can't be waited
for (dateutil would look through 8,000 years for 30 February). dateutil is the yardstick in the tests.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import islice

import msgspec

from ..errors import InputError
from .calendars import ONE_DAY
from .toml_text import meant

FIRST_DAY = date(2000, 1, 1)
"""From here a rule without a first day of its own is counted."""
LAST_DAY = date(2100, 12, 31)
MAX_LENGTH = 300
FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Repetition(msgspec.Struct, frozen=True, cache_hash=True):
    """A rule read: numbers as RFC 5545 has them (negative ones count from the end), weekdays 0 = Monday."""

    frequency: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    by_day: tuple[tuple[int, int], ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_week: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()
    week_start: int = 0


@lru_cache(maxsize=1024)
def parse_rrule(text: str) -> Repetition:
    """Reads "FREQ=MONTHLY;BYDAY=2TU". Raises InputError that says what is wrong with it."""
    text = text.strip().upper().removeprefix("RRULE:").strip(" ;")
    if len(text) > MAX_LENGTH:
        raise InputError(f"more than {MAX_LENGTH} letters are no rule that somebody meant")
    fields: dict[str, object] = {}
    for part in text.split(";"):
        field, value = _part(part)
        if field in fields:
            raise InputError(f"“{part.partition('=')[0]}” stands there twice")
        fields[field] = value
    if "frequency" not in fields:
        raise InputError("it needs FREQ: FREQ=MONTHLY;BYDAY=2TU is the second Tuesday of each month")
    if "count" in fields and "until" in fields:
        raise InputError("COUNT and UNTIL don't go together; keep one")
    return msgspec.convert(fields, Repetition)


def _part(part: str) -> tuple[str, object]:
    key, equals, value = (piece.strip() for piece in part.partition("="))
    if not equals or not value:
        raise InputError(f"“{part}” is no part of a rule; write it like FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH")
    if key in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        raise InputError(f"{key} has no place here: a rule says on which days, the hours stand elsewhere")
    if key not in _READERS:
        raise InputError(f"“{key}” is not known{meant(key, [known.lower() for known in _READERS])}")
    field, read = _READERS[key]
    try:
        return field, read(value)
    except ValueError as problem:
        raise InputError(
            f"“{part}” can't be read{problem}; write it like FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"
        ) from problem


def _frequency(value: str) -> str:
    if value in ("SECONDLY", "MINUTELY", "HOURLY"):
        raise InputError(f"FREQ={value} repeats within a day: a rule says on which days, the hours stand elsewhere")
    if value not in FREQUENCIES:
        raise ValueError(f": FREQ is one of {', '.join(FREQUENCIES)}")
    return value


def _number(value: str) -> int:
    if not re.fullmatch(r"\d{1,5}", value) or int(value) < 1:
        raise ValueError(": it is a whole number from 1")
    return int(value)


def _numbers(most: int, least: int = 1, *, negative: bool = True) -> Callable[[str], list[int]]:
    def read(value: str) -> list[int]:
        found = [int(one) if re.fullmatch(r"[+-]?\d{1,3}", one) else 0 for one in value.split(",")]
        if not all(least <= (abs(one) if negative else one) <= most for one in found):
            raise ValueError(f": it takes numbers from {least} to {most}")
        return found

    return read


def _weekdays(value: str) -> list[tuple[int, int]]:
    found = [re.fullmatch(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", one) for one in value.split(",")]
    if not all(one and abs(int(one[1] or 1)) in range(1, 54) for one in found):
        raise ValueError(": days are MO TU WE TH FR SA SU, with a number 2TU is the second Tuesday")
    return [(int(one[1] or 0), WEEKDAYS.index(one[2])) for one in found if one]


def _week_start(value: str) -> int:
    return _weekdays(value)[0][1]


def _until(value: str) -> date:
    """Of a moment its date: a rule here is made of days."""
    if not re.fullmatch(r"\d{8}(T\d{6}Z?)?", value):
        raise ValueError(": UNTIL is a day like 20270331")
    try:
        return datetime.strptime(value[:8], "%Y%m%d").date()  # noqa: DTZ007 a date alone
    except ValueError as problem:
        raise ValueError(": there is no such day") from problem


def last_day(until: datetime, begins: datetime, wall: tzinfo | None) -> date:
    """The last day of a rule whose UNTIL is a moment, on the wall of its event: the day before where that begins later in it."""
    with suppress(OverflowError):  # the last moment of the year 9999 stands for no end
        until = until.astimezone(wall) if until.tzinfo else until
    return until.date() if begins.time() <= until.time() else until.date() - ONE_DAY


def without_clock(parts: Iterable[str], begins: time) -> list[str]:
    """The parts of a rule without a BYHOUR, BYMINUTE or BYSECOND that says only when the event begins anyway."""
    own = (f"BYHOUR={begins.hour}", f"BYMINUTE={begins.minute}", f"BYSECOND={begins.second}")
    return [part for part in parts if part not in own]


_READERS: dict[str, tuple[str, Callable[[str], object]]] = {
    "FREQ": ("frequency", _frequency),
    "INTERVAL": ("interval", _number),
    "COUNT": ("count", _number),
    "UNTIL": ("until", _until),
    "BYDAY": ("by_day", _weekdays),
    "BYMONTHDAY": ("by_month_day", _numbers(31)),
    "BYMONTH": ("by_month", _numbers(12, negative=False)),
    "BYYEARDAY": ("by_year_day", _numbers(366)),
    "BYWEEKNO": ("by_week", _numbers(53)),
    "BYSETPOS": ("by_position", _numbers(366)),
    "WKST": ("week_start", _week_start),
}


def falls_on(rule: str, first: date, day: date) -> bool:
    """Whether a rule, counted from `first`, falls on a day. Raises InputError for a rule that is none."""
    read = parse_rrule(rule)
    return _falls(read, first, day) and (not read.count or day <= _last(read, first))


def first_day(rule: str, first: date = FIRST_DAY) -> date | None:
    """The first day on which a rule falls, counted from `first`; None if none comes by LAST_DAY."""
    read = parse_rrule(rule)
    return next(_days(read, first), None)


@lru_cache(maxsize=4096)
def _last(rule: Repetition, first: date) -> date:
    """The day with which a rule's COUNT is reached; LAST_DAY if that never comes."""
    left = (rule.count or 1) - 1
    if (
        rule.frequency in ("MONTHLY", "YEARLY")
        or rule.by_month
        or rule.by_month_day
        or rule.by_year_day
        or rule.by_week
    ):
        return next(islice(_days(rule, first), left, None), LAST_DAY)
    # Made of weekdays alone, so that it repeats itself, and one turn tells them all.
    turn = 7 * rule.interval
    found = [(day - first).days for day in _days(rule, first, turn)]
    if not found:
        return LAST_DAY
    days = left // len(found) * turn + found[left % len(found)]
    return min(LAST_DAY, first + timedelta(days=min(days, LAST_DAY.toordinal())))


def _days(rule: Repetition, first: date, most: int = LAST_DAY.toordinal()) -> Iterator[date]:
    """Of the first `most` days from `first`, those on which it falls, whatever its COUNT."""
    for n in range(min(most, (min(LAST_DAY, rule.until or LAST_DAY) - first).days + 1)):
        if _falls(rule, first, day := first + timedelta(days=n)):
            yield day


def _falls(rule: Repetition, first: date, day: date) -> bool:
    if day < first or (rule.until and day > rule.until) or _periods(rule, first, day) % rule.interval:
        return False
    if not _meets(rule, first, day):
        return False
    if not rule.by_position:
        return True
    return day in _at_positions(rule, first, *_period(rule, day))


@lru_cache(maxsize=4096)  # each day of a year asks for the same
def _at_positions(rule: Repetition, first: date, begins: date, length: int) -> frozenset[date]:
    """Of the days of one period that meet the rule, those at its positions."""
    together = [one for n in range(length) if _meets(rule, first, one := begins + timedelta(days=n))]
    wanted = (position - 1 if position > 0 else position for position in rule.by_position)
    return frozenset(together[n] for n in wanted if -len(together) <= n < len(together))


def _periods(rule: Repetition, first: date, day: date) -> int:
    """How many days, weeks, months or years after that of `first` a day lies."""
    match rule.frequency:
        case "DAILY":
            return (day - first).days
        case "WEEKLY":
            return (_week(day, rule.week_start) - _week(first, rule.week_start)).days // 7
        case "MONTHLY":
            return (day.year - first.year) * 12 + day.month - first.month
    return day.year - first.year


def _period(rule: Repetition, day: date) -> tuple[date, int]:
    """The day, week, month or year that a day lies in: its first day, and how many it has."""
    match rule.frequency:
        case "DAILY":
            return day, 1
        case "WEEKLY":
            return _week(day, rule.week_start), 7
        case "MONTHLY":
            return day.replace(day=1), _days_in(day, month=True)
    return day.replace(month=1, day=1), _days_in(day, month=False)


def _week(day: date, starts: int) -> date:
    return day - timedelta(days=(day.weekday() - starts) % 7)


def _days_in(day: date, *, month: bool) -> int:
    """Of the month, or the year, that a day lies in."""
    begins = day.replace(day=1) if month else day.replace(month=1, day=1)
    return ((begins + timedelta(days=31 if month else 366)).replace(day=1) - begins).days


def _meets(rule: Repetition, first: date, day: date) -> bool:
    """Every BY… that the rule has; where it has none, the day that `first` gives."""
    if not (rule.by_week or rule.by_year_day or rule.by_month_day or rule.by_day):
        if rule.frequency == "WEEKLY" and day.weekday() != first.weekday():
            return False
        if rule.frequency in ("MONTHLY", "YEARLY") and day.day != first.day:
            return False
        if rule.frequency == "YEARLY" and not rule.by_month and day.month != first.month:
            return False
    return (
        (not rule.by_month or day.month in rule.by_month)
        and (not rule.by_month_day or _counts(rule.by_month_day, day.day, _days_in(day, month=True)))
        and (not rule.by_day or any(_is_weekday(rule, n, weekday, day) for n, weekday in rule.by_day))
        and (not rule.by_year_day or _counts(rule.by_year_day, day.timetuple().tm_yday, _days_in(day, month=False)))
        and (not rule.by_week or _counts(rule.by_week, *_week_number(day, rule.week_start)))
    )


def _counts(wanted: tuple[int, ...], number: int, of: int) -> bool:
    """Whether the number, or the same counted from the end (-1 is the last), is wanted."""
    return number in wanted or number - of - 1 in wanted


def _is_weekday(rule: Repetition, n: int, weekday: int, day: date) -> bool:
    """The weekday; with a number only the n-th of its month or year."""
    if day.weekday() != weekday:
        return False
    if not n or rule.frequency in ("DAILY", "WEEKLY"):
        return True
    month = rule.frequency == "MONTHLY" or bool(rule.by_month)
    number, length = (day.day if month else day.timetuple().tm_yday), _days_in(day, month=month)
    return n in ((number - 1) // 7 + 1, -((length - number) // 7 + 1))


def _week_number(day: date, starts: int) -> tuple[int, int]:
    """(number of the week, weeks of its year); week 1 is the first with four days in the year."""
    middle = _week(day, starts) + 3 * ONE_DAY
    last = _week(date(middle.year, 12, 28), starts) + 3 * ONE_DAY
    return (middle.timetuple().tm_yday - 1) // 7 + 1, (last.timetuple().tm_yday - 1) // 7 + 1
