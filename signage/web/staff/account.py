"""One's own account: another password, and where one is logged in."""

from datetime import UTC, datetime

from aiohttp import hdrs, web

from ...actions.log_in import Refused
from ...domain.credentials import LEAST_LETTERS, weakness
from ...words import Words
from ..addresses import address_of
from ..auth import ACCOUNT, KNOWN, LOG_INS, begin_session, end_session, form_of, go_to, needs, safe_next, text_of
from ..devices import UNKNOWN, device_of
from .login import refusal
from .pages import render

TITLE: Words = {"ja": "アカウント", "en": "Account"}
FIRST: Words = {"ja": "はじめに、ご自分のパスワードを決めます", "en": "First, choose a password of your own"}
WRONG: Words = {"ja": "いまのパスワードが違います。", "en": "Your present password is wrong."}
SAME: Words = {
    "ja": "いまのパスワードと同じです。別のものにしてください。",
    "en": "This is your present password. Choose another.",
}
DONE: dict[str, Words] = {
    "password": {
        "ja": "パスワードを変えました。ほかの端末からはログアウトしました。",
        "en": "Your password was changed. All other devices are logged out.",
    },
    "session": {"ja": "その端末からログアウトしました。", "en": "That device is logged out."},
}


@needs()
async def get_account(request: web.Request) -> web.StreamResponse:
    return await _page(request, safe_next(request.query.get("next", "")))


@needs()
async def post_password(request: web.Request) -> web.StreamResponse:
    form, known = await form_of(request), request[KNOWN]
    old, new, where = text_of(form, "old"), text_of(form, "new"), safe_next(text_of(form, "next"))
    if weak := weakness(new, known.user.name):
        return await _page(request, where, status=422, weak=weak)
    if new == old:
        return await _page(request, where, status=422, weak=SAME)
    device = device_of(request.headers.get(hdrs.USER_AGENT, ""))
    log_ins, now = request.app[LOG_INS], datetime.now(UTC)
    found = await log_ins.change_password(known, old, new, address_of(request), device, now)
    if isinstance(found, Refused):
        return await _page(request, where, status=401 if found.left else 429, wrong=refusal(found, WRONG))
    response = go_to(where if known.user.one_time else f"{ACCOUNT}?done=password")
    begin_session(request, response, found)
    raise response


@needs()
async def post_end_session(request: web.Request) -> web.StreamResponse:
    """Ends one session of one's own; that of this device is a log-out."""
    form, known = await form_of(request), request[KNOWN]
    sha256 = text_of(form, "session")
    await request.app[LOG_INS].log_out(known.user.name, sha256)
    own = sha256 == known.session.sha256
    response = go_to("/login" if own else f"{ACCOUNT}?done=session")
    if own:
        end_session(request, response)
    raise response


@needs()
async def post_end_all(request: web.Request) -> web.StreamResponse:
    await form_of(request)
    await request.app[LOG_INS].log_out_everywhere(request[KNOWN].user.name)
    response = go_to("/login")
    end_session(request, response)
    raise response


async def _page(
    request: web.Request, where: str, *, status: int = 200, weak: Words | None = None, wrong: Words | None = None
) -> web.Response:
    known, now = request[KNOWN], datetime.now(UTC)
    return await render(
        request,
        "account.html",
        title=FIRST if known.user.one_time else TITLE,
        status=status,
        now=now,
        where=where,
        known=known,
        sessions=await request.app[LOG_INS].sessions(known.user.name, now),
        unknown_device=UNKNOWN,
        weak=weak or {},
        wrong=wrong or {},
        least=LEAST_LETTERS,
        done=DONE.get(request.query.get("done", ""), {}),
    )
