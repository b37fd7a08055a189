"""The player's files, read once at start, each with its hash; `player` names the whole set."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import msgspec

_PACKAGE = Path(__file__).parent.parent
KIOSK = next(
    (folder for folder in (_PACKAGE / "players", _PACKAGE.parent / "players" / "kiosk") if folder.is_dir()),
    _PACKAGE / "players",
)
"""The browser player: inside an installed package, else beside it in a checkout."""

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}
_WORKER = "service-worker.js"


class PlayerFile(NamedTuple):
    content: bytes
    type: str


class PlayerFiles:
    """`player` = SHA-256 of the compact JSON of path → SHA-256; the worker's own file is not in the set."""

    def __init__(self, folder: Path) -> None:
        found = {path.name: path for path in sorted(folder.iterdir()) if path.suffix in _TYPES}
        self.worker = _load(found.pop(_WORKER))
        self._files = {f"/player/{name}": _load(path) for name, path in found.items()}
        self._files["/player/"] = self._files.pop("/player/index.html")
        hashes = {path: hashlib.sha256(self._files[path].content).hexdigest() for path in sorted(self._files)}
        self.player = hashlib.sha256(msgspec.json.encode(hashes)).hexdigest()
        self.listing = msgspec.json.encode({"player": self.player, "files": hashes})

    def get(self, path: str) -> PlayerFile | None:
        return self._files.get(path)


def _load(path: Path) -> PlayerFile:
    return PlayerFile(path.read_bytes(), _TYPES[path.suffix])
