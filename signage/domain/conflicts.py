"""Rules that are equal in priority where they meet: nobody said which is to win."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from itertools import combinations
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from .board_bars import both, joined
from .calendars import ONE_DAY, local_day
from .candidates import Piece
from .closing_days import Almanac, Calendar, almanac_of
from .displays import Display, Place
from .schedule import Rule, narrowness, targets_of, tied
from .timeline import open_pieces
from .timetable import occurrences

Pair = tuple[str, str]
"""The names of two rules."""


class Conflict(msgspec.Struct, frozen=True, order=True):
    """Two rules of different playlists, equal in priority, on the same display over [at, until), for the first time that
    its place is open then.
    """

    first: str
    second: str
    display: str
    at: datetime
    until: datetime


def conflicts(
    rules: Sequence[Rule],
    displays: Iterable[Display],
    places: Mapping[str, Place],
    now: datetime,
    days: int = 14,
    calendars: Mapping[str, Calendar] = MappingProxyType({}),
) -> list[Conflict]:
    """Ties in priority in the coming days: each pair of rules once, with the first display and instant."""
    found: dict[Pair, tuple[int, Conflict]] = {}
    for targets, doors in _alike(rules, displays, places, now, calendars):
        zone, almanac = next((one.zone, one.almanac) for one in doors.values())
        first_open = cache(
            partial(_first_open, tuple(doors.values()))
        )  # hundreds of rules meet over the same few pieces
        for pair, piece in _ties(targets, zone, now, days, almanac):
            door, opened = first_open(piece)
            if door and not (pair in found and found[pair][0] <= door.number):
                found[pair] = door.number, Conflict(*pair, door.display, *opened)
    return sorted(one for _, one in found.values())


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


class _Doors:
    """When a place is open. `display`, the `number`th, is the first that stands behind such doors."""

    def __init__(self, number: int, display: Display, place: Place, now: datetime, almanac: Almanac) -> None:
        self.number = number
        self.display = display.id
        self.zone = ZoneInfo(place.timezone)
        self.almanac = almanac
        self._now = now
        self._place = place
        self._on = cache(self._on_day)

    def opened(self, piece: Piece) -> Piece | None:
        """The first of what is left of a piece where the place is open, and not over."""
        day, last = local_day(piece[0], self.zone), local_day(piece[1], self.zone)
        days = (day + n * ONE_DAY for n in range((last - day).days + 1))
        left = both([piece], joined(its for one in days for its in self._on(one)))
        return next((one for one in left if self._now < one[1]), None)

    def _on_day(self, day: date) -> list[Piece]:
        return open_pieces(self._place.hours, day, self.zone, self.almanac, self._place.closed)


def _first_open(doors: Iterable[_Doors], piece: Piece) -> tuple[_Doors | None, Piece]:
    """Of doors in the order of displays the first that is open within a piece, and when."""
    opens = ((one, opened) for one in doors if (opened := one.opened(piece)))
    return next(opens, (None, piece))


class _Alike(NamedTuple):
    """The rules of displays that have the same ones, with how narrowly, and by opening hours and closing calendars the
    doors that they stand behind.
    """

    targets: list[tuple[Rule, int]]
    doors: dict[tuple[str, tuple[str, ...]], _Doors]


def _alike(
    rules: Sequence[Rule],
    displays: Iterable[Display],
    places: Mapping[str, Place],
    now: datetime,
    calendars: Mapping[str, Calendar],
) -> Iterable[_Alike]:
    """Thousands of displays have a few dozen sets of rules, and these a few dozen opening hours."""
    found: dict[tuple[str, ...], _Alike] = {}
    for number, display in enumerate(displays):
        if place := places.get(display.place):
            targets = [(rule, narrow) for rule, narrow in targets_of(rules, display, place) if not rule.now]
            names = (place.timezone, place.country, *(rule.name for rule, _ in targets))
            doors = found.setdefault(names, _Alike(targets, {})).doors
            if (place.hours, place.closed) not in doors:
                almanac = almanac_of(place.country, calendars)
                doors[place.hours, place.closed] = _Doors(number, display, place, now, almanac)
    return found.values()


def _ties(
    targets: list[tuple[Rule, int]], zone: ZoneInfo, now: datetime, days: int, almanac: Almanac
) -> Iterator[tuple[Pair, Piece]]:
    """Whether the place is open then or not."""
    today = local_day(now, zone)
    for n in range(days):
        running = occurrences(targets, today + n * ONE_DAY, zone, almanac)
        for one, other in combinations(running, 2):
            at, until = max(one.from_at, other.from_at), min(one.until_at, other.until_at)
            if tied(one.rule, other.rule) and max(at, now) < until:
                first, second = sorted((one.rule, other.rule), key=lambda rule: (rule.playlist, rule.number))
                yield (first.name, second.name), (at, until)
