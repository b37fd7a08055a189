"""What screens would show once something is published, asked of a process of its own: players never wait for it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from ..domain.catalogue import Catalogue
from ..domain.comparison import Comparison
from ..domain.events import Days
from ..domain.publication import days_around
from ..domain.rehearsal import Asked, LoopAt, packed_changes, rehearse_change, rehearse_loops
from ..workers import Workers

AROUND = timedelta(days=2)
"""Local days, wherever on earth, beside the UTC day of a moment."""


class Rehearsals:
    """Compares catalogues, and lays out loops of playlists, in a worker. Raises WorkerError when that fails.

    Whatever else staff try out may ask the same `workers`.
    """

    def __init__(self, workers: Workers) -> None:
        self.workers = workers
        self._packed: tuple[Catalogue | None, bytes] = (None, b"")
        self._begun: asyncio.Task[list[LoopAt | None]] | None = None

    def begin(self, catalogue: Catalogue, now: datetime) -> None:
        """Starts the process, so that the first page that asks something of it needn't wait for that."""
        if self._begun is None:
            self._begun = asyncio.create_task(self.loops(catalogue, catalogue, (), now))

    async def compare(self, before: Catalogue, after: Catalogue, now: datetime) -> Comparison:
        """What would be otherwise over the coming days if `after` were published in place of `before`."""
        packed, changes = await self._pack(before, after)
        return await self.workers.run(rehearse_change, packed, changes, now)

    async def loops(
        self, before: Catalogue, after: Catalogue, asked: Sequence[Asked], now: datetime
    ) -> list[LoopAt | None]:
        """The loops of playlists at moments; None where there is no such playlist."""
        packed, changes = await self._pack(before, after)
        return await self.workers.run(rehearse_loops, packed, changes, asked, _days(asked, now))

    async def _pack(self, before: Catalogue, after: Catalogue) -> tuple[bytes, bytes]:
        kept, packed = self._packed
        if kept is not before:
            packed = await asyncio.to_thread(msgspec.msgpack.encode, before)
            self._packed = (before, packed)
        return packed, await asyncio.to_thread(packed_changes, before, after)


def _days(asked: Sequence[Asked], now: datetime) -> Days:
    """Those around now, which are kept, if they hold all moments; else those around the moments."""
    usual, moments = days_around(now), [one.at.date() for one in asked]
    first, last = min(moments, default=now.date()) - AROUND, max(moments, default=now.date()) + AROUND
    return usual if usual.first <= first and last <= usual.last else Days(first, last)
