"""Files of the media folder become pictures, films and their items; what can't be used has its reason beside it."""

import asyncio
import hashlib
import tempfile
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import structlog

from ..domain.media import Rendition
from ..errors import MediaError, SignageError, SourceError, StoreError, WorkerError
from ..render.decoding import Limits, decoded, recipe
from ..render.documents import save_as_pdf
from ..render.file_types import type_of
from ..render.images import Size
from ..sources.folder import read_file
from ..sources.media_folder import FOLDER, clear_reason, files_meant, read_sidecar, signature, write_reason
from ..sources.media_items import items_of, media_of
from ..store.blobs import Blobs
from ..store.database import Database
from ..store.media import (
    SOURCE,
    Decoding,
    Kept,
    Page,
    load_decoding,
    load_kept,
    record_decoding,
    remove_media,
    replace_media,
)
from ..store.problems import clear_problem, load_problems, record_problem
from ..workers import Workers

NOUN = "media"
PATIENCE_SECONDS = 3.0
"""A file that can't be read is looked at again after so long, if it is as young: it may not be whole yet."""
RETRY_SECONDS = 10.0
"""After the store could not keep something (a full disk)."""

Notes = tuple[tuple[str, str], ...]
_Outcome = tuple[Page, int, Notes]
"""A page, how many pages there are in all, and notes (English, Japanese)."""

log = structlog.get_logger()


class Workshop(NamedTuple):
    """The pieces that taking in needs. `root` is the input folder, `vendor` that of the fonts, `office` LibreOffice."""

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
    patience_seconds: float = PATIENCE_SECONDS


class Taken(NamedTuple):
    """What is in a file: the hash of its content, its size and times when it was read, and what it was decoded into."""

    sha256: str
    signature: str
    decoding: Decoding


class TakeInMedia:
    """`take` remembers a path and returns; `run` works the backlog off, one file at a time, in order."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        self._folder = shop.root / FOLDER
        self._recipe = recipe(shop.limits)
        self._backlog: dict[Path, None] = {}
        self._later: set[Path] = set()
        self._told: set[str] = set()
        self._wanted = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def take(self, path: Path) -> None:
        """A file, or the text beside one, that is new, changed or gone."""
        self._backlog[path] = None
        self._idle.clear()
        self._wanted.set()

    async def caught_up(self) -> None:
        """Until nothing is left to be done."""
        await self._idle.wait()

    async def run(self) -> None:
        """Until it is cancelled."""
        await self._load_told()
        while True:
            await self._wanted.wait()
            while self._backlog:
                path = next(iter(self._backlog))
                del self._backlog[path]
                await self._take_all(path)
            self._wanted.clear()
            if not self._later:
                self._idle.set()

    async def _take_all(self, path: Path) -> None:
        try:
            for name in await asyncio.to_thread(files_meant, self._folder, path):
                await self._take(name)
        except (StoreError, OSError) as problem:
            log.error("media can't be kept; tried again", file=str(path), reason=str(problem))
            self._again(path, RETRY_SECONDS)
        except Exception:
            log.exception("media could not be taken in", file=str(path))

    def _again(self, path: Path, seconds: float) -> None:
        def begin() -> None:
            self._later.discard(path)
            self.take(path)

        if path not in self._later:
            self._later.add(path)
            asyncio.get_running_loop().call_later(seconds, begin)

    async def _take(self, name: str) -> None:
        if not await asyncio.to_thread((self._folder / name).is_file):
            await self._forget(name)
            return
        young = await asyncio.to_thread(_is_young, self._folder / name, self._shop.patience_seconds)
        try:
            kept, notes = await self._read(name)
        except (MediaError, SourceError, WorkerError) as problem:
            await self._refuse(name, problem, young)
            return
        except (StoreError, OSError):
            raise
        except Exception as slip:
            log.exception("media could not be read", file=name)
            reason = f"it can't be read, by a fault of this program ({type(slip).__name__}: {slip})"
            await self._refuse(name, MediaError(reason, japanese="このプログラムの不具合により読み取れません"), False)
            return
        await self._keep(name, kept)
        if notes:
            english, japanese = notes[0]
            await self._tell(name, MediaError(english, japanese=japanese), kept=True)
        else:
            await self._clear(name)

    async def _read(self, name: str) -> tuple[Kept, Notes]:
        """A file with the text beside it. Raises MediaError, SourceError or WorkerError."""
        taken = await self._taken(name)
        text = await asyncio.to_thread(read_sidecar, self._folder, name, self._shop.timezone)
        media = media_of(name, taken.decoding.pages, text)
        return Kept(taken.sha256, taken.signature, media, tuple(items_of(SOURCE, media, text))), taken.decoding.notes

    async def _keep(self, name: str, kept: Kept) -> None:
        async with self._shop.database.read() as connection:
            if kept == await load_kept(connection, name):
                return
        async with self._shop.database.write() as connection:
            changed = await replace_media(connection, name, kept, datetime.now(UTC))
        if changed:
            log.info("media taken in", file=name, pages=len(kept.media))

    async def _refuse(self, name: str, problem: SignageError, young: bool) -> None:
        if young:
            self._again(self._folder / name, self._shop.patience_seconds)
        else:
            await self._tell(name, _for_people(problem), kept=False)

    async def _taken(self, name: str) -> Taken:
        """What is in a file; decoded only if its content is new. Raises MediaError, SourceError or WorkerError."""
        mark = await asyncio.to_thread(signature, self._folder / name)
        async with self._shop.database.read() as connection:
            kept = await load_kept(connection, name)
        if kept and kept.signature == mark and (known := await self._known(kept.sha256)):
            return Taken(kept.sha256, mark, known)
        sha256, type_ = await self._shop.workers.run(_look, self._shop.root, f"{FOLDER}/{name}", self._most)
        if known := await self._known(sha256):
            return Taken(sha256, mark, known)
        made = await self._decoded(name, type_)
        async with self._shop.database.write() as connection:
            await record_decoding(connection, sha256, self._recipe, made)
        return Taken(sha256, mark, made)

    @property
    def _most(self) -> int:
        return self._shop.megabytes * 1_000_000

    async def _known(self, sha256: str) -> Decoding | None:
        """What this content was decoded into, if it was and all of that is still there."""
        async with self._shop.database.read() as connection:
            found = await load_decoding(connection, sha256, self._recipe)
        there = found is not None and await asyncio.to_thread(self._is_there, found)
        return found if there else None

    def _is_there(self, decoding: Decoding) -> bool:
        return all(self._shop.blobs.path(file).is_file() for file in decoding.files())

    async def _decoded(self, name: str, type_: str) -> Decoding:
        if type_ != "presentation":
            return await self._pages(self._shop.root, f"{FOLDER}/{name}")
        with tempfile.TemporaryDirectory(prefix="signage-") as folder:
            given = self._folder / name
            pdf = await save_as_pdf(self._shop.office, given, Path(folder), self._shop.office_seconds)
            return await self._pages(pdf.parent, pdf.name)

    async def _pages(self, root: Path, name: str) -> Decoding:
        """A page a call, so that a long document costs no more memory and time at once than a short one."""
        first, count, notes = await self._page(root, name, 0)
        rest = [await self._page(root, name, number) for number in range(1, min(count, self._shop.limits.pages))]
        return Decoding((first, *(page for page, _, _ in rest)), notes)

    async def _page(self, root: Path, name: str, number: int) -> "_Outcome":
        shop = self._shop
        return await shop.workers.run(
            _decode, root, name, self._most, number, shop.limits, shop.vendor, shop.blobs.folder
        )

    async def _forget(self, name: str) -> None:
        async with self._shop.database.write() as connection:
            gone = await remove_media(connection, name, datetime.now(UTC))
        await self._clear(name)
        if gone:
            log.info("media gone with its file", file=name)

    async def _clear(self, name: str) -> None:
        if _short(name) not in self._told:
            return
        await asyncio.to_thread(clear_reason, self._folder / name)
        async with self._shop.database.write() as connection:
            await clear_problem(connection, NOUN, _short(name))
        self._told.discard(_short(name))

    async def _tell(self, name: str, problem: MediaError, *, kept: bool) -> None:
        self._told.add(_short(name))
        async with self._shop.database.write() as connection:
            new = await record_problem(connection, NOUN, _short(name), str(problem), datetime.now(UTC))
        await asyncio.to_thread(write_reason, self._folder / name, problem, kept)
        if new:
            log.warning("media in part" if kept else "media can't be used", file=name, reason=str(problem))

    async def _load_told(self) -> None:
        async with self._shop.database.read() as connection:
            self._told = {problem.name for problem in await load_problems(connection) if problem.noun == NOUN}


def _look(root: Path, name: str, most: int) -> tuple[str, str]:
    """The SHA-256 (hex) of a file's content, and its type. Runs in a worker: the file may be large."""
    body = read_file(root, name, most)
    return hashlib.sha256(body).hexdigest(), type_of(body)


def _decode(root: Path, name: str, most: int, number: int, limits: Limits, vendor: str, blobs: Path) -> _Outcome:
    """Decodes one page, in a worker, and keeps it there too: pictures and films need not come back through the pipe."""
    content = decoded(read_file(root, name, most), number, limits, vendor)
    kept = Blobs(blobs)
    film = _keep(kept, content.film, content.extension) if content.film else None
    page = Page(tuple(_keep(kept, size, "webp") for size in content.sizes), film, content.film_ms)
    return page, content.pages, content.notes


def _keep(blobs: Blobs, size: Size, extension: str) -> Rendition:
    return Rendition(blobs.store(size.content, extension), size.width, size.height, len(size.content))


def _is_young(path: Path, seconds: float) -> bool:
    with suppress(OSError):
        stat = path.stat()
        return 0 <= time.time() - max(stat.st_mtime, stat.st_ctime) < seconds
    return False


def _for_people(problem: SignageError) -> MediaError:
    """Any problem of a file as a sentence in both languages."""
    if isinstance(problem, MediaError):
        return problem
    if isinstance(problem, WorkerError):
        reason = f"{problem.message}; save it smaller, or in another form"
        return MediaError(reason, japanese="大きすぎるか、壊れています。小さくするか、別の形式で保存してください")
    return MediaError(problem.message, japanese="ファイルを読み取れません。大きさと、読み取りの許可を確かめてください")


def _short(name: str) -> str:
    """A name as problems keep it: at most 200 characters."""
    return name if len(name) <= 200 else f"{name[:160]}…{hashlib.sha256(name.encode()).hexdigest()[:16]}"
