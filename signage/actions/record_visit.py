"""A technician was at a display: what they say of it, with photographs, kept for whoever comes next."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from ..domain.ulids import new_ulid
from ..errors import InputError, MediaError, NotFoundError, StoreError, WorkerError
from ..render.photographs import photograph, small_picture
from ..store.database import Database
from ..store.posters import is_photograph_of_poster, sweep_poster_visits
from ..store.visits import (
    is_photograph_of,
    load_photographs,
    record_visit,
    sweep_photographs,
    sweep_visits,
    write_photograph,
)
from ..workers import Workers

NOTE_LETTERS = 2000
PHOTOGRAPHS = 4
PHOTOGRAPH_MEGABYTES = 15
"""As telephones make them today, and then some."""
YOUNG = timedelta(hours=24)
"""A photograph is never swept so soon: the visit that names it may only be about to be stored."""


class Photograph(NamedTuple):
    """As it was sent: its file's name, and its bytes."""

    name: str
    content: bytes


class Visits:
    """`folder` holds the photographs; what stands in them is decoded by `workers`, away from the server."""

    def __init__(self, database: Database, workers: Workers, folder: Path) -> None:
        self._database = database
        self._workers = workers
        self._folder = folder

    async def record(self, display: str, by: str, note: str, photographs: Sequence[Photograph], now: datetime) -> int:
        """Keeps a visit and gives its number. Raises InputError naming the photograph that can't be used; then nothing is
        kept, and the note is still in the form.
        """
        if not note.strip() and not photographs:
            raise InputError("メモか写真を入れてください / write a note or add a photograph")
        names = await self.take(note, photographs, now)
        async with self._database.write() as connection:
            return await record_visit(connection, display, now, by, note.strip(), names)

    async def take(self, note: str, photographs: Sequence[Photograph], now: datetime) -> list[str]:
        """Makes photographs small, without a word of where they were taken, and gives their names: whoever calls it keeps them
        with the note. What nobody has kept by the next sweep is forgotten. Raises InputError and StoreError.
        """
        _check(note, photographs)
        made = [await self._made(one) for one in photographs]
        names = [f"{new_ulid(now)}.webp" for _ in made]
        try:
            for name, content in zip(names, made, strict=True):
                await asyncio.to_thread(write_photograph, self._folder, name, content)
        except OSError as problem:
            raise StoreError(f"photographs can't be kept ({problem.strerror})", str(self._folder)) from problem
        return names

    async def photograph_of_poster(self, spot: str, name: str) -> Path:
        """As `photograph`, of a visit to a poster. Raises NotFoundError."""
        async with self._database.read() as connection:
            known = await is_photograph_of_poster(connection, spot, name)
        return await self._there(known, name)

    async def photograph(self, display: str, name: str) -> Path:
        """Where a visit's photograph lies. Raises NotFoundError for any other name."""
        async with self._database.read() as connection:
            known = await is_photograph_of(connection, display, name)
        return await self._there(known, name)

    async def _there(self, known: bool, name: str) -> Path:
        path = self._folder / name
        if not known or not await asyncio.to_thread(path.is_file):
            raise NotFoundError("there is no such photograph", name)
        return path

    async def sweep(self, now: datetime, archive_days: int) -> None:
        """Forgets visits, also those to posters, with the rest of the archive, and their photographs. Raises StoreError and
        OSError.
        """
        cutoff = now - timedelta(days=archive_days)
        async with self._database.write() as connection:
            await sweep_visits(connection, cutoff)
            await sweep_poster_visits(connection, cutoff)
        async with self._database.read() as connection:
            named = await load_photographs(connection)
        await asyncio.to_thread(sweep_photographs, self._folder, named, now - YOUNG)

    async def small(self, path: Path) -> bytes:
        """A picture that the server keeps, as a WebP for telephones. Raises NotFoundError where it is gone by now."""
        try:
            return await asyncio.to_thread(small_picture, path)
        except OSError as problem:
            raise NotFoundError("there is no such picture any more", path.name) from problem

    async def _made(self, one: Photograph) -> bytes:
        try:
            return await self._workers.run(photograph, one.content)
        except MediaError as problem:
            raise InputError(f"「{one.name}」{problem.japanese} / “{one.name}”: {problem.message}") from problem
        except WorkerError as problem:
            raise InputError(f"「{one.name}」読み取れません / “{one.name}” can't be read") from problem


def _check(note: str, photographs: Sequence[Photograph]) -> None:
    if len(note) > NOTE_LETTERS:
        raise InputError(f"メモは {NOTE_LETTERS} 文字までです / a note has at most {NOTE_LETTERS} characters")
    if len(photographs) > PHOTOGRAPHS:
        raise InputError(f"写真は {PHOTOGRAPHS} 枚までです / at most {PHOTOGRAPHS} photographs")
    for one in photographs:
        if len(one.content) > PHOTOGRAPH_MEGABYTES * 1_000_000:
            most = f"{PHOTOGRAPH_MEGABYTES} MB"
            raise InputError(f"「{one.name}」{most} までです / “{one.name}” has more than {most}")
