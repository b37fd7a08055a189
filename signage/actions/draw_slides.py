"""Slides for staff's eyes: drawn as those on air are, kept in memory only, never a public file."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from ..domain.catalogue import Catalogue
from ..domain.content import Item, Period
from ..domain.displays import Display, format_of
from ..domain.legibility import Finding, Measures
from ..domain.manifest import Made
from ..domain.media import Media
from ..domain.playlists import Playlist, Section
from ..domain.repertoire import Repertoire
from ..domain.slots import Slot
from ..errors import RenderError, SignageError
from ..render.orders import Look, look_digest, make_slides, recipe
from ..render.slides import Slide
from ..render.subject import Subject, subject_of
from ..workers import Workers

KEPT = 400
"""So many drawn slides stay in memory, some 40 kB each."""
EXPECTED = 4_000
"""So many slides that a page told of are remembered, to be drawn once they are looked at."""
BATCH = 16


class Drawn(NamedTuple):
    """`name` is the SHA-256 under which /previews/<name>.html shows it; `findings` are what staff are to know of it, and
    `measures` what else depends on the display.
    One that can't be drawn has no name and says why in `problem`.
    """

    name: str
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    measures: Measures | None = None


def _nothing_made(_recipe: str) -> Made | None:
    return None


class Previews:
    """Draws in workers of its own: what is on air never waits for it. `look` gives the look and its digest as of now;
    `made` the slide that was made of a recipe for screens.
    """

    def __init__(
        self, workers: Workers, look: Callable[[], tuple[Look, str]], made: Callable[[str], Made | None] = _nothing_made
    ) -> None:
        self._workers = workers
        self._look = look
        self._made = made
        self._kept: OrderedDict[str, Slide] = OrderedDict()
        self._expected: OrderedDict[str, tuple[Subject, Look]] = OrderedDict()
        self._drawing = asyncio.Lock()

    def html(self, name: str) -> bytes | None:
        """The document of a slide that was drawn of late."""
        slide = self._kept.get(name)
        return slide.html if slide else None

    async def paths(self, subjects: Sequence[Subject]) -> list[str]:
        """Where each can be seen, without waiting for any: as screens have it, else a preview that is drawn when looked at."""
        look, digest = self._look()
        names = await asyncio.to_thread(lambda: [recipe(subject, digest) for subject in subjects])
        return [self._path(name, subject, look) for name, subject in zip(names, subjects, strict=True)]

    def _path(self, name: str, subject: Subject, look: Look) -> str:
        if made := self._made(name):
            return made.path
        self._expected[name] = (subject, look)
        self._expected.move_to_end(name)
        while len(self._expected) > EXPECTED:
            self._expected.popitem(last=False)
        return f"/previews/{name}.html"

    async def document(self, name: str) -> bytes | None:
        """As `html`; one that `paths` told of is drawn first. None also where it can't be drawn."""
        asked = self._expected.get(name)
        if asked and name not in self._kept:
            async with self._drawing:  # one after the other: a page asks for dozens at once
                if name not in self._kept:
                    await self._make({name: asked[0]}, asked[1])
        return self.html(name)

    async def draw(self, subjects: Sequence[Subject], look: Look | None = None) -> list[Drawn]:
        """One for each subject; in another look than the one in force if it is given (a brand that is tried)."""
        its, digest = (look, await asyncio.to_thread(look_digest, look)) if look else self._look()
        names = await asyncio.to_thread(lambda: [recipe(subject, digest) for subject in subjects])
        missing = {name: one for name, one in zip(names, subjects, strict=True) if name not in self._kept}
        failed: dict[str, str] = {}
        todo = list(missing.items())
        for start in range(0, len(todo), BATCH):
            failed |= await self._make(dict(todo[start : start + BATCH]), its)
        return [self._drawn(name, failed) for name in names]

    async def draw_item(
        self, item: Item, display: Display, catalogue: Catalogue, at: datetime, language: str = ""
    ) -> Drawn:
        """An item that may not be in the catalogue yet, as a display shows it at a moment, in one of its languages."""
        slot = slot_of(item, catalogue.media, at, language or next(iter(item.title), "ja"))
        if slot is None:
            return Drawn("", problem="it has no title in this language, or is of no kind that can be drawn")
        shape, links = format_of(display), catalogue.links
        [drawn] = await self.draw([subject_of({item.id: item}, catalogue.media, slot.key, shape, links)])
        return drawn

    async def _make(self, batch: Mapping[str, Subject], look: Look) -> dict[str, str]:
        try:
            outcomes = await self._workers.run(make_slides, list(batch.values()), look)
        except SignageError as problem:
            return dict.fromkeys(batch, problem.message)
        failed = {}
        for name, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, RenderError):
                failed[name] = outcome.message
            else:
                self._keep(name, outcome)
        return failed

    def _keep(self, name: str, slide: Slide) -> None:
        self._kept[name] = slide
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _drawn(self, name: str, failed: Mapping[str, str]) -> Drawn:
        slide = self._kept.get(name)
        if slide is None:
            return Drawn("", problem=failed.get(name, "it could not be drawn"))
        self._kept.move_to_end(name)
        return Drawn(name, slide.findings, measures=slide.measures)


def slot_of(
    item: Item, media: Mapping[str, Media], at: datetime, language: str, section: Section | None = None
) -> Slot | None:
    """The slot of an item alone, as it stands at a moment, whatever its period and places say; None if it can't be one."""
    section = section or Section(name="preview")
    bare = _anywhen(item)
    alone = Catalogue(
        items={bare.id: bare},
        playlists={"preview": Playlist(name="preview", sections=(section,))},
        media=dict(media),
    )
    programme = Repertoire(alone).programme("preview", (language,), frozenset())
    loop = programme.loop_at(at) if programme else ()
    return next((slot for slot in loop if slot.item == item.id), None)


def _anywhen(item: Item) -> Item:
    return msgspec.structs.replace(item, period=Period(), places=())
