"""CSV as offices publish it → rows by what their columns mean. A column is known by its name, never by its place."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..errors import SourceError
from .cleaning import clean
from .encodings import decode

ROWS = 20_000
"""More than this of one table is not looked at."""

Columns = Mapping[str, Sequence[str]]
"""The names under which a noun's column is found, the likeliest first: {"first": ("開始日",)}."""

_BLANK = re.compile(r"[-‐-―−－ー\s]*")


class NoColumnError(SourceError):
    """A column that is needed is not there."""


class Row(NamedTuple):
    """`cells` by noun, blank ones left out. `dirty` says why the row can't be read, `remark` what is odd about it."""

    line: int
    cells: dict[str, str]
    dirty: str = ""
    remark: str = ""


class Table(NamedTuple):
    rows: list[Row]
    notes: list[str]


def read_table(body: bytes, content_type: str | None, columns: Columns, needs: Sequence[str]) -> Table:
    """The rows of a CSV, blank ones left out; `line` is where each begins. Its letters and what parts its cells are known
    by their looks: UTF-8, or as Excel saves it in Japan (cp932) and in Europe (cp1252, semicolons).

    Raises SourceError when it is no table, or lacks a column that one of `needs` could stand in.
    """
    text, broken = text_of(body, content_type)
    notes = [f"{broken} broken letters were left out"] if broken else []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    try:
        header = next((row for row in reader if any(cell.strip() for cell in row)), [])
        places = _places(header, columns, needs, notes)
        return Table(_rows(reader, header, places, notes), notes)
    except csv.Error as problem:
        reason = "is a quotation mark not closed?" if "field larger" in str(problem) else str(problem)
        raise SourceError(f"the table can't be read at line {reader.line_num}: {reason}") from problem


def plain_name(column: str) -> str:
    """A column's name without what varies: 料金(基本) = 料金（基本） = 料金_基本, ｺｰﾄﾞ = コード, No = NO."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", column)).casefold()


def text_of(body: bytes, content_type: str | None = None) -> tuple[str, int]:
    """The text of a table, and how many broken letters were left out. Raises SourceError when it is none."""
    if body.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise SourceError("this is an Excel file; save it as “CSV UTF-8” there")
    try:
        text, broken = decode(body, content_type)
    except SourceError as problem:
        raise SourceError(f"{problem.message}; save it as “CSV UTF-8”") from problem
    if text.lstrip()[:1] == "<":
        raise SourceError("this is a web page (or XML), not a CSV; look in a browser where its address leads now")
    return text, broken


def delimiter_of(text: str) -> str:
    """What parts the cells: whatever its first line holds most of."""
    first = next((line for line in text[:20_000].splitlines() if line.strip()), "")
    return max(",\t;", key=first.count)


def _places(header: list[str], columns: Columns, needs: Sequence[str], notes: list[str]) -> dict[str, list[int]]:
    """Noun → its columns, the likeliest first. A name that stands twice counts with its first cell that is filled."""
    named: dict[str, list[int]] = {}
    for place, column in enumerate(header):
        if name := plain_name(column):
            named.setdefault(name, []).append(place)
    known = {plain_name(name) for names in columns.values() for name in names}
    for name, found in named.items():
        if len(found) > 1 and name in known:
            notes.append(
                f"the column {clean(header[found[0]], 40)} stands {len(found)} times; the first filled one counts"
            )
    places = {
        noun: [place for name in names for place in named.get(plain_name(name), ())] for noun, names in columns.items()
    }
    if missing := [need for need in needs if not places[need]]:
        wanted = " and ".join(" or ".join(columns[need][:2]) for need in missing)
        seen = ", ".join(filter(None, (clean(cell, 20) for cell in header[:8]))) or "nothing"
        raise NoColumnError(f"there is no column {wanted}; the first line must name the columns, and it has: {seen}")
    return places


def _rows(reader: Any, header: list[str], places: dict[str, list[int]], notes: list[str]) -> list[Row]:
    rows: list[Row] = []
    line = reader.line_num + 1
    for cells in reader:
        if any(not _BLANK.fullmatch(cell[:40]) for cell in cells):
            if len(rows) == ROWS:
                notes.append(f"only the first {ROWS} rows are read")
                break
            rows.append(_row(line, reader.line_num, cells, len(header), places))
        line = reader.line_num + 1
    return rows


def _row(line: int, last_line: int, cells: list[str], width: int, places: dict[str, list[int]]) -> Row:
    by_noun = {}
    for noun, columns in places.items():
        filled = (cells[place].strip() for place in columns if place < len(cells))
        if value := next((cell for cell in filled if not _BLANK.fullmatch(cell)), ""):
            by_noun[noun] = value
    counted = f"it has {len(cells)} cells for {width} columns"
    if any(cell.strip() for cell in cells[width:]):
        return Row(line, by_noun, dirty=f"{counted}; is there a comma outside quotes?")
    if len(cells) < width and last_line > line:
        return Row(line, by_noun, dirty=f"{counted} and runs to line {last_line}; is a quotation mark not closed?")
    return Row(line, by_noun, remark=f"{counted}; the missing ones count as blank" if len(cells) < width else "")
