"""Where posters are to hang, out of a table: a place and what in it on each row."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from ..domain.displays import Id, Place
from ..domain.posters import Site
from ..errors import InputError, SourceError
from ..words import Words
from .cleaning import clean
from .tables import Row, read_table

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "place": ("place", "id", "場所", "場所の番号", "place_id"),
    "name_ja": ("name.ja", "name_ja", "名称", "施設名", "name"),
    "name_en": ("name.en", "name_en", "英語名"),
    "type": ("type", "kind", "種類"),
    "where_ja": ("where.ja", "where_ja", "where", "貼るところ"),
    "where_en": ("where.en", "where_en", "貼るところ（英語）"),
    "copies": ("copies", "枚数", "部数"),
}
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
    try:
        table = read_table(body, None, COLUMNS, ["place"])
    except SourceError as problem:
        raise InputError(problem.message, "places") from problem
    by_name = {name: place.id for place in known.values() for name in place.name.values()}
    sites, new, notes = list[Site](), dict[str, Place](), list[str]()
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


def _place(row: Row, known: Mapping[str, Place], by_name: Mapping[str, str], country: str, timezone: str) -> Place:
    """Raises ValueError saying why the row names no place."""
    if row.dirty:
        raise ValueError(row.dirty)
    named = row.cells.get("place", "")
    id = named if named in known else by_name.get(named, named)
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
    found = {language: row.cells.get(f"{noun}_{language}", "") for language in ("ja", "en")}
    return {language: clean(text, LETTERS) for language, text in found.items() if clean(text, LETTERS)}


def _copies(row: Row) -> int:
    text = row.cells.get("copies", "1")
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:6]) <= 1_000):
        raise ValueError(f"copies is a number from 1 to 1000, not “{clean(text, 20)}”")
    return int(text)
