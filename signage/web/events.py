"""Open streams: they only say "there is something new". A slow reader is never awaited."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable

import msgspec
from aiohttp import web

COMMENT_SECONDS = 15
FULL_BUFFER_BYTES = 16_384
"""What may wait unsent for one reader; one that has more is closed and comes back by itself."""

_HEADERS = {"Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class _Stream:
    """One open response. It ends when its reader goes, is too slow, or the server stops."""

    def __init__(self, request: web.Request, response: web.StreamResponse) -> None:
        self._request = request
        self._response = response
        self.ended = asyncio.Event()

    async def send(self, text: bytes) -> None:
        transport = self._request.transport
        if transport is None or transport.is_closing():
            self.ended.set()
        elif transport.get_write_buffer_size() > FULL_BUFFER_BYTES:
            transport.abort()
            self.ended.set()
        else:
            # The buffer is far below aiohttp's own limit here, so this never waits for the reader.
            try:
                await self._response.write(text)
            except ConnectionError:
                self.ended.set()


class Streams:
    """All open streams by display. `announce` and the comment lines are the only ones that write."""

    def __init__(self) -> None:
        self._open: defaultdict[str, set[_Stream]] = defaultdict(set)

    def count(self) -> int:
        return sum(len(streams) for streams in self._open.values())

    async def hold(self, request: web.Request, display: str) -> web.StreamResponse:
        """Answers one request with a stream and keeps it until it ends."""
        response = web.StreamResponse(headers=_HEADERS)
        await response.prepare(request)
        stream = _Stream(request, response)
        self._open[display].add(stream)
        try:
            await stream.send(b":\n\n")
            await stream.ended.wait()
        finally:
            self._open[display].discard(stream)
            if not self._open[display]:
                del self._open[display]
        return response

    async def announce(self, etags: dict[str, str]) -> None:
        """Tells each display that is listening its new ETag, spread out as the protocol says."""
        within_ms = 0 if len(etags) <= 200 else len(etags)
        for display in etags.keys() & self._open.keys():
            data = msgspec.json.encode({"etag": etags[display], "within_ms": within_ms})
            await _send_all(tuple(self._open[display]), b"event: manifest\ndata: " + data + b"\n\n")

    async def send_comments(self) -> None:
        """Every 15 s a line that a watchdog can hear."""
        await _send_all(self._all(), b":\n\n")

    def close(self) -> None:
        for stream in self._all():
            stream.ended.set()

    def _all(self) -> tuple[_Stream, ...]:
        return tuple(stream for streams in self._open.values() for stream in streams)


async def _send_all(streams: Iterable[_Stream], text: bytes) -> None:
    for stream in streams:
        await stream.send(text)
