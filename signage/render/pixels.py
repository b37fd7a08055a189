"""What only pixels tell: how well letters stand out from what is behind them, and whether anything moves."""

from collections.abc import Iterable
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw

from ..domain.legibility import LEAST_CONTRAST, Finding
from .seen import Edges, Line, Seen

SOLID = 204
"""A pixel belongs to the letters, and not to their soft edges, when from white to black letters it changes by so many levels."""

WORST = 0.05
"""The part of a text's ground that is taken for all of it: where it stands out least."""

ROUNDING = 0.05
"""Colours of pixels are whole numbers."""

STIRS = 24
"""Levels by which a pixel must change to count as moved."""

A_SPECK = 1e-4
"""The part of the glass that must change at all: a browser draws a few pixels of art anew when the line over it grows."""

FLASH = 0.1
"""Change of relative luminance, of white, that is a flash (WCAG 2.3.1; NHK and 民放連)."""


class Lettered(NamedTuple):
    """The same glass four times: with its letters as they are, without them, with white ones and with black ones.

    White and black tell where letters are whatever they stand on, also where nobody sees them.
    """

    whole: Image.Image
    bare: Image.Image
    white: Image.Image
    black: Image.Image


def contrasts(lettered: Lettered, seen: Seen) -> list[Finding]:
    """The elements whose letters stand out too little, each with its worst line."""
    worst: dict[str, float] = {}
    for line in seen.lines:
        ratio = _contrast(lettered, line)
        if ratio is not None and ratio < min(LEAST_CONTRAST - ROUNDING, worst.get(line.element, LEAST_CONTRAST)):
            worst[line.element] = ratio
    return [
        Finding("contrast", "wrong", element, f"{ratio:.1f}", f"{LEAST_CONTRAST:g}") for element, ratio in worst.items()
    ]


def _contrast(lettered: Lettered, line: Line) -> float | None:
    """Of the letters' own colour with the worst of what is behind them; None where the line shows no letters."""
    part = _within(line.box, lettered.whole.size)
    if part is None:
        return None
    solid = _most(lettered.white.crop(part), lettered.black.crop(part)).point(
        lambda level: 255 if level >= SOLID else 0
    )
    inks = _colours(lettered.whole.crop(part), solid)
    if not inks:
        return None
    return _worst(max(inks)[1], _colours(lettered.bare.crop(part), solid))


def _most(one: Image.Image, other: Image.Image) -> Image.Image:
    """Of each pixel the difference of the colour that differs most."""
    red, green, blue = ImageChops.difference(one, other).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _worst(ink: tuple[int, int, int], grounds: list[tuple[int, tuple[int, int, int]]]) -> float:
    own, rest = luminance(ink), (1 - WORST) * sum(count for count, _ in grounds)
    ratios = sorted((ratio_of(own, luminance(colour)), count) for count, colour in grounds)
    # From the best down, until only the worst few are left.
    while len(ratios) > 1 and (rest := rest - ratios[-1][1]) >= 0:
        ratios.pop()
    return ratios[-1][0]


def _colours(picture: Image.Image, where: Image.Image) -> list[tuple[int, tuple[int, int, int]]]:
    """How often each colour stands there; of a photograph 32 levels of each of its three."""
    marked = picture.copy()
    marked.putalpha(where)
    colours = marked.getcolors(1 << 16)
    if colours is None:
        marked = picture.point(lambda level: int(level) & 0xF8)
        marked.putalpha(where)
        colours = marked.getcolors(1 << 16) or []
    return [(count, (one[0], one[1], one[2])) for count, one in colours if isinstance(one, tuple) and one[3]]


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.0)."""
    red, green, blue = (
        level / 255 / 12.92 if level <= 10 else ((level / 255 + 0.055) / 1.055) ** 2.4 for level in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio_of(one: float, other: float) -> float:
    """The contrast of two luminances, 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def _within(box: Edges, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
    left, top = max(0, round(box[0])), max(0, round(box[1]))
    right, bottom = min(size[0], round(box[2])), min(size[1], round(box[3]))
    return (left, top, right, bottom) if left < right and top < bottom else None


def stirred(one: Image.Image, other: Image.Image, apart: Iterable[Edges]) -> tuple[float, bool]:
    """Which part of the glass changed from one picture to the other beside what may, and whether it changed so much in
    light that it is a flash.
    """
    changed = ImageChops.difference(one, other)
    drawn = ImageDraw.Draw(changed)
    for box in apart:
        drawn.rectangle((box[0] - 2, box[1] - 2, box[2] + 2, box[3] + 2), fill=0)
    red, green, blue = changed.split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue).point(lambda level: 255 if level > STIRS else 0)
    where = most.getbbox()
    if where is None:
        return 0.0, False
    part = most.histogram()[255] / (most.width * most.height)
    if part < A_SPECK:
        return 0.0, False
    lights = [luminance(_mean(picture.crop(where))) for picture in (one, other)]
    return part, abs(lights[0] - lights[1]) >= FLASH


def _mean(picture: Image.Image) -> tuple[int, int, int]:
    pixel = picture.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    return (pixel[0], pixel[1], pixel[2]) if isinstance(pixel, tuple) else (0, 0, 0)
