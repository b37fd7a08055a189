"""When and where a playlist applies: rules, and which displays they target."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Literal, get_args

import msgspec

from .displays import Display, Place
from .repeating import FIRST_DAY

OnHolidays = Literal["only", "except", "as Sunday"]
HOLIDAYS: tuple[str, ...] = get_args(OnHolidays)


class Rule(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True, cache_hash=True):
    """One `[[when]]` of a playlist. Every condition that is set must hold; no target set means all displays.

    `begins` and `ends` are wall time at the display (naive), half-open: 「3月31日まで」 is 04-01 00:00.
    `weekdays` are those on which an occurrence begins, 0 = Monday; empty means every day. So are the days of `rrule`
    (RFC 5545, counted from the day of `begins`), of `holidays` and of the named calendars: an overnight rule belongs
    to the day it begins on. `holidays` "as Sunday" makes a public holiday a Sunday for `weekdays`.
    `hours` with an end not after its beginning run into the next day; None is the whole day.
    `number` is the rule's place in its file, from 1.

    A `now` rule is given by hand instead of by a file, holds over [from_at, until_at) (aware, whole minutes, wherever
    the display stands), ranks above all others, and its `number` is unique among its like, later ones higher.
    """

    playlist: str
    number: int
    displays: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    place_types: tuple[str, ...] = ()
    begins: datetime | None = None
    ends: datetime | None = None
    weekdays: tuple[int, ...] = ()
    rrule: str = ""
    holidays: OnHolidays | None = None
    only_days_of: tuple[str, ...] = ()
    not_days_of: tuple[str, ...] = ()
    hours: tuple[time, time] | None = None
    priority: int = 0
    now: bool = False
    from_at: datetime | None = None
    until_at: datetime | None = None

    @property
    def name(self) -> str:
        """Unique in a catalogue: “everyday#2”; “now-3” of a `now` rule."""
        return f"now-{self.number}" if self.now else f"{self.playlist}#{self.number}"


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


def tied(one: Rule, other: Rule) -> bool:
    """Whether nobody said which of them is to win where they meet."""
    return one.playlist != other.playlist and one.priority == other.priority and not (one.now or other.now)


def counted_from(rule: Rule) -> date:
    """The day from which its `rrule` is counted."""
    return rule.begins.date() if rule.begins else FIRST_DAY


def targets_of(rules: Iterable[Rule], display: Display, place: Place) -> list[tuple[Rule, int]]:
    """The rules that target a display, with how narrowly."""
    return [(rule, narrow) for rule in rules if (narrow := narrowness(rule, display, place)) is not None]


def names_of(display: Display, place: Place) -> set[str]:
    """By what a display may be named where something is kept to some displays: itself, its groups, its place."""
    return {display.id, alone(display.id), *display.groups, place.id, *place.name.values()}


ALONE = "display:"


def alone(display: str) -> str:
    """What names the display also where a place or a group has the same id."""
    return f"{ALONE}{display}"


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
