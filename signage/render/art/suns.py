"""The sun that rises from the sea: plain with its road on the water, and made of everyone's thoughts."""

import math
import random
from collections.abc import Iterator
from functools import lru_cache

from ..palettes import GOLD, SUN, WHITE, Palette
from .shapes import Art, Ground, Room, circle, n, rect

_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_DOTS = (SUN, SUN, GOLD, "#FFE3A8", SUN, "#F7A8B8", WHITE, GOLD)


def draw_sun(ground: Ground, colours: Palette, x: float, radius: float, bars: int) -> Art:
    """Half a disc on the horizon with two rings of halo, and its road on the water. Text may cross the halo only."""
    room = Room(x - radius - 24, x + radius + 24, ground.horizon - radius - 24)
    sky = _disc(colours, x, ground.horizon, radius)
    return Art(sky, draw_glitter(x, radius, ground.horizon, bars, 0.55), (room,))


def draw_rising(ground: Ground, colours: Palette, x: float, y: float, radius: float, bars: int) -> Art:
    """A sun whose centre has risen to `y`: it carries words, and no other text may come near its disc."""
    room = Room(x - radius - 24, x + radius + 24, y - radius - 4)
    return Art(_disc(colours, x, y, radius), draw_glitter(x, radius, ground.horizon, bars, 0.8), (room,))


def _disc(colours: Palette, x: float, y: float, radius: float) -> str:
    halo = circle(x, y, radius * 1.62, colours.halo, ' opacity=".55"') + circle(x, y, radius * 1.28, colours.halo)
    return halo + circle(x, y, radius, SUN)


def draw_glitter(x: float, radius: float, horizon: float, bars: int, opacity: float) -> str:
    """The sun's road on the water: short bars, widest at the horizon."""
    drawn = []
    for bar in range(bars):
        width, height = radius * (1.5 - 0.2 * bar), 7 - bar * 0.5
        left = x - width / 2 + (18 if bar % 2 else -14)
        more = f' rx="{n(height / 2)}" opacity="{opacity * (1 - 0.13 * bar):.2f}"'
        drawn.append(rect(left, horizon + 13 + bar * (15 + bar * 5), width, height, SUN, more))
    return "".join(drawn)


Clear = tuple[tuple[float, float, float, float], ...]
"""Rectangles (left, top, right, bottom) that the dots keep free for text."""


@lru_cache(maxsize=64)
def draw_dotsun(ground: Ground, x: float, radius: float, clear: Clear) -> Art:
    """A sun of 620 dots (a sunflower's spiral) that rises while more gather: everyone's thoughts make it."""
    dots = [*_spiral(x, ground.horizon, radius), *_gathering(x, ground.horizon, radius)]
    free = [dot for dot in dots if not _is_in(clear, dot[0], dot[1])]
    sky = "".join(circle(cx, cy, r, fill, more) for cx, cy, r, fill, more in free)
    return Art(sky, draw_glitter(x, radius * 0.94, ground.horizon, 2, 0.8))


def _is_in(clear: Clear, x: float, y: float) -> bool:
    return any(left < x < right and top < y < bottom for left, top, right, bottom in clear)


def _spiral(x: float, horizon: float, radius: float) -> Iterator[tuple[float, float, float, str, str]]:
    for index in range(1, 620):
        away, angle = radius * math.sqrt(index / 620), index * _GOLDEN_ANGLE
        size = (5 + 6.2 * away / radius) * radius / 430
        y = horizon + away * math.sin(angle)
        if y < horizon - size - 2:
            yield x + away * math.cos(angle), y, size, _DOTS[index * 7 % 8], ""


def _gathering(x: float, horizon: float, radius: float) -> Iterator[tuple[float, float, float, str, str]]:
    chance = random.Random(4)  # noqa: S311 - the same dots each time, not a secret
    for index in range(150):
        away = radius * 1.06 + abs(chance.gauss(0, 1)) * radius * 0.55
        angle = math.pi * (1 + chance.random())
        y, far = horizon + away * math.sin(angle), away / radius - 1
        if 110 < y < horizon - 10:
            size = max(2.0, 9 - far * 7) * radius / 430
            yield (
                x + away * math.cos(angle),
                y,
                size,
                _DOTS[index * 5 % 8],
                f' opacity="{max(0.25, 1 - far * 0.8):.2f}"',
            )
