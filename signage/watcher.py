"""A file wakes the server: folders are watched, and looked through every minute whatever the watching says."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import structlog
from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from .sources.folder import FOLDERS, counts, nameable

SETTLE_SECONDS = 0.1
"""A file counts once its size and time have not changed for so long."""
GONE_SECONDS = 0.3
"""A file that is gone is given so long to come back: many editors replace by delete and rename."""
SETTLE_AT_MOST_SECONDS = 60.0
TOUCHED_AT_ONCE = 50

TakeIn = Callable[[Path], Awaitable[None]]
_Touch = Callable[[Path], None]
_Signature = tuple[int, int, int, int] | None
_Place = tuple[int, int] | None
_LONG_AGO = (0, 0, 0, 0)
log = structlog.get_logger()


class Watcher:
    """Gives each changed, new or vanished file under `root` to what takes it in.

    `by_folder` maps a folder's name to what takes its *.toml in; every other file goes to `otherwise`.
    """

    def __init__(self, root: Path, by_folder: Mapping[str, TakeIn], otherwise: TakeIn, *, poll: bool) -> None:
        self._root = root
        self._by_folder = by_folder
        self._otherwise = otherwise
        self._folders = tuple(root / name for name in FOLDERS)
        self._observer: Any = PollingObserver(timeout=2) if poll else Observer()
        self._seen: dict[Path, _Signature] = {}
        self._seen_in: dict[Path, _Place] = {}
        self._touched: dict[Path, None] = {}
        self._looking: asyncio.Task[None] | None = None
        self._under_way: dict[Path, asyncio.Task[None]] = {}
        self._again: set[Path] = set()
        self._doubts: set[Path] = set()
        self._heard = _Heard(self._touch, self._touch_below, asyncio.get_running_loop())
        self._watches: dict[Path, tuple[Any, _Place]] = {}
        self._renewed: set[Path] = set()
        self._renewing = asyncio.Lock()
        self._deaf: list[str] = []
        self._nameless: set[Path] = set()

    def start(self) -> None:
        if not self._root.is_dir():
            log.warning("there was no such input folder; an empty one is made", folder=str(self._root))
        for folder in self._folders:
            with contextlib.suppress(OSError):  # an input that can't be written to may lack some
                folder.mkdir(parents=True, exist_ok=True)
        self._observer.start()
        self._watch()

    async def stop(self) -> None:
        for task in (self._looking, *self._under_way.values()):
            if task:
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
        async with self._renewing:
            await asyncio.to_thread(self._watch)
        places = await asyncio.to_thread(self._places)  # before the files: a drive may go between the two
        present = await asyncio.to_thread(self._list)
        self._seen_in |= await asyncio.to_thread(self._lying, present, places)
        for path in await asyncio.to_thread(self._changed, present, dict(self._seen)):
            if path not in self._under_way:  # one that is still being written is taken in when it rests
                await self._take_in(path)

    def _watch(self) -> None:
        """Watches the folders, and the root for their coming and going; one that was made again is watched anew."""
        deaf = []
        for path in (self._root, *self._folders) if self._observer.is_alive() else ():
            try:
                self._watch_one(path)
            except OSError as problem:
                deaf.append(f"{path}: {problem.strerror or problem}")
        if deaf and deaf != self._deaf:
            log.warning("folders can't be watched; they are looked through every minute", folders=deaf)
        self._deaf = deaf

    def _watch_one(self, path: Path) -> None:
        renewed = path in self._renewed
        if renewed:
            self._renewed.remove(path)
        place = _place(path)
        watch, known = self._watches.get(path, (None, None))
        # A new folder may get the old one's inode: then its event tells, or the watch that ended with the old.
        alive = any(emitter.watch == watch and emitter.should_keep_running() for emitter in self._observer.emitters)
        if watch and (renewed or place != known or not alive):
            del self._watches[path]
            self._observer.unschedule(watch)
        if place and path not in self._watches:
            watch = self._observer.schedule(self._heard, str(path), recursive=path != self._root)
            self._watches[path] = (watch, place)

    async def _renew(self, _: Path) -> None:
        """After a folder came or went. What lies in a new one is touched; what is gone with an old, the look judges."""
        async with self._renewing:
            await asyncio.to_thread(self._watch)
        for path, signature in (await asyncio.to_thread(self._list)).items():
            if signature != self._seen.get(path):
                self._touch(path)

    def _changed(self, present: Mapping[Path, _Signature], seen: Mapping[Path, _Signature]) -> list[Path]:
        """What came, changed or went, in order. Takes a while where ten thousand pictures lie."""
        doubted = self._doubted(present, seen)
        changed = (path for path in {*present, *seen} if present.get(path) != seen.get(path))
        return sorted((path for path in changed if path in present or path not in doubted), key=self._order)

    def _doubted(self, present: Mapping[Path, _Signature], seen: Mapping[Path, _Signature]) -> set[Path]:
        """Files of folders that lost more than half at once, or all: a drive that is away, rather than an editor's wish."""
        doubted: set[Path] = set()
        for folder in self._folders:
            known = {path for path in seen if path.is_relative_to(folder)}
            gone = known - set(present)
            if gone and (len(gone) * 2 > len(known)):
                doubted |= gone
        if doubted and doubted != self._doubts:
            log.warning("too many files are gone to be believed; what they gave stays", files=sorted(map(str, doubted)))
        self._doubts = doubted
        return doubted

    def _list(self) -> dict[Path, _Signature]:
        everything = (path for folder in self._folders for path in folder.rglob("*"))
        return {path: signature for path in everything if self._counts(path) and (signature := _signature(path))}

    def _places(self) -> dict[Path, _Place]:
        return {folder: _place(folder) for folder in self._folders}

    def _lying(self, present: Iterable[Path], places: Mapping[Path, _Place]) -> dict[Path, _Place]:
        return {path: places[self._top(path)] for path in present}

    def _top(self, path: Path) -> Path:
        """Which of the input's folders a file lies in."""
        return self._root / path.relative_to(self._root).parts[0]

    def _counts(self, path: Path) -> bool:
        name = path.relative_to(self._root)
        if not nameable(name) and path not in self._nameless:
            self._nameless.add(path)
            log.warning("file passed over: its name is not UTF-8 text; rename it", path=ascii(str(path)))
        return counts(name) and nameable(name)

    def _order(self, path: Path) -> tuple[bool, str]:
        """Playlists and sources before the files that sources read."""
        return (self._folder(path) is None, str(path))

    def _folder(self, path: Path) -> TakeIn | None:
        parts = path.relative_to(self._root).parts
        return self._by_folder.get(parts[0]) if len(parts) == 2 and path.suffix == ".toml" else None

    def _touch(self, path: Path) -> None:
        self._touched[path] = None
        if self._looking is None or self._looking.done():
            self._looking = asyncio.get_running_loop().create_task(self._look_at_touched())

    async def _look_at_touched(self) -> None:
        """Bit by bit: where ten thousand files come at once, the server goes on meanwhile."""
        while self._touched:
            for path in tuple(islice(self._touched, TOUCHED_AT_ONCE)):
                del self._touched[path]
                self._look_at(path)
            await asyncio.sleep(0)

    def _look_at(self, path: Path) -> None:
        if path in self._folders:
            self._renewed.add(path)
            self._begin(path, self._renew)
        elif any(path.is_relative_to(folder) for folder in self._folders) and self._counts(path):
            self._begin(path, self._settle_and_take_in)

    def _touch_below(self, path: Path) -> None:
        """A folder inside a folder went, or was moved away: of its files no event tells."""
        for known in [one for one in self._seen if str(one).startswith(f"{path}/")]:
            self._touch(known)

    def _begin(self, path: Path, work: Callable[[Path], Coroutine[Any, Any, None]]) -> None:
        if path in self._under_way:
            self._again.add(path)
            return
        task = asyncio.get_running_loop().create_task(work(path))
        self._under_way[path] = task
        task.add_done_callback(lambda _: self._done(path))

    def _done(self, path: Path) -> None:
        self._under_way.pop(path, None)
        if path in self._again:
            self._again.discard(path)
            self._touch(path)

    async def _settle_and_take_in(self, path: Path) -> None:
        await _settled(path)
        signature = _signature(path)
        if signature != self._seen.get(path) and (signature or not self._may_be_away(path)):
            await self._take_in(path)

    def _may_be_away(self, path: Path) -> bool:
        """Whether a file that is gone lay in another folder than stands there now: where a drive goes, it leaves an empty one
        or none, and the look judges. In the same folder somebody deleted it.
        """
        place = _place(self._top(path))
        return place is None or place != self._seen_in.get(path)

    async def _take_in(self, path: Path) -> None:
        place, signature = _place(self._top(path)), _signature(path)
        try:
            await (self._folder(path) or self._otherwise)(path)
        except Exception:
            log.exception("file could not be taken in", path=str(path))
            return
        if signature is None:
            self._seen.pop(path, None)
            self._seen_in.pop(path, None)
        else:
            self._seen[path], self._seen_in[path] = signature, place


class _Heard(FileSystemEventHandler):
    """Tells the loop, out of the observer's thread, of every path that came, went or changed."""

    def __init__(self, touch: _Touch, touch_below: _Touch, loop: asyncio.AbstractEventLoop) -> None:
        self._touch = touch
        self._touch_below = touch_below
        self._loop = loop

    def on_any_event(self, event: FileSystemEvent) -> None:
        kinds = ("created", "deleted", "moved", *(() if event.is_directory else ("modified", "closed", "attrib")))
        if event.event_type in kinds:
            for name in filter(None, (event.src_path, event.dest_path)):
                self._loop.call_soon_threadsafe(self._touch, Path(str(name)))
        if event.is_directory and event.event_type in ("deleted", "moved"):
            self._loop.call_soon_threadsafe(self._touch_below, Path(str(event.src_path)))


async def _settled(path: Path) -> None:
    """Until size and time stand still, or the file stays away; at most a minute."""
    for _ in range(round(SETTLE_AT_MOST_SECONDS / SETTLE_SECONDS)):
        before = _signature(path)
        await asyncio.sleep(SETTLE_SECONDS if before else GONE_SECONDS)
        if _signature(path) == before:
            return


def _signature(path: Path) -> _Signature:
    """Changes with a file's content, and with its rights: one that was refused for them is read when it may be."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return (stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size, stat.st_ino) if path.is_file() else None


def _place(path: Path) -> _Place:
    """Which folder stands under this name; None when there is none."""
    try:
        stat = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return (stat.st_dev, stat.st_ino) if path.is_dir() else None
