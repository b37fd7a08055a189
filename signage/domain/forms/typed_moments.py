"""Days and times as people in an office type them: 令和8年11月21日、R8.11.21、2026-11-21、11/21、明日; 8:30、8時30分、830."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..calendars import instant
from ..eras import YEAR_BEFORE

SPOKEN = {
    "今日": 0,
    "本日": 0,
    "きょう": 0,
    "today": 0,
    "明日": 1,
    "あす": 1,
    "あした": 1,
    "tomorrow": 1,
    "明後日": 2,
    "あさって": 2,
}

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = re.compile(r"[(（][月火水木金土日祝・]+[)）]|^(mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+")
_YEAR = r"(?:(?P<era>令和|平成|昭和|[RHS])\s*(?P<era_year>元|\d{1,2})|(?P<year>\d{4}))"
_NUMBERS = re.compile(
    rf"(?:{_YEAR}\s*(?:年|[-/.])\s*)?(?P<month>\d{{1,2}})\s*(?:月|[-/.])\s*(?P<day>\d{{1,2}})\s*日?", re.I
)
_ENGLISH = re.compile(r"(?P<day>\d{1,2})\s+(?P<month>[a-z]{3})[a-z]*\.?,?(?:\s+(?P<year>\d{4}))?", re.I)
_TIME = re.compile(r"(午前|午後)?\s*(\d{1,2})\s*(?::|時)\s*(\d{1,2})?\s*分?|(\d{1,2})(\d{2})")
MOST_LETTERS = 60
YEARS = range(1900, 2200)
"""Nobody in an office means a year beyond these; and every day of them has one before and one after it."""


def day_of(text: str, today: date) -> date | None:
    """The day that is meant, or None. Without a year it is the one that is nearest to come, a month back at most."""
    text = _plain(text)
    if text in SPOKEN:
        return today + timedelta(days=SPOKEN[text])
    text = _WEEKDAY.sub("", text).strip()
    found = _NUMBERS.fullmatch(text)
    if found:
        return _date(
            _year(found["era"], found["era_year"], found["year"]), int(found["month"]), int(found["day"]), today
        )
    english = _ENGLISH.fullmatch(text)
    if english and english["month"].lower() in _MONTHS:
        month = _MONTHS.index(english["month"].lower()) + 1
        return _date(int(english["year"]) if english["year"] else None, month, int(english["day"]), today)
    return None


def time_of(text: str) -> time | None:
    """8:30, 8時, 8時30分, 午後3時, 0830; None for what is no time. 24:00 is told apart by `moment_of`."""
    found = _TIME.fullmatch(_plain(text))
    if not found:
        return None
    half, hour, minute, hours, minutes = found.groups()
    if hours is not None:
        hour, minute = hours, minutes
    value = int(hour) + (12 if half == "午後" and int(hour) < 12 else 0)
    return time(value, int(minute or 0)) if value < 24 and int(minute or 0) < 60 else None


def moment_of(text: str, today: date, zone: ZoneInfo, *, end: bool = False) -> datetime | None:
    """A day with a time or without, as an instant; None for what is neither.

    Without a time a beginning is the day's first instant, an end the first instant after the day: 「3月31日」 as an end
    lasts through that day. A time that is twice on the wall is its first as a beginning and its second as an end.
    """
    text = _plain(text)
    day = day_of(text, today)
    if day is not None:
        return instant(datetime.combine(day + timedelta(days=1) if end else day, time()), zone)
    head, _, tail = text.rpartition(" ")
    day = day_of(head, today)
    if day is None:
        return None
    if re.fullmatch(r"24(:00|時)", tail):
        return instant(datetime.combine(day + timedelta(days=1), time()), zone)
    at = time_of(tail)
    return None if at is None else instant(datetime.combine(day, at), zone, end=end)


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[:MOST_LETTERS]).strip()
    folded = re.sub(r"(?<=[日)])(?=\d|午)", " ", folded)  # 11月21日(土)8:30
    folded = re.sub(r"(?<=\d)T(?=\d)", " ", folded)
    return re.sub(r"\s+", " ", folded).lower() if folded.isascii() else re.sub(r"\s+", " ", folded)


def _year(era: str | None, era_year: str | None, year: str | None) -> int | None:
    if era and era_year:
        return YEAR_BEFORE[era.upper()] + (1 if era_year == "元" else int(era_year))
    return int(year) if year else None


def _date(year: int | None, month: int, day: int, today: date) -> date | None:
    try:
        if year is not None:
            return date(year, month, day) if year in YEARS else None
        found = date(today.year, month, day)
        return found if found >= today - timedelta(days=31) else date(today.year + 1, month, day)
    except ValueError:
        return None
