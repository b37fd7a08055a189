"""Quarter-circle leaves on a grid (七宝 taken apart); some cells hold a ring (H₂)."""

from ..palettes import Palette
from .shapes import Art, Ground, Room, circle, n, path

_RINGS = {(1, 2), (3, 1), (4, 0), (0, 1)}
_COLOURS = ("accent", "mid", "sea", "accent", "mid")
_TALL = {"landscape": (136.0, (4, 3, 1, 2, 0, 1)), "portrait": (136.0, (3, 1, 2, 1, 0, 1))}
_LOW = (72.0, (1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 1))


def draw_leaves(ground: Ground, colours: Palette, tall: bool) -> Art:
    """Columns of leaves from the right edge, as high as the table says."""
    side, heights = _TALL["portrait" if ground.portrait else "landscape"] if tall else _LOW
    if ground.strip:
        side, heights = (86.0, (3, 2, 1, 1, 0, 1)) if tall else (54.0, _LOW[1])
    cells = [(column, row) for column, height in enumerate(heights) for row in range(height)]
    drawn = "".join(_cell(ground, colours, side, column, row) for column, row in cells)
    rooms = tuple(
        Room(ground.right - (column + 1) * side, ground.right - column * side, ground.horizon - height * side)
        for column, height in enumerate(heights)
        if height
    )
    return Art(drawn, "", rooms)


def _cell(ground: Ground, colours: Palette, side: float, column: int, row: int) -> str:
    x, y = ground.right - (column + 1) * side, ground.horizon - (row + 1) * side
    colour: str = getattr(colours, _COLOURS[(column * 2 + row * 3) % 5])
    if (column, row) in _RINGS:
        return _ring(x + side / 2, y + side / 2, side, colour, colours)
    return _leaf(x, y, side, colour, colours, flipped=(column + row) % 2 == 1)


def _ring(x: float, y: float, side: float, colour: str, colours: Palette) -> str:
    parts = ((0.5, colours.mist), (0.3, colour), (0.13, colours.mist))
    return "".join(circle(x, y, side * part, fill) for part, fill in parts)


def _leaf(x: float, y: float, side: float, colour: str, colours: Palette, *, flipped: bool) -> str:
    s = n(side)
    if flipped:
        d = f"M{n(x)},{n(y)} A{s},{s} 0 0 1 {n(x + side)},{n(y + side)} A{s},{s} 0 0 1 {n(x)},{n(y)}Z"
        vein = (x + side * 0.16, y + side * 0.16, x + side, y + side)
    else:
        d = f"M{n(x + side)},{n(y)} A{s},{s} 0 0 0 {n(x)},{n(y + side)} A{s},{s} 0 0 0 {n(x + side)},{n(y)}Z"
        vein = (x + side * 0.84, y + side * 0.16, x, y + side)
    x1, y1, x2, y2 = map(n, vein)
    stroke = f'stroke="{colours.sky}" stroke-width="{n(max(3, side * 0.03))}"'
    return path(d, colour) + f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" {stroke}/>'
