"""The 番組表: for each screen what is on when, where rules tie, and where a place is open with nothing to show.

A pure function of a catalogue (with drafts, if wanted) and a few days. Displays that no rule, hour or language tells apart
share one line, so that thousands of them cost a few dozen lines.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from .calendars import ONE_DAY, first_instant, local_day
from .candidates import Piece
from .catalogue import Catalogue
from .closing_days import almanac_of
from .conflicts import tied
from .dead_air import SHORTEST
from .displays import Display, Place
from .filled import filled
from .programme import Repertoire
from .schedule import Rule
from .timeline import Channel, channel_of, open_pieces, targeting_of, without
from .timetable import Occurrence


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

    `since` is when its hours began, open or not. `lane` counts from 0. `ties` are those that it takes part in. `idle`: its playlist has nothing to show all that time.
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


class Line(msgspec.Struct, frozen=True):
    """What alike displays have in common. `off` (closed as planned) and `gaps` (dead air) are in order and apart."""

    channel: Channel
    bars: tuple[Bar, ...]
    off: tuple[Piece, ...]
    gaps: tuple[Piece, ...]
    ties: tuple[Tie, ...]

    @property
    def lanes(self) -> int:
        return max((bar.lane + 1 for bar in self.bars), default=1)


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
        return len({_looks(row.line) for row in self.rows}) == 1


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
    repertoire = repertoire or Repertoire(catalogue)
    from_at, until_at = first_instant(first, zone), first_instant(first + days * ONE_DAY, zone)
    lines: dict[Channel, Line] = {}
    shelves: dict[str, list[Row]] = defaultdict(list)
    for place, alike in _by_place(catalogue):
        for channel in alike:
            if channel not in lines:
                lines[channel] = line_of(channel, catalogue, repertoire, (from_at, until_at))
        shelves[place.type] += _rows(place, [(lines[channel], its) for channel, its in alike.items()])
    made = tuple(Shelf(type, tuple(rows)) for type, rows in shelves.items())
    return Board(first, days, zone, from_at, until_at, made)


def _rows(place: Place, alike: list[tuple[Line, list[Display]]]) -> list[Row]:
    """Those whose lines look alike are one row, whatever language they speak."""
    merged: dict[tuple[object, ...], tuple[Line, list[Display]]] = {}
    for line, displays in alike:
        merged.setdefault(_looks(line), (line, []))[1].extend(displays)
    return [Row(place, tuple(displays), line, len(merged) == 1) for line, displays in merged.values()]


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


def _looks(line: Line) -> tuple[object, ...]:
    """Equal for lines that look alike."""
    bars = tuple((bar.rule.name, bar.from_at, bar.until_at, bar.lane, bar.idle) for bar in line.bars)
    return bars, line.off, line.gaps, line.ties


def line_of(channel: Channel, catalogue: Catalogue, repertoire: Repertoire, span: Piece) -> Line:
    """What a channel does over a span of whole local days."""
    opened = _opened(channel, catalogue, span)
    running = list(_running(channel, repertoire, span))
    playing = {
        name: list(_playing(repertoire, name, channel, opened)) for name in {one.rule.playlist for one in running}
    }
    pieces = sorted(_bars(running, opened, playing), key=_order)
    ties = tuple(_going_on(sorted(_ties(pieces))))
    bars = _without_seams(pieces)
    marked = [
        msgspec.structs.replace(
            bar,
            ties=tuple(tie for tie in ties if _takes_part(bar, tie)),
            idle=not _both(playing[bar.rule.playlist], [(bar.from_at, bar.until_at)]),
        )
        for bar in bars
    ]
    shown = joined(
        piece for one in running for piece in _both(playing[one.rule.playlist], [(one.from_at, one.until_at)])
    )
    gaps = tuple(gap for piece in opened for gap in _left(piece, shown) if gap[1] - gap[0] >= SHORTEST)
    return Line(channel, tuple(_in_lanes(marked)), tuple(without(span, opened)), gaps, ties)


def _opened(channel: Channel, catalogue: Catalogue, span: Piece) -> list[Piece]:
    """When the place is open: in order, apart, and over midnight in one piece."""
    almanac = almanac_of(channel.country, catalogue.calendars)
    pieces = (
        piece
        for day in _days(channel, span)
        for piece in open_pieces(channel.hours, day, channel.zone, almanac, channel.closed)
    )
    return _both(joined(pieces), [span])


def _days(channel: Channel, span: Piece) -> Iterator[date]:
    day, last = local_day(span[0], channel.zone), local_day(span[1], channel.zone)
    while day <= last:
        yield day
        day += ONE_DAY


def _running(channel: Channel, repertoire: Repertoire, span: Piece) -> Iterable[Occurrence]:
    """Each occurrence that reaches into the span, once."""
    timetable = repertoire.timetable(channel.zone, channel.country)
    found = {
        (one.rule.name, one.day): one for day in _days(channel, span) for one in timetable.on(channel.targets, day)
    }
    return found.values()


def _playing(repertoire: Repertoire, name: str, channel: Channel, opened: list[Piece]) -> Iterator[Piece]:
    for piece in opened:
        yield from filled(repertoire, name, channel, piece)


def _bars(running: list[Occurrence], opened: list[Piece], playing: dict[str, list[Piece]]) -> Iterator[Bar]:
    """What is there only for want of anything else (a priority below 0) is drawn where nothing else is."""
    usual = joined(
        piece
        for one in running
        if one.rule.now or one.rule.priority >= 0
        for piece in _both(playing[one.rule.playlist], [(one.from_at, one.until_at)])
    )
    for one in running:
        for piece in _both(opened, [(one.from_at, one.until_at)]):
            left = [piece] if one.rule.now or one.rule.priority >= 0 else _left(piece, usual)
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
    lanes: list[list[Bar]] = []
    for its in rules.values():
        lane = next((n for n, taken in enumerate(lanes) if not _collide(taken, its)), len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane] += its
        yield from (msgspec.structs.replace(bar, lane=lane) for bar in its)


def _collide(some: list[Bar], others: list[Bar]) -> bool:
    return any(a.from_at < b.until_at and b.from_at < a.until_at for a in some for b in others)


def _ties(bars: list[Bar]) -> Iterator[Tie]:
    open_: list[Bar] = []
    for bar in sorted(bars, key=lambda one: one.from_at):
        open_ = [one for one in open_ if one.until_at > bar.from_at]
        for other in open_:
            if tied(bar.rule, other.rule):
                yield _tie(*sorted((bar, other), key=lambda one: (one.rule.playlist, one.rule.number)))
        open_.append(bar)


def _tie(one: Bar, other: Bar) -> Tie:
    from_at, until_at = max(one.from_at, other.from_at), min(one.until_at, other.until_at)
    if one.narrowness != other.narrowness:
        by, wins = "target", min(one, other, key=lambda bar: bar.narrowness)
    elif one.since != other.since:
        by, wins = "later", max(one, other, key=lambda bar: bar.since)
    else:
        by, wins = "name", one
    return Tie(from_at, until_at, one.rule.name, other.rule.name, wins.rule.name, by)


def _going_on(ties: Iterable[Tie]) -> list[Tie]:
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


def _takes_part(bar: Bar, tie: Tie) -> bool:
    return bar.rule.name in (tie.first, tie.second) and bar.from_at < tie.until_at and tie.from_at < bar.until_at


def joined(pieces: Iterable[Piece]) -> list[Piece]:
    """In order, those that touch as one."""
    found: list[Piece] = []
    for from_at, until_at in sorted(pieces):
        if found and from_at <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until_at))
        else:
            found.append((from_at, until_at))
    return found


def _both(some: Iterable[Piece], others: list[Piece]) -> list[Piece]:
    """What two lists of pieces, each in order and apart, have in common."""
    found = ((max(a[0], b[0]), min(a[1], b[1])) for a in some for b in others)
    return [(from_at, until_at) for from_at, until_at in found if from_at < until_at]


def _left(piece: Piece, taken: list[Piece]) -> list[Piece]:
    return without(piece, _both(taken, [piece]))


class Run(msgspec.Struct, frozen=True):
    """A rule over days that follow each other, both included, for a board of a month. `hours` (from, until), local, are
    those of most of the days; None is all day.
    """

    rule: Rule
    first: date
    last: date
    hours: tuple[str, str] | None
    tied: bool
    idle: bool
    lane: int = 0


def runs_of(line: Line, board: Board) -> list[Run]:
    """The line told by the day. A bar belongs to the day on which it begins; one of several days to each of them."""
    days: dict[str, dict[date, list[Bar]]] = defaultdict(lambda: defaultdict(list))
    for bar in line.bars:
        first = local_day(bar.from_at, board.zone)
        last = local_day(bar.until_at - timedelta(seconds=1), board.zone) if bar.rule.hours is None else first
        for n in range((last - first).days + 1):
            days[bar.rule.name][max(first, board.first) + n * ONE_DAY].append(bar)
    lanes: list[list[Run]] = []
    found: list[Run] = []
    for its in days.values():
        runs = list(_runs(its, board.zone))
        lane = next((n for n, taken in enumerate(lanes) if not _meet(taken, runs)), len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane] += runs
        found += [msgspec.structs.replace(run, lane=lane) for run in runs]
    return found


def _runs(days: dict[date, list[Bar]], zone: ZoneInfo) -> Iterator[Run]:
    run: list[date] = []
    for day in sorted(days):
        if run and day - run[-1] != ONE_DAY:
            yield _run(run, days, zone)
            run = []
        run.append(day)
    if run:
        yield _run(run, days, zone)


def _run(run: list[date], days: dict[date, list[Bar]], zone: ZoneInfo) -> Run:
    bars = [bar for day in run for bar in days[day]]
    hours = Counter((f"{bar.from_at.astimezone(zone):%H:%M}", f"{bar.until_at.astimezone(zone):%H:%M}") for bar in bars)
    (most, _), *_ = hours.most_common(1)
    return Run(
        bars[0].rule,
        run[0],
        run[-1],
        None if most == ("00:00", "00:00") else most,
        any(bar.ties for bar in bars),
        all(bar.idle for bar in bars),
    )


def _meet(some: list[Run], others: list[Run]) -> bool:
    return any(a.first <= b.last and b.first <= a.last for a in some for b in others)
