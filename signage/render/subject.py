"""What a slide is made of."""

import hashlib
from collections.abc import Mapping

import msgspec

from ..domain.content import KINDS, Item
from ..domain.displays import Format
from ..domain.links import Link
from ..domain.media import Media
from ..domain.slots import SlideKey

NAME_LETTERS = 200
"""Of a subject's name: a list of items with long ids is told by its beginning and a hash."""


class Subject(msgspec.Struct, frozen=True):
    """One slide to be made: what a slot asks for, with the items and media that it names, for a format.

    `media` stands beside each item: None where it has none, where its file has not been taken in, or where its licence is over.
    `link` is where the code of its only item leads, if it bears one and the item's address has a link.
    """

    key: SlideKey
    items: tuple[Item, ...]
    media: tuple[Media | None, ...]
    format: Format
    link: Link | None = None

    @property
    def name(self) -> str:
        return slide_name(self.key, self.format)


def subject_of(
    items: Mapping[str, Item],
    media: Mapping[str, Media],
    key: SlideKey,
    format: Format,
    links: Mapping[str, Link] | None = None,
) -> Subject:
    """What a slot asks for, with the items, media and links of a catalogue."""
    its = tuple(items[item] for item in key.items)
    pictures = tuple(None if key.bare else media.get(item.media or "") for item in its)
    coded = len(its) == 1 and asks_for_code(its[0], key)
    return Subject(key, its, pictures, format, (links or {}).get(its[0].url or "") if coded else None)


def asks_for_code(item: Item, key: SlideKey) -> bool:
    """Whether its slide is to bear a code, or the address in its place: its section asks, or it is there for nothing else."""
    return bool(item.url) and (key.qr or (item.kind in KINDS and KINDS[item.kind].qr))


def slide_name(key: SlideKey, format: Format) -> str:
    """What a slide shows, over all its versions; at most NAME_LETTERS."""
    stages = "+".join(f"{one.number}{one.state}{one.days or ''}" for one in key.stages if one)
    asked = "".join(name for name, on in (("clock", key.clock), ("qr", key.qr), ("bare", key.bare)) if on)
    parts = ("+".join(key.items), key.language, key.template, format.name, stages, asked)
    name = "|".join(parts).rstrip("|")
    if len(name) <= NAME_LETTERS:
        return name
    return f"{name[: NAME_LETTERS - 9]}…{hashlib.sha256(name.encode()).hexdigest()[:8]}"
