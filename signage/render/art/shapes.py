"""The words that the pieces of art are made of: SVG shapes as text, and the room a piece takes."""

import msgspec


class Ground(msgspec.Struct, frozen=True):
    """What a piece stands on: the canvas' width, the horizon's y, the right edge of the art; px at u = 10.8."""

    width: float
    horizon: float
    right: float
    shape: str = "landscape"

    @property
    def portrait(self) -> bool:
        return self.shape == "portrait"

    @property
    def strip(self) -> bool:
        return self.shape == "strip"


class Room(msgspec.Struct, frozen=True):
    """A rectangle in which nothing may be written, from `top` down to the horizon."""

    left: float
    right: float
    top: float


class Art(msgspec.Struct, frozen=True):
    """`sky` is cut off at the horizon, `water` lies over the sea; `rooms` is where no text may stand."""

    sky: str = ""
    water: str = ""
    rooms: tuple[Room, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sky or self.water)

    def covers(self, left: float, right: float, bottom: float) -> bool:
        """Whether text between `left` and `right` that reaches down to `bottom` would stand on the art."""
        return any(left < room.right and right > room.left and bottom > room.top for room in self.rooms)


def n(value: float) -> str:
    """A number of SVG: one decimal at most."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def circle(x: float, y: float, r: float, fill: str, more: str = "") -> str:
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" fill="{fill}"{more}/>'


def rect(x: float, y: float, width: float, height: float, fill: str, more: str = "") -> str:
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(width)}" height="{n(height)}" fill="{fill}"{more}/>'


def polygon(points: list[tuple[float, float]], fill: str) -> str:
    return f'<polygon points="{" ".join(f"{n(x)},{n(y)}" for x, y in points)}" fill="{fill}"/>'


def path(d: str, fill: str, more: str = "") -> str:
    return f'<path d="{d}" fill="{fill}"{more}/>'


def mix(first: str, second: str, part: float) -> str:
    """`part` of the way from one colour to the other."""
    pairs = ((int(first[i : i + 2], 16), int(second[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in pairs)


def smaller(ground: Ground, scale: float) -> Ground:
    """The ground on which a piece is drawn that `enlarge` then brings to this one."""
    return msgspec.structs.replace(ground, width=ground.width / scale, right=ground.right / scale)


def enlarge(art: Art, ground: Ground, scale: float) -> Art:
    """A piece drawn on `smaller(ground, scale)`, `scale` times as large about its foot on the horizon."""
    y = ground.horizon
    sky = f'<g transform="translate(0,{n(y * (1 - scale))}) scale({scale:g})">{art.sky}</g>'
    rooms = tuple(Room(room.left * scale, room.right * scale, y - (y - room.top) * scale) for room in art.rooms)
    return Art(sky, art.water, rooms)
