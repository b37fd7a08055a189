"""From a catalogue to manifests in force, with slides already made: all of it from nothing, and one edited item.

A real database, real blobs, a real worker process, and beside it a clock that notes how late the event loop wakes it.
The yardstick of the lag is the same loop idle, in the same run; that of the seconds is the merely reading and writing of all
tails. `--json` prints one line for programs.
"""

import argparse
import asyncio
import concurrent.futures
import gc
import json
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as wall
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from signage.actions.publish_manifests import Edition, Press, publish_manifests
from signage.domain.catalogue import Catalogue
from signage.domain.content import Item, Period
from signage.domain.displays import Display, Place
from signage.domain.events import Event, Occasion
from signage.domain.manifest import Made
from signage.domain.playlists import Playlist, Section
from signage.domain.publication import channels_of
from signage.domain.schedule import Rule
from signage.render.assets import VENDOR, load_assets
from signage.render.orders import Look
from signage.settings import Settings
from signage.store.blobs import Blobs
from signage.store.database import opened
from signage.store.manifests import Manifests
from signage.store.slides import SlideIndex
from signage.workers import Workers

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
CHANNELS, PLAYLISTS, RULES, ITEMS, DISPLAYS = 200, 40, 200, 500, 10_000
GROUP = 10
"""Channels that one group of displays spans: the edited item shows on these only."""

EDIT = "one item, 10 channels"
BARS = {"from nothing": 5.0, EDIT: 0.1, "lag": 0.05}
TICK_SECONDS = 0.002


class Figure(NamedTuple):
    """`seconds` of one publication; `lag_ms` is how late the event loop was meanwhile, 99th percentile and worst."""

    seconds: float
    channels: int
    lag_p99_ms: float
    lag_worst_ms: float


class Slides(SlideIndex):
    """Every slide is there already."""

    def __init__(self) -> None:
        super().__init__()
        self._there: dict[str, Made] = {}

    def made(self, recipe: str) -> Made | None:
        if recipe not in self._there:
            needs = (("/media/font.woff2", 400_000), ("/media/style.css", 5_000))
            self._there[recipe] = Made(recipe, 3_000, needs)
        return self._there[recipe]


def an_item(number: int, chance: random.Random) -> Item:
    """One of ten in turn: five news, two reports, two events, an entry of history; nine of ten with a period."""
    kind = ("news", "news", "event", "report", "news", "history", "event", "news", "report", "news")[number % 10]
    day = (NOW + timedelta(days=chance.randint(0, 60))).date()
    begins = NOW - timedelta(days=chance.randint(0, 60))
    ends = NOW + timedelta(days=chance.randint(0, 60), minutes=chance.randint(0, 1439))
    return Item(
        id=f"item-{number}",
        source=f"source-{number % 10}",
        kind=kind,
        title={"ja": f"題名{number}は二十字ほどの長さです", "en": f"Title {number}"},
        text={"ja": "本文" * 20},
        url=f"https://www.city.example/{number}",
        published_at=NOW - timedelta(hours=number),
        period=Period(begins, ends) if number % 10 else Period(),
        position=number,
        themes=(f"theme-{number % 5}",),
        event=Event(occasions=(Occasion(day, day, wall(10), wall(16)),)) if kind == "event" else None,
        year=1900 if kind == "history" else None,
        hashtags=(f"tag-{number % 30}",),
    )


def a_playlist(number: int) -> Playlist:
    sections = (
        Section(name="own", items=(f"item-{10 * number}",), weight=2),
        Section(name="news", kinds=("news",), sources=tuple(f"source-{n}" for n in (1, 4, 7, 9)), weight=3, newest=20),
        Section(name="events", kinds=("event",), template="coming.html"),
        Section(name="theme", themes=(f"theme-{number % 5}",), kinds=("report", "history"), newest=30),
    )
    return Playlist(name=f"playlist-{number}", sections=sections)


def a_rule(number: int, groups: int) -> Rule:
    """A quarter goes everywhere, a quarter to a kind of place, half to a group; most have hours and weekdays. The first of
    each playlist has hours that nobody else may take, so that everything is shown somewhere at some time.
    """
    playlist = number % PLAYLISTS
    target: dict[str, Any] = {
        0: {"groups": (f"group-{playlist % groups}",)},
        1: {"place_types": (f"type-{playlist % 8}",)},
        2: {"groups": (f"group-{(playlist + 7) % groups}",)},
    }.get(playlist % 4, {})
    if number < PLAYLISTS:
        free = (wall(9 + playlist // 4), wall(9 + playlist // 4, 30))
        return Rule(playlist=f"playlist-{playlist}", number=1, hours=free, priority=9, **target)
    hours = (wall(6 + number % 12), wall((12 + number % 12) % 24)) if number % 3 else None
    days = tuple(sorted({number % 7, (number + 2) % 7, (number + 3) % 7, (number + 5) % 7})) if number % 5 else ()
    return Rule(
        playlist=f"playlist-{playlist}",
        number=number // PLAYLISTS + 1,
        weekdays=days,
        hours=hours,
        priority=number % 7,
        **target,
    )


def a_catalogue(displays: int, channels: int) -> Catalogue:
    """`channels` places whose hours and groups tell their displays apart, in three shapes."""
    chance = random.Random(2026)
    groups = max(1, channels // GROUP)
    places, screens = {}, {}
    for n in range(channels):
        hours = f"Mo-Fr {6 + n % 4:02}:{n // 4 % 60:02}-{20 + n // 240 % 4:02}:{n // 960 % 60:02}; Sa,Su 09:00-17:30"
        places[f"place-{n}"] = Place(id=f"place-{n}", name={"ja": f"場所{n}"}, type=f"type-{n % 8}", hours=hours)
    for n in range(displays):
        width, height = ((1920, 1080), (1080, 1920), (1920, 540))[n % channels % 3]
        own: dict[str, Any] = {"place": f"place-{n % channels}", "groups": (f"group-{n % channels // GROUP}",)}
        screens[f"display-{n}"] = Display(id=f"display-{n}", name=f"画面{n}", width=width, height=height, **own)
    items = [an_item(n, chance) for n in range(ITEMS)]
    return Catalogue(
        revision=1,
        items={item.id: item for item in items},
        playlists={one.name: one for one in map(a_playlist, range(PLAYLISTS))},
        rules=tuple(a_rule(n, groups) for n in range(RULES)),
        places=places,
        displays=screens,
    )


def edited(catalogue: Catalogue, item: str) -> Catalogue:
    """Another title each time: no tail is on disk already."""
    title = {"ja": f"書き改めた題名{catalogue.revision}", "en": f"Edited {catalogue.revision}"}
    changed = msgspec.structs.replace(catalogue.items[item], title=title)
    return msgspec.structs.replace(catalogue, revision=catalogue.revision + 1, items={**catalogue.items, item: changed})


class Clock:
    """Notes how late the event loop wakes it."""

    def __init__(self) -> None:
        self.late_ms: list[float] = []

    async def run(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK_SECONDS)
            self.late_ms.append((time.perf_counter() - before - TICK_SECONDS) * 1000)

    def take(self) -> tuple[float, float]:
        taken, self.late_ms = sorted(self.late_ms) or [0.0], []
        return taken[int(len(taken) * 0.99)], taken[-1]


@asynccontextmanager
async def a_press(folder: Path) -> AsyncIterator[Press]:
    assets, _ = load_assets(VENDOR)
    workers = Workers(processes=1, megabytes=2048, seconds=300)
    async with opened(f"sqlite+aiosqlite:///{folder / 'signage.sqlite3'}") as database:
        look = Look(Settings().project, assets)
        yield Press(database, Blobs(folder / "blobs"), workers, Slides(), Manifests(), look, "0" * 64, "f" * 64)
    await workers.close()


class Bench:
    def __init__(self, press: Press, clock: Clock) -> None:
        self.press = press
        self.clock = clock

    async def publish(self, catalogue: Catalogue, last: Edition | None) -> tuple[Figure, Edition]:
        before = dict(self.press.manifests.in_force.tails)
        self.clock.take()
        began = time.perf_counter()
        published = await publish_manifests(self.press, catalogue, NOW, last)
        seconds = time.perf_counter() - began
        after = self.press.manifests.in_force.tails
        changed = sum(before.get(name) != tail for name, tail in after.items())
        return Figure(seconds, changed, *self.clock.take()), published.edition


async def measure(displays: int, channels: int, edits: dict[str, tuple[str, ...]]) -> dict[str, Figure]:
    """From nothing, then for each named edit the median over its items, each edited and put back."""
    found: dict[str, Figure] = {}
    catalogue = a_catalogue(displays, channels)
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        async with a_press(Path(folder)) as press:
            await press.workers.run(channels_of, Catalogue())  # the process is there and has read its code
            gc.freeze()  # as the server does at its start
            bench = Bench(press, clock)
            ticking = asyncio.create_task(clock.run())
            await asyncio.sleep(1)
            found["idle"] = Figure(0, 0, *clock.take())
            found["from nothing"], edition = await bench.publish(catalogue, None)
            for name, items in edits.items():
                figures = []
                for item in items:
                    figure, edition = await bench.publish(edited(edition.catalogue, item), edition)
                    figures.append(figure)
                    catalogue = msgspec.structs.replace(catalogue, revision=edition.catalogue.revision + 1)
                    _, edition = await bench.publish(catalogue, edition)
                figures.sort()
                found[name] = figures[len(figures) // 2]
            ticking.cancel()
            found["yardstick"] = Figure(_yardstick(press), channels, 0, 0)
    return found


def _yardstick(press: Press) -> float:
    """The same tails merely read and written again as JSON: no compiler can be faster than that."""
    began = time.perf_counter()
    for _, tail in press.manifests.in_force.tails.values():
        msgspec.json.encode(msgspec.json.decode(tail))
    return time.perf_counter() - began


def memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Case(NamedTuple):
    name: str
    displays: int
    channels: int
    edits: dict[str, tuple[str, ...]]


EDITS: dict[str, tuple[str, ...]] = {
    EDIT: ("item-0", "item-40", "item-80", "item-120", "item-160"),
    "one item, all channels": ("item-30", "item-70", "item-110", "item-150", "item-190"),
}
"""Another item in each round: what was worked out for the one before is of no use for it."""

CASES = (
    Case("100 displays", 100, CHANNELS // 2, {}),
    Case("1,000 displays", 1_000, CHANNELS, {}),
    Case("10,000 displays", DISPLAYS, CHANNELS, EDITS),
)
DISTINCT = (
    Case("1,000 displays, all distinct", 1_000, 1_000, {}),
    Case("2,000 displays, all distinct", 2_000, 2_000, {}),
)


def run_case(case: Case) -> tuple[dict[str, Figure], float]:
    return asyncio.run(measure(case.displays, case.channels, case.edits)), memory_mb()


def tell(case: Case, figures: dict[str, Figure], megabytes: float) -> None:
    print(f"{case.name}, {case.channels} channels, {RULES} rules, {ITEMS} items, 9 days; {megabytes:.0f} MB at most")
    for name, one in figures.items():
        lag = f"event loop late p99 {one.lag_p99_ms:.1f} ms, worst {one.lag_worst_ms:.1f} ms"
        match name:
            case "idle":
                print(f"  idle, the yardstick of the lag: {lag}")
            case "yardstick":
                print(f"  yardstick, the tails only read and written as JSON: {one.seconds:.2f} s")
            case _:
                ratio = one.seconds / figures["yardstick"].seconds
                bar = f" (bar {BARS[name]:g} s)" if name in BARS else ""
                print(
                    f"  {name}: {one.seconds:.3f} s{bar}, {ratio:.2f} of the yardstick, {one.channels} tails changed; {lag}"
                )


def missed(case: Case, figures: dict[str, Figure]) -> list[str]:
    """The bars are for the whole city: the last of CASES."""
    if case is not CASES[-1]:
        return []
    slow = [name for name, one in figures.items() if name in BARS and one.seconds > BARS[name]]
    late = [f"lag ({name})" for name, one in figures.items() if one.lag_p99_ms > BARS["lag"] * 1000]
    return slow + late


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--distinct", action="store_true", help="also every display a channel of its own")
    asked = parser.parse_args()
    failed: list[str] = []
    found = {}
    for case in CASES + (DISTINCT if asked.distinct else ()):
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
            figures, megabytes = alone.submit(run_case, case).result()
        found[case.name] = {name: one._asdict() for name, one in figures.items()} | {"megabytes": megabytes}
        failed += missed(case, figures)
        if not asked.json:
            tell(case, figures, megabytes)
    if asked.json:
        print(json.dumps(found))
    if failed:
        sys.exit(f"missed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
