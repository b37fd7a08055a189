"""Rules that are equal in priority where they meet: nobody said which is to win."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from types import MappingProxyType
from zoneinfo import ZoneInfo

import msgspec

from .calendars import local_day
from .closing_days import Almanac, Calendar, almanac_of
from .displays import Display, Place
from .schedule import Rule, narrowness, targets_of
from .timetable import occurrences


class Conflict(msgspec.Struct, frozen=True, order=True):
    """Two rules of different playlists, equal in priority, on the same display over [at, until), for the first time."""

    first: str
    second: str
    display: str
    at: datetime
    until: datetime


def tied(one: Rule, other: Rule) -> bool:
    """Whether nobody said which of them is to win where they meet."""
    return one.playlist != other.playlist and one.priority == other.priority and not (one.now or other.now)


def conflicts(
    rules: Sequence[Rule],
    displays: Iterable[Display],
    places: Mapping[str, Place],
    now: datetime,
    days: int = 14,
    calendars: Mapping[str, Calendar] = MappingProxyType({}),
) -> list[Conflict]:
    """Ties in priority in the coming days: each pair of rules once, with the first display and instant."""
    found: dict[tuple[str, str], Conflict] = {}
    seen = set()
    for display in displays:
        if place := places.get(display.place):
            targets = [(rule, narrow) for rule, narrow in targets_of(rules, display, place) if not rule.now]
            alike = (place.timezone, place.country, *(rule.name for rule, _ in targets))
            if alike not in seen:  # thousands of displays have a few dozen sets of rules
                seen.add(alike)
                almanac = almanac_of(place.country, calendars)
                for one in _ties(targets, display, ZoneInfo(place.timezone), now, days, almanac):
                    found.setdefault((one.first, one.second), one)
    return sorted(found.values())


def conflicts_of(
    rule: Rule,
    others: Iterable[Rule],
    displays: Iterable[Display],
    places: Mapping[str, Place],
    now: datetime,
    calendars: Mapping[str, Calendar] = MappingProxyType({}),
) -> list[Conflict]:
    """Those of one rule alone: only what could tie with it is looked at, where it is meant to hold."""
    rivals = [one for one in others if tied(rule, one)]
    its = (one for one in displays if one.place in places and narrowness(rule, one, places[one.place]) is not None)
    found = conflicts([*rivals, rule], its if rivals else (), places, now, calendars=calendars)
    return [one for one in found if rule.name in (one.first, one.second)]


def _ties(
    targets: list[tuple[Rule, int]], display: Display, zone: ZoneInfo, now: datetime, days: int, almanac: Almanac
) -> Iterator[Conflict]:
    today = local_day(now, zone)
    for n in range(days):
        running = occurrences(targets, today + timedelta(days=n), zone, almanac)
        for one, other in combinations(running, 2):
            at, until = max(one.from_at, other.from_at), min(one.until_at, other.until_at)
            if tied(one.rule, other.rule) and max(at, now) < until:
                first, second = sorted((one.rule, other.rule), key=lambda rule: (rule.playlist, rule.number))
                yield Conflict(first.name, second.name, display.id, at, until)
