"""The technician's page of one display, for a telephone under the screen: what is wrong, what to try, and who is to know.

It works without script: forms go to the display's own addresses and come back here.
"""

import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from aiohttp import hdrs, web

from ....actions.record_visit import NOTE_LETTERS, PHOTOGRAPH_MEGABYTES, PHOTOGRAPHS, Photograph
from ....domain.commands import COMMANDS, CommandKind
from ....domain.displays import Display, Place
from ....errors import NotFoundError, SignageError
from ....store.commands import GivenCommand
from ....store.visits import Visit, load_visits
from ...auth import form_of, go_to, needs, text_of
from ...desk import DESK
from ...visitor import name_of
from ..pages import part, render, renewed, times_of, version_of
from ..pictures import size_of
from ..qr import qr_svg
from .device import readings_of
from .display import MUTED_FOR, SPANS, display_of
from .views import Now, now_of

CHECKS = ("identify", "test_card", "screenshot", "panel_off", "panel_on")
"""Commands to look around with, as far as the player can carry them out."""
PARTS = ("now", "readings")
"""What the page renews by itself, each by a template of its own."""
RECENT = timedelta(minutes=15)
"""So long the last command is told of."""
VISITS = 5
VISIT_LIMIT_BYTES = PHOTOGRAPHS * PHOTOGRAPH_MEGABYTES * 1_000_000 + 100_000
_BETWEEN = r"[\s./–−－-]?"
_DIGIT = rf"(?:\d|\(\d{{1,5}}\){_BETWEEN}(?=\d))"
_ALONE = rf"{_DIGIT}(?:[.–−－-]?{_DIGIT})+"
TELEPHONE = re.compile(rf"(?:\+|(?=\()){_DIGIT}(?:{_BETWEEN}{_DIGIT})+|0\d{{1,4}}/{_ALONE}|{_ALONE}")
"""Digits as the world parts them: 0294-22-3111, +47 55 56 55 56, (0421) 361 0000, 0421/361.00.00. Blanks join digits only behind a
plus or a bracket: hours, extensions and a second number stand beside one, too.
"""
DIGITS = range(8, 16)
"""So many a number has: E.164 allows 15, and an extension has fewer."""


@needs("see displays")
async def get_technician(request: web.Request) -> web.StreamResponse:
    desk, now, (display, place) = request.app[DESK], datetime.now(UTC), await _display(request)
    times = times_of(request, now)
    given = await desk.commands.history(display.id)
    view = now_of(desk, await desk.catalogue(), display, given, now, times)
    values: dict[str, Any] = {
        "display": display,
        "view": view,
        "news": _news(given, now),
        "awaited": any(step.outcome == "under way" for step in view.steps)
        or bool(desk.commands.waiting(display.id, now)),
        "commands": COMMANDS,
        "readings": readings_of(view.beat, view.received_at, times),
    }
    if (wanted := request.query.get("part")) in PARTS:
        return renewed(request, part(request, f"technician-{wanted}.html", now=now, **values), now)
    parts = {name: part(request, f"technician-{name}.html", now=now, **values) for name in PARTS}
    return await render(
        request,
        "technician.html",
        title={"ja": display.name, "en": display.name},
        now=now,
        **values,
        place=place,
        parts=parts,
        versions={name: version_of(html) for name, html in parts.items()},
        checks=_checks(view),
        visits=await _visits(request, display),
        kept="kept" in request.query,
        spans=SPANS,
        muted_minutes=MUTED_FOR.seconds // 60,
        telephone=telephone_of(desk.settings.contact),
        sizes_url=f"/static/sizes.css?of={size_of(display)}",
    )


@needs("see displays")
async def get_glass(request: web.Request) -> web.StreamResponse:
    """The last real picture of the glass, small enough for a basement."""
    desk, (display, _) = request.app[DESK], await _display(request)
    shot = desk.screenshots.latest(display.id)
    if shot is None:
        raise NotFoundError("there is no screenshot of this display", display.id)
    return web.Response(body=await desk.visits.small(shot.path), headers=_PICTURE)


@needs("see displays")
async def get_sticker(request: web.Request) -> web.StreamResponse:
    """A label to print and put on the screen: name, place, and the way to this page."""
    display, place = await _display(request)
    desk = request.app[DESK]
    address = f"{desk.url()}/t/{display.id}"
    return await render(
        request,
        "sticker.html",
        title={"ja": "ラベル", "en": "Label"},
        display=display,
        place=place,
        spoken=desk.brands.in_force.language,
        address=address,
        qr=qr_svg(address),
        telephone=telephone_of(desk.settings.contact),
    )


@needs("care for displays")
async def get_visit(request: web.Request) -> web.StreamResponse:
    display, _ = await _display(request)
    return await _visit_form(request, display)


@needs("care for displays")
async def post_visit(request: web.Request) -> web.StreamResponse:
    """A note with photographs. What can't be used is said above the form, and the note stays in it."""
    desk, (display, _) = request.app[DESK], await _display(request)
    form = await form_of(request, VISIT_LIMIT_BYTES)
    note = text_of(form, "note")
    files = [one for one in form.getall("photographs", []) if isinstance(one, web.FileField) and one.filename]
    try:
        photographs = [Photograph(one.filename, one.file.read()) for one in files]
        await desk.visits.record(display.id, name_of(request), note, photographs, datetime.now(UTC))
    except SignageError as problem:
        return await _visit_form(request, display, note, problem)
    raise go_to(f"/t/{display.id}?kept=1#visits")


@needs("see displays")
async def get_photograph(request: web.Request) -> web.StreamResponse:
    display, _ = await _display(request)
    path = await request.app[DESK].visits.photograph(display.id, request.match_info["name"])
    return web.FileResponse(path, headers=_PICTURE)


_PICTURE = {
    hdrs.CONTENT_TYPE: "image/webp",
    hdrs.CACHE_CONTROL: "private, max-age=86400",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


async def _visit_form(
    request: web.Request, display: Display, note: str = "", problem: SignageError | None = None
) -> web.Response:
    return await render(
        request,
        "visit.html",
        title={"ja": "訪問メモと写真", "en": "Visit"},
        status=problem.http_status if problem else 200,
        display=display,
        note=note,
        problem=problem.message if problem else "",
        most=PHOTOGRAPHS,
        megabytes=PHOTOGRAPH_MEGABYTES,
        letters=NOTE_LETTERS,
    )


async def _visits(request: web.Request, display: Display) -> list[Visit]:
    """The newest few, the newest first."""
    async with request.app[DESK].database.read() as connection:
        return await load_visits(connection, display.id, VISITS)


def _news(given: Sequence[GivenCommand], now: datetime) -> GivenCommand | None:
    """The last command, while it is news."""
    return given[0] if given and now - given[0].given_at < RECENT else None


def _checks(view: Now) -> list[CommandKind]:
    """What the player can do to be looked at; a panel that is known to be on isn't switched on."""
    panel = view.beat.box.panel if view.beat and view.beat.box else "unknown"
    return [kind for kind in view.can if kind.name in CHECKS and kind.name != f"panel_{panel}"]


class Telephone(NamedTuple):
    """A contact in three pieces: before its telephone number, the number, and after it."""

    before: str
    number: str = ""
    after: str = ""

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it; the (0) behind a country's code is not dialled."""
        plain = unicodedata.normalize("NFKC", self.number)
        return re.sub(r"[^+\d]", "", plain.replace("(0)", "") if plain.startswith("+") else plain)


def telephone_of(contact: str) -> Telephone:
    """Parted at the first that can be a telephone number."""
    for found in TELEPHONE.finditer(contact):
        if sum(map(str.isdigit, found[0])) in DIGITS:
            return Telephone(contact[: found.start()], found[0], contact[found.end() :])
    return Telephone(contact)


async def _display(request: web.Request) -> tuple[Display, Place]:
    """Raises NotFoundError for a sticker of a display that was taken out, or whose place was."""
    catalogue, display = await display_of(request)
    place = catalogue.places.get(display.place)
    if place is None:
        raise NotFoundError("this display stands at no place that is known", display.id)
    return display, place
