"""Server CPU per 304: a poll of the player's API against a bare aiohttp handler that compares one ETag.

Each figure is a ratio of two servers measured in turn (tests/bench/turns.py), 5 pairs: `ratio` is that of the best pair, the
others are medians.
"""

import hashlib
import json
import statistics
import sys
from pathlib import Path
from typing import Any, NamedTuple

from aiohttp import web

from tests.bench.turns import Pair, Served, Server, asked_and_told, asking_for, compare, cpu_ratio, figures_of

LIMIT = 1.25
SPREAD = 0.10


class Load(NamedTuple):
    displays: int
    slides: int


def token_of(number: int) -> str:
    return hashlib.sha256(f"token {number}".encode()).hexdigest()[:43]


def bare() -> Served:
    """The yardstick: one route, one comparison."""
    etag = '"' + "0" * 32 + '"'

    async def manifest(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=b"{}", headers={"ETag": etag})

    app = web.Application()
    app.router.add_get("/api/v1/player/manifest", manifest)
    return Served(app, _polls([etag]))


def ours(load: Load) -> Served:
    """The real web application over manifests made of as many displays and slides as asked for."""
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
    desk = a_player_desk(Path("unused"), manifests=manifests)
    app = build_web(blobs=Blobs(Path("unused")), players=desk, files=files)
    return Served(app, _polls([f'"{served[name].etag}"' for name in names]), lane=True)


def _polls(etags: list[str]) -> list[bytes]:
    return [
        (
            "GET /api/v1/player/manifest HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {token_of(number)}\r\nIf-None-Match: {etag}\r\nAccept: */*\r\n\r\n"
        ).encode()
        for number, etag in enumerate(etags)
    ]


def polled(one: Server, other: Server, count: int) -> list[Pair]:
    return compare(one, other, asking_for(b"304"), count)


def run(count: int) -> dict[str, Any]:
    small = Load(10, 20)
    against_bare = polled(Server(ours, small), Server(bare), count)
    slides = polled(Server(ours, Load(10, 2000)), Server(ours, small), count)
    displays = polled(Server(ours, Load(10_000, 20)), Server(ours, small), count)
    best = min(against_bare, key=cpu_ratio)
    return {
        "ratio": round(cpu_ratio(best), 3),
        "ratio_median": round(statistics.median(map(cpu_ratio, against_bare)), 3),
        "ratio_limit": LIMIT,
        **figures_of(best),
        "slides_20_to_2000": round(statistics.median(map(cpu_ratio, slides)), 3),
        "displays_10_to_10000": round(statistics.median(map(cpu_ratio, displays)), 3),
        "spread_limit": SPREAD,
    }


def main() -> None:
    found = asked_and_told(__doc__, run, 20_000)
    flat = all(abs(found[name] - 1) <= SPREAD for name in ("slides_20_to_2000", "displays_10_to_10000"))
    sys.exit(0 if found["ratio"] <= LIMIT and flat else 1)


if __name__ == "__main__":
    main()
