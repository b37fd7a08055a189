"""青海波: one swell of scales that rises to a crest and runs off the right edge."""

import msgspec

from ..palettes import Palette
from .shapes import Art, Ground, Room, circle, n

_RINGS = ((1.0, "sea"), (0.89, "sky"), (0.7, "mid"), (0.56, "sky"), (0.37, "accent"))


def draw_waves(ground: Ground, colours: Palette, tall: bool) -> Art:
    swell = (_TALL if tall else _LOW)[ground.shape]
    scale = "".join(circle(0, 0, swell.radius * part, getattr(colours, name)) for part, name in _RINGS)
    places = [
        (ground.right - column * swell.radius, ground.horizon - row * swell.radius / 2)
        for row, column in sorted(_places(swell), key=lambda place: (-place[0], place[1]))
    ]
    uses = "".join(f'<use href="#scale" x="{n(x)}" y="{n(y)}"/>' for x, y in places)
    rooms = tuple(Room(x - swell.radius, x + swell.radius, y - swell.radius) for x, y in places)
    return Art(f'<defs><g id="scale">{scale}</g></defs>{uses}', "", rooms)


class _Swell(msgspec.Struct, frozen=True):
    """Radius of a scale and height of the swell; where it starts and falls, from the right edge, and over how much; px."""

    radius: float
    height: float
    start: float
    rise: float
    falls: float
    fall: float


_TALL = {
    "landscape": _Swell(112, 470, 902.4, 652.8, 288, 460.8),
    "portrait": _Swell(110, 480, 820.8, 680.4, 162, 259.2),
    "strip": _Swell(84, 300, 576, 326.4, 288, 460.8),
}
_LOW = {
    "landscape": _Swell(66, 66, 902.4, 652.8, 288, 460.8),
    "portrait": _Swell(70, 70, 820.8, 680.4, 162, 259.2),
    "strip": _Swell(48, 48, 576, 326.4, 288, 460.8),
}


def _ease(part: float) -> float:
    part = max(0.0, min(1.0, part))
    return part * part * (3 - 2 * part)


def _crest(swell: _Swell, from_right: float) -> float:
    """The height of the swell's line, px, at this distance from the right edge."""
    rise, fall = _ease((swell.start - from_right) / swell.rise), _ease((swell.falls - from_right) / swell.fall)
    return swell.height * (rise - 0.34 * fall)


def _places(swell: _Swell) -> set[tuple[int, int]]:
    """(row, column) of every scale: under the swell's line, and under every scale the two it rests on."""
    half = swell.radius / 2
    places = {
        (row, column)
        for row in range(int(swell.height / half) + 3)
        for column in range(-2, int(swell.start / swell.radius) + 4)
        if (column - row) % 2 == 0
        and column * swell.radius <= swell.start
        and (row == 0 or (row + 1) * half <= _crest(swell, column * swell.radius))
    }
    for row in range(max(row for row, _ in places), 0, -1):
        for _, column in [place for place in places if place[0] == row]:
            places |= {(row - 1, column - 1), (row - 1, column + 1)}
    return places
