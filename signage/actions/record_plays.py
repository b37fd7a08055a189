"""Plays: what can't have been is left out, the rest is stored; many batches in one transaction, each counted once."""

import asyncio
from collections.abc import Collection
from datetime import UTC, datetime

import msgspec

from ..domain.plays import Play, Plays, can_be, packed
from ..errors import InputError, TooManyError
from ..store.blobs import Blobs
from ..store.database import Database
from ..store.plays import PlayBatch, record_plays

GATHER_SECONDS = 0.5
"""At most two transactions a second, however many screens send."""
WAITING_AT_MOST = 500
"""Batches in memory, beside those that are being stored; a thousand a second can be taken."""


class PlayBook:
    """`left_out` counts plays that can't have been: of slides that never existed, or at impossible times."""

    def __init__(self, database: Database, blobs: Blobs, gather_seconds: float = GATHER_SECONDS) -> None:
        self._database = database
        self._blobs = blobs
        self._gather_seconds = gather_seconds
        self._gathering: dict[tuple[str, str], PlayBatch] = {}
        self._storing: asyncio.Task[None] | None = None  # of what gathers now
        self._one_at_a_time = asyncio.Lock()
        self.stored = 0
        self.left_out = 0

    async def record(self, display: str, plays: Plays, now: datetime) -> None:
        """Until they are stored. Raises InputError where none of them can have been, and StoreError."""
        known = await asyncio.to_thread(self._known, {play.slide for play in plays.plays})
        good = [play for play in plays.plays if play.slide in known and can_be(play, now)]
        self.left_out += len(plays.plays) - len(good)
        if good:
            await self._store(_batch(display, plays.batch, good))
            self.stored += len(good)
        elif plays.plays:
            raise InputError(
                "none of these plays can have been: their slides never existed, or their times are not of late"
            )

    def _known(self, slides: Collection[str]) -> set[str]:
        return {slide for slide in slides if self._blobs.path(f"{slide}.html").is_file()}

    async def _store(self, batch: PlayBatch) -> None:
        """Those that gather meanwhile are stored together, or all are told to send theirs again: nothing is kept for them."""
        if len(self._gathering) >= WAITING_AT_MOST:
            raise TooManyError("too many screens send their plays at once; send them again in a minute")
        self._gathering[batch.display, batch.batch] = batch
        if self._storing is None:
            self._storing = asyncio.create_task(self._store_gathered())
        await asyncio.shield(self._storing)  # one that goes away must not take the others' with it

    async def _store_gathered(self) -> None:
        async with self._one_at_a_time:
            await asyncio.sleep(self._gather_seconds)
            batches, self._gathering, self._storing = self._gathering.values(), {}, None
            async with self._database.write() as connection:
                await record_plays(connection, batches)


def _batch(display: str, batch: str, plays: list[Play]) -> PlayBatch:
    times = [datetime.fromtimestamp(play.at / 1000, UTC) for play in plays]
    return PlayBatch(display, batch, min(times), max(times), msgspec.json.encode(packed(plays)).decode())
