"""What approval of a version would do: where, when and how often it shows, and how long rounds become."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from .catalogue import Catalogue
from .content import Item
from .displays import Display
from .manifest import folded
from .publication import days_around
from .reach import ShownOn, where_shown
from .repertoire import Repertoire
from .timeline import channel_of, segments, targeting_of


class RoundLength(NamedTuple):
    """How long one round is on some displays before and after, ms; None where nothing, or only the fallback, shows."""

    displays: tuple[str, ...]
    before_ms: int | None
    after_ms: int


class Effect(NamedTuple):
    """`displays` would show it within a week from `from_at` on; `first_at` is when the first of them does.

    `turns` are the fewest and the most times that it comes in one round, `seconds` the shortest and the longest it stands;
    `rounds` are those whose length changes.
    """

    from_at: datetime
    displays: tuple[str, ...] = ()
    first_at: datetime | None = None
    turns: tuple[int, int] = (0, 0)
    seconds: tuple[float, float] = (0, 0)
    rounds: tuple[RoundLength, ...] = ()


def effect_of(catalogue: Catalogue, item: Item, now: datetime, was: Repertoire | None = None) -> Effect:
    """Held against what shows now. Takes a while with thousands of items: `Foresight` keeps what it can.

    One whose period begins later is looked at from its beginning on; one that is over would show nowhere. `was` is a
    repertoire of the catalogue around now, if one is at hand.
    """
    was = was or Repertoire(catalogue, days=days_around(now))
    reach = where_shown(catalogue, item, now, was)
    if not reach.shown:
        return Effect(reach.from_at)
    seconds = [_ms(catalogue, one, item) / 1000 for one in reach.shown]
    turns = [one.times for one in reach.shown]
    lengths = (RoundLength(one.displays, _round_ms(catalogue, one, was), one.loop_ms) for one in reach.shown)
    return Effect(
        reach.from_at,
        reach.displays,
        min(one.first_at for one in reach.shown),
        (min(turns), max(turns)),
        (min(seconds), max(seconds)),
        tuple(one for one in lengths if one.before_ms != one.after_ms),
    )


def _ms(catalogue: Catalogue, one: ShownOn, item: Item) -> int:
    """How long its slide stands there, in the longest of the languages that both have."""
    section = next(part for part in catalogue.playlists[one.playlist].sections if part.takes(item))
    spoken = {language for id in one.displays for language in catalogue.displays[id].languages} & item.title.keys()
    film = catalogue.media.get(item.media or "") if item.kind == "film" else None
    return max((section.ms(item, language, film.film_ms if film else 0) for language in spoken), default=0)


def _round_ms(catalogue: Catalogue, one: ShownOn, was: Repertoire) -> int | None:
    """How long a round is on them at that moment without the item, or with the version that is up."""
    display = catalogue.displays[one.displays[0]]
    channel = channel_of(display, catalogue.places[display.place], targeting_of(catalogue))
    around = was if _holds(was, one.first_at) else Repertoire(catalogue, was, days_around(one.first_at))
    minute = one.first_at + timedelta(minutes=1)
    now = next(iter(segments(channel, catalogue, one.first_at, minute, around)), None)
    return folded(now.loop).ms if now and now.loop and now.rule else None


def _holds(repertoire: Repertoire, at: datetime) -> bool:
    days = repertoire.days
    return days is None or days.first < at.date() < days.last


class Foresight:
    """Answers about a packed catalogue, keeping what an edit did not touch: that decides how long an answer takes, no more."""

    def __init__(self) -> None:
        self._packed = b""
        self._was: Repertoire | None = None

    def effect(self, packed: bytes, item: Item, now: datetime) -> Effect:
        days = days_around(now)
        if self._was is None or self._packed != packed or self._was.days != days:
            self._was = Repertoire(msgspec.msgpack.decode(packed, type=Catalogue), self._was, days)
            self._packed = packed
        return effect_of(self._was.catalogue, item, now, self._was)


_foresight = Foresight()


def packed_effect(packed: bytes, item: Item, now: datetime) -> Effect:
    """`Foresight.effect` of the one foresight of a worker process."""
    return _foresight.effect(packed, item, now)


def by_shape(displays: Mapping[str, Display], ids: Sequence[str]) -> list[Display]:
    """One landscape and one portrait display to show it on, of those that would, else of all."""
    pool = [displays[id] for id in ids if id in displays] or list(displays.values())
    wide = next((one for one in pool if one.width >= one.height and one.width * 9 <= one.height * 20), None)
    tall = next((one for one in pool if one.width < one.height), None)
    found = [one for one in (wide, tall) if one]
    return found or pool[:1]
