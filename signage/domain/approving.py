"""What approval of a version would do: where, when and how often it shows, and how long loops become."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from .calendars import minute_down
from .catalogue import Catalogue
from .comparison import DAYS, Outcome, compare
from .content import Item, ends_at
from .displays import Display
from .manifest import folded
from .programme import Repertoire
from .publication import days_around
from .timeline import Segment, channel_of, segments, targeting_of


class LoopLength(NamedTuple):
    """How long one round is on some displays before and after, ms; None where nothing, or only the fallback, shows."""

    displays: tuple[str, ...]
    before_ms: int | None
    after_ms: int | None


class Effect(NamedTuple):
    """`displays` would show it within a week from `from_at` on; `first_at` is when the first of them does.

    `turns` are the fewest and the most times that it comes in one round, `seconds` the shortest and the longest it stands.
    """

    from_at: datetime
    displays: tuple[str, ...] = ()
    first_at: datetime | None = None
    turns: tuple[int, int] = (0, 0)
    seconds: tuple[float, float] = (0, 0)
    loops: tuple[LoopLength, ...] = ()


def with_item(catalogue: Catalogue, item: Item) -> Catalogue:
    """As it would be with this version on air, also where it was withdrawn before."""
    down = tuple(one for one in catalogue.taken_down if one.item.id != item.id)
    return msgspec.structs.replace(catalogue, items=catalogue.items | {item.id: item}, taken_down=down)


def without_item(catalogue: Catalogue, item: str) -> Catalogue:
    items = {id: one for id, one in catalogue.items.items() if id != item}
    return msgspec.structs.replace(catalogue, items=items)


def effect_of(catalogue: Catalogue, item: Item, now: datetime) -> Effect:
    """Held against what shows now. Takes tenths of a second with thousands of items: call it in a thread.

    One whose period begins later is looked at from its beginning on; one that is over would show nowhere.
    """
    begins = item.period.begins_at
    from_at = minute_down(max(now, begins) if begins else now)
    over = ends_at(item)
    if over is not None and over <= from_at:
        return Effect(from_at)
    after = with_item(catalogue, item)
    # Held against the catalogue without it: so that a new version, too, is counted wherever it shows.
    compared = compare(without_item(catalogue, item.id), after, from_at)
    outcomes = [one for one in compared.outcomes if item.id in one.added]
    now_shown, to_show = _Side(catalogue, from_at), _Side(after, from_at)
    counted = [found for one in outcomes if (found := to_show.turns(one.displays[0], one.at, item.id))]
    shown = next((one for one in compared.added if one.item == item.id), None)
    return Effect(
        from_at,
        tuple(sorted(display for one in outcomes for display in one.displays)),
        shown.at if shown else None,
        (min((turns for turns, _ in counted), default=0), max((turns for turns, _ in counted), default=0)),
        (min((ms for _, ms in counted), default=0) / 1000, max((ms for _, ms in counted), default=0) / 1000),
        _lengths(now_shown, to_show, outcomes),
    )


class _Side:
    """One catalogue as it would run from a moment on."""

    def __init__(self, catalogue: Catalogue, from_at: datetime) -> None:
        self._catalogue = catalogue
        self._repertoire = Repertoire(catalogue, days=days_around(from_at))
        self._targeting = targeting_of(catalogue)
        self._until_at = from_at + timedelta(days=DAYS)

    def loop_ms(self, display: str, at: datetime) -> int | None:
        one = next(iter(self._segments(display, at, at + timedelta(minutes=1))), None)
        return folded(one.loop).ms if one and one.loop and one.rule else None

    def turns(self, display: str, at: datetime, item: str) -> tuple[int, int] | None:
        """(times a round, ms) of an item where the display shows it first; the longest of its slides counts."""
        for segment in self._segments(display, at, self._until_at):
            own = [slot for slot in segment.loop or () if item in slot.key.items]
            if own:
                return len(own), max(slot.ms for slot in own)
        return None

    def _segments(self, display: str, begins: datetime, ends: datetime) -> Sequence[Segment]:
        shown = self._catalogue.displays[display]
        channel = channel_of(shown, self._catalogue.places[shown.place], self._targeting)
        return segments(channel, self._catalogue, begins, max(ends, begins), self._repertoire)


def _lengths(before: _Side, after: _Side, outcomes: Sequence[Outcome]) -> tuple[LoopLength, ...]:
    """As they are now and as they become, where the two differ, at the moment at which each outcome begins."""
    found = []
    for one in outcomes:
        was, will = (side.loop_ms(one.displays[0], one.at) for side in (before, after))
        if was != will:
            found.append(LoopLength(one.displays, was, will))
    return tuple(found)


def by_shape(displays: Mapping[str, Display], ids: Sequence[str]) -> list[Display]:
    """One landscape and one portrait display to show it on, of those that would, else of all; the largest shapes first."""
    pool = [displays[id] for id in ids if id in displays] or list(displays.values())
    wide = next((one for one in pool if one.width >= one.height and one.width * 9 <= one.height * 20), None)
    tall = next((one for one in pool if one.width < one.height), None)
    found = [one for one in (wide, tall) if one]
    return found or pool[:1]


def packed_effect(packed: bytes, item: Item, now: datetime) -> Effect:
    """Of a catalogue as another process was given it (msgpack)."""
    return effect_of(msgspec.msgpack.decode(packed, type=Catalogue), item, now)
