"""A picture of the library gets another content under its name: wherever it is used, the new one shows at once."""

import asyncio
from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.library import Details, page_name
from ..domain.media import Media
from ..domain.uploads import Upload
from ..errors import MediaError
from ..render.decoding import recipe
from ..store.content import load_items
from ..store.edits import record_edit
from ..store.media import Kept, load_kept, record_decoding, replace_media
from ..store.media_details import NOUN, Described, check_seen, load_drafted, load_same, record_details
from .keep_media_details import cut_of
from .take_in_upload import Decoded, Library, as_pages, decode_upload, of_size

SAME_SHAPE = 0.01
"""So near to the old one's a picture's ratio keeps the parts that were chosen of it."""


async def replace_everywhere(library: Library, before: Described, upload: Upload, by: str, now: datetime) -> Described:
    """The picture with its new content. What was said of it stays; parts that slides use stay where its shape is the same.

    Raises MediaError for a file that can't stand in its place, ConflictError where somebody changed it since.
    """
    decoded = await decode_upload(library, upload)
    media, old = decoded.media(before.name), await _old(library, before)
    async with library.shop.database.read() as connection:
        used = await _used(connection, old)
        same = await load_same(connection, decoded.sha256)
    try:
        _check(media, old, used, same, upload)
    finally:
        await asyncio.to_thread(library.uploads.remove, upload)
    details = _fitting(of_size(upload, before.details), media[0], old[0])
    none = msgspec.structs.replace(details, landscape=None, portrait=None)
    cut = await cut_of(library, decoded.sha256, none, details, media[0])
    after = Described(before.name, decoded.sha256, details, before.department, by, now)
    await _store(library, before, after, decoded, as_pages(media, before.name, details, cut))
    return after


async def _store(
    library: Library, before: Described, after: Described, decoded: Decoded, media: tuple[Media, ...]
) -> None:
    async with library.shop.database.write() as connection:
        await check_seen(connection, before)
        await record_decoding(connection, decoded.sha256, recipe(library.shop.limits), decoded.decoding)
        await replace_media(connection, before.name, Kept(decoded.sha256, "", media), after.at)
        await record_details(connection, after)
        told = (_told(one) for one in (before, after))
        await record_edit(connection, after.by, after.at, NOUN, before.name, "replace", *told)


def _told(one: Described) -> dict[str, object]:
    return {"file": one.details.file, "bytes": one.details.bytes, "sha256": one.sha256}


async def _old(library: Library, before: Described) -> tuple[Media, ...]:
    async with library.shop.database.read() as connection:
        kept = await load_kept(connection, before.name)
    return kept.media if kept else ()


async def _used(connection: AsyncConnection, old: Collection[Media]) -> set[str]:
    """Of the pages, those that an item or a version of one names; what was taken down may be put back as it is."""
    names = {one.name for one in old}
    up, down = await load_items(connection)
    drafted = await load_drafted(connection, names)
    items = (*up.values(), *(gone.item for gone in down), *(use.item for use in drafted))
    return {item.media for item in items if item.media in names}


def _check(
    media: Collection[Media], old: Collection[Media], used: Collection[str], same: Described | None, upload: Upload
) -> None:
    """Raises MediaError for what would leave an item without its picture, and for what the library has already."""
    new = {page_name(one.name, number) for number, one in enumerate(media, 1)}
    if same and same.name not in new:
        raise MediaError(
            f"the library has this content already, as “{same.details.title}”; choose that one in the items instead",
            upload.name,
            f"同じ内容が「{same.details.title}」としてすでにあります。コンテンツでそちらを選んでください",
        )
    if {one.film is None for one in media} != {one.film is None for one in old}:
        raise MediaError(
            "a film can only be replaced by a film, a picture by a picture",
            upload.name,
            "動画は動画と、画像は画像とだけ差し替えられます",
        )
    if gone := sorted(set(used) - set(new)):
        raise MediaError(
            f"it has fewer pages, and {gone[0]} is in use",
            upload.name,
            f"ページが減り、使われている {gone[0].rpartition('#')[2]} ページ目がなくなります",
        )


def _fitting(details: Details, new: Media, old: Media) -> Details:
    """Without the parts, where the new picture has another shape: they would show something else."""
    if abs(new.ratio / old.ratio - 1) <= SAME_SHAPE:
        return details
    return msgspec.structs.replace(details, landscape=None, portrait=None)
