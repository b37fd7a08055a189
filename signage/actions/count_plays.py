"""Sums up what screens told and what was planned, so that a year is read in a moment.

Each batch is added once, in the transaction that marks it: a kill or a second run counts nothing twice, and one that comes
days late is added to its own day. What was planned for a day is added once that day is over.
"""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from ..domain.calendars import ONE_DAY, first_instant, local_day
from ..domain.catalogue import Catalogue
from ..domain.play_statistics import Counts, Sum, codes_shown, counted, planned
from ..domain.plays import Play, unpacked
from ..store.blobs import Blobs
from ..store.database import Database
from ..store.play_days import DayKey, MonthKey, add_planned, add_played, load_planned
from ..store.plays import PlayBatch, load_uncounted, mark_counted
from ..store.publications import Published, load_first_heads, load_published
from ..store.rows import batches as in_parts
from ..store.scan_sums import ShownKey, add_shown_codes
from ..store.slides import coded, load_examined, load_fallbacks

AT_ONCE = 100
"""Batches in one transaction: some 50,000 plays."""
DISPLAYS_AT_ONCE = 100
DAYS_BACK = 7
"""After so long a standstill no day is lost."""


async def count_plays(database: Database, catalogue: Catalogue, office: str) -> int:
    """Adds what has come since the last time; how many batches that was. Raises StoreError.

    A display's day is that of its place; of one that is there no more, that of the office (a time zone).
    """
    zones, total = _zones(catalogue), 0
    codes, fallbacks = _Codes(_links(catalogue), set(), set()), None
    while True:
        async with database.read() as connection:
            batches = await load_uncounted(connection, AT_ONCE)
            if batches and fallbacks is None:
                fallbacks = await load_fallbacks(connection)
        if not batches or fallbacks is None:
            return total
        played = await asyncio.to_thread(_unpacked, batches)
        await _examine(database, played, codes)
        by_day, by_month, shown = await asyncio.to_thread(_sums, played, zones, ZoneInfo(office), fallbacks, codes)
        async with database.write() as connection:
            await add_played(connection, by_day, by_month)
            await add_shown_codes(connection, shown)
            await mark_counted(connection, batches)
        total += len(batches)


Played = Sequence[tuple[str, Sequence[Play]]]
"""What batches hold: each a display and its plays."""


class _Codes(NamedTuple):
    """Links by item; the slides that were looked at so far, and those of them that bear a QR code."""

    links: Mapping[str, str]
    examined: set[str]
    slides: set[str]


async def _examine(database: Database, played: Played, codes: _Codes) -> None:
    """Looks at slides that were played of items with a link, and at no other: hundreds of thousands may be kept."""
    new = await asyncio.to_thread(_linked, played, codes.links) - codes.examined
    if new:
        async with database.read() as connection:
            examined = await load_examined(connection, new)
        codes.examined.update(new)
        codes.slides.update(await asyncio.to_thread(coded, examined))


def _linked(played: Played, links: Mapping[str, str]) -> set[str]:
    return {play.slide for _, plays in played for play in plays if play.item in links}


def _unpacked(batches: Sequence[PlayBatch]) -> Played:
    return [(batch.display, unpacked(batch.body, _ms(batch.from_at))) for batch in batches]


def _links(catalogue: Catalogue) -> dict[str, str]:
    """Also of what was taken down since it was shown."""
    items = [*(gone.item for gone in catalogue.taken_down), *catalogue.items.values()]
    return {one.id: catalogue.links[one.url].code for one in items if one.url and one.url in catalogue.links}


def _sums(
    played: Played,
    zones: Mapping[str, ZoneInfo],
    office: ZoneInfo,
    fallbacks: set[str],
    codes: _Codes,
) -> tuple[dict[DayKey, Sum], dict[MonthKey, Sum], dict[ShownKey, int]]:
    by_day: dict[DayKey, Sum] = {}
    by_month: dict[MonthKey, Sum] = {}
    shown: dict[ShownKey, int] = {}
    for display, plays in played:
        zone = zones.get(display, office)
        _add(by_day, by_month, display, counted(plays, zone, fallbacks))
        for (day, link), ms in codes_shown(plays, zone, codes.links, codes.slides).items():
            key = f"{day}", display, link
            shown[key] = shown.get(key, 0) + ms
    return by_day, by_month, shown


def _add(by_day: dict[DayKey, Sum], by_month: dict[MonthKey, Sum], display: str, counts: Counts) -> None:
    for (day, item), its in counts.items():
        in_day, in_month = (f"{day}", display), (f"{day:%Y-%m}", item)
        by_day[in_day] = by_day.get(in_day, Sum()) + its
        by_month[in_month] = by_month.get(in_month, Sum()) + its


class _ToPlan(NamedTuple):
    """A display's day that is over, [begins, ends), with all that was in force in it."""

    day: date
    display: str
    begins: datetime
    ends: datetime
    rows: Sequence[Published] = ()


async def count_planned(database: Database, blobs: Blobs, catalogue: Catalogue, now: datetime) -> int:
    """Adds what was planned for the days that are over; how many days of displays that was. Raises StoreError and OSError.

    One server counts (store/lock): what was not planned yet when this began is not planned by another meanwhile.
    """
    total, plans = 0, _Plans(blobs)
    for some in in_parts(await _unplanned(database, _zones(catalogue), now), DISPLAYS_AT_ONCE):
        async with database.read() as connection:
            found = [one._replace(rows=await load_published(connection, *_span(one))) for one in some]
        found = [one for one in found if one.rows]
        by_day, by_month = await asyncio.to_thread(plans.sums, found)
        if by_day:
            async with database.write() as connection:
                await add_planned(connection, by_day, by_month)
        total += len(by_day)
    return total


def _span(one: _ToPlan) -> tuple[str, datetime, datetime]:
    return one.display, one.begins, one.ends - timedelta(milliseconds=1)


async def _unplanned(database: Database, zones: Mapping[str, ZoneInfo], now: datetime) -> list[_ToPlan]:
    today = {zone: local_day(now, zone) for zone in set(zones.values())}
    async with database.read() as connection:
        first = await load_first_heads(connection)
        days = {day for last in today.values() for day in _days_before(last)}
        known = {day: await load_planned(connection, str(day)) for day in days}

    def found() -> list[_ToPlan]:
        return sorted(
            _ToPlan(day, display, first_instant(day, zone), first_instant(day + ONE_DAY, zone))
            for display, zone in zones.items()
            if display in first
            for day in _days_before(today[zone])
            if display not in known[day] and day >= local_day(first[display], zone)
        )

    return await asyncio.to_thread(found)


def _days_before(today: date) -> list[date]:
    return [today - back * ONE_DAY for back in range(DAYS_BACK, 0, -1)]


class _Plans:
    """What published tails have on; displays of one channel share it."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._known: dict[tuple[str, int, int], dict[str, Sum]] = {}

    def sums(self, days: Sequence[_ToPlan]) -> tuple[dict[DayKey, Sum], dict[MonthKey, Sum]]:
        by_day: dict[DayKey, Sum] = {}
        by_month: dict[MonthKey, Sum] = {}
        for one in days:
            items = self.of_day(one.rows, _ms(one.begins), _ms(one.ends))
            _add(by_day, by_month, one.display, {(one.day, item): its for item, its in items.items()})
            by_day.setdefault((str(one.day), one.display), Sum())
        return by_day, by_month

    def of_day(self, rows: Sequence[Published], begins: int, ends: int) -> dict[str, Sum]:
        """One after the other, each until the next came: to the slot it is not told."""
        found: dict[str, Sum] = {}
        edges = [*(_ms(row.from_at) for row in rows[1:]), ends]
        for row, over in zip(rows, edges, strict=True):
            for item, its in self._of(row.tail, max(begins, _ms(row.from_at)), min(ends, over)).items():
                found[item] = found.get(item, Sum()) + its
        return found

    def _of(self, tail: str, begins: int, ends: int) -> dict[str, Sum]:
        key = tail, begins, ends
        if key not in self._known:
            self._known[key] = self._read(tail, begins, ends)
        return self._known[key]

    def _read(self, tail: str, begins: int, ends: int) -> dict[str, Sum]:
        try:
            return planned(msgspec.json.decode(self._blobs.load(f"{tail}.json")), begins, ends)
        except FileNotFoundError:
            return {}  # it is lost, or swept: then nobody knows


def _zones(catalogue: Catalogue) -> dict[str, ZoneInfo]:
    places = {id: ZoneInfo(place.timezone) for id, place in catalogue.places.items()}
    return {id: places[one.place] for id, one in catalogue.displays.items() if one.place in places}


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
