"""When a playlist has anything to show, without making its loops: quick enough to be asked for every playlist of a board."""

from datetime import datetime

from .candidates import Candidate, Piece
from .playlists import Playlist, Section
from .programme import LISTS, Repertoire
from .timeline import Channel


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
        for one in repertoire.candidates(channel.names):
            if one.holds(at) and section.takes(one.item):
                if not set(channel.languages).isdisjoint(one.item.title):
                    return one
                if section.newest is not None:
                    break  # what comes after it may be beyond the newest
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
