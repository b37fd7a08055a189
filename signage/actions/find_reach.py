"""Where an item would be shown, asked of a process of its own: pages and players never wait for it."""

import asyncio
from datetime import datetime

import msgspec

from ..domain.catalogue import Catalogue
from ..domain.content import Item
from ..domain.reach import Reach, where_shown_packed
from ..workers import Workers


class Reaches:
    """`workers` are those in which staff try things out. Raises WorkerError when that fails."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._packed: tuple[Catalogue | None, bytes] = (None, b"")

    async def of(self, catalogue: Catalogue, item: Item, now: datetime) -> Reach:
        """As if the item were up as it is."""
        kept, packed = self._packed
        if kept is not catalogue:
            packed = await asyncio.to_thread(msgspec.msgpack.encode, catalogue)
            self._packed = (catalogue, packed)
        return await self._workers.run(where_shown_packed, packed, item, now)
