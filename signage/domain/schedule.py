"""When and where a playlist applies: rules, and which of them wins an instant."""

from datetime import datetime, time

import msgspec

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
