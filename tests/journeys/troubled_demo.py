"""A real demo in which some displays are in trouble: their players are played by heartbeats that say so.

What only time brings (thirty days of status, three days of figures, a command that changed nothing, a visit) is put into
its database while it is down; all else comes in as from players.
"""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from signage.domain.commands import Command
from signage.domain.health import Status
from signage.domain.heartbeat import Heartbeat
from signage.domain.showing import showing
from signage.domain.ulids import new_ulid
from signage.settings import load
from signage.store.care import Care, record_care
from signage.store.commands import record_command, record_outcome
from signage.store.database import Database, opened
from signage.store.heartbeats import Beat, record_heartbeats
from signage.store.measurements import Measurement, record_measurements
from signage.store.tables import displays as displays_table
from signage.store.tables import items, play_days, play_months, status_changes
from signage.store.visits import record_visit
from tests.journeys.demo_process import DemoProcess, manifest

FROZEN, HEARD_LAST = "juo-station", timedelta(hours=1, minutes=52)
SILENT = ("city-hall", "city-hall-counter")
NEVER = ("komao-school",)
WORKED_ON = "sukegawa-center"
BOXES = (FROZEN, "hitachi-station", "hitachi-taga-station")
CAN = ("reload", "identify", "test_card", "clear_cache", "screenshot", "restart_browser", "reboot", "panel_on")
EVERY_SECONDS = 8


@asynccontextmanager
async def troubled_demo(folder: Path) -> AsyncIterator[DemoProcess]:
    """A demo that goes on beating until the block ends. It takes some two minutes to be believed."""
    demo = DemoProcess(folder)
    await demo.start()
    await demo.end()
    settings = load(demo.input / "signage.toml", {})
    async with opened(settings.database_url) as database:
        await put_the_past_in(database, datetime.now(UTC))
    await demo.start()
    beating = asyncio.create_task(_beat(demo))
    try:
        yield demo
    finally:
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating
        await demo.end()


async def put_the_past_in(database: Database, now: datetime) -> None:
    async with database.write() as connection:
        await _put_plays_in(connection, now)
        last = now - HEARD_LAST
        beat = Beat(last, Heartbeat(at=last.timestamp() * 1000, can=CAN[:4]))
        await record_heartbeats(connection, dict.fromkeys(SILENT, beat))
        await connection.execute(insert(status_changes), _thirty_days(now))
        for quarter in range(288, 0, -1):
            at, wave = now - timedelta(minutes=15 * quarter), math.sin(quarter / 96 * 2 * math.pi)
            kept = Measurement(
                at, 58 + 4 * wave + quarter % 5 / 3, 4 + math.sin(quarter / 3) + quarter % 7 / 5, 7 - quarter % 96 / 960
            )
            await record_measurements(connection, {FROZEN: kept})
        await _carry_out(connection, "identify", now - timedelta(days=13))
        await _carry_out(connection, "screenshot", now - timedelta(minutes=9))
        await record_visit(connection, FROZEN, now - timedelta(days=25, hours=-4), "設備 E", "電源タップを交換", [])
        await record_care(connection, WORKED_ON, Care(now + timedelta(minutes=48), None, "パネル交換。", "設備 E"))


async def _carry_out(connection: AsyncConnection, name: str, at: datetime) -> None:
    """A command that was given and answered, whether or not it helped."""
    command = Command(id=new_ulid(at), name=name, args={}, expires_at=round(at.timestamp() * 1000) + 300_000)
    await record_command(connection, FROZEN, command, "設備 E", at, at + timedelta(minutes=5))
    await record_outcome(connection, FROZEN, command.id, True, "", at + timedelta(seconds=3))


async def try_in_vain(demo: DemoProcess) -> None:
    """A reload of the frozen display that changes nothing, given now."""
    async with opened(load(demo.input / "signage.toml", {}).database_url) as database, database.write() as connection:
        await _carry_out(connection, "reload", datetime.now(UTC))


def _thirty_days(now: datetime) -> list[dict[str, Any]]:
    """On from five to half past midnight (Japan), with the little that happens in a month."""
    midnight = (now + timedelta(hours=9)).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(hours=9)
    found: list[tuple[datetime, Status]] = []
    for ago in range(31, -1, -1):
        day = midnight - timedelta(days=ago)
        found += [(day + timedelta(minutes=30), "off"), (day + timedelta(hours=5), "ok")]
    for ago, hour, hours, status in (
        (26, 9, 2.4, "silent"),
        (19, 14, 0.4, "late"),
        (12, 18, 1.1, "wrong"),
        (6, 7, 0.3, "late"),
    ):
        begins = midnight - timedelta(days=ago) + timedelta(hours=hour)
        found += [(begins, status), (begins + timedelta(hours=hours), "ok")]  # type: ignore[list-item]
    mended = midnight - timedelta(days=26) + timedelta(hours=11.42)
    found += [(mended, "maintenance"), (mended + timedelta(hours=2), "ok")]
    by_moment = dict(sorted(found))
    says = '{"ja": "応答がありません。", "en": "It has not answered."}'
    return [
        {"display": FROZEN, "at": at, "status": status, "code": "", "says": says if status == "silent" else "{}"}
        for at, status in by_moment.items()
        if at < now
    ]


async def _beat(demo: DemoProcess) -> None:
    displays = [one for one in demo.ready["displays"] if one["id"] not in (*SILENT, *NEVER)]
    async with aiohttp.ClientSession() as session:
        while True:
            for one in displays:
                served = await manifest(demo, demo.ready["displays"].index(one))
                await _send(session, demo.ready["url"], one, served)
            await asyncio.sleep(EVERY_SECONDS)


async def _send(session: aiohttp.ClientSession, url: str, display: dict[str, Any], served: dict[str, Any]) -> None:
    now = round(time.time() * 1000)
    shown = showing(served, now)
    body: dict[str, Any] = {
        "at": now,
        "etag": served["etag"],
        "slide": shown.slide,
        "begins": shown.begins,
        "painted": shown.begins + 41,
        "player": served["player"],
        "engine": "Chrome/141.0",
        "screen": [served["display"]["width"], served["display"]["height"]],
        "uptime_ms": 3 * 86_400_000,
        "clock": {"offset_ms": 4, "uncertain_ms": 20, "renewed_at": now - 240_000},
        "cached": [37, 37],
        "cached_until": now + round(6.98 * 86_400_000),
        "stream": True,
        "can": CAN if display["id"] in BOXES else CAN[:4],
    }
    if display["id"] in BOXES:
        fingerprint = "5ca1ab1e" * 2 if display["id"] == FROZEN else f"{showing(served, now - 2_500).begins:016x}"
        body["glass"] = {"at": now - 2_500, "fingerprint": fingerprint, "black": False}
        body["box"] = {"launcher": "0.1.0", "temperature_c": 61, "network": "eth0 1000 Mb/s", "panel": "on"}
        body["box"] |= {"disk_free_bytes": 21.4e9, "memory_free_bytes": 2.9e9, "under_voltage": False}
    headers = {"Authorization": f"Bearer {display['token']}"}
    async with session.post(f"{url}/api/v1/player/heartbeat", json=body, headers=headers) as answer:
        assert answer.status == 200, await answer.text()


async def _put_plays_in(connection: AsyncConnection, now: datetime) -> None:
    """What screens told of the month so far: loops of eighteen items, ten seconds each, some of them cut short."""
    displays = [str(one) for one in await connection.scalars(select(displays_table.c.id))]
    found = [str(one) for one in await connection.scalars(select(items.c.id).order_by(items.c.id).limit(18))]
    days = [now - timedelta(days=n) for n in range(1, now.day)]
    of_days: list[dict[str, Any]] = [
        {"day": f"{day:%Y-%m-%d}", "display": display, "plays": plays, "shown_ms": plays * 9_950}
        | {"planned": 5_760, "planned_ms": 57_600_000}
        for n, day in enumerate(days)
        for k, display in enumerate(displays)
        for plays in [5_700 - (n * 7 + k * 131) % 400]
    ]
    total = sum(row["plays"] for row in of_days)
    of_month = [
        {"month": f"{now:%Y-%m}", "item": item, "plays": plays, "shown_ms": plays * 9_950}
        | {"planned": round(plays * 1.02), "planned_ms": plays * 10_200}
        for n, item in enumerate(found)
        for plays in [total * (len(found) - n) // (len(found) * (len(found) + 1) // 2)]
    ]
    for table, rows in ((play_days, of_days), (play_months, of_month)):
        if rows:
            await connection.execute(insert(table), rows)
