"""What is published together: every channel's segments, the slides they need, and the tails made of both."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from .catalogue import Catalogue
from .displays import Display
from .manifest import Made, build_tail
from .programme import Repertoire
from .slots import SlideKey, fallback_key
from .timeline import (
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


def compile_channels(catalogue: Catalogue, channels: Sequence[Channel], now: datetime) -> list[Compiled]:
    repertoire = Repertoire(catalogue)
    return [_compile(catalogue, repertoire, channel, now) for channel in channels]


def _compile(catalogue: Catalogue, repertoire: Repertoire, channel: Channel, now: datetime) -> Compiled:
    from_at, until_at = window(channel, now)
    found = segments(channel, catalogue, from_at, until_at, repertoire)
    loops = {id(segment.loop): segment.loop for segment in found if segment.loop}
    keys = frozenset(slot.key for loop in loops.values() for slot in loop)
    gone = withdrawn(channel, catalogue, withdrawn_since(channel, now))
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
