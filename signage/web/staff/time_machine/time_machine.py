"""The time machine: any display at any moment, the very slide, the day under a scrubber, and why."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web

from ....actions.draw_slides import Drawn
from ....actions.look_at_moment import Moment, TimeMachine, moment_of
from ....domain.calendars import instant, local_day
from ....domain.catalogue import Catalogue
from ....domain.displays import Display
from ....domain.forms.typed_moments import day_of, time_of
from ....errors import InputError
from ....words import Words, in_words
from ...auth import go_to, needs
from ...desk import DESK
from ...public import BLOBS
from ..pages import language_of, render
from ..pictures import size_of
from ..times import Times
from .reasons import length, reasons
from .views import Slides, address_of, scale_of, script_of

TIME = web.AppKey("time", TimeMachine)
TITLE: Words = {"ja": "日時で見る", "en": "Time machine"}
AHEAD = timedelta(days=366)
"""So far the timeline is asked: beyond it nobody has planned anything."""
OLDEST = datetime(2019, 5, 1, tzinfo=UTC)
MOST_LISTED = 300
"""Displays in one list; of more the number or name is typed."""
MOST_FOUND = 20
PLAYED = 12
"""Slides that a page asks for at once while it plays."""


class Asked(NamedTuple):
    """What the address asks for. `errors` are told by field; `found` are displays of which one is to be chosen."""

    display: Display | None
    at: datetime
    typed: Mapping[str, str]
    errors: Mapping[str, Words]
    found: list[Display]


@needs("see displays")
async def get_time(request: web.Request) -> web.StreamResponse:
    """A form of its own leads to the address of a moment, which may be shared."""
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue = await desk.catalogue()
    asked = asked_of(request, catalogue, now)
    if asked.display is None:
        return await _nothing(request, catalogue, asked, now)
    moment = await request.app[TIME].look(catalogue, asked.display.id, asked.at, now)
    if not asked.errors and ("day" in request.query or "time" in request.query):
        raise go_to(address_of(asked.display.id, asked.at, moment))
    return await _page(request, catalogue, moment, asked)


async def _page(request: web.Request, catalogue: Catalogue, moment: Moment, asked: Asked) -> web.StreamResponse:
    language = language_of(request)
    local = {code: Times(code, moment.zone, moment.now) for code in ("ja", "en")}
    times = local[language]
    slides = Slides(moment, catalogue, await _drawn(request, moment), request.app[BLOBS], times)
    shown = slides.all()
    slide = shown[moment.number] if shown else None
    return await render(
        request,
        "time.html",
        title=TITLE,
        status=422 if asked.errors else 200,
        now=moment.now,
        moment_=moment,
        asked=asked,
        day=asked.typed.get("day") or times.long_day(local_day(moment.at, moment.zone)),
        clock=asked.typed.get("time") or times.clock(moment.at, seconds=True),
        local=times,
        slides=shown,
        slide=slide,
        ends=moment_of(slide.ends) if slide else None,
        came=moment_of(moment.stretch.came) if moment.stretch else None,
        ahead=moment.at - moment.now > timedelta(seconds=1),
        at_ms=round(moment.at.timestamp() * 1000),
        spoken=f"{times.clock(moment.at, seconds=True)} {in_words(slide.says, language) if slide else ''}",
        proof=slides.proof() if moment.past and shown else None,
        reasons=reasons(moment, catalogue, local["ja"], local["en"]),
        scale=scale_of(moment, catalogue, times, language),
        length=length,
        places=listed(request, catalogue),
        address=address_of(moment.display.id, moment.at, moment),
        size=size_of(moment.display),
        sizes_url=f"/static/sizes.css?of={size_of(moment.display)}",
    )


async def _nothing(request: web.Request, catalogue: Catalogue, asked: Asked, now: datetime) -> web.StreamResponse:
    """No display is meant, or several are."""
    status = 200 if asked.found or not request.query.get("display") else 404
    places = listed(request, catalogue)
    return await render(
        request, "time-none.html", title=TITLE, status=status, now=now, asked=asked, places=places, day="", clock=""
    )


@needs("see displays")
async def get_following(request: web.Request) -> web.StreamResponse:
    """The slides from a moment on, as JSON, for a page that plays."""
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue = await desk.catalogue()
    asked = asked_of(request, catalogue, now)
    if asked.display is None or asked.errors:
        raise InputError("name a display and a moment", "at")
    moment = await request.app[TIME].look(catalogue, asked.display.id, asked.at, now, before=0, after=PLAYED)
    times = Times(language_of(request), moment.zone, now)
    slides = Slides(moment, catalogue, await _drawn(request, moment), request.app[BLOBS], times)
    return web.Response(
        text=script_of(slides.all()), content_type="application/json", headers={"Cache-Control": "no-store"}
    )


async def _drawn(request: web.Request, moment: Moment) -> Mapping[str, Drawn]:
    """Slides of days that are not published yet."""
    made = await request.app[DESK].previews.draw(list(moment.subjects.values()))
    return dict(zip(moment.subjects, made, strict=True))


def asked_of(request: web.Request, catalogue: Catalogue, now: datetime) -> Asked:
    query = request.query
    display, found = find_display(query.get("display", "") or _one_that_is_on(request, catalogue, now), catalogue)
    place = catalogue.places.get(display.place) if display else None
    zone = ZoneInfo(place.timezone if place else request.app[DESK].settings.timezone)
    if "day" in query or "time" in query:
        return _typed(display, found, query, zone, now)
    text = query.get("at", "").strip()[:40]
    at = moment_in(text, zone) if text else now
    errors: dict[str, Words] = {} if at and OLDEST <= at <= now + AHEAD else {"day": NO_DAY}
    return Asked(display if place else None, at if at and not errors else now, {}, errors, found)


NO_DAY: Words = {
    "ja": "1年先までの日付を、11月22日、2026-11-22、明日 のように書いてください。",
    "en": "Write a day up to a year ahead, like 22 Nov 2026, 2026-11-22 or tomorrow.",
}
NO_TIME: Words = {
    "ja": "時刻を 15:00 か 15:00:30 のように書いてください。",
    "en": "Write a time like 15:00 or 15:00:30.",
}


def _typed(
    display: Display | None, found: list[Display], query: Mapping[str, str], zone: ZoneInfo, now: datetime
) -> Asked:
    typed = {name: query.get(name, "").strip()[:60] for name in ("day", "time")}
    day = day_of(typed["day"], local_day(now, zone)) if typed["day"] else local_day(now, zone)
    clock = clock_of(typed["time"])
    errors = {}
    if day is None or not OLDEST.date() <= day <= (now + AHEAD).date():
        errors["day"] = NO_DAY
    if clock is None:
        errors["time"] = NO_TIME
    at = now if errors or day is None or clock is None else instant(datetime.combine(day, clock), zone)
    return Asked(display, at, typed, errors, found)


def clock_of(text: str) -> time | None:
    """As people type it, with seconds or without; nothing is midnight."""
    if not text:
        return time()
    found = re.fullmatch(r"(.*\d)\s*(?:[:：]|分)\s*([0-5]?\d)\s*秒?", text)
    if found and re.search(r"[:：時]", found[1]):
        whole = time_of(found[1])
        return whole.replace(second=int(found[2])) if whole else None
    return time_of(text)


def moment_in(text: str, zone: ZoneInfo) -> datetime | None:
    """2026-11-22T15:00:00 on the wall of a display, with an offset as an instant, or epoch ms."""
    try:
        if text.isdecimal() and len(text) < 14:
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        found = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
        return found.astimezone(UTC) if found.tzinfo else instant(found, zone)
    except (ValueError, OverflowError, OSError):
        return None


def find_display(asked: str, catalogue: Catalogue) -> tuple[Display | None, list[Display]]:
    """By its id, else its name, else what only one has in its name; without anything the first one. Else those that fit."""
    text = asked.strip()[:100]
    if not text:
        return next(iter(_in_order(catalogue)), None), []
    if text in catalogue.displays:
        return catalogue.displays[text], []
    fits = [one for one in _in_order(catalogue) if text.lower() in f"{one.id} {one.name}".lower()]
    named = [one for one in fits if one.name == text] or fits
    return (named[0], []) if len(named) == 1 else (None, named[:MOST_FOUND])


def _one_that_is_on(request: web.Request, catalogue: Catalogue, now: datetime) -> str:
    """Where nobody said which: one with something on it shows better what this page is for."""
    watch, some = request.app[DESK].watch, _in_order(catalogue)[:MOST_FOUND]
    on = (one.id for one in some if (shown := watch.should_show(one.id, now)) and shown.slide)
    return next(on, "")


def _in_order(catalogue: Catalogue) -> list[Display]:
    """Those that stand somewhere, in the order in which they were registered."""
    return [one for one in catalogue.displays.values() if one.place in catalogue.places]


def listed(request: web.Request, catalogue: Catalogue) -> list[tuple[str, list[Display]]]:
    """Displays by the name of their place; none where they are too many for a list."""
    language = language_of(request)
    displays = _in_order(catalogue)
    if len(displays) > MOST_LISTED:
        return []
    by_place: dict[str, list[Display]] = {}
    for one in displays:
        by_place.setdefault(in_words(catalogue.places[one.place].name, language), []).append(one)
    return sorted(by_place.items())
