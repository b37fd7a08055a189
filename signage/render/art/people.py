"""Many small suns of all the themes' colours on one horizon: everyone's thoughts."""

from ..palettes import GOLD, SUN, Palette
from .shapes import Art, Ground, Room, circle

_SUNS = (
    ("#DE6A1C", 250, 240), ("#F5B06B", 520, 150), (GOLD, 40, 150), ("#D5436F", 640, 96), ("#1778CC", 400, 88),
    ("#4A9A35", 130, 84), ("#7455BF", 745, 62), (SUN, 560, 70), ("#EE9DB4", 830, 44), ("#7DB6EA", 320, 56),
    ("#93C77C", 690, 40), ("#F5B06B", 905, 30), (SUN, 965, 20),
)  # fmt: skip
"""Colour, distance of the centre from the right edge − 60, and radius; px."""

_WITHIN = {0: ((180, SUN), (118, GOLD)), 1: ((106, "#FADFBF"),)}
"""Discs inside the sun of this index."""


def draw_people(ground: Ground, colours: Palette, tall: bool) -> Art:
    """Tall, a crowd of suns; low, the same crowd small and close together. Its colours are those of all themes."""
    del colours
    size = (0.66 if ground.strip else 1.0) if tall else (0.21 if ground.strip else 0.26)
    spread = size if tall else 0.55
    drawn, rooms = list[str](), list[Room]()
    for index, (colour, distance, radius) in enumerate(_SUNS):
        x = ground.right - 60 - distance * spread
        if ground.portrait and x < ground.right - 1000:
            continue
        inner = _WITHIN.get(index, ()) if tall else ()
        drawn.append(circle(x, ground.horizon, radius * size, colour))
        drawn += [circle(x, ground.horizon, part * size, fill) for part, fill in inner]
        rooms.append(Room(x - radius * size, x + radius * size, ground.horizon - radius * size))
    return Art("".join(drawn), "", tuple(rooms))
