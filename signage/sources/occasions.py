"""A beginning and an end on the wall → an Occasion, as an event's slide tells it."""

from datetime import date, datetime, time, timedelta

from ..domain.events import Occasion

_DAY = timedelta(days=1)


def occasion_between(begins: datetime | date, ends: datetime | date | None) -> Occasion:
    """Days are whole, the last one included; times are naive, on the wall of the event.

    An end past midnight belongs to the day it began on; from midnight to midnight are whole days; an end that is no
    later than the beginning is none.
    """
    if not isinstance(begins, datetime):
        return Occasion(begins, max(begins, ends or begins))
    if not isinstance(ends, datetime) or ends <= begins:
        return Occasion(begins.date(), begins.date(), _clock(begins))
    last = ends.date() - _DAY if ends.time() == time() else ends.date()
    if begins.time() == ends.time() == time():
        return Occasion(begins.date(), last)
    if last == begins.date() + _DAY and ends.time() <= begins.time():
        last = begins.date()
    return Occasion(begins.date(), last, _clock(begins), _clock(ends))


def _clock(moment: datetime) -> time:
    return moment.time().replace(second=0, microsecond=0)
