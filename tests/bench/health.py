"""How long it takes to say how 10,000 displays are: at once for a page, and a round of the watch while polls go on.

200 tails of 9 days, each shared by 50 displays. A round finds the heartbeats of 5 s new, as on a server that runs; a page
is asked for right after it. The lag is that of the event loop beside the rounds. `--json` prints one line for programs.
"""

import argparse
import asyncio
import gc
import hashlib
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import msgspec

from signage.actions.judge_displays import Watch
from signage.domain.catalogue import Catalogue
from signage.domain.displays import Display, Place
from signage.domain.heartbeat import Clock, Heartbeat
from signage.domain.manifest import build_head
from signage.store.database import Database, opened
from signage.store.heartbeats import Beat
from signage.store.manifests import InForce, Manifests, serve

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
DISPLAYS, CHANNELS, ROUNDS = 10_000, 200, 24
ROUND = timedelta(seconds=5)
BARS = {"page": 0.1, "lag": 0.05}
TICK_SECONDS = 0.002
HOUR_MS = 3_600_000


def a_tail(chance: random.Random) -> bytes:
    """60 slides of 12 s in 50 loops of 400 places, another each hour for nine days: 85 kB."""
    begins = round(NOW.timestamp() * 1000) - 12 * HOUR_MS
    hours = range(begins, begins + 216 * HOUR_MS, HOUR_MS)
    slides = [{"slide": f"{chance.getrandbits(256):064x}", "ms": 12_000, "transition": "fade"} for _ in range(60)]
    fields = {
        "from": begins,
        "until": begins + 216 * HOUR_MS,
        "slides": slides,
        "loops": {
            f"L{n}": {"ms": 12_000 * 400, "order": [chance.randrange(60) for _ in range(400)]} for n in range(50)
        },
        "segments": [
            {"from": at, "until": at + HOUR_MS, "anchor": at, "loop": f"L{chance.randrange(50)}"} for at in hours
        ],
        "fallback": slides[0]["slide"],
        "withdrawn": [],
        "assets": {f"/slides/{one['slide']}.html": {"bytes": 7_000, "needs": ["/media/a.woff2"]} for one in slides},
    }
    return msgspec.json.encode(fields)


class City:
    def __init__(self, database: Database) -> None:
        chance = random.Random(1)
        self.place = Place(id="place", name={"ja": "場所"})
        self.displays = {
            id: Display(id=id, name=id, place="place") for id in (f"screen-{n:05}" for n in range(DISPLAYS))
        }
        self.manifests, self.beats = Manifests(), dict[str, Beat]()
        tails = [a_tail(chance) for _ in range(CHANNELS)]
        digests = [hashlib.sha256(tail).hexdigest() for tail in tails]
        served = {
            display.id: serve(build_head(display, self.place, ""), "p", digests[n % CHANNELS], tails[n % CHANNELS])
            for n, display in enumerate(self.displays.values())
        }
        self.manifests.replace(served, InForce({}, {}))
        self.phases = {id: timedelta(seconds=chance.random() * 30) for id in self.displays}
        self.watch = Watch(database, self.catalogue, self.manifests, self.beats, NOW - timedelta(hours=1))

    async def catalogue(self) -> Catalogue:
        return Catalogue(displays=self.displays, places={"place": self.place})

    def beat(self, now: datetime, within: timedelta) -> None:
        """The heartbeats of the time before now; each display has its second of the half minute."""
        for id, phase in self.phases.items():
            age = (now - NOW - phase) % timedelta(seconds=30)
            if age < within:
                self.beats[id] = Beat(now - age, self._heartbeat(id, now - age))

    def _heartbeat(self, id: str, at: datetime) -> Heartbeat:
        shown, served = self.watch.should_show(id, at), self.manifests.of(id)
        assert shown and served
        return Heartbeat(
            at=at.timestamp() * 1000,
            etag=served.etag,
            slide=shown.slide,
            begins=shown.begins,
            painted=shown.begins + 40,
            uptime_ms=HOUR_MS,
            clock=Clock(-12, 40),
        )


@asynccontextmanager
async def lag() -> AsyncIterator[list[float]]:
    """How late the event loop woke a clock beside, in seconds."""
    late: list[float] = []

    async def tick() -> None:
        while True:
            due = time.perf_counter() + TICK_SECONDS
            await asyncio.sleep(TICK_SECONDS)
            late.append(time.perf_counter() - due)

    clock = asyncio.create_task(tick())
    yield late
    clock.cancel()


async def measure(city: City) -> dict[str, float]:
    await city.watch.load()
    city.beat(NOW, timedelta(seconds=30))
    await city.watch.judge(NOW)
    gc.freeze()
    rounds, pages, worst = [], [], []
    for number in range(1, ROUNDS + 1):
        now = NOW + number * ROUND
        city.beat(now, ROUND)
        async with lag() as late:
            begun = time.perf_counter()
            await city.watch.judge(now)
            rounds.append(time.perf_counter() - begun)
            await asyncio.sleep(3 * TICK_SECONDS)
        worst.append(max(late))
        begun = time.perf_counter()
        found = city.watch.healths(now)
        pages.append(time.perf_counter() - begun)
        assert len(found) == DISPLAYS and all(one.status == "ok" for one in found.values())
    async with lag() as late_then:
        begun = time.perf_counter()
        await city.watch.judge(NOW + ROUNDS * ROUND + timedelta(minutes=5))
        silent = time.perf_counter() - begun
    assert all(kept.status == "silent" for kept in city.watch.statuses.values())
    return {
        "page": statistics.median(pages),
        "round": statistics.median(rounds),
        "lag": statistics.median(worst),
        "lag_worst": max(worst),
        "all_silent": silent,
        "all_silent_lag": max(late_then),
    }


async def run() -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        async with opened(f"sqlite+aiosqlite:///{folder}/signage.sqlite3") as database:
            return await measure(City(database))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    found = asyncio.run(run())
    missed = [name for name, bar in BARS.items() if found[name] > bar]
    if arguments.json:
        print(json.dumps({**found, "missed": missed}))
    else:
        ms = {name: f"{1000 * seconds:.0f} ms" for name, seconds in found.items()}
        print(f"{DISPLAYS:,} displays on {CHANNELS} tails, a sixth of the heartbeats new each round, {ROUNDS} rounds")
        print(f"  how all are, for a page: {ms['page']} (bar {1000 * BARS['page']:.0f} ms)")
        print(f"  a round: {ms['round']}; event loop late beside it {ms['lag']}, worst {ms['lag_worst']}")
        print(
            f"  a round that finds all silent and writes it: {ms['all_silent']}, event loop late {ms['all_silent_lag']}"
        )
        print("missed: " + ", ".join(missed) if missed else "all bars met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
