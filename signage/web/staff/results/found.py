"""What the page of results is made of, out of the database in one go."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from ....domain.calendars import ONE_DAY, instant, local_day
from ....domain.catalogue import Catalogue
from ....domain.links import Link
from ....domain.lost_posters import LOOKED_BACK, PlaceSilence, Silence, by_place, silent_posters
from ....domain.play_statistics import Period, months_of
from ....domain.poster_register import Hanging, hung_days, stays_of
from ....domain.scan_statistics import Days, Known, Pair, Sight, Tally, by_hour_of_week, sights_of, tally_of
from ....domain.scans import Reason
from ....store.links import load_links
from ....store.posters import load_posters, load_returns
from ....store.scan_sums import (
    load_day_sums,
    load_hour_sums,
    load_last_days,
    load_pair_days,
    load_scan_ends,
    load_scanned_months,
    load_shown_codes,
    load_spot_sums,
)
from ....store.scans import load_left_out
from ....store.spots import load_spots
from ...desk import Desk


class Found(NamedTuple):
    """`sights` are those asked for; `before` are the scans of as many days before; `week` counts by weekday and hour, of all
    places. `scanned_links` are the codes that can be chosen, the most scanned first; `known` all that is known of exposure.
    """

    today: date
    sights: list[Sight]
    whole: Tally
    before: int
    left_out: dict[Reason, int]
    silent: list[PlaceSilence]
    week: list[list[int]]
    scanned_links: list[str]
    links: dict[str, Link]
    months: list[str]
    known: Known


async def found_in(desk: Desk, catalogue: Catalogue, days: Days, link: str, place: str, now: datetime) -> Found:
    """Of some days, one link (empty: all) and one place (empty: all)."""
    zone = ZoneInfo(desk.settings.timezone)
    today = local_day(now, zone)
    async with desk.database.read() as connection:
        scans = await load_spot_sums(connection, days.first, days.last)
        earlier = await load_spot_sums(connection, days.before.first, days.before.last)
        known = await _known(connection, catalogue, days)
        silent = await _silent(connection, known.posters, today)
        left_out = await load_left_out(connection, days.first, days.last + ONE_DAY)
        hours = await load_hour_sums(connection, *_instants(days, zone), [link] if link else None)
        links, months = await load_links(connection), await load_scanned_months(connection)
    every = sights_of(scans, known, days)
    sights = [one for one in every if link in ("", one.link) and place in ("", one.place)]
    bare = sights_of(earlier, known._replace(posters=(), shown={}), days.before)
    totals: dict[Reason, int] = {}
    for one in left_out:
        if link in ("", one.link):
            totals[one.reason] = totals.get(one.reason, 0) + one.count
    return Found(
        today=today,
        sights=sights,
        whole=tally_of(sights),
        before=sum(one.scans for one in bare if link in ("", one.link) and place in ("", one.place)),
        left_out=totals,
        silent=[one for one in by_place(silent) if place in ("", one.place)],
        week=by_hour_of_week(hours, zone),
        scanned_links=_links_of(every),
        links=links,
        months=_between(months),
        known=known,
    )


async def _known(connection: AsyncConnection, catalogue: Catalogue, days: Days) -> Known:
    posters, returns = await load_posters(connection), await load_returns(connection)
    stays = {one.poster.spot: stays_of(one.dates, returns.get(one.poster.spot, ())) for one in posters}
    known = Known(await load_spots(connection), posters, stays, catalogue.displays, {}, {})
    return await known_on(connection, known, days)


async def known_on(connection: AsyncConnection, known: Known, days: Days) -> Known:
    """What is known of other days."""
    shown = await load_shown_codes(connection, days.first, days.last)
    return known._replace(shown=shown, astray=await _astray(connection, known, days))


async def _astray(connection: AsyncConnection, known: Known, days: Days) -> dict[Pair, int]:
    """Most posters hung whenever they were scanned: only of the others is every day read."""
    pairs = [(one.poster.link, one.poster.spot) for one in known.posters]
    if all(hung_days(known.stays[spot], days.first, days.last) in (0, days.length) for _, spot in pairs):
        return {}  # what never hung is in no rate anyway
    ends = await load_scan_ends(connection, days.first, days.last)
    doubtful = [pair for pair in pairs if pair in ends and not _hung_throughout(known, pair[1], *ends[pair])]
    counts = await load_pair_days(connection, days.first, days.last, [spot for _, spot in doubtful])
    return {
        (link, spot): sum(count for day, count in its.items() if not _hung_throughout(known, spot, day, day))
        for (link, spot), its in counts.items()
    }


def _hung_throughout(known: Known, spot: str, first: date, last: date) -> bool:
    return hung_days(known.stays[spot], first, last) == (last - first).days + 1


async def _silent(connection: AsyncConnection, posters: Sequence[Hanging], today: date) -> list[Silence]:
    """Only what was not scanned yesterday can be silent: of few spots is every day read."""
    since = today - LOOKED_BACK * ONE_DAY
    lasts = await load_last_days(connection, since, today)
    quiet = [one for one in posters if lasts.get(one.poster.spot, today) < today - ONE_DAY]
    counts = await load_day_sums(connection, since, today, [one.poster.spot for one in quiet])
    return silent_posters(quiet, counts, today)


def _instants(days: Days, zone: ZoneInfo) -> tuple[datetime, datetime]:
    first, after = (datetime.combine(day, time()) for day in (days.first, days.last + ONE_DAY))
    return instant(first, zone), instant(after, zone)


def _links_of(sights: list[Sight]) -> list[str]:
    counts: dict[str, int] = {}
    for one in sights:
        counts[one.link] = counts.get(one.link, 0) + one.scans
    return sorted(counts, key=lambda link: (-counts[link], link))


def _between(months: list[str]) -> list[str]:
    return months_of(Period(months[0], months[-1])) if months else []
