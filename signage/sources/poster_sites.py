"""Where posters are to hang, out of a table: a place and what in it on each row."""

import re
from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from ..domain.displays import Id, Place
from ..domain.posters import Site, ids_by_name
from ..errors import InputError, SourceError
from ..words import Words, language_problem
from .cleaning import clean
from .tables import Columns, Row, read_table, text_of

COLUMNS: Columns = {
    "place": ("place", "id", "場所", "場所の番号", "place_id"),
    "name_ja": ("name.ja", "name_ja", "名称", "施設名", "name"),
    "name_en": ("name.en", "name_en", "英語名"),
    "type": ("type", "kind", "種類"),
    "where_ja": ("where.ja", "where_ja", "where", "貼るところ"),
    "where_en": ("where.en", "where_en", "貼るところ（英語）"),
    "copies": ("copies", "枚数", "部数"),
}
_BY_LANGUAGE = re.compile(r"\b(name|where)\.([\w-]{1,40})")
LETTERS = 100
NOTES = 50
"""So many rows are named that were passed over; how many more is told."""


class Sites(NamedTuple):
    """The sites; places that are not known yet but have a name; in plain sentences what was passed over, by line."""

    sites: tuple[Site, ...]
    places: tuple[Place, ...]
    notes: tuple[str, ...]


def read_sites(body: bytes, known: Mapping[str, Place], country: str = "JP", timezone: str = "Asia/Tokyo") -> Sites:
    """Places are named by their id, else by their name as it is known. Raises InputError when it is no table of places."""
    notes = list[str]()
    try:
        table = read_table(body, None, _columns(body, notes), ["place"])
    except SourceError as problem:
        raise InputError(problem.message, "places") from problem
    by_name = ids_by_name(known.values())
    sites, new = list[Site](), dict[str, Place]()
    for row in table.rows:
        try:
            place = _place(row, known, by_name, country, timezone)
            sites.append(Site(place=place.id, where=_words(row, "where"), copies=_copies(row)))
        except ValueError as problem:
            notes.append(f"line {row.line}: {problem}; passed over")
            continue
        if place.id not in known:
            new.setdefault(place.id, place)
    more = [f"and {len(notes) - NOTES} more rows"] if len(notes) > NOTES else []
    return Sites(tuple(sites), tuple(new.values()), (*table.notes, *notes[:NOTES], *more))


def _columns(body: bytes, notes: list[str]) -> Columns:
    """COLUMNS, and those that the first line names in other languages (name.nb)."""
    found = dict(COLUMNS)
    for noun, language in _BY_LANGUAGE.findall(next(filter(str.strip, text_of(body)[0].splitlines()), "")):
        if problem := language_problem(language):
            notes.append(f"the column {noun}.{language} is passed over: {problem}")
        else:
            found.setdefault(f"{noun}_{language}", (f"{noun}.{language}",))
    return found


def _place(row: Row, known: Mapping[str, Place], by_name: Mapping[str, str], country: str, timezone: str) -> Place:
    """Raises ValueError saying why the row names no place."""
    if row.dirty:
        raise ValueError(row.dirty)
    named = row.cells.get("place", "")
    id = named if named in known else by_name.get(named, named)
    if not id and named:
        raise ValueError(f"several places are called “{clean(named, 40)}”; write its id")
    if id in known:
        return known[id]
    name = _words(row, "name")
    if not name:
        raise ValueError(f"there is no place “{clean(named, 40)}”, and it has no name by which it could become one")
    fields = {"id": id, "name": name, "type": row.cells.get("type", "")[:40], "timezone": timezone, "country": country}
    try:
        msgspec.convert(id, Id)
        return msgspec.convert(fields, Place)
    except msgspec.ValidationError as problem:
        raise ValueError(f"“{clean(id, 40)}” can't be the id of a place: letters, digits, . _ - only") from problem


def _words(row: Row, noun: str) -> Words:
    found = {key: clean(text, LETTERS) for key, text in row.cells.items() if key.startswith(f"{noun}_")}
    return {key.removeprefix(f"{noun}_"): text for key, text in found.items() if text}


def _copies(row: Row) -> int:
    text = row.cells.get("copies", "1")
    if not (text.isascii() and text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= 1_000):
        raise ValueError(f"copies is a number from 1 to 1000, not “{clean(text, 20)}”")
    return int(text)
