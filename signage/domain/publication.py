"""What is published together: every channel's segments, the slides they need, and the tails made of both."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from .catalogue import Catalogue
from .changes import affected_rules
from .displays import Display
from .events import Days
from .manifest import Made, build_tail
from .programme import Repertoire
from .slots import SlideKey, Slot, fallback_key
from .timeline import (
    WINDOW_DAYS,
    Channel,
    Segment,
    channel_of,
    segments,
    targeting_of,
    window,
    withdrawn,
    withdrawn_since,
)


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


def pack(catalogue: Catalogue) -> bytes:
    """What timelines follow from, for another process: everything but the displays, which are many and already told
    apart by channel.
    """
    return msgspec.msgpack.encode(msgspec.structs.replace(catalogue, displays={}, places={}))


class Compiler:
    """Compiles packed catalogues in a process of its own, keeping of the last one what an edit did not touch."""

    def __init__(self) -> None:
        self._packed = b""
        self._repertoire: Repertoire | None = None

    def compile(self, packed: bytes, channels: Sequence[Channel], now: datetime) -> list[Compiled]:
        days = days_around(now)
        if self._repertoire is None or packed != self._packed or self._repertoire.days != days:
            catalogue = msgspec.msgpack.decode(packed, type=Catalogue)
            self._packed, self._repertoire = packed, Repertoire(catalogue, self._repertoire, days)
        return compile_channels(self._repertoire.catalogue, channels, now, self._repertoire)


_compiler = Compiler()


def compile_packed(packed: bytes, channels: Sequence[Channel], now: datetime) -> list[Compiled]:
    """`compile_channels` for a worker process. What it keeps between two calls decides how long it takes, nothing else."""
    return _compiler.compile(packed, channels, now)


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


_TOLD_APART = ("revision", "items", "taken_down", "playlists", "rules", "places", "displays", "media")


def _surroundings(catalogue: Catalogue) -> list[object]:
    """What every channel may depend on: closing days and whatever else the catalogue holds."""
    return [getattr(catalogue, name) for name in catalogue.__struct_fields__ if name not in _TOLD_APART]


def _compile(catalogue: Catalogue, repertoire: Repertoire, channel: Channel, now: datetime) -> Compiled:
    from_at, until_at = window(channel, now)
    found = segments(channel, catalogue, from_at, until_at, repertoire)
    loops = {id(segment.loop): segment.loop for segment in found if segment.loop}
    keys = frozenset(slot.key for slot in set[Slot]().union(*loops.values()))
    gone = withdrawn(channel, catalogue, withdrawn_since(channel, now), until_at)
    return Compiled(channel, from_at, until_at, found, gone, keys | {fallback_key(channel.languages[0])})


def build_tails(jobs: Sequence[tuple[Compiled, Mapping[SlideKey, Made]]]) -> list[bytes]:
    """The tail of each channel out of the slides that could be made; the fallback must be among them."""
    return [
        build_tail(
            compiled.segments,
            compiled.from_at,
            compiled.until_at,
            made,
            made[fallback_key(compiled.channel.languages[0])],
            compiled.withdrawn,
        )
        for compiled, made in jobs
    ]
