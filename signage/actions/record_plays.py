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
"""Batches in memory; a thousand a second can be taken."""


class PlayBook:
    """`left_out` counts plays that can't have been: of slides that never existed, or at impossible times."""

    def __init__(self, database: Database, blobs: Blobs, gather_seconds: float = GATHER_SECONDS) -> None:
        self._database = database
        self._blobs = blobs
        self._gather_seconds = gather_seconds
        self._waiting: dict[tuple[str, str], PlayBatch] = {}
        self._one_at_a_time = asyncio.Lock()
        self.stored = 0
        self.left_out = 0

    async def record(self, display: str, plays: Plays, now: datetime) -> None:
        """Until they are stored. Raises InputError where none of them can have been, and StoreError."""
        known = await asyncio.to_thread(self._known, {play.slide for play in plays.plays})
        good = [play for play in plays.plays if play.slide in known and can_be(play, now)]
        self.left_out += len(plays.plays) - len(good)
        if good:
            self.stored += len(good)
            await self._store(_batch(display, plays.batch, good))
        elif plays.plays:
            raise InputError(
                "none of these plays can have been: their slides never existed, or their times are not of late"
            )

    def _known(self, slides: Collection[str]) -> set[str]:
        return {slide for slide in slides if self._blobs.path(f"{slide}.html").is_file()}

    async def _store(self, batch: PlayBatch) -> None:
        """Whoever comes first stores what has gathered meanwhile; the others find theirs stored."""
        if len(self._waiting) >= WAITING_AT_MOST:
            raise TooManyError("too many screens send their plays at once; send them again in a minute")
        key = (batch.display, batch.batch)
        self._waiting[key] = batch
        async with self._one_at_a_time:
            if key not in self._waiting:
                return
            await asyncio.sleep(self._gather_seconds)
            gathered, self._waiting = self._waiting, {}
            try:
                async with self._database.write() as connection:
                    await record_plays(connection, gathered.values())
            except BaseException:
                self._waiting = gathered | self._waiting  # the next one tries again, for all
                raise


def _batch(display: str, batch: str, plays: list[Play]) -> PlayBatch:
    times = [datetime.fromtimestamp(play.at / 1000, UTC) for play in plays]
    return PlayBatch(display, batch, min(times), max(times), msgspec.json.encode(packed(plays)).decode())
