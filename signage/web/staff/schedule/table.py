"""The board in words: one day as a list for telephones, and all of it as a table."""

from datetime import datetime
from typing import NamedTuple

from ....domain.calendars import ONE_DAY, first_instant
from ....domain.candidates import Piece
from ....domain.rule_words import title_of
from ....domain.schedule_board import Board, Row
from ....words import Words, in_words
from .lanes import Drawing, fill_address, kind_of, rule_address
from .words import where_of

MOST_PLACES, MOST_LINES = 100, 500
NOTHING: Words = {"ja": "映すものがありません", "en": "has nothing to show"}
TIES: Words = {"ja": "重なり", "en": "Conflict"}
DEAD_AIR: Words = {"ja": "空き時間", "en": "Dead air"}


class ToldBar(NamedTuple):
    """`mark` is of marks.svg, empty for what is as usual; `trouble` and `hours` are for people."""

    says: Words
    hours: str
    href: str
    kind: str
    mark: str
    trouble: Words
    from_at: datetime


class ToldRow(NamedTuple):
    says: Words
    displays: int
    lines: list[ToldBar]


class TableLine(NamedTuple):
    """`first`: the first line of its displays, which alone shows them."""

    where: Words
    displays: int
    says: Words
    hours: str
    href: str
    mark: str
    trouble: Words
    first: bool


def day_list(board: Board, drawing: Drawing) -> tuple[list[ToldRow], int]:
    """Each row on the first day of the board; and how many rows are left out: beyond MOST_PLACES or MOST_LINES."""
    span = (board.from_at, first_instant(board.first + ONE_DAY, board.zone))
    rows = [row for shelf in board.shelves for row in shelf.rows]
    told: list[ToldRow] = []
    lines = 0
    for row in rows[:MOST_PLACES]:
        if lines > MOST_LINES:
            break
        told.append(ToldRow(where_of(row), len(row.displays), _told(row, drawing, span)))
        lines += len(told[-1].lines)
    return told, len(rows) - len(told)


def table_of(board: Board, drawing: Drawing) -> tuple[list[TableLine], int]:
    """Each bar and each dead air of each row; and how many lines there are beyond MOST_LINES."""
    lines: list[TableLine] = []
    left = 0
    for row in (row for shelf in board.shelves for row in shelf.rows):
        number = len(row.line.bars) + len(row.line.gaps)
        if len(lines) + number > MOST_LINES:
            left += number
            continue
        told = _told(row, drawing, (board.from_at, board.until_at))
        lines += [
            TableLine(where_of(row), len(row.displays), one.says, one.hours, one.href, one.mark, one.trouble, n == 0)
            for n, one in enumerate(told)
        ]
    return lines, left


def _told(row: Row, drawing: Drawing, span: Piece) -> list[ToldBar]:
    """In the order of time."""
    found = [*_bars(row, drawing, span), *_gaps(row, drawing, span)]
    return sorted(found, key=lambda one: one.from_at)


def _bars(row: Row, drawing: Drawing, span: Piece) -> list[ToldBar]:
    found = []
    for bar in row.line.bars:
        if bar.from_at < span[1] and bar.until_at > span[0]:
            kind = "tied" if bar.ties else "idle" if bar.idle else kind_of(bar.rule)
            trouble = TIES if bar.ties else NOTHING if bar.idle else {"ja": "", "en": ""}
            mark = "conflict" if bar.ties else "note" if bar.idle else "now" if bar.rule.now else ""
            found.append(
                ToldBar(
                    title_of(bar.rule.playlist, drawing.catalogue),
                    _hours(drawing, max(bar.from_at, span[0]), min(bar.until_at, span[1]), span),
                    rule_address(bar.rule, bar.day),
                    kind,
                    mark,
                    trouble,
                    bar.from_at,
                )
            )
    return found


def _gaps(row: Row, drawing: Drawing, span: Piece) -> list[ToldBar]:
    ids = tuple(display.id for display in row.displays)
    return [
        ToldBar(
            DEAD_AIR,
            _hours(drawing, max(gap[0], span[0]), min(gap[1], span[1]), span),
            fill_address(ids, gap, row.line.channel.zone),
            "gap",
            "gap",
            {"ja": "待機スライドだけ", "en": "fallback slide only"},
            gap[0],
        )
        for gap in row.line.gaps
        if gap[0] < span[1] and gap[1] > span[0]
    ]


def _hours(drawing: Drawing, from_at: datetime, until_at: datetime, span: Piece) -> str:
    """Of one day its hours, else with days."""
    times = drawing.times
    if times.is_whole_day(from_at, until_at) and until_at - from_at <= ONE_DAY:
        return "終日" if times.japanese else "all day"
    if span[1] - span[0] <= ONE_DAY:
        return f"{times.clock(from_at)}{'〜' if times.japanese else '–'}{times.end_clock(until_at)}"
    return drawing.span(from_at, until_at)


def titles_of(row: Row, drawing: Drawing) -> str:
    """What a line shows in its time, each once."""
    names = dict.fromkeys(
        in_words(title_of(bar.rule.playlist, drawing.catalogue), drawing.language) for bar in row.line.bars
    )
    return "・".join(names)
