"""Three lines that run along the horizon and climb, rings for stops, and a bus that rides in front."""

from ..palettes import SUN, WHITE, Palette
from .shapes import Art, Ground, Room, circle, n, path, rect

_GAP = 46.0
"""Between two lines, px."""


def draw_bus(x: float, y: float, scale: float, colours: Palette) -> str:
    """A bus of 380 × 148 px times `scale`, its wheels on (x…, y)."""
    parts = [
        rect(0, -148, 380, 126, WHITE, f' rx="20" stroke="{colours.sea}" stroke-width="7"'),
        path("M4,-62 H376 V-42 a16,16 0 0 1 -16,16 H20 a16,16 0 0 1 -16,-16Z", colours.accent),
        rect(0, -70, 380, 9, SUN),
        *(rect(24 + window * 68, -130, 56, 46, colours.sea, ' rx="6"') for window in range(4)),
        path("M300,-130 H352 a10,10 0 0 1 10,10 V-84 H300Z", colours.sea),
        *(circle(wheel, -22, 30, colours.sea) + circle(wheel, -22, 12, colours.sky) for wheel in (82, 298)),
    ]
    return f'<g transform="translate({n(x)},{n(y)}) scale({scale})">{"".join(parts)}</g>'


def draw_route(ground: Ground, colours: Palette, tall: bool) -> Art:
    if not tall or ground.strip:
        scale = (0.9 if tall else 0.34) if ground.strip else 0.42
        left = ground.right - 96 - 380 * scale
        room = Room(left - 20, left + 380 * scale + 20, ground.horizon - 148 * scale - 12)
        return Art(draw_bus(left, ground.horizon, scale, colours), "", (room,))
    bend = ground.right - (540 if ground.portrait else 600)
    high, low = ground.horizon - 296, ground.horizon - 44
    lines = "".join(_line(ground, colours, index, bend=bend, high=high, low=low) for index in (2, 1, 0))
    bus = draw_bus(ground.right - 96 - 396, ground.horizon, 1.0, colours)
    rooms = (
        Room(-9999, ground.right, low - 2 * _GAP - 26),
        Room(bend - 2 * _GAP - 30, ground.right, high - 2 * _GAP - 36),
    )
    return Art(lines + _stops(ground, colours, bend, high, low) + bus, "", rooms)


def _line(ground: Ground, colours: Palette, index: int, *, bend: float, high: float, low: float) -> str:
    x, bottom, top = bend - index * _GAP, low - index * _GAP, high - index * _GAP
    first, second = 60 + (2 - index) * _GAP, 60 + index * _GAP
    d = (
        f"M-4000,{n(bottom)} H{n(x - first)} a{n(first)},{n(first)} 0 0 0 {n(first)},-{n(first)}"
        f" V{n(top + second)} a{n(second)},{n(second)} 0 0 1 {n(second)},-{n(second)} H{n(ground.right + 40)}"
    )
    colour = (colours.accent, colours.mid, colours.mist)[index]
    return path(d, "none", f' stroke="{colour}" stroke-width="26"')


def _stops(ground: Ground, colours: Palette, bend: float, high: float, low: float) -> str:
    ring = f' stroke="{colours.sea}" stroke-width="10"'
    parts = ((0, 0.08), (0, 0.3), (1, 0.2)) + (() if ground.portrait else ((2, 0.46), (1, 0.52)))
    along = [(ground.right * part, low - line * _GAP) for line, part in parts]
    climbed = [(bend + dx, high - line * _GAP) for line, dx in ((0, 250), (1, 330), (2, 190))]
    return "".join(circle(x, y, 23, WHITE, ring) for x, y in along + climbed)
