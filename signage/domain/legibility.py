"""Whether a slide can be read from where people stand: the rules, what is found, and what display and dwell make of it."""

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


LEAST_CONTRAST = 4.5
"""Of letters against their ground (WCAG 2 1.4.3, JIS X 8341-3). From afar no slide's text counts as large."""

SAFE = 0.03
"""Of each side, what text keeps clear of: a frame may hide so much (look.md §2)."""

UPSCALED = 1.5
"""A picture that is enlarged more than so looks blurred."""

GLYPH = 0.9
"""Height of 「木」 in its size."""

CODE_SIDE = 473.0
"""Side of a QR code, px on a 1080 px side at k = 1: 300 mm on 55 inches, which scan from 3 m (look.md §8)."""

QR_DISTANCES = 10
"""A phone reads a code from so many times its side (domain.md §3.6)."""

MM_PER_INCH = 25.4

NEARLY = 0.98
"""Panels are sold by rounded sizes: two in a hundred are no finding."""

Mark = Literal["wrong", "note"]

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
    "terms-left-out",
    "qr-small",
    "qr-fine",
    "qr-unread",
    "qr-no-link",
    "qr-dead",
    "type-small",
    "contrast",
    "dwell-short",
    "widow",
    "kinsoku",
    "overflow",
    "overlap",
    "safe-area",
    "flashes",
    "moves",
    "not-drawn",
    "other",
]


class Finding(msgspec.Struct, frozen=True):
    """What is to be said of a slide: a code, whether it must be mended, the element it is about (title, text, place, qr,
    picture, …), and the figures or words that its sentence needs (`given` and `needed` in the code's unit; `fits` is the
    diagonal in inches that would do).

    `wrong` is what people could not read; `note` what they should know of.
    """

    code: FindingCode
    mark: Mark
    element: str = ""
    given: str = ""
    needed: str = ""
    fits: str = ""


class Measures(msgspec.Struct, frozen=True):
    """What of a drawn slide decides whether it can be read on a display; px on its canvas of `width` × `height`.

    `letters` are its elements with the size of their smallest letters, `words` what has to be read in passing, `qr` is the
    side of its code's card, 0 without one.
    """

    width: float
    height: float
    letters: tuple[tuple[str, float], ...] = ()
    words: str = ""
    qr: float = 0.0


class Examined(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a slide that was made: what the drawing itself found, and what display and dwell are held against."""

    findings: tuple[Finding, ...]
    measures: Measures


class Viewing(msgspec.Struct, frozen=True):
    """How a display is looked at: its px as it hangs, its diagonal, how far people stand who read it, and who scan it."""

    width: int
    height: int
    diagonal_inches: float
    distance_m: float
    scan_m: float

    @property
    def mm_per_px(self) -> float:
        return self.diagonal_inches * MM_PER_INCH / math.hypot(self.width, self.height)

    def mm(self, measures: Measures) -> float:
        """One px of a slide's canvas on this display."""
        return self.mm_per_px * min(self.width / measures.width, self.height / measures.height)


def judge(measures: Measures, viewing: Viewing, seconds: float | None = None) -> tuple[Finding, ...]:
    """What display and dwell make of a slide; `seconds` is how long it stands, None where nobody says so yet."""
    found = (_letters(measures, viewing), _code(measures, viewing), _dwell(measures, seconds) if seconds else None)
    return tuple(one for one in found if one)


def _letters(measures: Measures, viewing: Viewing) -> Finding | None:
    """The smallest. Where not even the largest reading size could be read, the display is at fault, not the slide."""
    element, px = min(measures.letters, key=lambda one: one[1], default=("", math.inf))
    mm, needed = viewing.mm(measures) * GLYPH, needed_height_mm(viewing.distance_m)
    if px * mm >= needed * NEARLY:
        return None
    hopeless = SMALLEST_PX * READING_SIZES[-1] * mm < needed * NEARLY
    inches = math.ceil(viewing.diagonal_inches * needed / (px * mm))
    mark: Mark = "note" if hopeless else "wrong"
    return Finding("type-small", mark, element, f"{px * mm:.1f}", f"{needed:.0f}", str(inches))


def _code(measures: Measures, viewing: Viewing) -> Finding | None:
    side, needed = measures.qr * viewing.mm(measures), viewing.scan_m * 1000 / QR_DISTANCES
    if not measures.qr or side >= needed * NEARLY:
        return None
    inches = math.ceil(viewing.diagonal_inches * needed / side)
    return Finding("qr-small", "wrong", "qr", f"{side:.0f}", f"{needed:.0f}", str(inches))


def _dwell(measures: Measures, seconds: float) -> Finding | None:
    """Who is used to reading on screens needs half as long (JIS X 8341-3:2004: ten characters a second of standing text):
    under that nobody reads it.
    """
    needed = reading_seconds(measures.words, qr=measures.qr > 0)
    if not measures.words or seconds >= needed - 0.5:
        return None
    mark: Mark = "wrong" if seconds < needed / 2 else "note"
    return Finding("dwell-short", mark, "title", f"{seconds:.0f}", f"{needed:.0f}")
