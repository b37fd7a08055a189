"""Days of the calendar, once or each year, as people write them: 12/29-1/3, Dec 29-Jan 3, 2026-12-24, 8月."""

import re
from datetime import date

import msgspec

from ..errors import InputError

MonthDay = tuple[int, int]

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENDINGS = ("uary", "ruary", "ch", "il", "", "e", "y", "ust", "tember", "ober", "ember", "ember")


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

_JAPANESE_MONTHS = _FORMS[-1]

# A line tells behind its days why, in any language: there Marathon and Decoração are no months.
_WHOLE = (
    "(" + "|".join(f"{name}(?:{end})?" for name, end in zip(MONTHS, _ENDINGS, strict=True)) + r"|sept)\.?+(?![a-zÀ-ɏ])"
)
_DAY = r"(\d{1,2})(?:(?:st|nd|rd|th)\b)?+(?![\d:：])"
_YEAR = r"(?:,?\s+(20\d\d)(?![\d:：]))?+"
_DAY_FIRST = re.compile(rf"(?<!\d){_DAY}(?:(?:\s+{_WHOLE}{_YEAR})?{_DASH}{_DAY})?\s+{_WHOLE}{_YEAR}", re.I)
_MONTH_FIRST = re.compile(rf"\b{_WHOLE}\s+{_DAY}{_YEAR}(?:{_DASH}(?:{_WHOLE}\s+)?{_DAY}{_YEAR})?+", re.I)
_WHOLE_MONTHS = re.compile(rf"\b{_WHOLE}(?:{_DASH}{_WHOLE})?+(?!\W*(?:\d|day\b))", re.I)
"""Not with a number behind, which was meant to narrow them, and not May Day."""

READ = "\0"
"""Stands where days stood in what is left of a line."""
_JOIN = r"(?:[-–—−~〜～ー→+,;；、・&/／]|から|と|及び|および|(?:and|to|till?|until|through)\b)"
_NUMBER = r"\d{1,2}(?!\d)(?=\s|$|日|[/月.]\d|(?:st|nd|rd|th)\b|[(（,、&])"
_GOING_ON = re.compile(
    rf"{READ}日?{_WEEKDAY_AFTER}(?:\s*{_JOIN}\s*(?:{_NUMBER}|20\d\d|R\s*\d|令和|{_WHOLE})|\s*\d{{1,2}}(?:日|\s*$)|\s*{_WHOLE}(?:\s*$|\s+\d)|から|まで|以降)",
    re.I,
)


def take_date_spans(text: str) -> tuple[list[DateSpan], str]:
    """The days of the calendar in a text, and what else stands in it. Raises InputError for a day that is none."""
    found: list[DateSpan] = []
    for number, form in enumerate(_FORMS):
        for match in form.finditer(text):
            found.append(_READERS[number](match.groups()))
        text = form.sub(" ", text)
    return found, text


def take_line_dates(text: str) -> tuple[list[DateSpan], str]:
    """As `take_date_spans`, of a line with a reason behind its days: months are whole words, and begin the line if they
    stand alone. Days may come first, and have a year: 24 December 2026. What is left has READ in their place. Raises
    InputError for a day that is none.
    """
    found: list[DateSpan] = []
    for form, reader in _LINE_FORMS:
        # “24, 25 June” must not become 25 June: a day that comes first begins the line, or nothing is read of it.
        if form is _DAY_FIRST and not form.match(text.lstrip()):
            continue
        found += [reader(match.groups()) for match in form.finditer(text)]
        text = form.sub(READ, text)
    return (found, text) if found else _take_months(text)


def goes_on(rest: str) -> bool:
    """Whether behind the days of a line others follow that were not read: -26日, and 25, to 3 Jan."""
    return _GOING_ON.search(rest) is not None


def _take_months(text: str) -> tuple[list[DateSpan], str]:
    """Whole months by their English names, only where a line begins with them and names no others."""
    found = list(_WHOLE_MONTHS.finditer(text))
    if len(found) != 1 or text[: found[0].start()].strip():
        return [], text
    return [_months(found[0].groups())], READ + text[found[0].end() :]


def parse_yearly(text: str) -> DateSpan:
    """ "12-29/01-03" or "12-25": days of each year. Raises InputError."""
    match = re.fullmatch(r"\s*(\d{1,2})-(\d{1,2})(?:\s*/\s*(\d{1,2})-(\d{1,2}))?\s*", text)
    if not match:
        raise InputError(f"“{text}” are no days of each year; write month-day like “12-25”, or “12-29/01-03”")
    return _numbers(match.groups())


def _iso(parts: tuple[str | None, ...]) -> DateSpan:
    year, month, day, last_year, last_month, last_day = (int(part or 0) for part in parts)
    if not last_year:
        return _once(year, (month, day), year, (month, day))
    return _once(year, (month, day), last_year, (last_month, last_day))


def _once(year: int, begins: MonthDay, last_year: int, ends: MonthDay) -> DateSpan:
    first, last = _month_day(*begins, year), _month_day(*ends, last_year)
    if (last_year, last) < (year, first):
        raise InputError(f"{year}-{first[0]:02}-{first[1]:02} is after its end")
    return DateSpan(first, last, year, last_year)


def _names(parts: tuple[str | None, ...]) -> DateSpan:
    month, day, last_month, last_day = parts
    first = _month_day(_month(month), int(day or 0))
    return DateSpan(first, _month_day(_month(last_month or month), int(last_day)) if last_day else first)


def _day_first(parts: tuple[str | None, ...]) -> DateSpan:
    day, month, year, last_day, last_month, last_year = parts
    if not last_day:
        return _english((last_month, day, last_year), (None, None, None))
    return _english((month or last_month, day, year), (last_month, last_day, last_year))


def _month_first(parts: tuple[str | None, ...]) -> DateSpan:
    return _english(parts[:3], parts[3:])


def _english(first: tuple[str | None, ...], last: tuple[str | None, ...]) -> DateSpan:
    """Of month, day and year. A last day without a month is in the first one's; one year tells the other."""
    month, day, year = first
    last_month, last_day, last_year = last[0] or month, last[1] or day, last[2]
    begins, ends = (_month(month), int(day or 0)), (_month(last_month), int(last_day or 0))
    if not (year or last_year):
        return DateSpan(_month_day(*begins), _month_day(*ends))
    over = ends < begins
    first_year = int(year or int(last_year or 0) - over)
    return _once(first_year, begins, int(last_year or first_year + over), ends)


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
_LINE_FORMS = (
    (_FORMS[0], _iso),
    (_DAY_FIRST, _day_first),
    (_MONTH_FIRST, _month_first),
    (_FORMS[2], _numbers),
    (_JAPANESE_MONTHS, _months),
)


def _month_day(month: int, day: int, year: int = 2000) -> MonthDay:
    """Raises InputError; 29 February is a day of each year that has it."""
    try:
        date(year, month, day)
    except ValueError as problem:
        raise InputError(f"there is no day {month}-{day} (month-day) in the calendar") from problem
    return month, day
