"""The addresses of approval, withdrawal and renewal, of the home page, and of the public page of a place."""

from aiohttp import hdrs, web

from ....actions.count_departures import Departures
from ....actions.foresee_approval import Outlook
from ...desk import Desk
from ...errors import Handler
from .. import home
from ..content import withdrawal
from ..content.open_tasks import OPEN_TASKS, OpenTasks
from ..displays import here
from ..pages import OPEN_COUNT
from . import approval, renewal, unread
from .views import OUTLOOK

GET, POST = hdrs.METH_GET, hdrs.METH_POST

APPROVAL_ROUTES: tuple[tuple[str, str, Handler], ...] = (
    (GET, "/home", home.get_home),
    (GET, "/here", here.get_places),
    (GET, "/here/{place}", here.get_here),
    (GET, "/content/{item}/approval", approval.get_approval),
    (POST, "/content/{item}/approval", approval.post_approval),
    (POST, "/content/{item}/withdraw", withdrawal.post_withdraw),
    (GET, "/content/{item}/withdrawn", withdrawal.get_withdrawn),
    (POST, "/content/{item}/restore", withdrawal.post_restore),
    (GET, "/content/{item}/unread", unread.get_unread),
    (POST, "/content/{item}/unread", unread.post_unread),
    (GET, "/content/{item}/renewal", renewal.get_renewal),
    (POST, "/content/{item}/renewal", renewal.post_renewal),
)
"""(method, path, handler)."""


def add_approval(app: web.Application, desk: Desk) -> None:
    """What these pages remember from one request to the next."""
    app[here.KEPT_PAGES] = {}
    app[withdrawal.DEPARTURES] = Departures(desk.manifests, desk.beats)
    app[OUTLOOK] = Outlook(desk.rehearsals.workers)
    app[OPEN_TASKS] = OpenTasks(desk)
    app[OPEN_COUNT] = app[OPEN_TASKS].count
