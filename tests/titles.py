"""Every title through every template that sets text, measured in a real Chromium, and the worst of them on sheets.

    python -m tests.titles               # the demo's own titles
    python -m tests.titles FOLDER        # and those of the tables of events (CSV) in a folder

Each is laid out by itself and measured as it stands. Exits 1 where one is cut off by something, overlaps, leaves the safe
area or is too small to read at 5 m on 55 inches. A title of more than 80 letters may be shortened: how many were is told.
"""

import argparse
import asyncio
import io
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from PIL import Image

from signage.domain.legibility import Finding
from signage.errors import RenderError
from signage.render.assets import Assets, load_assets
from signage.render.glass import Glass, glasses
from signage.render.slides import Slide, build_slide

from .glass.texts import LANDSCAPE, PORTRAIT, TEMPLATES
from .glass.titles import Written, dressed_titles, titles_in
from .glass.trial import Trial
from .render.pictures import blobs
from .render.samples import BRAND

ROOT = Path(__file__).parents[1]
VENDOR = ROOT / "signage" / "static" / "vendor"
OUT = ROOT / "build" / "titles"
UNCUT = 80
"""Letters that fit on every template (look.md §3)."""

AT_A_TIME = 64
ON_A_SHEET, COLUMNS, WIDTHS = 24, {False: 4, True: 8}, {False: 480, True: 230}


class Task(NamedTuple):
    template: str
    portrait: bool
    written: Written

    @property
    def name(self) -> str:
        return f"{self.template} {'portrait' if self.portrait else 'landscape'}"


class Outcome(NamedTuple):
    task: Task
    slide: Slide | None
    problem: str = ""


def build(tasks: list[Task], assets: Assets) -> list[Outcome]:
    """In a process of its own: drawing takes longer than measuring."""
    return [_build(task, assets) for task in tasks]


def _build(task: Task, assets: Assets) -> Outcome:
    subject = TEMPLATES[task.template](task.written, PORTRAIT if task.portrait else LANDSCAPE)
    try:
        return Outcome(task, build_slide(subject, BRAND, assets))
    except RenderError as problem:
        return Outcome(task, None, str(problem))


class Tally:
    """What was found, and of each template the longest titles, for the sheets."""

    def __init__(self) -> None:
        self.faults: list[tuple[Task, Finding | str]] = []
        self.shortened: Counter[str] = Counter()
        self.measured: Counter[str] = Counter()
        self.longest: defaultdict[str, list[tuple[int, int, Outcome]]] = defaultdict(list)

    def add(self, outcome: Outcome, faults: list[Finding]) -> None:
        task, slide = outcome.task, outcome.slide
        self.measured[task.name] += 1
        self.faults += [(task, fault) for fault in faults]
        cut = slide is not None and any(one.code == "cut" and one.element.startswith("title") for one in slide.findings)
        self.shortened[task.name] += cut
        if cut and len(task.written.title) <= UNCUT:
            self.faults.append((task, "its title was shortened"))
        kept = self.longest[task.name]
        kept.append((len(task.written.title), len(kept), outcome))
        kept.sort(key=lambda row: row[:2], reverse=True)
        del kept[ON_A_SHEET:]


async def measure(written: list[Written], templates: list[str]) -> Tally:
    assets, files = load_assets(VENDOR)
    files |= blobs()

    async def media(name: str) -> bytes | None:
        return files.get(f"/media/{name}")

    tally = Tally()
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        async with glasses(media, 1) as [glass]:
            for portrait in (False, True):
                tasks = [Task(template, portrait, one) for template in templates for one in written]
                await _measure(glass, pool, assets, tasks, tally)
            await _sheets(glass, tally)
    return tally


async def _measure(glass: Glass, pool: ProcessPoolExecutor, assets: Assets, tasks: list[Task], tally: Tally) -> None:
    """The next ones are drawn while these are measured."""
    trial, begun = Trial(glass), False
    drawing = [pool.submit(build, part, assets) for part in _parts(tasks)]
    for part in drawing:
        for outcome in await asyncio.wrap_future(part):
            if outcome.slide is None:
                tally.faults.append((outcome.task, outcome.problem))
                continue
            if not begun:
                await trial.begin(outcome.slide.html, *_size(outcome.task))
                begun = True
            tally.add(outcome, await trial.faults(outcome.slide.html))


def _parts(tasks: list[Task]) -> Iterator[list[Task]]:
    for start in range(0, len(tasks), AT_A_TIME):
        yield tasks[start : start + AT_A_TIME]


def _size(task: Task) -> tuple[int, int]:
    return (1080, 1920) if task.portrait else (1920, 1080)


async def _sheets(glass: Glass, tally: Tally) -> None:
    """The longest titles of each template, as they stand once really opened."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name, kept in tally.longest.items():
        pictures = []
        for _, _, outcome in kept:
            if outcome.slide:
                await glass.open(outcome.slide.html, *_size(outcome.task))
                with Image.open(io.BytesIO(await glass.png())) as picture:
                    width = WIDTHS[outcome.task.portrait]
                    pictures.append(picture.convert("RGB").resize((width, width * picture.height // picture.width)))
        _sheet(pictures, COLUMNS[kept[0][2].task.portrait]).save(OUT / f"{name.replace(' ', '-')}.png")


def _sheet(pictures: list[Image.Image], columns: int) -> Image.Image:
    width, height, gap = pictures[0].width, pictures[0].height, 8
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * (width + gap) + gap, rows * (height + gap) + gap), "#5A6068")
    for number, picture in enumerate(pictures):
        sheet.paste(picture, (gap + number % columns * (width + gap), gap + number // columns * (height + gap)))
    return sheet


def report(tally: Tally) -> int:
    """Prints every fault; returns how many."""
    for task, fault in tally.faults:
        said = (
            fault if isinstance(fault, str) else f"{fault.code} {fault.element} {fault.given} {fault.needed}".rstrip()
        )
        print(f"{task.name}: {said}: {task.written.title}")
    for name, count in tally.measured.items():
        print(f"{name}: {count} slides, {tally.shortened[name]} titles shortened")
    return len(tally.faults)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, help="a folder with tables of events (CSV)")
    parser.add_argument("--templates", nargs="*", choices=list(TEMPLATES), default=[], help="only these")
    asked = parser.parse_args(arguments)
    started = time.perf_counter()
    written = [*dressed_titles(), *(titles_in(asked.folder) if asked.folder else ())]
    written = list({(one.language, one.title): one for one in written}.values())
    tally = asyncio.run(measure(written, asked.templates or list(TEMPLATES)))
    faults, slides = report(tally), sum(tally.measured.values())
    print(f"{len(written)} titles, {slides} slides, {faults} faults, {time.perf_counter() - started:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
