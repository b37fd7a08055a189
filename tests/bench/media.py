"""A photograph of 24 megapixels to all its sizes: ours against pyvips, which does the same (sizes, WebP quality and effort).

Both decode the same JPEG from memory, turn it, make it smaller and encode each size, in turn in one process; the best of three
counts. pyvips does it in two ways (decoded once, and once a size as its `thumbnail` is meant to), the faster counts; it makes use of all
cores. `peak_mb` is the memory that a process of ours needed.
"""

import argparse
import json
import random
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import pyvips
from PIL import Image

from signage.render.decoding import Limits, decoded
from signage.render.images import LONG_SIDES, QUALITY
from tests.render.media_samples import saved

WIDTH, HEIGHT = 6000, 4000
TIMES = 3
LIMIT = 1.25


def photograph() -> bytes:
    """Soft shapes under fine noise, as a camera has it; the same in every run."""
    chance = random.Random(24)
    shapes = Image.frombytes("RGB", (60, 40), chance.randbytes(60 * 40 * 3)).resize(
        (WIDTH, HEIGHT), Image.Resampling.BICUBIC
    )
    noise = Image.frombytes("L", (WIDTH, HEIGHT), chance.randbytes(WIDTH * HEIGHT)).convert("RGB")
    return saved(Image.blend(shapes, noise, 0.08), quality=90)


def ours(body: bytes) -> list[int]:
    return [len(size.content) for size in decoded(body, 0, Limits(), "").sizes]


def vips_once(body: bytes) -> list[int]:
    image: Any = pyvips.Image.new_from_buffer(body, "")
    image = image.autorot().copy_memory()
    found = []
    for side in reversed(LONG_SIDES):
        image = image.resize(side / image.width).copy_memory()
        found.append(len(image.webpsave_buffer(Q=QUALITY, effort=4, keep="none")))
    return found[::-1]


def vips_thumbnails(body: bytes) -> list[int]:
    small: Any = pyvips.Image.thumbnail_buffer
    images = [small(body, side, size="down") for side in LONG_SIDES]
    return [len(image.webpsave_buffer(Q=QUALITY, effort=4, keep="none")) for image in images]


def best(work: Callable[[bytes], list[int]], body: bytes, seconds: list[float]) -> list[int]:
    started = time.perf_counter()
    found = work(body)
    seconds.append(time.perf_counter() - started)
    return found


def run() -> dict[str, Any]:
    body = photograph()
    seconds: dict[str, list[float]] = {"ours": [], "once": [], "thumbnails": []}
    sizes: list[int] = best(ours, body, seconds["ours"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    seconds["ours"].clear()
    for _ in range(TIMES):
        best(ours, body, seconds["ours"])
        best(vips_once, body, seconds["once"])
        theirs = best(vips_thumbnails, body, seconds["thumbnails"])
    mine, vips = min(seconds["ours"]), min(*seconds["once"], *seconds["thumbnails"])
    return {
        "jpeg_mb": round(len(body) / 1e6, 1),
        "seconds": {"ours": round(mine, 2), "pyvips": round(vips, 2)},
        "ratio": round(mine / vips, 2),
        "ratio_limit": LIMIT,
        "webp_kb": {"ours": [size // 1000 for size in sizes], "pyvips": [size // 1000 for size in theirs]},
        "peak_mb": peak,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    found = run()
    if arguments.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:24} {value}")
    sys.exit(0 if found["ratio"] <= LIMIT else 1)


if __name__ == "__main__":
    main()
