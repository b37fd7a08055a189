"""The page of all displays: how many are how, what needs somebody, what stands on purpose, and all others as tiles."""

from collections.abc import Mapping
from datetime import UTC, datetime

from aiohttp import hdrs, web

from ....domain.catalogue import Catalogue
from ....domain.fleet import Question, fleet_of
from ....domain.health import STATUSES
from ....words import Words, in_words
from ...auth import needs
from ...desk import DESK
from ..pages import language_of, part, render, renewed, version_of
from ..pictures import is_size, size_rules, sizes_of
from .shelves import SHELVES, Look

TITLE: Words = {"ja": "画面", "en": "Displays"}
SEARCH_CHARACTERS = 100
_FOR_EVER = {hdrs.CACHE_CONTROL: "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


@needs("see displays")
async def get_fleet(request: web.Request) -> web.StreamResponse:
    """The page; for its own script (HX-Request) only the lists, or nothing at all where they are as they were."""
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue = await desk.catalogue()
    asked = question_of(request.query, catalogue)
    fleet = fleet_of(catalogue.displays, catalogue.places, desk.watch.healths(now), asked)
    look = Look(desk, catalogue, fleet, asked, request.rel_url, now)
    fetched, shelf = "HX-Request" in request.headers, request.query.get("section", "")
    if fetched and shelf in SHELVES:
        return renewed(request, part(request, "shelf.html", now=now, shelf=look.shelf(shelf)), now)
    lists = part(request, "fleet-lists.html", now=now, look=look, places=_places(request, catalogue))
    if fetched:
        return renewed(request, lists, now)
    sizes = ",".join(sizes_of(catalogue.displays.values()))
    return await render(
        request,
        "fleet.html",
        title=TITLE,
        now=now,
        look=look,
        lists=lists,
        version=version_of(lists),
        sizes_url=f"/static/sizes.css?of={sizes}",
    )


async def get_sizes(request: web.Request) -> web.StreamResponse:
    """Style sheet of the slides' sizes that the address names: the same for the same address, for ever."""
    sizes = [size for size in request.query.get("of", "").split(",")[:200] if is_size(size)]
    return web.Response(text=size_rules(sizes), content_type="text/css", headers=_FOR_EVER)


def question_of(query: Mapping[str, str], catalogue: Catalogue) -> Question:
    """What the address asks for; what it can't mean is passed over."""
    place, status = query.get("place", ""), query.get("status")
    return Question(
        text=query.get("q", "").strip()[:SEARCH_CHARACTERS],
        place=place if place in catalogue.places else "",
        status=next((one for one in STATUSES if one == status), None),
        by_place=query.get("order") == "place",
    )


def _places(request: web.Request, catalogue: Catalogue) -> list[tuple[str, str]]:
    """(id, name) of the places that have displays, by name."""
    used = {display.place for display in catalogue.displays.values()}
    language = language_of(request)
    names = [(id, in_words(place.name, language)) for id, place in catalogue.places.items() if id in used]
    return sorted(names, key=lambda one: (one[1], one[0]))
