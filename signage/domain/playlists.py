"""Playlists: which items, how often, with which template; when and where is their rules' business (schedule.py)."""

import msgspec

from ..words import Words
from .content import CODE_SECONDS, Item, bears_code, least_seconds


class Section(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A part of a playlist: the items it takes and its weight in the loop.

    An item is taken when it meets every filter that is set; an empty filter takes all. `newest` keeps only
    the N newest. `weight` is this section's share of the slots against the other sections' weights.
    `seconds` and `template` stand in for those of the item's kind. `qr` gives its slides a QR code of the item's link.
    `name` tells it from the playlist's other sections; people read its `title`.
    """

    name: str
    title: Words = msgspec.field(default_factory=dict)
    items: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    newest: int | None = None
    weight: int = 1
    seconds: float | None = None
    template: str | None = None
    qr: bool = False

    @property
    def words(self) -> Words:
        """What people call it: its title, else its name."""
        return self.title or {"ja": self.name, "en": self.name}

    def takes(self, item: Item) -> bool:
        """Whether the filters let this item in (not whether its period holds, nor whether it is among the newest)."""
        return (
            (not self.items or item.id in self.items)
            and (not self.kinds or item.kind in self.kinds)
            and (not self.sources or item.source in self.sources)
            and (not self.themes or any(theme in self.themes for theme in item.themes))
        )

    def ms(self, item: Item, language: str, film_ms: int = 0) -> int:
        """How long a slide of this item stands, ms, within the protocol's 2,000…300,000: a film as long as it plays, one with
        a code long enough to take a phone out.
        """
        coded = bears_code(item, qr=self.qr)
        if self.seconds is not None:
            ms = round(self.seconds * 1000)
        else:
            ms = film_ms or round(least_seconds(item, language, qr=coded) * 1000)
        return max(round(CODE_SECONDS * 1000) if coded else 2_000, min(300_000, ms))


class Playlist(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Sections in order; an item that several would take belongs to the first. `transition` is cut or fade.

    `clock` puts a small clock into the header of its slides.
    """

    name: str
    sections: tuple[Section, ...]
    title: Words = msgspec.field(default_factory=dict)
    transition: str = "fade"
    clock: bool = False


_ONE_ITEM = "item:"
"""What the name of a playlist begins with that is one item and nothing else; no file and no member of staff can give it."""


def playlist_of(item: str) -> Playlist:
    """One item by itself, as it is shown by hand."""
    return Playlist(name=f"{_ONE_ITEM}{item}", sections=(Section(name="item", items=(item,)),))


def item_of(playlist: str) -> str | None:
    """The item that a playlist of this name is; None for any other playlist."""
    return playlist.removeprefix(_ONE_ITEM) if playlist.startswith(_ONE_ITEM) else None
