"""Where places are: latitude and longitude out of lists that others keep, and whom maps must credit for them."""

import math
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from ..domain.displays import Place

LATITUDES = frozenset({"lat", "latitude", "緯度"})
LONGITUDES = frozenset({"lon", "lng", "longitude", "経度"})
SOURCES = frozenset({"source", "position_source", "出典"})
LONGEST_SOURCE = 200


def positioned(row: Mapping[str, Any], where: str, known: Mapping[str, Place], notes: list[str]) -> Place | None:
    """The place that a row of positions (id, lat, lon, source) is about, there; None, with a note, where that can't be."""
    place = known.get(str(row["id"]))
    if place is None:
        notes.append(f"{where}: there is no place “{row['id']}”; passed over")
        return None
    position = degrees(_cell(row, LATITUDES), _cell(row, LONGITUDES))
    if position is None:
        notes.append(f"{where}: “{_cell(row, LATITUDES)}, {_cell(row, LONGITUDES)}” is no position; passed over")
        return None
    latitude, longitude = position
    source = credit_of(_cell(row, SOURCES))
    return msgspec.structs.replace(place, latitude=latitude, longitude=longitude, position_source=source)


def _cell(row: Mapping[str, Any], names: frozenset[str]) -> str:
    return next((str(row[name]) for name in row if name in names), "")


def degrees(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Two cells as degrees; None where they are none. 0, 0 is how tables write that they don't know."""
    try:
        found = float(latitude), float(longitude)
    except ValueError:
        return None
    can_be = all(map(math.isfinite, found)) and abs(found[0]) <= 90 and abs(found[1]) <= 180
    return found if can_be and found != (0.0, 0.0) else None


def at_position(place: Place, known: Place | None) -> Place:
    """The place where one was that is known of the same id."""
    if known is None:
        return place
    return msgspec.structs.replace(
        place, latitude=known.latitude, longitude=known.longitude, position_source=known.position_source
    )


def credit_of(text: str) -> str:
    """Whom to name, of a cell that may say at length where it is from: the name before a bracket, an address as its host."""
    first = re.split(r"\s+[;；]\s+|\s*[(（](?:via|参照)", text.strip())[0].strip()
    if re.match(r"https?://", first):
        first = urlsplit(first.split()[0]).hostname or ""
    return first[:LONGEST_SOURCE]
