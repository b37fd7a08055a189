"""What screens would show once something is published, asked of a process of its own: players never wait for it."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from ..domain.catalogue import Catalogue
from ..domain.comparison import Comparison
from ..domain.events import Days
from ..domain.publication import days_holding
from ..domain.rehearsal import Asked, LoopAt, packed_changes, rehearse_change, rehearse_loops
from ..store.catalogue import packed
from ..workers import Workers

AROUND = timedelta(days=2)
"""Local days, wherever on earth, beside the UTC day of a moment."""


class Rehearsals:
    """Compares catalogues, and lays out loops of playlists, in a worker. Raises WorkerError when that fails.

    Whatever else staff try out may ask the same `workers`.
    """

    def __init__(self, workers: Workers) -> None:
        self.workers = workers
        self._begun: asyncio.Task[list[LoopAt | None]] | None = None

    def begin(self, catalogue: Catalogue, now: datetime) -> None:
        """Starts the process, so that the first page that asks something of it needn't wait for that."""
        if self._begun is None:
            self._begun = asyncio.create_task(self.loops(catalogue, catalogue, (), now))

    async def compare(self, before: Catalogue, after: Catalogue, now: datetime) -> Comparison:
        """What would be otherwise over the coming days if `after` were published in place of `before`."""
        changes = await asyncio.to_thread(packed_changes, before, after)
        return await self.workers.run(rehearse_change, await packed(before), changes, now)

    async def loops(
        self, before: Catalogue, after: Catalogue, asked: Sequence[Asked], now: datetime
    ) -> list[LoopAt | None]:
        """The loops of playlists at moments; None where there is no such playlist."""
        changes = await asyncio.to_thread(packed_changes, before, after)
        return await self.workers.run(rehearse_loops, await packed(before), changes, asked, _days(asked, now))


def _days(asked: Sequence[Asked], now: datetime) -> Days:
    """With those around all moments that are asked about."""
    moments = [one.at.date() for one in asked]
    return days_holding(now, min(moments, default=now.date()) - AROUND, max(moments, default=now.date()) + AROUND)
