"""1,000 screens lose their server at once and come back: how soon all are, and how evenly.

A real server (`signage serve`, 1,000 displays) is killed with SIGKILL and started again, at once and after 20 s away. The
screens are simulated in a process of their own, each with its own event stream, heartbeats and polls; how long they wait
is read from the player's own files. A screen is back when its stream is open and a heartbeat was answered. Time counts
from the moment at which the server answers again, the average is that of the 60 s from then. `--json` prints one line.
"""

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

from tests.bench.heartbeats import a_heartbeat
from tests.bench.push import allow_files, token_of

SCREENS = 1_000
AWAY_SECONDS = (0, 20)
WARM_SECONDS = 65
"""All streams are open for a while, and heartbeats have fallen out of step."""
WITHIN_SECONDS = 60
PEAK_LIMIT = 3.0
START_SECONDS = 60
KIOSK = Path(__file__).parents[2] / "players" / "kiosk"
API = "/api/v1/player"

_SPAWN = multiprocessing.get_context("spawn")
_CONSTANT = re.compile(r"^(?:export )?const ([A-Z_]+) = ([\d./ ]+)$", re.MULTILINE)


class Schedule(NamedTuple):
    """Of the player's files, by the names that they have there; milliseconds, but for the two parts."""

    SPREAD_MS: float
    SHORTEST_SPREAD_MS: float
    LATER: float
    GOOD_MS: float
    NEXT_MS: float
    JITTER: float
    POLL_MS: float
    STREAM_AWAY_MS: float
    CATCH_UP_MS: float
    PATIENCE_MS: float


def schedule() -> Schedule:
    """Raises KeyError where the player has lost one of them."""
    found: dict[str, float] = {}
    for name in ("pauses", "events", "heartbeat", "manifest", "api"):
        for constant, value in _CONSTANT.findall((KIOSK / f"{name}.js").read_text()):
            part, _, of = value.partition("/")
            found[constant] = float(part) / float(of or 1)
    return Schedule(**{name: found[name] for name in Schedule._fields})


class Tally:
    """What was asked and answered, by kind, in each second of the clock; and how long each answer took."""

    def __init__(self) -> None:
        self.asked: Counter[tuple[int, str]] = Counter()
        self.took: list[tuple[float, float]] = []
        self.streams: dict[int, float] = {}
        self.beats: defaultdict[int, list[float]] = defaultdict(list)

    def back_at(self, number: int, since: float) -> float | None:
        """When a screen had a stream (that is still open) and its first heartbeat answered."""
        beat = next((moment for moment in self.beats[number] if moment > since), None)
        stream = self.streams.get(number, 0.0)
        return max(beat, stream) if beat is not None and stream > since else None

    def count(self, kind: str, asked_at: float) -> None:
        self.asked[int(asked_at), kind] += 1
        self.took.append((asked_at, time.monotonic() - asked_at))


class Since(NamedTuple):
    """When each screen was back, how many requests of each kind were sent in each second, and the slowest answer."""

    back: list[float]
    asked: dict[tuple[int, str], int]
    slowest: float


class Screen:
    """One player's conversation with its server, as kiosk/events.js, heartbeat.js and manifest.js have it."""

    def __init__(self, number: int, session: aiohttp.ClientSession, plan: Schedule, tally: Tally) -> None:
        self._number = number
        self._session = session
        self._plan = plan
        self._tally = tally
        self._headers = {"Authorization": f"Bearer {token_of(number)}"}
        self._patience = aiohttp.ClientTimeout(total=plan.PATIENCE_MS / 1000)
        self._spread_ms = plan.SPREAD_MS
        self._stream_lost: float | None = time.monotonic()
        self._tag = ""

    async def run(self) -> None:
        await asyncio.gather(self._streams(), self._heartbeats(), self._polls())

    async def _streams(self) -> None:
        failures = 0
        while True:
            since = time.monotonic()
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                await self._stream()
            self._tally.streams.pop(self._number, None)
            self._stream_lost = self._stream_lost or time.monotonic()
            if (time.monotonic() - since) * 1000 > self._plan.GOOD_MS:
                failures = 0
            await asyncio.sleep(self._come_back_ms(failures) / 1000)
            failures += 1

    def _come_back_ms(self, failures: int) -> float:
        span_ms = min(self._plan.SPREAD_MS, self._spread_ms * 2.0**failures)
        least = 0.0 if failures == 0 else self._plan.LATER
        return span_ms * (least + (1 - least) * random.random())

    async def _stream(self) -> None:
        asked_at = time.monotonic()
        forever = aiohttp.ClientTimeout(total=None, sock_connect=self._plan.PATIENCE_MS / 1000, sock_read=40)
        async with self._session.get(f"{API}/events", headers=self._headers, timeout=forever) as answer:
            if answer.status != 200:
                return
            self._tally.count("streams", asked_at)
            self._tally.streams[self._number] = time.monotonic()
            self._stream_lost = None
            catching_up = asyncio.create_task(self._ask_within(self._plan.CATCH_UP_MS))
            async for line in answer.content:
                if line.startswith(b"retry:"):
                    asked = float(line[6:])
                    self._spread_ms = min(self._plan.SPREAD_MS, max(self._plan.SHORTEST_SPREAD_MS, asked))
                elif line.startswith(b"data:") and b"within_ms" in line:
                    await self._ask_within(json.loads(line[5:])["within_ms"])
            await catching_up

    async def _heartbeats(self) -> None:
        pause_ms = self._plan.NEXT_MS * random.random()
        while True:
            await asyncio.sleep(pause_ms / 1000)
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                await self._beat()
            pause_ms = self._plan.NEXT_MS * (1 + self._plan.JITTER * (2 * random.random() - 1))

    async def _beat(self) -> None:
        body = a_heartbeat(self._number, time.time_ns() // 1_000_000)
        path, asked_at = f"{API}/heartbeat", time.monotonic()
        async with self._session.post(path, headers=self._headers, data=body, timeout=self._patience) as answer:
            await answer.read()
            if answer.status == 200:
                self._tally.count("heartbeats", asked_at)
                self._tally.beats[self._number].append(time.monotonic())

    async def _polls(self) -> None:
        while True:
            lost = self._stream_lost
            if lost is not None and (time.monotonic() - lost) * 1000 > self._plan.STREAM_AWAY_MS:
                await self._ask()
            await asyncio.sleep(self._plan.POLL_MS * (0.5 + random.random()) / 1000)

    async def _ask_within(self, within_ms: float) -> None:
        await asyncio.sleep(within_ms * random.random() / 1000)
        await self._ask()

    async def _ask(self) -> None:
        asked_at = time.monotonic()
        headers = self._headers | ({"If-None-Match": self._tag} if self._tag else {})
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with self._session.get(f"{API}/manifest", headers=headers, timeout=self._patience) as answer:
                await answer.read()
                self._tag = answer.headers.get("ETag", self._tag)
                self._tally.count("manifests", asked_at)


def screens_process(pipe: Connection, url: str, screens: int) -> None:
    """Plays so many screens; told a moment, says what has been since."""
    allow_files(4 * screens + 100)
    asyncio.run(_screens(pipe, url, screens))


async def _screens(pipe: Connection, url: str, screens: int) -> None:
    tally, plan, loop = Tally(), schedule(), asyncio.get_running_loop()
    async with aiohttp.ClientSession(url, connector=aiohttp.TCPConnector(limit=0)) as session:
        running = []
        for number in range(screens):  # not all in one moment: they were switched on over the day
            running.append(asyncio.create_task(Screen(number, session, plan, tally).run()))
            await asyncio.sleep(20 / screens)
        while (since := await loop.run_in_executor(None, pipe.recv)) is not None:
            back = [tally.back_at(number, since) for number in range(screens)]
            asked = {key: count for key, count in tally.asked.items() if key[0] >= int(since)}
            slowest = max((seconds for at, seconds in tally.took if at > since), default=0.0)
            pipe.send(Since([moment for moment in back if moment is not None], asked, slowest))
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


class Server:
    """`signage serve` on a port that stays."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.database = f"sqlite+aiosqlite:///{folder}/data/signage.sqlite3"
        self._settings = folder / "signage.toml"
        self._settings.write_text(f'port = {port}\ndata = "data"\ninput = "input"\n')
        (folder / "input").mkdir()
        self._log = folder / "log.txt"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """When it answered."""
        command = [sys.executable, "-m", "signage", "--settings", str(self._settings), "serve"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log)
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=1):
                return time.monotonic()
            time.sleep(0.02)
        sys.exit(f"the server did not come up:\n{self._log.read_text()}")

    def end(self, how: signal.Signals) -> None:
        if self._process:
            self._process.send_signal(how)
            self._process.wait(30)


async def keep_displays(folder: Path, screens: int) -> None:
    from signage.domain.displays import Display, Place
    from signage.store.database import opened
    from signage.store.displays import record_displays, record_places

    names = [f"display-{number}" for number in range(screens)]
    (folder / "data").mkdir()
    url = f"sqlite+aiosqlite:///{folder}/data/signage.sqlite3"
    async with opened(url) as database, database.write() as connection:
        await record_places(connection, [Place(id="station", name={"ja": "駅"})])
        displays = [Display(id=name, name=name, place="station") for name in names]
        await record_displays(connection, displays, {name: token_of(number) for number, name in enumerate(names)})


class Screens:
    def __init__(self, url: str, screens: int) -> None:
        self._pipe, far_end = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=screens_process, args=(far_end, url, screens), daemon=True)
        self._process.start()

    def since(self, moment: float) -> Since:
        self._pipe.send(moment)
        return Since(*self._pipe.recv())

    def stop(self) -> None:
        self._pipe.send(None)
        self._process.join(5)
        self._process.kill()


def lost_and_back(server: Server, screens: Screens, count: int, away: float) -> dict[str, Any]:
    before = screens.since(0).back
    if len(before) != count:
        sys.exit(f"{count - len(before)} of {count} screens had no stream or heartbeat before the server was killed")
    server.end(signal.SIGKILL)
    killed = time.monotonic()
    time.sleep(away)
    there = server.start()
    time.sleep(max(0.0, there + WITHIN_SECONDS + 1 - time.monotonic()))
    back, asked, slowest = screens.since(killed)
    first = int(there)
    table = [[asked.get((first + second, kind), 0) for kind in KINDS] for second in range(WITHIN_SECONDS)]
    totals = [sum(row) for row in table]
    average = sum(totals) / WITHIN_SECONDS
    return {
        "away_seconds": round(there - killed, 1),
        "back": len(back),
        "all_back_seconds": round(max(back, default=0) - there, 1),
        "average_per_second": round(average, 1),
        "most_in_a_second": max(totals),
        "peak": round(max(totals) / average, 2),
        "slowest_answer_seconds": round(slowest, 2),
        "table": table,
    }


KINDS = ("streams", "manifests", "heartbeats")


@contextlib.asynccontextmanager
async def prepared(screens: int) -> AsyncIterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        await keep_displays(Path(folder), screens)
        server = Server(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.end(signal.SIGTERM)


async def run(count: int) -> dict[str, Any]:
    rounds = []
    async with prepared(count) as server:
        screens = Screens(server.url, count)
        try:
            for away in AWAY_SECONDS:
                time.sleep(WARM_SECONDS)
                rounds.append(lost_and_back(server, screens, count, away))
        finally:
            screens.stop()
    return {"screens": count, "within_limit": WITHIN_SECONDS, "peak_limit": PEAK_LIMIT, "rounds": rounds}


def show(found: dict[str, Any]) -> None:
    for one in found["rounds"]:
        print(f"\naway for {one['away_seconds']} s: {one['back']} of {found['screens']} screens back", end=" ")
        print(f"after {one['all_back_seconds']} s (limit {WITHIN_SECONDS})")
        print(f"{one['average_per_second']} requests a second, {one['most_in_a_second']} at most:", end=" ")
        print(f"{one['peak']} × (limit {PEAK_LIMIT}); the slowest answer took {one['slowest_answer_seconds']} s")
        print("second", *(f"{kind:>11}" for kind in KINDS), f"{'all':>6}")
        for second, row in enumerate(one["table"]):
            print(f"{second:6}", *(f"{count:11}" for count in row), f"{sum(row):6}", "#" * (sum(row) // 2))


def holds(found: dict[str, Any]) -> bool:
    return all(
        one["back"] == found["screens"] and one["all_back_seconds"] <= WITHIN_SECONDS and one["peak"] <= PEAK_LIMIT
        for one in found["rounds"]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--screens", type=int, default=SCREENS)
    arguments = parser.parse_args()
    found = asyncio.run(run(arguments.screens))
    if arguments.json:
        print(json.dumps(found))
    else:
        show(found)
    sys.exit(0 if holds(found) else 1)


if __name__ == "__main__":
    main()
