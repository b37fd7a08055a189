"""Displays as they are mounted: added, changed and taken out, beside what can be read of them from where people stand."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from aiohttp import web
from yarl import URL

from ....actions.keep_display import keep_display, remove_display
from ....domain.catalogue import Catalogue
from ....domain.displays import Display
from ....domain.forms.display import LABELS, RESOLUTIONS, display_fields, languages_of, read_display
from ....domain.forms.typed import new_id, seen_of
from ....domain.mounting import larger, mounting_of, nearer
from ....errors import ConflictError, NotFoundError
from ....store.groups import load_groups
from ....words import Words, in_words
from ...auth import form_of, go_to, needs
from ...desk import DESK
from ..pages import HEADERS, language_of, part, render
from ..pictures import size_of
from ..set_up import conflict, done, listed, person_of, typed_of, what_was_done
from .side_view import side_view

TITLE: Words = {"ja": "画面の設定", "en": "Set up displays"}
NEW: Words = {"ja": "画面を追加", "en": "Add a display"}
PATH = "/settings/displays"
FIRST = {
    "diagonal_inches": "55",
    "resolution": RESOLUTIONS[0],
    "upright": "no",
    "distance_m": "3.0",
    "scan_m": "3.0",
}


class Row(NamedTuple):
    display: Display
    place: Words


@needs("set up places")
async def get_displays(request: web.Request) -> web.StreamResponse:
    catalogue, language = await request.app[DESK].catalogue(), language_of(request)
    rows = [Row(one, _place(catalogue, one.place)) for one in catalogue.displays.values()]
    rows.sort(key=lambda row: (in_words(row.place, language), row.display.name))
    its = listed(rows, request.query, lambda row: " ".join((row.display.id, row.display.name, *row.place.values())))
    asked = request.query.get("name", "")
    named = catalogue.displays[asked].name if asked in catalogue.displays else asked
    return await render(
        request,
        "settings-displays.html",
        title=TITLE,
        list=its,
        places=len(catalogue.places),
        **await what_was_done(request, named),
    )


UPRIGHT: dict[str, Words] = {"no": {"ja": "横", "en": "Landscape"}, "yes": {"ja": "縦", "en": "Portrait"}}


@needs("set up places")
async def get_new_display(request: web.Request) -> web.StreamResponse:
    languages = request.app[DESK].brands.in_force.language
    return await _form(request, FIRST | {"place": request.query.get("place", ""), "languages": languages}, None)


@needs("set up places")
async def get_display_form(request: web.Request) -> web.StreamResponse:
    display = await _asked_for(request)
    return await _form(request, display_fields(display), display)


@needs("set up places")
async def post_display(request: web.Request) -> web.StreamResponse:
    """Keeps a new display, which then waits for its device, or one that is there."""
    typed, desk = typed_of(await form_of(request)), request.app[DESK]
    catalogue, groups = await desk.catalogue(), await _groups(request)
    before = await _asked_for(request) if "display" in request.match_info else None
    id = before.id if before else new_id(typed.get("place", ""), catalogue.displays, "display")
    display, errors = read_display(typed, id, catalogue.places, groups, before)
    if errors:
        return await _form(request, typed, before, errors)
    try:
        await keep_display(desk.database, display, person_of(request), datetime.now(UTC), typed.get("seen", ""))
    except ConflictError:
        now = (await desk.catalogue()).displays.get(id)
        if now is None:
            raise
        title: Words = {"ja": now.name}
        names = {
            "place": {id: one.name for id, one in catalogue.places.items()},
            "groups": groups,
            "languages": languages_of(now),
            "upright": UPRIGHT,
        }
        return await conflict(request, typed, display_fields(now), LABELS, seen_of(now), title=title, names=names)
    if before is None:
        raise go_to(str(URL("/pair").with_query(display=id)))
    raise done(PATH, "display", "changed", id)


@needs("set up places")
async def post_remove_display(request: web.Request) -> web.StreamResponse:
    await form_of(request)
    display = await _asked_for(request)
    await remove_display(request.app[DESK].database, display.id, person_of(request), datetime.now(UTC))
    raise done(PATH, "display", "removed", display.id)


@needs("set up places")
async def post_reading(request: web.Request) -> web.StreamResponse:
    """What can be read of a display as it is being typed."""
    typed, catalogue = typed_of(await form_of(request)), await request.app[DESK].catalogue()
    display, errors = read_display(typed, "typed", catalogue.places, await _groups(request))
    html = part(request, "settings-display-reading.html", now=datetime.now(UTC), **_reading(display, errors))
    return web.Response(text=html, content_type="text/html", headers=HEADERS)


def _reading(display: Display, errors: Mapping[str, Words]) -> dict[str, Any]:
    """For the template: nothing while its measures can't be used."""
    if {"diagonal_inches", "resolution", "distance_m", "scan_m", "languages"} & errors.keys():
        return {"its": None}
    its, better = mounting_of(display), nearer(display)
    return {
        "its": its,
        "view": side_view(display, its),
        "seen_display": display,
        "better": better,
        "larger": larger(display),
        "samples": [(display, _sample_url(display))],
        "size": size_of(display),
    }


def _sample_url(display: Display) -> str:
    """Where its sample is drawn: samples.py."""
    query = {"language": display.languages[0], "inches": f"{display.diagonal_inches:g}"}
    size = {"width": str(display.width), "height": str(display.height), "distance": f"{display.distance_m:g}"}
    return str(URL(f"{PATH}/sample").with_query(query | size))


async def _form(
    request: web.Request, fields: Mapping[str, str], before: Display | None, errors: Mapping[str, Words] | None = None
) -> web.Response:
    catalogue, language, groups = await request.app[DESK].catalogue(), language_of(request), await _groups(request)
    fields = dict.fromkeys(LABELS, "") | dict(fields)
    shown, unread = read_display(fields, before.id if before else "new", catalogue.places, groups, before)
    places = sorted(
        ((id, one.name) for id, one in catalogue.places.items()), key=lambda one: in_words(one[1], language)
    )
    return await render(
        request,
        "settings-display.html",
        title={"ja": before.name} if before else NEW,
        status=422 if errors else 200,
        display=before,
        fields=fields,
        errors=errors or {},
        labels=LABELS,
        orientations=UPRIGHT,
        seen=fields.get("seen") or seen_of(before),
        places=places if before or fields["place"] else [("", {"ja": "選んでください", "en": "Choose one"}), *places],
        groups=groups,
        chosen=fields["groups"].splitlines(),
        languages=list(languages_of(before).items()),
        resolutions=RESOLUTIONS,
        named_by=_named_by(catalogue, before) if before else [],
        **_reading(shown, unread),
    )


def _named_by(catalogue: Catalogue, display: Display) -> list[str]:
    """Playlists with a rule that names this very display."""
    return sorted({rule.playlist for rule in catalogue.rules if display.id in rule.displays})


async def _groups(request: web.Request) -> dict[str, Words]:
    displays = (await request.app[DESK].catalogue()).displays
    async with request.app[DESK].database.read() as connection:
        return {id: group.name for id, group in (await load_groups(connection, displays)).items()}


def _place(catalogue: Catalogue, id: str) -> Words:
    return catalogue.places[id].name if id in catalogue.places else {"ja": id}


async def _asked_for(request: web.Request) -> Display:
    display = (await request.app[DESK].catalogue()).displays.get(request.match_info["display"])
    if display is None:
        raise NotFoundError("there is no such display", request.match_info["display"])
    return display
