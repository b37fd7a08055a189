"""RRULE: what a calendar may ask to be repeated, and at what cost.

The library that works rules out counts from the first occurrence on, and looks for ever for one that can't be; so a
rule is read here first, and passed on only when it repeats by days and is known to come true.
"""

import re
from datetime import UTC, date, datetime, time, tzinfo
from typing import NamedTuple

from dateutil.rrule import rrulestr

_DAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_LIST = re.compile(r"[+-]?\d{1,3}(?:,[+-]?\d{1,3})*")
_PARTS = {
    "FREQ": re.compile("DAILY|WEEKLY|MONTHLY|YEARLY"),
    "INTERVAL": re.compile(r"[1-9]\d{0,2}"),
    "COUNT": re.compile(r"[1-9]\d{0,5}"),
    "UNTIL": re.compile(r"\d{8}(?:T\d{6}Z?)?"),
    "WKST": re.compile(_DAY),
    "BYDAY": re.compile(rf"[+-]?\d{{0,2}}{_DAY}(?:,[+-]?\d{{0,2}}{_DAY})*"),
    **dict.fromkeys(("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"), _LIST),
    **dict.fromkeys(("BYHOUR", "BYMINUTE", "BYSECOND"), re.compile(r"\d{1,2}")),
}
_LONGEST = 1_000
_WORK = {"DAILY": (1, 1), "WEEKLY": (7, 2), "MONTHLY": (30, 8), "YEARLY": (365, 64)}
"""Days of a period, and what the library does for one, in about 4 µs."""

_CYCLE_YEARS, _LATE_YEAR = 28, 9944
"""After 28 years days of the week and leap years are as before; rules end with the year 9999."""


class Rule(NamedTuple):
    """`text` as the library bears it; `work` is what it takes to work it out until a day."""

    text: str
    work: int


def sound_rule(written: str, first: date | datetime, zone: tzinfo, until: date) -> Rule:
    """A rule whose first occurrence is `first` (aware, or a day); `zone` is where days without one lie.

    Raises ValueError that says what is wrong with it.
    """
    parts = _read(written)
    if "UNTIL" in parts:
        parts["UNTIL"] = _until(parts["UNTIL"], first, zone)
    endless = ";".join(f"{name}={value}" for name, value in parts.items() if name not in ("UNTIL", "COUNT"))
    if not _comes_true(endless, first):
        raise ValueError("it never comes true")
    days, work = _WORK[parts["FREQ"]]
    length = max((until - _day(first)).days, 0)
    return Rule(
        ";".join(f"{name}={value}" for name, value in parts.items()),
        work * (1 + length // (days * int(parts.get("INTERVAL", 1)))),
    )


def _read(written: str) -> dict[str, str]:
    """Its parts, FREQ first."""
    if len(written) > _LONGEST:
        raise ValueError("it is too long")
    parts: dict[str, str] = {}
    for piece in filter(None, (piece.strip() for piece in written.upper().split(";"))):
        name, _, value = piece.partition("=")
        pattern = _PARTS.get(name)
        if name == "FREQ" and value in ("HOURLY", "MINUTELY", "SECONDLY"):
            raise ValueError("it repeats within a day; a slide can tell days only")
        if not pattern or name in parts or not pattern.fullmatch(value):
            raise ValueError(f"“{piece[:40]}” can't be read")
        parts[name] = value
    if "FREQ" not in parts:
        raise ValueError("FREQ is missing")
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError("COUNT and UNTIL can't both be")
    return {"FREQ": parts.pop("FREQ"), **parts}


def _until(written: str, first: date | datetime, zone: tzinfo) -> str:
    """The last moment in UTC, or the last day for whole days. A day counts to its end; an hour without a zone is local."""
    try:
        at = datetime.strptime(written.rstrip("Z").ljust(15, "T")[:15].replace("TTTTTTT", "T235959"), "%Y%m%dT%H%M%S")  # noqa: DTZ007
    except ValueError as problem:
        raise ValueError(f"UNTIL={written} is no day") from problem
    if not isinstance(first, datetime):
        day = at.replace(tzinfo=UTC).astimezone(zone).date() if written.endswith("Z") else at.date()
        return f"{day:%Y%m%d}"
    local = at.replace(tzinfo=UTC if written.endswith("Z") else first.tzinfo)
    return f"{local.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _comes_true(rule: str, first: date | datetime) -> bool:
    """Whether it does in the decades before the year 9999, with the same days of the week and leap years: there the
    library's search for a day that can't be (31 February) soon ends.
    """
    year = _LATE_YEAR + (first.year - _LATE_YEAR) % _CYCLE_YEARS
    clock = first.time() if isinstance(first, datetime) else time()
    try:
        late = datetime.combine(_day(first).replace(year=year), clock)
        return next(iter(rrulestr(rule, dtstart=late)), None) is not None
    except (ValueError, IndexError, TypeError) as problem:
        raise ValueError(str(problem) or "it can't be read") from problem


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
