"""The 番組表: for each screen what is on when, where rules tie, and where a place is open with nothing to show.

A pure function of a catalogue (with drafts, if wanted) and a few days. Displays that no rule, hour or language tells apart
share one line, so that thousands of them cost a few dozen lines.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from .board_bars import Bar, Tie, TiesByRule, both, going_on, joined, left_of, ties_of
from .calendars import ONE_DAY, first_instant
from .candidates import Piece
from .catalogue import Catalogue
from .dead_air import SHORTEST
from .displays import Display, Place
from .filled import Playing, days_of, opened_on
from .repertoire import Repertoire
from .timeline import Channel, channel_of, targeting_of, without
from .timetable import Occurrence


class Line(msgspec.Struct, frozen=True):
    """What alike displays have in common. `off` (closed as planned) and `gaps` (dead air) are in order and apart."""

    channel: Channel
    bars: tuple[Bar, ...]
    off: tuple[Piece, ...]
    gaps: tuple[Piece, ...]
    ties: tuple[Tie, ...]


class Row(msgspec.Struct, frozen=True):
    """Displays of one place that show the same. `alone`: there are no others at the place."""

    place: Place
    displays: tuple[Display, ...]
    line: Line
    alone: bool


class Shelf(msgspec.Struct, frozen=True):
    """The places of one type, by name. `type` is empty for places without one."""

    type: str
    rows: tuple[Row, ...]

    @property
    def displays(self) -> int:
        return sum(len(row.displays) for row in self.rows)

    @property
    def places(self) -> int:
        return len({row.place.id for row in self.rows})

    @property
    def agrees(self) -> bool:
        """Whether all its displays show the same."""
        first, *others = {id(row.line): row.line for row in self.rows}.values()
        return all(_look_alike(first, other) for other in others)


class Board(msgspec.Struct, frozen=True):
    """Local days of `zone` from `first` on, [from_at, until_at)."""

    first: date
    days: int
    zone: ZoneInfo
    from_at: datetime
    until_at: datetime
    shelves: tuple[Shelf, ...]


def board_of(
    catalogue: Catalogue, first: date, days: int, zone: ZoneInfo, repertoire: Repertoire | None = None
) -> Board:
    """The board of all displays whose place is known. For several boards of one catalogue pass one `repertoire`."""
    from_at, until_at = first_instant(first, zone), first_instant(first + days * ONE_DAY, zone)
    playing = Playing(repertoire or Repertoire(catalogue), (from_at, until_at))
    lines: dict[Channel, Line] = {}
    shelves: dict[str, list[Row]] = defaultdict(list)
    for place, alike in _by_place(catalogue):
        for channel in alike:
            if channel not in lines:
                lines[channel] = line_of(channel, playing, (from_at, until_at))
        shelves[place.type] += _rows(place, [(lines[channel], its) for channel, its in alike.items()])
    made = tuple(Shelf(type, tuple(rows)) for type, rows in shelves.items())
    return Board(first, days, zone, from_at, until_at, made)


def _rows(place: Place, alike: list[tuple[Line, list[Display]]]) -> list[Row]:
    """Those whose lines look alike are one row, whatever language they speak."""
    merged: list[tuple[Line, list[Display]]] = []
    for line, displays in alike:
        its = next((its for other, its in merged if _look_alike(other, line)), None)
        if its is None:
            merged.append((line, its := []))
        its += displays
    return [Row(place, tuple(displays), line, len(merged) == 1) for line, displays in merged]


def _by_place(catalogue: Catalogue) -> Iterator[tuple[Place, dict[Channel, list[Display]]]]:
    """Places that have displays, in the catalogue's order; their displays by what they show."""
    targeting = targeting_of(catalogue)
    found: dict[str, dict[Channel, list[Display]]] = {one: {} for one in catalogue.places}
    for display in catalogue.displays.values():
        if place := catalogue.places.get(display.place):
            channel = _alike(channel_of(display, place, targeting))
            found[place.id].setdefault(channel, []).append(display)
    return ((catalogue.places[id], alike) for id, alike in found.items() if alike)


def _alike(channel: Channel) -> Channel:
    """The channel as far as the board tells channels apart: of the format only whether lists of events have room."""
    format = msgspec.structs.replace(
        channel.format, width=1920, height=1080 if channel.format.holds_lists else 540, k=1.0
    )
    return msgspec.structs.replace(channel, id="", format=format)


def _look_alike(one: Line, other: Line) -> bool:
    same = (one.off, one.gaps, len(one.bars)) == (other.off, other.gaps, len(other.bars)) and one.ties == other.ties
    return same and all(_looks(a) == _looks(b) for a, b in zip(one.bars, other.bars, strict=True))


def _looks(bar: Bar) -> tuple[object, ...]:
    return bar.rule.now, bar.rule.playlist, bar.rule.number, bar.from_at, bar.until_at, bar.lane, bar.idle


def line_of(channel: Channel, playing: Playing, span: Piece) -> Line:
    """What a channel does over a span of whole local days."""
    opened = _opened(channel, playing.repertoire, span)
    running = list(_running(channel, playing.repertoire, span))
    played = {name: playing.pieces(name, channel) for name in {one.rule.playlist for one in running}}
    pieces = sorted(_bars(running, opened, played), key=_order)
    ties = going_on(sorted(ties_of(pieces)))
    by_rule = TiesByRule(ties)
    marked = [
        msgspec.structs.replace(
            bar, ties=by_rule.of(bar), idle=not both([(bar.from_at, bar.until_at)], played[bar.rule.playlist])
        )
        for bar in _without_seams(pieces)
    ]
    shown = joined(piece for one in running for piece in both([(one.from_at, one.until_at)], played[one.rule.playlist]))
    gaps = tuple(gap for piece in opened for gap in left_of(piece, shown) if gap[1] - gap[0] >= SHORTEST)
    return Line(channel, tuple(_in_lanes(marked)), tuple(without(span, opened)), gaps, tuple(ties))


def _opened(channel: Channel, repertoire: Repertoire, span: Piece) -> list[Piece]:
    """When the place is open: in order, apart, and over midnight in one piece."""
    return joined(piece for _, pieces in opened_on(channel, repertoire, span) for piece in pieces)


def _running(channel: Channel, repertoire: Repertoire, span: Piece) -> Iterable[Occurrence]:
    """Each occurrence that reaches into the span, once."""
    timetable = repertoire.timetable(channel.zone, channel.country)
    found = {
        (one.rule.name, one.day): one for day in days_of(channel, span) for one in timetable.on(channel.targets, day)
    }
    return found.values()


def _bars(running: list[Occurrence], opened: list[Piece], played: dict[str, list[Piece]]) -> Iterator[Bar]:
    """What is there only for want of anything else (a priority below 0) is drawn where nothing else is."""
    usual = joined(
        piece
        for one in running
        if one.rule.now or one.rule.priority >= 0
        for piece in both([(one.from_at, one.until_at)], played[one.rule.playlist])
    )
    for one in running:
        for piece in both([(one.from_at, one.until_at)], opened):
            left = [piece] if one.rule.now or one.rule.priority >= 0 else left_of(piece, usual)
            for from_at, until_at in left:
                yield Bar(one.rule, one.day, from_at, until_at, one.narrowness, one.from_at)


def _order(bar: Bar) -> tuple[bool, int, int, str, int, datetime]:
    """What everything else lies over comes first, what is given by hand last."""
    rule = bar.rule
    return rule.now, rule.priority, -bar.narrowness, rule.playlist, rule.number, bar.from_at


def _without_seams(bars: Iterable[Bar]) -> list[Bar]:
    """A rule that goes on all day is one bar over midnight."""
    joined: list[Bar] = []
    for bar in bars:
        last = joined[-1] if joined else None
        if last and last.rule == bar.rule and last.until_at >= bar.from_at and bar.rule.hours is None:
            joined[-1] = msgspec.structs.replace(last, until_at=max(last.until_at, bar.until_at))
        else:
            joined.append(bar)
    return joined


def _in_lanes(bars: Iterable[Bar]) -> Iterator[Bar]:
    """Each rule in the first lane that is free wherever it stands: the same lane on every day."""
    rules: dict[str, list[Bar]] = defaultdict(list)
    for bar in bars:
        rules[bar.rule.name].append(bar)
    lanes: list[list[Piece]] = []
    for its in rules.values():
        lane = next((n for n, taken in enumerate(lanes) if _has_room(taken, its)), len(lanes))
        if lane == len(lanes):
            lanes.append([])
        for bar in its:
            insort(lanes[lane], (bar.from_at, bar.until_at))
            yield msgspec.structs.replace(bar, lane=lane)


def _has_room(taken: list[Piece], bars: list[Bar]) -> bool:
    """Whether none of the bars meets what lies in a lane already, in the order of time."""
    before = (bisect_left(taken, (bar.until_at,)) - 1 for bar in bars)
    return not any(n >= 0 and taken[n][1] > bar.from_at for n, bar in zip(before, bars, strict=True))
