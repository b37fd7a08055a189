"""Posters: one sheet of paper with a code of its own, in one place."""

from typing import Annotated, Literal

import msgspec

from ..words import Words

SIZES_MM: dict[str, tuple[float, float]] = {"A4": (210, 297), "A3": (297, 420), "A2": (420, 594)}
"""Width and height in portrait (ISO 216)."""

PosterAct = Literal["posted", "seen", "missing", "taken down", "note"]


class Paper(msgspec.Struct, frozen=True):
    """A sheet's size in mm as it hangs."""

    width_mm: Annotated[float, msgspec.Meta(ge=50, le=2_000)]
    height_mm: Annotated[float, msgspec.Meta(ge=50, le=2_000)]

    @property
    def portrait(self) -> bool:
        return self.height_mm >= self.width_mm


class Poster(msgspec.Struct, frozen=True, kw_only=True):
    """A poster. `spot` is its code, `link` the one it leads by; `place` the id of its place, `where` what in it
    (改札前), `copies` how many hang there with this code. `item` is what it was made of, if it was made of one.
    """

    spot: str
    link: str
    place: str
    paper: Paper
    language: str
    template: str
    campaign: str = ""
    where: Words = msgspec.field(default_factory=dict)
    copies: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 1
    item: str = ""
    department: str = ""
