"""Calendars of named days: typed line by line, taken from an iCalendar file, or copied from one that a file gives."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web

from ....actions.keep_calendar import keep_calendar, remove_calendar
from ....domain.calendar_file import CalendarNotes
from ....domain.calendars import local_day
from ....domain.catalogue import Catalogue
from ....domain.closing_days import Almanac, Calendar, Closing, almanac_of
from ....domain.day_reasons import reason_of
from ....domain.forms.calendar import LABELS, calendar_fields, can_be_typed, read_calendar
from ....domain.forms.typed import Typed, new_id, seen_of
from ....errors import ConflictError, NotFoundError, SignageError
from ....sources.calendars import MAX_BYTES, read_ics
from ....store.calendars import load_calendar_origins
from ....words import Words, in_words
from ...auth import form_of, go_to, needs
from ...desk import DESK, Desk
from ..pages import HEADERS, language_of, part, render, times_of
from ..set_up import conflict, done, listed, person_of, typed_of, what_was_done

TITLE: Words = {"ja": "カレンダー", "en": "Calendars"}
NEW: Words = {"ja": "カレンダーを追加", "en": "Add a calendar"}
PATH = "/settings/calendars"
COMING_DAYS = 366
SHOWN = 14
"""So many coming days are listed."""


class Row(NamedTuple):
    calendar: Calendar
    title: Words
    file: str
    places: int


class Coming(NamedTuple):
    day: str
    why: str


@needs("set up places")
async def get_calendars(request: web.Request) -> web.StreamResponse:
    catalogue, origins = await request.app[DESK].catalogue(), await _origins(request)
    rows = [
        Row(one, title_of(one), origins.get(name, ""), sum(name in place.closed for place in catalogue.places.values()))
        for name, one in catalogue.calendars.items()
    ]
    its = listed(rows, request.query, lambda row: " ".join((row.calendar.name, *row.title.values())))
    asked = catalogue.calendars.get(request.query.get("name", ""))
    named = in_words(title_of(asked), language_of(request)) if asked else request.query.get("name", "")
    return await render(
        request, "settings-calendars.html", title=TITLE, list=its, **await what_was_done(request, named)
    )


@needs("set up places")
async def get_new_calendar(request: web.Request) -> web.StreamResponse:
    return await _form(request, {}, None)


@needs("set up places")
async def get_calendar(request: web.Request) -> web.StreamResponse:
    calendar = await _asked_for(request)
    fields = calendar_fields(calendar) if can_be_typed(calendar) else {}
    return await _form(request, fields, calendar)


@needs("set up places")
async def post_calendar(request: web.Request) -> web.StreamResponse:
    """Keeps a new calendar, or one that is there."""
    typed, desk = typed_of(await form_of(request)), request.app[DESK]
    before = await _asked_for(request) if "calendar" in request.match_info else None
    taken = (await desk.catalogue()).calendars
    name = before.name if before else new_id(typed.get("title_en", ""), taken, "calendar")
    calendar, errors = read_calendar(typed, name, _today(desk), before)
    if errors:
        return await _form(request, typed, before, errors)
    try:
        await keep_calendar(desk.database, calendar, person_of(request), datetime.now(UTC), typed.get("seen", ""))
    except ConflictError:
        now = (await desk.catalogue()).calendars.get(name)
        if now is None:
            raise
        return await conflict(request, typed, calendar_fields(now), LABELS, seen_of(now), title=title_of(now))
    raise done(PATH, "calendar", "changed" if before else "added", name)


@needs("set up places")
async def post_calendar_file(request: web.Request) -> web.StreamResponse:
    """A new calendar out of an iCalendar file, read where nothing else is held up."""
    form, desk, now = await form_of(request, MAX_BYTES + 100_000), request.app[DESK], datetime.now(UTC)
    typed, file = typed_of(form), form.get("file")
    fields = Typed(typed)
    title = fields.words("title", 60, needed=True)
    if not isinstance(file, web.FileField) or not file.filename:
        fields.refuse("file", "ファイルを選んでください。", "Choose a file.")
        return await _form(request, typed, None, fields.errors)
    name = new_id(typed.get("title_en", ""), (await desk.catalogue()).calendars, "calendar")
    body = await asyncio.to_thread(file.file.read)
    try:
        read = await desk.workers.run(read_ics, body, f"{name}.ics", now, desk.settings.timezone)
    except SignageError as problem:
        fields.refuse("file", "このファイルは、iCalendar として読めません。", f"It can’t be read: {problem.message}.")
        return await _form(request, typed, None, fields.errors)
    _check_whole(fields, read)
    if fields.errors:
        return await _form(request, typed, None, fields.errors, read)
    calendar = msgspec.structs.replace(read.calendar, title=tuple(sorted(title.items())))
    await keep_calendar(desk.database, calendar, person_of(request), now)
    raise done(PATH, "calendar", "added", name)


def _check_whole(fields: Typed, read: CalendarNotes) -> None:
    """What can't be taken in of a file is left out only by somebody who has seen what it is."""
    if not read.calendar.days:
        fields.refuse(
            "file",
            "このファイルには、取り込める日が1日もありません。",
            "There is no day in this file that can be taken in.",
        )
    elif read.notes and fields.text("without") != seen_of(read.notes):
        fields.refuse(
            "file",
            "このファイルには、取り込めないところがあります。ファイルを直すか、そこを除いて作ってください。",
            "Some of this file can’t be taken in. Mend the file, or make the calendar without it.",
        )


@needs("set up places")
async def post_copy_calendar(request: web.Request) -> web.StreamResponse:
    """A copy of people's own, to be changed here."""
    await form_of(request)
    desk, calendar = request.app[DESK], await _asked_for(request)
    name = new_id(calendar.name, (await desk.catalogue()).calendars, "calendar")
    title = {code: f"{text}{'（写し）' if code == 'ja' else ' (copy)'}" for code, text in title_of(calendar).items()}
    copy = msgspec.structs.replace(calendar, name=name, title=tuple(sorted(title.items())))
    await keep_calendar(desk.database, copy, person_of(request), datetime.now(UTC))
    raise go_to(f"{PATH}/{name}")


@needs("set up places")
async def post_remove_calendar(request: web.Request) -> web.StreamResponse:
    await form_of(request)
    calendar = await _asked_for(request)
    await remove_calendar(request.app[DESK].database, calendar.name, person_of(request), datetime.now(UTC))
    raise done(PATH, "calendar", "removed", calendar.name)


@needs("set up places")
async def post_coming(request: web.Request) -> web.StreamResponse:
    """The coming days of a calendar as it is being typed."""
    typed, desk, now = typed_of(await form_of(request)), request.app[DESK], datetime.now(UTC)
    calendar, errors = read_calendar(typed, "typed", _today(desk))
    coming = [] if errors.keys() & {"days", "but"} else await _coming(request, calendar, await desk.catalogue(), now)
    html = part(request, "settings-calendar-days.html", now=now, coming=coming)
    return web.Response(text=html, content_type="text/html", headers=HEADERS)


async def _form(
    request: web.Request,
    fields: Mapping[str, str],
    before: Calendar | None,
    errors: Mapping[str, Words] | None = None,
    read: CalendarNotes | None = None,
) -> web.Response:
    """`read` is what a file gave that was not kept."""
    desk, now, language = request.app[DESK], datetime.now(UTC), language_of(request)
    catalogue, origins = await desk.catalogue(), await _origins(request)
    typed, unread = read_calendar(fields, "typed", _today(desk)) if fields else (before, {})
    return await render(
        request,
        "settings-calendar.html",
        title=title_of(before) if before else NEW,
        status=422 if errors else 200,
        now=now,
        calendar=before,
        file=origins.get(before.name, "") if before else "",
        typed=before is None or can_be_typed(before),
        fields=dict.fromkeys(LABELS, "") | dict(fields),
        errors=errors or {},
        read=read,
        without=seen_of(read.notes) if read else "",
        labels={**LABELS, "file": {"ja": "ファイル", "en": "File"}},
        seen=fields.get("seen") or seen_of(before),
        coming=await _coming(request, typed, catalogue, now) if typed and not unread.keys() & {"days", "but"} else [],
        used=_used(catalogue, before.name, language) if before else [],
        **await what_was_done(request, ""),
    )


async def _coming(request: web.Request, calendar: Calendar, catalogue: Catalogue, now: datetime) -> list[Coming]:
    """The next days that it names, with why. In a thread: the first question for holidays reads the tables of a country."""
    desk, times, language = request.app[DESK], times_of(request, now), language_of(request)
    others = {name: one for name, one in catalogue.calendars.items() if name != calendar.name}
    almanac = almanac_of(desk.settings.country, {**others, calendar.name: calendar})
    found = await asyncio.to_thread(_next_days, almanac, calendar.name, _today(desk))
    return [
        Coming(
            times.day(datetime.combine(day, time(12), times.zone)), reason_of(closing, language) if closing.says else ""
        )
        for day, closing in found
    ]


def _next_days(almanac: Almanac, name: str, today: date) -> list[tuple[date, Closing]]:
    days = (today + timedelta(days=n) for n in range(COMING_DAYS))
    return list(islice(((day, found) for day in days if (found := almanac.closing((name,), day))), SHOWN))


def _used(catalogue: Catalogue, name: str, language: str) -> list[tuple[str, str]]:
    """Places and playlists that name it, with where they are changed."""
    places = [one for one in catalogue.places.values() if name in one.closed]
    rules = [rule for rule in catalogue.rules if name in (*rule.only_days_of, *rule.not_days_of)]
    found = [(f"/settings/places/{one.id}", in_words(one.name, language)) for one in places]
    return [*found, *(("", playlist) for playlist in sorted({rule.playlist for rule in rules}))]


def title_of(calendar: Calendar) -> Words:
    return dict(calendar.title) or {"ja": calendar.name, "en": calendar.name}


def _today(desk: Desk) -> date:
    return local_day(datetime.now(UTC), ZoneInfo(desk.settings.timezone))


async def _origins(request: web.Request) -> dict[str, str]:
    async with request.app[DESK].database.read() as connection:
        return await load_calendar_origins(connection)


async def _asked_for(request: web.Request) -> Calendar:
    calendar = (await request.app[DESK].catalogue()).calendars.get(request.match_info["calendar"])
    if calendar is None:
        raise NotFoundError("there is no such calendar", request.match_info["calendar"])
    return calendar
