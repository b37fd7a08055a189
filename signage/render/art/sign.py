"""A quiet ⓘ: the only picture of a notice."""

from ..palettes import Palette
from .shapes import Art, Room, circle, n, path


def draw_sign(x: float, y: float, radius: float, colours: Palette) -> Art:
    """The sign round (x, y)."""
    r = radius
    stem = (
        f"M{n(x - r * 0.2)},{n(y - r * 0.2)} H{n(x + r * 0.12)} V{n(y + r * 0.48)} H{n(x + r * 0.24)} V{n(y + r * 0.6)}"
        f" H{n(x - r * 0.24)} V{n(y + r * 0.48)} H{n(x - r * 0.12)} V{n(y - r * 0.08)} H{n(x - r * 0.2)}Z"
    )
    drawn = circle(x, y, r, colours.mist) + circle(x, y - r * 0.46, r * 0.13, colours.mid) + path(stem, colours.mid)
    return Art(drawn, "", (Room(x - r - 40, x + r + 40, y - r),))
