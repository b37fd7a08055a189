"""The newest screenshots of each display: files of their own, which only staff may see (never under /media)."""

import os
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

KEPT = 3
"""So many of each display."""
PART = ".part"
TYPES = {"jpg": "image/jpeg", "webp": "image/webp"}


class Screenshot(NamedTuple):
    at: datetime
    path: Path

    @property
    def type(self) -> str:
        return TYPES[self.path.suffix[1:]]


def record_screenshot(folder: Path, display: str, at: datetime, content: bytes, extension: str) -> Screenshot:
    """Keeps it, whole or not at all, and takes the oldest away. Blocking. Raises OSError."""
    path = folder / display / f"{round(at.timestamp() * 1000)}.{extension}"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}{PART}")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    for old in _of(path.parent)[:-KEPT]:
        old.path.unlink(missing_ok=True)
    return Screenshot(at, path)


def load_screenshots(folder: Path) -> dict[str, Screenshot]:
    """The newest by display. Blocking."""
    kept = {one.name: _of(one) for one in folder.iterdir() if one.is_dir()} if folder.is_dir() else {}
    return {display: shots[-1] for display, shots in kept.items() if shots}


def sweep_screenshots(folder: Path, displays: Collection[str]) -> None:
    """Takes away those of all other displays. Blocking. Raises OSError."""
    folders = [one for one in folder.iterdir() if one.is_dir()] if folder.is_dir() else []
    for gone in [one for one in folders if one.name not in displays]:
        for shot in _of(gone):
            shot.path.unlink(missing_ok=True)
        with suppress(OSError):  # whatever else lies there
            gone.rmdir()


def _of(folder: Path) -> list[Screenshot]:
    """The oldest first; whatever else lies there is nobody's."""
    paths = [path for path in folder.iterdir() if path.suffix[1:] in TYPES and path.stem.isdecimal()]
    found = (Screenshot(datetime.fromtimestamp(int(path.stem) / 1000, UTC), path) for path in paths)
    return sorted(found, key=lambda one: one.at)
