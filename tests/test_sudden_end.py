"""A server that is killed loses at most ten seconds of heartbeats, and nothing that it has said yes to."""

import asyncio
import signal
import time
from datetime import UTC, datetime
from typing import Any

import aiohttp

from signage.actions.give_command import Commands
from signage.store.database import opened
from signage.store.heartbeats import load_heartbeats
from tests.bench.heartbeats import a_heartbeat
from tests.bench.push import token_of
from tests.bench.reconnect import API, prepared

LOST_AT_MOST_SECONDS = 10


async def test_a_kill_loses_ten_seconds_of_heartbeats_at_most_and_no_command() -> None:
    async with prepared(screens=1) as server, aiohttp.ClientSession(server.url) as session:
        sent = []
        until = time.monotonic() + LOST_AT_MOST_SECONDS + 2
        while time.monotonic() < until:
            at, _ = await _beat(session)
            sent.append(at)
            await asyncio.sleep(0.5)
        server.end(signal.SIGKILL)
        killed_at = _now_ms()
        async with opened(server.database) as database:
            async with database.read() as connection:
                kept = (await load_heartbeats(connection))["display-0"].heartbeat.at
            given = await Commands(database).give("display-0", "identify", {}, "tanaka", datetime.now(UTC))
        server.start()
        _, commands = await _beat(session)
    assert kept in sent
    assert kept >= max(at for at in sent if at < killed_at - LOST_AT_MOST_SECONDS * 1000)
    assert [one["id"] for one in commands] == [given.id]


async def _beat(session: aiohttp.ClientSession) -> tuple[int, list[dict[str, Any]]]:
    """(the moment that it says, the commands of the reply)."""
    at, headers = _now_ms(), {"Authorization": f"Bearer {token_of(0)}"}
    async with session.post(f"{API}/heartbeat", headers=headers, data=a_heartbeat(0, at)) as answer:
        assert answer.status == 200
        return at, (await answer.json())["commands"]


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
