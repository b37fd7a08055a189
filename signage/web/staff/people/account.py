"""One's own account: another password, and where one is logged in."""

from datetime import UTC, datetime

from aiohttp import hdrs, web

from ....actions.log_in import Refused
from ....domain.codes import enrolment, in_fours
from ....domain.credentials import LEAST_LETTERS, weakness
from ....errors import InputError
from ....words import Words, in_words
from ...addresses import address_of
from ...auth import (
    ACCOUNT,
    KNOWN,
    LOG_INS,
    begin_session,
    end_session,
    form_of,
    go_to,
    landing,
    needs,
    safe_next,
    text_of,
)
from ...desk import DESK
from ...devices import UNKNOWN, device_of
from ..pages import language_of, render
from ..qr import qr_svg
from .login import refusal

TITLE: Words = {"ja": "アカウント", "en": "Account"}
FIRST: Words = {"ja": "はじめに、ご自分のパスワードを決めます", "en": "First, choose a password of your own"}
WRONG: Words = {"ja": "いまのパスワードが違います。", "en": "Your present password is wrong."}
WRONG_PASSWORD: Words = {"ja": "パスワードが違います。", "en": "The password is wrong."}
WRONG_CODE: Words = {
    "ja": "番号が合いません。アプリにいま出ている番号を入れてください。携帯電話の時計がずれていると、合わないことがあります。",
    "en": "This code doesn’t fit. Enter the one that the app shows now; the telephone’s clock must be right.",
}
TOO_LATE: Words = {
    "ja": "時間がたちすぎました。アカウントのページで、パスワードを入れるところから、もう一度始めてください。",
    "en": "This took too long. Begin with your password once more.",
}
CODES: Words = {"ja": "二段階認証を始める", "en": "Log in with a code"}
SAME: Words = {
    "ja": "いまのパスワードと同じです。別のものにしてください。",
    "en": "This is your present password. Choose another.",
}
DONE: dict[str, Words] = {
    "password": {
        "ja": "パスワードを変えました。ほかの端末からはログアウトしました。",
        "en": "Your password was changed. All other devices are logged out.",
    },
    "codes-on": {
        "ja": "二段階認証を始めました。次のログインから番号を聞きます。",
        "en": "From the next log-in on you are asked for a code.",
    },
    "codes-off": {"ja": "二段階認証をやめました。", "en": "You are no longer asked for a code."},
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
    response = go_to(landing(where, known.user.role) if known.user.one_time else f"{ACCOUNT}?done=password")
    begin_session(request, response, found)
    raise response


@needs()
async def post_codes(request: web.Request) -> web.StreamResponse:
    """Begins with codes, once the password is theirs: a key is made, which counts for nothing before its first code."""
    form = await form_of(request)
    if refused := await _confirmed(request, text_of(form, "password")):
        return refused
    return await _codes_page(request, request.app[LOG_INS].offer_codes(request[KNOWN], datetime.now(UTC)))


@needs()
async def post_codes_on(request: web.Request) -> web.StreamResponse:
    """With the first code of the key that was shown: it is kept here, so that nobody comes with one of their own."""
    form, known, now = await form_of(request), request[KNOWN], datetime.now(UTC)
    key = request.app[LOG_INS].offered(known, now)
    if key is None:
        raise InputError("this took too long; begin with your password once more", says=TOO_LATE)
    if not await request.app[LOG_INS].switch_codes_on(known, text_of(form, "code"), now):
        return await _codes_page(request, key, 422, WRONG_CODE)
    raise go_to(f"{ACCOUNT}?done=codes-on")


@needs()
async def post_codes_off(request: web.Request) -> web.StreamResponse:
    form, known = await form_of(request), request[KNOWN]
    if refused := await _confirmed(request, text_of(form, "password")):
        return refused
    await request.app[LOG_INS].switch_codes_off(known, datetime.now(UTC))
    raise go_to(f"{ACCOUNT}?done=codes-off")


async def _confirmed(request: web.Request, password: str) -> web.Response | None:
    """The page that says why not, where the password is not theirs."""
    log_ins, now = request.app[LOG_INS], datetime.now(UTC)
    refused = await log_ins.confirm(request[KNOWN], password, address_of(request), now)
    if refused is None:
        return None
    status = 401 if refused.left else 429
    return await _page(request, ACCOUNT, status=status, unsure=refusal(refused, WRONG_PASSWORD))


async def _codes_page(request: web.Request, key: str, status: int = 200, wrong: Words | None = None) -> web.Response:
    project, name = request.app[DESK].brands.in_force, request[KNOWN].user.name
    issuer = in_words(project.short_name or project.name, language_of(request))
    return await render(
        request,
        "account-codes.html",
        title=CODES,
        status=status,
        key=key,
        key_in_fours=in_fours(key),
        qr=qr_svg(enrolment(key, name, issuer or "signage")),
        wrong=wrong or {},
    )


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
    request: web.Request,
    where: str,
    *,
    status: int = 200,
    weak: Words | None = None,
    wrong: Words | None = None,
    unsure: Words | None = None,
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
        unsure=unsure or {},
        least=LEAST_LETTERS,
        done=DONE.get(request.query.get("done", ""), {}),
    )
