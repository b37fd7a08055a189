"""Pictures and films as they were taken in, by their file; and what each content was decoded into, by its hash."""

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
    changed = await replace_some(connection, SOURCE, _ids(before), kept.items, now)
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
    await replace_some(connection, SOURCE, _ids(before), (), now)
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


def _ids(kept: Kept | None) -> list[str]:
    return [item.id for item in kept.items] if kept else []
