"""Finds slides on air that people can't read, whenever something else is on air, beside everything else."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from ..domain.catalogue import Catalogue
from ..domain.on_air import Judged, Unreadable, judge_on_air, slides_on_air, unreadable_of, whose
from ..store.accepted import load_accepted
from ..store.database import Database
from ..store.manifests import InForce, Manifests
from ..store.slides import SlideIndex


class UnreadableBook:
    """`found` is what the last look found: pages read it from memory. `look` is called every few seconds."""

    def __init__(
        self,
        database: Database,
        manifests: Manifests,
        slides: SlideIndex,
        catalogue: Callable[[], Awaitable[Catalogue]],
    ) -> None:
        self._database = database
        self._manifests = manifests
        self._slides = slides
        self._catalogue = catalogue
        self._looked: tuple[InForce, int] | None = None
        self._judged: Sequence[Judged] = ()
        self.found: tuple[Unreadable, ...] = ()

    async def look(self) -> None:
        """Judges anew only where something else is in force; who has accepted what is a small query each time."""
        catalogue = await self._catalogue()
        asked = self._manifests.in_force, catalogue.revision
        if self._looked is None or self._looked[0] is not asked[0] or self._looked[1] != asked[1]:
            self._looked = asked
            self._judged = await asyncio.to_thread(self._judge, asked[0], catalogue)
        async with self._database.read() as connection:
            accepted = await load_accepted(connection)
        self.found = unreadable_of(self._judged, {item: one.codes for item, one in accepted.items()})

    def judged(self, item: str) -> list[Judged]:
        """What people can't read of an item, also what somebody has accepted."""
        return [one for one in self._judged if whose(one) == item]

    def _judge(self, in_force: InForce, catalogue: Catalogue) -> list[Judged]:
        tails = {channel: tail for channel, (_, tail) in in_force.tails.items()}
        channels = {id: head.channel for id, head in in_force.heads.items()}
        shown = slides_on_air(tails, channels)
        examined = {one.slide: found for one in shown if (found := self._slides.examined(one.slide))}
        return [one for one in judge_on_air(shown, examined, catalogue.displays) if one.finding.mark == "wrong"]
