"""Catalogue → timelines → slides → manifests in force. What can't be made leaves its last good version in."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.catalogue import Catalogue
from ..domain.displays import Display, Format
from ..domain.manifest import Made, build_head
from ..domain.publication import Compiled, build_tails, channels_of, compile_channels
from ..domain.slots import SlideKey
from ..domain.timeline import Channel, next_roll
from ..errors import RenderError, WorkerError
from ..render.orders import Look, make_slides, recipe
from ..render.slides import Slide
from ..render.subject import Subject
from ..store.blobs import Blobs
from ..store.database import Database
from ..store.manifests import InForce, Manifests, Served, serve
from ..store.problems import clear_problem, load_problems, record_problem
from ..store.publications import Head, record_heads, record_publications
from ..store.revisions import record_published
from ..store.slides import MadeSlide, SlideIndex, record_slides
from ..workers import Workers

BATCH = 16
"""Slides that one call to a worker makes: few enough that a killer among them is soon found."""

log = structlog.get_logger()


class Press(NamedTuple):
    """The pieces that publishing needs."""

    database: Database
    blobs: Blobs
    workers: Workers
    slides: SlideIndex
    manifests: Manifests
    look: Look
    look_digest: str
    player: str


class Published(NamedTuple):
    """ETag by display for the manifests that changed, and when the first channel rolls to the next day."""

    etags: dict[str, str]
    roll_at: datetime | None


async def publish_manifests(press: Press, catalogue: Catalogue, now: datetime) -> Published:
    """Puts the catalogue on air. Raises OSError or StoreError (a full disk), or WorkerError; then nothing has changed.

    What takes long with ten thousand displays is done beside the event loop.
    """
    channels = await asyncio.to_thread(channels_of, catalogue)
    compiled = await press.workers.run(compile_channels, catalogue, list(channels), now)
    made = await _make_missing(press, catalogue, compiled, now)
    tails = await press.workers.run(build_tails, [(one, _of_format(made, one)) for one in compiled])
    by_channel = {one.channel.id: tail for one, tail in zip(compiled, tails, strict=True)}
    in_force = await _store_tails(press, by_channel)
    heads, served = await asyncio.to_thread(_heads, press, catalogue, channels, in_force)
    await _record(press, catalogue, in_force, heads, now)
    etags = press.manifests.replace(served, InForce(in_force, heads))
    return Published(etags, min((next_roll(channel, now) for channel in channels), default=None))


async def _make_missing(
    press: Press, catalogue: Catalogue, compiled: Sequence[Compiled], now: datetime
) -> dict[tuple[Format, SlideKey], Made]:
    """Every slide that the loops need, as far as it could be made."""
    wanted = {(one.channel.format, key): None for one in compiled for key in sorted(one.keys, key=str)}
    subjects = {place: _subject(catalogue, *place) for place in wanted}
    recipes = {place: recipe(subject, press.look_digest) for place, subject in subjects.items()}
    missing = {recipes[place]: subject for place, subject in subjects.items() if not press.slides.made(recipes[place])}
    await _make(press, missing, now)
    failing = {subject.name for name, subject in missing.items() if not press.slides.made(name)}
    await _forget_mended(press.database, {subject.name for subject in subjects.values()}, failing)
    made = {}
    for place, subject in subjects.items():
        found = press.slides.made(recipes[place]) or press.slides.last_good(subject.name)
        if found:
            made[place] = found
    return made


def _subject(catalogue: Catalogue, format_: Format, key: SlideKey) -> Subject:
    items = tuple(catalogue.items[item] for item in key.items)
    return Subject(key, items, tuple(catalogue.media.get(item.media or "") for item in items), format_)


async def _make(press: Press, subjects: Mapping[str, Subject], now: datetime) -> None:
    """Makes, keeps and indexes slides by recipe; what fails becomes a problem for staff."""
    names = list(subjects)
    for start in range(0, len(names), BATCH):
        batch = names[start : start + BATCH]
        outcomes = await _render(press, [subjects[name] for name in batch])
        made = {name: outcome for name, outcome in zip(batch, outcomes, strict=True) if isinstance(outcome, Slide)}
        kept = await asyncio.to_thread(_keep, press.blobs, [(name, subjects[name], made[name]) for name in made])
        async with press.database.write() as connection:
            await record_slides(connection, kept, now)
            for name, outcome in zip(batch, outcomes, strict=True):
                await _tell(connection, subjects[name].name, outcome, now)
        press.slides.add(kept)


async def _forget_mended(database: Database, wanted: set[str], failing: set[str]) -> None:
    """Problems of slides that nobody wants any more, or that an edit taken back has mended without making anything."""
    async with database.read() as connection:
        told = [one for one in await load_problems(connection) if one.noun in ("slide", "finding")]
    over = [one for one in told if one.name not in (failing if one.noun == "slide" else wanted)]
    if over:
        async with database.write() as connection:
            for one in over:
                await clear_problem(connection, one.noun, one.name)


async def _tell(connection: AsyncConnection, subject: str, outcome: Slide | RenderError, now: datetime) -> None:
    """For staff: why there is no new slide, or what is to be known of the one that was made."""
    if isinstance(outcome, RenderError):
        if await record_problem(connection, "slide", subject, str(outcome), now):
            log.warning("slide could not be made", slide=subject, reason=str(outcome))
        return
    await clear_problem(connection, "slide", subject)
    if outcome.findings:
        await record_problem(connection, "finding", subject, "; ".join(outcome.findings), now)
    else:
        await clear_problem(connection, "finding", subject)


async def _render(press: Press, subjects: list[Subject]) -> list[Slide | RenderError]:
    """A batch in a worker; when one of them kills it, each alone, so that only the killer is set aside."""
    try:
        return await press.workers.run(make_slides, subjects, press.look)
    except WorkerError as problem:
        if len(subjects) == 1:
            return [RenderError(str(problem))]
    return [outcome for subject in subjects for outcome in await _render(press, [subject])]


def _keep(blobs: Blobs, slides: Sequence[tuple[str, Subject, Slide]]) -> list[MadeSlide]:
    kept = []
    for name, subject, slide in slides:
        sha256 = blobs.store(slide.html, "html").removesuffix(".html")
        kept.append(MadeSlide(name, subject.name, Made(sha256, len(slide.html), slide.needs)))
    return kept


def _of_format(made: Mapping[tuple[Format, SlideKey], Made], one: Compiled) -> dict[SlideKey, Made]:
    return {key: made[one.channel.format, key] for key in one.keys if (one.channel.format, key) in made}


async def _store_tails(press: Press, tails: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    """(SHA-256, bytes) by channel; a tail that did not change stays the very object it was."""
    before = press.manifests.in_force.tails
    stored = {}
    for channel, tail in tails.items():
        if channel in before and before[channel][1] == tail:
            stored[channel] = before[channel]
        else:
            name = await asyncio.to_thread(press.blobs.store, tail, "json")
            stored[channel] = (name.removesuffix(".json"), tail)
    return stored


def _heads(
    press: Press,
    catalogue: Catalogue,
    channels: Mapping[Channel, Sequence[Display]],
    tails: Mapping[str, tuple[str, bytes]],
) -> tuple[dict[str, Head], dict[str, Served]]:
    heads, served = {}, {}
    for channel, displays in channels.items():
        sha256, tail = tails[channel.id]
        for display in displays:
            place = catalogue.places[display.place]
            head = build_head(display, place, player="")
            heads[display.id] = Head(channel.id, head.decode())
            served[display.id] = serve(head, press.player, sha256, tail)
    return heads, served


async def _record(
    press: Press,
    catalogue: Catalogue,
    tails: Mapping[str, tuple[str, bytes]],
    heads: Mapping[str, Head],
    now: datetime,
) -> None:
    before = press.manifests.in_force
    new_tails = {channel: sha for channel, (sha, _) in tails.items() if before.sha256(channel) != sha}
    new_heads = {display: head for display, head in heads.items() if before.heads.get(display) != head}
    async with press.database.write() as connection:
        await record_publications(connection, new_tails, now)
        await record_heads(connection, new_heads, now)
        await record_published(connection, catalogue.revision)
