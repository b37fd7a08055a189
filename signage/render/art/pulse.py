"""Stacked pulse lines: a heartbeat, a ridge, a sea. The front line is the horizon itself."""

import math

from ..palettes import Palette
from .shapes import Art, Ground, Room, mix, n

_BEAT = ((-0.42, 0.09, 0.15), (-0.1, 0.035, -0.2), (0.0, 0.046, 1.0), (0.1, 0.042, -0.34), (0.4, 0.11, 0.26))
"""Centre, width and height of the waves of one heartbeat."""


def _beat(at: float) -> float:
    return sum(height * math.exp(-(((at - centre) / width) ** 2)) for centre, width, height in _BEAT)


def draw_pulse(ground: Ground, colours: Palette, tall: bool) -> Art:
    """Eight lines one before the other; low, a single one that beats just over the horizon."""
    count = 8 if tall else 1
    centre = ground.right - (410 if ground.portrait else 440)
    scale = (0.55 if ground.strip else 0.9 if ground.portrait else 1.0) if tall else (0.24 if ground.strip else 0.34)
    lines = [_line(ground, colours, index, count, centre=centre, scale=scale) for index in range(count)]
    top = ground.horizon - (470 if tall else 262) * scale
    rooms = (
        Room(centre - 330 * scale, ground.right, ground.horizon - (330 if tall else 80) * scale),
        Room(centre - 90 * scale, centre + 150 * scale, top),
    )
    return Art("".join(lines), "", rooms)


def _line(ground: Ground, colours: Palette, index: int, count: int, *, centre: float, scale: float) -> str:
    back = count - 1 - index
    y = ground.horizon - back * 42 * scale - 4
    height = (110 + 150 * math.sin(math.pi * (index + 1) / (count + 1))) * scale
    span = 640 * min(1.0, scale * 1.6)
    begin, middle = centre - span * 0.62, centre + back * 15 * scale - 50
    end = ground.right + 4
    xs = [begin + step * 4 for step in range(int((end - begin) / 4) + 2)]
    points = " ".join(f"{n(x)},{n(y - height * _beat((x - middle) / span * 1.5))}" for x in xs)
    colour = mix(colours.mist, colours.accent, ((index + 1) / count) ** 1.2)
    fade = _fade(f"pulse{index}", begin, centre - span * 0.2, colours.sky, colour)
    stroke = (
        f'stroke="url(#pulse{index})" stroke-width="{n(6 + 5 * index / max(1, count - 1))}" stroke-linejoin="round"'
    )
    base = n(ground.horizon)
    front = f'<polygon points="{n(begin)},{base} {points} {n(end + 4)},{base}" fill="{colours.sky}"/>' if index else ""
    return f'{fade}{front}<polyline points="{points}" fill="none" {stroke}/>'


def _fade(name: str, begin: float, end: float, first: str, second: str) -> str:
    """A line comes out of the sky's colour from left to right."""
    return (
        f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="{n(begin)}" x2="{n(end)}" y1="0" y2="0">'
        f'<stop offset="0" stop-color="{first}"/><stop offset="1" stop-color="{second}"/></linearGradient>'
    )
