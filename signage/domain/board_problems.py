"""What is wrong on a board, said once however many screens and days it concerns: ties of rules, and dead air."""

from collections import defaultdict
from datetime import date, datetime, time
from typing import NamedTuple

from .board_bars import Tie
from .calendars import ONE_DAY, local_day
from .candidates import Piece
from .catalogue import Catalogue
from .closing_days import almanac_of
from .schedule import Rule
from .schedule_board import Board, Line, Row
from .timetable import lacks


class Clash(NamedTuple):
    """Two rules that tie; `tie` is the first time that is not over, `more` how often again on the board."""

    tie: Tie
    rows: tuple[Row, ...]
    more: int


class Hole(NamedTuple):
    """Dead air; `piece` is the first that is not over. `rule` would fill it at that hour on other days, but `lacks` the day."""

    piece: Piece
    rows: tuple[Row, ...]
    more: int
    rule: Rule | None
    lacks: str


def clashes_of(board: Board, now: datetime) -> list[Clash]:
    """The soonest first."""
    found: dict[tuple[str, str], tuple[dict[Piece, Tie], list[Row]]] = defaultdict(lambda: ({}, []))
    for shelf in board.shelves:
        for row in shelf.rows:
            for tie in row.line.ties:
                if tie.until_at > now:
                    ties, rows = found[tie.first, tie.second]
                    ties.setdefault((tie.from_at, tie.until_at), tie)
                    if not rows or rows[-1] is not row:
                        rows.append(row)
    told = [Clash(min(ties.values()), tuple(rows), len(ties) - 1) for ties, rows in found.values()]
    return sorted(told, key=lambda one: one.tie)


def holes_of(board: Board, catalogue: Catalogue, now: datetime) -> list[Hole]:
    """The soonest first; rows that lack the same are one."""
    alike: dict[tuple[Piece, ...], list[Row]] = defaultdict(list)
    for shelf in board.shelves:
        for row in shelf.rows:
            if gaps := tuple(gap for gap in row.line.gaps if gap[1] > now):
                alike[gaps].append(row)
    found = []
    for gaps, rows in alike.items():
        rule, code = _missing(rows[0].line, gaps[0], catalogue)
        found.append(Hole(gaps[0], tuple(rows), len(gaps) - 1, rule, code))
    return sorted(found, key=lambda one: one.piece)


def _missing(line: Line, gap: Piece, catalogue: Catalogue) -> tuple[Rule | None, str]:
    """The rule that shows something at that hour on other days, and what keeps it off this one."""
    zone = line.channel.zone
    almanac = almanac_of(line.channel.country, catalogue.calendars)
    day, at = local_day(gap[0], zone), gap[0].astimezone(zone).time()
    targeted = {name for name, _ in line.channel.targets}
    for rule in sorted(catalogue.rules, key=lambda one: -one.priority):
        if rule.name in targeted and not rule.now and _covers(rule, at):
            code = lacks(rule, _first(rule, day, at), almanac)
            if code:
                return rule, code
    return None, ""


def _covers(rule: Rule, at: time) -> bool:
    if rule.hours is None:
        return True
    begins, ends = rule.hours
    return begins <= at < ends if begins < ends else at >= begins or at < ends


def _first(rule: Rule, day: date, at: time) -> date:
    """The day on which its hours would have begun."""
    overnight = rule.hours is not None and rule.hours[0] >= rule.hours[1] and at < rule.hours[1]
    return day - ONE_DAY if overnight else day
