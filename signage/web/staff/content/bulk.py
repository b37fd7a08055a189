"""What is done to many items of the list at once, and undone again."""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from yarl import URL

from ....actions.change_items import Changed, change_item, give_item, undo_change
from ....actions.withdraw_item import restore_item, withdraw_item
from ....domain.content import Item, Period
from ....domain.forms.item import YEARS
from ....domain.forms.typed_moments import moment_of
from ....errors import ConflictError, ForbiddenError, InputError, NotFoundError
from ....words import Words
from ...auth import Form, safe_next, text_of
from ...desk import DESK
from .office import departments_of, who
from .open_tasks import OPEN_TASKS
from .override import department_of

MOST = 200
"""So many items are changed at once."""
KEPT = 500
SAID = ("did", "n", "failed", "undo")
"""What an address says of what was just done."""
DONE: dict[str, Words] = {
    "withdraw": {"ja": "%s件を取り下げました。", "en": "%s withdrawn."},
    "restore": {"ja": "%s件を戻しました。", "en": "%s put back."},
    "period": {
        "ja": "%s件の掲載終了を変えました。公開中のものは、承認されると変わります。",
        "en": "The end of %s was changed. What is on air changes once it is approved.",
    },
    "theme": {
        "ja": "%s件のテーマを変えました。公開中のものは、承認されると変わります。",
        "en": "The theme of %s was changed. What is on air changes once it is approved.",
    },
    "department": {"ja": "%s件の担当を変えました。", "en": "The department of %s was changed."},
    "undo": {"ja": "%s件を元に戻しました。", "en": "%s are as they were."},
}
PROBLEMS: dict[str, Words] = {
    "period": {
        "ja": "掲載終了を、これからの日として読めません。令和9年3月31日 のように入れてください。",
        "en": "The end can’t be read as a day to come. Write 31 March 2027, or 2027-03-31.",
    },
    "none": {"ja": "1件も選ばれていません。", "en": "Nothing was ticked."},
}


class Undo(NamedTuple):
    """What undoes something: by whom it was done, to which items; `act` puts them back, or their changes are undone, or they
    go back to the departments that they were `given` by.
    """

    user: str
    act: str
    items: tuple[str, ...] = ()
    changes: tuple[Changed, ...] = ()
    given: tuple[tuple[str, str], ...] = ()


UNDOS = web.AppKey("undos", OrderedDict[str, Undo])
_OPPOSITE = {"withdraw": "restore", "restore": "withdraw"}


async def do_to_many(request: web.Request, form: Form) -> str:
    """Does to what is ticked what the button says (`act`), or undoes that (`undo`); then the list stands again as it was, at
    the address that is returned. Raises InputError, which `says` why, for what can't be done so.
    """
    where = text_of(form, "list")
    if token := text_of(form, "undo"):
        return await _undone(request, token, where)
    act, items = text_of(form, "act"), ticked_in(form)
    if not items:
        raise InputError("nothing was ticked", says=PROBLEMS["none"])
    if act in _OPPOSITE:
        done, failed = await _do(request, act, items)
        undo = Undo(who(request).name, _OPPOSITE[act], items=tuple(done))
        return _back(where, act, len(done), failed, _remember(request, undo) if done else "")
    if act == "department":
        to = text_of(form, "department")
        given = await _given(request, [(item, to) for item in dict.fromkeys(items)])
        undo = Undo(who(request).name, "undo", given=tuple(given))
        token = _remember(request, undo) if given else ""
        return _back(where, act, len(given), len(set(items)) - len(given), token)
    changed = await _changed(request, items, _change(request, form, act))
    undo = Undo(who(request).name, "undo", changes=tuple(changed))
    token = _remember(request, undo) if changed else ""
    return _back(where, act, len(changed), len(set(items)) - len(changed), token)


def ticked_in(form: Form) -> list[str]:
    return [one for one in form.getall("item", []) if isinstance(one, str)][:MOST]


async def _undone(request: web.Request, token: str, where: str) -> str:
    undo = request.app[UNDOS].get(token)
    if undo is None or undo.user != who(request).name:
        raise NotFoundError("there is nothing to undo any more")
    del request.app[UNDOS][token]
    if undo.act in _OPPOSITE:
        done, failed = await _do(request, undo.act, undo.items)
        again = Undo(undo.user, _OPPOSITE[undo.act], items=tuple(done))
        return _back(where, undo.act, len(done), failed, _remember(request, again) if done else "")
    back = len(await _given(request, undo.given))
    for changed in undo.changes:
        with suppress(ForbiddenError, ConflictError):
            await undo_change(request.app[DESK].database, changed, who(request).person, datetime.now(UTC))
            back += 1
    request.app[OPEN_TASKS].forget()
    return _back(where, "undo", back, len(undo.changes) + len(undo.given) - back)


async def _given(request: web.Request, wanted: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Gives each item to a department; of those that went, the item and the department that it came from."""
    desk, person, now = request.app[DESK], who(request).person, datetime.now(UTC)
    done: list[tuple[str, str]] = []
    for item, to in wanted:
        with suppress(NotFoundError, ForbiddenError, ConflictError):
            done.append((item, await give_item(desk.database, item, to, person, now)))
    request.app[OPEN_TASKS].forget()
    return done


def _change(request: web.Request, form: Form, act: str) -> Callable[[Item], Item]:
    """What is to be changed of each item. Raises InputError for an end that can't be meant, NotFoundError for no such act."""
    settings, now = request.app[DESK].settings, datetime.now(UTC)
    if act == "theme":
        theme = text_of(form, "theme")
        if theme and theme not in request.app[DESK].brands.in_force.themes:
            raise NotFoundError("there is no such theme")
        return lambda item: msgspec.structs.replace(item, themes=(theme,) if theme else ())
    if act != "period":
        raise NotFoundError("there is nothing of this kind to be done")
    zone = ZoneInfo(settings.timezone)
    try:
        ends = moment_of(text_of(form, "ends"), now.astimezone(zone).date(), zone, end=True)
    except (OverflowError, ValueError):
        ends = None
    if ends is None or ends <= now or ends.year not in YEARS:
        raise InputError("this is no day to come", "ends", PROBLEMS["period"])
    return lambda item: _until(item, ends)


def _until(item: Item, ends: datetime) -> Item:
    """Lasting until then; one that begins later stays as it is."""
    begins = item.period.begins_at
    return item if begins and begins >= ends else msgspec.structs.replace(item, period=Period(begins, ends))


async def _changed(request: web.Request, items: Sequence[str], change: Callable[[Item], Item]) -> list[Changed]:
    desk, person, now = request.app[DESK], who(request).person, datetime.now(UTC)
    done: list[Changed] = []
    for item in dict.fromkeys(items):
        with suppress(NotFoundError, ForbiddenError, ConflictError):
            done.append(await change_item(desk.database, item, change, person, now, approval=desk.settings.approval))
    request.app[OPEN_TASKS].forget()
    return done


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


def list_of(where: str) -> URL:
    """The list as it stood."""
    where = safe_next(where)
    url = URL(where) if where.startswith("/content") else URL("/content")
    return URL("/content").with_query({name: value for name, value in url.query.items() if name not in SAID})


def _back(where: str, act: str, done: int, failed: int, undo: str = "") -> str:
    """The list as it stood, with what was done."""
    query = dict(list_of(where).query)
    told = {"did": act, "n": str(done), "failed": str(failed or ""), "undo": undo}
    return str(URL("/content").with_query(query | {name: value for name, value in told.items() if value}))


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
