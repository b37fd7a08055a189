"""A file wakes the server: folders are watched, and looked through every minute whatever the watching says."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import structlog
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

FOLDERS = ("playlists", "sources", "calendars", "media", "feeds")
"""The input: only these are watched, so that it may lie in a folder with much else."""
SETTLE_SECONDS = 0.1
"""A file counts once its size and time have not changed for so long."""
GONE_SECONDS = 0.3
"""A file that is gone is given so long to come back: many editors replace by delete and rename."""
SETTLE_AT_MOST_SECONDS = 60.0

TakeIn = Callable[[Path], Awaitable[None]]
_Signature = tuple[int, int, int] | None
_LONG_AGO = (0, 0, 0)
log = structlog.get_logger()


class Watcher:
    """Gives each changed, new or vanished file under `root` to what takes it in.

    `by_folder` maps a folder's name to what takes its *.toml in; every other file goes to `otherwise`.
    """

    def __init__(self, root: Path, by_folder: Mapping[str, TakeIn], otherwise: TakeIn, *, poll: bool) -> None:
        self._root = root
        self._by_folder = by_folder
        self._otherwise = otherwise
        self._observer: Any = PollingObserver(timeout=2) if poll else Observer()
        self._seen: dict[Path, _Signature] = {}
        self._under_way: dict[Path, asyncio.Task[None]] = {}
        self._again: set[Path] = set()
        self._doubts: set[Path] = set()

    def start(self) -> None:
        loop = asyncio.get_running_loop()

        def tell(path: Path) -> None:
            loop.call_soon_threadsafe(self._touch, path)

        heard = _Heard(tell)
        try:
            for folder in FOLDERS:
                (self._root / folder).mkdir(parents=True, exist_ok=True)
                self._observer.schedule(heard, str(self._root / folder), recursive=True)
            self._observer.start()
        except OSError as problem:
            log.warning("folders can't be watched; they are looked through every minute", reason=str(problem))

    async def stop(self) -> None:
        for task in tuple(self._under_way.values()):
            task.cancel()
        with contextlib.suppress(RuntimeError):
            self._observer.stop()
            await asyncio.to_thread(self._observer.join)

    def expect(self, paths: Iterable[Path]) -> None:
        """Files that an earlier run took in: one that went since then is found gone by the next look."""
        for path in paths:
            self._seen.setdefault(path, _LONG_AGO)

    async def look(self) -> None:
        """Takes in all that changed since it was last seen; what an event did not tell is found here."""
        present = await asyncio.to_thread(self._list)
        doubted = self._doubted(present)
        for path in sorted({*present, *self._seen}, key=self._order):
            if present.get(path) != self._seen.get(path) and not (path in doubted and path not in present):
                await self._take_in(path)

    def _doubted(self, present: Mapping[Path, _Signature]) -> set[Path]:
        """Files of folders that lost more than half at once, or all: a drive that is away, rather than an editor's wish."""
        doubted: set[Path] = set()
        for folder in FOLDERS:
            known = {path for path in self._seen if path.is_relative_to(self._root / folder)}
            gone = known - set(present)
            if gone and (len(gone) * 2 > len(known)):
                doubted |= gone
        if doubted and doubted != self._doubts:
            log.warning("too many files are gone to be believed; what they gave stays", files=sorted(map(str, doubted)))
        self._doubts = doubted
        return doubted

    def _list(self) -> dict[Path, _Signature]:
        everything = (path for folder in FOLDERS for path in (self._root / folder).rglob("*"))
        found = (path for path in everything if not _hidden(path.relative_to(self._root)))
        return {path: signature for path in found if (signature := _signature(path))}

    def _order(self, path: Path) -> tuple[bool, str]:
        """Playlists and sources before the files that sources read."""
        return (self._folder(path) is None, str(path))

    def _folder(self, path: Path) -> TakeIn | None:
        parts = path.relative_to(self._root).parts
        return self._by_folder.get(parts[0]) if len(parts) == 2 and path.suffix == ".toml" else None

    def _touch(self, path: Path) -> None:
        if not path.is_relative_to(self._root) or _hidden(path.relative_to(self._root)):
            return
        if path in self._under_way:
            self._again.add(path)
            return
        task = asyncio.get_running_loop().create_task(self._settle_and_take_in(path))
        self._under_way[path] = task
        task.add_done_callback(lambda _: self._done(path))

    def _done(self, path: Path) -> None:
        self._under_way.pop(path, None)
        if path in self._again:
            self._again.discard(path)
            self._touch(path)

    async def _settle_and_take_in(self, path: Path) -> None:
        await _settled(path)
        folder = self._root / path.relative_to(self._root).parts[0]
        if folder.is_dir() and _signature(path) != self._seen.get(path):  # a folder that went is a drive that is away
            await self._take_in(path)

    async def _take_in(self, path: Path) -> None:
        signature = _signature(path)
        try:
            await (self._folder(path) or self._otherwise)(path)
        except Exception:
            log.exception("file could not be taken in", path=str(path))
            return
        if signature is None:
            self._seen.pop(path, None)
        else:
            self._seen[path] = signature


class _Heard(FileSystemEventHandler):
    def __init__(self, tell: Callable[[Path], None]) -> None:
        self._tell = tell

    def on_any_event(self, event: FileSystemEvent) -> None:
        if not event.is_directory and event.event_type not in ("opened", "closed_no_write"):
            for name in filter(None, (event.src_path, event.dest_path)):
                self._tell(Path(str(name)))


async def _settled(path: Path) -> None:
    """Until size and time stand still, or the file stays away; at most a minute."""
    for _ in range(round(SETTLE_AT_MOST_SECONDS / SETTLE_SECONDS)):
        before = _signature(path)
        await asyncio.sleep(SETTLE_SECONDS if before else GONE_SECONDS)
        if _signature(path) == before:
            return


def _signature(path: Path) -> _Signature:
    try:
        stat = path.stat()
    except OSError:
        return None
    return (stat.st_mtime_ns, stat.st_size, stat.st_ino) if path.is_file() else None


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~")) or part.endswith(("~", ".part", ".tmp")) for part in path.parts)
