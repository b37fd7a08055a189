"""A file that staff sent becomes a picture, film or document of the library; nothing shows it until an item names it."""

import asyncio
import shutil
from datetime import datetime
from typing import IO, NamedTuple

import msgspec

from ..domain.library import FOLDER, Cut, Details, as_media, title_of
from ..domain.media import Media
from ..domain.ulids import new_ulid
from ..domain.uploads import AT_ONCE, EXTENSIONS, Announced, Upload, begun, too_many
from ..errors import ConflictError, MediaError, SignageError, SourceError, StoreError, WorkerError
from ..render.decoding import recipe
from ..store.edits import record_edit
from ..store.media import Decoding, Kept, record_decoding, replace_media
from ..store.media_details import NOUN, Described, load_all_details, load_same, record_details
from ..store.originals import Originals
from ..store.uploads import Uploads
from .decoded_media import Workshop, decode_file, for_people, look


class Library(NamedTuple):
    """The pieces that the library needs; all its originals together have at most so many gigabytes."""

    shop: Workshop
    uploads: Uploads
    originals: Originals
    gigabytes: int = 50


class TakenIn(NamedTuple):
    """What became of a file: the picture's name, and whether it was there already."""

    name: str
    same: bool = False


class Decoded(NamedTuple):
    """An uploaded file as it was looked into; `original` is the name that it is kept under."""

    sha256: str
    original: str
    extension: str
    decoding: Decoding

    def media(self, name: str) -> list[Media]:
        """A picture a page, named as items name them, without a word of staff's."""
        return [
            Media(name=name, renditions=page.renditions, film=page.film, film_ms=page.film_ms)
            for page in self.decoding.pages
        ]


async def begin_upload(library: Library, file: Announced, by: str, now: datetime) -> Upload | TakenIn:
    """A file that is about to be sent, or the one that was broken off and is gone on with; or the picture that it would
    be, where its content is there already. Raises MediaError for one that is too large, or too much with the others.
    """
    upload = begun(new_ulid(now), file, by, now, library.shop.most_bytes)
    waiting = await asyncio.to_thread(library.uploads.of, by)
    async with library.shop.database.read() as connection:
        same = await load_same(connection, upload.sha256) if upload.sha256 else None
        kept = sum(one.details.bytes for one in await load_all_details(connection))
    if same:
        return TakenIn(same.name, same=True)
    if broken_off := next((one for one in waiting if one.is_same(upload)), None):
        return broken_off
    if len(waiting) >= AT_ONCE:
        raise too_many(upload.name)
    if kept + sum(one.size for one in waiting) + upload.size > library.gigabytes * 1_000_000_000:
        raise _full(upload.name, library.gigabytes)
    await asyncio.to_thread(library.uploads.begin, upload)
    return upload


def _full(name: str, gigabytes: int) -> MediaError:
    reason = f"the library is full ({gigabytes} GB); remove what is not in use any more"
    return MediaError(reason, name, f"ライブラリがいっぱいです（{gigabytes} GB）。使っていないものを消してください")


async def receive_whole(library: Library, upload: Upload, file: IO[bytes]) -> None:
    """A file that a form brought whole. Raises StoreError."""

    def copy() -> None:
        with library.uploads.path(upload).open("wb") as part:
            shutil.copyfileobj(file, part)

    try:
        await asyncio.to_thread(copy)
    except OSError as problem:
        raise StoreError(f"the file can't be kept ({problem.strerror})", str(library.uploads.folder)) from problem


async def take_in_upload(library: Library, upload: Upload, department: str, now: datetime) -> TakenIn:
    """A file that has come whole, for a department. Raises MediaError saying why it can't be used, and then forgets it;
    ConflictError where some of it has not come; StoreError.
    """
    decoded = await decode_upload(library, upload)
    name = f"{FOLDER}/{upload.id}.{decoded.extension}"
    details = Details(title=title_of(upload.name), file=upload.name, bytes=upload.size)
    kept = Kept(decoded.sha256, "", as_pages(decoded.media(name), name, details, Cut()))
    async with library.shop.database.write() as connection:
        same = await load_same(connection, decoded.sha256)
        if same is None:
            await record_decoding(connection, decoded.sha256, recipe(library.shop.limits), decoded.decoding)
            await replace_media(connection, name, kept, now)
            await record_details(connection, Described(name, decoded.sha256, details, department, upload.by, now))
            await record_edit(connection, upload.by, now, NOUN, name, "add", None, details)
    await asyncio.to_thread(library.uploads.remove, upload)
    return TakenIn(same.name, same=True) if same else TakenIn(name)


async def decode_upload(library: Library, upload: Upload) -> Decoded:
    """What is in a file that has come whole, its original already among the others."""
    part = library.uploads.path(upload)
    if await asyncio.to_thread(library.uploads.offset, upload) != upload.size:
        raise ConflictError("some of the file has not come yet", upload.name)
    try:
        sha256, type_ = await look(library.shop, part.parent, part.name)
        _check_whole(upload, sha256)
        decoding = await decode_file(library.shop, part.parent, part.name, sha256, type_)
    except (MediaError, SourceError, WorkerError) as problem:
        await asyncio.to_thread(library.uploads.remove, upload)
        raise _of_file(problem, upload) from problem
    original = f"{sha256}.{EXTENSIONS[type_]}"
    try:
        await asyncio.to_thread(library.originals.take, part, original)
    except OSError as problem:
        raise StoreError(f"the file can't be kept ({problem.strerror})", str(library.originals.folder)) from problem
    return Decoded(sha256, original, EXTENSIONS[type_], decoding)


def as_pages(media: list[Media], name: str, details: Details, cut: Cut) -> tuple[Media, ...]:
    """The pictures of a file with what staff say of it."""
    return tuple(as_media(name, one, number, details, cut) for number, one in enumerate(media, 1))


def _check_whole(upload: Upload, sha256: str) -> None:
    if upload.sha256 and upload.sha256 != sha256:
        reason = "it was damaged on its way; send it again"
        raise MediaError(reason, upload.name, "途中で壊れました。もう一度送ってください")


def _of_file(problem: SignageError, upload: Upload) -> MediaError:
    told = for_people(problem)
    return MediaError(told.message, upload.name, told.japanese)


def bare(media: Media) -> Media:
    """A picture without a word of staff's."""
    return Media(name=media.name, renditions=media.renditions, film=media.film, film_ms=media.film_ms)


def of_size(upload: Upload, details: Details) -> Details:
    """What staff say of a picture, whose content is another file now."""
    return msgspec.structs.replace(details, file=upload.name, bytes=upload.size)
