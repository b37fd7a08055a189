"""What is published together: every channel's segments, the slides they need, and the tails made of both."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

import msgspec

from .catalogue import Catalogue
from .changes import affected_rules
from .displays import Display, Format
from .events import Days
from .manifest import Made, build_tail, folded
from .repertoire import Repertoire
from .slots import SlideKey, fallback_key
from .timeline import (
    WINDOW_DAYS,
    Channel,
    Segment,
    channel_of,
    segments,
    targeting_of,
    window,
    withdrawn_since,
)
from .withdrawn import withdrawn

MadeByFormat = Mapping[Format, Mapping[SlideKey, Made]]
Spare = Sequence[tuple[str, int]]
"""Files, as (path, bytes), that every screen keeps whatever it shows."""


class Compiled(msgspec.Struct, frozen=True):
    """One channel's coming days; `keys` are the slides that its loops hold."""

    channel: Channel
    from_at: datetime
    until_at: datetime
    segments: tuple[Segment, ...]
    withdrawn: tuple[str, ...]
    keys: frozenset[SlideKey]


def channels_of(catalogue: Catalogue) -> dict[Channel, list[Display]]:
    """Displays by the channel they share; one at a place that is not known is left out."""
    found: dict[Channel, list[Display]] = {}
    targeting = targeting_of(catalogue)
    for display in catalogue.displays.values():
        if place := catalogue.places.get(display.place):
            found.setdefault(channel_of(display, place, targeting), []).append(display)
    return found


def same_channels(before: Catalogue, after: Catalogue) -> bool:
    """Whether nothing changed that tells displays apart."""
    return (
        before.displays == after.displays
        and before.places == after.places
        and before.spots == after.spots
        and _targets(before) == _targets(after)
        and _item_places(before) == _item_places(after)
    )


def _targets(catalogue: Catalogue) -> list[object]:
    return [(rule.name, rule.displays, rule.groups, rule.place_types) for rule in catalogue.rules]


def _item_places(catalogue: Catalogue) -> set[str]:
    items = (*catalogue.items.values(), *(gone.item for gone in catalogue.taken_down))
    return {name for item in items for name in item.places}


def compile_channels(
    catalogue: Catalogue, channels: Iterable[Channel], now: datetime, repertoire: Repertoire | None = None
) -> list[Compiled]:
    repertoire = repertoire or Repertoire(catalogue, days=days_around(now))
    return [_compile(catalogue, repertoire, channel, now) for channel in channels]


def days_around(now: datetime) -> Days:
    """Local days, wherever on earth, of any window that is compiled now; the same for a week, so that a repertoire is."""
    monday = now.date() - timedelta(days=now.weekday())
    return Days(monday - timedelta(days=3), monday + timedelta(days=7 + WINDOW_DAYS + 3))


def days_holding(now: datetime, first: date, last: date) -> Days:
    """The days around now, for which a repertoire is kept, if they hold those from first to last; else just these."""
    usual = days_around(now)
    return usual if usual.first <= first and last <= usual.last else Days(first, last)


def pack(catalogue: Catalogue) -> bytes:
    """What timelines follow from, for another process: everything but the displays, which are many and already told
    apart by channel, and of links only the dead ones, which take items out of loops.
    """
    dead = {address: link for address, link in catalogue.links.items() if link.dead_since}
    return msgspec.msgpack.encode(msgspec.structs.replace(catalogue, displays={}, places={}, links=dead, spots={}))


class Compiler:
    """Compiles packed catalogues in a process of its own, keeping of the last one what an edit did not touch.

    A channel is asked about twice, for the slides that it needs and then, with these, for its tail: what it was compiled
    to waits meanwhile. What is kept decides how long an answer takes, nothing else.
    """

    def __init__(self) -> None:
        self._asked: tuple[bytes, datetime | None] = (b"", None)
        self._repertoire: Repertoire | None = None
        self._waiting: dict[str, Compiled] = {}

    def keys(self, packed: bytes, channels: Sequence[Channel], now: datetime) -> list[frozenset[SlideKey]]:
        """The slides that each channel's loops hold."""
        compiled = self.compile(packed, channels, now)
        self._waiting |= {one.channel.id: one for one in compiled}
        return [one.keys for one in compiled]

    def tails(
        self, packed: bytes, channels: Sequence[Channel], now: datetime, made: MadeByFormat, spare: Spare = ()
    ) -> list[bytes | None]:
        """The tail of each channel out of the slides that could be made; None where its fallback is not among them."""
        compiled = self.compile(packed, channels, now)
        for one in compiled:
            self._waiting.pop(one.channel.id, None)
        return [_tail(one, made.get(one.channel.format, {}), spare) for one in compiled]

    def compile(self, packed: bytes, channels: Sequence[Channel], now: datetime) -> list[Compiled]:
        repertoire = self._read(packed, now)
        lacking = [channel for channel in channels if channel.id not in self._waiting]
        new = {one.channel.id: one for one in compile_channels(repertoire.catalogue, lacking, now, repertoire)}
        return [new.get(channel.id) or self._waiting[channel.id] for channel in channels]

    def _read(self, packed: bytes, now: datetime) -> Repertoire:
        if self._asked != (packed, now):
            self._waiting.clear()
        days = days_around(now)
        if self._repertoire is None or packed != self._asked[0] or self._repertoire.days != days:
            self._repertoire = Repertoire(msgspec.msgpack.decode(packed, type=Catalogue), self._repertoire, days)
        # Not before: where memory ran out meanwhile, what is kept is still that of the catalogue before.
        self._asked = (packed, now)
        return self._repertoire


_compiler = Compiler()


def slides_needed(packed: bytes, channels: Sequence[Channel], now: datetime) -> list[frozenset[SlideKey]]:
    """`Compiler.keys` of the one compiler of a worker process."""
    return _compiler.keys(packed, channels, now)


def build_tails(
    packed: bytes, channels: Sequence[Channel], now: datetime, made: MadeByFormat, spare: Spare
) -> list[bytes | None]:
    """`Compiler.tails` of the same; a process that was not asked for the slides first takes longer."""
    return _compiler.tails(packed, channels, now, made, spare)


def due_channels(
    before: Catalogue, after: Catalogue, channels: Iterable[Channel], compiled: Mapping[str, datetime], now: datetime
) -> list[Channel]:
    """Those to be compiled again: new ones, those that an edit may have touched, those whose day has rolled.

    `compiled` says by channel id until when (its next roll) what it was compiled to holds.
    """
    rules = affected_rules(before, after)
    everything = _surroundings(before) != _surroundings(after)
    return [
        channel
        for channel in channels
        if everything or now >= compiled.get(channel.id, now) or any(name in rules for name, _ in channel.targets)
    ]


_TOLD_APART = (
    "revision",
    "items",
    "taken_down",
    "playlists",
    "rules",
    "places",
    "displays",
    "media",
    "links",
    "spots",
)


def _surroundings(catalogue: Catalogue) -> list[object]:
    """What every channel may depend on: closing days and whatever else the catalogue holds; and what was erased, which is
    withdrawn everywhere since nobody knows any more which playlists took it.
    """
    erased = [one for one in catalogue.taken_down if not one.item.title]
    return [erased, *(getattr(catalogue, name) for name in catalogue.__struct_fields__ if name not in _TOLD_APART)]


def _compile(catalogue: Catalogue, repertoire: Repertoire, channel: Channel, now: datetime) -> Compiled:
    from_at, until_at = window(channel, now)
    found = segments(channel, catalogue, from_at, until_at, repertoire)
    loops = {id(segment.loop): segment.loop for segment in found if segment.loop}
    keys = {fallback_key(channel.languages[0])}.union(*(folded(loop).keys for loop in loops.values()))
    gone = withdrawn(channel, catalogue, withdrawn_since(channel, now), until_at)
    return Compiled(channel, from_at, until_at, found, gone, frozenset(keys))


def _tail(one: Compiled, made: Mapping[SlideKey, Made], spare: Spare) -> bytes | None:
    fallback = made.get(fallback_key(one.channel.languages[0]))
    if fallback is None:
        return None
    return build_tail(one.segments, one.from_at, one.until_at, made, fallback, one.withdrawn, spare)
