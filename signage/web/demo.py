"""The demo's front page: every screen with the slide on it now and why, opened as a player by a click, and how players are."""

import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import jinja2
import msgspec
from aiohttp import hdrs, web

from ..domain.catalogue import Catalogue
from ..domain.displays import Display, format_of
from ..domain.explain import explain
from ..domain.heartbeat import Heartbeat
from ..domain.showing import showing
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
_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER / "templates" / "demo"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class InputFile(NamedTuple):
    """A file of the demo that is made to be edited."""

    name: str
    says: Words


FILES = (
    InputFile("feeds/news.rss, city.rss", {"ja": "お知らせ（RSS 2.0）", "en": "news (RSS 2.0)"}),
    InputFile("feeds/reports.rdf", {"ja": "担当レポート（RSS 1.0）", "en": "reports (RSS 1.0)"}),
    InputFile("feeds/interviews.rss", {"ja": "日立製作所の記事", "en": "articles of Hitachi, Ltd."}),
    InputFile(
        "feeds/events.ics",
        {"ja": "実際にあった催し。終わったので映りません", "en": "real events; they are over, so they don’t show"},
    ),
    InputFile(
        "feeds/samples.ics, samples-en.ics, samples.toml",
        {"ja": "見本の催し。起動した日に合わせて書かれます", "en": "sample events, written for the day of the start"},
    ),
    InputFile(
        "feeds/project.toml, themes.toml, history.toml, notices.toml, english.toml",
        {
            "ja": "手で書いたもの：キーメッセージ、アンケート、テーマ、あゆみ、ご案内、英語のお知らせ",
            "en": "kept by hand: message, survey, themes, history, notices, news in English",
        },
    ),
    InputFile(
        "media/",
        {"ja": "絵と動画。ここに入れた写真もスライドになります", "en": "pictures and a film; yours become slides too"},
    ),
    InputFile("sources/*.toml", {"ja": "どこから読むか", "en": "where items are read from"}),
    InputFile(
        "playlists/*.toml", {"ja": "何を、どの画面に、いつ映すか", "en": "what is shown, on which screens, when"}
    ),
    InputFile("calendars/*.toml", {"ja": "休館日、年末年始", "en": "closing days, the turn of the year"}),
    InputFile(
        "places.csv, displays.csv",
        {"ja": "場所と画面。直したら、起動し直してください", "en": "places and screens; start again after an edit"},
    ),
)


class DemoDisplay(NamedTuple):
    display: Display
    token: str

    @property
    def id(self) -> str:
        return self.display.id

    @property
    def player(self) -> str:
        """Path that opens this display as a player in a browser, each in a seat of its own."""
        return f"/player/?seat={self.id}#token={self.token}"


class Row(NamedTuple):
    """A screen on the page. `slide` is the SHA-256 on its glass now; None is black."""

    display: Display
    player: str
    slide: str | None
    title: str
    sentences: list[Words]
    beat: Heartbeat | None
    seconds_ago: int | None

    @property
    def portrait(self) -> bool:
        return self.display.height > self.display.width


class PlaceRows(NamedTuple):
    name: Words
    rows: list[Row]

    @property
    def mixed(self) -> bool:
        """Whether screens of both kinds are to stand on one line."""
        return len({row.portrait for row in self.rows}) > 1


def demo_pages(
    snapshot: Callable[[], Awaitable[Catalogue]],
    manifests: Manifests,
    beats: Mapping[str, Beat],
    displays: list[DemoDisplay],
    project: Words,
    folder: str,
    passwords: str,
) -> Callable[[web.Application], None]:
    """Adds `/` and its stylesheet. Only for the demo: the page holds every display's token."""

    async def front(_request: web.Request) -> web.StreamResponse:
        catalogue, now = await snapshot(), datetime.now(UTC)
        rows = [_row(one, catalogue, manifests, beats, now) for one in displays]
        nonce = secrets.token_urlsafe(16)
        page = _templates.get_template("front.html").render(
            places=_by_place(rows, catalogue),
            count=len(rows),
            first=rows[0].display.id,
            shapes=sorted({_shape(row.display) for row in rows}),
            project=project,
            folder=folder,
            passwords=passwords,
            files=FILES,
            nonce=nonce,
        )
        return web.Response(text=page, headers=_headers(nonce))

    async def static(request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC[request.match_info["name"]], headers={hdrs.CACHE_CONTROL: "no-cache"})

    def add(app: web.Application) -> None:
        app.router.add_get("/", answered(front))
        app.router.add_get(f"/static/{{name:{'|'.join(STATIC)}}}", answered(static))

    return add


def _headers(nonce: str) -> dict[str, str]:
    return {
        hdrs.CONTENT_TYPE: "text/html; charset=utf-8",
        hdrs.CACHE_CONTROL: "no-store",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'self' 'nonce-{nonce}'; frame-src 'self'; font-src 'self'; img-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        ),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }


def _by_place(rows: Iterable[Row], catalogue: Catalogue) -> list[PlaceRows]:
    """The screens of each place together, the places in the order of their first screens."""
    order = list(dict.fromkeys(row.display.place for row in rows))
    together = sorted(rows, key=lambda row: order.index(row.display.place))
    return [
        PlaceRows(catalogue.places[place].name, list(found))
        for place, found in groupby(together, key=lambda row: row.display.place)
    ]


def _shape(display: Display) -> tuple[int, int, float]:
    """Width and height, and how much larger its slides are made than it is: so all screens are seen on one scale."""
    return display.width, display.height, round(format_of(display).width / display.width, 4)


def _row(one: DemoDisplay, catalogue: Catalogue, manifests: Manifests, beats: Mapping[str, Beat], now: datetime) -> Row:
    served, beat = manifests.of(one.id), beats.get(one.id)
    shown = showing(msgspec.json.decode(served.body()), round(now.timestamp() * 1000)) if served else None
    explanation = explain(catalogue, one.id, now)
    items = explanation.shown.items if explanation.shown else ()
    titles = [next(iter(catalogue.items[item].title.values())) for item in items]
    return Row(
        display=one.display,
        player=one.player,
        slide=shown.slide if shown else None,
        title="、".join(titles),
        sentences=[*([explanation.shown.says] if explanation.shown else []), explanation.says]
        + [rule.says for rule in explanation.rules],
        beat=beat.heartbeat if beat else None,
        seconds_ago=round((now - beat.received_at).total_seconds()) if beat else None,
    )
