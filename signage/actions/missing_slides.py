"""The part of publishing that makes slides: those that loops ask for and that nobody has made yet."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import NamedTuple

import msgspec
import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.catalogue import Catalogue
from ..domain.displays import Format
from ..domain.finding_words import in_one_line
from ..domain.legibility import Examined
from ..domain.manifest import Made
from ..domain.slots import SlideKey
from ..domain.timeline import Channel
from ..errors import RenderError, WorkerError
from ..render.orders import Look, look_digest, make_slides, recipe
from ..render.slides import Slide
from ..render.subject import Subject, slide_name, subject_of
from ..render.templates import OwnTemplates
from ..store.blobs import Blobs
from ..store.database import Database
from ..store.problems import clear_problem, load_problems, record_problem
from ..store.slides import MadeSlide, SlideIndex, record_slides
from ..workers import Workers

BATCH = 16
"""Slides that one call to a worker makes: few enough that a killer among them is soon found."""
SECONDS = 10.0
"""Such a batch may take: it takes some hundredths of one, and edits wait meanwhile."""
ENOUGH = 2
"""So many slides of an item in a template that killed their workers, or items in a template of one's own, tell of the rest."""

log = structlog.get_logger()


Outcome = Slide | RenderError | WorkerError
"""A slide; why there can be none; or why there is none this time."""


class Slides(NamedTuple):
    """What publishing goes on with: slides by format and key. Subjects by name: `good` ones are as they should be, those
    of `again` are to be tried again, those of `back` show an earlier version, since an edit was taken back.
    """

    made: dict[Format, dict[SlideKey, Made]]
    good: set[str]
    again: set[str]
    back: set[str]


class Recipe(NamedTuple):
    """A slide that is asked for: its recipe's SHA-256, what it is made of, and that one's name."""

    name: str
    subject: Subject
    subject_name: str


class Killers:
    """What killed its workers in one publication: each try costs SECONDS, so what is like it is not tried as well."""

    def __init__(self, own: OwnTemplates) -> None:
        self._own = dict(own)
        self._slides: defaultdict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
        self._items: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._problem = WorkerError("")

    def add(self, subject: Subject, problem: WorkerError) -> None:
        key = subject.key
        self._slides[key.template, key.items].add(subject.name)
        if key.template in self._own:
            self._items[key.template].add(key.items)
        self._problem = WorkerError(f"not tried yet, since others like it failed: {problem}")

    def problem(self, subject: Subject) -> WorkerError | None:
        """Why a slide is not tried, if it is like those that killed."""
        key = subject.key
        slides, items = self._slides[key.template, key.items], self._items[key.template]
        return self._problem if max(len(slides), len(items)) >= ENOUGH else None


class SlideMaker(NamedTuple):
    """The pieces that making slides needs."""

    database: Database
    blobs: Blobs
    workers: Workers
    slides: SlideIndex
    look: Look
    look_digest: str

    async def make_missing(
        self, catalogue: Catalogue, needed: Mapping[Channel, Set[SlideKey]], now: datetime
    ) -> Slides:
        """Every slide that the channels' loops need, as far as it could be made, else its last good version."""
        recipes = await asyncio.to_thread(self._recipes, catalogue, needed)
        missing = {one.name: one.subject for one in recipes if self._is_missing(one.name)}
        await self._make_all(missing, now)
        await self._make_fallbacks(recipes, now)
        good = {one.subject_name: made for one in recipes if (made := self.slides.made(one.name))}
        back = self._put_on_air(good)
        again = {one.subject_name for one in recipes if one.name in missing and self._is_missing(one.name)}
        found: dict[Format, dict[SlideKey, Made]] = {}
        for one in recipes:
            if made := self._shown(one):
                found.setdefault(one.subject.format, {})[one.subject.key] = made
        return Slides(found, set(good), again, back)

    def _shown(self, one: Recipe) -> Made | None:
        return self.slides.made(one.name) or self.slides.last_good(one.subject_name)

    async def _make_fallbacks(self, recipes: Sequence[Recipe], now: datetime) -> None:
        """No channel is without a fallback: where a template of one's own gives none, ours does. Staff are told of theirs."""
        lacking = [one.subject for one in recipes if not one.subject.items and not self._shown(one)]
        if not lacking or not self.look.templates:
            return
        plain = msgspec.structs.replace(self.look, templates=())
        digest = await asyncio.to_thread(look_digest, plain)
        subjects = {name: one for one in lacking if not self.slides.is_refused(name := recipe(one, digest))}
        await self._replace(look=plain, look_digest=digest)._make_all(subjects, now, told=False)

    def _put_on_air(self, good: Mapping[str, Made]) -> set[str]:
        """The subjects of which another version was made last."""
        back = {subject for subject, made in good.items() if self.slides.last_good(subject) != made}
        for subject in back:
            self.slides.put_on_air(subject, good[subject])
        return back

    def _is_missing(self, recipe: str) -> bool:
        return not self.slides.made(recipe) and not self.slides.is_refused(recipe)

    def _recipes(self, catalogue: Catalogue, needed: Mapping[Channel, Set[SlideKey]]) -> list[Recipe]:
        """Each slide that is asked for once, in the order in which they are made."""
        wanted = {(channel.format, key) for channel, keys in needed.items() for key in keys}
        items, media, links = catalogue.items, catalogue.media, catalogue.links
        subjects = (subject_of(items, media, key, format_, links) for format_, key in wanted)
        recipes = [Recipe(recipe(subject, self.look_digest), subject, subject.name) for subject in subjects]
        return sorted(recipes, key=lambda one: one.subject_name)

    async def _make_all(self, subjects: Mapping[str, Subject], now: datetime, *, told: bool = True) -> None:
        """Makes, keeps and indexes slides by recipe; what fails becomes a problem for staff if they are to be told.

        What was put off is left alone: it would hold up every edit again.
        """
        names = [name for name in subjects if name not in self.slides.put_off]
        killers = Killers(self.look.templates)
        for start in range(0, len(names), BATCH):
            batch = names[start : start + BATCH]
            outcomes = await self._render({name: subjects[name] for name in batch}, killers)
            made = {name: outcome for name, outcome in outcomes.items() if isinstance(outcome, Slide)}
            kept = await asyncio.to_thread(_keep, self.blobs, [(name, subjects[name], made[name]) for name in made])
            async with self.database.write() as connection:
                await record_slides(connection, kept, now)
                for name, outcome in outcomes.items() if told else ():
                    await _tell(connection, subjects[name].name, outcome, now)
            self.slides.add(kept)
            for name, outcome in outcomes.items():
                if isinstance(outcome, RenderError):
                    self.slides.refuse(name)
                elif isinstance(outcome, WorkerError):
                    self.slides.put_off.add(name)

    async def _render(self, batch: Mapping[str, Subject], killers: Killers) -> dict[str, Outcome]:
        """A batch in a worker; when one of them kills it, each alone, so that only the killers are set aside."""
        outcomes: dict[str, Outcome] = {name: why for name, one in batch.items() if (why := killers.problem(one))}
        trying = {name: one for name, one in batch.items() if name not in outcomes}
        if not trying:
            return outcomes
        try:
            await self.workers.run(make_slides, [], self.look)  # a process that must start first takes its own time
            made = await self.workers.run_within(SECONDS, make_slides, list(trying.values()), self.look)
            return outcomes | dict(zip(trying, made, strict=True))
        except WorkerError as problem:
            if len(trying) == 1:
                killers.add(next(iter(trying.values())), problem)
                return outcomes | dict.fromkeys(trying, problem)
        for name, one in trying.items():
            outcomes |= await self._render({name: one}, killers)
        return outcomes


async def forget_mended(database: Database, wanted: Mapping[Channel, frozenset[SlideKey]], slides: Slides) -> None:
    """Problems of slides that nobody wants any more, or that an edit taken back has mended without making anything: a finding
    was told of the version made last, which is no longer shown.
    """
    async with database.read() as connection:
        told = [one for one in await load_problems(connection) if one.noun in ("slide", "finding")]
    if not told:
        return
    names = await asyncio.to_thread(_names, wanted)
    mended = {"slide": slides.good, "finding": slides.back}
    over = [one for one in told if one.name not in names or one.name in mended[one.noun]]
    if over:
        async with database.write() as connection:
            for one in over:
                await clear_problem(connection, one.noun, one.name)


def _names(wanted: Mapping[Channel, frozenset[SlideKey]]) -> set[str]:
    """Hundreds of channels share a few sets of slides: each is named once."""
    sets = {(channel.format, keys) for channel, keys in wanted.items()}
    return {slide_name(key, format_) for format_, keys in sets for key in keys}


async def _tell(connection: AsyncConnection, subject: str, outcome: Outcome, now: datetime) -> None:
    """For staff: why there is no new slide, or what is to be known of the one that was made."""
    if not isinstance(outcome, Slide):
        if await record_problem(connection, "slide", subject, str(outcome), now):
            log.warning("slide could not be made", slide=subject, reason=str(outcome))
        return
    await clear_problem(connection, "slide", subject)
    if outcome.findings:
        await record_problem(connection, "finding", subject, in_one_line(outcome.findings), now)
    else:
        await clear_problem(connection, "finding", subject)


def _keep(blobs: Blobs, slides: Sequence[tuple[str, Subject, Slide]]) -> list[MadeSlide]:
    kept = []
    for name, subject, slide in slides:
        sha256 = blobs.store(slide.html, "html").removesuffix(".html")
        examined = msgspec.json.encode(Examined(slide.findings, slide.measures))
        kept.append(MadeSlide(name, subject.name, Made(sha256, len(slide.html), slide.needs), examined))
    return kept
