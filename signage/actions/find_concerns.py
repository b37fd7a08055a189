"""Finds ties of rules and hours with nothing to show, whenever something changed and once an hour, beside everything else."""

from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from ..domain.catalogue import Catalogue
from ..domain.concerns import Concerns, packed_concerns
from ..errors import SignageError
from ..store.catalogue import packed
from ..workers import Workers

log = structlog.get_logger()


class ConcernBook:
    """`found` is what the last look found: pages read it from memory. `look` is called every few seconds."""

    def __init__(self, workers: Workers, catalogue: Callable[[], Awaitable[Catalogue]]) -> None:
        self.found = Concerns()
        self._workers = workers
        self._catalogue = catalogue
        self._looked: tuple[int, datetime] | None = None

    async def look(self, now: datetime) -> None:
        """Does nothing where neither the catalogue nor the hour is another. One that fails is logged, and tried again
        with the next change.
        """
        catalogue = await self._catalogue()
        asked = catalogue.revision, now.replace(minute=0, second=0, microsecond=0)
        if asked == self._looked:
            return
        self._looked = asked
        try:
            self.found = await self._workers.run(packed_concerns, await packed(catalogue), now)
        except SignageError as problem:
            log.warning("ties and empty hours could not be looked for", reason=str(problem))
