"""When and where a playlist applies: rules, and which of them wins an instant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

import msgspec

from .calendars import MIDNIGHT, ONE_DAY, first_instant, instant, local_day, span
from .displays import Display, Place


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One `[[when]]` of a playlist. Every condition that is set must hold; no target set means all displays.

    `begins` and `ends` are wall time at the display (naive), half-open: 「3月31日まで」 is 04-01 00:00.
    `weekdays` are those on which an occurrence begins, 0 = Monday; empty means every day.
    `hours` with an end not after its beginning run into the next day; None is the whole day.
    `number` is the rule's place in its file, from 1.
    """

    playlist: str
    number: int
    displays: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    place_types: tuple[str, ...] = ()
    begins: datetime | None = None
    ends: datetime | None = None
    weekdays: tuple[int, ...] = ()
    hours: tuple[time, time] | None = None
    priority: int = 0

    @property
    def name(self) -> str:
        return f"{self.playlist}#{self.number}"


NARROWNESS = ("display", "group", "place type", "all")
"""From the narrowest target to the widest."""


def narrowness(rule: Rule, display: Display, place: Place) -> int | None:
    """How narrowly a rule targets a display: an index into NARROWNESS, or None if it does not."""
    if display.id in rule.displays:
        return 0
    if any(group in rule.groups for group in display.groups):
        return 1
    if place.type in rule.place_types:
        return 2
    return None if rule.displays or rule.groups or rule.place_types else 3


class Occurrence(msgspec.Struct, frozen=True):
    """A rule on one local day: [from_at, until_at), UTC, on whole minutes.

    `anchor_at` is where the day's hours begin, even if the rule's period cuts their beginning off. `day` is the local
    day it begins on and belongs to. `narrowness` is how narrowly its rule targets the display asked about.
    """

    rule: Rule
    day: date
    from_at: datetime
    until_at: datetime
    anchor_at: datetime
    narrowness: int = 3

    def holds(self, at: datetime) -> bool:
        return self.from_at <= at < self.until_at

    @property
    def rank(self) -> tuple[int, int, float, str, int]:
        """The lowest wins: highest priority, narrower target, later beginning, name."""
        return (
            -self.rule.priority,
            self.narrowness,
            -self.from_at.timestamp(),
            self.rule.playlist,
            self.rule.number,
        )


def minute_up(at: datetime) -> datetime:
    """A beginning on the wire: rounded up to a whole minute."""
    return minute_down(at + timedelta(seconds=59, microseconds=999_999))


def minute_down(at: datetime) -> datetime:
    """An end on the wire: rounded down to a whole minute."""
    return at.replace(second=0, microsecond=0)


def falls_on(rule: Rule, day: date) -> bool:
    """Whether weekday and period let an occurrence begin on this local day."""
    begins = datetime.combine(day, MIDNIGHT)
    return (
        (not rule.weekdays or day.weekday() in rule.weekdays)
        and (rule.begins is None or rule.begins < begins + ONE_DAY)
        and (rule.ends is None or begins < rule.ends)
    )


def occurrence(rule: Rule, day: date, zone: ZoneInfo, narrowness: int = 3) -> Occurrence | None:
    """The rule's hours that begin on this local day, cut where its period begins and ends; None if nothing is left.

    Hours that run overnight go on into a day that the weekdays do not name, but not past the period's end.
    """
    if not falls_on(rule, day):
        return None
    if rule.hours is None:
        anchor, until = first_instant(day, zone), first_instant(day + ONE_DAY, zone)
    else:
        anchor, until = span(day, rule.hours, zone)
    from_ = anchor
    if rule.begins is not None:
        from_ = max(from_, instant(rule.begins, zone))
    if rule.ends is not None:
        until = min(until, instant(rule.ends, zone, end=True))
    from_, until = minute_up(from_), minute_down(until)
    return Occurrence(rule, day, from_, until, minute_up(anchor), narrowness) if from_ < until else None


def occurrences(targets: Iterable[tuple[Rule, int]], day: date, zone: ZoneInfo) -> list[Occurrence]:
    """All that could put something on during this local day, the winner of any instant first.

    `targets` are rules with their narrowness. What began the evening before and still runs is among them.
    """
    begins, ends = first_instant(day, zone), first_instant(day + ONE_DAY, zone)
    found = (
        one
        for rule, narrow in targets
        for first in ((day - ONE_DAY, day) if rule.hours else (day,))
        if (one := occurrence(rule, first, zone, narrow)) and one.from_at < ends and one.until_at > begins
    )
    return sorted(found, key=lambda one: one.rank)


def targets_of(rules: Iterable[Rule], display: Display, place: Place) -> list[tuple[Rule, int]]:
    """The rules that target a display, with how narrowly."""
    return [(rule, narrow) for rule in rules if (narrow := narrowness(rule, display, place)) is not None]


def names_of(display: Display, place: Place) -> set[str]:
    """By what a display may be named where something is kept to some displays: itself, its groups, its place."""
    return {display.id, *display.groups, place.id, *place.name.values()}


class Targeting:
    """Rules by the displays they target, for many displays: those that no rule tells apart are looked at once."""

    def __init__(self, rules: Iterable[Rule], item_places: Iterable[str] = ()) -> None:
        """`item_places` are the names by which some item is kept to some displays."""
        self._rules = tuple(rules)
        self._item_places = frozenset(item_places)
        self._displays = {name for rule in self._rules for name in rule.displays}
        self._groups = {name for rule in self._rules for name in rule.groups}
        self._place_types = {name for rule in self._rules for name in rule.place_types}
        self._known: dict[tuple[str | None, frozenset[str], str | None], tuple[tuple[str, int], ...]] = {}

    def names(self, display: Display, place: Place) -> tuple[tuple[tuple[str, int], ...], frozenset[str]]:
        """(rule name, narrowness) of the rules that target a display, sorted; and by which names items are kept to it."""
        return self._targets(display, place), self._item_places & names_of(display, place)

    def _targets(self, display: Display, place: Place) -> tuple[tuple[str, int], ...]:
        key = (
            display.id if display.id in self._displays else None,
            frozenset(self._groups.intersection(display.groups)),
            place.type if place.type in self._place_types else None,
        )
        if key not in self._known:
            found = targets_of(self._rules, display, place)
            self._known[key] = tuple(sorted((rule.name, narrow) for rule, narrow in found))
        return self._known[key]


class Conflict(msgspec.Struct, frozen=True, order=True):
    """Two rules of different playlists, equal in priority, on the same display at the same time; first seen at `at`."""

    first: str
    second: str
    display: str
    at: datetime


def conflicts(
    rules: Sequence[Rule], displays: Iterable[Display], places: Mapping[str, Place], now: datetime, days: int = 14
) -> list[Conflict]:
    """Ties in priority in the coming days: each pair of rules once, with the first display and instant."""
    found: dict[tuple[str, str], Conflict] = {}
    seen = set()
    for display in displays:
        if place := places.get(display.place):
            targets = targets_of(rules, display, place)
            alike = (place.timezone, *(rule.name for rule, _ in targets))
            if alike not in seen:  # thousands of displays have a few dozen sets of rules
                seen.add(alike)
                for one in _ties(targets, display, ZoneInfo(place.timezone), now, days):
                    found.setdefault((one.first, one.second), one)
    return sorted(found.values())


def _ties(
    targets: list[tuple[Rule, int]], display: Display, zone: ZoneInfo, now: datetime, days: int
) -> Iterator[Conflict]:
    today = local_day(now, zone)
    for n in range(days):
        running = occurrences(targets, today + timedelta(days=n), zone)
        for one, other in combinations(running, 2):
            at = max(one.from_at, other.from_at)
            different = one.rule.playlist != other.rule.playlist
            tied = one.rule.priority == other.rule.priority and different
            if tied and max(at, now) < min(one.until_at, other.until_at):
                first, second = sorted((one.rule, other.rule), key=lambda rule: (rule.playlist, rule.number))
                yield Conflict(first.name, second.name, display.id, at)
