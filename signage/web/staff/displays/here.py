"""The public page of a place: what its screens show today as text with links, for whoever can't see them; and who answers. And
the page of all places, where a code leads that has no other target.

Nobody logs in here, and no name of anybody stands on it. It is the same for all who read the same language, and is made at
most once a minute, unless something else is published meanwhile.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aiohttp import web

from ....domain.calendars import ONE_DAY, first_instant, local_day
from ....domain.catalogue import Catalogue
from ....domain.closing_days import almanac_of
from ....domain.content import Item
from ....domain.day_reasons import closed_because
from ....domain.displays import Place
from ....domain.events import Event, Occasion, ends_at
from ....domain.shown_today import Piece, ShownToday, shown_today
from ....errors import NotFoundError
from ....render.wording import CHIPS
from ....store.manifests import Served
from ....words import Words, in_words
from ...desk import DESK, Desk
from ..pages import PUBLIC_HEADERS, public_language, public_text
from ..times import Times

KEPT = timedelta(minutes=1)
OCCASIONS = 3
"""So many of what an event has to come are told."""


class Kept(NamedTuple):
    """A page as it was made, of what was published then."""

    until: datetime
    tags: tuple[str, ...]
    html: bytes


KEPT_PAGES: web.AppKey[dict[tuple[str, str], Kept]] = web.AppKey("public pages")
"""By place and language: only places that there are get in. No place: the page of all."""


class Told(NamedTuple):
    """An item in the page's language, else in the one it has; `language` is that of its words."""

    item: Item
    language: str
    title: str
    text: str
    label: Words
    department: str
    when: tuple[str, ...]
    where: str
    fee: str
    note: str
    hours: tuple[Piece, ...]
    link: str


async def get_places(request: web.Request) -> web.StreamResponse:
    """Whose screens these are, and where."""
    language, now, kept = public_language(request), datetime.now(UTC), request.app[KEPT_PAGES]
    found = kept.get(("", language))
    if found is None or found.until <= now:
        html = _all_places(request, await request.app[DESK].catalogue(), language, now)
        found = kept["", language] = Kept(now + KEPT, (), html)
    return _answer(found)


async def get_here(request: web.Request) -> web.StreamResponse:
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue = await desk.catalogue()
    place = catalogue.places.get(request.match_info["place"])
    if place is None:
        raise NotFoundError("there is no such place", request.match_info["place"])
    language = public_language(request)
    served = _served(desk, catalogue, place)
    tags, kept = tuple(one.tag for one in served), request.app[KEPT_PAGES].get((place.id, language))
    if kept is None or kept.until <= now or kept.tags != tags:
        html = _made(request, catalogue, place, served, language, now)
        kept = request.app[KEPT_PAGES][place.id, language] = Kept(now + KEPT, tags, html)
    return _answer(kept)


def _answer(kept: Kept) -> web.Response:
    return web.Response(body=kept.html, headers=PUBLIC_HEADERS, content_type="text/html", charset="utf-8")


def _all_places(request: web.Request, catalogue: Catalogue, language: str, now: datetime) -> bytes:
    name, shown = request.app[DESK].brands.in_force.name, {one.place for one in catalogue.displays.values()}
    title: Words = {"ja": f"{in_words(name, 'ja')}の画面", "en": f"The screens of {in_words(name, 'en')}"}
    places = sorted((catalogue.places[id] for id in shown), key=lambda one: in_words(one.name, language))
    values = {"title": title, "places": places, **_about(request, language)}
    return public_text(request, "here-places.html", language=language, now=now, **values).encode()


def _about(request: web.Request, language: str) -> dict[str, str]:
    """Who answers for the screens."""
    desk = request.app[DESK]
    brand = desk.brands.in_force
    return {
        "address": brand.address,
        "department": in_words(brand.department, language),
        "responsible": in_words(brand.name, language),
        "public_contact": desk.settings.public_contact,
    }


def _served(desk: Desk, catalogue: Catalogue, place: Place) -> list[Served]:
    """What the screens of a place are given, each tail once."""
    ids = (display.id for display in catalogue.displays.values() if display.place == place.id)
    found = {id(served.tail): served for display in ids if (served := desk.manifests.of(display))}
    return list(found.values())


def _made(
    request: web.Request,
    catalogue: Catalogue,
    place: Place,
    served: Iterable[Served],
    language: str,
    now: datetime,
) -> bytes:
    zone = ZoneInfo(place.timezone)
    times, today = Times(language, zone, now), local_day(now, zone)
    shown = shown_today((one.tail for one in served), first_instant(today, zone), first_instant(today + ONE_DAY, zone))
    almanac = almanac_of(place.country, catalogue.calendars)
    title: Words = {
        "ja": f"{in_words(place.name, 'ja')}の画面のお知らせ",
        "en": f"On the screens at {in_words(place.name, 'en')}",
    }
    return public_text(
        request,
        "here.html",
        language=language,
        title=title,
        now=now,
        place=place,
        here_times=times,
        closed=closed_because(place, today, almanac),
        shown=shown,
        told=[*_all_told(shown, catalogue, language, now)],
        **_about(request, language),
    ).encode()


def _all_told(shown: ShownToday, catalogue: Catalogue, language: str, now: datetime) -> Iterator[Told]:
    """Events first, the soonest first; then all else in the order in which it comes round. What has words in the page's
    language stands before what has not.
    """
    down = {gone.item.id for gone in catalogue.taken_down}
    items = [catalogue.items[id] for id in shown.items if id in catalogue.items and id not in down]
    items.sort(key=lambda item: (item.event is None, not item.title.get(language), _next_ends(item.event, now)))
    return (_told(item, shown, language, now) for item in items)


def _next_ends(event: Event | None, now: datetime) -> datetime:
    ends = [ends_at(event, one) for one in event.occasions] if event else []
    return min((one for one in ends if one > now), default=now)


def _told(item: Item, shown: ShownToday, language: str, now: datetime) -> Told:
    spoken = language if item.title.get(language) else next(iter(item.title), language)
    event = item.event
    times = Times(language, event.zone if event else ZoneInfo("UTC"), now)
    return Told(
        item=item,
        language=spoken,
        title=in_words(item.title, language),
        text=item.text.get(spoken, ""),
        label=CHIPS[event.called_off] if event and event.called_off else CHIPS.get(item.kind, {}),
        department=in_words(item.department, language),
        when=tuple(occasion_words(one, times) for one in _coming(event, now)) if event else (),
        where=in_words(event.place, language) if event else "",
        fee=in_words(event.fee, language) if event else "",
        note=in_words(event.note, language) if event else "",
        hours=shown.hours_of(item.id),
        link=safe_link(item.url),
    )


def _coming(event: Event, now: datetime) -> list[Occasion]:
    return [one for one in event.occasions if ends_at(event, one) > now][:OCCASIONS]


def occasion_words(one: Occasion, times: Times) -> str:
    """11月22日(日) 13:30〜16:30; 11月15日(土)〜1月12日(月) 16:30〜22:00."""
    dash = "〜" if times.japanese else "–"
    days = [times.day(datetime(day.year, day.month, day.day, 12, tzinfo=times.zone)) for day in (one.first, one.last)]
    words = days[0] if one.first == one.last else f"{days[0]}{dash}{days[1]}"
    hours = [
        f"{at.hour if times.japanese else f'{at.hour:02}'}:{at.minute:02}" if at else ""
        for at in (one.begins, one.ends)
    ]
    return f"{words} {hours[0]}{dash}{hours[1]}".rstrip() if any(hours) else words


def safe_link(url: str | None) -> str:
    """A web address; anything else a page must not lead to."""
    return url if url and urlsplit(url).scheme in ("http", "https") else ""
