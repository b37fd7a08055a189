"""What one check of a slide costs without a browser: its arithmetic, and the judgement on a display.

Each slide of the gallery, in every shape, is drawn (its words set for the first time, as after an edit) and then checked:
places, colours and lines of the composition, letters and code in mm, reading time. The yardstick, in the same run, is the
drawing of that same slide. CPU time of one core, since a busy machine would else be measured too. `--json` prints one line
for programs.
"""

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from signage.domain.displays import Display, viewing_of
from signage.domain.legibility import judge
from signage.errors import RenderError
from signage.render.assets import load_assets
from signage.render.brief import Brief
from signage.render.canvas import canvas_of
from signage.render.faults import faults, measures
from signage.render.layouts import LAYOUTS
from signage.render.slides import build_slide
from tests.bench.slides import renamed
from tests.render.gallery import FORMATS, cases
from tests.render.samples import BRAND

VENDOR = Path(__file__).parents[2] / "signage" / "static" / "vendor"
MOST_MS = 20.0
"""One check, without a browser (issue 6)."""
DISPLAY = viewing_of(Display(id="hall", name="Hall", place="hall", diagonal_inches=43, distance_m=3))


class Cost(NamedTuple):
    """ms of CPU time of one slide: to be drawn, and to be checked."""

    drawn: float
    checked: float


def costs(number: int) -> Iterator[Cost]:
    """Of every slide of the gallery; `number` makes its words new."""
    assets, _ = load_assets(VENDOR)
    for case in cases():
        fresh = renamed(case, number)
        for format in FORMATS.values():
            subject = fresh.subject(format)
            begun = time.process_time()
            try:
                build_slide(subject, BRAND, assets)
            except RenderError:
                continue  # what has no room in this shape
            drawn = time.process_time()
            brief = Brief(
                canvas=canvas_of(format),
                language=subject.key.language,
                items=subject.items,
                stages=subject.key.stages,
                media=subject.media,
                clock=subject.key.clock,
                qr=subject.key.qr,
                brand=BRAND,
                vendor=assets.vendor,
                timezone="Asia/Tokyo",
            )
            composition = LAYOUTS[subject.key.template](brief)
            set_ = time.process_time()
            faults(composition)
            judge(measures(composition), DISPLAY, 12.0)
            yield Cost((drawn - begun) * 1000, (time.process_time() - set_) * 1000)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="one line for programs")
    asked = parser.parse_args()
    list(costs(0))  # fonts are read once
    gc.collect()
    found = list(costs(1))
    drawn, checked = (sorted(getattr(one, name) for one in found) for name in Cost._fields)
    told = {
        "slides": len(found),
        "check_ms_median": round(statistics.median(checked), 3),
        "check_ms_p99": round(checked[int(len(checked) * 0.99)], 3),
        "drawing_ms_median": round(statistics.median(drawn), 3),
        "drawing_ms_p99": round(drawn[int(len(drawn) * 0.99)], 3),
    }
    if asked.json:
        print(json.dumps(told))
    else:
        print(
            f"{told['slides']} slides checked: {told['check_ms_median']} ms each (99 %: {told['check_ms_p99']} ms; most {MOST_MS:g})"
        )
        print(f"drawing the same slides: {told['drawing_ms_median']} ms each (99 %: {told['drawing_ms_p99']} ms)")
    return 0 if told["check_ms_p99"] < MOST_MS else 1


if __name__ == "__main__":
    sys.exit(main())
