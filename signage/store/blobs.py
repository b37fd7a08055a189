"""Immutable files named by their hash: slides, media, published tails. Written once, whole, or not at all."""

import asyncio
import hashlib
import os
import threading
from datetime import datetime
from pathlib import Path

TEMPORARY = ".part"


class Blobs:
    """Files under two-hex folders. A name is "<sha256>.<extension>"; the bytes hash to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._one_at_a_time = threading.Lock()
        """Between finding that a blob is there already, and taking one away that seems to be of no more use."""

    def path(self, name: str) -> Path:
        return self.folder / name[:2] / name

    def load(self, name: str) -> bytes:
        return self.path(name).read_bytes()

    async def find(self, name: str) -> bytes | None:
        """As `load`, in a thread; None where there is no such blob."""
        path = self.path(name)
        return await asyncio.to_thread(path.read_bytes) if path.is_file() else None

    def store(self, content: bytes, extension: str) -> str:
        """Keeps bytes and returns their name. Raises OSError (a full disk, say) and then leaves nothing behind."""
        name = f"{hashlib.sha256(content).hexdigest()}.{extension}"
        path = self.path(name)
        if self._renewed(path, len(content)):
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{name}.{os.getpid()}.{threading.get_ident()}{TEMPORARY}")
        try:
            _write(part, content)
            part.replace(path)
        except OSError:
            part.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
        return name

    def _renewed(self, path: Path, size: int) -> bool:
        """Whether it is there, whole. It then counts as written now, so that no sweep takes it from whoever stores it again."""
        with self._one_at_a_time:
            there = path.is_file() and path.stat().st_size == size
            if there:
                os.utime(path)
            return there

    def remove(self, name: str, older_than: datetime | None = None) -> bool:
        """Takes a blob away, unless it was written (again) at or after `older_than`; False when it stays or was not there."""
        path = self.path(name)
        with self._one_at_a_time:
            try:
                if older_than is not None and path.stat().st_mtime >= older_than.timestamp():
                    return False
                path.unlink()
            except FileNotFoundError:
                return False
            return True


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Makes sure of the names in a folder. Blocking. Raises OSError."""
    # The new name itself must survive a power cut, not only the bytes.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
