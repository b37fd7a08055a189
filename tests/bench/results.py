"""The page of results of a whole running server: 400 spots, 13 weeks, a scan in every hour of them; and what adding scans costs.

360 spots are posters, 40 screens that show five codes each. Yardsticks, in the same run: `constant` is a file of the same
server, `added, hours alone` the same scans without the sums that the page reads. `--json` prints one line. A view over 300 ms
misses its bar.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp

from signage.actions.add_user import add_user
from signage.app import running
from signage.settings import Settings
from signage.store.database import Database, opened
from signage.store.displays import record_displays, record_places
from signage.store.links import give_links
from signage.store.scan_sums import add_scan_sums, add_shown_codes
from signage.store.scans import ScanKey, add_scans
from signage.store.spots import give_spots
from tests.bench.pages import Figure, asked, hang
from tests.factories import a_display, a_place
from tests.web.sites import PASSWORD, hidden_fields

POSTERS, SCREENS, PLACES, LINKS, DAYS = 360, 40, 124, 5, 91
LIMIT_MS = 300
ZONE = ZoneInfo("Asia/Tokyo")
ASKED = (
    "/results?period=91d",
    "/results?period=91d&by=slide",
    "/results?period=91d&by=theme",
    "/results?period=91d&by=campaign",
    "/results?period=91d&by=hour",
    "/results?period=91d&place=place-7",
    "/results?period=91d&changed={changed}",
    "/results",
    "/results.csv?period=91d",
)


async def fill(database: Database, now: datetime) -> dict[str, float]:
    """What it took to add the scans of an hour of all spots, in ms."""
    places = [a_place(f"place-{n}", latitude=36.5 + n % 13 / 60, longitude=140.55 + n % 11 / 80) for n in range(PLACES)]
    displays = [a_display(f"display-{n}", place=f"place-{n % PLACES}") for n in range(SCREENS)]
    async with database.write() as connection:
        await record_places(connection, places)
        await record_displays(connection, displays)
        links = [one.code for one in (await give_links(connection, _addresses(), now)).values()]
        screens = await give_spots(connection, "display", [one.id for one in displays], now)
        homes = [f"place-{n % PLACES}" for n in range(POSTERS)]
        posters = await give_spots(connection, "poster", homes, now)
        await hang(connection, posters, homes, links[0], now)
        days = [f"{(now - timedelta(days=back)).astimezone(ZONE):%Y-%m-%d}" for back in range(DAYS)]
        shown = {(day, one.id, link): 7_200_000 for day in days for one in displays for link in links}
        await add_shown_codes(connection, shown)
    await add_user(database, "bench", "administrator", now, PASSWORD)
    return await _scan(database, now, [(links[0], spot) for spot in posters], screens, links)


def _addresses() -> list[str]:
    return [f"https://www.example.jp/{n}" for n in range(LINKS)]


async def _scan(
    database: Database, now: datetime, posters: list[tuple[str, str]], screens: list[str], links: list[str]
) -> dict[str, float]:
    took: dict[str, list[float]] = {"hours alone": [], "with sums": []}
    for hour in _hours(now):
        pairs = [*posters, *((links[hour.hour % LINKS], spot) for spot in screens)]
        scans: dict[ScanKey, int] = {(hour, link, spot, "phone"): 1 for link, spot in pairs}
        async with database.write() as connection:
            began = time.perf_counter()
            await add_scans(connection, scans, {})
            alone = time.perf_counter()
            await add_scan_sums(connection, scans, ZONE)
            took["hours alone"].append((alone - began) * 1000)
            took["with sums"].append((time.perf_counter() - began) * 1000)
    return {name: round(statistics.median(one), 1) for name, one in took.items()}


def _hours(now: datetime) -> Iterator[datetime]:
    last = now.replace(minute=0, second=0, microsecond=0)
    return (last - timedelta(hours=back) for back in range(DAYS * 24, 0, -1))


@asynccontextmanager
async def a_server(folder: Path) -> AsyncIterator[tuple[str, dict[str, float]]]:
    settings = Settings(data=str(folder / "data"), input=str(folder / "input"), port=0)
    (folder / "input").mkdir()
    settings.data_path.mkdir()
    async with opened(settings.database_url) as database:
        added = await fill(database, datetime.now(UTC))
    async with running(settings) as parts:
        yield parts.url, added


async def measure() -> tuple[dict[str, Figure], dict[str, float]]:
    found = {}
    changed = f"{datetime.now(UTC) - timedelta(days=30):%Y-%m-%d}"
    with tempfile.TemporaryDirectory() as folder:
        async with (
            a_server(Path(folder)) as (url, added),
            aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session,
        ):
            form = hidden_fields(await (await session.get(f"{url}/login")).text())
            await session.post(f"{url}/login", data=form | {"name": "bench", "password": PASSWORD})
            for path in ASKED:
                found[path] = await asked(session, url + path.format(changed=changed))
            found["constant"] = await asked(session, f"{url}/static/pages/staff.css")
    return found, added


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found, added = asyncio.run(measure())
    if options.json:
        print(json.dumps({path: one._asdict() for path, one in found.items()} | {"added": added}))
    else:
        print(
            f"{POSTERS} posters, {SCREENS} screens, {DAYS} days, {(POSTERS + SCREENS) * DAYS * 24:,} hours with a scan"
        )
        for path, one in found.items():
            print(f"  {one.median_ms:8} ms (first {one.first_ms} ms) {one.status} {one.kilobytes:5} kB  {path}")
        print(f"  an hour of all spots added: hours alone {added['hours alone']} ms, with sums {added['with sums']} ms")
    slow = [path for path, one in found.items() if one.median_ms > LIMIT_MS or one.status != 200]
    if slow:
        sys.exit(f"missed: over {LIMIT_MS} ms or failing: {', '.join(slow)}")


if __name__ == "__main__":
    main()
