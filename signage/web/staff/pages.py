"""How every page of the staff is made: its language, its frame, its headers."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import jinja2
import structlog
from aiohttp import hdrs, web
from markupsafe import Markup

from ...brand import Brand
from ...domain.accounts import ROLE_WORDS, Act
from ...errors import SignageError
from ...words import Words, in_words
from ..desk import DESK
from ..visitor import Visitor, visitor
from .schedule.now_strip import shown_now
from .static import StaticFiles
from .times import Times

LANGUAGES = ("ja", "en")
LANGUAGE_NAMES = {"ja": "日本語", "en": "English"}
STATIC = web.AppKey("static", StaticFiles)
HEADERS = {
    hdrs.CACHE_CONTROL: "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_A_YEAR_SECONDS = 31_536_000
_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_TEMPLATES = Path(__file__).parents[2] / "templates"
_environment = jinja2.Environment(
    loader=jinja2.FileSystemLoader([_TEMPLATES / "staff", _TEMPLATES / "technician"]),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
log = structlog.get_logger()


Counter = Callable[[Visitor, datetime], Awaitable[int]]
OPEN_COUNT: web.AppKey[Counter] = web.AppKey("open count")
"""How many tasks wait for somebody: the only count that the header carries."""


class NavLink(NamedTuple):
    """A page of the header, with the pages that belong to it (`also`). Who may not see it isn't told of it."""

    path: str
    says: Words
    act: Act
    also: tuple[str, ...] = ()

    def holds(self, path: str) -> bool:
        """Whether a page is below it."""
        return path in self.also or any(path.startswith(f"{one}/") for one in (self.path, *self.also))


RESULTS: Words = {"ja": "ポスターと結果", "en": "Posters"}

NAVIGATION = (
    NavLink("/home", {"ja": "ホーム", "en": "Home"}, "see displays"),
    NavLink("/content", {"ja": "コンテンツ", "en": "Content"}, "see content"),
    NavLink("/playlists", {"ja": "プレイリスト", "en": "Playlists"}, "see content"),
    NavLink("/schedule", {"ja": "番組表", "en": "Schedule"}, "see content"),
    NavLink("/time", {"ja": "日時で見る", "en": "Time machine"}, "see displays"),
    NavLink("/displays", {"ja": "画面", "en": "Displays"}, "see displays"),
    NavLink("/results", RESULTS, "see results", ("/posters", "/links", "/p")),
    NavLink("/posters", RESULTS, "see posters", ("/p",)),
    NavLink("/statistics", {"ja": "統計", "en": "Statistics"}, "see statistics"),
    NavLink("/settings", {"ja": "設定", "en": "Settings"}, "set up places"),
)


PUBLIC_HEADERS = {**HEADERS, hdrs.CACHE_CONTROL: "public, max-age=60", hdrs.VARY: hdrs.ACCEPT_LANGUAGE}
"""Of a page that is the same for all who read its language, and for nobody in particular."""


def language_of(request: web.Request) -> str:
    """ja or en: as the address says (?lang=en), else as chosen before, else as the browser asks, else as the project speaks."""
    for asked in (request.query.get("lang"), request.cookies.get("lang")):
        if asked in LANGUAGES:
            return asked
    return public_language(request)


def public_language(request: web.Request) -> str:
    """As `language_of`, but never as somebody chose before: of pages that are kept for all."""
    if (asked := request.query.get("lang")) in LANGUAGES:
        return str(asked)
    preferred = [
        part.split(";")[0].strip()[:2].lower() for part in request.headers.get("Accept-Language", "").split(",")
    ]
    return next((code for code in preferred if code in LANGUAGES), request.app[DESK].brands.in_force.language)


async def render(
    request: web.Request,
    template: str,
    *,
    title: Words,
    status: int = 200,
    now: datetime | None = None,
    **values: Any,
) -> web.Response:
    """A whole page, in the language and for the visitor of the request. `now` is the moment that it tells of.

    Templates extend frame.html and are given, beside `values`: `t(words)`, `times` (Times), `moment(at)`, `ago(at)`,
    `language`, `visitor`, `csrf`, `now`, `asset(name)`; marks come from marks.html.
    """
    language, now = language_of(request), now or datetime.now(UTC)
    frame = _frame(request, language, now) | {
        "showing": await shown_now(request, now),
        "open_count": await _open_count(request, now),
    }
    text = _environment.get_template(template).render(**(frame | {"title": title} | values))
    response = web.Response(text=text, status=status, content_type="text/html", headers=HEADERS)
    if request.query.get("lang") in LANGUAGES:
        response.set_cookie("lang", language, max_age=_A_YEAR_SECONDS, samesite="Lax", httponly=True)
    return response


async def _open_count(request: web.Request, now: datetime) -> int:
    """A page is shown also where its header can't be counted."""
    who = visitor(request)
    try:
        return await request.app[OPEN_COUNT](who, now) if who else 0
    except SignageError as problem:
        log.warning("open tasks could not be counted", reason=str(problem))
        return 0


def public_text(request: web.Request, template: str, *, language: str, now: datetime, **values: Any) -> str:
    """A whole page for everybody: no visitor stands in it."""
    frame = _frame(request, language, now)
    own = {"other_language_url": f"{request.path}?lang={frame['other_language']}"}  # nothing that one reader asked for
    return _environment.get_template(template).render(**(frame | own | values))


def part(request: web.Request, template: str, *, now: datetime, **values: Any) -> Markup:
    """A piece of a page by the template that the whole page includes too, for a page that renews itself."""
    text = _environment.get_template(template).render(**_frame(request, language_of(request), now), **values)
    return Markup(text)  # noqa: S704  the template has escaped it


def version_of(html: str) -> str:
    """Equal for equal pieces."""
    return hashlib.sha256(html.encode()).hexdigest()[:16]


def renewed(request: web.Request, html: Markup, now: datetime) -> web.Response:
    """The answer to a piece that asks for itself again (static/pages/live.js): nothing where it is as it was."""
    version = version_of(html)
    clock = times_of(request, now).clock(now, seconds=True)
    headers = {**HEADERS, "Signage-Version": version, "Signage-Clock": clock}
    if request.query.get("version") == version:
        return web.Response(status=204, headers=headers)
    return web.Response(text=html, content_type="text/html", headers=headers)


def times_of(request: web.Request, now: datetime) -> Times:
    return Times(language_of(request), ZoneInfo(request.app[DESK].settings.timezone), now)


def _frame(request: web.Request, language: str, now: datetime) -> dict[str, Any]:
    settings, who = request.app[DESK].settings, visitor(request)
    times = Times(language, ZoneInfo(settings.timezone), now)
    other = next(code for code in LANGUAGES if code != language)
    return {
        "language": language,
        "t": lambda words: in_words(words, language),
        "tongue": lambda text: _tongue(text, language),
        "times": times,
        "moment": times.moment,
        "ago": times.ago,
        "now": now,
        "asset": request.app[STATIC].address,
        "visitor": who,
        "role": ROLE_WORDS[who.role] if who else {},
        "showing": [],
        "open_count": 0,
        "csrf": who.csrf if who else "",
        "navigation": _navigation(who),
        "path": request.path,
        "other_language": other,
        "other_language_name": LANGUAGE_NAMES[other],
        "other_language_url": str(request.rel_url.update_query(lang=other)),
        "project": _project(request.app[DESK].brands.in_force),
        "contact": settings.contact,
    }


def _tongue(text: str | None, language: str) -> Markup:
    """The attribute of an element that says something in Japanese on a page in another language: names have one language."""
    return Markup(' lang="ja"') if language != "ja" and _JAPANESE.search(text or "") else Markup()


def _navigation(who: Visitor | None) -> list[NavLink]:
    """Each entry once: whoever sees no results has the register of posters in its place."""
    seen = [link for link in NAVIGATION if who and who.may(link.act)]
    return list({str(link.says): link for link in reversed(seen)}.values())[::-1]


def _project(brand: Brand) -> dict[str, Words]:
    """The header's two lines: who it is, and the project; one where the project's name is all there is."""
    short = brand.short_name or brand.name
    above = {code: name.removesuffix(short.get(code, "")).strip() for code, name in brand.name.items()}
    return {"above": above, "name": short}
