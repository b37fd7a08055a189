"""The board as its template draws it: shelves of places, their rows, the columns of its head."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from aiohttp import web

from ....domain.calendars import ONE_DAY, first_instant
from ....domain.catalogue import Catalogue
from ....domain.closing_days import almanac_of
from ....domain.day_names import WEEKDAYS
from ....domain.eras import year_of
from ....domain.forms.place import TYPES
from ....domain.schedule_board import Board, Row, Shelf
from ....words import Words, in_words
from ..times import Times
from .address import WEEK, Asked, Links
from .lanes import Drawing, Strip, percent
from .table import titles_of
from .words import where_of

MOST_ROWS, LEAST_ROWS, MOST_BARS = 60, 2, 300
"""An open shelf shows so many rows at once, fewer where they are full of bars."""
OPEN_ROWS = 40
"""A board of more rows, or of more bars than MOST_BARS, begins with its shelves folded."""
MOST_PLACES = 200


class RowDrawn(NamedTuple):
    id: str
    says: Words
    place: str
    displays: int
    strip: Strip
    first: str
    """The id of a display of it, for a new rule."""


class ShelfDrawn(NamedTuple):
    type: str
    says: Words
    places: int
    displays: int
    is_open: bool
    toggle: str
    rows: list[RowDrawn]
    folded: Strip | None
    agrees: Words
    pages: int


class Column(NamedTuple):
    """A day of the head, or two hours of it."""

    says: str
    below: str
    is_today: bool
    x: str


def shelves_of(request: web.Request, board: Board, drawing: Drawing, asked: Asked) -> list[ShelfDrawn]:
    rows = [row for shelf in board.shelves for row in shelf.rows]
    few = len(rows) <= OPEN_ROWS and _bars_of(rows, board.days) <= MOST_BARS
    opened = asked.open
    if opened is None:
        opened = tuple(shelf.type for shelf in board.shelves if few or len(board.shelves) == 1)
    links = Links(request, asked)
    return [_shelf(shelf, drawing, asked, opened, links) for shelf in board.shelves]


def _shelf(shelf: Shelf, drawing: Drawing, asked: Asked, opened: tuple[str, ...], links: Links) -> ShelfDrawn:
    is_open = shelf.type in opened
    most = _rows_at_once(shelf, drawing.board.days)
    pages = -(-len(shelf.rows) // most)
    page = min(asked.page, pages)
    rows = shelf.rows[(page - 1) * most : page * most] if is_open else ()
    agrees = shelf.agrees
    others = tuple(type for type in opened if type != shelf.type)
    return ShelfDrawn(
        shelf.type,
        TYPES.get(shelf.type, {"ja": shelf.type or "そのほか", "en": shelf.type or "Others"}),
        shelf.places,
        shelf.displays,
        is_open,
        links.to(open=",".join(others if is_open else (*others, shelf.type)) or "-") + f"#shelf-{shelf.type}",
        [_row(row, drawing) for row in rows],
        drawing.strip(shelf.rows[0].line, "") if agrees and not is_open else None,
        _agreement(shelf, drawing) if agrees else _differences(shelf),
        pages if is_open else 1,
    )


def _rows_at_once(shelf: Shelf, days: int) -> int:
    return max(LEAST_ROWS, min(MOST_ROWS, MOST_BARS * len(shelf.rows) // max(1, _bars_of(shelf.rows, days))))


def _bars_of(rows: Sequence[Row], days: int) -> int:
    """How many are drawn, roughly: a month is drawn by the day, and what follows each other is one."""
    return sum(len(row.line.bars) for row in rows) * min(days, WEEK) // days


def _agreement(shelf: Shelf, drawing: Drawing) -> Words:
    titles = titles_of(shelf.rows[0], drawing)
    return {"ja": f"{titles} {shelf.displays:,}台すべて同じ", "en": f"{titles}, all {shelf.displays:,} the same"}


def _differences(shelf: Shelf) -> Words:
    kinds = len({row.line.channel for row in shelf.rows})
    return {"ja": f"{kinds}とおりの放映（開くと見えます）", "en": f"{kinds} different lines (open to see)"}


def _row(row: Row, drawing: Drawing) -> RowDrawn:
    says = where_of(row)
    return RowDrawn(
        row.displays[0].id,
        says,
        row.place.id,
        len(row.displays),
        drawing.strip(row.line, in_words(says, drawing.language), tuple(one.id for one in row.displays)),
        row.displays[0].id,
    )


def columns_of(board: Board, drawing: Drawing, asked: Asked) -> list[Column]:
    times = drawing.times
    if asked.view == "day":
        hours = [board.from_at + timedelta(hours=n) for n in range(0, 24, 2)]
        return [Column(times.clock(at), "", False, percent(drawing.x(at))) for at in hours]
    today = times.now.date()
    columns = []
    for n in range(board.days):
        day = board.first + n * ONE_DAY
        at = first_instant(day, board.zone)
        holiday = in_words(_holiday(day, board, drawing.catalogue), drawing.language)
        says = _day_says(day, at, times, asked, n)
        below = _today(drawing.language) if day == today else holiday
        columns.append(Column(says, below, day == today, percent(drawing.x(at))))
    return columns


def _today(language: str) -> str:
    return "今日" if language == "ja" else "today"


def _day_says(day: date, at: datetime, times: Times, asked: Asked, n: int) -> str:
    if asked.view == "month":
        return str(day.day)
    if n == 0 or day.day == 1 or not times.japanese:
        return times.day(at)
    return f"{day.day}日({WEEKDAYS['ja'][day.weekday()]})"


def _holiday(day: date, board: Board, catalogue: Catalogue) -> Words:
    """By the country of the first place: a board of several countries names those of most."""
    countries = [row.place.country for shelf in board.shelves for row in shelf.rows[:1]]
    return almanac_of(countries[0], catalogue.calendars).holiday(day) if countries else {}


def span_of(asked: Asked, times: Times) -> Words:
    last = asked.first + (asked.days - 1) * ONE_DAY
    if asked.view == "day":
        text = times.long_day(asked.first)
        return {"ja": text, "en": text}
    if asked.view == "month":
        return {
            "ja": f"{year_of(asked.first)}{asked.first.month}月",
            "en": f"{asked.first:%B %Y}",
        }
    first = times.long_day(asked.first)
    tail = times.long_day(last)
    same = (last.year, last.month) == (asked.first.year, asked.first.month)
    short = tail.partition("月")[2] if same else tail.partition("年")[2] if last.year == asked.first.year else tail
    return {"ja": f"{first}〜{short}", "en": f"{first} – {tail}"}


def places_in(board: Board, language: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """(value, name, [(value, name) of its places]) by type."""
    found = []
    left = MOST_PLACES
    for shelf in board.shelves:
        names = dict.fromkeys((f"place:{row.place.id}", in_words(row.place.name, language)) for row in shelf.rows)
        its = list(names)[:left]
        left -= len(its)
        said = TYPES.get(shelf.type, {"ja": shelf.type or "そのほか", "en": shelf.type or "Others"})
        found.append((f"type:{shelf.type}", in_words(said, language), its))
    return found
