"""Why a local day is what it is: a public holiday, closed by a calendar. In words, for explanations."""

from datetime import date

from ..errors import InputError
from ..words import Words, in_words
from .closing_days import Almanac, Closing
from .displays import Place
from .opening_hours import opening_hours


def reason_of(closing: Closing, language: str) -> str:
    """「年末年始」; without a reason of its own, the calendar's title or name."""
    return in_words(closing.says, language) or in_words(closing.title, language) or closing.calendar


def closed_because(place: Place, day: date, almanac: Almanac) -> Words | None:
    """As the beginning of a sentence: why no opening hours begin on this day; None if some do, or it is closed each week."""
    if closing := almanac.closing(place.closed, day):
        ja, en = reason_of(closing, "ja"), reason_of(closing, "en")
        calendar = in_words(closing.title, "en") or closing.calendar
        why = en if en == calendar else f"{en}, calendar “{calendar}”"
        return {"ja": f"休館日（{ja}）なので", "en": f"The place is closed that day ({why})"}
    holiday = almanac.holiday(day)
    if holiday and _closed_as_holiday(place.hours, day):
        ja, en = in_words(holiday, "ja"), in_words(holiday, "en")
        return {"ja": f"祝日（{ja}）で閉まっているので", "en": f"The place is closed for the public holiday ({en})"}
    return None


def _closed_as_holiday(hours: str, day: date) -> bool:
    try:
        read = opening_hours(hours)
    except InputError:
        return False
    usual, on_holidays = read.on(day, lambda _: False), read.on(day, lambda _: True)
    return on_holidays == () and usual != ()
