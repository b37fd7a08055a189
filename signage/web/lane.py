"""A lane of its own for heartbeats: one that comes whole is answered right where its bytes arrive.

A third of a thousand come each second from ten thousand screens. On aiohttp's way each makes a parsed message, a request,
a task and a response and turns the event loop four times, which is most of what it costs (tests/bench/heartbeats.py).
Only the plainest heartbeat is taken here, and only where a message is known to begin. Anything else about it (half a
body, a second request behind it, a header that asks for more, a refused token, a body that is none, a reader that does
not read) is left to aiohttp, whose answer is the same.
"""

import email.utils
import re
import time
from collections.abc import Callable
from typing import Any

from aiohttp import hdrs
from aiohttp.http import HttpRequestParser
from aiohttp.web_protocol import RequestHandler

from ..store.displays import token_digest

PATH = "/api/v1/player/heartbeat"
LARGEST_BYTES = 64 * 1024
LARGEST_HEAD_BYTES = 8_000
UNREAD_BYTES = 16_384
"""Of answers that wait for a reader."""

Answer = Callable[[str, bytes], bytes | None]
"""(digest of the display's token, body) → the answer's JSON; None: it is refused, on aiohttp's way."""

_BEGINS = f"POST {PATH} HTTP/1.1\r\n".encode()
_PLAIN = re.compile(rb"[^\r\n]*+\r\n(?:[A-Za-z0-9-]++:[\t\x20-\x7e]*+\r\n)++\r\n")
"""A head of lines that every reader takes for the same headers: none folded, no odd letter in a name, no control character."""
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,6})[ \t]*\r\n")
_TOKEN = re.compile(rb"\r\n(?i:authorization):[ \t]*Bearer ([^\r\n]+)\r\n")
_KEPT_ALIVE = b"\r\nconnection: keep-alive\r\n"
_ASK_FOR_MORE = (b"transfer-encoding", b"\r\nexpect", b"\r\nupgrade", b"\r\ncontent-encoding")

_PARTS = {"_messages", "_next_keepalive_close_time", "_parser", "_waiter"}
_ASKED = {"feed_data", "feed_eof", "message_consumed", "pause_reading", "protocol", "set_upgraded"}
FITS = set(dir(RequestHandler)) >= _PARTS and {name for name in dir(HttpRequestParser) if name[0] != "_"} <= _ASKED
"""Whether this aiohttp's handlers have what the lane looks into, and its parser can do no more than is known here; else all
takes aiohttp's way.
"""


def with_lane(handler: RequestHandler, answer: Answer) -> RequestHandler:
    """A new connection's handler, as aiohttp makes it, with the lane before its parser."""
    if FITS:
        handler._parser = _Lane(handler, handler._parser, answer)  # type: ignore[assignment]
    return handler


class _Lane:
    """Stands where the handler has its parser.

    `_at_a_beginning`: all bytes so far were whole messages, one at a time, so that the next byte begins one. Where that
    can't be told any more, the connection stays on aiohttp's way. `_head` is the last one that was looked through, and
    `_digest` whose it was: a browser sends the same with every heartbeat of the same length.
    """

    __slots__ = ("_answer", "_at_a_beginning", "_body_bytes", "_digest", "_handler", "_head", "_parser")

    def __init__(self, handler: RequestHandler, parser: Any, answer: Answer) -> None:
        self._handler = handler
        self._parser = parser
        self._answer = answer
        self._at_a_beginning = True
        self._head, self._body_bytes, self._digest = b"", 0, ""

    # What else a handler asks of its parser. A __getattr__ would slow down whatever is asked of a lane.
    def message_consumed(self) -> None:
        self._parser.message_consumed()

    def set_upgraded(self, upgraded: bool) -> None:
        self._parser.set_upgraded(upgraded)

    def feed_data(self, data: bytes) -> Any:
        """What the parser makes of the bytes: (messages, upgraded, rest)."""
        if not self._at_a_beginning or not data:  # nothing at all: aiohttp asks for what it has put off
            return self._parser.feed_data(data)
        if data.startswith(_BEGINS) and self._is_idle() and self._take(data):
            return (), False, b""
        parsed = self._parser.feed_data(data)
        self._at_a_beginning = _is_one_whole(data, parsed[0])
        return parsed

    def _is_idle(self) -> bool:
        """Whether nothing is under way on this connection, and its reader reads."""
        handler, transport = self._handler, self._handler.transport
        return (
            handler._waiter is not None
            and not handler._waiter.done()
            and not handler._messages
            and transport is not None
            and transport.get_write_buffer_size() <= UNREAD_BYTES
        )

    def _take(self, data: bytes) -> bool:
        """Whether this was one plain heartbeat, and is answered."""
        end = data.find(b"\r\n\r\n", 0, LARGEST_HEAD_BYTES) + 4
        digest = self._asks(data[:end], len(data) - end)
        json = self._answer(digest, data[end:]) if digest is not None else None
        if json is None:
            return False
        handler = self._handler
        handler.transport.write(_head(len(json)) + json)  # type: ignore[union-attr]
        handler._next_keepalive_close_time = handler._loop.time() + handler.keepalive_timeout
        return True

    def _asks(self, head: bytes, body_bytes: int) -> str | None:
        if head != self._head or body_bytes != self._body_bytes:
            digest = _digest(head, body_bytes)
            if digest is None:
                return None
            self._head, self._body_bytes, self._digest = head, body_bytes, digest
        return self._digest


def _digest(head: bytes, body_bytes: int) -> str | None:
    """Of the token in a head that says nothing out of the ordinary and is followed by just its own body, else None."""
    if body_bytes > LARGEST_BYTES or not _PLAIN.fullmatch(head):
        return None
    plain = head.lower()
    length, token = _LENGTH.search(plain), _TOKEN.search(head)
    if length is None or token is None or int(length[1]) != body_bytes or plain.count(b"content-length") != 1:
        return None
    if any(word in plain for word in _ASK_FOR_MORE) or (b"\r\nconnection" in plain and _KEPT_ALIVE not in plain):
        return None
    return token_digest(token[1].decode(errors="surrogateescape"))


def _is_one_whole(data: bytes, messages: Any) -> bool:
    """Whether the bytes were one message, from its first to its last."""
    if len(messages) != 1:
        return False
    message, payload = messages[0]
    length = message.headers.get(hdrs.CONTENT_LENGTH, "0")
    whole = data.find(b"\r\n\r\n") + 4 + int(length) if length.isdecimal() else 0
    return whole == len(data) and payload.is_eof() and not message.chunked and not message.upgrade


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
        b"X-Content-Type-Options: nosniff\r\nContent-Length: %d\r\nDate: %b\r\nServer: signage\r\n\r\n"
        % (length, _Date.text)
    )
