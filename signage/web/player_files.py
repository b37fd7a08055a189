"""The player's files, read once at start, each with its hash; `player` names the whole set."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..errors import RenderError
from ..render.assets import fonts_stylesheet
from ..render.fonts import QR_MODULE

_PACKAGE = Path(__file__).parent.parent
KIOSK = next(
    (folder for folder in (_PACKAGE / "players", _PACKAGE.parent / "players" / "kiosk") if folder.is_dir()),
    _PACKAGE / "players",
)
"""The browser player: inside an installed package, else beside it in a checkout."""
VENDOR = _PACKAGE / "static" / "vendor"

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}
_WORKER = "service-worker.js"


class PlayerFile(NamedTuple):
    content: bytes
    type: str


class PlayerFiles:
    """`player` = SHA-256 of the compact JSON of path → SHA-256; the worker's own file is not in the set.

    Raises RenderError when `vendor` was not made: the page would not start without its QR script.
    """

    def __init__(self, folder: Path, vendor: Path = VENDOR) -> None:
        found = {path.name: _load(path) for path in sorted(folder.iterdir()) if path.suffix in _TYPES}
        self.worker = found.pop(_WORKER)
        self._files = {f"/player/{name}": file for name, file in (found | made(vendor)).items()}
        self._files["/player/"] = self._files.pop("/player/index.html")
        hashes = {path: hashlib.sha256(self._files[path].content).hexdigest() for path in sorted(self._files)}
        self.player = hashlib.sha256(msgspec.json.encode(hashes)).hexdigest()
        self.listing = msgspec.json.encode({"player": self.player, "files": hashes})

    def get(self, path: str) -> PlayerFile | None:
        return self._files.get(path)


def made(vendor: Path) -> dict[str, PlayerFile]:
    """What belongs to the set and is made at set-up: the QR script, and where the slides' fonts lie."""
    try:
        script = _load(vendor / QR_MODULE)
    except OSError as error:
        raise RenderError("the player's QR script is missing; run the set-up", str(error.filename)) from error
    return {QR_MODULE: script, "fonts.css": PlayerFile(fonts_stylesheet(vendor).encode(), _TYPES[".css"])}


def _load(path: Path) -> PlayerFile:
    return PlayerFile(path.read_bytes(), _TYPES[path.suffix])
