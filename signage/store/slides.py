"""Which slide was made from which recipe, so that nothing is made twice and the last good one is found."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.legibility import Examined
from ..domain.manifest import Made
from .rows import batches, put
from .tables import slides as table

AT_ONCE = 1_000
"""Slides that are asked for at once."""


class MadeSlide(msgspec.Struct, frozen=True):
    """`recipe` hashes all that went into the slide; `subject` is what it shows over all its versions.

    `examined` is domain/legibility.Examined as JSON, empty of what an older server made: thousands lie in memory, and few
    are ever looked at.
    """

    recipe: str
    subject: str
    made: Made
    examined: bytes = b""


class SlideIndex:
    """All made slides in memory, the newest of each subject last.

    `put_off` are recipes whose worker died, or that are like such: only who clears it has them tried again.
    """

    def __init__(self) -> None:
        self.put_off: set[str] = set()
        self._by_recipe: dict[str, Made] = {}
        self._last: dict[str, Made] = {}
        self._refused: set[str] = set()
        self._examined: dict[str, bytes] = {}

    def add(self, slides: Sequence[MadeSlide]) -> None:
        for slide in slides:
            self._by_recipe[slide.recipe] = self._last[slide.subject] = slide.made
            self._examined[slide.made.slide] = slide.examined

    def forget(self, recipes: Sequence[str]) -> None:
        """Slides whose files are to go; should one be asked for again, it is made again."""
        gone = {made.slide for recipe in recipes if (made := self._by_recipe.pop(recipe, None))}
        self._last = {subject: made for subject, made in self._last.items() if made.slide not in gone}
        for slide in gone:
            self._examined.pop(slide, None)

    def made(self, recipe: str) -> Made | None:
        return self._by_recipe.get(recipe)

    def examined(self, slide: str) -> Examined | None:
        """What was found of a made slide (SHA-256)."""
        kept = self._examined.get(slide)
        return msgspec.json.decode(kept, type=Examined) if kept else None

    def put_on_air(self, subject: str, made: Made) -> None:
        """What is shown of a subject now is its last good version: an edit may have been taken back."""
        self._last[subject] = made

    def refuse(self, recipe: str) -> None:
        """Remembers, until the next start, that nothing can be made of this recipe: trying again would give the same."""
        self._refused.add(recipe)

    def is_refused(self, recipe: str) -> bool:
        return recipe in self._refused

    def last_good(self, subject: str) -> Made | None:
        return self._last.get(subject)


async def record_slides(connection: AsyncConnection, slides: Sequence[MadeSlide], now: datetime) -> None:
    rows = (
        {
            "recipe": slide.recipe,
            "subject": slide.subject,
            "slide": slide.made.slide,
            "bytes": slide.made.bytes,
            "needs": msgspec.json.encode(slide.made.needs).decode(),
            "made_at": now,
            "examined": slide.examined.decode(),
        }
        for slide in slides
    )
    await put(connection, table, *rows)


async def load_slides(connection: AsyncConnection) -> list[MadeSlide]:
    """All slides that were made and are still kept, the oldest first."""
    rows = await connection.execute(select(table).order_by(table.c.made_at, table.c.recipe))
    return [
        MadeSlide(
            row.recipe,
            row.subject,
            Made(row.slide, row.bytes, msgspec.json.decode(row.needs, type=tuple[tuple[str, int], ...])),
            row.examined.encode(),
        )
        for row in rows
    ]


async def load_fallbacks(connection: AsyncConnection) -> set[str]:
    """Slides (SHA-256) that show no item: their subject names none, so it begins with a bar."""
    # As a range, which an index serves: text is ordered by its bytes. For LIKE every slide is looked at.
    none = (table.c.subject >= "|", table.c.subject < "}")
    rows = await connection.execute(select(table.c.slide).where(*none))
    return set(rows.scalars())


async def load_examined(connection: AsyncConnection, wanted: Collection[str]) -> list[tuple[str, str]]:
    """Those of these slides (SHA-256) that are kept, each with what was found of it as JSON; without those that an older
    server made.
    """
    kept = select(table.c.slide, table.c.examined).where(table.c.examined != "")
    found: list[tuple[str, str]] = []
    for part in batches(sorted(wanted), AT_ONCE):
        rows = await connection.execute(kept.where(table.c.slide.in_(part)))
        found += [(slide, examined) for slide, examined in rows]
    return found


def coded(slides: Iterable[tuple[str, str]]) -> set[str]:
    """Those of them that bear a QR code, as they were measured when they were drawn."""
    return {slide for slide, examined in slides if msgspec.json.decode(examined, type=Examined).measures.qr}
