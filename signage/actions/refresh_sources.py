"""Fetches sources and takes their lists over; a failure keeps the old items and shows the problem to staff."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import NamedTuple

import structlog

from ..domain.sources import Memory
from ..errors import SourceError, StoreError, WorkerError
from ..sources import SOURCES, Fetched, Fetching
from ..sources.fetched import told
from ..sources.links import normal_link
from ..store.content import Replaced, replace_items
from ..store.database import Database
from ..store.problems import clear_problem, record_problem
from ..store.sources import FETCH_NOUN as NOUN
from ..store.sources import Kept, load_sources, record_attempt, record_fetch
from ..workers import Workers

LEFT_IN_PEACE_SECONDS = 60
"""So long other people's servers are not asked again after a fetch that could not be written down (a full disk)."""

log = structlog.get_logger()


class _Unwritten(NamedTuple):
    """A source as it was when it was fetched in vain, until when (monotonic) it is left in peace, and why."""

    kept: Kept
    until: float
    reason: str


class RefreshSources:
    """`due` fetches the sources whose interval has passed, `of_file` those that read a file."""

    def __init__(self, database: Database, fetching: Fetching, workers: Workers, root: Path) -> None:
        self._database = database
        self._fetching = fetching
        self._run = partial(workers.run, told)
        self._root = root
        # Clock and watcher may both want a source: the second waits, and then looks whether it is still wanted.
        self._one_at_a_time: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._under_way: set[asyncio.Task[None]] = set()
        self._unwritten: dict[str, _Unwritten] = {}

    async def due(self) -> None:
        """Raises StoreError for as long as what came of a fetch can't be written."""
        now = time.monotonic()
        self._unwritten = {name: one for name, one in self._unwritten.items() if now < one.until}
        await self._refresh(lambda kept: _is_due(kept) and not self._in_peace(kept))
        if waiting := next(iter(self._unwritten.values()), None):
            raise StoreError(waiting.reason)

    async def of_file(self, path: Path) -> None:
        def reads(kept: Kept) -> bool:
            return kept.source.is_file and (self._root / kept.source.address).resolve() == path.resolve()

        await self._refresh(reads)

    def soon(self) -> None:
        """`due`, without waiting for it."""
        task = asyncio.create_task(self.due())
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _refresh(self, wanted: Callable[[Kept], bool]) -> None:
        await asyncio.gather(*(self._one(kept.source.name, wanted) for kept in await self._kept(wanted)))

    async def _kept(self, wanted: Callable[[Kept], bool]) -> list[Kept]:
        async with self._database.read() as connection:
            return [kept for kept in await load_sources(connection) if wanted(kept)]

    def _in_peace(self, kept: Kept) -> bool:
        """One that was edited or asked for by hand since is another."""
        unwritten = self._unwritten.get(kept.source.name)
        return unwritten is not None and unwritten.kept == kept

    async def _one(self, name: str, wanted: Callable[[Kept], bool]) -> None:
        async with self._one_at_a_time[name]:
            for kept in await self._kept(lambda kept: kept.source.name == name and wanted(kept)):
                try:
                    await self._fetch(kept)
                except StoreError as problem:
                    self._unwritten[name] = _Unwritten(kept, time.monotonic() + LEFT_IN_PEACE_SECONDS, str(problem))
                    raise
                self._unwritten.pop(name, None)

    async def _fetch(self, kept: Kept) -> None:
        try:
            fetch = SOURCES[kept.source.type].fetch
            fetched = await fetch(kept.source, kept.memory, self._fetching, self._run)
        except (SourceError, WorkerError) as problem:
            await self._tell(kept, str(problem), datetime.now(UTC))
        except Exception as slip:  # noqa: BLE001 a slip in a parser: staff must see that the source stands still
            message = f"it can't be read, by a fault of this program ({type(slip).__name__}: {slip})"
            await self._tell(kept, message, datetime.now(UTC), slip)
        else:
            await self._take_over(kept, fetched, datetime.now(UTC))

    async def _tell(self, kept: Kept, message: str, now: datetime, slip: Exception | None = None) -> None:
        name = kept.source.name
        async with self._database.write() as connection:
            if kept not in await load_sources(connection):
                return  # its file was edited or deleted meanwhile: what was fetched is no longer what is asked for
            await record_attempt(connection, name, now)
            new = await record_problem(connection, NOUN, name, message, now)
        if new:
            log.warning("source failing; its items stay", source=name, reason=message, exc_info=slip)

    async def _take_over(self, kept: Kept, fetched: Fetched, now: datetime) -> None:
        source, replaced = kept.source, Replaced()
        async with self._database.write() as connection:
            if kept not in await load_sources(connection):
                return  # as above; `fetched_at` stays empty, so that whoever waits fetches afresh
            if fetched.items is not None:
                whole = SOURCES[source.type].whole
                public = partial(_public, hosts=source.hosts)
                replaced = await replace_items(
                    connection, source.name, fetched.items, now, whole=whole, newest=source.newest, public=public
                )
            # While a list is not believed none is remembered: the next is read, be it the same or that before it.
            memory = Memory() if replaced.kept_back else fetched.memory
            await record_fetch(connection, source.name, memory, now)
            doubt = _doubt(replaced)
            if doubt and await record_problem(connection, NOUN, source.name, doubt, now):
                log.warning("source doubtful; its items stay", source=source.name, reason=doubt)
            elif not doubt and await clear_problem(connection, NOUN, source.name):
                log.info("source well again", source=source.name)
        for note in (*fetched.notes, *replaced.notes):
            log.info("note on a source", source=source.name, note=note)
        if replaced.changed or replaced.gone:
            log.info("source taken over", source=source.name, changed=replaced.changed, gone=replaced.gone)


def _is_due(kept: Kept) -> bool:
    """Also what was fetched in the future: the clock was set back since."""
    after = timedelta(minutes=kept.source.minutes)
    return kept.fetched_at is None or not kept.fetched_at <= datetime.now(UTC) < kept.fetched_at + after


def _public(url: str, hosts: dict[str, str]) -> str:
    """An address that was plain before, as these hosts have it told."""
    if not any(f"//{host.lower()}" in url for host in hosts):  # most are: of ten thousand none needs to be parsed
        return url
    try:
        return normal_link(url, "", hosts)
    except ValueError:
        return url


def _doubt(replaced: Replaced) -> str:
    if not replaced.kept_back:
        return ""
    return (
        f"The new list lacks {replaced.kept_back} items that the last one had; that is too many to be believed, "
        "so they stay, and what is new in it waits. If it is right, withdraw them with “signage withdraw ITEM”."
    )
