"""What stands on a poster's horizon: the theme's motif, or the sun that everyone's thoughts make. Drawings of their own, whose
foot is the horizon and whose right edge is the sheet's.
"""

from functools import lru_cache

import msgspec

from ..art import Art, Ground, draw
from ..art.suns import draw_dotsun
from ..palettes import Palette

SHEET = 1080.0
"""So much of a drawing is as wide as 100 units of the sheet (templates/posters/poster.typ)."""
WIDTH, HEIGHT = 3 * SHEET, 900.0
"""Of the motif's drawing: made smaller, its lines still come from beyond the sheet's left edge."""

SUN = 1600.0
"""Side of the sun's drawing; its middle at the foot, its radius a quarter of that."""


class Motif(msgspec.Struct, frozen=True):
    """The theme's art as SVG (empty where it has none), and how far it reaches from the right and from its foot:
    units of the sheet.
    """

    svg: str
    across: float = 0.0
    up: float = 0.0


@lru_cache(maxsize=16)
def motif_of(colours: Palette) -> Motif:
    art = draw(colours.motif, Ground(WIDTH, HEIGHT, WIDTH, "portrait"), colours, True)
    if not art:
        return Motif("")
    across = WIDTH - min(room.left for room in art.rooms)
    up = HEIGHT - min(room.top for room in art.rooms)
    return Motif(_svg(art, WIDTH, HEIGHT), round(100 * across / SHEET, 2), round(100 * up / SHEET, 2))


@lru_cache(maxsize=2)
def sun_svg(*, portrait: bool) -> str:
    """620 dots rise while more gather; none where the words stand: over it in portrait, left of it in landscape."""
    middle, radius = SUN / 2, SUN / 4 * 1.06
    over = (-SUN, -SUN, 2 * SUN, middle - radius)
    left = (-SUN, -SUN, middle - radius, 2 * SUN)
    art = draw_dotsun(Ground(SUN, middle, SUN, "portrait"), middle, SUN / 4, (over if portrait else left,))
    return _svg(msgspec.structs.replace(art, water=""), SUN, SUN / 2)


def _svg(art: Art, width: float, height: float) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">'
    return f"{head}{art.sky}</svg>"
