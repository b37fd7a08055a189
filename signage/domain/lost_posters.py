"""Posters that seem to be gone: nobody scans them any more, though it was a daily thing."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from .calendars import ONE_DAY
from .poisson import chance_of_none
from .poster_register import Hanging

DAILY = 1.0
"""So often a day a poster was scanned, at least: of a rarer one, silence tells nothing soon."""
UNLIKELY = 0.001
LEAST_DAYS, MOST_DAYS = 7, 28
"""Days before the silence that say what was usual: each weekday once at least, and no other season."""
LOOKED_BACK = 84
"""Days. What fell silent before them is told no more."""

DayCounts = Mapping[date, int]


class Silence(NamedTuple):
    """A poster that was scanned `daily` times a day and, from `since` on, not once."""

    poster: Hanging
    since: date
    daily: float


class PlaceSilence(NamedTuple):
    """The silent posters of one place; `since` is the first day of the earliest, `daily` the sum of all."""

    place: str
    posters: int
    since: date
    daily: float


def silent_posters(posters: Iterable[Hanging], counts: Mapping[str, DayCounts], today: date) -> list[Silence]:
    """Those believed to hang that seem to be gone. `counts` are scans by spot and local day; today is not over and tells
    nothing. A poster scanned as usual is silent so long by chance with a probability (Poisson) under 0.1 %.
    """
    hanging = (one for one in posters if one.state in ("made", "hanging"))
    found = (silence_of(one, counts.get(one.poster.spot, {}), today) for one in hanging)
    return [one for one in found if one]


def silence_of(poster: Hanging, counts: DayCounts, today: date) -> Silence | None:
    days = [day for day, count in counts.items() if count]
    if not days:
        return None
    last = max(days)
    first = max(poster.posted_on or min(days), last - (MOST_DAYS - 1) * ONE_DAY)
    usual = _days(first, last)
    silent = _days(last + ONE_DAY, today - ONE_DAY)
    daily = sum(counts.get(day, 0) for day in usual) / max(1, len(usual))
    now_and_then = 2 * sum(first <= day for day in days) < len(usual)  # a festival's two days, say
    if len(usual) < LEAST_DAYS or daily < DAILY or now_and_then or not silent or _posted_anew(poster, last):
        return None
    chance = chance_of_none(_expected(usual, silent, counts))
    return Silence(poster, last + ONE_DAY, daily) if chance < UNLIKELY else None


def _posted_anew(poster: Hanging, last: date) -> bool:
    return poster.posted_on is not None and poster.posted_on > last


def _expected(usual: list[date], silent: list[date], counts: DayCounts) -> float:
    """Weekday by weekday: a school's poster is silent each weekend."""
    totals, times = [0] * 7, [0] * 7
    for day in usual:
        totals[day.weekday()] += counts.get(day, 0)
        times[day.weekday()] += 1
    return sum(totals[day.weekday()] / times[day.weekday()] for day in silent)


def _days(first: date, last: date) -> list[date]:
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]


def by_place(silences: Iterable[Silence]) -> list[PlaceSilence]:
    """One notice a place, the one with the most silent posters first."""
    found: dict[str, list[Silence]] = {}
    for one in silences:
        found.setdefault(one.poster.poster.place, []).append(one)
    rows = [
        PlaceSilence(place, len(its), min(one.since for one in its), sum(one.daily for one in its))
        for place, its in found.items()
    ]
    return sorted(rows, key=lambda one: (-one.posters, one.since, one.place))
