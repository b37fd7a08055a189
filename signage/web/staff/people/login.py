"""The log-in, with what is on air beside it; and the way out."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import NamedTuple

from aiohttp import hdrs, web

from ....actions.log_in import NeedsCode, Refused
from ....domain.catalogue import Catalogue
from ....domain.displays import Display
from ....errors import ForbiddenError
from ....words import Words
from ...addresses import address_of
from ...auth import (
    KNOWN,
    LOG_INS,
    begin_session,
    csrf_of,
    end_session,
    form_of,
    go_to,
    guest_of,
    keep_guest,
    known_of,
    landing,
    needs,
    safe_next,
    text_of,
)
from ...desk import DESK, Desk
from ...devices import device_of
from ..pages import render
from ..pictures import Picture, should_show, size_of

TITLE: Words = {"ja": "ログイン", "en": "Log in"}
LOOKED_THROUGH = 40
"""So many displays are looked at for one that shows something: whoever opens the page is nobody yet."""
WRONG: Words = {"ja": "職員番号かパスワードが違います。", "en": "Staff number or password is wrong."}
CODE: Words = {"ja": "確認の番号を入れてください", "en": "Enter your code"}
WRONG_CODE: Words = {
    "ja": "番号が違うか、もう使われています。次の番号で試してください。",
    "en": "This code is wrong or was used already. Try the next one.",
}
STALE: Words = {
    "ja": "このページを開いてから時間がたったか、ブラウザがクッキーを受け取っていません。もう一度お願いします。",
    "en": "This page was opened too long ago, or the browser keeps no cookies. Please try once more.",
}


class OnAir(NamedTuple):
    """A display and what is due on it now."""

    display: Display
    picture: Picture
    sizes_url: str

    @property
    def is_lit(self) -> bool:
        return self.picture.kind == "slide"


async def get_login(request: web.Request) -> web.StreamResponse:
    where = safe_next(request.query.get("next", ""))
    if known := await known_of(request):
        raise go_to(landing(where, known.user.role))
    return await _page(request, where)


async def post_login(request: web.Request) -> web.StreamResponse:
    try:
        form = await form_of(request)
    except ForbiddenError:
        return await _page(request, safe_next(""), status=403, problem=STALE)
    name, where = text_of(form, "name"), safe_next(text_of(form, "next"))
    device = device_of(request.headers.get(hdrs.USER_AGENT, ""))
    log_ins, now = request.app[LOG_INS], datetime.now(UTC)
    found = await log_ins.log_in(name, text_of(form, "password"), address_of(request), device, now)
    if isinstance(found, Refused):
        problem = refusal(found)
        return await _page(request, where, status=401 if found.left else 429, name=name, problem=problem)
    if isinstance(found, NeedsCode):
        return await _code_page(request, found.ticket, where)
    return await _begun(request, found, where)


async def post_code(request: web.Request) -> web.StreamResponse:
    """The second step of a log-in, for those who chose to have one."""
    try:
        form = await form_of(request)
    except ForbiddenError:
        return await _page(request, safe_next(""), status=403, problem=STALE)
    ticket, where = text_of(form, "ticket"), safe_next(text_of(form, "next"))
    device = device_of(request.headers.get(hdrs.USER_AGENT, ""))
    found = await request.app[LOG_INS].enter_code(ticket, text_of(form, "code"), device, datetime.now(UTC))
    if found is None:
        return await _page(request, where, status=403, problem=STALE)
    if isinstance(found, Refused):
        return await _code_page(request, ticket, where, 401 if found.left else 429, refusal(found, WRONG_CODE))
    return await _begun(request, found, where)


async def _begun(request: web.Request, token: str, where: str) -> web.StreamResponse:
    """Goes on with a session that nobody had before; the one that this browser had is over."""
    if old := await known_of(request):
        await request.app[LOG_INS].log_out(old.user.name, old.session.sha256)
    known = await request.app[LOG_INS].known(token, datetime.now(UTC))
    response = go_to(landing(where, known.user.role) if known else where)
    begin_session(request, response, token)
    raise response


@needs()
async def post_logout(request: web.Request) -> web.StreamResponse:
    await form_of(request)
    known = request[KNOWN]
    await request.app[LOG_INS].log_out(known.user.name, known.session.sha256)
    response = go_to("/login")
    end_session(request, response)
    raise response


def refusal(found: Refused, wrong: Words = WRONG) -> Words:
    """What is wrong, and how often or when it may be tried again."""
    minutes = max(1, -(-found.wait // timedelta(minutes=1)))
    wait = {
        "ja": f"{minutes}分後に、また試せます。",
        "en": f"Try again in {minutes} minute{'s' if minutes > 1 else ''}.",
    }
    if not found.looked:
        return {
            "ja": f"続けて間違えたため、いまは試せません。{wait['ja']}",
            "en": f"Too many wrong tries. {wait['en']}",
        }
    left = {
        "ja": f"あと {found.left}回まで試せます。",
        "en": f"{found.left} {'try' if found.left == 1 else 'tries'} left.",
    }
    tail = left if found.left else wait
    return {"ja": f"{wrong['ja']}{tail['ja']}", "en": f"{wrong['en']} {tail['en']}"}


async def _code_page(
    request: web.Request, ticket: str, where: str, status: int = 200, problem: Words | None = None
) -> web.Response:
    guest = guest_of(request)
    response = await render(
        request,
        "code.html",
        title=CODE,
        status=status,
        ticket=ticket,
        where=where,
        problem=problem or {},
        guest_csrf=csrf_of(guest),
    )
    keep_guest(request, response, guest)
    return response


async def _page(
    request: web.Request, where: str, *, status: int = 200, name: str = "", problem: Words | None = None
) -> web.Response:
    desk, now, guest = request.app[DESK], datetime.now(UTC), guest_of(request)
    response = await render(
        request,
        "login.html",
        title=TITLE,
        status=status,
        now=now,
        where=where,
        name=name,
        problem=problem or {},
        guest_csrf=csrf_of(guest),
        on_air=on_air(desk, await desk.catalogue(), now),
    )
    keep_guest(request, response, guest)
    return response


def on_air(desk: Desk, catalogue: Catalogue, now: datetime) -> OnAir | None:
    """A display with the slide on it now, one in landscape if there is one; else one that is off as planned, if any."""
    found: list[OnAir] = []
    for display in islice(catalogue.displays.values(), LOOKED_THROUGH):
        if shown := desk.watch.should_show(display.id, now):
            picture = should_show(display, shown, catalogue)
            found.append(OnAir(display, picture, f"/static/sizes.css?of={size_of(display)}"))
            if shown.slide and display.width > display.height:
                return found[-1]
    return next((one for one in found if one.is_lit), found[0] if found else None)
