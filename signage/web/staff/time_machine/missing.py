"""Why an item does not show on a display at a moment, or when it does."""

from datetime import UTC, datetime

from aiohttp import web

from ....actions.look_at_moment import moment_of
from ....domain.catalogue import Catalogue
from ....domain.content import Item
from ....domain.missing import is_on, items_named, why_missing
from ....errors import NotFoundError
from ....words import Words
from ...auth import needs
from ...desk import DESK
from ..content.asked import readable
from ..pages import language_of, render
from ..set_up import person_of
from ..times import Times
from .time_machine import TIME, asked_of
from .views import address_of

TITLE: Words = {"ja": "映らない理由を調べる", "en": "Why it does not show"}
SEARCH_CHARACTERS = 200
MOST_FOUND = 20
LOOKED_THROUGH = 400
"""Slides that are looked through for the next time: a loop and more."""


@needs("see content")
async def get_missing(request: web.Request) -> web.StreamResponse:
    """`q` names an item by its id or by what stands in its title."""
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue = await desk.catalogue()
    asked = asked_of(request, catalogue, now)
    if asked.display is None:
        raise NotFoundError("there is no such display", request.query.get("display", "")[:100])
    text = request.query.get("q", "").strip()[:SEARCH_CHARACTERS]
    found = await _found(request, catalogue, text, now) if text else []
    item = found[0] if len(found) == 1 else None
    moment = await request.app[TIME].look(catalogue, asked.display.id, max(asked.at, now), now, 0, _looked(item))
    why = moment.why
    said = why_missing(catalogue, why, item, moment.display, moment.place) if item and why else []
    next_on = next((one.begins for one in moment.stretches if item and item.id in one.items), None)
    return await render(
        request,
        "time-missing.html",
        title=TITLE,
        now=now,
        moment_=moment,
        text=text,
        found=found,
        item=item,
        said=said,
        is_on=bool(item and why and is_on(why, item.id)),
        next_on=moment_of(next_on) if next_on else None,
        next_href=address_of(moment.display.id, moment_of(next_on), moment) if next_on else "",
        address=address_of(moment.display.id, moment.at, moment),
        at_ms=round(moment.at.timestamp() * 1000),
        local=Times(language_of(request), moment.zone, now),
    )


async def _found(request: web.Request, catalogue: Catalogue, text: str, now: datetime) -> list[Item]:
    """Of what this names, what whoever asks may look at: all that is approved is looked through, on air or not."""
    named = items_named(catalogue, text)
    async with request.app[DESK].database.read() as connection:
        seen = await readable(connection, catalogue, named, person_of(request), now)
    return list(seen.values())[:MOST_FOUND]


def _looked(item: Item | None) -> int:
    return LOOKED_THROUGH if item else 0
