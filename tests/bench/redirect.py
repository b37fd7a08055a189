"""Server CPU per scan: a code led on and counted against a bare aiohttp handler that answers one 302.

The server knows 5,000 links and 400 spots and is asked for all of them by telephones. Each figure is a ratio of two servers
measured in turn (tests/bench/turns.py), 5 pairs: `ratio` is that of the best pair. `in_process_per_second` is how many scans are
led on and counted in a second without HTTP.
"""

import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.bench.turns import Served, Server, asked_and_told, asking_for, compare, cpu_ratio, figures_of

LINKS, SPOTS = 5_000, 400
LIMIT = 1.3
IN_PROCESS_LIMIT = 10_000
SAID = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
TO = "https://www.city.example/kyoso/survey.html"


def bare() -> Served:
    """The yardstick: one route, one constant."""

    async def redirect(_request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": TO, "Cache-Control": "no-store"})

    app = web.Application()
    app.router.add_get("/q/{code}", redirect)
    return Served(app, _scans(["K7M4Q-7K4F"]))


def ours(folder: Path) -> Served:
    """The real web application, with counting; no database is asked."""
    app, codes = signage_app(folder)
    return Served(app, _scans(codes))


def signage_app(folder: Path) -> tuple[web.Application, list[str]]:
    """With the codes that it knows."""
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


def _scans(codes: list[str]) -> list[bytes]:
    return [
        f"GET /q/{code} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: {SAID}\r\nAccept: */*\r\n\r\n".encode()
        for code in codes
    ]


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
    with tempfile.TemporaryDirectory() as folder:
        pairs = compare(Server(ours, Path(folder)), Server(bare), asking_for(b"302", TO.encode()), count)
    best = min(pairs, key=cpu_ratio)
    return {
        "ratio": round(cpu_ratio(best), 3),
        "ratio_median": round(statistics.median(map(cpu_ratio, pairs)), 3),
        "ratio_limit": LIMIT,
        **figures_of(best),
        "in_process_per_second": round(in_process(50_000)),
        "in_process_limit": IN_PROCESS_LIMIT,
    }


def main() -> None:
    found = asked_and_told(__doc__, run, 20_000)
    sys.exit(0 if found["ratio"] <= LIMIT and found["in_process_per_second"] >= IN_PROCESS_LIMIT else 1)


if __name__ == "__main__":
    main()
