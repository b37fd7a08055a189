"""A year of proof of play: what 400 displays told in a year is summed up, and read as the statistics' page reads it.

`added` is one round of the job with what came since the last (five minutes of 400 screens); `read` each view of a whole 年度.
The yardstick of reading is the same rows counted by the database. `--json` prints one line.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, insert, select

from signage.actions.count_plays import count_plays
from signage.domain.catalogue import Catalogue
from signage.domain.play_statistics import months_of, year_period
from signage.domain.plays import Play, packed
from signage.domain.ulids import new_ulid
from signage.store.database import Database, opened
from signage.store.play_days import By, load_compared, load_figures
from signage.store.plays import PlayBatch, record_plays
from signage.store.tables import play_days, play_months
from tests.factories import a_display, a_place

DISPLAYS, ITEMS = 400, 5_000
"""Every item shows somewhere in each month."""
YEAR = year_period(2026)
LIMIT_MS = 300
ROUNDS = 7
VIEWS: tuple[By, ...] = ("item", "display", "month")


class Figure(NamedTuple):
    median_ms: float
    worst_ms: float


async def fill(database: Database) -> int:
    """How many rows a year is."""
    chance, total = random.Random(2026), 0
    for month in months_of(YEAR):
        rows = [{"month": month, "item": f"item-{item}", **_figures(chance)} for item in range(ITEMS)]
        days = [
            {"day": f"{month}-{day:02}", "display": f"display-{display}", **_figures(chance)}
            for day in range(1, 31)
            for display in range(DISPLAYS)
        ]
        async with database.write() as connection:
            await connection.execute(insert(play_months), rows)
            await connection.execute(insert(play_days), days)
        total += len(rows) + len(days)
    return total


def _figures(chance: random.Random) -> dict[str, int]:
    plays = chance.randint(100, 3_000)
    return {"plays": plays, "shown_ms": plays * 12_000, "planned": plays + 9, "planned_ms": plays * 12_100}


async def tell(database: Database, round_: int) -> None:
    """Five minutes of all screens: half of them send a batch of ten minutes."""
    at = datetime(2026, 11, 22, 3, tzinfo=UTC) + timedelta(minutes=5 * round_)
    ms = round(at.timestamp() * 1000)
    batches = []
    for number in range(DISPLAYS // 2):
        plays = [
            Play(slide=f"{n % 30:064x}", item=f"item-{n % 30}", at=ms + n * 12_000, shown_ms=12_000) for n in range(50)
        ]
        until = at + timedelta(seconds=49 * 12)
        batches.append(PlayBatch(f"display-{number}", new_ulid(at), at, until, json.dumps(packed(plays))))
    async with database.write() as connection:
        await record_plays(connection, batches)


async def timed(
    do: Callable[[int], Awaitable[object]], before: Callable[[int], Awaitable[None]] | None = None
) -> Figure:
    took = []
    for round_ in range(ROUNDS):
        if before:
            await before(round_)
        began = time.perf_counter()
        await do(round_)
        took.append((time.perf_counter() - began) * 1000)
    return Figure(round(statistics.median(took), 1), round(max(took), 1))


async def measure() -> dict[str, Figure | int]:
    catalogue = Catalogue(
        displays={f"display-{n}": a_display(f"display-{n}") for n in range(DISPLAYS)}, places={"station": a_place()}
    )
    found: dict[str, Figure | int] = {}
    with tempfile.TemporaryDirectory() as folder:
        async with opened(f"sqlite+aiosqlite:///{Path(folder) / 'signage.sqlite3'}") as database:
            found["rows"] = await fill(database)

            async def read(by: By) -> None:
                async with database.read() as connection:
                    await load_figures(connection, by, YEAR)

            async def count(_: int) -> None:
                async with database.read() as connection:
                    await connection.execute(select(func.count()).select_from(play_months))

            async def compare(_: int) -> None:
                async with database.read() as connection:
                    await load_compared(connection, YEAR)

            for by in VIEWS:
                found[f"read by {by}"] = await timed(lambda _, by=by: read(by))  # type: ignore[misc]
            found["compared"] = await timed(compare)
            found["rows counted"] = await timed(count)
            found["added"] = await timed(
                lambda _: count_plays(database, catalogue, "Asia/Tokyo"), lambda round_: tell(database, round_)
            )
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = asyncio.run(measure())
    if asked.json:
        print(json.dumps({name: one if isinstance(one, int) else one._asdict() for name, one in found.items()}))
    else:
        print(f"{DISPLAYS} displays, a year, {ROUNDS} times each")
        for name, one in found.items():
            print(f"  {name}: {one if isinstance(one, int) else f'median {one.median_ms} ms, worst {one.worst_ms} ms'}")
    slow = [
        name for name, one in found.items() if isinstance(one, Figure) and "read" in name and one.median_ms > LIMIT_MS
    ]
    if slow:
        sys.exit(f"missed: {', '.join(slow)} takes more than {LIMIT_MS} ms")


if __name__ == "__main__":
    main()
