"""Opening hours as text: a subset of OSM's opening_hours, and the forms that Japanese offices write."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from ..errors import InputError
from .calendars import ONE_DAY, Hours, first_instant, parse_hours, span, weekday
from .date_spans import DateSpan, take_date_spans

Holiday = Callable[[date], object]
"""Tells whether a local day is a public holiday (truthy)."""


class Part(msgspec.Struct, frozen=True):
    """One part of the text: the days it speaks of, and their hours; none is closed.

    `weekdays` (0 = Monday) and `holidays` name days, either suffices; neither set means every day. `dates` narrow
    them. `workdays_only` leaves public holidays out (平日).
    """

    hours: tuple[Hours, ...]
    weekdays: tuple[int, ...] = ()
    holidays: bool = False
    dates: tuple[DateSpan, ...] = ()
    workdays_only: bool = False
    all_day: bool = False

    def holds(self, day: date, holiday: Holiday) -> bool:
        if self.dates and not any(one.holds(day) for one in self.dates):
            return False
        if not self.weekdays and not self.holidays:
            return True
        if self.holidays and holiday(day):
            return True
        return day.weekday() in self.weekdays and not (self.workdays_only and holiday(day))


class OpeningHours(msgspec.Struct, frozen=True):
    """The last part that speaks of a day decides it; one that none speaks of is closed, or open if `always`."""

    parts: tuple[Part, ...] = ()
    always: bool = False

    def on(self, day: date, holiday: Holiday) -> tuple[Hours, ...] | None:
        """The hours that begin on a local day; None is the whole of it."""
        for part in reversed(self.parts):
            if part.holds(day, holiday):
                return None if part.all_day else part.hours
        return None if self.always else ()


ALWAYS = OpeningHours(always=True)


@lru_cache(maxsize=1024)  # places share few texts, and each is read for each of nine days
def opening_hours(text: str) -> OpeningHours:
    """Reads "Mo-Fr 08:30-17:15; Sa 09:00-12:00,13:00-17:00; PH off; Dec 29-Jan 3 off; 2026-12-24 10:00-15:00", "24/7".

    Days may be Japanese (月-金, 土日祝, 平日, 12/29-1/3 休み); hours may run overnight (20:00-02:00 or 20:00-26:00); a
    later part wins over an earlier one for its days. Empty is always open, and so is what parts that only close leave.
    Raises InputError that says what is wrong.
    """
    if not text.strip():
        return ALWAYS
    parts = tuple(_part(part) for part in (one.strip() for one in re.split("[;；\n]", text)) if part)
    return OpeningHours(parts, always=all(not part.hours and not part.all_day for part in parts))


_CLOSED = r"off|closed|休館日?|休業日?|定休日?|休園日?|閉館|休み?|お休み"
_PART = re.compile(
    rf"(?P<days>.*?)(?:\s*+[:：])?\s*+(?P<hours>\d{{1,2}}[:：]\d{{2}}.*|24/7|24時間|open|{_CLOSED})", re.IGNORECASE
)
_HALF_READ = re.compile(r"(?P<days>\D*?)\s*+(?P<hours>\d.*)")
_WORKDAYS = ("平日", "workdays")
_HOLIDAYS = ("ph", "祝", "祝日", "祝祭日", "holidays")
_EVERY = ("毎日", "daily", "mo-su")


def _part(part: str) -> Part:
    part = _with_colons(part)
    found = _PART.fullmatch(part)
    if not found:
        half = _HALF_READ.fullmatch(part)
        if half and not take_date_spans(part)[0]:
            parse_hours(half["hours"])
        raise InputError(f"“{part}” names no hours; write it like “Mo-Fr 08:30-17:15” or “Su off”")
    dates, rest = take_date_spans(found["days"])
    weekdays, holidays, workdays = _days(rest)
    hours, all_day = _hours(found["hours"])
    return Part(hours, weekdays, holidays, tuple(dates), workdays, all_day)


def _with_colons(part: str) -> str:
    """9時30分 → 9:30, 9時半 → 9:30, 9時 → 9:00; blanks single, since each more would be tried with all others."""
    part = " ".join(part.split())
    part = re.sub(r"(\d{1,2})時\s*(\d{1,2})分", lambda found: f"{found[1]}:{int(found[2]):02}", part)
    part = re.sub(r"(\d{1,2})時半", r"\1:30", part)
    return re.sub(r"(\d{1,2})時(?!間)", r"\1:00", part)


def _hours(text: str) -> tuple[tuple[Hours, ...], bool]:
    if text in ("24/7", "24時間") or text.lower() == "open":
        return (), True
    if not text[0].isdecimal():
        return (), False
    return tuple(parse_hours(hours) for hours in re.split(r"\s*[,、]\s*", text)), False


def _days(text: str) -> tuple[tuple[int, ...], bool, bool]:
    """(weekdays, whether public holidays are named, whether only days that are none are meant)."""
    days: list[int] = []
    holidays = workdays = False
    for piece in filter(None, re.split(r"\s*[,、・\s]\s*", _joined(text))):
        name = piece.lower()
        if name in _HOLIDAYS:
            holidays = True
        elif name in _WORKDAYS:
            workdays = True
            days += range(5)
        elif name in _EVERY:
            days += range(7)
        elif re.fullmatch("[月火水木金土日祝]{2,}", piece):  # 土日祝
            holidays = holidays or "祝" in piece
            days += [weekday(letter) for letter in piece.replace("祝", "")]
        else:
            days += _weekdays(piece)
    return tuple(sorted(set(days))), holidays, workdays


def _joined(text: str) -> str:
    """Without blanks around a dash, and without what only joins: 「月 ～ 金 は」."""
    return re.sub(r"\s*([-–~〜～])\s*", r"\1", text).removesuffix("は").strip(" 　:：,、")


def _weekdays(piece: str) -> list[int]:
    if "年末年始" in piece:
        raise InputError("“年末年始” differs from place to place; write the days: “12/29-1/3 休み”")
    first, *last = (weekday(name) for name in re.split("[-–~〜～]", piece, maxsplit=1))
    length = (last[0] - first) % 7 if last else 0
    return [(first + step) % 7 for step in range(length + 1)]


def open_spans(
    hours: OpeningHours, day: date, zone: ZoneInfo, holiday: Holiday = lambda _: False
) -> list[tuple[datetime, datetime]]:
    """The spans [from, until), UTC, that begin on a local day, in order."""
    found = hours.on(day, holiday)
    if found is None:
        return [(first_instant(day, zone), first_instant(day + ONE_DAY, zone))]
    return sorted(span(day, one, zone) for one in found)
