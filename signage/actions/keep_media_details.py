"""What staff say of a picture of the library is kept, and the parts that slides use are made."""

import asyncio
from datetime import datetime

import msgspec

from ..domain.library import Cut, Details, Renditions
from ..domain.media import Crop, Framing, Media
from ..errors import MediaError, NotFoundError, SourceError, WorkerError
from ..store.edits import record_edit
from ..store.media import Kept, load_kept, replace_media
from ..store.media_details import NOUN, Described, check_seen, record_details
from .decoded_media import crop_file, for_people
from .take_in_upload import Library, as_pages, bare


async def keep_media_details(
    library: Library, before: Described, details: Details, department: str, by: str, now: datetime
) -> Described:
    """`before` is the picture as whoever changed it read it.

    Raises ConflictError where somebody changed it since, NotFoundError, MediaError where a part can't be made.
    """
    kept = await _kept(library, before.name)
    cut = await cut_of(library, before.sha256, before.details, details, kept.media[0])
    after = Described(before.name, before.sha256, details, department, by, now)
    media = as_pages([bare(one) for one in kept.media], before.name, details, cut)
    async with library.shop.database.write() as connection:
        await check_seen(connection, before)
        await replace_media(connection, before.name, Kept(before.sha256, "", media), now)
        await record_details(connection, after)
        await record_edit(connection, by, now, NOUN, before.name, "change", _told(before), _told(after))
    return after


async def cut_of(library: Library, sha256: str, before: Details, after: Details, media: Media) -> Cut:
    """The sizes of the parts: those that are there, where a part is the one that it was."""
    landscape = await _part(library, sha256, before.landscape, after.landscape, media.landscape)
    portrait = await _part(library, sha256, before.portrait, after.portrait, media.portrait)
    return Cut(landscape, portrait)


async def _part(
    library: Library, sha256: str, before: Crop | None, after: Crop | None, made: Framing | None
) -> Renditions:
    if after is None:
        return ()
    if after == before and made and made.renditions:
        return made.renditions
    original = await asyncio.to_thread(library.originals.find, sha256)
    if original is None:
        raise MediaError(
            "its original is lost; replace it by the file itself", "", "元のファイルがありません。差し替えてください"
        )
    try:
        return await crop_file(library.shop, library.originals.folder, original, after)
    except (MediaError, SourceError, WorkerError) as problem:
        raise for_people(problem) from problem


async def _kept(library: Library, name: str) -> Kept:
    async with library.shop.database.read() as connection:
        kept = await load_kept(connection, name)
    if kept is None or not kept.media:
        raise NotFoundError("there is no such picture any more", name)
    return kept


def _told(one: Described) -> dict[str, object]:
    """As the history shows it, field beside field."""
    return {"department": one.department, **msgspec.structs.asdict(one.details)}
