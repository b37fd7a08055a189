"""青海波: one swell of scales that rises to a crest and runs off the right edge."""

from signage.render.palettes import Palette

from .shapes import Art, Ground, Room, circle, n

_RINGS = ((1.0, "sea"), (0.89, "sky"), (0.7, "mid"), (0.56, "sky"), (0.37, "accent"))


def draw_waves(ground: Ground, colours: Palette, tall: bool) -> Art:
    radius, height, start = _measures(ground, tall)
    places = _places(ground, radius, height, start)
    scale = "".join(circle(0, 0, radius * part, getattr(colours, name)) for part, name in _RINGS)
    uses = "".join(
        f'<use href="#scale" x="{n(_x(ground, radius, column))}" y="{n(_y(ground, radius, row))}"/>'
        for row, column in sorted(places, key=lambda place: (-place[0], place[1]))
    )
    rooms = tuple(
        Room(x - radius, x + radius, y - radius)
        for x, y in ((_x(ground, radius, column), _y(ground, radius, row)) for row, column in places)
    )
    return Art(f'<defs><g id="scale">{scale}</g></defs>{uses}', "", rooms)


def _measures(ground: Ground, tall: bool) -> tuple[float, float, float]:
    """Radius of a scale, height of the swell, and where it starts."""
    if ground.strip:
        return (84.0, 300.0, ground.width * 0.7) if tall else (54.0, 54.0, ground.width * 0.7)
    start = ground.right * 0.24 if ground.portrait else ground.right - 0.47 * 1920
    if ground.portrait:
        return (110.0, 480.0, start) if tall else (70.0, 70.0, start)
    return (112.0, 470.0, start) if tall else (66.0, 66.0, start)


def _x(ground: Ground, radius: float, column: int) -> float:
    return ground.right - column * radius


def _y(ground: Ground, radius: float, row: int) -> float:
    return ground.horizon - row * radius / 2


def _ease(part: float) -> float:
    part = max(0.0, min(1.0, part))
    return part * part * (3 - 2 * part)


def _places(ground: Ground, radius: float, height: float, start: float) -> set[tuple[int, int]]:
    """(row, column) of every scale: under the swell's line, and under every scale the two it rests on."""
    span = ground.right - start

    def crest(x: float) -> float:
        rise, fall = _ease((x - start) / (span * 0.72)), _ease((x - start - span * 0.68) / (span * 0.51))
        return ground.horizon - height * (rise - 0.34 * fall)

    rows = int(height / (radius / 2)) + 2
    places = set[tuple[int, int]]()
    for row in range(rows, -1, -1):
        for column in range(-2, int(span / radius) + 4):
            x, y = _x(ground, radius, column), _y(ground, radius, row)
            if (column - row) % 2 == 0 and x >= start and (row == 0 or y - radius / 2 >= crest(x)):
                places.add((row, column))
    for row in range(rows, 0, -1):
        for _, column in [place for place in places if place[0] == row]:
            places |= {(row - 1, column - 1), (row - 1, column + 1)}
    return places
