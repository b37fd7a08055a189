"""What lies on a line of the schedule's board: bars, where two of them tie, and what pieces of time have in common."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

import msgspec

from .candidates import Piece
from .schedule import Rule, tied
from .timeline import without


class Tie(msgspec.Struct, frozen=True, order=True):
    """Two rules of different playlists with one priority over [from_at, until_at); the screens show `wins`.

    `by` says why: its target is narrower, it began later, or only its name comes first.
    """

    from_at: datetime
    until_at: datetime
    first: str
    second: str
    wins: str
    by: str


class Bar(msgspec.Struct, frozen=True):
    """A rule over [from_at, until_at), UTC, as far as the place is open. `day` is the local day that its hours began on.

    `since` is when its hours began, open or not. `lane` counts from 0. `ties` are those that it takes part in. `idle`: its
    playlist has nothing to show all that time.
    """

    rule: Rule
    day: date
    from_at: datetime
    until_at: datetime
    narrowness: int
    since: datetime
    lane: int = 0
    ties: tuple[Tie, ...] = ()
    idle: bool = False


def ties_of(bars: list[Bar]) -> Iterator[Tie]:
    """Where two of the bars tie."""
    going: list[Bar] = []
    for bar in sorted(bars, key=lambda one: one.from_at):
        going = [one for one in going if one.until_at > bar.from_at]
        for other in going:
            if tied(bar.rule, other.rule):
                yield _tie(*sorted((bar, other), key=lambda one: (one.rule.playlist, one.rule.number)))
        going.append(bar)


def _tie(one: Bar, other: Bar) -> Tie:
    from_at, until_at = max(one.from_at, other.from_at), min(one.until_at, other.until_at)
    if one.narrowness != other.narrowness:
        by, wins = "target", min(one, other, key=lambda bar: bar.narrowness)
    elif one.since != other.since:
        by, wins = "later", max(one, other, key=lambda bar: bar.since)
    else:
        by, wins = "name", one
    return Tie(from_at, until_at, one.rule.name, other.rule.name, wins.rule.name, by)


def going_on(ties: Iterable[Tie]) -> list[Tie]:
    """The same tie over midnight as one."""
    last: dict[tuple[str, str], int] = {}
    found: list[Tie] = []
    for tie in ties:
        n = last.get((tie.first, tie.second))
        if n is not None and found[n].until_at == tie.from_at and (found[n].wins, found[n].by) == (tie.wins, tie.by):
            found[n] = msgspec.structs.replace(found[n], until_at=tie.until_at)
        else:
            last[tie.first, tie.second] = len(found)
            found.append(tie)
    return found


class TiesByRule:
    """The ties of a line, looked up by the bars that take part."""

    def __init__(self, ties: Iterable[Tie]) -> None:
        self._ties: Mapping[str, list[Tie]] = defaultdict(list)
        for tie in ties:
            self._ties[tie.first].append(tie)
            self._ties[tie.second].append(tie)

    def of(self, bar: Bar) -> tuple[Tie, ...]:
        its = self._ties.get(bar.rule.name, ())
        return tuple(tie for tie in its if bar.from_at < tie.until_at and tie.from_at < bar.until_at)


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """In order, those that touch as one."""
    found: list[Piece] = []
    for from_at, until_at in sorted(pieces):
        if found and from_at <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until_at))
        else:
            found.append((from_at, until_at))
    return found


def both(some: Iterable[Piece], others: Sequence[Piece]) -> list[Piece]:
    """What pieces have in common with others, which are in order and apart."""
    found: list[Piece] = []
    for from_at, until_at in some:
        n = max(0, bisect_right(others, from_at, key=_begins) - 1)
        while n < len(others) and others[n][0] < until_at:
            piece = (max(from_at, others[n][0]), min(until_at, others[n][1]))
            if piece[0] < piece[1]:
                found.append(piece)
            n += 1
    return found


def _begins(piece: Piece) -> datetime:
    return piece[0]


def left_of(piece: Piece, taken: Sequence[Piece]) -> list[Piece]:
    """What is left of a piece without others, which are in order and apart."""
    return without(piece, both([piece], taken))
