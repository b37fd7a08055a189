"""Open streams: they only say "there is something new". A slow reader is never awaited."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import msgspec
from aiohttp import hdrs, web

from ..domain.commands import Command
from .guarded import guarded

COMMENT_SECONDS = 15
FULL_BUFFER_BYTES = 16_384
"""What may wait unsent for one reader; one that has more is closed and comes back by itself."""
MOST_EACH = 8
"""Streams that one display may hold open: it needs one, and lost ones may linger for a while. The oldest ends for one more."""
SENT_AT_ONCE = 500
"""Ten thousand readers take a quarter of a second: polls are answered in between."""

SPREAD_MS_EACH = 57
SHORTEST_SPREAD_MS = 1_000
LONGEST_SPREAD_MS = 57_000
"""Players keep to it too (players/kiosk/pauses.js)."""

_MANIFEST = b"event: manifest\ndata: "
_COMMAND = b"event: command\ndata: "
_COMMENT = b":\n\n"
_HEADERS = {"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class _Stream:
    """One open response. It ends when its reader goes, is too slow, or the server stops."""

    __slots__ = ("_chunked", "_transport", "display", "ended")

    def __init__(self, display: str, transport: asyncio.Transport, chunked: bool) -> None:
        self.display = display
        self.ended = asyncio.get_running_loop().create_future()
        self._transport = transport
        self._chunked = chunked

    def send(self, text: bytes) -> None:
        # Straight to the transport: aiohttp's own way there takes as long again as the system's.
        transport = self._transport
        if transport.is_closing():
            self.end()
        elif transport.get_write_buffer_size() > FULL_BUFFER_BYTES:
            transport.abort()
            self.end()
        else:
            transport.write(b"%x\r\n%b\r\n" % (len(text), text) if self._chunked else text)

    def end(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)


class Streams:
    """All open streams. Only `announce`, `command` and the comment lines write."""

    def __init__(self) -> None:
        # In the order in which they came, which is that of the memory: any other takes a third longer to write to.
        self._open: dict[_Stream, None] = {}
        self._by_display: dict[str, list[_Stream]] = {}

    def count(self) -> int:
        return len(self._open)

    async def hold(self, request: web.Request, display: str, displays: int) -> web.StreamResponse:
        """Answers one request with a stream and keeps it until it ends. `displays` are all that may come back with it."""
        response = guarded(web.StreamResponse(headers=_HEADERS))
        await response.prepare(request)
        with suppress(ConnectionError):
            await response.write(b":\nretry: %d\n\n" % _spread_ms(displays))
        if request.transport is None:  # gone already
            return response
        # A proxy may ask in HTTP/1.0, which knows no chunks.
        chunked = response.headers.get(hdrs.TRANSFER_ENCODING) == "chunked"
        stream = _Stream(display, request.transport, chunked)
        self._keep(stream)
        try:
            await stream.ended
        finally:
            self._forget(stream)
        return response

    def _keep(self, stream: _Stream) -> None:
        own = self._by_display.setdefault(stream.display, [])
        for oldest in own[: max(0, len(own) + 1 - MOST_EACH)]:
            oldest.end()
        own.append(stream)
        self._open[stream] = None

    def _forget(self, stream: _Stream) -> None:
        del self._open[stream]
        own = self._by_display[stream.display]
        own.remove(stream)
        if not own:
            del self._by_display[stream.display]

    async def announce(self, etags: dict[str, str]) -> None:
        """Tells each display that is listening its new ETag, spread out as the protocol says."""
        within_ms = 0 if len(etags) <= 200 else len(etags)
        told = (stream for stream in tuple(self._open) if stream.display in etags)
        await _send_each(
            (stream, _event(_MANIFEST, {"etag": etags[stream.display], "within_ms": within_ms})) for stream in told
        )

    def command(self, display: str, command: Command) -> None:
        """Hands a command to a display that is listening; one that is not hears of it in its next heartbeat's reply."""
        for stream in self._of(display):
            stream.send(_event(_COMMAND, command))

    def end(self, display: str) -> None:
        """Ends the streams of a display whose token has died."""
        for stream in self._of(display):
            stream.end()

    async def send_comments(self) -> None:
        """Every 15 s a line that a watchdog can hear."""
        await _send_each((stream, _COMMENT) for stream in tuple(self._open))

    def close(self) -> None:
        for stream in self._open:
            stream.end()

    def _of(self, display: str) -> list[_Stream]:
        return list(self._by_display.get(display, ()))


def _spread_ms(displays: int) -> int:
    """Over how long so many screens shall come back after a restart: at one for each 57 ms, all within the minute."""
    return min(LONGEST_SPREAD_MS, max(SHORTEST_SPREAD_MS, displays * SPREAD_MS_EACH))


def _event(begins: bytes, data: Any) -> bytes:
    return begins + msgspec.json.encode(data) + b"\n\n"


async def _send_each(letters: Iterable[tuple[_Stream, bytes]]) -> None:
    for number, (stream, text) in enumerate(letters, 1):
        stream.send(text)
        if number % SENT_AT_ONCE == 0:
            await asyncio.sleep(0)
