"""Catalogue → timelines → slides → manifests in force. What can't be made leaves its last good version in."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from ..domain.catalogue import Catalogue
from ..domain.displays import Display
from ..domain.manifest import build_head
from ..domain.publication import (
    MadeByFormat,
    build_tails,
    channels_of,
    due_channels,
    pack,
    same_channels,
    slides_needed,
)
from ..domain.slots import SlideKey
from ..domain.timeline import Channel, next_roll
from ..render.orders import Look
from ..render.subject import slide_name
from ..store.blobs import Blobs
from ..store.database import Database
from ..store.manifests import InForce, Manifests, Served, serve
from ..store.publications import Head, record_heads, record_publications
from ..store.revisions import record_published
from ..store.slides import SlideIndex
from ..workers import Workers
from .missing_slides import SlideMaker, forget_mended

CHANNELS = 50
"""So many are compiled by one call to a worker: what is passed to and fro then never holds up the event loop."""


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


class Edition(NamedTuple):
    """What the last publication was made of, so that the next does only what an edit or the day changed.

    By channel id: `keys` are the slides it asks for, `rolls` when its day rolls. `failing` channels lack a slide that
    could not be made this time: they are tried again.
    """

    catalogue: Catalogue
    channels: Mapping[Channel, Sequence[Display]]
    keys: Mapping[str, frozenset[SlideKey]]
    rolls: Mapping[str, datetime]
    failing: frozenset[str]


class Published(NamedTuple):
    """ETag by display for the manifests that changed."""

    etags: dict[str, str]
    edition: Edition

    @property
    def roll_at(self) -> datetime | None:
        """When the first channel rolls to the next day."""
        return min(self.edition.rolls.values(), default=None)


async def publish_manifests(
    press: Press, catalogue: Catalogue, now: datetime, last: Edition | None = None
) -> Published:
    """Puts the catalogue on air. Raises OSError or StoreError (a full disk), or WorkerError; then nothing has changed.

    What takes long with ten thousand displays is done beside the event loop.
    """
    channels = await asyncio.to_thread(_channels, catalogue, last)
    due = _due(catalogue, channels, now, last)
    packed = await asyncio.to_thread(pack, catalogue)
    needed = await _slides_needed(press, packed, due, now)
    maker = SlideMaker(press.database, press.blobs, press.workers, press.slides, press.look, press.look_digest)
    slides = await maker.make_missing(catalogue, needed, now)
    edition = _edition(catalogue, channels, needed, slides.again, now, last)
    await forget_mended(press.database, {one: edition.keys[one.id] for one in channels}, slides)
    tails = await _store_tails(press, channels, await _build_tails(press, packed, due, now, slides.made))
    lacking = {one.id for one in channels if one.id not in tails}
    on_air = {one: its for one, its in channels.items() if one.id in tails} if lacking else channels
    heads = await asyncio.to_thread(_heads, catalogue, on_air, press.manifests.in_force, last)
    new = await asyncio.to_thread(_newly_served, press, on_air, tails, heads)
    await _record(press, catalogue, tails, heads, now)
    etags = press.manifests.renew(new, InForce(tails, heads))
    return Published(etags, edition._replace(failing=edition.failing | lacking))


def _channels(catalogue: Catalogue, last: Edition | None) -> Mapping[Channel, Sequence[Display]]:
    """Displays by channel; those of the last publication while nothing changed that decides them."""
    return last.channels if last and same_channels(last.catalogue, catalogue) else channels_of(catalogue)


def _due(catalogue: Catalogue, channels: Iterable[Channel], now: datetime, last: Edition | None) -> list[Channel]:
    if last is None:
        return list(channels)
    due = {channel.id for channel in due_channels(last.catalogue, catalogue, channels, last.rolls, now)}
    return [channel for channel in channels if channel.id in due or channel.id in last.failing]


def _batches(due: Sequence[Channel]) -> list[Sequence[Channel]]:
    return [due[n : n + CHANNELS] for n in range(0, len(due), CHANNELS)]


async def _slides_needed(
    press: Press, packed: bytes, due: Sequence[Channel], now: datetime
) -> dict[Channel, frozenset[SlideKey]]:
    found: dict[Channel, frozenset[SlideKey]] = {}
    for batch in _batches(due):
        keys = await press.workers.run(slides_needed, packed, batch, now)
        found |= zip(batch, keys, strict=True)
    return found


async def _build_tails(
    press: Press, packed: bytes, due: Sequence[Channel], now: datetime, made: MadeByFormat
) -> dict[str, bytes]:
    tails: dict[str, bytes] = {}
    for batch in _batches(due):
        built = await press.workers.run(build_tails, packed, batch, now, made, press.look.assets.spare)
        tails |= {channel.id: tail for channel, tail in zip(batch, built, strict=True) if tail}
    return tails


def _edition(
    catalogue: Catalogue,
    channels: Mapping[Channel, Sequence[Display]],
    needed: Mapping[Channel, frozenset[SlideKey]],
    again: set[str],
    now: datetime,
    last: Edition | None,
) -> Edition:
    """What is not new stays as it was. Channels that need the same slides share one set."""
    keys = {channel.id: last.keys[channel.id] for channel in channels if channel not in needed} if last else {}
    rolls = {name: last.rolls[name] for name in keys} if last else {}
    same: dict[frozenset[SlideKey], frozenset[SlideKey]] = {}
    keys |= {channel.id: same.setdefault(its, its) for channel, its in needed.items()}
    rolls |= {channel.id: next_roll(channel, now) for channel in needed}
    worse = needed if again else {}
    failing = {one.id for one, its in worse.items() if any(slide_name(key, one.format) in again for key in its)}
    return Edition(catalogue, channels, keys, rolls, frozenset(failing))


async def _store_tails(
    press: Press, channels: Iterable[Channel], built: Mapping[str, bytes]
) -> dict[str, tuple[str, bytes]]:
    """(SHA-256, bytes) by channel; a tail that did not change, or could not be built, stays the very object it was."""
    before = press.manifests.in_force.tails
    new = {name: tail for name, tail in built.items() if name not in before or before[name][1] != tail}
    names = await asyncio.gather(*(asyncio.to_thread(press.blobs.store, tail, "json") for tail in new.values()))
    stored = {name: (file.removesuffix(".json"), new[name]) for name, file in zip(new, names, strict=True)}
    names_on_air = [channel.id for channel in channels if channel.id in stored or channel.id in before]
    return {name: stored.get(name) or before[name] for name in names_on_air}


def _heads(
    catalogue: Catalogue,
    channels: Mapping[Channel, Sequence[Display]],
    in_force: InForce,
    last: Edition | None,
) -> Mapping[str, Head]:
    """Each display's head; those that can't have changed stay the very objects they were."""
    before = in_force.heads
    if last and channels is last.channels and last.failing <= in_force.tails.keys():
        return before  # no display has changed, nor any place, and each was on air
    heads = {}
    for channel, displays in channels.items():
        for display in displays:
            known = before.get(display.id) if last and _same(display, catalogue, last.catalogue) else None
            heads[display.id] = known if known and known.channel == channel.id else _head(display, catalogue, channel)
    return heads


def _newly_served(
    press: Press,
    channels: Mapping[Channel, Sequence[Display]],
    tails: Mapping[str, tuple[str, bytes]],
    heads: Mapping[str, Head],
) -> dict[str, Served]:
    """The manifest of each display whose head or tail is not what it was."""
    before = press.manifests.in_force
    new = {}
    for channel, displays in channels.items():
        sha256, tail = tails[channel.id]
        same_tail = before.sha256(channel.id) == sha256
        if same_tail and heads is before.heads:
            continue
        for display in displays:
            head = heads[display.id]
            if not (same_tail and before.heads.get(display.id) is head):
                new[display.id] = serve(head.head.encode(), press.player, sha256, tail)
    return new


def _same(display: Display, now: Catalogue, before: Catalogue) -> bool:
    place = before.places.get(display.place) == now.places[display.place]
    return place and before.displays.get(display.id) == display and _spot(display, before) == _spot(display, now)


def _spot(display: Display, catalogue: Catalogue) -> str | None:
    return catalogue.spots.get(display.id)


def _head(display: Display, catalogue: Catalogue, channel: Channel) -> Head:
    place, spot = catalogue.places[display.place], _spot(display, catalogue)
    return Head(channel.id, build_head(display, place, player="", spot=spot).decode())


async def _record(
    press: Press,
    catalogue: Catalogue,
    tails: Mapping[str, tuple[str, bytes]],
    heads: Mapping[str, Head],
    now: datetime,
) -> None:
    before = press.manifests.in_force
    new_tails = {channel: sha for channel, (sha, _) in tails.items() if before.sha256(channel) != sha}
    some = {} if heads is before.heads else heads
    new_heads = {display: head for display, head in some.items() if before.heads.get(display) != head}
    async with press.database.write() as connection:
        await record_publications(connection, new_tails, now)
        await record_heads(connection, new_heads, now)
        await record_published(connection, catalogue.revision)
