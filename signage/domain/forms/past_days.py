"""Days of what has been, as people in an office type them: in December 「11月3日」 was last month, not next year."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .typed_moments import day_of, moment_of

_SOON = timedelta(days=2)
"""As far as words reach (「明後日」): what is meant to come is told so, not taken for a day of last year."""
_A_YEAR = timedelta(days=365)
_LONG_AGO = timedelta(days=300)


def past_day(text: str, today: date) -> date | None:
    """As `day_of`; but one without a year is the last that has been. A day that is really to come is returned as it is."""
    day = day_of(text, today)
    if day is None or day <= today + _SOON:
        return day
    earlier = day_of(text, today - _A_YEAR)
    return earlier if earlier and earlier <= today else day


def recent_day(text: str, today: date) -> date | None:
    """As `past_day`, for what somebody has just done: a day without a year that was last met long ago is rather a slip for
    one of these days (11/30 for 11/20), and is returned as the one to come.
    """
    day = past_day(text, today)
    return day if day is None or day > today - _LONG_AGO else day_of(text, today)


def past_moment(text: str, today: date, zone: ZoneInfo, *, end: bool = False) -> datetime | None:
    """As `moment_of`; but a day without a year is the last that has been."""
    moment = moment_of(text, today, zone, end=end)
    if moment is None or _is_by(moment, today + _SOON, zone, end=end):
        return moment
    earlier = moment_of(text, today - _A_YEAR, zone, end=end)
    return earlier if earlier and _is_by(earlier, today, zone, end=end) else moment


def _is_by(moment: datetime, day: date, zone: ZoneInfo, *, end: bool) -> bool:
    """Whether a moment is of that day or before; the end of a day is the first instant after it."""
    last = moment - timedelta(microseconds=1) if end else moment
    return last.astimezone(zone).date() <= day
