"""400 A3 posters with 400 codes of their own, from the order to one PDF and the list: seconds, and memory as they grow in number.

All of it is real: database, worker, typst, the joining of the parts. The yardstick, in the same run, is the least that could
do it: the same codes alone on empty sheets, in one go. `--json` prints one line for programs.
"""

import argparse
import asyncio
import json
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from signage.actions.make_posters import PosterShop, allot_posters, print_posters
from signage.domain.displays import Place
from signage.domain.links import Codes
from signage.domain.posters import PosterOrder, Site, paper_of
from signage.render.assets import VENDOR
from signage.render.posters.code import code_svg
from signage.render.posters.typesetting import SECONDS, typeset
from signage.store.blobs import Blobs
from signage.store.catalogue import CatalogueKeeper
from signage.store.database import opened
from signage.store.displays import record_places
from signage.workers import Workers
from tests.render.posters.sheets import BRANDED

POSTERS = 400
LIMIT_SECONDS = 10.0
MORE, GROWTH = 3, 1.25
"""So many times as many posters may need so many times as much memory: typst keeps what it set in its last ten runs."""
PUBLIC_URL = "https://signage.example.lg.jp"
_BARE = """#let data = json("data.json")
#set page(width: 297mm, height: 420mm)
#for code in data { image(bytes(code), format: "svg", width: 100mm); pagebreak(weak: true) }
"""


class Figure(NamedTuple):
    """`cpu` seconds of the worker, `megabytes` the most it held."""

    posters: int
    seconds: float
    cpu: float
    megabytes: int
    kilobytes: int


async def make(count: int, folder: Path) -> Figure:
    """Everything from an order on, its worker's start included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    workers, now = Workers(1, 1024, SECONDS), datetime.now(UTC)
    async with opened(f"sqlite+aiosqlite:///{folder}/signage.sqlite3") as database:
        async with database.write() as connection:
            await record_places(connection, [_place(n) for n in range(count)])
        catalogue = await CatalogueKeeper(database).current()
        codes = Codes(PUBLIC_URL)
        shop = PosterShop(database, Blobs(folder), workers, folder, str(VENDOR), BRANDED, codes, public_url=PUBLIC_URL)
        order = PosterOrder(sites=tuple(Site(place=f"place-{n}") for n in range(count)), paper=paper_of("A3"))
        started = time.perf_counter()
        async with database.write() as connection:
            posters = await allot_posters(connection, shop, catalogue, order, "bench", now)
        printed = await print_posters(shop, catalogue, order, posters, folder / "out", now)
        seconds = time.perf_counter() - started
    await workers.close()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    size = printed.sheets[0].stat().st_size // 1_000
    return Figure(count, seconds, after.ru_utime - before.ru_utime, after.ru_maxrss // 1024, size)


def _place(number: int) -> Place:
    return Place(id=f"place-{number}", name={"ja": f"第{number}交流センター（体育館含む）", "en": f"Centre {number}"})


def bare(count: int) -> float:
    """Seconds for the codes alone."""
    started = time.perf_counter()
    codes = [code_svg(f"{PUBLIC_URL}/q/K7QXB-{number:04}") for number in range(count)]
    typeset("main.typ", {"main.typ": _BARE.encode()}, codes, str(VENDOR))
    return time.perf_counter() - started


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    figures = []
    for count in (POSTERS, MORE * POSTERS):
        with tempfile.TemporaryDirectory() as folder:
            figures.append(asyncio.run(make(count, Path(folder))))
    codes_alone = bare(POSTERS)
    if asked.json:
        print(json.dumps({"figures": [one._asdict() for one in figures], "codes_alone_seconds": codes_alone}))
    else:
        print(f"{'posters':>8}{'seconds':>9}{'CPU s':>7}{'MB':>6}{'PDF kB':>8}")
        for one in figures:
            print(f"{one.posters:8}{one.seconds:9.2f}{one.cpu:7.2f}{one.megabytes:6}{one.kilobytes:8}")
        print(f"the codes alone: {codes_alone:.2f} s")
    slow, grows = figures[0].seconds > LIMIT_SECONDS, figures[-1].megabytes > GROWTH * figures[0].megabytes
    if slow:
        print(f"{POSTERS} posters took more than {LIMIT_SECONDS:g} s", file=sys.stderr)
    if grows:
        print("memory grows with the number of posters", file=sys.stderr)
    return int(slow or grows)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
