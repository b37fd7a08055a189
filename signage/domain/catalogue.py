"""All that a screen's picture follows from, besides the time: one immutable snapshot.

What it holds by the thousand is of structs that the garbage collector leaves alone (`gc=False`): they hold no cycles, and
looking through them would stop the event loop for a tenth of a second.
"""

import msgspec

from .closing_days import Calendar
from .content import Item, TakenDown
from .displays import Display, Place
from .links import Link
from .media import Media
from .playlists import Playlist
from .schedule import Rule


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """Nouns by their id (playlists by name). An item in `taken_down` is not shown, even if `items` holds it too.

    `links` are those of the project's own campaign by the address that items name; `spots` the codes of displays by id.
    """

    revision: int = 0
    items: dict[str, Item] = msgspec.field(default_factory=dict)
    taken_down: tuple[TakenDown, ...] = ()
    playlists: dict[str, Playlist] = msgspec.field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    places: dict[str, Place] = msgspec.field(default_factory=dict)
    displays: dict[str, Display] = msgspec.field(default_factory=dict)
    media: dict[str, Media] = msgspec.field(default_factory=dict)
    calendars: dict[str, Calendar] = msgspec.field(default_factory=dict)
    links: dict[str, Link] = msgspec.field(default_factory=dict)
    spots: dict[str, str] = msgspec.field(default_factory=dict)
