"""Files that staff send in parts: what has come of each, so that one that was broken off can be gone on with."""

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from weakref import WeakValueDictionary

import msgspec

from ..domain.ulids import is_ulid
from ..domain.uploads import KEPT, Upload
from ..errors import ConflictError, NotFoundError, StoreError

WRITTEN_BYTES = 1 << 20
"""So much is gathered before it is written."""


class Uploads:
    """A folder with two files for each: “<ULID>.json” says what it is, “<ULID>.part” holds what has come."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._writing: set[str] = set()
        self._taking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def begin(self, upload: Upload) -> None:
        """Blocking. Raises StoreError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._part(upload.id).touch()
            self._note(upload.id).write_bytes(msgspec.json.encode(upload))
        except OSError as problem:
            raise _cannot(problem, self.folder) from problem

    def load(self, id: str, by: str) -> Upload:
        """One that this person began. Blocking. Raises NotFoundError."""
        try:
            upload = msgspec.json.decode(self._note(id).read_bytes() if is_ulid(id) else b"", type=Upload)
        except (OSError, msgspec.MsgspecError):
            upload = None
        if upload is None or upload.by != by:
            raise not_under_way(id)
        return upload

    def of(self, by: str) -> list[Upload]:
        """All that a person has under way. A note whose part is gone, since its content was taken and then not kept, would be
        gone on with for ever: it is forgotten. Blocking.
        """
        found = []
        for path in sorted(self.folder.glob("*.json")):
            if not path.with_suffix(".part").is_file():
                path.unlink(missing_ok=True)
                continue
            try:
                upload = msgspec.json.decode(path.read_bytes(), type=Upload)
            except (OSError, msgspec.MsgspecError):
                continue
            if upload.by == by:
                found.append(upload)
        return found

    def offset(self, upload: Upload) -> int:
        """How many bytes have come. Blocking. Raises NotFoundError."""
        try:
            return self._part(upload.id).stat().st_size
        except FileNotFoundError as problem:
            raise not_under_way(upload.id) from problem

    def path(self, upload: Upload) -> Path:
        return self._part(upload.id)

    async def append(self, upload: Upload, offset: int, content: AsyncIterator[bytes]) -> int:
        """Writes on from `offset`, and keeps whatever came also when the rest does not. How many bytes there are then.

        Raises ConflictError where it does not go on there, or when it is being written to; StoreError.
        """
        if upload.id in self._writing:
            raise _not_here(upload)
        self._writing.add(upload.id)  # before anything is waited for, or two parts at once both pass
        try:
            if offset != await asyncio.to_thread(self.offset, upload):
                raise _not_here(upload)
            return await self._append(upload, offset, content)
        finally:
            self._writing.discard(upload.id)

    async def _append(self, upload: Upload, offset: int, content: AsyncIterator[bytes]) -> int:
        gathered = bytearray()
        try:
            async for part in content:
                gathered += part[: max(0, upload.size - offset - len(gathered))]
                if len(gathered) >= WRITTEN_BYTES:
                    offset = await self._write(upload, gathered)
                    gathered = bytearray()
        finally:
            if gathered:
                offset = await self._write(upload, gathered)
        return offset

    async def _write(self, upload: Upload, content: bytearray) -> int:
        try:
            return await asyncio.to_thread(_appended, self._part(upload.id), bytes(content))
        except OSError as problem:
            raise _cannot(problem, self.folder) from problem

    def taking(self, id: str) -> asyncio.Lock:
        """Whoever takes a file in holds this meanwhile: who asks again waits, and is then told what became of it. It is kept for
        as long as somebody holds it or waits for it.
        """
        return self._taking.setdefault(id, asyncio.Lock())

    def remove(self, upload: Upload) -> None:
        """Blocking."""
        self._note(upload.id).unlink(missing_ok=True)
        self._part(upload.id).unlink(missing_ok=True)

    def sweep(self, now: datetime) -> int:
        """Forgets what nobody has gone on with for KEPT; how many files went. Blocking. Raises OSError."""
        oldest = (now - KEPT).timestamp()
        parts = [path for path in self.folder.glob("*.*") if path.stat().st_mtime < oldest]
        idle = [path for path in parts if not _is_young(path.with_suffix(".part"), oldest)]
        for path in idle:
            path.unlink(missing_ok=True)
        return len(idle)

    def _part(self, id: str) -> Path:
        return self.folder / f"{id}.part"

    def _note(self, id: str) -> Path:
        return self.folder / f"{id}.json"


def _appended(path: Path, content: bytes) -> int:
    with path.open("ab") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _is_young(path: Path, oldest: float) -> bool:
    return path.is_file() and path.stat().st_mtime >= oldest


def _not_here(upload: Upload) -> ConflictError:
    return ConflictError("the file does not go on at this byte; ask how many have come", upload.id)


def not_under_way(id: str) -> NotFoundError:
    """Swept, taken in, or somebody else's."""
    says = {
        "ja": "このファイルは、もう途中のものとして残っていません。もう一度送ってください。",
        "en": "This file is not under way any more. Send it again.",
    }
    return NotFoundError("this file is not under way any more; send it again", id, says)


def _cannot(problem: OSError, folder: Path) -> StoreError:
    return StoreError(f"the file can't be kept ({problem.strerror})", str(folder))
