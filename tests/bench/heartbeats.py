"""333 heartbeats a second, those of 10,000 displays, on the real server: how much of one core they take.

The whole server runs in a process of its own, with its jobs, its database and all 10,000 displays published; a second
process sends each display's heartbeat over a connection that is kept open, evenly spread. CPU is that of the server's
process (/proc/PID/stat, all its threads) over the time measured. The yardstick, in the same run, is a bare aiohttp
handler that reads the body and answers a constant; the floor is asyncio alone, which answers a constant to whatever comes,
unread; `idle` is the real server with nobody asking. It misses above 5 %, and where
the yardstick alone is above 5 %, at more than 0.85 of the yardstick. `--json` prints one line.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

from aiohttp import web

from tests.bench.push import allow_files, token_of

DISPLAYS = 10_000
EVERY_SECONDS = 30
SECONDS = 24
WARM_SECONDS = 62
"""Twice round: each display has beaten, and says the manifest that it was told."""
LIMIT_PERCENT = 5.0
RATIO_LIMIT = 0.85
"""Where the yardstick alone is beyond the bar, no server can hold it: ours must then take so much less than the yardstick."""
AT_ONCE = 200
PATIENCE_SECONDS = 30
SPARE_FILES = 1000
PATH = "/api/v1/player/heartbeat"

_SPAWN = multiprocessing.get_context("spawn")
_TICKS = os.sysconf("SC_CLK_TCK")


class OnGlass(NamedTuple):
    """What the screens show, and since when."""

    slide: str | None = "0" * 64
    begins: int | None = None


NOTHING = OnGlass()


def a_heartbeat(number: int, now_ms: int, etag: str = "0" * 32, on: OnGlass = NOTHING) -> bytes:
    """As a healthy player beside a launcher sends it, with two errors of the last hours."""
    begins = now_ms - 7_000 if on.begins is None else on.begins
    return json.dumps(
        {
            "at": now_ms,
            "etag": etag,
            "waiting": None,
            "slide": on.slide,
            "begins": begins,
            "painted": begins + 40,
            "visible": True,
            "player": "c" * 64,
            "engine": "Chrome/140.0",
            "screen": [1920, 1080],
            "uptime_ms": 86_400_000 + number,
            "clock": {"offset_ms": -12, "uncertain_ms": 40, "renewed_at": now_ms - 600_000},
            "cached": [37, 37],
            "cached_bytes": 48_211_002,
            "cached_until": now_ms + 8 * 86_400_000,
            "free_bytes": 912_000_000,
            "stream": True,
            "can": ["reload", "identify", "test_card", "clear_cache", "screenshot", "maintenance_on", "maintenance_off", "reboot"],
            "glass": {"at": now_ms - 9_000, "fingerprint": f"{number + now_ms:016x}", "black": False},
            "box": {
                "launcher": "1.0", "temperature_c": 51.5, "memory_free_bytes": 1_912_000_000,
                "disk_free_bytes": 20_912_000_000, "under_voltage": False, "network": "eth0", "panel": "on",
            },
            "errors": [
                {"code": "E12", "at": now_ms - 9_000_000, "count": 2, "detail": "/media/4f0c….webp"},
                {"code": "E16", "at": now_ms - 9_000_000, "count": 3, "detail": "timeout"},
            ],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()  # fmt: skip


def request_of(number: int, now_ms: int, etag: str = "0" * 32, on: OnGlass = NOTHING) -> bytes:
    """As a browser sends it."""
    body = a_heartbeat(number, now_ms, etag, on)
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: signage.city.example\r\nConnection: keep-alive\r\nContent-Length: {len(body)}\r\n"
        f"Authorization: Bearer {token_of(number)}\r\nUser-Agent: Mozilla/5.0 (X11; Linux aarch64) Chrome/140.0\r\n"
        "Content-Type: application/json\r\nAccept: */*\r\nOrigin: https://signage.city.example\r\n"
        "Referer: https://signage.city.example/player/\r\nAccept-Language: ja\r\n\r\n"
    )
    return head.encode() + body


@asynccontextmanager
async def real_server() -> AsyncIterator[int]:
    from signage.app import running
    from signage.domain.displays import Display, Place
    from signage.settings import Settings
    from signage.store.database import opened
    from signage.store.displays import record_displays, record_places

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(port=0, data=f"{folder}/data", input=folder)
        names = [f"display-{number}" for number in range(DISPLAYS)]
        async with opened(settings.database_url) as database, database.write() as connection:
            await record_places(connection, [Place(id="station", name={"ja": "駅"})])
            displays = [Display(id=name, name=name, place="station") for name in names]
            await record_displays(connection, displays, {name: token_of(n) for n, name in enumerate(names)})
        async with running(settings) as parts:
            await parts.publisher.caught_up()
            yield int(parts.url.rpartition(":")[2])
            beaten = len(parts.beats)
            if beaten and beaten != DISPLAYS:
                raise AssertionError(f"{beaten} of {DISPLAYS} displays have beaten")


REPLY = b'{"now":1795212000123,"etag":"%b","player":"%b","commands":[],"next_ms":30000}' % (b"0" * 32, b"0" * 64)


@asynccontextmanager
async def bare_server() -> AsyncIterator[int]:
    """The yardstick: the body is read, the answer is a constant."""

    async def heartbeat(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(body=REPLY, content_type="application/json")

    app = web.Application()
    app.router.add_post(PATH, heartbeat)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


class _Constant(asyncio.Protocol):
    """Reads nothing of what comes."""

    transport: asyncio.Transport
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (len(REPLY), REPLY)
    nothing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(self.answer if data.startswith(b"POST") else self.nothing)


@asynccontextmanager
async def floor_server() -> AsyncIterator[int]:
    """What waking for a heartbeat, reading its bytes and writing others costs, whatever is made of them."""
    async with await asyncio.get_running_loop().create_server(_Constant, "127.0.0.1", 0, backlog=1024) as server:
        yield server.sockets[0].getsockname()[1]


SERVERS: dict[str, Callable[[], AbstractAsyncContextManager[int]]] = {
    "ours": real_server,
    "bare": bare_server,
    "floor": floor_server,
}


def serve_process(pipe: Connection, name: str) -> None:
    """A server of its own: says where it listens, and ends when it is told to."""
    allow_files(DISPLAYS + SPARE_FILES)
    asyncio.run(_serve(pipe, SERVERS[name]()))


async def _serve(pipe: Connection, server: AbstractAsyncContextManager[int]) -> None:
    async with server as port:
        pipe.send(port)
        await asyncio.get_running_loop().run_in_executor(None, pipe.recv)
    pipe.send(True)


class Screen(asyncio.Protocol):
    """One display's connection. Counts answers that are good, and takes up the manifest that they name."""

    def __init__(self, answers: list[int]) -> None:
        self._answers = answers
        self.etag = "0" * 32
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._answers[0] += data.startswith(b"HTTP/1.1 200")
        start = data.find(b'"etag":"') + 8
        self.etag = data[start : start + 32].decode()


def client_process(pipe: Connection) -> None:
    """Is told (port, seconds) and beats for so long; says how many were answered."""
    allow_files(DISPLAYS + SPARE_FILES)
    asyncio.run(_client(pipe))


async def _client(pipe: Connection) -> None:
    loop = asyncio.get_running_loop()
    port, answers = await loop.run_in_executor(None, pipe.recv), [0]
    shown = await loop.run_in_executor(None, shown_at, port)
    screens: list[Screen] = []
    for start in range(0, DISPLAYS, AT_ONCE):
        opening = (
            loop.create_connection(lambda: Screen(answers), "127.0.0.1", port) for _ in range(start, start + AT_ONCE)
        )
        screens += [screen for _, screen in await asyncio.gather(*opening)]
    turn = _turns()
    pipe.send(True)
    while seconds := await loop.run_in_executor(None, pipe.recv):
        answers[0] = 0
        sent = await _beat(screens, turn, seconds, shown)
        patience = loop.time() + PATIENCE_SECONDS
        while answers[0] < sent and loop.time() < patience:
            await asyncio.sleep(0.1)
        pipe.send((sent, answers[0]))


def _turns() -> Iterator[int]:
    while True:
        yield from range(DISPLAYS)


def shown_at(port: int) -> Callable[[int], OnGlass]:
    """What all these screens show at a moment (epoch ms), as their manifest says; the yardstick has none."""
    from signage.domain.showing import showing

    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/player/manifest", headers={"Authorization": f"Bearer {token_of(0)}"}
    )
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            manifest = json.load(answer)
    except urllib.error.HTTPError:
        return lambda _now_ms: OnGlass()

    def at(now_ms: int) -> OnGlass:
        shown = showing(manifest, now_ms)
        return OnGlass(shown.slide, shown.begins)

    return at


async def _beat(screens: list[Screen], turn: Iterator[int], seconds: float, shown: Callable[[int], OnGlass]) -> int:
    loop = asyncio.get_running_loop()
    began, sent = loop.time(), 0
    while (passed := loop.time() - began) < seconds:
        now_ms = time.time_ns() // 1_000_000
        on = shown(now_ms)
        while sent < passed * DISPLAYS / EVERY_SECONDS:
            number = next(turn)
            screens[number].transport.write(request_of(number, now_ms, screens[number].etag, on))
            sent += 1
        await asyncio.sleep(0.003)
    return sent


class Server:
    def __init__(self, name: str) -> None:
        self._pipe, far_end = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=serve_process, args=(far_end, name))
        self._process.start()
        self.port = self._pipe.recv()
        self._client_pipe, far_end = _SPAWN.Pipe()
        self._client = _SPAWN.Process(target=client_process, args=(far_end,), daemon=True)
        self._client.start()
        self._client_pipe.send(self.port)
        self._client_pipe.recv()

    def cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def idle(self, seconds: float) -> float:
        """Percent of one core with nobody asking."""
        before, began = self.cpu_seconds(), time.monotonic()
        time.sleep(seconds)
        return (self.cpu_seconds() - before) / (time.monotonic() - began) * 100

    def beaten(self, seconds: float) -> tuple[float, float]:
        """(percent of one core, heartbeats answered a second)."""
        before, began = self.cpu_seconds(), time.monotonic()
        self._client_pipe.send(seconds)
        sent, answered = self._client_pipe.recv()
        took = time.monotonic() - began
        if answered != sent:
            sys.exit(f"{sent} heartbeats were sent, {answered} answered with 200")
        return (self.cpu_seconds() - before) / took * 100, sent / took

    def stop(self) -> None:
        self._client_pipe.send(0)
        self._client.join(5)
        self._pipe.send(True)
        self._process.join(30)
        self._process.kill()


def run(seconds: float) -> dict[str, Any]:
    ours, bare, floor = (Server(name) for name in SERVERS)
    try:
        idle = ours.idle(seconds)
        ours.beaten(WARM_SECONDS)
        bare.beaten(2)
        floor.beaten(2)
        floor_percent, _ = floor.beaten(seconds / 2)
        bare_before, _ = bare.beaten(seconds / 2)
        percent, rate = ours.beaten(seconds)
        bare_after, _ = bare.beaten(seconds / 2)
    finally:
        for server in (ours, bare, floor):
            server.stop()
    yardstick = (bare_before + bare_after) / 2
    return {
        "displays": DISPLAYS,
        "heartbeats_per_second": round(rate),
        "bytes": len(request_of(0, time.time_ns() // 1_000_000)),
        "percent_of_a_core": round(percent, 2),
        "limit": LIMIT_PERCENT,
        "idle_percent": round(idle, 2),
        "bare_percent": round(yardstick, 2),
        "floor_percent": round(floor_percent, 2),
        "ratio": round(percent / yardstick, 2),
        "us_each": {"ours": round(percent / 100 / rate * 1e6), "bare": round(yardstick / 100 / rate * 1e6)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    arguments = parser.parse_args()
    found = run(arguments.seconds)
    if arguments.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:24} {value}")
    if not arguments.json and found["percent_of_a_core"] > LIMIT_PERCENT:
        print(f"over {LIMIT_PERCENT:g} % of a core; the bare handler takes {found['bare_percent']} % on this machine")
    sys.exit(0 if is_good(found) else 1)


def is_good(found: dict[str, Any]) -> bool:
    beyond = found["bare_percent"] > LIMIT_PERCENT
    return bool(found["percent_of_a_core"] <= LIMIT_PERCENT or (beyond and found["ratio"] <= RATIO_LIMIT))


if __name__ == "__main__":
    main()
