"""Who asks for a page, whether they may, and whether a form that comes back is the one that was given to them.

A session is a token of 256 random bits in a cookie that no script can read. Each form carries a word that follows from the
cookie (`csrf`), so only who was given the form can send it; a browser that says that it sends from elsewhere is refused too.
Whoever is not logged in yet has a cookie of their own for the log-in form: nobody can log others in as themselves.
"""

import functools
import hmac
import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import SplitResult, quote, urlsplit

from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import MultiDict, MultiDictProxy

from ..actions.log_in import LogIns
from ..domain.accounts import Act, Role, may, who_may
from ..errors import ForbiddenError, InputError
from ..store.sessions import Known
from .desk import DESK, Desk
from .errors import Handler
from .visitor import VISITOR, Visitor, visitor

__all__ = ["Visitor", "form_of", "needs", "visitor"]

SESSION, GUEST = "signage", "signage-guest"
HOME, OF_TECHNICIANS = "/home", "/displays"
CSRF = "csrf"
CSRF_HEADER = "Signage-Csrf"
FORM_LIMIT_BYTES = 64 * 1024
FORM_FIELDS = 10_000
"""A box for each display of a large city; what a form may weigh is said in bytes."""
NEXT_LETTERS = 500
UNKEPT = re.compile("[\0\ud800-\udfff]")
ACCOUNT = "/account"
WITH_ONE_TIME = (ACCOUNT, f"{ACCOUNT}/password", "/logout")
"""All that a password for one time opens: the place to change it."""

Form = MultiDictProxy[str | bytes | bytearray | web.FileField]
LOG_INS = web.AppKey("log_ins", LogIns)
KNOWN = web.RequestKey("known", Known)
RENEWED = web.RequestKey("renewed", bool)
"""Whether the session lasts longer from this request on."""


def log_ins(desk: Desk) -> LogIns:
    """What an application needs of it, under LOG_INS."""
    return LogIns(desk.database, timedelta(days=desk.settings.session_days))


def needs(act: Act | None = None) -> Callable[[Handler], Handler]:
    """The handler for those who may do this; without an act, for everybody who is logged in.

    Who isn't logged in is sent to the log-in and comes back; who may not gets ForbiddenError (as_page says who may).
    """

    def around(handler: Handler) -> Handler:
        @functools.wraps(handler)
        async def answer(request: web.Request) -> web.StreamResponse:
            known = await known_of(request)
            if known is None:
                return _sent_to(request, "/login")
            if known.user.one_time and request.path not in WITH_ONE_TIME:
                return _sent_to(request, ACCOUNT)
            if act is not None and not may(known.user.role, act):
                raise ForbiddenError(f"a {known.user.role} may not {act}", roles=who_may(act))
            try:
                return _renewed(request, await handler(request))
            except web.HTTPException as raised:
                _renewed(request, raised)
                raise

        return answer

    return around


async def known_of(request: web.Request) -> Known | None:
    """Who asks, looked up once; from then on `visitor(request)` knows them too."""
    if KNOWN in request:
        return request[KNOWN]
    token = request.cookies.get(_cookie(request, SESSION))
    now = datetime.now(UTC)
    known = await request.app[LOG_INS].known(token, now) if token else None
    if known and token:
        request[KNOWN], request[RENEWED] = known, known.session.seen_at == now
        user = known.user
        request[VISITOR] = Visitor(
            user.name, user.role, csrf_of(token), known.session.sha256, user.department, user.groups
        )
    return known


async def form_of(request: web.Request, limit_bytes: int = FORM_LIMIT_BYTES) -> Form:
    """The fields of a form that was sent, once it is certain that it is ours and was given to whoever sends it.

    Raises ForbiddenError else; InputError for one that can't be read, and HTTPRequestEntityTooLarge (413).
    """
    _check_origin(request)
    try:
        form = _kept(await request.clone(client_max_size=limit_bytes, client_max_fields=FORM_FIELDS).post())
    except (ValueError, LookupError, HttpProcessingError) as problem:  # the last, of a part's own head
        raise InputError("this form can't be read") from problem
    who = visitor(request)
    expected = who.csrf if who else csrf_of(request.cookies.get(_cookie(request, GUEST), ""))
    given = form.get(CSRF, "")
    if not expected or not isinstance(given, str) or not hmac.compare_digest(given.encode(), expected.encode()):
        raise ForbiddenError("this form was not given to this browser, or the log-in has ended since")
    return form


def _kept(form: Form) -> Form:
    """Without what nobody types and no database keeps as text: NUL, and halves of a pair, which a charset may hide."""
    if not any(isinstance(value, str) and UNKEPT.search(value) for value in form.values()):
        return form
    return MultiDictProxy(
        MultiDict((name, UNKEPT.sub("", value) if isinstance(value, str) else value) for name, value in form.items())
    )


def check_word(request: web.Request) -> None:
    """As `form_of`, of what is no form but a file's bytes: the word stands in the header CSRF_HEADER. Raises ForbiddenError."""
    _check_origin(request)
    who = visitor(request)
    if who is None or not hmac.compare_digest(_bytes(request.headers.get(CSRF_HEADER, "")), who.csrf.encode()):
        raise ForbiddenError("this was not sent by a page of this browser, or the log-in has ended since")


def _bytes(header: str) -> bytes:
    """A header as it came: it may hold bytes that are no text."""
    return header.encode(errors="surrogateescape")


def text_of(form: Form, name: str) -> str:
    """A field as text; empty where it is not there, or a file."""
    found = form.get(name, "")
    return found if isinstance(found, str) else ""


def fields_of(form: Form) -> dict[str, str]:
    """All fields as text, several of one name as its lines (domain/typed.Typed reads them); files are left out."""
    names = dict.fromkeys(form.keys())
    return {name: "\n".join(one for one in form.getall(name) if isinstance(one, str)) for name in names}


def _check_origin(request: web.Request) -> None:
    """Refuses what a browser says comes from another site. One that says nothing (an old one) is held by the form's word."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get(hdrs.ORIGIN)
    ours = {request.host, urlsplit(request.app[DESK].settings.public_url).netloc} - {""}
    if site not in (None, "same-origin", "none") or (origin is not None and _parts(origin).netloc not in ours):
        raise ForbiddenError("this form was sent from another site")


def begin_session(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Puts a new session's cookie on an answer; the guest's word has done its work."""
    lasts = round(request.app[LOG_INS].lasts.total_seconds())
    _set_cookie(request, response, SESSION, token, lasts)
    response.del_cookie(_cookie(request, GUEST), secure=_is_https(request), httponly=True, samesite="Lax")


def _renewed(request: web.Request, response: web.StreamResponse) -> web.StreamResponse:
    """With the cookie once more where the session has just been made to last: the browser is to keep it as long."""
    name = _cookie(request, SESSION)
    if (
        request[RENEWED] and name not in response.cookies and not response.prepared
    ):  # else one has logged out, or in anew
        lasts = round(request.app[LOG_INS].lasts.total_seconds())
        _set_cookie(request, response, SESSION, request.cookies[name], lasts)
    return response


def end_session(request: web.Request, response: web.StreamResponse) -> None:
    response.del_cookie(_cookie(request, SESSION), secure=_is_https(request), httponly=True, samesite="Lax")


def guest_of(request: web.Request) -> str:
    """By what a browser is known that is not logged in: as its cookie says, or anew."""
    return request.cookies.get(_cookie(request, GUEST)) or secrets.token_urlsafe(32)


def keep_guest(request: web.Request, response: web.StreamResponse, guest: str) -> None:
    """Puts a guest's cookie on an answer whose form carries `csrf_of(guest)`."""
    _set_cookie(request, response, GUEST, guest)


def go_to(where: str) -> web.HTTPSeeOther:
    """The answer that sends a browser on to a page of ours; to be raised."""
    return web.HTTPSeeOther(where, headers={hdrs.CACHE_CONTROL: "no-store"})


def safe_next(text: str) -> str:
    """Where to go on after the log-in: a path of this server, never another one (//elsewhere, /\\elsewhere, javascript:)."""
    ours = text.startswith("/") and not text.startswith("//") and "\\" not in text and text.isprintable()
    if not ours or len(text) > NEXT_LETTERS or text.partition("?")[0] in ("/login", "/logout"):
        return HOME
    return text


def landing(where: str, role: Role) -> str:
    """Where to go on for a role: who wanted no page and looks after displays begins with them."""
    return OF_TECHNICIANS if where == HOME and role == "technician" else where


def _sent_to(request: web.Request, path: str) -> web.StreamResponse:
    where = f"{path}?next={quote(safe_next(_page_of(request)), safe='/')}"
    if "HX-Request" in request.headers:  # a part of a page: the whole page is to go there
        return web.Response(status=401, headers={"HX-Redirect": where, hdrs.CACHE_CONTROL: "no-store"})
    raise go_to(where)


def _page_of(request: web.Request) -> str:
    """The page that was asked for; of a form or a part of a page, the one it stands on."""
    if request.method == hdrs.METH_GET and "HX-Request" not in request.headers:
        return request.path_qs
    page = _parts(request.headers.get("HX-Current-URL") or request.headers.get(hdrs.REFERER, ""))
    return page.path + (f"?{page.query}" if page.query else "") if page.netloc == request.host else ""


def _parts(address: str | None) -> SplitResult:
    """The parts of an address that a browser says; of what is none, none."""
    try:
        return urlsplit(address or "")
    except ValueError:
        return urlsplit("")


def csrf_of(token: str) -> str:
    """A word that follows from a cookie and doesn't tell it; empty without one."""
    if not token:
        return ""
    return hmac.new(token.encode(errors="surrogateescape"), b"form", "sha256").hexdigest()


def _cookie(request: web.Request, name: str) -> str:
    """Its name: on https one that no other host of the domain, and no plain http, can set."""
    return f"__Host-{name}" if _is_https(request) else name


def _set_cookie(
    request: web.Request, response: web.StreamResponse, name: str, value: str, max_age: int | None = None
) -> None:
    secure = _is_https(request)
    response.set_cookie(
        _cookie(request, name), value, max_age=max_age, path="/", secure=secure, httponly=True, samesite="Lax"
    )


def _is_https(request: web.Request) -> bool:
    """Whether people come by https, also to a proxy in front."""
    return request.secure or request.app[DESK].settings.public_url.startswith("https:")
