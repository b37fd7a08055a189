"""What somebody should settle in playlists and their rules before it happens: ties, and hours with nothing to show."""

from datetime import datetime

import msgspec

from ..words import Words
from .catalogue import Catalogue
from .conflicts import Conflict, conflicts
from .dead_air import dead_air


class Concerns(msgspec.Struct, frozen=True):
    """Of the coming two weeks. `dead_air` are sentences, one for each place or several that lack the same."""

    conflicts: tuple[Conflict, ...] = ()
    dead_air: tuple[Words, ...] = ()


def concerns_of(catalogue: Catalogue, now: datetime) -> Concerns:
    """Takes up to seconds with hundreds of rules: not for a page to wait for."""
    ties = conflicts(catalogue.rules, catalogue.displays.values(), catalogue.places, now, calendars=catalogue.calendars)
    # Where there is no content or no rule at all, the first steps of a new server say what to do.
    holes = tuple(dead_air(catalogue, now)) if catalogue.items and catalogue.rules else ()
    return Concerns(tuple(ties), holes)


def packed_concerns(packed: bytes, now: datetime) -> Concerns:
    """Of a catalogue as another process was given it (msgpack)."""
    return concerns_of(msgspec.msgpack.decode(packed, type=Catalogue), now)
