"""The player's API (docs/protocol.md): a sub-application without middlewares, answered from memory."""

import time
from datetime import UTC, datetime
from typing import Any

import msgspec
from aiohttp import hdrs, web

from ..actions.record_heartbeat import record_heartbeat
from ..domain.heartbeat import Heartbeat
from ..errors import InputError, NotFoundError, UnauthorizedError
from ..store.displays import token_digest
from ..store.heartbeats import Beat
from ..store.manifests import Manifests
from .errors import answered, nothing_here
from .events import Streams

HEARTBEAT_MS = 30_000
_BEARER = "Bearer "
_JSON = {"Content-Type": "application/json", "Cache-Control": "no-store"}
_decoder = msgspec.json.Decoder(Heartbeat)


class PlayerApi:
    """The handlers, with what they answer from at hand: a look-up through the application would cost each poll 8 %."""

    def __init__(self, manifests: Manifests, streams: Streams, beats: dict[str, Beat], player: str) -> None:
        self._manifests = manifests
        self._streams = streams
        self._beats = beats
        self._player = player
        self._get_new_manifest = answered(self._get_manifest)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/manifest", self.get_manifest)
        for method, path, handler in (
            (hdrs.METH_GET, "/time", self.get_time),
            (hdrs.METH_GET, "/events", self.get_events),
            (hdrs.METH_POST, "/heartbeat", self.post_heartbeat),
        ):
            app.router.add_route(method, path, answered(handler))
        app.router.add_route("*", "/{anything:.*}", nothing_here)
        return app

    async def get_manifest(self, request: web.Request) -> web.StreamResponse:
        """The poll: every screen, every half minute. So the usual answer is found without a further call."""
        asked = request.headers
        token = asked.get(hdrs.AUTHORIZATION, "")[len(_BEARER) :]
        served = self._manifests.of(self._manifests.display_of(token_digest(token)))
        if served is None or asked.get(hdrs.IF_NONE_MATCH) != served.tag:
            return await self._get_new_manifest(request)
        return web.Response(status=304, headers={hdrs.ETAG: served.tag, hdrs.CACHE_CONTROL: "no-cache"})

    async def _get_manifest(self, request: web.Request) -> web.StreamResponse:
        served = self._manifests.of(self._display(request))
        if served is None:
            raise NotFoundError("nothing has been published for this display yet; it will be within seconds")
        headers = {hdrs.ETAG: served.tag, hdrs.CACHE_CONTROL: "no-cache"}
        if any(one.value == served.etag for one in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        return web.Response(body=served.body(), content_type="application/json", headers=headers)

    async def get_time(self, request: web.Request) -> web.StreamResponse:
        self._display(request)
        return web.Response(body=msgspec.json.encode({"now": _now_ms()}), headers=_JSON)

    async def get_events(self, request: web.Request) -> web.StreamResponse:
        return await self._streams.hold(request, self._display(request))

    async def post_heartbeat(self, request: web.Request) -> web.StreamResponse:
        display = self._display(request)
        try:
            beat = _decoder.decode(await request.read())
        except (msgspec.MsgspecError, UnicodeDecodeError) as problem:
            raise InputError(f"this is no heartbeat of protocol version 1: {problem}") from problem
        record_heartbeat(self._beats, display, beat, datetime.now(UTC))
        served = self._manifests.of(display)
        reply: dict[str, Any] = {
            "now": _now_ms(),
            "etag": served.etag if served else None,
            "player": self._player,
            "commands": [],
            "next_ms": HEARTBEAT_MS,
        }
        return web.Response(body=msgspec.json.encode(reply), headers=_JSON)

    def _display(self, request: web.Request) -> str:
        """The display that asks. Raises UnauthorizedError for a wrong or revoked token."""
        credentials = request.headers.get(hdrs.AUTHORIZATION, "")
        if credentials.startswith(_BEARER):
            display = self._manifests.display_of(token_digest(credentials[len(_BEARER) :]))
            if display is not None:
                return display
        raise UnauthorizedError("this token is not, or no longer, that of a display: pair the screen again")


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
