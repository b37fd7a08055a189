"""The page of one poster, for the telephone of whoever puts it up or goes round: opened by its code, without script."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from aiohttp import hdrs, web

from ....actions.record_visit import NOTE_LETTERS, PHOTOGRAPH_MEGABYTES, PHOTOGRAPHS, Photograph
from ....actions.tell_of_posters import take_back, tell_of_poster
from ....domain.poster_register import ACT_WORDS, STATE_WORDS, PosterState
from ....domain.poster_table import spot_of
from ....domain.posters import PosterAct
from ....errors import ConflictError, InputError, NotFoundError, SignageError
from ....store.links import load_links
from ....store.posters import load_poster, load_poster_visits
from ....store.spots import load_spots
from ....words import Words
from ...auth import form_of, go_to, needs, text_of
from ...desk import DESK
from ...visitor import name_of
from ..content.open_tasks import OPEN_TASKS
from ..displays.technician import VISIT_LIMIT_BYTES, telephone_of
from ..pages import render, times_of
from .views import REMEDIES, STATE_MARKS, Row, days_in, need_words, row_of, today_of, wall_at

CODE: Words = {"ja": "ポスターの番号", "en": "Code of a poster"}
VISITS = 10
TYPED_LETTERS = 300

BUTTONS: dict[PosterState, tuple[tuple[PosterAct, Words], ...]] = {
    "made": (("posted", {"ja": "貼りました", "en": "I put it up"}),),
    "hanging": (
        ("seen", {"ja": "見ました（あります）", "en": "I saw it: it is there"}),
        ("missing", {"ja": "ありません", "en": "It is not there"}),
        ("taken down", {"ja": "はがしました", "en": "I took it down"}),
    ),
    "missing": (
        ("posted", {"ja": "貼り直しました", "en": "I put it up again"}),
        ("seen", {"ja": "ありました", "en": "It is there after all"}),
        ("taken down", {"ja": "もう貼りません", "en": "It is not put up again"}),
    ),
    "down": (("posted", {"ja": "また貼りました", "en": "I put it up again"}),),
}
"""What can be said of a poster that is believed to hang so; the likeliest first."""
ACTS = ("posted", "seen", "missing", "taken down", "note")


@needs("see posters")
async def get_code(request: web.Request) -> web.StreamResponse:
    """Where a code is typed; with `code`, the way to its page: of a poster, or of the screen that bears it."""
    typed = request.query.get("code", "")[:TYPED_LETTERS]
    if not typed:
        return await _code_page(request)
    spot = spot_of(typed)
    async with request.app[DESK].database.read() as connection:
        found = (await load_spots(connection)).get(spot)
    if found is None:
        return await _code_page(request, typed, status=404)
    raise go_to(f"/t/{quote(found.name)}" if found.kind == "display" else f"/p/{spot}")


@needs("see posters")
async def get_poster(request: web.Request) -> web.StreamResponse:
    given = request.match_info["spot"]
    if given != (spot := spot_of(given)) and spot:
        raise go_to(f"/p/{spot}")  # as somebody typed it, in small letters
    return await _page(request, await _row(request))


@needs("post posters")
async def post_poster(request: web.Request) -> web.StreamResponse:
    """What somebody says of the poster, with a note and photographs if they like."""
    now = datetime.now(UTC)
    form = await form_of(request, VISIT_LIMIT_BYTES)
    act, note = text_of(form, "act"), text_of(form, "note")
    row = await _row(request)
    files = [one for one in form.getall("photographs", []) if isinstance(one, web.FileField) and one.filename]
    try:
        if act not in ACTS:
            raise InputError("ボタンで選んでください / press one of the buttons")
        if act == "note" and not note.strip() and not files:
            raise InputError("メモか写真を入れてください / write a note or add a photograph")
        desk, today = request.app[DESK], today_of(request, now)
        names = await desk.visits.take(note, [Photograph(one.filename, one.file.read()) for one in files], now)
        told = await tell_of_poster(desk.database, row.spot, _act(act), today, name_of(request), now, note, names)
    except SignageError as problem:
        if problem.http_status >= 500:
            raise
        return await _page(request, await _row(request), note, problem)
    request.app[OPEN_TASKS].forget()
    raise go_to(f"/p/{row.spot}?did={told}")


@needs("post posters")
async def post_undo(request: web.Request) -> web.StreamResponse:
    """Takes back the last thing that was said, by who said it."""
    form = await form_of(request)
    spot, visit = request.match_info["spot"], text_of(form, "visit")
    if not re.fullmatch(r"[0-9]{1,9}", visit):
        raise NotFoundError("nothing was said there", spot)
    try:
        await take_back(request.app[DESK].database, [int(visit)], spot, name_of(request))
    except ConflictError:
        raise go_to(f"/p/{spot}?did=late") from None
    request.app[OPEN_TASKS].forget()
    raise go_to(f"/p/{spot}?did=undone")


@needs("see posters")
async def get_photograph(request: web.Request) -> web.StreamResponse:
    path = await request.app[DESK].visits.photograph_of_poster(request.match_info["spot"], request.match_info["name"])
    return web.FileResponse(path, headers=_PICTURE)


_PICTURE = {
    hdrs.CONTENT_TYPE: "image/webp",
    hdrs.CACHE_CONTROL: "private, max-age=86400",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


def _act(text: str) -> PosterAct:
    return next(act for act in ACT_WORDS if act == text)


async def _row(request: web.Request) -> Row:
    """Raises NotFoundError for a code of no poster."""
    desk, spot = request.app[DESK], request.match_info["spot"]
    catalogue = await desk.catalogue()
    async with desk.database.read() as connection:
        one, links = await load_poster(connection, spot), await load_links(connection)
    if one is None:
        raise NotFoundError("there is no such poster", spot)
    return row_of(one, wall_at(request, catalogue, links, datetime.now(UTC)))


async def _page(request: web.Request, row: Row, note: str = "", problem: SignageError | None = None) -> web.Response:
    desk, now = request.app[DESK], datetime.now(UTC)
    times, did = times_of(request, now), request.query.get("did", "")
    async with desk.database.read() as connection:
        visits = await load_poster_visits(connection, row.spot, VISITS)
        link = (await load_links(connection)).get(row.one.poster.link)
    values: dict[str, Any] = {
        "did": next((one for one in visits[:1] if str(one.id) == did and one.by == name_of(request)), None),
        "undone": did == "undone",
        "late": did == "late",
        "note": note,
        "problem": problem.message if problem else "",
    }
    return await render(
        request,
        "poster.html",
        title=row.place,
        status=problem.http_status if problem else 200,
        now=now,
        row=row,
        buttons=BUTTONS[row.one.state],
        state_words=STATE_WORDS[row.one.state],
        mark_of_state=STATE_MARKS[row.one.state],
        acts=ACT_WORDS,
        visits=visits,
        link=link,
        day=days_in(request, now),
        need=lambda need: need_words(need, times),
        remedies=REMEDIES,
        most=PHOTOGRAPHS,
        megabytes=PHOTOGRAPH_MEGABYTES,
        letters=NOTE_LETTERS,
        telephone=telephone_of(desk.settings.contact),
        **values,
    )


async def _code_page(request: web.Request, typed: str = "", status: int = 200) -> web.Response:
    return await render(request, "poster-code.html", title=CODE, status=status, typed=typed)
