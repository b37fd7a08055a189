"""Made-up scans, posters and screen time of eight weeks: so that the demo's page of results has something to show.

They are kept in the demo's own database alone, bear 見本 where people read them, and the page says until when they reach.
"""

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .domain.calendars import ONE_DAY, instant, local_day
from .domain.catalogue import Catalogue
from .domain.content import Item
from .domain.poster_register import Dates
from .domain.posters import Paper, Poster
from .domain.scans import Device
from .store.database import Database
from .store.links import give_links
from .store.posters import load_posters, record_dates, record_posters
from .store.scan_sums import ShownKey, add_scan_sums, add_shown_codes
from .store.scans import LeftOutKey, ScanKey, add_scans
from .store.spots import give_spots, load_display_spots

SAMPLE = "sample"
"""Who made the sample posters, and the campaign of their link."""
DAYS = 56
SILENT_DAYS = 9
HOUR_MS = 3_600_000
HOURS: Mapping[int, int] = {
    7: 5,
    8: 9,
    9: 6,
    10: 5,
    11: 6,
    12: 9,
    13: 6,
    14: 5,
    15: 6,
    16: 8,
    17: 11,
    18: 10,
    19: 6,
    20: 3,
}
"""How the scans of a day spread over its hours."""
DEVICES: tuple[tuple[Device, int], ...] = (("phone", 94), ("tablet", 3), ("computer", 3))


class Site(NamedTuple):
    """A place of the demo: how many posters, how often each is scanned a day, how often a screen for each hour of its code."""

    place: str
    posters: int
    daily: float
    hourly: float
    silent: int = 0


SITES = (
    Site("hitachi-station", 6, 1.2, 0.42),
    Site("hitachie", 4, 1.9, 0.5),
    Site("city-hall", 4, 0.8, 0.2),
    Site("memorial-library", 2, 1.5, 0.3),
    Site("omika-station", 3, 0.6, 0.16),
    Site("hitachi-taga-station", 3, 1.6, 0.12, silent=2),
    Site("civic-center", 2, 0.5, 0.2),
    Site("juo-station", 2, 0.9, 0.14),
    Site("nambu-library", 2, 1.0, 0.24),
    Site("omika-center", 2, 0.4, 0.1),
    Site("sukegawa-center", 1, 0.2, 0.06),
    Site("komao-school", 1, 0.7, 0.1),
)


async def keep_sample_scans(database: Database, catalogue: Catalogue, timezone: str) -> datetime | None:
    """Keeps them once, in a database without posters; until when they reach, None where there are none.

    Needs an item of the kind survey, whose code they scan.
    """
    async with database.read() as connection:
        known = [one.made_at for one in await load_posters(connection) if one.by == SAMPLE]
    survey = next((one for one in catalogue.items.values() if one.kind == "survey" and one.url), None)
    if known or survey is None or survey.url not in catalogue.links:
        return min(known, default=None)
    now = datetime.now(UTC)
    await _keep(database, catalogue, survey, now, ZoneInfo(timezone))
    return now


async def _keep(database: Database, catalogue: Catalogue, survey: Item, now: datetime, zone: ZoneInfo) -> None:
    today = local_day(now, zone)
    sites = [one for one in SITES if one.place in catalogue.places]
    title = {code: f"{text}（見本 sample）" for code, text in survey.title.items()}
    async with database.write() as connection:
        links = await give_links(connection, [survey.url or ""], now, campaign=SAMPLE, title=title, by=SAMPLE)
        link = next(iter(links.values())).code
        places = [site.place for site in sites for _ in range(site.posters)]
        spots = await give_spots(connection, "poster", places, now)
        posters = [
            _poster(spot, link, place, number)
            for number, (spot, place) in enumerate(zip(spots, places, strict=True), 1)
        ]
        await record_posters(connection, posters, SAMPLE, now)
        for poster in posters:
            await record_dates(
                connection, poster.spot, Dates(posted_on=today - DAYS * ONE_DAY, seen_on=today - 20 * ONE_DAY)
            )
        made = _History(random.Random(2026), today, zone)  # noqa: S311  samples
        for site in sites:
            made.scan_posters(site, [one for one in posters if one.place == site.place])
        made.scan_screens(sites, catalogue, await load_display_spots(connection), _codes(catalogue, survey))
        await add_scans(connection, made.scans, made.left_out)
        await add_scan_sums(connection, made.scans, zone)
        await add_shown_codes(connection, made.shown)


def _poster(spot: str, link: str, place: str, number: int) -> Poster:
    where = {"ja": f"見本の掲示板 {number}", "en": f"Sample board {number}"}
    paper = Paper(297, 420)
    return Poster(
        spot=spot, link=link, place=place, paper=paper, language="ja", template="message", campaign=SAMPLE, where=where
    )


def _codes(catalogue: Catalogue, survey: Item) -> list[tuple[str, float]]:
    """The survey's code and some news', each with how well it does beside the survey."""
    news = [one.url for one in catalogue.items.values() if one.kind == "news" and one.url in catalogue.links]
    some = [(survey.url, 1.0), *zip(dict.fromkeys(news), (0.6, 0.4, 0.25), strict=False)]
    return [(catalogue.links[url].code, share) for url, share in some if url]


class _History:
    """What was scanned and shown on the days before today."""

    def __init__(self, chance: random.Random, today: date, zone: ZoneInfo) -> None:
        self._chance, self._today, self._zone = chance, today, zone
        self.scans: Counter[ScanKey] = Counter()
        self.left_out: Counter[LeftOutKey] = Counter()
        self.shown: Counter[ShownKey] = Counter()

    def scan_posters(self, site: Site, posters: Iterable[Poster]) -> None:
        for number, poster in enumerate(posters):
            until = SILENT_DAYS if number < site.silent else 0
            for day in self._days(until):
                self._scan(day, poster.link, poster.spot, site.daily * _busy(day))

    def scan_screens(
        self, sites: Iterable[Site], catalogue: Catalogue, spots: Mapping[str, str], codes: list[tuple[str, float]]
    ) -> None:
        hourly = {site.place: site.hourly for site in sites}
        for display in catalogue.displays.values():
            if display.place not in hourly or display.id not in spots or 2 * display.width >= 5 * display.height:
                continue
            for day in self._days():
                for code, share in codes:
                    hours = self._chance.uniform(0.8, 1.6)
                    self.shown[day.isoformat(), display.id, code] += round(hours * HOUR_MS)
                    self._scan(day, code, spots[display.id], hourly[display.place] * hours * share * _busy(day))

    def _days(self, until: int = 0) -> Iterator[date]:
        return (self._today - back * ONE_DAY for back in range(DAYS, until, -1))

    def _scan(self, day: date, link: str, spot: str, expected: float) -> None:
        for _ in range(_poisson(self._chance, expected)):
            hour = self._chance.choices(list(HOURS), list(HOURS.values()))[0]
            device = self._chance.choices([name for name, _ in DEVICES], [weight for _, weight in DEVICES])[0]
            at = instant(datetime.combine(day, time(hour)), self._zone)
            self.scans[at, link, spot, device] += 1
            if self._chance.random() < 0.12:
                self.left_out[day.isoformat(), link, self._chance.choice(("bot", "preview", "own network"))] += 1


def _busy(day: date) -> float:
    return (1.0, 1.0, 1.05, 1.0, 1.1, 1.2, 0.8)[day.weekday()]


def _poisson(chance: random.Random, expected: float) -> int:
    """Knuth's way, for small expectations."""
    limit, product, count = math.exp(-expected), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count
