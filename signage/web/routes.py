"""Every address of the server, in one table."""

from collections.abc import Callable

from aiohttp import web

from ..store.blobs import Blobs
from . import public
from .desk import Desk
from .errors import Handler, answered, nothing_here
from .lane import Answer
from .metrics import Metrics, Operations
from .player import PlayerApi, PlayerDesk
from .player_files import PlayerFiles
from .scans import PATHS, ScanDesk
from .staff import add_nowhere, add_staff

Route = tuple[str, Handler]

ROUTES: tuple[Route, ...] = (
    ("/slides/{sha256:[0-9a-f]{64}}.html", public.get_slide),
    ("/media/{name}", public.get_media),
    ("/player/files.json", public.get_player_list),
    ("/player/{file:.*}", public.get_player_file),
    ("/service-worker.js", public.get_service_worker),
    ("/favicon.ico", public.get_favicon),
    ("/healthz", public.get_healthz),
)

HEARTBEATS: web.AppKey[Answer] = web.AppKey("heartbeats")
"""For whoever listens: heartbeats have a lane of their own."""

HEARTBEAT_LIMIT_BYTES = 64 * 1024
"""The largest body that any route reads, unless it says otherwise itself."""


async def _nothing_erased(_name: str) -> bool:
    return False


def build_web(
    *,
    blobs: Blobs,
    players: PlayerDesk,
    files: PlayerFiles,
    erased: public.Erased = _nothing_erased,
    desk: Desk | None = None,
    operations: Operations | None = None,
    scans: ScanDesk | None = None,
    extra: Callable[[web.Application], None] | None = None,
) -> web.Application:
    """The web application; without a desk it has no pages for staff. No middleware: one would stand around every poll too."""
    app = web.Application(client_max_size=HEARTBEAT_LIMIT_BYTES)
    app[public.BLOBS], app[public.FILES] = blobs, files
    app[public.ERASED] = erased
    app.router.add_route("*", "/api/v1/player", nothing_here)
    api = PlayerApi(players, files.player)
    app.add_subapp("/api/v1/player", api.application())
    app[HEARTBEATS] = api.answer_heartbeat
    metrics = Metrics(players, api.counts, operations)
    for path, handler in (*ROUTES, ("/readyz", metrics.get_readyz), ("/metrics", metrics.get_metrics)):
        app.router.add_get(path, answered(handler))
    if scans:
        for path in PATHS:
            app.router.add_route("*", path, scans.lead)
    if desk:
        add_staff(app, desk)
    if extra:
        extra(app)
    app.router.add_get("/", public.get_root)  # after `extra`: the demo has a page of its own there
    if desk:
        add_nowhere(app)
    app.router.add_route("*", r"/{anything:[\s\S]*}", nothing_here)
    return app
