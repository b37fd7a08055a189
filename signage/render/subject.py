"""What a slide is made of."""

import hashlib

import msgspec

from ..domain.content import Item
from ..domain.displays import Format
from ..domain.media import Media
from ..domain.slots import SlideKey

NAME_LETTERS = 200
"""Of a subject's name: a list of items with long ids is told by its beginning and a hash."""


class Subject(msgspec.Struct, frozen=True):
    """One slide to be made: what a slot asks for, with the items and media that it names, for a format.

    `media` stands beside each item: None where it has none, or where its file has not been taken in.
    """

    key: SlideKey
    items: tuple[Item, ...]
    media: tuple[Media | None, ...]
    format: Format

    @property
    def name(self) -> str:
        """What the slide shows, over all its versions."""
        stages = "+".join(f"{one.number}{one.state}{one.days or ''}" for one in self.key.stages if one)
        asked = "".join(name for name, on in (("clock", self.key.clock), ("qr", self.key.qr)) if on)
        parts = ("+".join(self.key.items), self.key.language, self.key.template, self.format.name, stages, asked)
        name = "|".join(parts).rstrip("|")
        if len(name) <= NAME_LETTERS:
            return name
        return f"{name[: NAME_LETTERS - 9]}…{hashlib.sha256(name.encode()).hexdigest()[:8]}"
