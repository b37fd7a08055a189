"""The three pages that follow a QR code from the wall to the phone: what was scanned, the posters, the links."""

from typing import NamedTuple

from aiohttp import web

from ....domain.accounts import Act
from ....store.posters import count_poster_places
from ....words import Words
from ...desk import DESK
from ...visitor import visitor


class Tab(NamedTuple):
    """`holds` is how much there is behind it, in words; empty where that isn't told."""

    path: str
    says: Words
    act: Act
    holds: Words = {}  # noqa: RUF012  never changed


RESULTS = Tab("/results", {"ja": "読み取り", "en": "Scans"}, "see results")
POSTERS = Tab("/posters", {"ja": "ポスターの台帳", "en": "Posters"}, "see posters")
LINKS = Tab("/links", {"ja": "リンク", "en": "Links"}, "see results")


async def tabs_of(request: web.Request) -> list[Tab]:
    """Those that the visitor may open (templates/staff/result-tabs.html draws them); none where it is one alone."""
    who = visitor(request)
    async with request.app[DESK].database.read() as connection:
        places = await count_poster_places(connection)
    posters = POSTERS._replace(holds={"ja": f"{places:,}か所", "en": f"{places:,} places"})
    tabs = [tab for tab in (RESULTS, posters, LINKS) if who and who.may(tab.act)]
    return tabs if len(tabs) > 1 else []
