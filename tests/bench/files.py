"""1 MB of media a request: the server's own route against a bare aiohttp FileResponse, both in processes of their own.

Requests a second over loopback, keep-alive, 4 connections, measured in turn (5 pairs, each of 5 slices A B A B …); `ratio`, ours by
bare, is the median of the pairs. `cpu_us` is the CPU of the server's process a request, which other work on the machine disturbs less.
"""

import argparse
import asyncio
import json
import multiprocessing
import resource
import socket
import statistics
import sys
import tempfile
import threading
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.bench.poll import PAIRS, SLICES, Figure, Pair

BYTES = 1_000_000
CONNECTIONS = 4
LIMIT = 0.95

_SPAWN = multiprocessing.get_context("spawn")


def bare_app(folder: Path) -> web.Application:
    """The yardstick: one route, one FileResponse."""

    async def media(request: web.Request) -> web.FileResponse:
        name = request.match_info["name"]
        return web.FileResponse(folder / name[:2] / name)

    app = web.Application()
    app.router.add_get("/media/{name}", media)
    return app


def signage_app(folder: Path) -> web.Application:
    """The real web application over a folder of blobs."""
    from signage.store.blobs import Blobs
    from signage.web.player_files import KIOSK, PlayerFiles
    from signage.web.routes import build_web
    from tests.factories import a_player_desk

    return build_web(blobs=Blobs(folder), players=a_player_desk(folder), files=PlayerFiles(KIOSK))


def serve_process(pipe: Connection, folder: Path, ours: bool) -> None:
    """A server of its own: says where it listens, then its CPU whenever it is asked."""
    asyncio.run(_serve(pipe, signage_app(folder) if ours else bare_app(folder)))


async def _serve(pipe: Connection, app: web.Application) -> None:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pipe.send(runner.addresses[0][1])
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, pipe.recv):
        usage = resource.getrusage(resource.RUSAGE_SELF)
        pipe.send(usage.ru_utime + usage.ru_stime)
    await runner.cleanup()


class Server:
    def __init__(self, folder: Path, *, ours: bool) -> None:
        self._pipe, far_end = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=serve_process, args=(far_end, folder, ours), daemon=True)
        self._process.start()
        self.port: int = self._pipe.recv()

    def cpu_seconds(self) -> float:
        self._pipe.send(True)
        return float(self._pipe.recv())

    def stop(self) -> None:
        self._pipe.send(False)
        self._process.join(5)
        self._process.kill()


def measure(server: Server, name: str, count: int) -> Figure:
    before, started = server.cpu_seconds(), time.perf_counter()
    each = [threading.Thread(target=_ask, args=(server.port, name, count // CONNECTIONS)) for _ in range(CONNECTIONS)]
    for thread in each:
        thread.start()
    for thread in each:
        thread.join()
    seconds = time.perf_counter() - started
    return Figure((server.cpu_seconds() - before) / count * 1e6, count / seconds)


def _ask(port: int, name: str, count: int) -> None:
    asked = f"GET /media/{name} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n".encode()
    room = memoryview(bytearray(1 << 20))
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for _ in range(count):
            connection.sendall(asked)
            _read_answer(connection, room)


def _read_answer(connection: socket.socket, room: memoryview) -> None:
    got = connection.recv_into(room)
    head = bytes(room[:got]).partition(b"\r\n\r\n")[0]
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"not a 200: {head[:60]!r}")
    left = len(head) + 4 + BYTES - got
    while left > 0:
        left -= connection.recv_into(room)


def compare(folder: Path, name: str, count: int) -> list[Pair]:
    servers = Server(folder, ours=True), Server(folder, ours=False)
    try:
        for server in servers:
            measure(server, name, count // 4)
        return [_pair(servers, name, count) for _ in range(PAIRS)]
    finally:
        for server in servers:
            server.stop()


def _pair(servers: tuple[Server, Server], name: str, count: int) -> Pair:
    slices = [[measure(server, name, count // SLICES) for server in servers] for _ in range(SLICES)]
    return _mean([ours for ours, _ in slices]), _mean([bare for _, bare in slices])


def _mean(figures: list[Figure]) -> Figure:
    return Figure(*(statistics.fmean(values) for values in zip(*figures, strict=True)))


def ratio(pair: Pair) -> float:
    return pair[0].requests_per_second / pair[1].requests_per_second


def run(count: int) -> dict[str, Any]:
    from signage.store.blobs import Blobs

    with tempfile.TemporaryDirectory() as folder:
        name = Blobs(Path(folder)).store(bytes(range(250)) * (BYTES // 250), "webp")
        pairs = compare(Path(folder), name, count)
    ours, bare = sorted(pairs, key=ratio)[len(pairs) // 2]
    return {
        "ratio": round(ratio((ours, bare)), 3),
        "ratio_limit": LIMIT,
        "requests_per_second": {"ours": round(ours.requests_per_second), "bare": round(bare.requests_per_second)},
        "cpu_us": {"ours": round(ours.cpu_us), "bare": round(bare.cpu_us)},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--requests", type=int, default=4_000, help="per measurement")
    arguments = parser.parse_args()
    found = run(arguments.requests)
    if arguments.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:24} {value}")
    sys.exit(0 if found["ratio"] >= LIMIT else 1)


if __name__ == "__main__":
    main()
