"""Dates as feeds write them: RFC 822, W3CDTF with and without a zone, 2026/11/21, 令和8年11月21日, R8.11.21."""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

YEARS = range(1990, 2101)
"""Outside them a date of publication on the web is a blank or a slip (0000-00-00, 1970-01-01)."""

_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988, "S": 1925}
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
    year = (1 if part["year"] == "元" else int(part["year"])) + _ERAS.get((part.get("era") or "").upper(), 0)
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
