"""The staff's pages: every address in one table. Each is made by `render` of pages.py and wrapped by `as_page`."""

from aiohttp import hdrs, web

from ..auth import LOG_INS, log_ins
from ..desk import DESK, Desk
from ..errors import Handler, answered
from .fleet import get_fleet, get_sizes
from .pages import STATIC, as_page
from .static import StaticFiles

GET, POST = hdrs.METH_GET, hdrs.METH_POST

ROUTES: tuple[tuple[str, str, Handler], ...] = ((GET, "/displays", get_fleet),)
"""(method, path, handler)."""


def add_staff(app: web.Application, desk: Desk) -> None:
    """Adds the staff's pages, the technician's page and what they load."""
    app[DESK], app[STATIC], app[LOG_INS] = desk, StaticFiles(), log_ins(desk)
    app.router.add_get("/static/{name:marks\\.svg|(pages|vendor)/[^/]+}", answered(app[STATIC].get))
    app.router.add_get("/static/sizes.css", answered(get_sizes))
    for method, path, handler in ROUTES:
        app.router.add_route(method, path, as_page(handler))
