"""Whether a slide can be read from where people stand."""

import math
from typing import Literal

import msgspec

READING_SIZES = (1.0, 1.2, 1.35, 1.8, 2.4, 3.2)
"""The k of look.md §2: by how much text grows for a display that is read from farther away."""

SMALLEST_PX = 36.0
"""The smallest text that matters, px on a 1080 px side (look.md §3)."""


def needed_height_mm(distance_m: float) -> float:
    """Height of 「木」 that is readable at a distance, mm.

    交通バリアフリー整備ガイドライン 参考2-3 (domain.md §3.1): 9 mm to 2 m, then 4 mm a metre
    (20 at 5 m, 40 at 10 m, 120 at 30 m).
    """
    return max(9.0, 4.0 * distance_m)


LONGEST_READ = 150
"""Characters of a slide that are read: what is longer is cut on it."""


def reading_seconds(text: str, *, qr: bool = False) -> float:
    """How long a text has to stand to be read: 2 s and a fifth of a second a character, never under 6 s; with a QR 10 s
    more, to take a phone out (domain.md §3.2). Latin letters are read three times as fast as kana and kanji.
    """
    text = text[:LONGEST_READ]
    latin = sum(letter < "\u2000" for letter in text)
    return max(6.0, 2.0 + (len(text) - latin) / 5 + latin / 15) + (10.0 if qr else 0.0)


def reading_size(diagonal_inches: float, width: int, height: int, distance_m: float) -> float:
    """The smallest k with which the smallest text of a slide is readable; the largest k if none is."""
    mm_per_px = diagonal_inches * 25.4 / math.hypot(width, height)
    needed_px = needed_height_mm(distance_m) / mm_per_px / 0.9
    unit = min(max(width, height) / 177.8, min(width, height) / 100)
    k = needed_px / (SMALLEST_PX * unit / 10.8)
    return next((size for size in READING_SIZES if k <= size + 0.02), READING_SIZES[-1])


FindingCode = Literal[
    "cut",
    "lacks-characters",
    "picture-missing",
    "licence-over",
    "picture-small",
    "picture-left-out",
    "text-left-out",
    "text-first-sentence",
    "credit-left-out",
    "qr-small",
    "qr-unread",
    "qr-no-link",
    "type-small",
    "contrast",
    "dwell-short",
    "widow",
    "kinsoku",
    "overflow",
    "overlap",
    "safe-area",
    "flashes",
    "not-drawn",
    "other",
]


class Finding(msgspec.Struct, frozen=True):
    """What is to be said of a slide: a code, whether it must be mended, the element it is about (title, text, place, qr,
    picture, …), and the figures or words that its sentence needs (`given` and `needed` in the code's unit).

    `wrong` is what people could not read; `note` what they should know of.
    """

    code: FindingCode
    mark: Literal["wrong", "note"]
    element: str = ""
    given: str = ""
    needed: str = ""
