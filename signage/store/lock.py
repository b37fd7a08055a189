"""One server uses a data folder, and keeps most of it to itself."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import SettingsError

IN_USE = "another server uses this folder; stop it, or name another in `data`"


PRIVATE = ("backups", "library", "posters", "screenshots", "uploads", "visits")
"""Folders of the data folder that nobody else looks into: a web server before this one reads `blobs` only."""


def make_private(data: Path) -> None:
    """Makes the folders of staff's own files, for the server's user alone. Raises SettingsError."""
    try:
        for name in PRIVATE:
            (data / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as problem:
        raise SettingsError(f"can't be made ({problem.strerror})", str(data / name)) from problem


@contextmanager
def only_one(data: Path, in_use: str = IN_USE) -> Iterator[None]:
    """Raises SettingsError, with `in_use`, while a server runs on this folder. The kernel frees the lock even of one that was killed."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "server.lock").open("w")
    except OSError as problem:
        raise SettingsError(
            f"can't be used as the data folder ({problem.strerror}); `data` names another", str(data)
        ) from problem
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise SettingsError(in_use, str(data)) from problem
        yield
