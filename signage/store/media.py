"""Pictures and films as they were taken in, by their file; and what each content was decoded into, by its hash."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.content import Item
from ..domain.media import Media, Rendition
from .content import replace_some
from .revisions import raise_revision
from .rows import put
from .tables import decodings, media

NOUN = "media"
SOURCE = "media"
"""Of the items that are the files of the folder themselves."""


class Page(msgspec.Struct, frozen=True, omit_defaults=True):
    """A picture, a page of a document, or a film with its first frame, in the sizes that were made."""

    renditions: tuple[Rendition, ...]
    film: Rendition | None = None
    film_ms: int = 0


class Decoding(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one content was decoded into; `notes` are sentences (English, Japanese) on what of it is not shown."""

    pages: tuple[Page, ...]
    notes: tuple[tuple[str, str], ...] = ()

    def files(self) -> list[str]:
        """The names of all blobs that it needs."""
        renditions = [one for page in self.pages for one in (*page.renditions, page.film) if one]
        return [one.file for one in renditions]


class Kept(msgspec.Struct, frozen=True):
    """A file as it was taken in: its content's hash, its size and times then, its pictures and its items."""

    sha256: str
    signature: str
    media: tuple[Media, ...]
    items: tuple[Item, ...] = ()


async def load_kept(connection: AsyncConnection, file: str) -> Kept | None:
    """What is kept of a file, named from the media folder."""
    body = (await connection.execute(select(media.c.body).where(media.c.file == file))).scalar()
    return msgspec.json.decode(body, type=Kept) if body else None


async def replace_media(connection: AsyncConnection, file: str, kept: Kept, now: datetime) -> bool:
    """Keeps a file's pictures and items in place of its last ones; True when a screen could show the difference."""
    before = await load_kept(connection, file)
    changed = await _replace_items(connection, file, before, kept.items, now)
    if before != kept:
        await put(connection, media, {"file": file, "body": msgspec.json.encode(kept).decode()})
    if before is None or before.media != kept.media:
        await raise_revision(connection, NOUN)
        changed = True
    return changed


async def remove_media(connection: AsyncConnection, file: str, now: datetime) -> bool:
    """Forgets a file and takes its items down at once; False when there was none of that name."""
    before = await load_kept(connection, file)
    if before is None:
        return False
    await _replace_items(connection, file, before, (), now)
    await connection.execute(delete(media).where(media.c.file == file))
    await raise_revision(connection, NOUN)
    return True


async def load_media(connection: AsyncConnection) -> dict[str, Media]:
    """All pictures and films, by the names under which items name them."""
    rows = await connection.execute(select(media.c.body).order_by(media.c.file))
    kept = (msgspec.json.decode(body, type=Kept) for (body,) in rows)
    return {one.name: one for file in kept for one in file.media}


async def load_files(connection: AsyncConnection) -> list[str]:
    """The files that were taken in, named from the media folder."""
    return list((await connection.execute(select(media.c.file).order_by(media.c.file))).scalars())


async def load_decoding(connection: AsyncConnection, sha256: str, recipe: str) -> Decoding | None:
    key = and_(decodings.c.sha256 == sha256, decodings.c.recipe == recipe)
    body = (await connection.execute(select(decodings.c.body).where(key))).scalar()
    return msgspec.json.decode(body, type=Decoding) if body else None


async def was_erased(connection: AsyncConnection, kept: Kept) -> bool:
    """Whether a file's content was forgotten on demand: then nothing that it was decoded into is left, in no recipe."""
    key = decodings.c.sha256 == kept.sha256
    return (await connection.execute(select(decodings.c.recipe).where(key).limit(1))).first() is None


async def record_decoding(connection: AsyncConnection, sha256: str, recipe: str, decoding: Decoding) -> None:
    body = msgspec.json.encode(decoding).decode()
    await put(connection, decodings, {"sha256": sha256, "recipe": recipe, "body": body})


async def _replace_items(
    connection: AsyncConnection, file: str, before: Kept | None, items: Sequence[Item], now: datetime
) -> bool:
    """What a file gives no more goes, unless another file gives it too: then that one's stands from now on."""
    gone = {item.id for item in before.items} - {item.id for item in items} if before else set[str]()
    left = [item for item in await _of_namesakes(connection, file) if item.id in gone] if gone else []
    return await replace_some(connection, SOURCE, sorted(gone), (*items, *left), now)


async def _of_namesakes(connection: AsyncConnection, file: str) -> list[Item]:
    """The items of other files whose names are only written otherwise on the disk: composed (が) or not (か and ゛). A file
    that is renamed from one to the other has both names for a moment, and both give the same items.
    """
    name = unicodedata.normalize("NFC", file)
    others = [one for one in await load_files(connection) if one != file and unicodedata.normalize("NFC", one) == name]
    kept = [await load_kept(connection, other) for other in others]
    return [item for one in kept if one for item in one.items]
