"""Dates as feeds write them: RFC 822, W3CDTF with and without a zone, 2026/11/21, 令和8年11月21日, R8.11.21."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from ..domain.eras import YEAR_BEFORE

YEARS = range(1990, 2101)
"""Outside them a date of publication on the web is a blank or a slip (0000-00-00, 1970-01-01)."""

_CLOCK = r"(?:[T\s]*(?P<hour>\d{1,2})[:時](?P<minute>\d{1,2})?(?:[:分](?P<second>\d{1,2}(?:\.\d+)?)?)?秒?)?"
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|JST|[+-]\d{2}:?\d{2})?"
_WEEKDAY = r"\s*(?:\([^)]{1,6}\)|[月火水木金土日]曜日?)?\s*"
_HALF = r"(?P<half>午前|午後)?"
_WESTERN = re.compile(
    rf"(?P<year>\d{{4}})\s*[-/.年]\s*(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})\s*日?{_WEEKDAY}{_HALF}{_CLOCK}{_ZONE}"
)
_WAREKI = re.compile(
    rf"(?P<era>令和|平成|昭和|[RHS])\s*(?P<year>元|\d{{1,2}})\s*[-/.年]\s*(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})\s*日?"
    rf"{_WEEKDAY}{_HALF}{_CLOCK}{_ZONE}",
    re.IGNORECASE,
)


def parse_date(text: str, zone: str) -> datetime:
    """An aware UTC instant; without a zone the office's `zone` is meant, without a time its midnight.

    Raises ValueError when the text names no day, or one that can't be a publication's.
    """
    plain = unicodedata.normalize("NFKC", text[:100]).strip()
    found = _WESTERN.fullmatch(plain) or _WAREKI.fullmatch(plain)
    at = _written(found, zone) if found else _rfc822(plain, zone)
    if at.year not in YEARS:
        raise ValueError("the year can't be")
    return at.astimezone(UTC)


def first_instant(day: date, zone: str) -> datetime:
    """When a local day begins, in UTC: midnight, or the first instant after it where midnight is skipped."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _written(found: re.Match[str], zone: str) -> datetime:
    part = found.groupdict()
    year = (1 if part["year"] == "元" else int(part["year"])) + YEAR_BEFORE.get((part.get("era") or "").upper(), 0)
    hour = int(part["hour"] or 0)
    if part["half"] == "午後" and hour < 12:
        hour += 12
    second = int(float(part["second"] or 0))
    day = date(year, int(part["month"]), int(part["day"]))
    return datetime.combine(
        day, time(hour, int(part["minute"] or 0), min(second, 59), tzinfo=_zone(part["zone"], zone))
    )


def _zone(written: str | None, office: str) -> timezone | ZoneInfo:
    if written in ("Z", "UTC", "GMT"):
        return UTC
    if written == "JST":
        return timezone(timedelta(hours=9))
    if not written:
        return ZoneInfo(office)
    minutes = int(written[1:3]) * 60 + int(written[-2:])
    return timezone(timedelta(minutes=-minutes if written[0] == "-" else minutes))


def _rfc822(text: str, zone: str) -> datetime:
    """Python reads RFC 822 (RFC 5322) leniently; a zone it doesn't know leaves the office's."""
    try:
        at = parsedate_to_datetime(text)
    except (TypeError, IndexError, OverflowError) as problem:
        raise ValueError("this is not a date") from problem
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))


def parse_day(text: str, zone: str) -> date:
    """A day as tables write it: 2026-12-05, 2026/12/5, 20261205, 令和8年12月5日(土). Raises ValueError."""
    plain = unicodedata.normalize("NFKC", text[:100]).strip()
    if re.fullmatch(r"\d{8}", plain):
        plain = f"{plain[:4]}-{plain[4:6]}-{plain[6:]}"
    return parse_date(plain, zone).astimezone(ZoneInfo(zone)).date()


_HOUR = re.compile(
    r"(?P<half>午前|午後|AM|PM)?\s*(?P<hour>\d{1,2})\s*(?:[:時]\s*(?P<minute>\d{1,2}|半)?\s*(?:[:分]\s*(?:\d{1,2}秒?)?)?)?"
    r"\s*(?:頃|ごろ|から|より|まで|[~〜-])*",
    re.IGNORECASE,
)
_NO_HOUR = re.compile(r"[-‐-―−ー・.0\s]*|未定|不明|なし|終日")


def parse_clock(text: str) -> int | None:
    """A time of day as tables write it, in minutes after midnight; up to 48 hours, since 25:00 is written too.

    9:00, 09:00:00, 9時30分, 午後1時半, 0930, 24. None for a blank, however it is drawn (-, 0.., 未定). Raises ValueError.
    """
    plain = unicodedata.normalize("NFKC", text[:40]).strip()
    if _NO_HOUR.fullmatch(plain):
        return None
    if re.fullmatch(r"\d{4}", plain):
        plain = f"{plain[:2]}:{plain[2:]}"
    found = _HOUR.fullmatch("12:00" if plain == "正午" else plain)
    if not found:
        raise ValueError("this is no time of day")
    hour, minute = int(found["hour"]), 30 if found["minute"] == "半" else int(found["minute"] or 0)
    if (found["half"] or "").upper() in ("午後", "PM") and hour < 12:
        hour += 12
    if minute > 59 or hour * 60 + minute > 48 * 60:
        raise ValueError("this is no time of day")
    return hour * 60 + minute
