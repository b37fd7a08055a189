"""Where an item would be shown, asked of a process of its own: pages and players never wait for it."""

from datetime import datetime

from ..domain.catalogue import Catalogue
from ..domain.content import Item
from ..domain.reach import Reach, where_shown_packed
from ..store.catalogue import packed
from ..workers import Workers


class Reaches:
    """`workers` are those in which staff try things out. Raises WorkerError when that fails."""

    def __init__(self, workers: Workers) -> None:
        self._workers = workers

    async def of(self, catalogue: Catalogue, item: Item, now: datetime) -> Reach:
        """As if the item were up as it is."""
        return await self._workers.run(where_shown_packed, await packed(catalogue), item, now)
