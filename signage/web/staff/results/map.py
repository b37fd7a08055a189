"""Scans on a plain map: north is up, a circle's area is its place's scans, and nothing is drawn but places."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ....domain.displays import Place
from ....domain.scan_statistics import Sight, tallied
from .rows import Names

WIDTH, HEIGHT, EDGE = 640.0, 720.0, 56.0
"""Of the drawing, px; its scale is true, so that letters in it are as large as beside it."""
LARGEST_PX, SMALLEST_PX, BARE_PX = 30.0, 3.0, 2.5
"""Radius of the most scanned place, of one with a single scan at least, of one without."""
NAMED = 12
LETTER_PX, LINE_PX = 14.0, 20.0
KM_PER_DEGREE = 111.32
"""Along a meridian; along a parallel times the cosine of the latitude."""
SCALES_KM = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
SCALE_PX = 160.0
"""A scale is shorter: the shortest is so even where all places are at one spot."""
FAR_KM = 150.0
"""A place so far from the middle of all is a mistake in a table, and would press the rest into a dot."""
MOST_SOURCES = 4


class Spot(NamedTuple):
    """A place on the map, px. `name` is written beside it, at `text_x` by `anchor`, where there is room; else empty."""

    key: str
    name: str
    path: str
    scans: int
    x: float
    y: float
    radius: float
    label: str = ""
    text_x: float = 0.0
    anchor: str = "start"


class Map(NamedTuple):
    """The largest first, so that none covers a smaller one. `away` are how many places have no position, or one far off."""

    width: float
    height: float
    spots: list[Spot]
    scale: str
    scale_px: float
    legend: list[tuple[int, float]]
    away: int
    sources: list[str]


def map_of(sights: Sequence[Sight], places: Mapping[str, Place], names: Names) -> Map | None:
    """None where not two places have a position."""
    scans = {key: its.scans for key, its in tallied(sights, lambda one: [one.place]).items() if key}
    near = _near({id: (one.latitude, one.longitude) for id, one in places.items() if _has_position(one)})
    if len(near) < 2:
        return None
    project = _Projection(near.values())
    most = max((scans.get(id, 0) for id in near), default=0)
    spots = sorted(
        (_spot(id, scans.get(id, 0), most, project.at(*near[id]), names) for id in near), key=lambda one: -one.scans
    )
    km = project.scale_km
    return Map(
        project.width,
        project.height,
        _labelled(spots, project.width),
        f"{km} km" if km >= 1 else f"{km * 1000:.0f} m",
        round(km * project.px_per_km, 1),
        [(count, _radius(count, most)) for count in _round_counts(most)],
        len([id for id in scans if id not in near]),
        credits_of(places[id] for id in near),
    )


def _has_position(place: Place) -> bool:
    return place.latitude is not None and place.longitude is not None


def _near(found: Mapping[str, tuple[float | None, float | None]]) -> dict[str, tuple[float, float]]:
    placed = {id: (at, by) for id, (at, by) in found.items() if at is not None and by is not None}
    if not placed:
        return {}
    middle = [sorted(column)[len(placed) // 2] for column in zip(*placed.values(), strict=True)]
    return {id: one for id, one in placed.items() if _km(one, (middle[0], middle[1])) < FAR_KM}


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    north, east = one[0] - other[0], (one[1] - other[1]) * math.cos(math.radians(other[0]))
    return math.hypot(north, east) * KM_PER_DEGREE


class _Projection:
    """Degrees to px, the same scale both ways (equirectangular: over a city nobody sees the difference)."""

    def __init__(self, positions: Iterable[tuple[float, float]]) -> None:
        latitudes, longitudes = zip(*positions, strict=True)
        self._north, self._west = max(latitudes), min(longitudes)
        self._narrow = math.cos(math.radians((max(latitudes) + min(latitudes)) / 2))
        tall = max((self._north - min(latitudes)) * KM_PER_DEGREE, 0.1)
        wide = max((max(longitudes) - self._west) * KM_PER_DEGREE * self._narrow, 0.1)
        self.px_per_km = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / tall)
        self.width, self.height = WIDTH, round(tall * self.px_per_km + 2 * EDGE)
        self._left = (WIDTH - wide * self.px_per_km) / 2

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        scale = KM_PER_DEGREE * self.px_per_km
        x = self._left + (longitude - self._west) * self._narrow * scale
        return round(x, 1), round(EDGE + (self._north - latitude) * scale, 1)

    @property
    def scale_km(self) -> float:
        """What a scale of some 120 px stands for."""
        return max(km for km in SCALES_KM if km * self.px_per_km < SCALE_PX)


def _spot(id: str, scans: int, most: int, at: tuple[float, float], names: Names) -> Spot:
    name, path = names.of("place", id)
    return Spot(id, name, path, scans, *at, _radius(scans, most))


def _radius(scans: int, most: int) -> float:
    return round(max(SMALLEST_PX, LARGEST_PX * math.sqrt(scans / most)), 1) if scans else BARE_PX


def _round_counts(most: int) -> list[int]:
    """For the legend: a round number near the most, and a tenth of it."""
    if most < 10:
        return [most] if most else []
    large = next(size * 10**power for power in range(7, -1, -1) for size in (5, 2, 1) if size * 10**power <= most)
    return [large, max(1, large // 10)]


def _labelled(spots: Sequence[Spot], width: float) -> list[Spot]:
    """Names beside the most scanned, right of them or else left, where they cover no other name and no large circle."""
    taken = [_box(one) for one in spots if one.radius > 8]
    found = []
    for number, spot in enumerate(spots):
        label = _label(spot, taken, width) if number < NAMED and spot.scans else spot
        if label.label:
            taken.append(_text_box(label))
        found.append(label)
    return found


Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


def _box(spot: Spot) -> Box:
    return spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius


def _text_box(spot: Spot) -> Box:
    length = sum(LETTER_PX if ord(letter) > 0x2E7F else LETTER_PX * 0.6 for letter in spot.label)
    left = spot.text_x if spot.anchor == "start" else spot.text_x - length
    return left, spot.y - LINE_PX / 2, left + length, spot.y + LINE_PX / 2


def _label(spot: Spot, taken: Sequence[Box], width: float) -> Spot:
    own = _box(spot)
    for anchor, at in (("start", spot.x + spot.radius + 6), ("end", spot.x - spot.radius - 6)):
        tried = spot._replace(label=spot.name, text_x=at, anchor=anchor)
        box = _text_box(tried)
        if box[0] >= 0 and box[2] <= width and not any(_meet(box, one) for one in taken if one != own):
            return tried
    return spot


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def credits_of(places: Iterable[Place]) -> list[str]:
    """Whom to credit for the positions, those of the most places first."""
    counts = Counter(one.position_source for one in places if one.position_source)
    return [source for source, _ in counts.most_common(MOST_SOURCES)]
