"""Files of the media folder become pictures, films and their items; what can't be used has its reason beside it."""

import asyncio
import hashlib
import re
import time
from collections.abc import Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import structlog

from ..domain.library import is_own
from ..errors import MediaError, SignageError, SourceError, StoreError, WorkerError
from ..sources.media_folder import FOLDER, clear_reason, files_meant, read_sidecar, write_reason
from ..sources.media_items import items_of, media_of
from ..store.media import SOURCE, Kept, load_files, load_kept, remove_media, replace_media
from ..store.media_details import load_details, load_names
from ..store.problems import clear_problem, load_problems, record_problem
from .decoded_media import Workshop, for_people, taken_of

NOUN = "media"
RETRY_SECONDS = 10.0
"""After the store could not keep something (a full disk)."""
STORE_SECONDS = 1.0
"""Of a long backlog, what is ready is kept so often."""

_SHORTENED = re.compile("…[0-9a-f]{16}$")
log = structlog.get_logger()


class _Read(NamedTuple):
    """A file as it is to be kept, and notes on what of it is not shown."""

    kept: Kept
    notes: tuple[tuple[str, str], ...]


class TakeInMedia:
    """`take` remembers a path and returns; `run` works the backlog off, one file at a time, in order.

    Names of files, and texts that name no language, are in `language`.
    """

    def __init__(self, shop: Workshop, language: str = "ja") -> None:
        self._shop = shop
        self._language = language
        self._folder = shop.root / FOLDER
        self._backlog: dict[Path, None] = {}
        self._later: set[Path] = set()
        self._told: set[str] = set()
        self._ready: dict[str, Kept] = {}
        self._store_at = 0.0
        self._failing = False
        self._wanted = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def take(self, path: Path) -> None:
        """A file, or the text beside one, that is new, changed or gone."""
        self._backlog[path] = None
        self._idle.clear()
        self._wanted.set()

    async def known(self) -> list[Path]:
        """The files that were taken in or refused by earlier runs."""
        await self._load_told()
        async with self._shop.database.read() as connection:
            names = set(await load_files(connection)) - await load_names(connection)
        names |= {name for name in self._told if not _SHORTENED.search(name)}
        return [self._folder / name for name in sorted(names)]

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
                await self._guarded(path, self._take_all(path))
                if self._ready and (not self._backlog or time.monotonic() >= self._store_at):
                    await self._guarded(path, self._store())
            self._wanted.clear()
            if not self._later:
                self._idle.set()

    async def _take_all(self, path: Path) -> None:
        for name in await asyncio.to_thread(files_meant, self._folder, path):
            if not await self._is_given(name):
                await self._take(name)

    async def _is_given(self, name: str) -> bool:
        """Whether staff gave a picture of this name to the library: then a file in the folder is none of its business."""
        if not is_own(name):
            return False
        async with self._shop.database.read() as connection:
            return await load_details(connection, name) is not None

    async def _guarded(self, path: Path, work: Coroutine[None, None, None]) -> None:
        try:
            await work
            self._failing = False
        except (StoreError, OSError) as problem:
            if not self._failing:
                log.error("media can't be kept; tried again", file=str(path), reason=str(problem))
            self._failing = True
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
            read = await self._read(name)
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
        if read is None:
            return
        await self._keep(name, read.kept)
        if read.notes:
            english, japanese = read.notes[0]
            await self._tell(name, MediaError(english, japanese=japanese), kept=True)
        else:
            await self._clear(name)

    async def _read(self, name: str) -> _Read | None:
        """A file with the text beside it, unless it was erased. Raises MediaError, SourceError or WorkerError."""
        taken = await taken_of(self._shop, name)
        if taken is None:
            return None
        text = await asyncio.to_thread(read_sidecar, self._folder, name, self._shop.timezone, self._language)
        media = media_of(name, taken.decoding.pages, text)
        items = tuple(items_of(SOURCE, media, text, self._language))
        return _Read(Kept(taken.sha256, taken.signature, media, items), taken.decoding.notes)

    async def _keep(self, name: str, kept: Kept) -> None:
        self._ready.pop(name, None)
        async with self._shop.database.read() as connection:
            if kept != await load_kept(connection, name):
                self._ready[name] = kept

    async def _store(self) -> None:
        """Keeps what is ready: each time that something is kept, the screens' loops are worked out anew."""
        async with self._shop.database.write() as connection:
            for name, kept in self._ready.items():
                if await replace_media(connection, name, kept, datetime.now(UTC)):
                    log.info("media taken in", file=name, pages=len(kept.media))
        self._ready.clear()
        self._store_at = time.monotonic() + STORE_SECONDS

    async def _refuse(self, name: str, problem: SignageError, young: bool) -> None:
        if young:
            self._again(self._folder / name, self._shop.patience_seconds)
        else:
            await self._tell(name, for_people(problem), kept=False)

    async def _forget(self, name: str) -> None:
        self._ready.pop(name, None)
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


def _is_young(path: Path, seconds: float) -> bool:
    with suppress(OSError):
        stat = path.stat()
        return 0 <= time.time() - max(stat.st_mtime, stat.st_ctime) < seconds
    return False


def _short(name: str) -> str:
    """A name as problems keep it: at most 200 characters."""
    return name if len(name) <= 200 else f"{name[:160]}…{hashlib.sha256(name.encode()).hexdigest()[:16]}"
