"""What can be read of a screen as it hangs: how large its letters are, which slides it takes, from where its QR codes scan."""

import math
from typing import NamedTuple

import msgspec

from .displays import Display, format_of, viewing_of
from .legibility import CODE_SIDE, GLYPH, NEARLY, QR_DISTANCES, SMALLEST_PX, needed_height_mm

QR_OF_HEIGHT = 0.62
"""The largest code of a landscape slide, as a part of its height; of a portrait one the text's width less the margins."""
QR_PORTRAIT_MARGIN = 72 / 1080
SIZES = (24.0, 32.0, 43.0, 49.0, 55.0, 65.0, 75.0, 86.0, 98.0)
"""Diagonals of screens that are sold, inches."""


class Mounting(NamedTuple):
    """Lengths in mm of the screen as it hangs. `k` is how much larger than on a near screen its text is; `holds_texts`: more
    than chip and title have room; `qr_mm` is the side of its codes, 0 where a strip has none, `qr_needed_mm` what a phone
    needs from where people scan them.
    """

    width_mm: float
    height_mm: float
    k: float
    letters_mm: float
    needed_mm: float
    holds_texts: bool
    holds_lists: bool
    qr_mm: float
    qr_needed_mm: float

    @property
    def reads(self) -> bool:
        return self.letters_mm >= self.needed_mm * NEARLY

    @property
    def scans(self) -> bool:
        return self.qr_mm >= self.qr_needed_mm * NEARLY

    @property
    def scans_from_m(self) -> float:
        """So far off its codes scan, in tenths of a metre, rounded down."""
        return math.floor(self.qr_mm * QR_DISTANCES / 100) / 10


def mounting_of(display: Display) -> Mounting:
    shape = format_of(display)
    mm_per_px = viewing_of(display).mm_per_px
    unit = min(max(display.width, display.height) / 177.8, min(display.width, display.height) / 100) / 10.8
    return Mounting(
        width_mm=display.width * mm_per_px,
        height_mm=display.height * mm_per_px,
        k=shape.k,
        letters_mm=SMALLEST_PX * unit * shape.k * mm_per_px * GLYPH,
        needed_mm=needed_height_mm(display.distance_m),
        holds_texts=shape.k < 1.8,
        holds_lists=shape.holds_lists,
        qr_mm=_code(display, CODE_SIDE * unit * shape.k) * mm_per_px,
        qr_needed_mm=display.scan_m * 1000 / QR_DISTANCES,
    )


def _code(display: Display, wanted: float) -> float:
    """Its side in px of the display: what its reading size asks for, as far as a slide has room."""
    if 2 * display.width >= 5 * display.height:
        return 0.0
    if display.height > display.width:
        return min(wanted, min(display.width, display.height * 9 / 16) * (1 - 2 * QR_PORTRAIT_MARGIN))
    return min(wanted, display.height * QR_OF_HEIGHT)


def nearer(display: Display) -> Display | None:
    """The same display where people come near enough to scan its codes; None where they do, or never could."""
    its = mounting_of(display)
    if its.scans or its.scans_from_m < 0.5:
        return None
    return msgspec.structs.replace(display, scan_m=its.scans_from_m)


def larger(display: Display) -> float | None:
    """The smallest diagonal that is sold, inches, whose codes scan from where people do; None if none does."""
    tries = (msgspec.structs.replace(display, diagonal_inches=size) for size in SIZES if size > display.diagonal_inches)
    return next((one.diagonal_inches for one in tries if mounting_of(one).scans), None)
