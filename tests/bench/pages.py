"""Every page of the staff, asked of a whole running server on loopback: 400 displays, 5,000 items, 200 rules, a year of plays.

The slides are taken for made already; everything else is real. Each GET route is asked for with the names of things that are
there; one that answers 404 all the same is told, and misses its bar. Yardsticks, in the same run: `constant` is a file of the same server, `none` a path that nothing answers. `--json`
prints one line. A page over 300 ms misses its bar.
"""

import argparse
import asyncio
import io
import json
import random
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import aiohttp
import msgspec
from aiohttp import hdrs
from PIL import Image
from sqlalchemy.ext.asyncio import AsyncConnection

from signage import app
from signage.actions.add_user import add_user
from signage.actions.approve_item import approve
from signage.actions.edit_item import Seen, request_approval, save_draft, seen_of
from signage.domain.accounts import Department, Person
from signage.domain.closing_days import Calendar, Days
from signage.domain.content import Period
from signage.domain.displays import Group
from signage.domain.playlist_file import PlaylistFile
from signage.domain.poster_orders import Printing
from signage.domain.poster_register import Dates
from signage.domain.posters import Paper, Poster, PosterOrder, Site
from signage.domain.schedule import Rule
from signage.domain.sources import Source
from signage.domain.timeline import WINDOW_DAYS
from signage.domain.workflow import SOURCE
from signage.settings import Settings
from signage.store.calendars import replace_calendar
from signage.store.content import replace_items
from signage.store.database import Database, opened
from signage.store.departments import record_department
from signage.store.displays import record_displays, record_places
from signage.store.groups import record_group
from signage.store.links import give_links
from signage.store.playlists import replace_playlist
from signage.store.posters import KeptOrder, name_order, record_dates, record_order, record_posters
from signage.store.sources import record_source
from signage.store.spots import give_spots
from signage.web.staff import ROUTES
from tests.bench.compile import RULES, Slides, a_catalogue, an_item
from tests.bench.play_year import fill as fill_plays
from tests.web.sites import PASSWORD, hidden_fields

DISPLAYS, CHANNELS, ITEMS, POSTERS = 400, 100, 5_000, 400
LIMIT_MS = 300
ROUNDS = 5
PUBLISHED_WITHIN_SECONDS = 600
WRITTEN = "staff-01KAKCENAC0000000000000000"
"""An item that staff wrote: its pages are more than those of a source's."""
ORDER = "01KAKCENAC0000000000000000"
"""Only what can be a ULID can be the id of an order: files lie under it."""
NAMES = {
    "display": "display-7",
    "item": WRITTEN,
    "place": "place-7",
    "person": "bench",
    "playlist": "playlist-1",
    "name": "playlist-1",
    "group": "group-1",
    "calendar": "closing",
    "source": "bench",
    "department": "kyoso",
    "order": ORDER,
}
"""What stands for a name in a route; “1” where it is a number. `fill` adds the codes it is given."""
NOT_THERE = (
    "/displays/{display}/screenshot",
    "/t/{display}/photographs/{name}",
    "/p/{spot}/photographs/{name}",
    "/posters/orders/{order}/{name}",
    "/t/{display}/glass",
    "/library/file",
    "/pair/done",
    "/content/{item}/share/{cut:[a-z]+}.png",
    "/previews/{name:[0-9a-f]{64}}.html",
)
"""Files that are sent as they lie, pictures made by a browser, and what is there only after something was done."""

ASKED = (
    "/time?display=display-7&at={at}",
    "/time?display=display-7&at={later}",
    "/time/following?display=display-7&at={at}",
    "/time/missing?display=display-7&at={at}&q=item-9",
    "/statistics?by=theme",
    "/statistics?by=display",
    "/statistics?by=month",
    "/content?q=題名1",
    "/displays?q=画面 3",
    "/content/item-9",
    "/content/item-9/reach",
    "/schedule?view=day",
    "/schedule?view=month",
    "/schedule?table=1",
    "/schedule?open=type-1",
)
"""Addresses with a question, beside the bare routes."""


class Figure(NamedTuple):
    """`first_ms` is what the first one takes who asks."""

    status: int
    median_ms: float
    first_ms: float
    kilobytes: int


async def fill(database: Database, now: datetime) -> None:
    """Everything as staff and feeds would have put it there."""
    catalogue, chance = a_catalogue(DISPLAYS, CHANNELS), random.Random(2026)
    items = sorted((an_item(number, chance) for number in range(ITEMS)), key=lambda item: item.source)
    rules = {
        name: tuple(its) for name, its in groupby(sorted(catalogue.rules, key=_order), key=lambda rule: rule.playlist)
    }
    assert sum(map(len, rules.values())) == RULES
    async with database.write() as connection:
        await record_places(connection, catalogue.places.values())
        await record_displays(connection, catalogue.displays.values())
        for source, its in groupby(items, key=lambda item: item.source):
            await replace_items(connection, source, list(its), now, whole=True)
        for playlist in catalogue.playlists.values():
            file = PlaylistFile(playlist, rules.get(playlist.name, ()))
            await replace_playlist(connection, file, "")
    await fill_plays(database)
    await _furnish(database, now)
    await add_user(database, "bench", "administrator", now, PASSWORD, department="kyoso")


async def _furnish(database: Database, now: datetime) -> None:
    """One of each noun that a page is about, and an item with a version on air and a newer one that waits for approval."""
    name = {"ja": "共創プロジェクト推進本部"}
    homes = [f"place-{number % 40}" for number in range(POSTERS)]
    async with database.write() as connection:
        await record_department(connection, Department(id="kyoso", name=name))
        await record_group(connection, Group(id="group-1", name={"ja": "駅"}))
        await replace_calendar(connection, Calendar(name="closing", days=(Days(weekdays=(0,)),)), "")
        await record_source(connection, Source(name="bench", type="rss", address="feeds/bench.rss"))
        link = (await give_links(connection, ["https://www.example.jp/"], now))["https://www.example.jp/"].code
        spots = await give_spots(connection, "poster", homes, now)
        await hang(connection, spots, homes, link, now)
        order = PosterOrder(sites=tuple(Site(place=place) for place in homes), paper=Paper(297, 420), item=WRITTEN)
        body = msgspec.json.encode(Printing(order=order, spots=tuple(spots), sheets=POSTERS)).decode()
        await record_order(connection, KeptOrder(ORDER, body, "kyoso", "bench", now, now))
        await name_order(connection, spots, ORDER)
        NAMES.update(link=link, spot=spots[0])
    author, approver = Person("author", "author", "kyoso"), Person("approver", "approver", "kyoso")
    item = msgspec.structs.replace(an_item(0, random.Random(1)), id=WRITTEN, source=SOURCE, period=Period())
    draft = await save_draft(database, item, "kyoso", author, now)
    asked = await request_approval(database, item.id, author, now, seen_of(draft))
    await approve(database, item.id, seen_of(asked), approver, now)
    newer = msgspec.structs.replace(item, title={"ja": "書き改めた題名"})
    again = await save_draft(database, newer, "kyoso", author, now, Seen(1, asked.changes + 1))
    await request_approval(database, item.id, author, now, seen_of(again))


async def hang(connection: AsyncConnection, spots: list[str], homes: list[str], link: str, now: datetime) -> None:
    """A poster at each spot, on the wall for three months."""
    paper, posted = Paper(297, 420), (now - timedelta(days=91)).date()
    rows = [
        Poster(spot=spot, link=link, place=place, paper=paper, language="ja", template="message")
        for spot, place in zip(spots, homes, strict=True)
    ]
    await record_posters(connection, rows, "bench", now)
    for spot in spots:
        await record_dates(connection, spot, Dates(posted_on=posted))


def _order(rule: Rule) -> tuple[str, int]:
    return rule.playlist, rule.number


@asynccontextmanager
async def a_server(folder: Path) -> AsyncIterator[tuple[str, Database]]:
    settings = Settings(
        data=str(folder / "data"), input=str(folder / "input"), port=0, worker_seconds=PUBLISHED_WITHIN_SECONDS
    )
    (folder / "input").mkdir()
    settings.data_path.mkdir()
    async with opened(settings.database_url) as database:
        await fill(database, datetime.now(UTC))
    app.SlideIndex = Slides  # type: ignore[attr-defined]  # drawing 5,000 items would take an hour
    async with app.running(settings) as parts:
        await asyncio.wait_for(parts.publisher.caught_up(), PUBLISHED_WITHIN_SECONDS)
        yield parts.url, parts.database


def addresses() -> list[str]:
    """Every GET route with names in it, and those with a question."""
    now = datetime.now(UTC)
    at, later = (
        round(one.timestamp() * 1000)
        for one in (now + timedelta(hours=20), now + (WINDOW_DAYS + 20) * timedelta(days=1))
    )
    paths = [path for method, path, _ in ROUTES if method == hdrs.METH_GET and path not in NOT_THERE]
    routes = [re.sub(r"\{(\w+)[^}]*\}", _name, path) for path in paths]
    return list(dict.fromkeys([*routes, *(one.format(at=at, later=later) for one in ASKED)]))


def _name(found: re.Match[str]) -> str:
    return NAMES.get(found[1], "1")


async def asked(session: aiohttp.ClientSession, url: str) -> Figure:
    took, status, size = [], 0, 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        async with session.get(url, allow_redirects=False) as answer:
            body = await answer.read()
        took.append((time.perf_counter() - began) * 1000)
        status, size = answer.status, len(body)
    return Figure(status, round(statistics.median(took), 1), round(took[0], 1), size // 1000)


async def _a_picture(session: aiohttp.ClientSession, url: str, word: str) -> str:
    """The name of one in the library, put there as the form does."""
    file = io.BytesIO()
    Image.new("RGB", (1600, 900), "steelblue").save(file, "PNG")
    form = aiohttp.FormData({"csrf": word})
    form.add_field("files", file.getvalue(), filename="bench.png", content_type="image/png")
    async with session.post(f"{url}/library/files", data=form) as answer:
        page = await answer.text()
    found = re.search(r'href="/library/([0-9A-Z]{26})', page)
    assert found, f"the library has not taken the picture in: {answer.status} {re.sub('<[^>]*>', ' ', page)[:2000]}"
    return found[1]


async def measure(only: str, told: Callable[[str, Figure], None]) -> dict[str, Figure]:
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        async with (
            a_server(Path(folder)) as (url, _),
            aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
        ):
            form = hidden_fields(await (await session.get(f"{url}/login")).text())
            await session.post(f"{url}/login", data=form | {"name": "bench", "password": PASSWORD})
            page = await (await session.get(f"{url}/library")).text()
            NAMES["picture"] = await _a_picture(session, url, hidden_fields(page)["csrf"])
            for path in addresses():
                if re.search(only, path):
                    found[path] = await asked(session, url + quote(path, safe="/?&=:"))
                    told(path, found[path])
            found["constant"] = await asked(session, f"{url}/static/pages/staff.css")
            found["none"] = await asked(session, f"{url}/static/none")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", default="", help="a pattern: the addresses that hold it")
    options = parser.parse_args()

    def told(path: str, one: Figure) -> None:
        if not options.json:
            row = f"  {one.median_ms:8} ms (first {one.first_ms} ms) {one.status} {one.kilobytes:5} kB  {path}"
            print(row, flush=True)

    if not options.json:
        print(f"{DISPLAYS} displays, {ITEMS:,} items, {RULES} rules, {ROUNDS} times each", flush=True)
    found = asyncio.run(measure(options.only, told))
    if options.json:
        print(json.dumps({path: one._asdict() for path, one in found.items()}))
    slow = [path for path, one in found.items() if one.median_ms > LIMIT_MS]
    broken = [path for path, one in found.items() if path != "none" and one.status in (404, *range(500, 600))]
    if slow or broken:
        sys.exit(f"missed: over {LIMIT_MS} ms: {', '.join(slow) or 'none'}; failing: {', '.join(broken) or 'none'}")


if __name__ == "__main__":
    main()
