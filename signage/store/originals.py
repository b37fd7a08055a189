"""The files that staff gave, as they gave them: in a folder of their own, named by their hash, never under /media."""

import os
import re
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from .blobs import TEMPORARY, sync_folder

_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,5}")


class Originals:
    """Files in one folder: “<sha256>.<extension>”. All blocking; all raise OSError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        return self.folder / name

    def find(self, sha256: str) -> str | None:
        """The name of the file with this hash."""
        return next((path.name for path in self.folder.glob(f"{sha256}.*") if is_original(path.name)), None)

    def take(self, file: Path, name: str) -> None:
        """Moves a file here, of the same disk. What is there already counts as written now, so that no sweep takes it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with file.open("rb") as content:
            os.fsync(content.fileno())
        os.utime(file)
        file.replace(self.folder / name)
        sync_folder(self.folder)

    def store(self, content: bytes, name: str) -> None:
        """Whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{name}{TEMPORARY}"
        try:
            part.write_bytes(content)
            self.take(part, name)
        except OSError:
            part.unlink(missing_ok=True)
            raise

    def remove(self, sha256: str) -> None:
        if name := self.find(sha256):
            (self.folder / name).unlink(missing_ok=True)

    def sweep(self, named: Collection[str], written_before: datetime) -> int:
        """Removes files whose hash is not among `named`; one that was only just written is about to be named. How many."""
        files = self.folder.iterdir() if self.folder.is_dir() else ()
        old = [
            path
            for path in files
            if path.name.partition(".")[0] not in named and path.stat().st_mtime < written_before.timestamp()
        ]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)


def is_original(name: str) -> bool:
    """Whether a file can have this name: a hash, and nothing that leads out of the folder."""
    return _NAME.fullmatch(name) is not None
