"""A lane of its own for heartbeats: one that comes whole is answered right where its bytes arrive.

A third of a thousand come each second from ten thousand screens. On aiohttp's usual way each makes a request, a task and
a response and turns the event loop four times; that is most of what it costs (tests/bench/heartbeats.py). Here aiohttp's
own parser still reads every byte; only what it gives for a plain heartbeat goes no further. Anything else about it
(another route, half a body, a refused token, a body that is none, a reader that does not read) takes the usual way.
"""

import email.utils
import time
from collections.abc import Callable
from typing import Any

from aiohttp import StreamReader, hdrs
from aiohttp.http_parser import HttpRequestParser
from aiohttp.web_protocol import RequestHandler

PATH = "/api/v1/player/heartbeat"
LARGEST_BYTES = 64 * 1024
UNREAD_BYTES = 16_384
"""Of answers that wait for a reader."""

Answer = Callable[[str, bytes], bytes | None]
"""(Authorization, body) → the answer's JSON; None: the usual way."""


_PARTS = {"_messages", "_next_keepalive_close_time", "_parser", "_waiter"}
"""What the lane looks into of a handler. An aiohttp that has it otherwise takes the usual way for all."""
FITS = set(dir(RequestHandler)) >= _PARTS


def with_lane(handler: RequestHandler, answer: Answer) -> RequestHandler:
    """A new connection's handler, as aiohttp makes it, with the lane before its parser's results."""
    if not FITS:
        return handler
    handler._parser = _Lane(handler, handler._parser, answer)  # type: ignore[assignment,arg-type]
    return handler


class _Lane:
    """Stands where the handler has its parser, and takes out what can be answered at once."""

    __slots__ = ("_answer", "_handler", "_parser", "message_consumed")

    def __init__(self, handler: RequestHandler, parser: HttpRequestParser, answer: Answer) -> None:
        self._handler = handler
        self._parser = parser
        self._answer = answer
        self.message_consumed = parser.message_consumed

    def __getattr__(self, name: str) -> Any:
        return getattr(self._parser, name)

    def feed_data(self, data: bytes) -> Any:
        parsed = self._parser.feed_data(data)
        messages = parsed[0]
        if len(messages) == 1 and messages[0][0].path == PATH and self._is_idle():
            message, payload = messages[0]
            if _is_plain(message) and payload.is_eof():
                return self._taken(message, payload) or parsed
        return parsed

    def _is_idle(self) -> bool:
        """Whether nothing is under way on this connection, and its reader reads."""
        waiter, transport = self._handler._waiter, self._handler.transport
        return (
            waiter is not None
            and not waiter.done()
            and not self._handler._messages
            and transport is not None
            and transport.get_write_buffer_size() <= UNREAD_BYTES
        )

    def _taken(self, message: Any, payload: StreamReader) -> Any:
        """What the parser would give for no request at all; one with its body again where it must take the usual way."""
        body = payload.read_nowait()
        json = self._answer(message.headers.get(hdrs.AUTHORIZATION, ""), body) if len(body) <= LARGEST_BYTES else None
        handler = self._handler
        if json is None:
            again = StreamReader(handler, 2 * LARGEST_BYTES, loop=handler._loop)
            again.feed_data(body)
            again.feed_eof()
            return ((message, again),), False, b""
        handler.transport.write(_head(len(json)) + json)  # type: ignore[union-attr]
        self.message_consumed()
        handler._next_keepalive_close_time = handler._loop.time() + handler.keepalive_timeout
        return (), False, b""


def _is_plain(message: Any) -> bool:
    return (
        message.method == hdrs.METH_POST
        and not message.should_close
        and not message.upgrade
        and not message.compression
        and hdrs.EXPECT not in message.headers
    )


class _Date:
    """The header as of this second."""

    second = 0
    text = b""


def _head(length: int) -> bytes:
    second = int(time.time())
    if second != _Date.second:
        _Date.second, _Date.text = second, email.utils.formatdate(second, usegmt=True).encode()
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nCache-Control: no-store\r\n"
        b"Content-Length: %d\r\nDate: %b\r\n\r\n" % (length, _Date.text)
    )
