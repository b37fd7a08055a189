"""今すぐ表示: this, on these screens, for so long, then back. A page of its own; every page tells of it (now_strip.py)."""

from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web

from ....actions.show_now import show_now, stop_now
from ....domain.catalogue import Catalogue
from ....domain.content import Item, newest_first
from ....domain.displays import Display
from ....domain.forms.now import LABELS, LENGTHS, USUAL_LENGTH, Wish, read_wish
from ....domain.forms.place import TYPES
from ....domain.limits import is_theirs
from ....domain.playlists import item_of, playlist_of
from ....domain.rule_words import title_of
from ....errors import NotFoundError
from ....words import Words, in_words
from ...auth import fields_of, form_of, go_to, needs, safe_next, text_of, visitor
from ...desk import DESK
from ..pages import language_of, render

TITLE: Words = {"ja": "何を、どこに、いつまで映しますか", "en": "What is to be shown, where, and until when?"}
EMPTY = {"what": "", "displays": "", "places": "", "groups": "", "place_types": "", "length": USUAL_LENGTH, "until": ""}
MOST_ITEMS = 100
MOST_DISPLAYS = 400
"""Beyond these a list of single displays helps nobody: places, types and groups are offered."""


class Choice(NamedTuple):
    """A line with a box: `field` = `value`."""

    field: str
    value: str
    says: Words
    displays: int


class PlaceChoice(NamedTuple):
    place: Choice
    displays: tuple[Choice, ...]


@needs("show now")
async def get_now(request: web.Request) -> web.StreamResponse:
    """The form; the address may name what (?playlist=, ?item=) and where (?display=, ?place=)."""
    query = request.query
    fields = {
        "what": playlist_of(query["item"]).name if query.get("item") else query.get("playlist", ""),
        "displays": query.get("display", ""),
        "places": query.get("place", ""),
    }
    return await _page(request, fields)


@needs("show now")
async def post_now(request: web.Request) -> web.StreamResponse:
    desk, now = request.app[DESK], datetime.now(UTC)
    form = await form_of(request)
    fields = fields_of(form)
    wish, errors = read_wish(fields, await desk.catalogue(), now, ZoneInfo(desk.settings.timezone))
    if errors:
        return await _page(request, fields, errors, wish)
    who = visitor(request)
    targets = {"displays": wish.displays, "groups": wish.groups, "place_types": wish.place_types}
    await show_now(desk.database, wish.playlist, now, wish.minutes, **targets, by=who.person if who else None)
    raise go_to(safe_next(fields.get("back", "")))


@needs("show now")
async def post_end(request: web.Request) -> web.StreamResponse:
    """Ends one; what has ended by itself meanwhile is ended all the same."""
    form, who, number = await form_of(request), visitor(request), request.match_info["number"]
    with suppress(NotFoundError):
        if number.isascii() and number.isdigit() and len(number) < 10:
            await stop_now(request.app[DESK].database, datetime.now(UTC), int(number), by=who.person if who else None)
    raise go_to(safe_next(text_of(form, "back")))


async def _page(
    request: web.Request, fields: Mapping[str, str], errors: Mapping[str, Words] = {}, wish: Wish | None = None
) -> web.Response:
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue = await desk.catalogue()
    who = visitor(request)
    theirs = [one for one in catalogue.displays.values() if who and is_theirs(who.person, one)]
    fields = {**EMPTY, **fields}
    return await render(
        request,
        "now.html",
        title=TITLE,
        status=422 if errors else 200,
        now=now,
        fields=fields,
        chosen={name: set(fields[name].split("\n")) for name in ("displays", "places", "groups", "place_types")},
        errors=errors,
        labels=LABELS,
        lengths=list(LENGTHS.items()),
        playlists=_playlists(catalogue),
        items=_items(catalogue, now, fields.get("what", "")),
        types=types_of(catalogue, theirs, limited=len(theirs) < len(catalogue.displays)),
        groups=groups_of(theirs, who.groups if who else ()),
        places=places_of(catalogue, theirs, language_of(request), set(fields["displays"].split("\n"))),
        asks=len(wish.screens) if wish and wish.asks_number else 0,
        back=safe_next(fields.get("back") or request.query.get("back") or "/schedule"),
    )


def _playlists(catalogue: Catalogue) -> list[tuple[str, Words]]:
    return [(name, title_of(name, catalogue)) for name in sorted(catalogue.playlists) if item_of(name) is None]


def _items(catalogue: Catalogue, now: datetime, chosen: str) -> list[tuple[str, Words]]:
    """What may be shown now, the newest first; what was chosen before all others."""
    down = {gone.item.id for gone in catalogue.taken_down}
    shown = [one for one in catalogue.items.values() if one.id not in down and one.period.holds(now)]
    first = catalogue.items.get(item_of(chosen) or "")
    items: list[Item] = [*([first] if first else []), *sorted(shown, key=newest_first)[:MOST_ITEMS]]
    return list({playlist_of(one.id).name: dict(one.title) for one in items}.items())


def types_of(catalogue: Catalogue, theirs: list[Display], *, limited: bool) -> list[Choice]:
    """Types of which every display is theirs."""
    counts = Counter(catalogue.places[one.place].type for one in theirs if one.place in catalogue.places)
    whole = Counter(
        catalogue.places[one.place].type for one in catalogue.displays.values() if one.place in catalogue.places
    )
    return [
        Choice("place_types", type, TYPES.get(type, {"ja": type}), number)
        for type, number in counts.items()
        if type and (not limited or number == whole[type])
    ]


def groups_of(theirs: list[Display], own: tuple[str, ...]) -> list[Choice]:
    counts = Counter(group for one in theirs for group in one.groups if not own or group in own)
    return [Choice("groups", group, {"ja": group}, number) for group, number in sorted(counts.items())]


def places_of(
    catalogue: Catalogue, theirs: list[Display], language: str, chosen: Collection[str] = ()
) -> list[PlaceChoice]:
    """By place, with its displays; of very many displays only those that are chosen already, and the places by name."""
    by_place: dict[str, list[Display]] = {}
    for display in theirs:
        if display.place in catalogue.places:
            by_place.setdefault(display.place, []).append(display)
    few = len(theirs) <= MOST_DISPLAYS
    found = [_place(catalogue, id, displays, few, chosen) for id, displays in by_place.items()]
    return found if few else sorted(found, key=lambda one: in_words(one.place.says, language))


def _place(catalogue: Catalogue, id: str, displays: list[Display], few: bool, chosen: Collection[str]) -> PlaceChoice:
    single = [Choice("displays", one.id, {"ja": one.name}, 1) for one in displays if few or one.id in chosen]
    if few and len(single) == 1:
        return PlaceChoice(single[0], ())
    return PlaceChoice(Choice("places", id, catalogue.places[id].name, len(displays)), tuple(single))
