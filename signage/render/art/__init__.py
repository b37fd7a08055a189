"""Vector art: every piece stands on the horizon at the right and says which room it takes (look.md §4)."""

from functools import lru_cache

from ..palettes import Palette
from .hills import draw_chimney, draw_hills
from .houses import draw_houses
from .leaves import draw_leaves
from .people import draw_people
from .pulse import draw_pulse
from .route import draw_route
from .shapes import Art, Ground, enlarge, smaller
from .waves import draw_waves

MOTIFS = {
    "waves": draw_waves,
    "leaves": draw_leaves,
    "pulse": draw_pulse,
    "route": draw_route,
    "houses": draw_houses,
    "suns": draw_people,
    "hills": draw_hills,
    "chimney": draw_chimney,
}
"""The motif of a theme, or a city’s landmark: (ground, palette, tall) → art."""


@lru_cache(maxsize=256)
def draw(motif: str, ground: Ground, colours: Palette, tall: bool) -> Art:
    """The motif in its tall or its low form; an unknown motif is no art at all."""
    piece = MOTIFS.get(motif)
    return piece(ground, colours, tall) if piece else Art()


__all__ = ["MOTIFS", "Art", "Ground", "draw", "enlarge", "smaller"]
