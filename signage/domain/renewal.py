"""Until when something may be made to last: in months, and to the end of the fiscal year (in Japan 31 March)."""

from calendar import monthrange
from datetime import date

from .calendars import ONE_DAY


def after_months(day: date, months: int) -> date:
    """The same day of a later month; its last where it has no such day: 31 January and one month is 28 February.

    The last day of a month stays the last of one: 30 November and one month is 31 December.
    """
    whole = day.month - 1 + months
    year, month = day.year + whole // 12, whole % 12 + 1
    last = monthrange(year, month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month, last if is_last else min(day.day, last))


def end_of_fiscal_year(day: date, begins: int) -> date:
    """The last day of the fiscal year that a day lies in; it begins in the month `begins`."""
    return date(day.year if day.month < begins else day.year + 1, begins, 1) - ONE_DAY
