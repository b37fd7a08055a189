"""Places and displays out of CSV files (UTF-8, or as Excel saves it); a row that is there already is replaced."""

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from ..domain.displays import Display, Place
from ..domain.holidays import check_country
from ..domain.opening_hours import opening_hours
from ..domain.toml_text import meant
from ..errors import InputError, SourceError
from ..sources.facilities import read_facilities
from ..sources.positions import LATITUDES, at_position, positioned
from ..sources.tables import NoColumnError, delimiter_of, text_of
from ..store.database import Database
from ..store.displays import load_places, record_displays, record_places
from ..words import language_problem

T = TypeVar("T")
N = TypeVar("N", Place, Display)
LISTS = ("languages", "groups", "closed")
_BETWEEN = re.compile(r"[\s,、，]+")


class Imported(NamedTuple):
    """How many places were kept, and in plain sentences which rows were passed over and what is odd, by line."""

    kept: int
    notes: tuple[str, ...] = ()


async def import_places(
    database: Database, content: bytes, file: str, country: str = "JP", timezone: str = "Asia/Tokyo"
) -> Imported:
    """Columns: id, name.ja, name.en …, type, timezone and country (default: the office's), hours, closed (names of calendars),
    latitude, longitude, position_source.

    Raises InputError naming file and line; then nothing is kept. A list of facilities as cities publish them (公共施設一覧)
    is read too, in the office's `timezone`: others wrote it, so its dirty rows are passed over and named in the notes.
    So is a list of positions alone (id, lat, lon, source) of places that are there.
    """
    columns = _columns(content, file)
    if "id" in columns and "name" not in columns and columns & LATITUDES:
        return await _import_positions(database, content, file)
    if not {"id", "name"} <= columns:
        return await _import_facilities(database, content, file, country, timezone)
    rows = ((({"country": country, "timezone": timezone} | row), where) for row, where in rows_of(content, file, Place))
    places = _once_each([(_place(row, where), where) for row, where in rows])
    async with database.write() as connection:
        await record_places(connection, _placed(places, await load_places(connection)))
    return Imported(len(places))


def _columns(content: bytes, file: str) -> set[str]:
    text, _ = _decoded(content, file)
    header = text.partition("\n")[0].split(delimiter_of(text))
    return {column.strip().strip('"').partition(".")[0] for column in header}


def _placed(places: Iterable[Place], known: Mapping[str, Place]) -> list[Place]:
    """Where a list names no positions, those stay that another brought."""
    return [at_position(one, known.get(one.id)) if one.latitude is None else one for one in places]


async def _import_facilities(database: Database, content: bytes, file: str, country: str, timezone: str) -> Imported:
    try:
        found = read_facilities(content, timezone, country)
    except NoColumnError as problem:
        ours = "there is no column “id” and name.ja of our own places, and of a list of facilities"
        raise InputError(f"{ours} {problem.message}", file) from problem
    except SourceError as problem:
        raise InputError(problem.message, file) from problem
    async with database.write() as connection:
        await record_places(connection, _placed(found.places, await load_places(connection)))
    return Imported(len(found.places), found.notes)


async def _import_positions(database: Database, content: bytes, file: str) -> Imported:
    rows = rows_of(content, file)
    notes: list[str] = []
    async with database.write() as connection:
        known = await load_places(connection)
        placed = list(filter(None, (positioned(row, where, known, notes) for row, where in rows)))
        await record_places(connection, placed)
    return Imported(len(placed), tuple(notes))


async def import_displays(
    database: Database, content: bytes, file: str, tokens: dict[str, str] | None = None
) -> dict[str, str]:
    """Columns: id, name, place, width, height, diagonal_inches, distance_m, scan_m, languages, groups (separated by
    spaces or commas).

    Returns the token of each display that got one now: `tokens` names them, else each new display gets its own.
    Raises InputError naming file and line; then nothing is kept.
    """
    displays = [(_display(row, where), where) for row, where in rows_of(content, file, Display)]
    async with database.write() as connection:
        places = await load_places(connection)
        for display, where in displays:
            if display.place not in places:
                raise InputError(f"there is no place “{display.place}”; import the places first", f"{where}: place")
        return await record_displays(connection, _once_each(displays), tokens or {})


def _once_each(rows: Sequence[tuple[N, str]]) -> list[N]:
    """Without the places of their lines. Raises InputError where an id stands twice."""
    seen: set[str] = set()
    for noun, where in rows:
        if noun.id in seen:
            raise InputError(f"“{noun.id}” stands in an earlier line too", f"{where}: id")
        seen.add(noun.id)
    return [noun for noun, _ in rows]


def _display(row: dict[str, Any], where: str) -> Display:
    display = _convert(row, Display, where)
    if slip := next(filter(None, map(language_problem, display.languages)), ""):
        raise InputError(slip, f"{where}: languages")
    return display


def _place(row: dict[str, Any], where: str) -> Place:
    place = _convert(row, Place, where)
    try:
        ZoneInfo(place.timezone)
    except (KeyError, ValueError, OSError) as problem:
        raise InputError(
            f"“{place.timezone}” is no time zone; write Asia/Tokyo, say", f"{where}: timezone"
        ) from problem
    if (place.latitude is None) != (place.longitude is None):
        raise InputError("a position needs both a latitude and a longitude", f"{where}: latitude")
    _checked(opening_hours, place.hours, f"{where}: hours")
    return msgspec.structs.replace(place, country=_checked(check_country, place.country, f"{where}: country"))


def _checked(read: Callable[[str], T], value: str, where: str) -> T:
    try:
        return read(value)
    except InputError as problem:
        raise InputError(problem.message, where) from problem


def rows_of(content: bytes, file: str, kind: type[Place | Display] | None = None) -> list[tuple[dict[str, Any], str]]:
    """The rows that are not empty, each with its line as `file:line`. Raises InputError, also for one without an id, and
    for columns that a `kind` doesn't have.
    """
    text = _text(content, file)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter_of(text))
    try:
        columns = [column.strip() for column in reader.fieldnames or ()]
        _check_columns(columns, file, kind.__struct_fields__ if kind else ())
        reader.fieldnames = columns
        found = [(nested, f"{file}:{reader.line_num}") for row in reader if (nested := _nested(row))]
    except csv.Error as problem:
        raise InputError(f"this is no CSV that can be read ({problem})", f"{file}:{reader.line_num}") from problem
    for row, where in found:
        if "id" not in row:
            raise InputError("this row has no id; give it one, or empty it", where)
    return found


def _text(content: bytes, file: str) -> str:
    """Raises InputError, also where letters are broken: half a name is not kept."""
    text, broken = _decoded(content, file)
    if broken:
        raise InputError(f"{broken} letters are broken; save it as “CSV UTF-8”", file)
    return text


def _decoded(content: bytes, file: str) -> tuple[str, int]:
    """And how many letters are broken, which tables that others wrote may have. Raises InputError."""
    try:
        return text_of(content)
    except SourceError as problem:
        raise InputError(problem.message, file) from problem


def _check_columns(columns: list[str], file: str, known: Collection[str]) -> None:
    """`known` is empty where others may stand beside those that are read."""
    if "id" not in columns:
        raise InputError("the first line must name the columns; there is no column “id”", file)
    for column in columns:
        if "." in column and column.partition(".")[0] in columns:
            raise InputError(f"there are columns “{column.partition('.')[0]}” and “{column}”; keep one", f"{file}:1")
        if column and known and column.partition(".")[0] not in known:
            raise InputError(f"“{column}” is no column that is read{meant(column, known)}", f"{file}:1")
        if known and "." in column and (slip := language_problem(column.partition(".")[2])):
            raise InputError(slip, f"{file}:1: {column}")


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
            found[name] = [one for one in _BETWEEN.split(value) if one] if name in LISTS else value
    return found


def _convert(row: dict[str, Any], kind: type[T], where: str) -> T:
    try:
        return msgspec.convert(row, kind, strict=False)
    except msgspec.ValidationError as problem:
        reason, _, column = str(problem).partition(" - at `$.")
        raise InputError(
            f"{reason[:1].lower()}{reason[1:]}", f"{where}: {column.rstrip('`')}" if column else where
        ) from problem
