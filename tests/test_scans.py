"""A real server counts scans without people, and loses ten seconds of them at most when it is killed."""

import asyncio
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp

from signage.store.database import opened
from signage.store.links import give_links
from signage.store.scans import load_scans
from signage.store.spots import load_display_spots
from tests.bench.reconnect import Server, prepared

LOST_AT_MOST_SECONDS = 10
SCANS, AT_ONCE = 1_000, 8
PAGE = "https://city.example/survey"
PHONE = "127.0.0.77"
FORWARDED = "198.51.100.77"
SAID = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Telltale/7.7"


async def test_a_thousand_scans_leave_their_counts_and_no_person_and_a_kill_costs_ten_seconds_at_most() -> None:
    async with prepared(screens=1) as server:
        path = await _coded(server)
        await _scan(server, path, SCANS)
        scanned_at = time.monotonic()
        while await _stored(server) < SCANS:
            assert time.monotonic() - scanned_at <= LOST_AT_MOST_SECONDS
            await asyncio.sleep(0.1)
        server.end(signal.SIGKILL)
        assert await _stored(server) == SCANS
        server.start()
        await _scan(server, path, AT_ONCE)
        server.end(signal.SIGTERM)  # one that is stopped loses none
        assert await _stored(server) == SCANS + AT_ONCE
        folder = Path(server.database.partition("///")[2]).parent.parent
        for file in filter(Path.is_file, folder.rglob("*")):
            content = file.read_bytes()
            for trace in (PHONE, FORWARDED, "Telltale", "iPhone"):
                assert trace.encode() not in content, (file, trace)


async def _coded(server: Server) -> str:
    """The path of a link's code on the screen, once the server knows it."""
    async with opened(server.database) as database:
        async with database.write() as connection:
            link = (await give_links(connection, [PAGE], datetime.now(UTC)))[PAGE]
        async with database.read() as connection:
            spot = (await load_display_spots(connection))["display-0"]
    path = f"/q/{link.code}-{spot}"
    async with aiohttp.ClientSession(server.url) as session:
        while True:
            async with session.head(path, allow_redirects=False) as answer:
                if answer.headers["Location"].startswith(PAGE):
                    return path
            await asyncio.sleep(0.05)


async def _scan(server: Server, path: str, count: int) -> None:
    async with aiohttp.ClientSession(
        server.url,
        connector=aiohttp.TCPConnector(local_addr=(PHONE, 0)),
        headers={"User-Agent": SAID, "X-Forwarded-For": FORWARDED},
    ) as session:

        async def some() -> None:
            for _ in range(count // AT_ONCE):
                async with session.get(path, allow_redirects=False) as answer:
                    assert answer.status == 302

        await asyncio.gather(*(some() for _ in range(AT_ONCE)))


async def _stored(server: Server) -> int:
    now = datetime.now(UTC)
    async with opened(server.database) as database, database.read() as connection:
        found = await load_scans(connection, now - timedelta(days=1), now + timedelta(days=1))
    return sum(one.count for one in found)
