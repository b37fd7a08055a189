"""Days of the calendar, once or each year, as people write them: 12/29-1/3, Dec 29-Jan 3, 2026-12-24, 8月."""

import re
from datetime import date

import msgspec

from ..errors import InputError

MonthDay = tuple[int, int]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class DateSpan(msgspec.Struct, frozen=True):
    """From `first` to `last`, both included. With years they are that once; without, each year, also over its end."""

    first: MonthDay
    last: MonthDay
    first_year: int | None = None
    last_year: int | None = None

    def holds(self, day: date) -> bool:
        if self.first_year is not None and self.last_year is not None:
            return date(self.first_year, *self.first) <= day <= date(self.last_year, *self.last)
        today = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= today <= self.last
        return today >= self.first or today <= self.last


_DASH = r"\s*[-–~〜～]\s*"
_ISO = r"(\d{4})(?:[-/]|年)(\d{1,2})(?:[-/]|月)(\d{1,2})日?"
_NAME = "(" + "|".join(MONTHS) + r")[a-z]*\.?"
_NUMBERS = r"(\d{1,2})(?:/|月)(\d{1,2})日?"
_WEEKDAY_AFTER = r"(?:\s*[(（][月火水木金土日祝・]+[)）])?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_ISO}{_WEEKDAY_AFTER}(?:{_DASH}{_ISO}{_WEEKDAY_AFTER})?(?![\d:：])",
        rf"\b{_NAME}\s+(\d{{1,2}})(?:{_DASH}(?:{_NAME}\s+)?(\d{{1,2}}))?(?![\d:：])",
        rf"(?<!\d){_NUMBERS}{_WEEKDAY_AFTER}(?:{_DASH}{_NUMBERS}{_WEEKDAY_AFTER})?(?![\d:：])",
        rf"\b{_NAME}(?:{_DASH}{_NAME})?(?![a-z])",
        rf"(?<!\d)(\d{{1,2}})月(?:{_DASH}(\d{{1,2}})月)?(?!\d)",
    )
)


def take_date_spans(text: str) -> tuple[list[DateSpan], str]:
    """The days of the calendar in a text, and what else stands in it. Raises InputError for a day that is none."""
    found: list[DateSpan] = []
    for number, form in enumerate(_FORMS):
        for match in form.finditer(text):
            found.append(_READERS[number](match.groups()))
        text = form.sub(" ", text)
    return found, text


def parse_yearly(text: str) -> DateSpan:
    """ "12-29/01-03" or "12-25": days of each year. Raises InputError."""
    match = re.fullmatch(r"\s*(\d{1,2})-(\d{1,2})(?:\s*/\s*(\d{1,2})-(\d{1,2}))?\s*", text)
    if not match:
        raise InputError(f"“{text}” are no days of each year; write month-day like “12-25”, or “12-29/01-03”")
    return _numbers(match.groups())


def _iso(parts: tuple[str | None, ...]) -> DateSpan:
    year, month, day, last_year, last_month, last_day = (int(part or 0) for part in parts)
    first = _month_day(month, day, year)
    if not last_year:
        return DateSpan(first, first, year, year)
    last = _month_day(last_month, last_day, last_year)
    if (last_year, last) < (year, first):
        raise InputError(f"{year}-{month:02}-{day:02} is after its end")
    return DateSpan(first, last, year, last_year)


def _names(parts: tuple[str | None, ...]) -> DateSpan:
    month, day, last_month, last_day = parts
    first = _month_day(_month(month), int(day or 0))
    return DateSpan(first, _month_day(_month(last_month or month), int(last_day)) if last_day else first)


def _numbers(parts: tuple[str | None, ...]) -> DateSpan:
    month, day, last_month, last_day = (int(part or 0) for part in parts)
    first = _month_day(month, day)
    return DateSpan(first, _month_day(last_month, last_day) if last_month or last_day else first)


def _months(parts: tuple[str | None, ...]) -> DateSpan:
    first, last = parts[0], parts[1] or parts[0]
    return DateSpan(_month_day(_month(first), 1), (_month(last), 31))


def _month(name: str | None) -> int:
    text = (name or "").lower()
    return int(text) if text.isdecimal() else MONTHS.index(text[:3]) + 1


_READERS = (_iso, _names, _numbers, _months, _months)


def _month_day(month: int, day: int, year: int = 2000) -> MonthDay:
    """Raises InputError; 29 February is a day of each year that has it."""
    try:
        date(year, month, day)
    except ValueError as problem:
        raise InputError(f"there is no day {month}-{day} (month-day) in the calendar") from problem
    return month, day
