"""The input folder: what of it counts, and its files, read whole, never from outside, never while being replaced."""

import os
import stat
import time
from pathlib import Path, PurePath

from ..errors import InputError, SourceError

ATTEMPTS = 5
PAUSE_SECONDS = 0.05
QUIET_SECONDS = 0.1
"""A file that was written to less long ago is not whole yet: half a list would be believed, and the rest of it withdrawn."""

TEXT_LIMIT_BYTES = 200_000
"""Of a playlist's file or a source's."""

NAME_LETTERS = 100
"""Of a playlist's or calendar's name, as the database keeps it."""

FOLDERS = ("playlists", "sources", "calendars", "media", "feeds", "templates")
"""The input: only these are watched, so that it may lie in a folder with much else."""


def is_watched(path: PurePath) -> bool:
    """Whether a file, named from the input folder, lies in one of its FOLDERS."""
    return len(path.parts) > 1 and path.parts[0] in FOLDERS


def counts(path: PurePath) -> bool:
    """Whether a file, named from the input folder, is one: hidden and half-written ones are not."""
    return not any(part.startswith((".", "~")) or part.endswith(("~", ".part", ".tmp")) for part in path.parts)


def nameable(path: PurePath) -> bool:
    """Whether a file's name is text; on Linux it may be any bytes, which no database and no page can name."""
    return not any("\ud800" <= letter <= "\udfff" for letter in str(path))


def check_name(name: str, where: str) -> None:
    """Refuses a name, taken from a file's, that is too long to be kept. Raises InputError."""
    if len(name) > NAME_LETTERS:
        raise InputError(f"give the file a shorter name: {NAME_LETTERS} letters at most, without the ending", where)


def read_file(folder: Path, name: str, limit: int) -> bytes:
    """The bytes of a file, at most `limit`. Raises SourceError. Blocking: call it in a thread.

    A file that is being written, or changes or is replaced meanwhile, is read again, a few times; then the next look has it.
    """
    path = _inside(folder, name)
    for _ in range(ATTEMPTS):
        body = _read_once(path, name, limit)
        if body is not None:
            return body
        time.sleep(PAUSE_SECONDS)
    raise SourceError("the file keeps changing while it is read; it is read again when it rests", name)


def read_text(folder: Path, name: str, limit: int = TEXT_LIMIT_BYTES) -> str:
    """`read_file`, of a file that people write: UTF-8, whatever editor it came from. Raises SourceError. Blocking."""
    try:
        return read_file(folder, name, limit).decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise SourceError(f"save the file as UTF-8; this is not ({problem.reason})", name) from problem


def _inside(folder: Path, name: str) -> Path:
    """The real path, symbolic links followed; SourceError when it is not below the folder."""
    try:
        root = folder.resolve(strict=True)
        path = (root / name).resolve(strict=True)
    except FileNotFoundError as problem:
        raise SourceError("there is no such file in the input folder", name) from problem
    except (OSError, RuntimeError, ValueError) as problem:
        raise SourceError(f"the file can't be found ({problem})", name) from problem
    if not path.is_relative_to(root):
        raise SourceError("the path leads out of the input folder; put the file itself inside it", name)
    return path


def _read_once(path: Path, name: str, limit: int) -> bytes | None:
    """The bytes, or None when the file was written to just before, or written to or replaced until the end."""
    try:
        # O_NONBLOCK: a named pipe must not hold us; O_NOFOLLOW: the path was resolved, it is no link any more.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
        with open(descriptor, "rb") as file:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                raise SourceError("this is not a file that can be read", name)
            if 0 <= time.time() - before.st_mtime < QUIET_SECONDS:  # a time to come is another computer's clock
                return None
            body = file.read(limit + 1)
            if len(body) > limit:
                most = f"{limit // 1_000_000} MB" if limit >= 1_000_000 else f"{limit // 1_000} kB"
                raise SourceError(f"the file is larger than {most}", name)
            return body if _same(before, os.fstat(descriptor)) and _same(before, path.stat()) else None
    except FileNotFoundError:
        return None
    except OSError as problem:
        raise SourceError(f"the file can't be read ({problem.strerror or problem})", name) from problem


def _same(one: os.stat_result, other: os.stat_result) -> bool:
    return (one.st_ino, one.st_dev, one.st_size, one.st_mtime_ns) == (
        other.st_ino,
        other.st_dev,
        other.st_size,
        other.st_mtime_ns,
    )
