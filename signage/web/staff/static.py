"""The files that pages load: style sheets, scripts, marks, fonts. Each address carries a hash, so a browser asks once."""

import hashlib
from pathlib import Path

from aiohttp import hdrs, web

from ...errors import NotFoundError

FOLDER = Path(__file__).parents[2] / "static"
VENDOR = (
    "htmx.min.js",
    "Sortable.min.js",
    "uPlot.iife.min.js",
    "uPlot.min.css",
    "BIZUDPGothic_400Regular.woff2",
    "BIZUDPGothic_700Bold.woff2",
)
"""Of the files of others, those that pages need."""

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_FOR_EVER, _A_DAY, _ASK = "public, max-age=31536000, immutable", "public, max-age=86400", "no-cache"


class StaticFiles:
    """`address` gives the address of a file with the hash of its content. Named without one it may be kept for a day; but a
    script that another one imports is asked for each time, so that no page is made of two versions.
    """

    def __init__(self, folder: Path = FOLDER) -> None:
        found = [folder / "marks.svg", *(folder / "pages").iterdir(), *(folder / "vendor" / name for name in VENDOR)]
        self._files = {
            f"/static/{path.relative_to(folder).as_posix()}": path for path in found if path.suffix in _TYPES
        }
        self._hashes = {
            address: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for address, path in self._files.items()
        }

    def address(self, name: str) -> str:
        """`name` as it lies in static/: pages/staff.css."""
        return f"/static/{name}?v={self._hashes[f'/static/{name}']}"

    async def get(self, request: web.Request) -> web.StreamResponse:
        path = self._files.get(request.path)
        if path is None:
            raise NotFoundError("no such file", request.path)
        known = request.query.get("v") == self._hashes[request.path]
        unnamed = _ASK if path.suffix == ".js" else _A_DAY
        headers = {
            hdrs.CACHE_CONTROL: _FOR_EVER if known else unnamed,
            hdrs.CONTENT_TYPE: _TYPES[path.suffix],
            "X-Content-Type-Options": "nosniff",
        }
        return web.FileResponse(path, headers=headers)
