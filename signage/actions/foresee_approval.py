"""What approval of a version would do, asked of a process of its own, and remembered while a page is looked at."""

import asyncio
from collections import OrderedDict
from datetime import datetime

import msgspec

from ..domain.approving import Effect, packed_effect
from ..domain.catalogue import Catalogue
from ..domain.content import Item
from ..store.catalogue import packed
from ..workers import Workers

KEPT = 50
"""So many answers are remembered."""


class Outlook:
    """Raises WorkerError where the question costs its process its life."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers
        self._tasks: OrderedDict[tuple[int, bytes, datetime], asyncio.Task[Effect]] = OrderedDict()

    async def effect(self, catalogue: Catalogue, item: Item, now: datetime) -> Effect:
        """The same question within a minute is asked once, by however many pages."""
        minute = now.replace(second=0, microsecond=0)
        asked = catalogue.revision, msgspec.json.encode(item), minute
        task = self._tasks.get(asked)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = self._tasks[asked] = asyncio.create_task(self._ask(catalogue, item, now))
            while len(self._tasks) > KEPT:
                self._tasks.popitem(last=False)
        # Shielded: a page that gives up waiting leaves the answer to the next that asks.
        return await asyncio.shield(task)

    async def _ask(self, catalogue: Catalogue, item: Item, now: datetime) -> Effect:
        return await self._workers.run(packed_effect, await packed(catalogue), item, now)
