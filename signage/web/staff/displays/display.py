"""The page of one display: what it should show and shows, why it is as it is, what was tried, and what to try next."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from aiohttp import hdrs, web

from ....actions.care_for_display import mute, set_maintenance
from ....domain.catalogue import Catalogue
from ....domain.commands import COMMANDS, args_of
from ....domain.displays import Display
from ....domain.health import STATUS_WORDS
from ....errors import InputError, NotFoundError
from ....words import Words, in_words
from ...auth import Form, form_of, go_to, needs, safe_next, text_of
from ...desk import DESK
from ...visitor import name_of
from ..pages import part, render, renewed, times_of, version_of
from ..pictures import size_of
from ..qr import qr_svg
from . import strip
from .charts import charts_of
from .device import values_of
from .views import load_past, now_of, zone_of

MUTED_FOR = timedelta(minutes=30)
SPANS: dict[str, tuple[Words, timedelta]] = {
    "1h": ({"ja": "1時間", "en": "1 hour"}, timedelta(hours=1)),
    "4h": ({"ja": "4時間", "en": "4 hours"}, timedelta(hours=4)),
    "1d": ({"ja": "1日", "en": "1 day"}, timedelta(days=1)),
    "7d": ({"ja": "7日", "en": "7 days"}, timedelta(days=7)),
}
"""How long a display may be said to be in maintenance at a time."""

PARTS = ("now", "commands")
"""What the page renews by itself, each by a template of its own."""


@needs("see displays")
async def get_display(request: web.Request) -> web.StreamResponse:
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue, display = await display_of(request)
    place = catalogue.places.get(display.place)
    given = await desk.commands.history(display.id)
    view = now_of(desk, catalogue, display, given, now, times_of(request, now))
    address = f"{desk.url()}/t/{display.id}"
    values: dict[str, Any] = {
        "display": display,
        "place": place,
        "view": view,
        "given": given,
        "command_words": COMMANDS,
    }
    wanted = request.query.get("part")
    if wanted in PARTS:
        return renewed(request, part(request, f"display-{wanted}.html", now=now, **values), now)
    parts = {name: part(request, f"display-{name}.html", now=now, **values) for name in PARTS}
    past = await load_past(desk.database, display.id, zone_of(place, desk.settings.timezone), view.beat, now)
    return await render(
        request,
        "display.html",
        title={"ja": display.name, "en": display.name},
        now=now,
        **values,
        parts=parts,
        versions={name: version_of(html) for name, html in parts.items()},
        past=past,
        strip=strip,
        charts=charts_of(past.measurements, view.beat),
        spans=SPANS,
        muted_minutes=MUTED_FOR.seconds // 60,
        status_words=STATUS_WORDS,
        sizes_url=f"/static/sizes.css?of={size_of(display)}",
        device=values_of(view.beat, times_of(request, now)),
        address=address,
        qr=qr_svg(address),
    )


@needs("see displays")
async def get_screenshot(request: web.Request) -> web.StreamResponse:
    """The last real picture of the glass. Only staff see it."""
    _, display = await display_of(request)
    shot = request.app[DESK].screenshots.latest(display.id)
    if shot is None or not shot.path.is_file():
        raise NotFoundError("there is no screenshot of this display", display.id)
    headers = {
        hdrs.CONTENT_TYPE: shot.type,
        hdrs.CACHE_CONTROL: "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return web.FileResponse(shot.path, headers=headers)


@needs("care for displays")
async def post_command(request: web.Request) -> web.StreamResponse:
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue, display = await display_of(request)
    form = await form_of(request)
    name, place, care = text_of(form, "command"), catalogue.places.get(display.place), desk.watch.care.get(display.id)
    args = args_of(name, in_words(place.name, "ja") if place else "", care.maintenance_until if care else None, now)
    await desk.commands.give(display.id, name, args, name_of(request), now)
    raise _back(form, display, "commands")


@needs("care for displays")
async def post_maintenance(request: web.Request) -> web.StreamResponse:
    """`span` is a row of SPANS; “end” ends it."""
    desk, now = request.app[DESK], datetime.now(UTC)
    _, display = await display_of(request)
    form = await form_of(request)
    span, note = text_of(form, "span"), text_of(form, "note").strip()
    if span not in (*SPANS, "end"):
        raise InputError("choose how long the maintenance lasts", "span")
    until = None if span == "end" else now + SPANS[span][1]
    note = "" if until is None else note
    await set_maintenance(desk.watch, desk.database, display.id, until, note, name_of(request), now)
    raise _back(form, display, "care")


@needs("care for displays")
async def post_mute(request: web.Request) -> web.StreamResponse:
    """Its troubles are not told for half an hour; with `end`, they are told again."""
    desk, now = request.app[DESK], datetime.now(UTC)
    _, display = await display_of(request)
    form = await form_of(request)
    until = None if "end" in form else now + MUTED_FOR
    await mute(desk.watch, desk.database, display.id, until, name_of(request), now)
    raise _back(form, display, "care")


async def display_of(request: web.Request) -> tuple[Catalogue, Display]:
    """The display of the address; raises NotFoundError."""
    catalogue = await request.app[DESK].catalogue()
    display = catalogue.displays.get(request.match_info["display"])
    if display is None:
        raise NotFoundError("there is no such display", request.match_info["display"])
    return catalogue, display


def _back(form: Form, display: Display, at: str) -> web.HTTPSeeOther:
    """To the page that the form stood on: as its field `back` says (the technician's page), else this one's."""
    return go_to(safe_next(text_of(form, "back")) if "back" in form else f"/displays/{quote(display.id)}#{at}")
