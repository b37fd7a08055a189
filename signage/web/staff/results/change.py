"""Whether a change changed anything: scans before a day and from it on, set against what was to be seen."""

from typing import NamedTuple

from ....domain.forms.past_days import past_day
from ....domain.scan_statistics import Change, Days, Sight, around, change_of, sights_of, tally_of
from ....store.scan_sums import load_spot_sums
from ....words import Words
from ...desk import Desk
from .found import Found, known_on

UNREAD: Words = {
    "ja": "日付を読み取れません。「11月10日」「2026-11-10」のように書いてください。",
    "en": "This is no day. Write 10 November or 2026-11-10, say.",
}
TOO_EARLY: Words = {
    "ja": "その日が終わってから、くらべられます。きのうまでの日にしてください。",
    "en": "It can be compared once that day is over. Choose yesterday or before.",
}


class Changed(NamedTuple):
    """`problem` says why nothing is compared. `before` and `after` are the days that were."""

    problem: Words
    before: Days | None = None
    after: Days | None = None
    change: Change | None = None


async def change_in(desk: Desk, found: Found, typed: str, link: str, place: str) -> Changed | None:
    """Of one link and one place, or of all (empty); None where nobody typed a day."""
    if not typed:
        return None
    day = past_day(typed, found.today)
    if day is None:
        return Changed(UNREAD)
    spans = around(day, found.today)
    if spans is None:
        return Changed(TOO_EARLY)
    tallies = []
    for span in spans:
        sights = await _sights(desk, found, span, link)
        tallies.append(tally_of([one for one in sights if place in ("", one.place)]))
    return Changed({}, *spans, change_of(*tallies))


async def _sights(desk: Desk, found: Found, days: Days, link: str) -> list[Sight]:
    async with desk.database.read() as connection:
        scans = await load_spot_sums(connection, days.first, days.last)
        known = await known_on(connection, found.known, days)
    return sights_of(scans, known, days, link)
