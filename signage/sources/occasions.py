"""A beginning and an end on the wall → an Occasion, as an event's slide tells it."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

import msgspec

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
    if begins.time() == time() and _clock(ends) in (time(), time(23, 59)):
        return Occasion(begins.date(), last)
    found = Occasion(begins.date(), last, _clock(begins), _clock(ends))
    past = ends.time() != time() and (
        found.overnight or (last == begins.date() + _DAY and ends.time() <= begins.time())
    )
    return msgspec.structs.replace(found, last=last - _DAY) if past and last > begins.date() else found


def without_days(occasion: Occasion, off: Collection[date]) -> list[Occasion]:
    """What is left of whole days when some of them are off: nothing, or a stretch before and after each."""
    if occasion.begins is not None or not any(occasion.first <= day <= occasion.last for day in off):
        return [occasion]
    days = (occasion.first + _DAY * n for n in range((occasion.last - occasion.first).days + 1))
    left: list[Occasion] = []
    for day in (day for day in days if day not in off):
        begun = left.pop() if left and left[-1].last == day - _DAY else Occasion(day, day)
        left.append(Occasion(begun.first, day))
    return left


def _clock(moment: datetime) -> time:
    return moment.time().replace(second=0, microsecond=0)
