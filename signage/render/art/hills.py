"""Layered hills of the old days; with a great chimney among them for a city of mines and works."""

import math
import random

from ..palettes import Palette
from .shapes import Art, Ground, Room, polygon, rect

_RIDGES = ((3, 46, 210, "mist"), (8, 34, 126, "mid"), (21, 22, 56, "accent"))
"""Seed, height of the waves, height of the ridge, colour: from the farthest to the nearest; px."""

_STEP = 12


def draw_hills(ground: Ground, colours: Palette, tall: bool) -> Art:
    """The hills alone, which rise from the left."""
    scale = _scale(ground, tall)
    return Art("".join(_ridges(ground, colours, scale)), "", _over_ridges(ground, scale))


def draw_chimney(ground: Ground, colours: Palette, tall: bool) -> Art:
    """The chimney stands between the far and the near hills."""
    scale = _scale(ground, tall)
    x = ground.right - (230 if ground.portrait else 300)
    top = ground.horizon - ((450 if ground.portrait else 560) if tall else 400) * scale
    far, *near = _ridges(ground, colours, scale)
    rooms = (Room(x - 44 * scale, x + 44 * scale, top - 12), *_over_ridges(ground, scale))
    return Art(far + _chimney(x, top, ground.horizon, scale, colours) + "".join(near), "", rooms)


def _scale(ground: Ground, tall: bool) -> float:
    return (0.52 if ground.strip else 1.0) if tall else (0.24 if ground.strip else 0.3)


def _ridges(ground: Ground, colours: Palette, scale: float) -> list[str]:
    return [_ridge(ground, seed, wave, base, scale, getattr(colours, fill)) for seed, wave, base, fill in _RIDGES]


def _over_ridges(ground: Ground, scale: float) -> tuple[Room, Room]:
    return (
        Room(_begin(ground) + 120, ground.right, ground.horizon - 120 * scale),
        Room(_begin(ground) + 330, ground.right, ground.horizon - 250 * scale),
    )


def _chimney(x: float, top: float, base: float, scale: float, colours: Palette) -> str:
    lip, foot = 15 * scale, 31 * scale
    shaft = polygon([(x - lip, top), (x + lip, top), (x + foot, base), (x - foot, base)], colours.accent)
    return shaft + rect(x - lip - 5 * scale, top - 4 * scale, 2 * lip + 10 * scale, 16 * scale, colours.sea)


def _begin(ground: Ground) -> float:
    """Where the ridges come out of the horizon."""
    return ground.right - (540 if ground.portrait else 960)


def _ridge(ground: Ground, seed: int, wave: float, base: float, scale: float, fill: str) -> str:
    chance = random.Random(seed)  # noqa: S311 - the same hills each time, not a secret
    phases = [chance.random() * 2 * math.pi for _ in range(5)]
    begin, rise = _begin(ground), 390 if ground.portrait else 690
    points = [(begin, ground.horizon)]
    for step in range(int((ground.right - begin) / _STEP) + 3):
        x = begin + step * _STEP
        part = min(1.0, (x - begin) / rise)
        waves = sum(math.sin((x - ground.right) / (340 / (n + 1)) + phases[n]) * wave / (n + 1.3) for n in range(5))
        points.append((x, ground.horizon - (base + waves) * scale * part * part * (3 - 2 * part)))
    return polygon([*points, (points[-1][0], ground.horizon)], fill)
