"""Places and displays out of CSV files (UTF-8, or cp932 as Excel saves it); a row that is there already is replaced."""

import csv
import io
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from ..domain.calendars import opening_hours
from ..domain.displays import Display, Place
from ..errors import InputError
from ..store.database import Database
from ..store.displays import load_places, record_display, record_place

T = TypeVar("T")
LISTS = ("languages", "groups")


async def import_places(database: Database, content: bytes, file: str) -> int:
    """Columns: id, name.ja, name.en …, type, timezone, hours. Raises InputError naming file and line; then nothing is kept."""
    places = [_place(row, where) for row, where in _rows(content, file)]
    async with database.write() as connection:
        for place in places:
            await record_place(connection, place)
    return len(places)


async def import_displays(
    database: Database, content: bytes, file: str, tokens: dict[str, str] | None = None
) -> dict[str, str]:
    """Columns: id, name, place, width, height, diagonal_inches, distance_m, languages, groups (separated by spaces).

    Returns the token of each display that got one now: `tokens` names them, else each new display gets its own.
    Raises InputError naming file and line; then nothing is kept.
    """
    given: dict[str, str] = {}
    displays = [(_convert(row, Display, where), where) for row, where in _rows(content, file)]
    async with database.write() as connection:
        places = await load_places(connection)
        for display, where in displays:
            if display.place not in places:
                raise InputError(f"there is no place “{display.place}”; import the places first", where)
            token = await record_display(connection, display, (tokens or {}).get(display.id))
            if token:
                given[display.id] = token
    return given


def _place(row: dict[str, Any], where: str) -> Place:
    place = _convert(row, Place, where)
    try:
        opening_hours(place.hours)
        ZoneInfo(place.timezone)
    except InputError as problem:
        raise InputError(problem.message, f"{where}: hours") from problem
    except (KeyError, ValueError) as problem:
        raise InputError(
            f"“{place.timezone}” is no time zone; write Asia/Tokyo, say", f"{where}: timezone"
        ) from problem
    return place


def _rows(content: bytes, file: str) -> list[tuple[dict[str, Any], str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp932", errors="replace")
    reader = csv.DictReader(io.StringIO(text))
    if "id" not in (reader.fieldnames or ()):
        raise InputError("the first line must name the columns; there is no column “id”", file)
    return [(_nested(row), f"{file}:{reader.line_num}") for row in reader if (row.get("id") or "").strip()]


def _nested(row: dict[str | None, Any]) -> dict[str, Any]:
    """Empty cells are left out; name.ja and name.en become one value by language."""
    found: dict[str, Any] = {}
    for column, cell in row.items():
        if not column or not isinstance(cell, str) or not (value := cell.strip()):
            continue
        name, _, language = column.strip().partition(".")
        if language:
            found.setdefault(name, {})[language] = value
        else:
            found[name] = value.split() if name in LISTS else value
    return found


def _convert(row: dict[str, Any], kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(row, kind, strict=False)
    except msgspec.ValidationError as problem:
        raise InputError(str(problem), where) from problem
