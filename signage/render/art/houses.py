"""Roofs (鱗) along the horizon, with lit windows."""

import msgspec

from ..palettes import GOLD, WHITE, Palette
from .shapes import Art, Ground, Room, polygon, rect


class _House(msgspec.Struct, frozen=True):
    """Width and height of the walls, the roof ("gable", "shed" or "flat") and the colour's name."""

    width: float
    height: float
    roof: str
    colour: str
    lit: int


_STREET = (
    _House(230, 250, "gable", "sea", 1),
    _House(170, 360, "flat", "accent", 2),
    _House(250, 190, "gable", "mid", 0),
    _House(190, 290, "shed", "sea", 2),
    _House(190, 130, "gable", "accent", 1),
    _House(130, 96, "flat", "mid", 0),
)
_RISE = {"gable": 0.42, "shed": 0.34, "flat": 0.0}


def draw_houses(ground: Ground, colours: Palette, tall: bool) -> Art:
    """The street from the right edge; low, the same street far away, without windows."""
    scale = (0.72 if ground.strip else 1.0) if tall else (0.24 if ground.strip else 0.3)
    x, drawn, rooms = ground.right + 40 * scale, list[str](), list[Room]()
    for house in _STREET:
        width, height = house.width * scale, house.height * scale
        x -= width
        drawn.append(_house(house, x, ground.horizon, scale, colours, windows=tall))
        rooms.append(Room(x, x + width, ground.horizon - height - _RISE[house.roof] * width))
    return Art("".join(drawn), "", tuple(rooms))


def _house(house: _House, x: float, base: float, scale: float, colours: Palette, *, windows: bool) -> str:
    width, height = house.width * scale, house.height * scale
    y, rise, colour = base - height, _RISE[house.roof] * width, getattr(colours, house.colour)
    if house.roof == "flat":
        drawn = rect(x, y, width, height, colour)
    elif house.roof == "shed":
        drawn = polygon([(x, base), (x, y - rise), (x + width, y), (x + width, base)], colour)
    else:
        walls = WHITE if house.colour == "sea" else colours.mist
        gable = colours.mid if house.colour != "mid" else colours.accent
        quarter = width / 4
        drawn = rect(x, y, width, height, walls) + polygon([(x, y), (x + width / 2, y - rise), (x + width, y)], colour)
        drawn += polygon([(x + quarter, y), (x + 2 * quarter, y - rise / 2), (x + 3 * quarter, y)], gable)
    return drawn + (_windows(house, x, base, scale, colours) if windows else "")


def _windows(house: _House, x: float, base: float, scale: float, colours: Palette) -> str:
    columns, rows = (2 if house.width < 200 else 3), max(1, int(house.height // 92))
    dark = colours.halo if house.roof in ("flat", "shed") and house.colour in ("sea", "accent") else colours.mid
    drawn = []
    for row in range(rows):
        for column in range(columns):
            left = x + (house.width * (column + 0.5) / columns - 17) * scale
            top = base - (house.height - 36 - row * 86) * scale
            if top + 66 * scale <= base:
                fill = GOLD if (column + row * 2 + house.lit) % 3 == 0 else dark
                drawn.append(rect(left, top, 34 * scale, 48 * scale, fill))
    return "".join(drawn)
