"""Heartbeats on their own lane: the same answers as on the usual way, whatever comes over the connection."""

import asyncio
import gzip
import json
from asyncio.selector_events import _SelectorSocketTransport  # type: ignore[attr-defined]
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import hypothesis.strategies as st
import pytest
from aiohttp import web as http
from hypothesis import given, settings

from signage.store.blobs import Blobs
from signage.store.displays import token_digest
from signage.store.manifests import Manifests
from signage.web.lane import FITS, PATH, UNREAD_BYTES, with_lane
from signage.web.player_files import KIOSK, PlayerFiles
from signage.web.routes import HEARTBEATS, build_web
from tests.factories import a_player_desk
from tests.web.conftest import TOKEN, Web
from tests.web.test_player import BEAT

BODY = json.dumps(BEAT).encode()


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def by_lane(self) -> bool:
        """On the usual way the date comes last; what aiohttp refuses by itself says nothing of caches."""
        return next(reversed(self.headers)) == "server" and "cache-control" in self.headers


class Line:
    """One connection to a server that listens as the real one does."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def say(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.writer.write(piece)
            await self.writer.drain()
            await asyncio.sleep(0.01 if len(pieces) > 1 else 0)

    async def hear(self) -> Answer:
        head = (await asyncio.wait_for(self.reader.readuntil(b"\r\n\r\n"), 5)).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return Answer(int(first.split()[1]), headers, body)

    async def ask(self, *pieces: bytes) -> Answer:
        await self.say(*pieces)
        return await self.hear()


def heartbeat(body: bytes = BODY, token: str = TOKEN, version: str = "1.1", *more: str) -> bytes:
    lines = (f"POST {PATH} HTTP/{version}", "Host: x", f"Authorization: Bearer {token}", *more)
    length = [] if any("chunked" in line for line in more) else [f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *length, "", ""]).encode() + body


def poll(etag: str) -> bytes:
    lines = (
        "GET /api/v1/player/manifest HTTP/1.1",
        "Host: x",
        f"Authorization: Bearer {TOKEN}",
        f"If-None-Match: {etag}",
    )
    return "\r\n".join([*lines, "", ""]).encode()


@pytest.fixture
async def line(web: Web, tmp_path: Path) -> AsyncIterator[Line]:
    app = build_web(blobs=Blobs(tmp_path), players=web.desk, files=PlayerFiles(KIOSK))
    runner = http.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    handlers = runner.server
    assert handlers
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: with_lane(handlers(), app[HEARTBEATS]), "127.0.0.1", 0)
    line = Line(*await asyncio.open_connection(*server.sockets[0].getsockname()[:2]))
    await line.ask(poll("x"))  # a connection's first request may come before its handler waits
    yield line
    line.writer.close()
    web.streams.close()
    server.close()
    await runner.cleanup()


async def test_a_heartbeat_that_comes_whole_is_answered_as_on_the_usual_way(web: Web, line: Line) -> None:
    quick = await line.ask(heartbeat())
    usual = await web.client.post(PATH, headers={"Authorization": f"Bearer {TOKEN}"}, data=BODY)
    assert quick.by_lane
    for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options"):
        assert quick.headers[name.lower()] == usual.headers[name]
    assert quick.headers.keys() == {name.lower() for name in usual.headers}
    assert quick.headers["date"].endswith("GMT")
    assert json.loads(quick.body) | {"now": 0} == await usual.json() | {"now": 0}
    assert json.loads(quick.body)["now"] > 1_700_000_000_000
    assert web.beats["entrance"].heartbeat.screen == (1920, 1080)


async def test_heartbeats_and_polls_take_turns_on_one_connection(web: Web, line: Line) -> None:
    etag = web.publish().tag
    for _ in range(3):
        assert (await line.ask(heartbeat())).by_lane
        assert (await line.ask(poll(etag))).status == 304


async def test_commands_come_with_the_answer_while_they_wait(web: Web, line: Line) -> None:
    from signage.domain.commands import Command

    command = Command(id="01JD9Z8QX0ABCDEFGHJKMNPQRS", name="reload", args={}, expires_at=4_000_000_000_000)
    web.desk.commands._open["entrance"] = [command]
    answer = await line.ask(heartbeat())
    assert answer.by_lane
    assert [one["id"] for one in json.loads(answer.body)["commands"]] == [command.id]


async def test_a_token_that_is_revoked_is_refused_on_an_open_connection(web: Web, line: Line) -> None:
    assert (await line.ask(heartbeat())).by_lane
    web.desk.manifests.know({})
    assert (await line.ask(heartbeat())).status == 401


async def test_the_same_head_again_is_held_against_what_follows_it(web: Web, line: Line) -> None:
    assert (await line.ask(heartbeat())).by_lane
    whole = heartbeat()
    assert (await line.ask(whole[:-9], whole[-9:])).status == 200
    assert (await line.ask(whole)).status == 200


async def test_screens_that_share_a_connection_stay_apart(web: Web, line: Line) -> None:
    web.desk.manifests.know({token_digest(TOKEN): "entrance", token_digest("t" * len(TOKEN)): "gate"})
    for token in (TOKEN, "t" * len(TOKEN), TOKEN):
        assert (await line.ask(heartbeat(token=token))).by_lane
    assert web.beats.keys() == {"entrance", "gate"}


@pytest.mark.parametrize("size", [7, 90])
async def test_a_heartbeat_in_pieces_is_answered_too(line: Line, size: int) -> None:
    whole = heartbeat(b'{"at":1795212000123}')
    pieces = [whole[start : start + size] for start in range(0, len(whole), size)]
    assert (await line.ask(*pieces)).status == 200
    answer = await line.ask(heartbeat())  # where a message begins can't be told here any more
    assert (answer.status, answer.by_lane) == (200, False)


async def test_heartbeats_sent_ahead_are_answered_in_their_order(web: Web, line: Line) -> None:
    etag = web.publish().tag
    await line.say(heartbeat() + poll(etag) + heartbeat(b"[]") + heartbeat())
    assert [(await line.hear()).status for _ in range(4)] == [200, 304, 422, 200]


async def test_what_is_refused_is_refused_as_on_the_usual_way_and_the_line_stays(web: Web, line: Line) -> None:
    for asked, status, code in (
        (heartbeat(token="wrong"), 401, "unauthorized"),
        (heartbeat(token=""), 401, "unauthorized"),
        (heartbeat(b""), 422, "input"),
        (heartbeat(b'{"at":1}'), 422, "input"),
        (heartbeat(b'{"at":1795212000123,"engine":"\xff"}'), 422, "input"),
        (heartbeat().replace(b"POST", b"PUT", 1), 404, "not_found"),
        (heartbeat().replace(PATH.encode(), PATH.encode() + b"/x", 1), 404, "not_found"),
    ):
        answer = await line.ask(asked)
        assert (answer.status, json.loads(answer.body)["error"]["code"]) == (status, code)
    assert web.beats == {}
    assert (await line.ask(heartbeat())).by_lane


async def test_a_body_that_is_too_large_is_refused(web: Web, line: Line) -> None:
    large = b'{"at":1795212000123,"engine":"' + b"x" * 70_000 + b'"}'
    assert (await line.ask(heartbeat(large))).status == 413
    assert web.beats == {}


async def test_other_ways_to_send_a_body_are_understood(line: Line) -> None:
    chunks = b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)
    for asked in (
        heartbeat(chunks, TOKEN, "1.1", "Transfer-Encoding: chunked"),
        heartbeat(gzip.compress(BODY), TOKEN, "1.1", "Content-Encoding: gzip"),
    ):
        assert (await line.ask(asked)).status == 200
    await line.say(heartbeat(BODY, TOKEN, "1.1", "Expect: 100-continue"))
    assert [(await line.hear()).status for _ in range(2)] == [100, 200]


@pytest.mark.parametrize("last", [heartbeat(BODY, TOKEN, "1.1", "Connection: close"), heartbeat(version="1.0")])
async def test_a_connection_that_is_to_end_ends(line: Line, last: bytes) -> None:
    assert (await line.ask(last)).status == 200
    assert await line.reader.read() == b""


PLAIN = heartbeat()


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ((b"Host: x\r\n", b"Host: x\r\nContent-Length: 3\r\n"), 400),
        ((b"Host: x\r\n", b"Host: x\r\nTransfer-Encoding: chunked\r\n"), 400),
        ((b"Host: x\r\n", b"Host: x\nX: y\r\n"), 400),
        ((b"Host: x\r\n", b"Host: x\r\n Content-Length: 3\r\n"), 400),
        ((b"Content-Length: ", b"Content-Length : "), 400),
        ((b"Content-Length: ", b"Content-Length: -"), 400),
        ((b"Content-Length: ", b"Content-Length: 0x"), 400),
        ((b"Host: x\r\n", b"Host: x\r\nConnection: close, keep-alive\r\n"), 200),
        ((b"Host: x\r\n", b"Host: x\r\nConnection: Keep-Alive\r\n"), 200),
        ((b"Authorization", b"aUTHORIZATION"), 200),
        ((b"Content-Length", b"content-LENGTH"), 200),
        ((b"Bearer ", b"bearer "), 401),
        ((b"HTTP/1.1", b"HTTP/1.1 "), 400),
    ],
)
async def test_a_head_that_could_be_read_in_two_ways_is_read_by_aiohttp(
    web: Web, line: Line, change: tuple[bytes, bytes], status: int
) -> None:
    answer = await line.ask(PLAIN.replace(*change, 1))
    assert answer.status == status
    assert answer.by_lane == (status == 200 and b"close" not in change[1])
    assert ("entrance" in web.beats) == (status == 200)


async def test_what_follows_a_heartbeat_in_the_same_bytes_is_a_request_of_its_own(web: Web, line: Line) -> None:
    await line.say(heartbeat() + poll("x")[:20])
    assert (await line.hear()).status == 200
    await line.say(poll("x")[20:], heartbeat())
    assert [(await line.hear()).status for _ in range(2)] == [200, 200]


async def test_a_heartbeat_inside_another_bodys_bytes_is_no_heartbeat(web: Web, line: Line) -> None:
    inner = heartbeat()
    head = f"POST /api/v1/player/plays HTTP/1.1\r\nHost: x\r\nContent-Length: {len(inner)}\r\n\r\n".encode()
    assert (await line.ask(head, inner)).status == 401  # it has no token of its own
    assert web.beats == {}


async def test_a_heartbeat_behind_an_open_stream_waits_for_its_turn(web: Web, line: Line) -> None:
    lines = ("GET /api/v1/player/events HTTP/1.1", "Host: x", f"Authorization: Bearer {TOKEN}")
    await line.say("\r\n".join([*lines, "", ""]).encode())
    await line.reader.readuntil(b"retry: ")
    await line.say(heartbeat())
    await asyncio.sleep(0.05)
    assert web.beats == {}


async def test_who_does_not_read_its_answers_is_not_written_to_without_end(line: Line) -> None:
    with patch.object(_SelectorSocketTransport, "get_write_buffer_size", lambda _transport: UNREAD_BYTES + 1):
        answer = await line.ask(heartbeat())  # on the usual way aiohttp waits for the reader
    assert (answer.status, answer.by_lane) == (200, False)
    assert (await line.ask(heartbeat())).by_lane


def test_the_aiohttp_that_is_installed_has_the_parts_that_the_lane_looks_into() -> None:
    assert FITS


class Two(NamedTuple):
    """The same server, once with the lane and once without."""

    addresses: tuple[tuple[str, int], tuple[str, int]]
    beats: dict[str, Any]


@asynccontextmanager
async def two(folder: Path) -> AsyncIterator[Two]:
    manifests = Manifests()
    manifests.know({token_digest(TOKEN): "entrance"})
    desk = a_player_desk(folder, manifests=manifests)
    runner = http.AppRunner(build_web(blobs=Blobs(folder), players=desk, files=PlayerFiles(KIOSK)), access_log=None)
    await runner.setup()
    handlers, app = runner.server, runner.app
    assert handlers
    loop = asyncio.get_running_loop()
    quick = await loop.create_server(lambda: with_lane(handlers(), app[HEARTBEATS]), "127.0.0.1", 0)
    usual = await loop.create_server(handlers, "127.0.0.1", 0)
    yield Two(tuple(one.sockets[0].getsockname()[:2] for one in (quick, usual)), desk.beats)
    for server in (quick, usual):
        server.close()
    await runner.cleanup()


PIECES = (
    b"Content-Length: 3\r\n",
    b"Content-Length: 0\r\n",
    b"content-length:\t23\r\n",
    b"Content-Length: +23\r\n",
    b"Content-Length: 23, 23\r\n",
    b"Content-Length: 2_3\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding : chunked\r\n",
    b"Transfer-Encoding: identity\r\n",
    b"Connection: close\r\n",
    b"Connection: Keep-Alive, Upgrade\r\n",
    b"Upgrade: h2c\r\n",
    b"Expect: 100-continue\r\n",
    b"Authorization: Bearer x\r\n",
    b"X: y\n",
    b" folded\r\n",
    b"\tContent-Length: 1\r\n",
    b": none\r\n",
    b"X\0: y\r\n",
    b"X: \0\r\n",
    b"X: \xff\r\n",
    b"\r\n",
    b"\n\n",
    b"\r",
    b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"0\r\n\r\n",
    b"",
)
"""What makes two readers of one message disagree."""


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """A heartbeat with pieces put in, in place of others, or in the middle of a word."""
    whole = heartbeat(b'{"at":1795212000123.0}\n')
    for _ in range(draw(st.integers(1, 3))):
        ends = [at + 2 for at in range(len(whole)) if whole.startswith(b"\r\n", at)]
        at = draw(st.one_of(st.sampled_from(ends), st.integers(0, len(whole)))) if ends else 0
        gone = draw(st.sampled_from((0, 0, 0, 1, 2, 16)))
        whole = whole[:at] + draw(st.sampled_from(PIECES)) + whole[at + gone :]
    return whole


LAST = b"\r\n\r\nGET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" * 2
"""Ends the connection, also where the first is taken for the rest of what came before it."""


async def heard(address: tuple[str, int], sent: bytes) -> list[tuple[int, bytes]]:
    """The answers to some bytes, and to what ends the connection; without a 400, which a closed connection may swallow."""
    line, answers = Line(*await asyncio.open_connection(*address)), []
    await line.ask(poll("x"))

    async def listen() -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, TimeoutError):
            while True:
                answer = await line.hear()
                answers.append((answer.status, answer.body.partition(b"now")[0]))

    async def say() -> None:
        with suppress(ConnectionError):
            await line.say(sent, LAST)

    await asyncio.gather(listen(), say())
    line.writer.close()
    return [one for one in answers if one[0] != 400]


def test_the_lane_hears_in_every_message_what_aiohttp_hears_in_it(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        both = runner.run(stack.enter_async_context(two(tmp_path)))

        @settings(max_examples=60, deadline=None, database=None)
        @given(sent=messages())
        def listen(sent: bytes) -> None:
            found = []
            for address in both.addresses:
                both.beats.clear()
                found.append((runner.run(heard(address, sent)), list(both.beats)))
            assert found[0] == found[1]

        listen()
        runner.run(stack.aclose())
