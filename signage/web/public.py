"""What anyone may load: slides and media by their hash, the player's own files, and whether the server lives."""

import re
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from ..errors import ErasedError, NotFoundError
from ..store.blobs import Blobs
from .guarded import guarded
from .player_files import PlayerFiles

BLOBS = web.AppKey("blobs", Blobs)
FILES = web.AppKey("files", PlayerFiles)
Erased = Callable[[str], Awaitable[bool]]
"""Whether a blob that is missing was erased."""
ERASED: web.AppKey[Erased] = web.AppKey("erased")

_NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,5}")
_IMMUTABLE = {hdrs.CACHE_CONTROL: "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
SLIDE_HEADERS = _IMMUTABLE | {
    hdrs.CONTENT_TYPE: "text/html; charset=utf-8",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; "
        "font-src 'self'; media-src 'self'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "no-referrer",
}
MEDIA_HEADERS = _IMMUTABLE | {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
}
"""Whoever opens a drawing as a page of its own gets a picture: nothing in it runs, and not as ours."""
_MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "woff2": "font/woff2",
    "webp": "image/webp",
    "png": "image/png",
    "jpg": "image/jpeg",
    "svg": "image/svg+xml",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
_PLAYER = {
    hdrs.CACHE_CONTROL: "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; "
        "worker-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
}


async def get_slide(request: web.Request) -> web.StreamResponse:
    return await _blob(request, f"{request.match_info['sha256']}.html", SLIDE_HEADERS)


async def get_media(request: web.Request) -> web.StreamResponse:
    name = request.match_info["name"]
    kind = _MEDIA_TYPES.get(name.rpartition(".")[2])
    if kind is None:
        raise NotFoundError("no such file", request.path)
    return await _blob(request, name, MEDIA_HEADERS | {hdrs.CONTENT_TYPE: kind})


async def _blob(request: web.Request, name: str, headers: dict[str, str]) -> web.FileResponse:
    path = request.app[BLOBS].path(name)
    if not _NAME.fullmatch(name):
        raise NotFoundError("no such file", request.path)
    if not path.is_file():
        if await request.app[ERASED](name):
            raise ErasedError("it was erased", request.path)
        raise NotFoundError("no such file", request.path)
    return web.FileResponse(path, headers=headers)


async def get_player_file(request: web.Request) -> web.StreamResponse:
    file = request.app[FILES].get(request.path)
    if file is None:
        raise NotFoundError("no such file", request.path)
    return web.Response(body=file.content, headers=_PLAYER | {hdrs.CONTENT_TYPE: file.type})


async def get_player_list(request: web.Request) -> web.StreamResponse:
    return web.Response(body=request.app[FILES].listing, content_type="application/json", headers=_PLAYER)


async def get_service_worker(request: web.Request) -> web.StreamResponse:
    file = request.app[FILES].worker
    # A worker that is asked for at every slide would be one request a slide from every screen (player-notes §2).
    headers = {hdrs.CONTENT_TYPE: file.type, hdrs.CACHE_CONTROL: "max-age=3600", "Service-Worker-Allowed": "/"}
    return web.Response(body=file.content, headers=headers)


async def get_root(_request: web.Request) -> web.StreamResponse:
    """Who opens the server's bare address stands before a screen: there the player says what to do."""
    raise guarded(web.HTTPFound("/player/"))


async def get_favicon(_request: web.Request) -> web.StreamResponse:
    """Browsers ask for one by themselves; a missing one would stand as an error in every console."""
    return web.Response(status=204, headers={hdrs.CACHE_CONTROL: "max-age=86400"})


async def get_healthz(_request: web.Request) -> web.StreamResponse:
    """Alive: the event loop answers."""
    return web.Response(text="ok\n", headers={hdrs.CACHE_CONTROL: "no-store"})
