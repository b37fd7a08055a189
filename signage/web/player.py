"""The player's API (docs/protocol.md): a sub-application without middlewares, answered from memory."""

import re
import time
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar

import msgspec
from aiohttp import hdrs, web

from ..actions.give_command import Commands
from ..actions.keep_screenshot import LARGEST_BYTES, Screenshots
from ..actions.pair_display import Pairings
from ..actions.record_heartbeat import record_heartbeat
from ..actions.record_plays import PlayBook
from ..domain.heartbeat import Heartbeat
from ..domain.plays import Plays
from ..errors import InputError, NotFoundError, TooLargeError, UnauthorizedError
from ..store.displays import token_digest
from ..store.heartbeats import Beat
from ..store.manifests import Manifests
from .addresses import address_of
from .errors import answered, nothing_here
from .events import Streams
from .guarded import NAME

HEARTBEAT_MS = 30_000
PLAYS_BYTES = 600_000
"""The largest batch of plays, with room to spare."""

_BEARER = "Bearer "
_PAIRING = "Pairing "
_JSON = {"Content-Type": "application/json", "Cache-Control": "no-store"}
_AT = re.compile("[0-9]{1,13}")
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What comes of a body that is none of ours; the last, of thousands of brackets in each other."""
_heartbeat = msgspec.json.Decoder(Heartbeat)
_plays = msgspec.json.Decoder(Plays)
T = TypeVar("T")


class PlayerDesk(NamedTuple):
    """What players are answered from, and what takes what they bring."""

    manifests: Manifests
    streams: Streams
    beats: dict[str, Beat]
    commands: Commands
    pairings: Pairings
    screenshots: Screenshots
    plays: PlayBook


class Counts:
    """Of this run, as plain numbers: a poll must not pay for more."""

    __slots__ = ("heartbeats", "sent", "unchanged")

    def __init__(self) -> None:
        self.sent = 0
        self.unchanged = 0
        self.heartbeats = 0


class Outcome(msgspec.Struct, frozen=True):
    ok: bool
    detail: str | None = None


_outcome = msgspec.json.Decoder(Outcome)


class PlayerApi:
    """The handlers, with what they answer from at hand: a look-up through the application would cost each poll 8 %."""

    def __init__(self, desk: PlayerDesk, player: str) -> None:
        self._desk = desk
        self._manifests = desk.manifests
        self._player = player.encode()
        self.counts = Counts()
        self._get_new_manifest = answered(self._get_manifest)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/manifest", self.get_manifest)
        for method, path, handler in (
            (hdrs.METH_GET, "/time", self.get_time),
            (hdrs.METH_GET, "/events", self.get_events),
            (hdrs.METH_POST, "/heartbeat", self.post_heartbeat),
            (hdrs.METH_POST, "/plays", self.post_plays),
            (hdrs.METH_POST, "/commands/{id}", self.post_outcome),
            (hdrs.METH_POST, "/screenshots", self.post_screenshot),
            (hdrs.METH_GET, "/pairing", self.get_pairing),
            (hdrs.METH_POST, "/pairing", self.post_pairing),
        ):
            app.router.add_route(method, path, answered(handler))
        app.router.add_route("*", r"/{anything:[\s\S]*}", nothing_here)
        return app

    async def get_manifest(self, request: web.Request) -> web.StreamResponse:
        """The poll: every screen, every half minute. So the usual answer is found without a further call."""
        asked = request.headers
        token = asked.get(hdrs.AUTHORIZATION, "")[len(_BEARER) :]
        served = self._manifests.of(self._manifests.display_of(token_digest(token)))
        if served is None or asked.get(hdrs.IF_NONE_MATCH) != served.tag:
            return await self._get_new_manifest(request)
        self.counts.unchanged += 1
        return web.Response(
            status=304, headers={hdrs.ETAG: served.tag, hdrs.CACHE_CONTROL: "no-cache", hdrs.SERVER: NAME}
        )

    async def _get_manifest(self, request: web.Request) -> web.StreamResponse:
        display = self._display(_credentials(request))
        served = self._manifests.of(display)
        if served is None:
            raise NotFoundError("nothing has been published for this display yet; it will be within seconds")
        headers = {hdrs.ETAG: served.tag, hdrs.CACHE_CONTROL: "no-cache"}
        if any(one.value == served.etag for one in request.if_none_match or ()):
            self.counts.unchanged += 1
            return web.Response(status=304, headers=headers)
        self.counts.sent += 1
        self._manifests.record_fetched(display, served.etag)
        return web.Response(body=served.body(), content_type="application/json", headers=headers)

    async def get_time(self, request: web.Request) -> web.StreamResponse:
        self._display(_credentials(request))
        return web.Response(body=msgspec.json.encode({"now": _now_ms()}), headers=_JSON)

    async def get_events(self, request: web.Request) -> web.StreamResponse:
        return await self._desk.streams.hold(request, self._display(_credentials(request)), self._manifests.count())

    async def post_heartbeat(self, request: web.Request) -> web.StreamResponse:
        display = self._display(_credentials(request))
        beat = _decoded(_heartbeat, await request.read(), "heartbeat")
        return web.Response(body=self._heard(display, beat), headers=_JSON)

    def answer_heartbeat(self, digest: str, body: bytes) -> bytes | None:
        """The reply to a heartbeat that came whole, without a request around it (lane.py); None for one that is refused."""
        display = self._display_of(digest)
        try:
            return None if display is None else self._heard(display, _heartbeat.decode(body))
        except UNREADABLE:
            return None

    def _heard(self, display: str, beat: Heartbeat) -> bytes:
        """Keeps a heartbeat; the reply's JSON. Written by hand: 333 come each second."""
        now = datetime.now(UTC)
        record_heartbeat(self._desk.beats, display, beat, now)
        self.counts.heartbeats += 1
        served = self._manifests.of(display)
        commands = self._desk.commands.waiting(display, now)
        return b'{"now":%d,"etag":%b,"player":"%b","commands":%b,"next_ms":%d}' % (
            _now_ms(),
            served.tag.encode() if served else b"null",
            self._player,
            msgspec.json.encode(commands) if commands else b"[]",
            HEARTBEAT_MS,
        )

    async def post_plays(self, request: web.Request) -> web.StreamResponse:
        display = self._display(_credentials(request))
        plays = _decoded(_plays, await _body(request, PLAYS_BYTES), "batch of plays")
        await self._desk.plays.record(display, plays, datetime.now(UTC))
        return web.Response(status=204)

    async def post_outcome(self, request: web.Request) -> web.StreamResponse:
        display = self._display(_credentials(request))
        outcome = _decoded(_outcome, await request.read(), "outcome of a command")
        id, detail = request.match_info["id"], outcome.detail or ""
        await self._desk.commands.answer(display, id, outcome.ok, detail, datetime.now(UTC))
        return web.Response(status=204)

    async def post_screenshot(self, request: web.Request) -> web.StreamResponse:
        display, at = self._display(_credentials(request)), _signage_at(request)
        content = await _body(request, LARGEST_BYTES)
        await self._desk.screenshots.keep(display, content, at, datetime.now(UTC))
        return web.Response(status=204)

    async def post_pairing(self, request: web.Request) -> web.StreamResponse:
        begun = self._desk.pairings.begin(address_of(request), datetime.now(UTC))
        expires_at = round(begun.expires_at.timestamp() * 1000)
        return _json({"code": begun.code, "secret": begun.secret, "expires_at": expires_at}, 201)

    async def get_pairing(self, request: web.Request) -> web.StreamResponse:
        credentials = _credentials(request)
        if not credentials.startswith(_PAIRING):
            raise UnauthorizedError("send the secret of this pairing: Authorization: Pairing …")
        paired = await self._desk.pairings.ask(credentials[len(_PAIRING) :], datetime.now(UTC))
        return _json({"waiting": True}, 202) if paired is None else _json(paired._asdict())

    def _display(self, credentials: str) -> str:
        """The display that asks. Raises UnauthorizedError for a wrong or revoked token."""
        digest = token_digest(credentials[len(_BEARER) :]) if credentials.startswith(_BEARER) else ""
        display = self._display_of(digest)
        if display is None:
            raise UnauthorizedError("this token is not, or no longer, that of a display: pair the screen again")
        return display

    def _display_of(self, digest: str) -> str | None:
        display = self._manifests.display_of(digest)
        if display is not None and self._desk.pairings.unused:
            self._desk.pairings.used(digest)
        return display


def _credentials(request: web.Request) -> str:
    return request.headers.get(hdrs.AUTHORIZATION, "")


def _json(value: Any, status: int = 200) -> web.Response:
    return web.Response(status=status, body=msgspec.json.encode(value), headers=_JSON)


def _decoded(decoder: msgspec.json.Decoder[T], body: bytes, what: str) -> T:
    try:
        return decoder.decode(body)
    except UNREADABLE as problem:
        raise InputError(f"this is no {what} of protocol version 1: {problem}") from problem


async def _body(request: web.Request, limit: int) -> bytes:
    """The body where more is allowed than elsewhere. Raises TooLargeError before all of it has come."""
    content = bytearray()
    too_large = TooLargeError(f"the body may have {limit} bytes at most")
    if (request.content_length or 0) > limit:
        raise too_large
    async for piece in request.content.iter_any():
        content += piece
        if len(content) > limit:
            raise too_large
    return bytes(content)


def _signage_at(request: web.Request) -> datetime:
    at = request.headers.get("Signage-At", "")
    if not _AT.fullmatch(at):
        raise InputError("this header says when the picture was taken, in epoch milliseconds", "Signage-At")
    return datetime.fromtimestamp(int(at) / 1000, UTC)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
