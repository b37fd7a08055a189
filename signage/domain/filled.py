"""When a playlist has anything to show, and which rule wins then, without making loops: quick enough for a whole board."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from .board_bars import both
from .calendars import ONE_DAY, local_day
from .candidates import Candidate, Piece
from .closing_days import almanac_of
from .playlists import Playlist, Section
from .programme import LISTS
from .repertoire import Repertoire
from .schedule import Rule
from .timeline import Channel, open_pieces
from .timetable import Occurrence


class Playing:
    """When the playlists of a catalogue have anything to show over a span: asked once for all channels alike."""

    def __init__(self, repertoire: Repertoire, span: Piece) -> None:
        self.repertoire = repertoire
        self.span = span
        self._known: dict[tuple[object, ...], list[Piece]] = {}

    def pieces(self, playlist: str, channel: Channel) -> list[Piece]:
        """In order and apart."""
        key = (playlist, channel.languages, channel.names, channel.format.holds_lists)
        if key not in self._known:
            self._known[key] = filled(self.repertoire, playlist, channel, self.span)
        return self._known[key]


class Won(NamedTuple):
    """A rule that puts its playlist on the channel over [from_at, until_at)."""

    from_at: datetime
    until_at: datetime
    rule: Rule


def days_of(channel: Channel, span: Piece) -> Iterator[date]:
    """The local days that a span touches."""
    day, last = local_day(span[0], channel.zone), local_day(span[1], channel.zone)
    while day <= last:
        yield day
        day += ONE_DAY


def opened_on(channel: Channel, repertoire: Repertoire, span: Piece) -> Iterator[tuple[date, list[Piece]]]:
    """Day by day when the place is open within a span: in order and apart."""
    almanac = almanac_of(channel.country, repertoire.catalogue.calendars)
    for day in days_of(channel, span):
        yield day, both(open_pieces(channel.hours, day, channel.zone, almanac, channel.closed), [span])


def won_by(channel: Channel, playing: Playing) -> tuple[bool, list[Won]]:
    """Whether the place is ever open in the span, and which rules win when, in order: the same as timeline.segments says,
    where dead air is left out.
    """
    timetable = playing.repertoire.timetable(channel.zone, channel.country)
    is_open, found = False, list[Won]()
    for day, opened in opened_on(channel, playing.repertoire, playing.span):
        is_open = is_open or bool(opened)
        found += _won(timetable.on(channel.targets, day), opened, playing, channel)
    return is_open, sorted(found, key=lambda one: one.from_at)


def _won(running: Iterable[Occurrence], free: list[Piece], playing: Playing, channel: Channel) -> Iterator[Won]:
    """Each rule, in the order of rank, takes what is still free of a day and what it can fill."""
    for one in running:
        if not free:
            return
        its = [(max(a, one.from_at), min(b, one.until_at)) for a, b in free if a < one.until_at and one.from_at < b]
        if its and (taken := both(its, playing.pieces(one.rule.playlist, channel))):
            yield from (Won(*piece, one.rule) for piece in taken)
            free = _without(free, taken)


def _without(free: Iterable[Piece], taken: Sequence[Piece]) -> list[Piece]:
    """Each of what is taken lies in one of the free pieces; both are in order."""
    left: list[Piece] = []
    following = iter(taken)
    next_ = next(following, None)
    for begins, ends in free:
        at = begins
        while next_ and next_[0] < ends:
            if at < next_[0]:
                left.append((at, next_[0]))
            at, next_ = next_[1], next(following, None)
        if at < ends:
            left.append((at, ends))
    return left


def filled(repertoire: Repertoire, name: str, channel: Channel, piece: Piece) -> list[Piece]:
    """The parts of `piece`, in order and apart, in which the playlist gives a loop that is not empty on the channel.

    The same as its loops say (tests hold it to that): an item that is certain to be shown settles as long as it may be
    shown, and only where none is, the loop itself is asked.
    """
    playlist = repertoire.catalogue.playlists.get(name)
    if playlist is None:
        return []
    at, until = piece
    found: list[Piece] = []
    while at < until:
        certain = _certain(repertoire, playlist, channel, at)
        ends = min(certain.ends or until, until) if certain else _edge(repertoire, name, channel, at, until)
        if certain or _has_loop(repertoire, name, channel, at):
            found = [*found[:-1], (found[-1][0], ends)] if found and found[-1][1] == at else [*found, (at, ends)]
        at = ends
    return found


def _certain(repertoire: Repertoire, playlist: Playlist, channel: Channel, at: datetime) -> Candidate | None:
    """An item that no cut of its section to the newest, and no list of events, can leave out at this instant."""
    for section in filter(_is_plain, playlist.sections):
        for one in repertoire.candidates(channel.names, channel.languages):
            if one.holds(at) and section.takes(one.item):
                return one
    return None


def _is_plain(section: Section) -> bool:
    return section.template not in LISTS and (
        section.newest is None or (bool(section.kinds) and "event" not in section.kinds)
    )


def _has_loop(repertoire: Repertoire, name: str, channel: Channel, at: datetime) -> bool:
    programme = repertoire.programme(name, channel.languages, channel.names, channel.format.holds_lists)
    return bool(programme and programme.loop_at(at))


def _edge(repertoire: Repertoire, name: str, channel: Channel, at: datetime, until: datetime) -> datetime:
    """Until when what the playlist shows stays as it is at `at`."""
    programme = repertoire.programme(name, channel.languages, channel.names, channel.format.holds_lists)
    return next((piece[1] for piece, _ in programme.parts(at, until)), until) if programme else until
