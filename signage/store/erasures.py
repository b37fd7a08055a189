"""Files that were erased on demand: their addresses answer 410, and the archive says so."""

import time
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.content import Item
from ..domain.library import is_own
from ..domain.poster_orders import Printing
from ..domain.posters import PosterText
from .archive import blob_names
from .content import load_items
from .database import Database
from .links import NOUN as LINKS
from .media import NOUN as MEDIA
from .media import Kept, load_kept
from .media_details import forget_described
from .posters import KeptOrder, load_orders_about, record_order
from .revisions import raise_revision
from .rows import put
from .tables import decodings, edits, links, media
from .tables import erased as erased_files

LOOK_SECONDS = 1.0
POSTER, LINK = "poster", "link"
"""What history calls an order of posters, and a link."""
ENDED = "what they tell of was erased"
"""Of an order's posters."""


async def record_erased(connection: AsyncConnection, names: Iterable[str], now: datetime) -> None:
    await put(connection, erased_files, *({"name": name, "at": now} for name in names))


async def load_erased(connection: AsyncConnection) -> set[str]:
    """The names of erased blobs."""
    return set((await connection.execute(select(erased_files.c.name))).scalars())


class Forgotten(NamedTuple):
    """A picture that was forgotten: `blobs` that it was made into; the `file` of the watched folder that it came from, or
    the hash of its `original` in the library.
    """

    blobs: frozenset[str] = frozenset()
    file: str | None = None
    original: str | None = None


async def forget_media(connection: AsyncConnection, item: Item) -> Forgotten:
    """Forgets the picture that an item shows, unless another item shows it too: its file, and the blobs it was made into.

    A file of the watched folder stays known, so that it is not taken in again before it changes.
    """
    shown = {one.media for one in await _items(connection) if one.id != item.id}
    for file, kept in await _kept(connection):
        if item.media not in {one.name for one in kept.media}:
            continue
        left = tuple(one for one in kept.media if one.name != item.media or one.name in shown)
        others = tuple(one for one in kept.items if one.id != item.id)
        if item.media in shown and is_own(file):
            return Forgotten()  # what staff know of it is as much the other item's
        await _keep(connection, file, msgspec.structs.replace(kept, media=left, items=others))
        gone = [one for one in kept.media if one not in left]
        found = frozenset(blob_names(msgspec.json.encode(gone)))
        return Forgotten(found, original=kept.sha256) if is_own(file) else Forgotten(found, file)
    return Forgotten()


async def forget_picture(connection: AsyncConnection, name: str) -> Forgotten | None:
    """Forgets a picture of the library, whatever uses it; None where there is none of that name."""
    kept = await load_kept(connection, name)
    if kept is None or not is_own(name):
        return None
    await _keep(connection, name, msgspec.structs.replace(kept, media=()))
    return Forgotten(frozenset(blob_names(msgspec.json.encode(kept))), original=kept.sha256)


async def forget_orders(connection: AsyncConnection, item: str, now: datetime) -> tuple[str, ...]:
    """Forgets what orders of posters quote of an item, and history of them; one that is being printed ends. The ids of all
    of them: their files are to go as well. Which posters hang where stays known, and where their codes lead.
    """
    found = await load_orders_about(connection, item)
    for kept, printing in found:
        bare = msgspec.structs.replace(printing.order, text=PosterText())
        body = msgspec.json.encode(msgspec.structs.replace(printing, order=bare, title={}, findings=())).decode()
        under_way = kept.done_at is None and not kept.problem
        ended: dict[str, Any] = {"done_at": now, "problem": ENDED} if under_way else {}
        await record_order(connection, kept._replace(body=body, **ended))
        await _forget_edits(connection, POSTER, [kept.id])
        await _forget_titles(connection, kept, printing)
    return tuple(sorted(kept.id for kept, _ in found))


async def _forget_titles(connection: AsyncConnection, kept: KeptOrder, printing: Printing) -> None:
    """Of links that an order gave, not only used: their titles are its own."""
    given = (links.c.made_at == kept.made_at) & (links.c.by == kept.by) & (links.c.campaign == printing.order.campaign)
    codes = list((await connection.execute(select(links.c.code).where(given))).scalars())
    if codes:
        await connection.execute(update(links).where(links.c.code.in_(codes)).values(title="{}"))
        await _forget_edits(connection, LINK, codes)
        await raise_revision(connection, LINKS)


async def _forget_edits(connection: AsyncConnection, noun: str, names: Iterable[str]) -> None:
    """What they quote; that they were made stays."""
    of_it = (edits.c.noun == noun) & edits.c.name.in_(list(names))
    await connection.execute(update(edits).where(of_it).values(before=None, after=None))


async def _keep(connection: AsyncConnection, file: str, kept: Kept) -> None:
    """What is left of a file; of one of the library that has nothing left, not even that it was there."""
    if is_own(file) and not kept.media:
        await connection.execute(delete(media).where(media.c.file == file))
        await forget_described(connection, file)
    else:
        await put(connection, media, {"file": file, "body": msgspec.json.encode(kept).decode()})
    await connection.execute(delete(decodings).where(decodings.c.sha256 == kept.sha256))
    await raise_revision(connection, MEDIA)


async def _kept(connection: AsyncConnection) -> list[tuple[str, Kept]]:
    rows = await connection.execute(select(media.c.file, media.c.body).order_by(media.c.file))
    return [(file, msgspec.json.decode(body, type=Kept)) for file, body in rows]


async def _items(connection: AsyncConnection) -> list[Item]:
    up, down = await load_items(connection)
    return [*up.values(), *(one.item for one in down)]


class Erasures:
    """Whether a missing file was erased: from memory, looked up again at most once a second (a command may erase too)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._names: set[str] = set()
        self._look_at = 0.0

    async def holds(self, name: str) -> bool:
        if name not in self._names and time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + LOOK_SECONDS
            async with self._database.read() as connection:
                self._names = await load_erased(connection)
        return name in self._names
