"""The demo's front page: each screen as a player, what it shows now and why, and how its player is."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import msgspec
from aiohttp import hdrs, web

from ..domain.catalogue import Catalogue
from ..domain.displays import Display
from ..domain.explain import explain
from ..domain.showing import Showing, showing
from ..store.heartbeats import Beat
from ..store.manifests import Manifests
from ..words import Words
from .errors import answered

FOLDER = Path(__file__).parent.parent
STATIC = {
    "demo.css": FOLDER / "static" / "pages" / "demo.css",
    "BIZUDPGothic_400Regular.woff2": FOLDER / "static" / "vendor" / "BIZUDPGothic_400Regular.woff2",
    "BIZUDPGothic_700Bold.woff2": FOLDER / "static" / "vendor" / "BIZUDPGothic_700Bold.woff2",
}
_HEADERS = {
    hdrs.CONTENT_TYPE: "text/html; charset=utf-8",
    hdrs.CACHE_CONTROL: "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; frame-src 'self'; font-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER / "templates" / "demo"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class DemoDisplay(NamedTuple):
    id: str
    name: str
    width: int
    height: int
    token: str
    player: str
    """Path that opens this display as a player in a browser, each in a seat of its own."""

    @classmethod
    def of(cls, display: Display, token: str) -> "DemoDisplay":
        player = f"/player/?seat={display.id}#token={token}"
        return cls(display.id, display.name, display.width, display.height, token, player)


class Row(NamedTuple):
    display: DemoDisplay
    shown: Showing | None
    title: str
    sentences: list[Words]
    beat: dict[str, Any] | None
    seconds_ago: int | None


def demo_pages(
    snapshot: Callable[[], Awaitable[Catalogue]],
    manifests: Manifests,
    beats: Mapping[str, Beat],
    displays: list[DemoDisplay],
    settings_file: str,
) -> Callable[[web.Application], None]:
    """Adds `/` and its stylesheet. Only for the demo: the page holds every display's token."""

    async def front(_request: web.Request) -> web.StreamResponse:
        catalogue, now = await snapshot(), datetime.now(UTC)
        rows = [_row(display, catalogue, manifests, beats, now) for display in displays]
        page = _templates.get_template("front.html").render(rows=rows, settings_file=settings_file)
        return web.Response(text=page, headers=_HEADERS)

    async def static(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC[request.match_info["name"]], headers={hdrs.CACHE_CONTROL: "no-cache"})

    def add(app: web.Application) -> None:
        app.router.add_get("/", answered(front))
        app.router.add_get(f"/static/{{name:{'|'.join(STATIC)}}}", answered(static))

    return add


def _row(
    display: DemoDisplay,
    catalogue: Catalogue,
    manifests: Manifests,
    beats: Mapping[str, Beat],
    now: datetime,
) -> Row:
    served, beat = manifests.of(display.id), beats.get(display.id)
    shown = showing(msgspec.json.decode(served.body()), round(now.timestamp() * 1000)) if served else None
    item = catalogue.items.get(shown.item) if shown and shown.item else None
    return Row(
        display,
        shown,
        next(iter(item.title.values())) if item else "",
        _why(catalogue, display.id, now),
        msgspec.json.decode(beat.body) if beat else None,
        round((now - beat.received_at).total_seconds()) if beat else None,
    )


def _why(catalogue: Catalogue, display: str, now: datetime) -> list[Words]:
    explanation = explain(catalogue, display, now)
    shown = [explanation.shown.says] if explanation.shown else []
    return [*shown, explanation.says, *(rule.says for rule in explanation.rules)]
