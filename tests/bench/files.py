"""1 MB of media a request: the server's own route against a bare aiohttp FileResponse.

Requests a second over loopback, keep-alive, 4 connections, two servers measured in turn (tests/bench/turns.py), 5 pairs; `ratio`,
ours by bare, is the best of the pairs, which the rest of the machine disturbed least, `ratio_median` their median.
"""

import socket
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.bench.turns import Pair, Served, Server, asked_and_told, compare, figures_of

BYTES = 1_000_000
CONNECTIONS = 4
LIMIT = 0.95


def bare(folder: Path, name: str) -> Served:
    """The yardstick: one route, one FileResponse."""

    async def media(request: web.Request) -> web.FileResponse:
        name = request.match_info["name"]
        return web.FileResponse(folder / name[:2] / name)

    app = web.Application()
    app.router.add_get("/media/{name}", media)
    return Served(app, [_asked(name)])


def ours(folder: Path, name: str) -> Served:
    """The real web application over a folder of blobs."""
    from signage.store.blobs import Blobs
    from signage.web.player_files import KIOSK, PlayerFiles
    from signage.web.routes import build_web
    from tests.factories import a_player_desk

    app = build_web(blobs=Blobs(folder), players=a_player_desk(folder), files=PlayerFiles(KIOSK))
    return Served(app, [_asked(name)])


def _asked(name: str) -> bytes:
    return f"GET /media/{name} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n\r\n".encode()


def ask(server: Server, count: int) -> None:
    each = [threading.Thread(target=_ask, args=(server, count // CONNECTIONS)) for _ in range(CONNECTIONS)]
    for thread in each:
        thread.start()
    for thread in each:
        thread.join()


def _ask(server: Server, count: int) -> None:
    room = memoryview(bytearray(1 << 20))
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        for _ in range(count):
            connection.sendall(server.requests[0])
            _read_answer(connection, room)


def _read_answer(connection: socket.socket, room: memoryview) -> None:
    got = connection.recv_into(room)
    head = bytes(room[:got]).partition(b"\r\n\r\n")[0]
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"not a 200: {head[:60]!r}")
    left = len(head) + 4 + BYTES - got
    while left > 0:
        left -= connection.recv_into(room)


def ratio(pair: Pair) -> float:
    return pair[0].requests_per_second / pair[1].requests_per_second


def run(count: int) -> dict[str, Any]:
    from signage.store.blobs import Blobs

    with tempfile.TemporaryDirectory() as folder:
        name = Blobs(Path(folder)).store(bytes(range(250)) * (BYTES // 250), "webp")
        pairs = compare(Server(ours, Path(folder), name), Server(bare, Path(folder), name), ask, count)
    pairs = sorted(pairs, key=ratio)
    best, middle = pairs[-1], pairs[len(pairs) // 2]
    told = {"ratio": round(ratio(best), 3), "ratio_median": round(ratio(middle), 3), "ratio_limit": LIMIT}
    return told | figures_of(middle)


def main() -> None:
    found = asked_and_told(__doc__, run, 4_000)
    sys.exit(0 if found["ratio"] >= LIMIT else 1)


if __name__ == "__main__":
    main()
