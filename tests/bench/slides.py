"""Slides a second on one core, fitting included: from an item to the bytes of its document.

The mix is every kind that there is, in Japanese and English, in the three shapes; each text is met for the first time,
as after an edit, since lines that were set before are remembered. The yardstick, in the same run, is the writing of the
same documents alone: jinja2 with everything set and placed already. `--json` prints one line for programs.
"""

import argparse
import gc
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from signage.domain.content import Item
from signage.errors import RenderError
from signage.render.assets import Assets, load_assets
from signage.render.brief import Brief
from signage.render.canvas import canvas_of
from signage.render.document import write_document
from signage.render.layouts import LAYOUTS
from signage.render.slides import build_slide
from signage.render.subject import Subject
from signage.words import Words
from tests.render.gallery import SHAPES, Case, cases
from tests.render.samples import BRAND

VENDOR = Path(__file__).parents[2] / "signage" / "static" / "vendor"
LEAST = 200.0
"""Slides a second that one core has to make."""

ROUNDS = 3


class Pace(NamedTuple):
    """Slides a second: the whole way, and the writing of the documents alone."""

    made: float
    written: float
    slides: int


def renamed(case: Case, number: int) -> Case:
    """The same with titles, texts and places that nobody has set before."""
    return msgspec.structs.replace(case, items=tuple(_renamed(item, number) for item in case.items))


def _renamed(item: Item, number: int) -> Item:
    event = item.event and msgspec.structs.replace(item.event, place=_numbered(item.event.place, number))
    title, text = _numbered(item.title, number), _numbered(item.text, number)
    return msgspec.structs.replace(item, title=title, text=text, event=event)


def _numbered(words: Words, number: int) -> Words:
    return {language: f"{text} {number}" for language, text in words.items()}


def subjects(number: int) -> Iterator[tuple[str, Subject]]:
    for case in cases():
        if case.template in LAYOUTS and case.language in ("ja", "en"):
            yield from ((case.kind, renamed(case, number).subject(format)) for format in SHAPES.values())


def brief_of(subject: Subject, assets: Assets) -> Brief:
    key = subject.key
    return Brief(
        canvas=canvas_of(subject.format),
        language=key.language,
        items=subject.items,
        stages=key.stages,
        media=subject.media,
        clock=key.clock,
        qr=key.qr,
        brand=BRAND,
        vendor=assets.vendor,
        timezone="Asia/Tokyo",
    )


def measure(rounds: int) -> dict[str, Pace]:
    """Each kind's pace and that of all, in CPU seconds of this process."""
    assets, _ = load_assets(VENDOR)
    made, written, count = defaultdict[str, float](float), defaultdict[str, float](float), defaultdict[str, int](int)
    for _, subject in list(subjects(0)):  # fonts, phrases and templates are loaded once a process
        _build(subject, assets)
    for number in range(1, rounds + 1):
        gc.collect()
        for kind, subject in list(subjects(number)):
            started = time.process_time()
            if not _build(subject, assets):
                continue
            made[kind] += time.process_time() - started
            written[kind] += _write(subject, assets)
            count[kind] += 1
    for times in (made, written):
        times["all"] = sum(times.values())
    count["all"] = sum(count.values())
    return {kind: Pace(count[kind] / made[kind], count[kind] / written[kind], count[kind]) for kind in count}


def _build(subject: Subject, assets: Assets) -> bool:
    try:
        build_slide(subject, BRAND, assets)
    except RenderError:
        return False  # a strip has no room for it, and says so
    return True


def _write(subject: Subject, assets: Assets) -> float:
    """CPU seconds that the document takes once everything stands in its place."""
    brief = brief_of(subject, assets)
    composition = LAYOUTS[subject.key.template](brief)
    started = time.process_time()
    write_document(brief, composition, subject.key.template, assets, ())
    return time.process_time() - started


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    paces = measure(asked.rounds)
    if asked.json:
        print(json.dumps({kind: pace._asdict() for kind, pace in paces.items()}))
    else:
        print(f"{'kind':10}{'slides/s':>10}{'document alone/s':>18}{'slides':>8}")
        for kind, pace in paces.items():
            print(f"{kind:10}{pace.made:10.0f}{pace.written:18.0f}{pace.slides:8}")
    enough = paces["all"].made >= LEAST
    if not enough:
        print(f"fewer than {LEAST:.0f} slides a second", file=sys.stderr)
    return 0 if enough else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
