"""What is in a file of the media folder: decoded in a worker if its content is new, else as it was decoded before."""

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from ..domain.media import Crop, Rendition
from ..errors import MediaError, SignageError, SourceError, WorkerError
from ..render.decoding import Limits, cropped, decoded, recipe
from ..render.documents import save_as_pdf
from ..render.file_types import type_of
from ..render.images import Size
from ..sources.folder import read_file
from ..sources.media_folder import FOLDER, signature
from ..store.blobs import Blobs
from ..store.database import Database
from ..store.media import Decoding, Page, load_decoding, load_kept, record_decoding, was_erased
from ..workers import Workers

Outcome = tuple[Page, int, tuple[tuple[str, str], ...]]
"""A page, how many pages there are in all, and notes (English, Japanese)."""


BEHIND = 10
"""The priority (nice) of this work: answers to screens and the slides of an edit come first."""


class Workshop(NamedTuple):
    """The pieces that taking in needs. `root` is the input folder, `vendor` that of the fonts, `office` LibreOffice.

    A file that can't be read is looked at again after `patience_seconds`, if it is as young: it may not be whole yet.
    """

    database: Database
    blobs: Blobs
    workers: Workers
    root: Path
    vendor: str
    timezone: str = "Asia/Tokyo"
    limits: Limits = Limits()
    megabytes: int = 100
    office: str | None = None
    office_seconds: float = 120.0
    patience_seconds: float = 3.0

    @property
    def most_bytes(self) -> int:
        return self.megabytes * 1_000_000

    def named(self, file: str) -> str:
        """A file of the media folder as the input folder names it."""
        return f"{FOLDER}/{file}"


class Taken(NamedTuple):
    """The hash of a file's content, its size and times when it was read, and what it was decoded into."""

    sha256: str
    signature: str
    decoding: Decoding


async def taken_of(shop: Workshop, file: str) -> Taken | None:
    """What is in a file, named from the media folder; None when that was erased on demand.

    Raises MediaError, SourceError or WorkerError.
    """
    path = shop.root / shop.named(file)
    mark = await asyncio.to_thread(signature, path)
    async with shop.database.read() as connection:
        kept = await load_kept(connection, file)
        erased = kept is not None and await was_erased(connection, kept)
    if kept and kept.signature == mark and erased:
        return None
    if kept and kept.signature == mark and (known := await _known(shop, kept.sha256)):
        return Taken(kept.sha256, mark, known)
    sha256, type_ = await look(shop, shop.root, shop.named(file))
    if kept and kept.sha256 == sha256 and erased:
        return None
    if known := await _known(shop, sha256):
        return Taken(sha256, mark, known)
    made = await _made(shop, shop.root, shop.named(file), type_)
    if await asyncio.to_thread(signature, path) != mark:
        raise SourceError("the file changed while it was read; it is read again", shop.named(file))
    async with shop.database.write() as connection:
        await record_decoding(connection, sha256, recipe(shop.limits), made)
    return Taken(sha256, mark, made)


def for_people(problem: SignageError) -> MediaError:
    """Any problem of a file as a sentence in both languages."""
    if isinstance(problem, MediaError):
        return problem
    if isinstance(problem, WorkerError):
        reason = f"{problem.message}; save it smaller, or in another form"
        return MediaError(reason, japanese="大きすぎるか、壊れています。小さくするか、別の形式で保存してください")
    return MediaError(problem.message, japanese="ファイルを読み取れません。大きさと、読み取りの許可を確かめてください")


async def look(shop: Workshop, root: Path, name: str) -> tuple[str, str]:
    """The SHA-256 (hex) of a file's content, and its type (render/file_types.py). Raises MediaError or SourceError."""
    return await shop.workers.run(_look, root, name, shop.most_bytes)


async def decode_file(shop: Workshop, root: Path, name: str, sha256: str, type_: str) -> Decoding:
    """What is in a file that never changes, `name` from the folder `root`. Raises MediaError, SourceError or WorkerError.

    It is not recorded: that belongs into the transaction of whatever names it.
    """
    return await _known(shop, sha256) or await _made(shop, root, name, type_)


async def crop_file(shop: Workshop, root: Path, name: str, crop: Crop) -> tuple[Rendition, ...]:
    """A part of a picture, in its sizes. Raises MediaError, SourceError or WorkerError."""
    return await shop.workers.run(_crop, root, name, shop.most_bytes, crop, shop.limits, shop.vendor, shop.blobs.folder)


async def _known(shop: Workshop, sha256: str) -> Decoding | None:
    """What this content was decoded into, if it was and all of that is still there."""
    async with shop.database.read() as connection:
        found = await load_decoding(connection, sha256, recipe(shop.limits))
    there = found is not None and await asyncio.to_thread(_is_there, shop.blobs, found)
    return found if there else None


def _is_there(blobs: Blobs, decoding: Decoding) -> bool:
    return all(blobs.path(file).is_file() for file in decoding.files())


async def _made(shop: Workshop, root: Path, name: str, type_: str) -> Decoding:
    if type_ != "presentation":
        return await _pages(shop, root, name)
    with tempfile.TemporaryDirectory(prefix="signage-") as folder:
        pdf = await save_as_pdf(shop.office, root / name, Path(folder), shop.office_seconds)
        return await _pages(shop, pdf.parent, pdf.name)


async def _pages(shop: Workshop, root: Path, name: str) -> Decoding:
    """A page a call, so that a long document costs no more memory and time at once than a short one."""
    first, count, notes = await _page(shop, root, name, 0)
    rest = [await _page(shop, root, name, number) for number in range(1, min(count, shop.limits.pages))]
    return Decoding((first, *(page for page, _, _ in rest)), notes)


async def _page(shop: Workshop, root: Path, name: str, number: int) -> Outcome:
    return await shop.workers.run(
        _decode, root, name, shop.most_bytes, number, shop.limits, shop.vendor, shop.blobs.folder
    )


def _look(root: Path, name: str, most: int) -> tuple[str, str]:
    """The SHA-256 (hex) of a file's content, and its type. Runs in a worker: the file may be large."""
    body = read_file(root, name, most)
    return hashlib.sha256(body).hexdigest(), type_of(body)


def _decode(root: Path, name: str, most: int, number: int, limits: Limits, vendor: str, blobs: Path) -> Outcome:
    """Decodes one page, in a worker, and keeps it there too: pictures and films need not come back through the pipe."""
    os.setpriority(os.PRIO_PROCESS, 0, BEHIND)
    content = decoded(read_file(root, name, most), number, limits, vendor)
    kept = Blobs(blobs)
    film = _keep(kept, content.film, content.extension) if content.film else None
    page = Page(tuple(_keep(kept, size, "webp") for size in content.sizes), film, content.film_ms)
    return page, content.pages, content.notes


def _crop(
    root: Path, name: str, most: int, crop: Crop, limits: Limits, vendor: str, blobs: Path
) -> tuple[Rendition, ...]:
    os.setpriority(os.PRIO_PROCESS, 0, BEHIND)
    return tuple(
        _keep(Blobs(blobs), size, "webp") for size in cropped(read_file(root, name, most), crop, limits, vendor)
    )


def _keep(blobs: Blobs, size: Size, extension: str) -> Rendition:
    return Rendition(blobs.store(size.content, extension), size.width, size.height, len(size.content))
