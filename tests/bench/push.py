"""10,000 open streams on one server: memory for each, and how long telling all of them takes, against a bare loop.

Memory is the growth of the real server's resident set, after a collection, ÷ streams. The yardstick is a bare asyncio
program that holds as many plain sockets and writes the same bytes to each: the time from the first byte to the last is
measured in turn, 11 times each, and `ratio` is that of the fastest: what else runs on the machine only adds. The clients are two processes of their own; `p99_ms` is
from the server's first byte until a client has read it. `--json` prints one line for programs.
"""

import argparse
import asyncio
import gc
import hashlib
import json
import multiprocessing
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

STREAMS = 10_000
CLIENTS = 2
PAIRS = 11
AT_ONCE = 200
BYTES_LIMIT = 16 * 1024
RATIO_LIMIT = 1.5
SPARE_FILES = 1000
PATIENCE_SECONDS = 60

_SPAWN = multiprocessing.get_context("spawn")
Tell = Callable[[], Awaitable[None]]


def token_of(number: int) -> str:
    return hashlib.sha256(f"token {number}".encode()).hexdigest()[:43]


def allow_files(count: int) -> None:
    """Lets this process open so many. Exits with a sentence where the machine forbids it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if most not in (resource.RLIM_INFINITY,) and most < count:
        sys.exit(f"this needs {count} open files, the limit here is {most}: raise it with `ulimit -Hn`")
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, most))


@asynccontextmanager
async def real_server(streams: int) -> AsyncIterator[tuple[int, Tell]]:
    """The whole server, with as many displays; telling is what the publisher does after an edit that all displays show."""
    from signage.app import running
    from signage.settings import Settings
    from signage.store.displays import token_digest

    etags = {f"display-{number}": token_of(number)[:32] for number in range(streams)}
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(port=0, data=f"{folder}/data", input=folder)
        async with running(settings) as parts:
            await parts.publisher.caught_up()
            parts.manifests.know({token_digest(token_of(number)): name for number, name in enumerate(etags)})
            yield int(parts.url.rpartition(":")[2]), lambda: parts.publisher._announce(etags)


@asynccontextmanager
async def bare_server(streams: int) -> AsyncIterator[tuple[int, Tell]]:
    """The yardstick: sockets in a list, and a loop that writes an event's bytes to each."""
    opened: list[asyncio.Transport] = []
    data = b'event: manifest\ndata: {"etag":"' + b"0" * 32 + b'","within_ms":%d}\n\n' % streams
    event = b"%x\r\n%b\r\n" % (len(data), data)

    class Bare(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            assert isinstance(transport, asyncio.Transport)
            opened.append(transport)
            transport.write(b":\n\n")

    async def tell() -> None:
        for transport in opened:
            transport.write(event)

    server = await asyncio.get_running_loop().create_server(Bare, "127.0.0.1", 0, backlog=1024)
    yield server.sockets[0].getsockname()[1], tell
    server.close()


def serve_process(pipe: Connection, real: bool, streams: int) -> None:
    """A server of its own: says where it listens, then does what it is asked: "memory", "tell", or ends."""
    allow_files(streams + SPARE_FILES)
    asyncio.run(_serve(pipe, real, streams))


async def _serve(pipe: Connection, real: bool, streams: int) -> None:
    loop = asyncio.get_running_loop()
    async with (real_server if real else bare_server)(streams) as (port, tell):
        pipe.send(port)
        while asked := await loop.run_in_executor(None, pipe.recv):
            if asked == "memory":
                gc.collect()
                pipe.send(resident_bytes())
            else:
                gc.collect()
                started, cpu = time.monotonic(), time.thread_time()
                await tell()
                pipe.send((started, time.monotonic() - started, time.thread_time() - cpu))


def resident_bytes() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


class Reader(asyncio.Protocol):
    """One screen: notes when it was told. What is no event (the answer's head, comment lines) does not count."""

    def __init__(self, heard: list[float]) -> None:
        self._heard = heard
        self.begun = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        self.begun.set()
        if b"event: manifest" in data:
            self._heard.append(time.monotonic())


def client_process(pipe: Connection, count: int) -> None:
    allow_files(2 * count + SPARE_FILES)
    asyncio.run(_listen(pipe, count))


async def _listen(pipe: Connection, count: int) -> None:
    """Asked with (port, first number): opens its streams; asked with a port: the moments at which all were told."""
    loop = asyncio.get_running_loop()
    heard: dict[int, list[float]] = {}
    kept = []
    while asked := await loop.run_in_executor(None, pipe.recv):
        if isinstance(asked, tuple):
            port, first = asked
            heard[port] = []
            for start in range(first, first + count, AT_ONCE):
                some = range(start, min(start + AT_ONCE, first + count))
                kept += await asyncio.gather(*(_open(port, number, heard[port]) for number in some))
            pipe.send(True)
        else:
            await asyncio.wait_for(_until(heard[asked], count), PATIENCE_SECONDS)
            pipe.send(list(heard[asked]))
            heard[asked].clear()


async def _open(port: int, number: int, heard: list[float]) -> asyncio.BaseTransport:
    loop = asyncio.get_running_loop()
    transport, reader = await loop.create_connection(lambda: Reader(heard), "127.0.0.1", port)
    transport.write(
        f"GET /api/v1/player/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token_of(number)}\r\n"
        "Accept: text/event-stream\r\nCache-Control: no-store\r\n\r\n".encode()
    )
    await asyncio.wait_for(reader.begun.wait(), PATIENCE_SECONDS)
    return transport


async def _until(heard: list[float], count: int) -> None:
    while len(heard) < count:
        await asyncio.sleep(0.01)


class Process:
    """A child and the pipe to it."""

    def __init__(self, work: Callable[..., None], *arguments: Any) -> None:
        self.pipe, far_end = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=work, args=(far_end, *arguments))
        self._process.start()

    def ask(self, what: Any) -> Any:
        self.pipe.send(what)
        return self.pipe.recv()

    def stop(self) -> None:
        self.pipe.send(None)
        self._process.join(5)
        self._process.kill()


class Round(NamedTuple):
    written_ms: float
    cpu_ms: float
    p99_ms: float


class Server(Process):
    """One of the two, with all streams open."""

    def __init__(self, real: bool, streams: int, clients: list[Process]) -> None:
        super().__init__(serve_process, real, streams)
        self._clients = clients
        self.port = self.pipe.recv()
        before = self.ask("memory")
        each = streams // len(clients)
        for client in clients:
            client.pipe.send((self.port, clients.index(client) * each))
        for client in clients:
            client.pipe.recv()
        self.tell()  # once unmeasured: whoever is told twice has room for it
        self.bytes_each = (self.ask("memory") - before) / streams

    def tell(self) -> Round:
        started, seconds, cpu = self.ask("tell")
        heard = sorted(at - started for client in self._clients for at in client.ask(self.port))
        return Round(seconds * 1000, cpu * 1000, heard[len(heard) * 99 // 100] * 1000)


def run(streams: int) -> dict[str, Any]:
    clients = [Process(client_process, streams // CLIENTS) for _ in range(CLIENTS)]
    servers = [Server(real, streams, clients) for real in (True, False)]
    try:
        pairs = [[server.tell() for server in servers] for _ in range(PAIRS)]
        memory = [server.bytes_each for server in servers]
    finally:
        for process in (*servers, *clients):
            process.stop()
    fastest, median = (
        [_each(pick, rounds) for rounds in zip(*pairs, strict=True)] for pick in (min, statistics.median)
    )
    return {
        "streams": streams,
        "bytes_each": {"ours": round(memory[0]), "bare": round(memory[1]), "limit": BYTES_LIMIT},
        "ratio": round(fastest[0].written_ms / fastest[1].written_ms, 2),
        "ratio_limit": RATIO_LIMIT,
        "ratio_median": round(median[0].written_ms / median[1].written_ms, 2),
        "ratio_cpu": round(median[0].cpu_ms / median[1].cpu_ms, 2),
        **{
            f"{name}{ending}": {"ours": round(getattr(ours, name), 1), "bare": round(getattr(bare, name), 1)}
            for ending, (ours, bare) in (("_fastest", fastest), ("_median", median))
            for name in ("written_ms", "p99_ms")
        },
    }


def _each(pick: Callable[[Iterable[float]], float], rounds: Iterable[Round]) -> Round:
    return Round(*(pick(values) for values in zip(*rounds, strict=True)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--streams", type=int, default=STREAMS)
    arguments = parser.parse_args()
    found = run(arguments.streams)
    if arguments.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:24} {value}")
    sys.exit(0 if found["bytes_each"]["ours"] <= BYTES_LIMIT and found["ratio"] <= RATIO_LIMIT else 1)


if __name__ == "__main__":
    main()
