"""The staff's pages: every address in one table. Each is made by `render` of pages.py and wrapped by `as_page` of problem_pages.py."""

from aiohttp import hdrs, web

from ...actions.look_at_moment import TimeMachine
from ..auth import LOG_INS, log_ins
from ..desk import DESK, Desk
from ..errors import Handler, answered
from ..public import BLOBS
from . import previews
from .approval.routes import APPROVAL_ROUTES, add_approval
from .content.routes import CONTENT_ROUTES, add_content
from .displays import display, pairing, technician
from .displays.fleet import get_fleet, get_sizes
from .library.routes import LIBRARY_ROUTES
from .links.link import add_links
from .links.routes import LINK_ROUTES
from .pages import STATIC
from .people import account, login
from .people.routes import PEOPLE_ROUTES
from .playlists.playlist import get_lengths
from .playlists.routes import PLAYLIST_ROUTES
from .posters.routes import POSTER_ROUTES, add_posters
from .problem_pages import as_page, get_nowhere
from .publishing.publish import add_publishing
from .results import results, statistics
from .schedule.routes import SCHEDULE_ROUTES, add_schedule
from .settings.routes import SETTINGS_ROUTES
from .static import StaticFiles
from .time_machine import missing, time_machine

GET, POST = hdrs.METH_GET, hdrs.METH_POST

ROUTES: tuple[tuple[str, str, Handler], ...] = (
    (GET, "/login", login.get_login),
    (POST, "/login", login.post_login),
    (POST, "/login/code", login.post_code),
    (POST, "/logout", login.post_logout),
    (GET, "/account", account.get_account),
    (POST, "/account/password", account.post_password),
    (POST, "/account/codes", account.post_codes),
    (POST, "/account/codes/on", account.post_codes_on),
    (POST, "/account/codes/off", account.post_codes_off),
    (POST, "/account/end-session", account.post_end_session),
    (POST, "/account/end-all", account.post_end_all),
    (GET, "/pair", pairing.get_pairing),
    (POST, "/pair", pairing.post_pairing),
    (GET, "/pair/done", pairing.get_paired),
    (GET, "/displays", get_fleet),
    (GET, "/displays/{display}", display.get_display),
    (GET, "/displays/{display}/screenshot", display.get_screenshot),
    (POST, "/displays/{display}/commands", display.post_command),
    (POST, "/displays/{display}/maintenance", display.post_maintenance),
    (POST, "/displays/{display}/mute", display.post_mute),
    *APPROVAL_ROUTES,
    (GET, "/previews/{name:[0-9a-f]{64}}.html", previews.get_preview),
    *CONTENT_ROUTES,
    *PLAYLIST_ROUTES,
    *SCHEDULE_ROUTES,
    *SETTINGS_ROUTES,
    *LIBRARY_ROUTES,
    *PEOPLE_ROUTES,
    *POSTER_ROUTES,
    *LINK_ROUTES,
    (GET, "/results", results.get_results),
    (GET, "/results.csv", results.get_results_file),
    (GET, "/statistics", statistics.get_statistics),
    (GET, "/statistics.csv", statistics.get_statistics_file),
    (GET, "/time", time_machine.get_time),
    (GET, "/time/following", time_machine.get_following),
    (GET, "/time/missing", missing.get_missing),
    (GET, "/t/{display}", technician.get_technician),
    (GET, "/t/{display}/glass", technician.get_glass),
    (GET, "/t/{display}/sticker", technician.get_sticker),
    (GET, "/t/{display}/visit", technician.get_visit),
    (POST, "/t/{display}/visit", technician.post_visit),
    (GET, "/t/{display}/photographs/{name}", technician.get_photograph),
)
"""(method, path, handler)."""


def add_staff(app: web.Application, desk: Desk) -> None:
    """Adds the staff's pages, the technician's page and what they load."""
    app[DESK], app[STATIC], app[LOG_INS] = desk, StaticFiles(), log_ins(desk)
    add_approval(app, desk)
    app[time_machine.TIME] = TimeMachine(desk.database, app[BLOBS])
    add_content(app, desk)
    add_links(app, desk)
    add_publishing(app)
    add_schedule(app)
    add_posters(app)
    app[pairing.TRIES] = pairing.pairing_tries()
    app.router.add_get("/static/{name:marks\\.svg|(pages|vendor)/[^/]+}", answered(app[STATIC].get))
    app.router.add_get("/static/sizes.css", answered(get_sizes))
    app.router.add_get("/static/lengths.css", answered(get_lengths))
    for method, path, handler in ROUTES:
        app.router.add_route(method, path, as_page(handler))


def add_nowhere(app: web.Application) -> None:
    """What no route names is a page too; the last to be added."""
    app.router.add_get(r"/{anything:[\s\S]*}", as_page(get_nowhere))
