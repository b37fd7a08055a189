"""Where slides are shown: places and displays, and the format a display asks for."""

from fractions import Fraction
from typing import Annotated

import msgspec

from ..words import Words
from .legibility import Viewing, reading_size

Id = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
"""Stands in addresses and file names as it is."""

Language = Annotated[str, msgspec.Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Side = Annotated[int, msgspec.Meta(ge=1, le=20_000)]
Latitude = Annotated[float, msgspec.Meta(ge=-90, le=90)]
Longitude = Annotated[float, msgspec.Meta(ge=-180, le=180)]


class Place(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A place with its time zone and opening hours.

    `hours` is text in the subset of OSM opening_hours that `opening_hours.opening_hours` reads
    ("Mo-Fr 08:30-17:15; PH off"); empty means always open. On a day that a calendar named in `closed` names, no
    opening hours begin. `country` (JP, DE-BY) says which days are public holidays; empty has none. `latitude` and
    `longitude` (WGS 84, degrees) are both known or neither; `position_source` is whom maps must credit for them.
    """

    id: Id
    name: Words
    type: str = ""
    timezone: str = "Asia/Tokyo"
    hours: str = ""
    country: str = "JP"
    closed: tuple[str, ...] = ()
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    position_source: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Display(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A screen as it is mounted: `width` × `height` in px as seen (portrait: width < height).

    People read it from up to `distance_m`, and scan its QR codes from up to `scan_m`.
    """

    id: Id
    name: str
    place: str
    groups: tuple[str, ...] = ()
    width: Side = 1920
    height: Side = 1080
    diagonal_inches: Annotated[float, msgspec.Meta(ge=1, le=2_000)] = 55.0
    distance_m: Annotated[float, msgspec.Meta(ge=0, le=1_000)] = 5.0
    scan_m: Annotated[float, msgspec.Meta(ge=0.3, le=100)] = 3.0
    languages: Annotated[tuple[Language, ...], msgspec.Meta(min_length=1)] = ("ja",)


class Group(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """Displays that rules and people name together, by its id in `Display.groups`; `name` is how people read it."""

    id: str
    name: Words


class Format(msgspec.Struct, frozen=True, gc=False, order=True):
    """What a slide is made for: its shape, and by how much text grows for a display that is read from farther away. The
    language stands beside it in each slot.

    `width` × `height` is the reference size in px: 1920×1080, 1080×1920, else the ratio on a 1080 px side.
    """

    width: int
    height: int
    k: float = 1.0

    @property
    def portrait(self) -> bool:
        return self.height > self.width

    @property
    def holds_lists(self) -> bool:
        """Whether several events have room on one slide: not on strips, nor where a few words fill it."""
        return 2 * self.width < 5 * self.height and self.k < 1.8

    @property
    def name(self) -> str:
        return f"{self.width}x{self.height}@{self.k:g}"


def format_of(display: Display) -> Format:
    """The format of a display: 16:9, 9:16, else its ratio rounded to 1/20."""
    wide = Fraction(max(display.width, display.height), min(display.width, display.height))
    if abs(wide - Fraction(16, 9)) < Fraction(1, 20):
        long, short = 1920, 1080
    else:
        ratio = Fraction(round(wide * 20), 20)
        short = 540 if ratio >= Fraction(5, 2) else 1080
        long = round(short * ratio)
    size = (long, short) if display.width >= display.height else (short, long)
    return Format(*size, k=reading_size(display.diagonal_inches, display.width, display.height, display.distance_m))


def viewing_of(display: Display) -> Viewing:
    return Viewing(display.width, display.height, display.diagonal_inches, display.distance_m, display.scan_m)
