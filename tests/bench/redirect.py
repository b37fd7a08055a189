"""Server CPU per scan: a code led on and counted against a bare aiohttp handler that answers one 302.

CPU is getrusage of the server's process ÷ requests; the client is a process of its own, keep-alive. The server knows 5,000
links and 400 spots and is asked for all of them by telephones. Each figure is a ratio of two servers measured in turn, as in
tests/bench/poll.py: `ratio` is that of the best pair, the others are medians. `in_process_per_second` is how many scans are led
on and counted in a second without HTTP. `--json` prints one line for programs.
"""

import argparse
import asyncio
import json
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.bench.poll import CONNECTIONS, PAIRS, SLICES, Figure, Pair, ratio

LINKS, SPOTS = 5_000, 400
LIMIT = 1.3
IN_PROCESS_LIMIT = 10_000
SAID = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
TO = "https://www.city.example/kyoso/survey.html"

_SPAWN = multiprocessing.get_context("spawn")


def bare_app() -> tuple[web.Application, list[str]]:
    """The yardstick: one route, one constant."""

    async def redirect(_request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": TO, "Cache-Control": "no-store"})

    app = web.Application()
    app.router.add_get("/q/{code}", redirect)
    return app, ["K7M4Q-7K4F"]


def signage_app(folder: Path) -> tuple[web.Application, list[str]]:
    """The real web application, with counting; no database is asked."""
    from signage.actions.count_scans import ScanBook
    from signage.actions.follow_links import Ways
    from signage.domain.links import LINK_LETTERS, SPOT_LETTERS, Codes, Link, Spot
    from signage.store.blobs import Blobs
    from signage.store.database import Database
    from signage.web.player_files import KIOSK, PlayerFiles
    from signage.web.routes import build_web
    from signage.web.scans import ScanDesk
    from tests.factories import a_player_desk

    database = Database(f"sqlite+aiosqlite:///{folder}/none.sqlite3")
    ways = Ways(database, Codes("https://signage.city.example", "kyoso_r8", hosts=("city.example",)))
    now = datetime.now(UTC)
    links = [_code(number, LINK_LETTERS) for number in range(LINKS)]
    spots = [_code(number, SPOT_LETTERS) for number in range(SPOTS)]
    ways.links = {code: Link(code=code, asked=TO, target=f"{TO}?{code}", made_at=now) for code in links}
    ways.spots = {code: Spot("poster", f"place-{code.lower()}") for code in spots}
    desk = ScanDesk(ways, lambda: "www.city.example/kyoso/", ScanBook(database, "Asia/Tokyo"))
    app = build_web(blobs=Blobs(folder), players=a_player_desk(folder), files=PlayerFiles(KIOSK), scans=desk)
    return app, [f"{link}-{spots[number % SPOTS]}" for number, link in enumerate(links)]


def _code(number: int, length: int) -> str:
    from signage.domain.links import LETTERS

    return "".join(LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(length))


def serve_process(pipe: Connection, real: bool) -> None:
    """A server of its own: tells its port and its codes, then its CPU whenever it is asked."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_serve(pipe, *(signage_app(Path(folder)) if real else bare_app())))


async def _serve(pipe: Connection, app: web.Application, codes: list[str]) -> None:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    pipe.send((runner.addresses[0][1], codes))
    while await asyncio.get_running_loop().run_in_executor(None, pipe.recv):
        usage = resource.getrusage(resource.RUSAGE_SELF)
        pipe.send(usage.ru_utime + usage.ru_stime)
    await runner.cleanup()


class Server:
    def __init__(self, real: bool) -> None:
        self._pipe, far_end = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=serve_process, args=(far_end, real), daemon=True)
        self._process.start()
        self.port, codes = self._pipe.recv()
        self.requests = [
            f"GET /q/{code} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {SAID}\r\nAccept: */*\r\n\r\n".encode()
            for code in codes
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
    asyncio.run(_scan(server, count))
    seconds = time.perf_counter() - started
    return Figure((server.cpu_seconds() - before) / count * 1e6, count / seconds)


async def _scan(server: Server, count: int) -> None:
    await asyncio.gather(*(_connection(server, first, count // CONNECTIONS) for first in range(CONNECTIONS)))


async def _connection(server: Server, first: int, count: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    for number in range(count):
        writer.write(server.requests[(first + number * CONNECTIONS) % len(server.requests)])
        answer = await reader.readuntil(b"\r\n\r\n")
        if not answer.startswith(b"HTTP/1.1 302") or TO.encode() not in answer:
            raise RuntimeError(f"not led on: {answer[:200]!r}")
    writer.close()


def compare(count: int) -> list[Pair]:
    """Pairs measured in turn, so that a machine that slows down slows both."""
    servers = Server(True), Server(False)
    try:
        for server in servers:
            measure(server, count // 4)
        return [_pair(servers, count) for _ in range(PAIRS)]
    finally:
        for server in servers:
            server.stop()


def _pair(servers: tuple[Server, Server], count: int) -> Pair:
    slices = [[measure(server, count // SLICES) for server in servers] for _ in range(SLICES)]
    ours, bare = ([one[side] for one in slices] for side in (0, 1))
    return _mean(ours), _mean(bare)


def _mean(figures: list[Figure]) -> Figure:
    return Figure(*(statistics.fmean(values) for values in zip(*figures, strict=True)))


def in_process(count: int) -> float:
    """Scans led on and counted in a second, one after the other."""
    from signage.domain.scans import device_of, program_of
    from signage.web.scans import ScanDesk

    with tempfile.TemporaryDirectory() as folder:
        app, codes = signage_app(Path(folder))
        handler = next(route.handler for route in app.router.routes() if "/q/" in str(route.resource))
        desk: Any = handler.__self__  # type: ignore[attr-defined]
        if not isinstance(desk, ScanDesk) or desk.book is None:
            raise AssertionError("the route of codes is the scan desk's")
        now, started = datetime.now(UTC), time.perf_counter()
        for number in range(count):
            way = desk.ways.follow(codes[number % LINKS], "", now)
            if way and program_of(SAID) is None:
                desk.book.count(way.link, way.spot, device_of(SAID), now)
        seconds = time.perf_counter() - started
        if desk.book.counted != count or desk.book.waiting > LINKS:
            raise AssertionError("every scan is counted, in one sum for each link and spot")
    return count / seconds


def run(count: int) -> dict[str, Any]:
    pairs = compare(count)
    ours, bare = min(pairs, key=ratio)
    return {
        "ratio": round(ratio((ours, bare)), 3),
        "ratio_median": round(statistics.median(map(ratio, pairs)), 3),
        "ratio_limit": LIMIT,
        "cpu_us": {"ours": round(ours.cpu_us, 1), "bare": round(bare.cpu_us, 1)},
        "requests_per_second": {"ours": round(ours.requests_per_second), "bare": round(bare.requests_per_second)},
        "in_process_per_second": round(in_process(50_000)),
        "in_process_limit": IN_PROCESS_LIMIT,
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
    sys.exit(0 if found["ratio"] <= LIMIT and found["in_process_per_second"] >= IN_PROCESS_LIMIT else 1)


if __name__ == "__main__":
    main()
