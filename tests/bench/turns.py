"""What two servers cost, measured in turn: each is a process of its own, asked over loopback by a client that is another.

CPU is getrusage of the server's process ÷ requests. A pair is measured in 5 slices A B A B …, so that a machine whose speed
drifts does no harm.
"""

import argparse
import asyncio
import json
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from aiohttp import web

PAIRS = 5
SLICES = 5
CONNECTIONS = 8

_SPAWN = multiprocessing.get_context("spawn")


class Served(NamedTuple):
    """An application and what to ask it for: one request of each, whole, to be sent over and over. `lane`: heartbeats have
    a way of their own, as in the real server.
    """

    app: web.Application
    requests: list[bytes]
    lane: bool = False


Serve = Callable[..., Served]
"""A function of a module: the server's process builds the application itself."""


class Figure(NamedTuple):
    cpu_us: float
    requests_per_second: float


Pair = tuple[Figure, Figure]


class Server:
    """`serve(*given)` in a process of its own, until `stop`."""

    def __init__(self, serve: Serve, *given: Any) -> None:
        self._pipe, far_end = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve_process, args=(far_end, serve, given), daemon=True)
        self._process.start()
        self.port: int
        self.requests: list[bytes]
        self.port, self.requests = self._pipe.recv()

    def cpu_seconds(self) -> float:
        self._pipe.send(True)
        return float(self._pipe.recv())

    def stop(self) -> None:
        self._pipe.send(False)
        self._process.join(5)
        self._process.kill()


def _serve_process(pipe: Connection, serve: Serve, given: tuple[Any, ...]) -> None:
    """Says where it listens and what to ask, then its CPU whenever it is asked."""
    asyncio.run(_serve(pipe, serve(*given)))


async def _serve(pipe: Connection, served: Served) -> None:
    runner = web.AppRunner(served.app, access_log=None)
    await runner.setup()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_handlers(runner, served), "127.0.0.1", 0)
    pipe.send((server.sockets[0].getsockname()[1], served.requests))
    while await loop.run_in_executor(None, pipe.recv):
        usage = resource.getrusage(resource.RUSAGE_SELF)
        pipe.send(usage.ru_utime + usage.ru_stime)
    await runner.cleanup()


def _handlers(runner: web.AppRunner, served: Served) -> Callable[[], asyncio.Protocol]:
    """One for each connection; the real server looks for heartbeats on the way."""
    from signage.web.lane import with_lane
    from signage.web.routes import HEARTBEATS

    handlers = runner.server
    if handlers is None:
        raise AssertionError("setup() makes it")
    return (lambda: with_lane(handlers(), served.app[HEARTBEATS])) if served.lane else handlers


Ask = Callable[[Server, int], None]
"""Sends a server so many requests and takes their answers."""


def asking_for(status: bytes, part: bytes = b"") -> Ask:
    """Takes answers without a body, over 8 connections; each has that status, and that part in its head."""

    async def connection(server: Server, first: int, count: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        for number in range(count):
            writer.write(server.requests[(first + number * CONNECTIONS) % len(server.requests)])
            answer = await reader.readuntil(b"\r\n\r\n")
            if not answer.startswith(b"HTTP/1.1 " + status) or part not in answer:
                raise RuntimeError(f"not a {status.decode()}: {answer[:200]!r}")
        writer.close()

    async def all_of_them(server: Server, count: int) -> None:
        await asyncio.gather(*(connection(server, first, count // CONNECTIONS) for first in range(CONNECTIONS)))

    return lambda server, count: asyncio.run(all_of_them(server, count))


def compare(one: Server, other: Server, ask: Ask, count: int) -> list[Pair]:
    """Pairs measured in turn, so that a machine that slows down slows both. The servers are stopped then."""
    servers = one, other
    try:
        for server in servers:
            _measure(server, ask, count // 4)
        return [_pair(servers, ask, count) for _ in range(PAIRS)]
    finally:
        for server in servers:
            server.stop()


def _measure(server: Server, ask: Ask, count: int) -> Figure:
    before, started = server.cpu_seconds(), time.perf_counter()
    ask(server, count)
    seconds = time.perf_counter() - started
    return Figure((server.cpu_seconds() - before) / count * 1e6, count / seconds)


def _pair(servers: tuple[Server, Server], ask: Ask, count: int) -> Pair:
    slices = [[_measure(server, ask, count // SLICES) for server in servers] for _ in range(SLICES)]
    return _mean([one for one, _ in slices]), _mean([other for _, other in slices])


def _mean(figures: Sequence[Figure]) -> Figure:
    return Figure(*(statistics.fmean(values) for values in zip(*figures, strict=True)))


def cpu_ratio(pair: Pair) -> float:
    return pair[0].cpu_us / pair[1].cpu_us


def figures_of(pair: Pair) -> dict[str, Any]:
    ours, bare = pair
    return {
        "cpu_us": {"ours": round(ours.cpu_us, 1), "bare": round(bare.cpu_us, 1)},
        "requests_per_second": {"ours": round(ours.requests_per_second), "bare": round(bare.requests_per_second)},
    }


def asked_and_told(about: str | None, run: Callable[[int], dict[str, Any]], requests: int) -> dict[str, Any]:
    """What a run found, printed; `--json` prints one line for programs, `--requests` says how many a measurement takes."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--requests", type=int, default=requests, help="per measurement")
    arguments = parser.parse_args()
    found = run(arguments.requests)
    if arguments.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:24} {value}")
    return found
