"""What screens would show, tried out beside what is on air: in a process of its own, which keeps what an edit did not touch."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from .calendars import minute_down
from .catalogue import Catalogue
from .comparison import Comparison, compare
from .events import Days
from .publication import days_around
from .repertoire import Repertoire
from .slots import Loop
from .timeline import Channel, segments


class Asked(msgspec.Struct, frozen=True):
    """A playlist at a moment on the displays of a channel. `drafted`: as the drafts have it, else as it is published."""

    playlist: str
    at: datetime
    channel: Channel
    drafted: bool = True


class LoopAt(msgspec.Struct, frozen=True):
    """A playlist's loop at a moment, and the ids of the items that each of its sections has then, in their order.

    `anchor_at` is when the loop last began from its first place, where it is what the channel shows; else None.
    """

    loop: Loop
    items: tuple[tuple[str, ...], ...]
    anchor_at: datetime | None = None


class Rehearsal:
    """Answers about a packed catalogue and changes to it. What is kept decides how long an answer takes, nothing else."""

    def __init__(self) -> None:
        self._packed = b""
        self._was: Repertoire | None = None

    def compare(self, packed: bytes, changes: bytes, now: datetime) -> Comparison:
        was = self._read(packed, days_around(now))
        return compare(was.catalogue, changed(was.catalogue, changes), now, was)

    def loops(self, packed: bytes, changes: bytes, asked: Sequence[Asked], days: Days) -> list[LoopAt | None]:
        """One for each; None where there is no such playlist. `days` are around all moments that are asked about."""
        was = self._read(packed, days)
        will = Repertoire(changed(was.catalogue, changes), was, days)
        return [_loop_at(will if one.drafted else was, one) for one in asked]

    def _read(self, packed: bytes, days: Days) -> Repertoire:
        if self._was is None or self._packed != packed or self._was.days != days:
            catalogue = msgspec.msgpack.decode(packed, type=Catalogue)
            self._was, self._packed = Repertoire(catalogue, self._was, days), packed
        return self._was


def packed_changes(before: Catalogue, after: Catalogue) -> bytes:
    """The nouns of a catalogue that are not the very same in another."""
    names = [name for name in after.__struct_fields__ if getattr(after, name) is not getattr(before, name)]
    return msgspec.msgpack.encode({name: msgspec.Raw(msgspec.msgpack.encode(getattr(after, name))) for name in names})


def changed(before: Catalogue, changes: bytes) -> Catalogue:
    """A catalogue with what `packed_changes` took along."""
    found = msgspec.msgpack.decode(changes, type=dict[str, msgspec.Raw])
    kinds = {field.name: field.type for field in msgspec.structs.fields(Catalogue)}
    values = {name: msgspec.msgpack.decode(raw, type=kinds[name]) for name, raw in found.items()}
    return msgspec.structs.replace(before, **values)


def _loop_at(repertoire: Repertoire, asked: Asked) -> LoopAt | None:
    channel = asked.channel
    programme = repertoire.programme(asked.playlist, channel.languages, channel.names, channel.format.holds_lists)
    if programme is None:
        return None
    items = tuple(tuple(item.id for item in its) for _, its in programme.choose(asked.at))
    return LoopAt(programme.loop_at(asked.at), items, _anchor(repertoire, asked))


def _anchor(repertoire: Repertoire, asked: Asked) -> datetime | None:
    """Since when the playlist's loop runs on the channel, if it is on at that moment."""
    from_at = minute_down(asked.at)
    until_at = from_at + timedelta(minutes=1)
    for one in segments(asked.channel, repertoire.catalogue, from_at, until_at, repertoire):
        rule = repertoire.rules.get(one.rule or "")
        if rule and rule.playlist == asked.playlist:
            return one.anchor_at
    return None


_rehearsal = Rehearsal()


def rehearse_change(packed: bytes, changes: bytes, now: datetime) -> Comparison:
    """`Rehearsal.compare` of the one rehearsal of a worker process."""
    return _rehearsal.compare(packed, changes, now)


def rehearse_loops(packed: bytes, changes: bytes, asked: Sequence[Asked], days: Days) -> list[LoopAt | None]:
    """`Rehearsal.loops` of the same."""
    return _rehearsal.loops(packed, changes, asked, days)
