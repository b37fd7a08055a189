"""Counts the screens that a withdrawn item has left, as they tell of it: for the page of whoever withdrew it."""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from ..domain.departures import holds_item
from ..store.heartbeats import Beat
from ..store.manifests import Manifests, Served

KEPT = 200
"""So many withdrawals are remembered; of older ones it is still known that they are over, not how fast they were."""

_Counted = tuple[datetime, tuple[str, ...], dict[str, datetime]]
"""When it was withdrawn, the displays that showed it, and when each of them was rid of it."""


class Departed(NamedTuple):
    """`displays` showed the item, in its turn, at `at`; `gone` says when each of them told, or asked for what says, that it has left.

    `left` are those that have not yet.
    """

    at: datetime
    displays: tuple[str, ...]
    gone: Mapping[str, datetime]

    @property
    def left(self) -> tuple[str, ...]:
        return tuple(display for display in self.displays if display not in self.gone)

    @property
    def seconds(self) -> float | None:
        """From the withdrawal to the last screen; None while it is on any, or was on none."""
        if self.left or not self.gone:
            return None
        return max(0.0, *((at - self.at).total_seconds() for at in self.gone.values()))


class Departures:
    """In memory only: a restart forgets how fast something went, not that it did."""

    def __init__(self, manifests: Manifests, beats: Mapping[str, Beat]) -> None:
        self._manifests = manifests
        self._beats = beats
        self._kept: OrderedDict[str, _Counted] = OrderedDict()

    def begin(self, item: str, at: datetime) -> Callable[[], None]:
        """To be called before the withdrawal: what screens are given then holds it still. Returns what puts back what was
        counted of the item before, for a withdrawal that is refused or that another one was quicker than.
        """
        before, counted = self._kept.get(item), (at, self._showing(item), dict[str, datetime]())
        self._kept[item] = counted
        self._kept.move_to_end(item)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return lambda: self._put_back(item, before, counted)

    def _put_back(self, item: str, before: _Counted | None, counted: _Counted) -> None:
        if self._kept.get(item) is not counted:
            return  # somebody else's withdrawal, which was quicker, counts on
        self.forget(item)
        if before:
            self._kept[item] = before

    def forget(self, item: str) -> None:
        """It is on air again."""
        self._kept.pop(item, None)

    def of(self, item: str) -> Departed | None:
        """As of now; None for what was withdrawn before this run, or long ago."""
        if item not in self._kept:
            return None
        at, displays, gone = self._kept[item]
        holding: dict[int, bool] = {}
        for display in displays:
            if display not in gone and (left_at := self._left_at(item, display, at, holding)):
                gone[display] = left_at
        return Departed(at, displays, dict(gone))

    def _showing(self, item: str) -> tuple[str, ...]:
        holding: dict[int, bool] = {}
        served = ((display, self._manifests.of(display)) for display in self._manifests.in_force.heads)
        showing = (display for display, one in served if one and _holds(one, item, holding))
        return tuple(sorted(display for display in showing if self._was_heard_of(display)))

    def _was_heard_of(self, display: str) -> bool:
        """A screen that has never connected shows nothing."""
        return display in self._beats or self._manifests.fetched(display) is not None

    def _left_at(self, item: str, display: str, since: datetime, holding: dict[int, bool]) -> datetime | None:
        served = self._manifests.of(display)
        if served is None:
            return since  # it is a display no more
        if _holds(served, item, holding):
            return None
        told, given = self._beats.get(display), self._manifests.fetched(display)
        if given and given.etag == served.etag:
            return datetime.fromtimestamp(given.at, UTC)
        # A withdrawal holds as soon as a manifest has come, also while its files are awaited (docs/protocol.md).
        known = told and served.etag in (told.heartbeat.etag, told.heartbeat.waiting)
        return told.received_at if told and known else None


def _holds(served: Served, item: str, known: dict[int, bool]) -> bool:
    """Looked for once in each tail: thousands of displays share a few."""
    if id(served.tail) not in known:
        known[id(served.tail)] = holds_item(served.tail, item)
    return known[id(served.tail)]
