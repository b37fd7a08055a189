"""Calendars of days that somebody named: when places are closed, what counts as a public holiday, what a rule follows."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Literal

import msgspec

from ..words import Words
from .calendars import ONE_DAY
from .date_spans import DateSpan
from .holidays import public_holidays
from .repeating import FIRST_DAY, falls_on

IfHoliday = Literal["", "open", "next", "next weekday"]


class Days(msgspec.Struct, frozen=True, omit_defaults=True, cache_hash=True):
    """Days by conditions that must all hold. `first` and `last` are included; `says` is why (年末年始).

    `holidays` keeps it to public holidays. `if_holiday` says what becomes of a day that is one: nothing, `open` (it
    does not count), `next` (the next day that is none counts instead: 月曜が祝日なら翌日), `next weekday` (翌平日).
    Both together are 祝日の翌日.
    """

    first: date | None = None
    last: date | None = None
    yearly: DateSpan | None = None
    weekdays: tuple[int, ...] = ()
    rrule: str = ""
    holidays: bool = False
    if_holiday: IfHoliday = ""
    says: tuple[tuple[str, str], ...] = ()

    def named(self, day: date) -> bool:
        """Whether the conditions name a day, public holidays aside."""
        return (
            (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
            and (not self.weekdays or day.weekday() in self.weekdays)
            and (self.yearly is None or self.yearly.holds(day))
            and (not self.rrule or falls_on(self.rrule, self.first or FIRST_DAY, day))
        )


class Calendar(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, cache_hash=True):
    """Named days: those of `days` that no row of `but` takes out again.

    With `holidays_of`, a country, its days are public holidays there, and those of `but` are none.
    """

    name: str
    title: tuple[tuple[str, str], ...] = ()
    days: tuple[Days, ...] = ()
    but: tuple[Days, ...] = ()
    holidays_of: str = ""


class Closing(msgspec.Struct, frozen=True):
    """The calendar that names a day, and why."""

    calendar: str
    title: Words
    says: Words


class Almanac:
    """What is known of local days in a country: public holidays, and which calendars name them. Each day once."""

    def __init__(self, country: str = "", calendars: Iterable[Calendar] = ()) -> None:
        self._country = country
        self._calendars = {one.name: one for one in calendars}
        self._own = [one for one in self._calendars.values() if one.holidays_of and _covers(one.holidays_of, country)]
        self._holidays: dict[date, Words] = {}
        self._named: dict[tuple[str, date], Days | None] = {}

    def holiday(self, day: date) -> Words:
        """The names of the public holiday on a day; empty if it is none."""
        if day not in self._holidays:
            self._holidays[day] = self._find_holiday(day)
        return self._holidays[day]

    def _find_holiday(self, day: date) -> Words:
        found = public_holidays(self._country, day.year).get(day, {})
        for calendar in self._own:
            if any(one.named(day) for one in calendar.but):
                found = {}
            elif row := next((one for one in calendar.days if one.named(day)), None):
                found = dict(row.says) or dict(calendar.title) or {"en": calendar.name}
        return found

    def closing(self, names: Iterable[str], day: date) -> Closing | None:
        """The first of these calendars that names a day; one that is not known names none."""
        for name in names:
            if row := self._row(name, day):
                return Closing(name, dict(self._calendars[name].title), dict(row.says))
        return None

    def _row(self, name: str, day: date) -> Days | None:
        if (name, day) not in self._named:
            calendar = self._calendars.get(name)
            self._named[name, day] = self._find_row(calendar, day) if calendar else None
        return self._named[name, day]

    def _find_row(self, calendar: Calendar, day: date) -> Days | None:
        if any(self._holds(row, day) for row in calendar.but):
            return None
        return next((row for row in calendar.days if self._holds(row, day)), None)

    def _holds(self, row: Days, day: date) -> bool:
        holiday = bool(self.holiday(day))
        if not row.if_holiday:
            return row.named(day) and (holiday or not row.holidays)
        if holiday:
            return False
        return (row.named(day) and not row.holidays) or (row.if_holiday != "open" and self._moved_to(row, day))

    def _moved_to(self, row: Days, day: date) -> bool:
        """Whether a day that was named before, and is a public holiday, moves to this one."""
        if row.if_holiday == "next weekday" and day.weekday() >= 5:
            return False
        before = day - ONE_DAY
        while self.holiday(before) or (row.if_holiday == "next weekday" and before.weekday() >= 5):
            if self.holiday(before) and row.named(before):
                return True
            before -= ONE_DAY
        return False


def _covers(holidays_of: str, country: str) -> bool:
    """Those of a whole country are those of its parts too."""
    return country == holidays_of or country.startswith(f"{holidays_of}-")


NO_ALMANAC = Almanac()


def almanac_of(country: str, calendars: Mapping[str, Calendar]) -> Almanac:
    """The same object for the same knowledge, so that its days are worked out once for all the places of a country."""
    return _almanac(country, tuple(calendars.values()))


@lru_cache(maxsize=32)
def _almanac(country: str, calendars: tuple[Calendar, ...]) -> Almanac:
    return Almanac(country, calendars)
