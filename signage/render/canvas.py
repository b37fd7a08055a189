"""The canvas of a format: its grid in px at u = 10.8, and the unit that carries it to any screen (look.md §2).

All sizes of a layout are px on this canvas (1920×1080, 1080×1920 and 1920×540 are themselves). The document
writes them as `calc(var(--u) * …)`, so the same slide fits every resolution of its shape.
"""

from fractions import Fraction

import msgspec

from ..domain.displays import Format

UNIT = 10.8
"""One `--u`, in px of the canvas."""

SMALLEST = 36.0
"""The smallest text, px at k = 1 (look.md §3)."""


class Canvas(msgspec.Struct, frozen=True):
    """`shape` is "landscape", "portrait" or "strip"; `width` × `height` in px at u = 10.8; `k` the reading size.

    `scale` is how many px of the display stand for one of these.
    """

    shape: str
    width: float
    height: float
    ratio: Fraction
    k: float
    scale: float = 1.0

    @property
    def portrait(self) -> bool:
        return self.shape == "portrait"

    @property
    def strip(self) -> bool:
        return self.shape == "strip"

    @property
    def is_far(self) -> bool:
        """Read from so far away that only chip and title stay."""
        return self.k >= 1.8

    @property
    def margin(self) -> float:
        """At each side; never under 3 % of the width, which a very long strip would be with 72."""
        return 96.0 if self.shape == "landscape" else max(72.0, self.width * 0.031)

    @property
    def header_top(self) -> float:
        return {"landscape": 56.0, "portrait": 72.0, "strip": 32.0}[self.shape]

    @property
    def footer_bottom(self) -> float:
        return {"landscape": 44.0, "portrait": 60.0, "strip": 26.0}[self.shape]

    @property
    def text_width(self) -> float:
        return self.width - 2 * self.margin

    @property
    def smallest(self) -> float:
        """The smallest text, px on this canvas."""
        return SMALLEST * self.k

    def horizon(self, landscape: float, portrait: float, strip: float) -> float:
        """The horizon's y for these three reference heights: the sea keeps its size, the sky takes what is left."""
        references = {"landscape": (landscape, 1080.0), "portrait": (portrait, 1920.0), "strip": (strip, 540.0)}
        y, reference = references[self.shape]
        return self.height - (reference - y)

    @property
    def unit_css(self) -> str:
        """`:root` rules that make --u the smaller of the two scales (Chromium 69 has no min())."""
        by_height = f"{_number(100 * UNIT / self.height)}vh"
        by_width = f"{_number(100 * UNIT / self.width)}vw"
        query = f"(max-aspect-ratio:{self.ratio.numerator}/{self.ratio.denominator})"
        return f":root{{--u:{by_height}}}@media {query}{{:root{{--u:{by_width}}}}}"


_REFERENCES = {"landscape": (1920.0, 1080.0), "portrait": (1080.0, 1920.0), "strip": (0.0, 540.0)}


_SQUARE = 1620.0
"""The width on which what is nearly square is set, as if it stood upright: words over each other have room there, side by
side they have none.
"""


def canvas_of(format: Format) -> Canvas:
    """The canvas of a format: the reference size of its shape, longer on the side where the format is longer."""
    ratio = Fraction(format.width, format.height)
    if Fraction(5, 6) < ratio < Fraction(6, 5):
        return Canvas("portrait", _SQUARE, float(int(_SQUARE) / ratio), ratio, format.k, format.width / _SQUARE)
    shape = "strip" if ratio >= Fraction(5, 2) else "landscape" if ratio >= 1 else "portrait"
    width, height = _REFERENCES[shape]
    scale = min(ratio * int(height) / int(width) if width else Fraction(1), Fraction(1))
    if width and scale < 1:
        return Canvas(shape, width, float(int(width) / ratio), ratio, format.k, format.width / width)
    return Canvas(shape, float(ratio * int(height)), height, ratio, format.k, format.height / height)


def _number(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")


def length(px: float) -> str:
    """A length of the canvas as CSS."""
    return f"calc(var(--u)*{_number(px / UNIT)})"


class Box(msgspec.Struct, frozen=True, kw_only=True):
    """A place on the canvas by any of its edges, px; None leaves that edge to the content."""

    left: float | None = None
    top: float | None = None
    right: float | None = None
    bottom: float | None = None
    width: float | None = None
    height: float | None = None

    def css(self) -> str:
        edges = {name: getattr(self, name) for name in self.__struct_fields__}
        return ";".join(f"{name}:{length(value)}" for name, value in edges.items() if value is not None)
