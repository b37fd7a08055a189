"""Server CPU per 304: a poll of the player's API against a bare aiohttp handler that compares one ETag.

CPU is getrusage of the server's process ÷ requests; the client is a process of its own, keep-alive.
Each figure is a ratio of two servers measured in turn: 5 pairs, each of 5 slices A B A B …, so that a machine whose speed
drifts does no harm. `ratio` is that of the best pair, the others are medians. `--json` prints one line for programs.
"""

import argparse
import asyncio
import hashlib
import json
import multiprocessing
import resource
import statistics
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

from aiohttp import web

PAIRS = 5
SLICES = 5
CONNECTIONS = 8
LIMIT = 1.25
SPREAD = 0.10

_SPAWN = multiprocessing.get_context("spawn")


class Load(NamedTuple):
    displays: int
    slides: int


class Figure(NamedTuple):
    cpu_us: float
    requests_per_second: float


def token_of(number: int) -> str:
    return hashlib.sha256(f"token {number}".encode()).hexdigest()[:43]


def bare_app() -> tuple[web.Application, str, list[str]]:
    """The yardstick: one route, one comparison."""
    etag = '"' + "0" * 32 + '"'

    async def manifest(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=b"{}", headers={"ETag": etag})

    app = web.Application()
    app.router.add_get("/api/v1/player/manifest", manifest)
    return app, "/api/v1/player/manifest", [etag]


def signage_app(load: Load) -> tuple[web.Application, str, list[str]]:
    """The real web application over manifests made of as many displays and slides as asked for."""
    from pathlib import Path

    from signage.domain.displays import Display, Place
    from signage.domain.manifest import build_head
    from signage.store.blobs import Blobs
    from signage.store.displays import token_digest
    from signage.store.manifests import InForce, Manifests, serve
    from signage.web.player_files import KIOSK, PlayerFiles
    from signage.web.routes import build_web
    from tests.factories import a_player_desk

    files = PlayerFiles(KIOSK)
    slides = [{"slide": token_of(i) + "0" * 21, "ms": 12000, "item": f"news-{i}"} for i in range(load.slides)]
    tail = json.dumps({"from": 0, "until": 1, "slides": slides}).encode()
    sha256 = hashlib.sha256(tail).hexdigest()
    place = Place(id="station", name={"ja": "駅"})
    names = [f"display-{number}" for number in range(load.displays)]
    served = {
        name: serve(
            build_head(Display(id=name, name=name, place="station"), place, player=""), files.player, sha256, tail
        )
        for name in names
    }
    manifests = Manifests()
    manifests.know({token_digest(token_of(number)): name for number, name in enumerate(names)})
    manifests.replace(served, InForce({}, {}))
    app = build_web(
        blobs=Blobs(Path("unused")), players=a_player_desk(Path("unused"), manifests=manifests), files=files
    )
    return app, "/api/v1/player/manifest", [f'"{served[name].etag}"' for name in names]


def serve_process(pipe: Connection, load: Load | None) -> None:
    """A server of its own: says where it listens and what to ask, then its CPU whenever it is asked."""
    asyncio.run(_serve(pipe, load))


async def _serve(pipe: Connection, load: Load | None) -> None:
    app, path, etags = signage_app(load) if load else bare_app()
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(_handlers(runner, app, real=load is not None), "127.0.0.1", 0)
    pipe.send((server.sockets[0].getsockname()[1], path, etags))
    while await loop.run_in_executor(None, pipe.recv):
        usage = resource.getrusage(resource.RUSAGE_SELF)
        pipe.send(usage.ru_utime + usage.ru_stime)
    await runner.cleanup()


def _handlers(runner: web.AppRunner, app: web.Application, real: bool) -> Callable[[], asyncio.Protocol]:
    """One for each connection; the real server looks for heartbeats on the way."""
    from signage.web.lane import with_lane
    from signage.web.routes import HEARTBEATS

    handlers = runner.server
    if handlers is None:
        raise AssertionError("setup() makes it")
    return (lambda: with_lane(handlers(), app[HEARTBEATS])) if real else handlers


class Server:
    def __init__(self, load: Load | None) -> None:
        self._pipe, far_end = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=serve_process, args=(far_end, load), daemon=True)
        self._process.start()
        self.port, path, etags = self._pipe.recv()
        self.requests = [
            (
                f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token_of(number)}\r\n"
                f"If-None-Match: {etag}\r\nAccept: */*\r\n\r\n"
            ).encode()
            for number, etag in enumerate(etags)
        ]

    def cpu_seconds(self) -> float:
        self._pipe.send(True)
        return float(self._pipe.recv())

    def stop(self) -> None:
        self._pipe.send(False)
        self._process.join(5)
        self._process.kill()


def measure(server: Server, count: int) -> Figure:
    before, started = server.cpu_seconds(), time.perf_counter()
    asyncio.run(_ask(server, count))
    seconds = time.perf_counter() - started
    return Figure((server.cpu_seconds() - before) / count * 1e6, count / seconds)


async def _ask(server: Server, count: int) -> None:
    await asyncio.gather(*(_connection(server, first, count // CONNECTIONS) for first in range(CONNECTIONS)))


async def _connection(server: Server, first: int, count: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    for number in range(count):
        writer.write(server.requests[(first + number * CONNECTIONS) % len(server.requests)])
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 304"):
            raise RuntimeError(f"not a 304: {answer[:60]!r}")
    writer.close()


Pair = tuple[Figure, Figure]


def compare(one: Load | None, other: Load | None, count: int) -> list[Pair]:
    """Pairs measured in turn, so that a machine that slows down slows both."""
    servers = Server(one), Server(other)
    try:
        for server in servers:
            measure(server, count // 4)
        return [_pair(servers, count) for _ in range(PAIRS)]
    finally:
        for server in servers:
            server.stop()


def _pair(servers: tuple[Server, Server], count: int) -> Pair:
    slices = [[measure(server, count // SLICES) for server in servers] for _ in range(SLICES)]
    return _mean([one for one, _ in slices]), _mean([other for _, other in slices])


def _mean(figures: list[Figure]) -> Figure:
    return Figure(*(statistics.fmean(values) for values in zip(*figures, strict=True)))


def ratio(pair: Pair) -> float:
    return pair[0].cpu_us / pair[1].cpu_us


def run(count: int) -> dict[str, Any]:
    against_bare = compare(Load(10, 20), None, count)
    slides = compare(Load(10, 2000), Load(10, 20), count)
    displays = compare(Load(10_000, 20), Load(10, 20), count)
    ours, bare = min(against_bare, key=ratio)
    return {
        "ratio": round(ratio((ours, bare)), 3),
        "ratio_median": round(statistics.median(map(ratio, against_bare)), 3),
        "ratio_limit": LIMIT,
        "cpu_us": {"ours": round(ours.cpu_us, 1), "bare": round(bare.cpu_us, 1)},
        "requests_per_second": {"ours": round(ours.requests_per_second), "bare": round(bare.requests_per_second)},
        "slides_20_to_2000": round(statistics.median(map(ratio, slides)), 3),
        "displays_10_to_10000": round(statistics.median(map(ratio, displays)), 3),
        "spread_limit": SPREAD,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--requests", type=int, default=20_000, help="per measurement")
    arguments = parser.parse_args()
    found = run(arguments.requests)
    if arguments.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:24} {value}")
    flat = all(abs(found[name] - 1) <= SPREAD for name in ("slides_20_to_2000", "displays_10_to_10000"))
    sys.exit(0 if found["ratio"] <= LIMIT and flat else 1)


if __name__ == "__main__":
    main()
