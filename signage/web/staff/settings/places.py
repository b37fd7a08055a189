"""Places: where displays stand, and when they are on."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web

from ....actions.keep_place import keep_place, remove_place
from ....domain.catalogue import Catalogue
from ....domain.displays import Place
from ....domain.forms.place import LABELS, TYPES, DayOpen, coming_days, place_fields, read_place
from ....domain.forms.typed import new_id, seen_of
from ....errors import ConflictError, NotFoundError
from ....words import Words, in_words
from ...auth import form_of, needs
from ...desk import DESK
from ..pages import HEADERS, language_of, part, render
from ..set_up import conflict, done, listed, person_of, typed_of, what_was_done
from ..times import Times

TITLE: Words = {"ja": "場所", "en": "Places"}
NEW: Words = {"ja": "場所を追加", "en": "Add a place"}
PATH = "/settings/places"


class WeekRow(NamedTuple):
    day: str
    on: bool
    says: str
    why: Words


class Row(NamedTuple):
    place: Place
    type: Words
    displays: int


@needs("set up places")
async def get_places(request: web.Request) -> web.StreamResponse:
    catalogue, language = await request.app[DESK].catalogue(), language_of(request)
    counts: dict[str, int] = {}
    for display in catalogue.displays.values():
        counts[display.place] = counts.get(display.place, 0) + 1
    rows = [Row(one, type_words(one.type), counts.get(id, 0)) for id, one in catalogue.places.items()]
    rows.sort(key=lambda row: (in_words(row.place.name, language), row.place.id))
    its = listed(
        rows, request.query, lambda row: " ".join((row.place.id, *row.place.name.values(), *row.type.values()))
    )
    return await render(
        request,
        "settings-places.html",
        title=TITLE,
        list=its,
        **await what_was_done(request, _named(request, catalogue)),
    )


@needs("set up places")
async def get_new_place(request: web.Request) -> web.StreamResponse:
    settings = request.app[DESK].settings
    return await _form(request, {"country": settings.country, "timezone": settings.timezone}, None)


@needs("set up places")
async def get_place(request: web.Request) -> web.StreamResponse:
    place = await _asked_for(request)
    return await _form(request, place_fields(place), place)


@needs("set up places")
async def post_place(request: web.Request) -> web.StreamResponse:
    """Keeps a new place, or one that is there."""
    typed, desk = typed_of(await form_of(request)), request.app[DESK]
    catalogue = await desk.catalogue()
    before = await _asked_for(request) if "place" in request.match_info else None
    id = before.id if before else new_id(typed.get("name_en", ""), catalogue.places, "place")
    place, errors = read_place(typed, id, catalogue.calendars, before)
    if errors:
        return await _form(request, typed, before, errors)
    try:
        await keep_place(desk.database, place, person_of(request), datetime.now(UTC), typed.get("seen", ""))
    except ConflictError:
        now = (await desk.catalogue()).places.get(id)
        if now is None:
            raise
        names = {"type": TYPES, "closed": {name: dict(one.title) for name, one in catalogue.calendars.items()}}
        return await conflict(request, typed, place_fields(now), LABELS, seen_of(now), title=now.name, names=names)
    raise done(PATH, "place", "changed" if before else "added", id)


@needs("set up places")
async def post_remove_place(request: web.Request) -> web.StreamResponse:
    await form_of(request)
    place = await _asked_for(request)
    await remove_place(request.app[DESK].database, place.id, person_of(request), datetime.now(UTC))
    raise done(PATH, "place", "removed", place.id)


@needs("set up places")
async def post_week(request: web.Request) -> web.StreamResponse:
    """The coming week of a place as it is being typed."""
    typed, now = typed_of(await form_of(request)), datetime.now(UTC)
    calendars = (await request.app[DESK].catalogue()).calendars
    place, errors = read_place(typed, "typed", calendars)
    hours_wrong = errors.get("hours") or errors.get("timezone") or errors.get("country")
    days = [] if hours_wrong else await asyncio.to_thread(coming_days, place, calendars, now)
    week = _week(days, place, language_of(request), now)
    html = part(request, "settings-place-week.html", now=now, week=week, wrong=hours_wrong or {})
    return web.Response(text=html, content_type="text/html", headers=HEADERS)


async def _form(
    request: web.Request, fields: Mapping[str, str], before: Place | None, errors: Mapping[str, Words] | None = None
) -> web.Response:
    catalogue, now = await request.app[DESK].catalogue(), datetime.now(UTC)
    fields = dict.fromkeys(LABELS, "") | dict(fields)
    shown, unread = read_place(fields, before.id if before else "new", catalogue.calendars, before)
    wrong = unread.get("hours") or {}
    days = [] if wrong else await asyncio.to_thread(coming_days, shown, catalogue.calendars, now)
    there = [one for one in catalogue.displays.values() if before and one.place == before.id]
    return await render(
        request,
        "settings-place.html",
        title=before.name if before else NEW,
        status=422 if errors else 200,
        now=now,
        place=before,
        fields=fields,
        errors=errors or {},
        labels=LABELS,
        seen=fields.get("seen") or seen_of(before),
        types=_types(before),
        calendars=_calendars(catalogue, before),
        chosen=fields.get("closed", "").splitlines(),
        used=[(f"/settings/displays/{one.id}", one.name) for one in there],
        week=_week(days, shown, language_of(request), now),
        wrong=wrong,
        **await what_was_done(request, in_words(before.name, language_of(request)) if before else ""),
    )


def _week(days: list[DayOpen], place: Place, language: str, now: datetime) -> list[WeekRow]:
    times = Times(language, ZoneInfo(place.timezone), now)
    return [_week_row(one, times) for one in days]


def _week_row(one: DayOpen, times: Times) -> WeekRow:
    noon = datetime.combine(one.day, time(12), times.zone)
    dash = "〜" if times.japanese else "–"
    says = ("、" if times.japanese else ", ").join(
        f"{times.clock(begins)}{dash}{times.end_clock(ends)}" for begins, ends in one.pieces
    )
    return WeekRow(times.day(noon), bool(one.pieces), says, one.why)


def type_words(type: str) -> Words:
    """A type in words; one that only files know is called by its name."""
    return TYPES.get(type) or ({"ja": type, "en": type} if type else {"ja": "–", "en": "–"})


def _types(before: Place | None) -> list[tuple[str, Words]]:
    own = [before.type] if before and before.type and before.type not in TYPES else []
    return [("", {"ja": "選ばない", "en": "None"}), *((one, type_words(one)) for one in [*TYPES, *own])]


def _calendars(catalogue: Catalogue, before: Place | None) -> list[tuple[str, Words]]:
    """Those that can be ticked; one that is named and isn't there stays to be seen."""
    gone = [name for name in (before.closed if before else ()) if name not in catalogue.calendars]
    found = [(name, dict(one.title) or {"ja": name}) for name, one in sorted(catalogue.calendars.items())]
    return [*found, *((name, {"ja": f"{name}（なくなりました）", "en": f"{name} (gone)"}) for name in gone)]


async def _asked_for(request: web.Request) -> Place:
    place = (await request.app[DESK].catalogue()).places.get(request.match_info["place"])
    if place is None:
        raise NotFoundError("there is no such place", request.match_info["place"])
    return place


def _named(request: web.Request, catalogue: Catalogue) -> str:
    """What the address calls done, by its name."""
    id = request.query.get("name", "")
    place = catalogue.places.get(id)
    return in_words(place.name, language_of(request)) if place else id
