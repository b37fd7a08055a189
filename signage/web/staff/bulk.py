"""What is done to many items of the list at once, and undone again."""

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from aiohttp import web
from yarl import URL

from ...actions.withdraw_item import restore_item, withdraw_item
from ...errors import ForbiddenError, NotFoundError
from ...words import Words
from ..auth import form_of, go_to, needs, safe_next, text_of
from ..desk import DESK
from .item_office import departments_of, who
from .open_tasks import OPEN_TASKS
from .override import department_of

MOST = 200
"""So many items are changed at once."""
KEPT = 500
DONE: dict[str, Words] = {
    "withdraw": {"ja": "%s件を取り下げました。", "en": "%s withdrawn."},
    "restore": {"ja": "%s件を戻しました。", "en": "%s put back."},
}


class Undo(NamedTuple):
    """What undoes something: by whom it was done, to which items, and what is to be done to them."""

    user: str
    act: str
    items: tuple[str, ...]


UNDOS = web.AppKey("undos", OrderedDict[str, Undo])
_OPPOSITE = {"withdraw": "restore", "restore": "withdraw"}


@needs("withdraw content")
async def post_bulk(request: web.Request) -> web.StreamResponse:
    """Withdraws or puts back what is ticked (`act`), or undoes that (`undo`); then the list stands again as it was."""
    form = await form_of(request)
    token = text_of(form, "undo")
    if token:
        undo = request.app[UNDOS].get(token)
        if undo is None or undo.user != who(request).name:
            raise NotFoundError("there is nothing to undo any more")
        del request.app[UNDOS][token]
        act, items = undo.act, list(undo.items)
    else:
        act, items = text_of(form, "act"), [one for one in form.getall("item", []) if isinstance(one, str)][:MOST]
    if act not in _OPPOSITE:
        raise NotFoundError("there is nothing of this kind to be done")
    done, failed = await _do(request, act, items)
    raise go_to(_back(request, text_of(form, "list"), act, done, failed))


async def _do(request: web.Request, act: str, items: Sequence[str]) -> tuple[list[str], int]:
    """Those to which it was done, and how many it could not be done to: somebody else's, or as it should be already."""
    desk, person, now = request.app[DESK], who(request).person, datetime.now(UTC)
    catalogue, departments = await desk.catalogue(), await departments_of(request)
    known = {gone.item.id: gone.item for gone in catalogue.taken_down} | catalogue.items
    step = withdraw_item if act == "withdraw" else restore_item
    done: list[str] = []
    for item in dict.fromkeys(items):
        department = department_of(known[item], departments) if item in known else ""
        try:
            await step(desk.database, item, now, person, department=department)
        except (NotFoundError, ForbiddenError):
            continue
        done.append(item)
    request.app[OPEN_TASKS].forget()
    return done, len(set(items)) - len(done)


def _back(request: web.Request, list_url: str, act: str, done: Sequence[str], failed: int) -> str:
    where = safe_next(list_url)
    url = URL(where) if where.startswith("/content") else URL("/content")
    query = {name: value for name, value in url.query.items() if name not in ("did", "n", "failed", "undo")}
    query |= {"did": act, "n": str(len(done))}
    if failed:
        query["failed"] = str(failed)
    if done:
        query["undo"] = _remember(request, Undo(who(request).name, _OPPOSITE[act], tuple(done)))
    return str(URL("/content").with_query(query))


def _remember(request: web.Request, undo: Undo) -> str:
    undos, token = request.app[UNDOS], secrets.token_urlsafe(12)
    undos[token] = undo
    while len(undos) > KEPT:
        undos.popitem(last=False)
    return token


def undo_of(request: web.Request) -> str:
    """What the page's button to undo sends; empty where there is nothing to undo."""
    token = request.query.get("undo", "")
    undo = request.app[UNDOS].get(token)
    return token if undo and undo.user == who(request).name else ""
