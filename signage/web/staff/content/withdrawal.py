"""An item is taken off all screens, at once and without approval; the page counts the screens that it has left. And back."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from aiohttp import web

from ....actions.count_departures import Departures
from ....actions.withdraw_item import restore_item, withdraw_item
from ....domain.catalogue import Catalogue
from ....domain.content import Item
from ....domain.displays import Display
from ....domain.health import STATUS_WORDS
from ....domain.workflow import owns, reads
from ....errors import NotFoundError
from ....store.departments import load_departments
from ....store.deputies import stands_in_for
from ....store.versions import load_version
from ....words import Words
from ...auth import form_of, go_to, needs
from ...desk import DESK
from ..pages import part, render, renewed
from .office import check_owner, who
from .open_tasks import OPEN_TASKS
from .override import department_of

DEPARTURES = web.AppKey("departures", Departures)
TITLE: Words = {"ja": "取り下げました", "en": "Withdrawn"}
NAMED = 50
"""So many screens that still show it are named."""


@needs("withdraw content")
async def post_withdraw(request: web.Request) -> web.StreamResponse:
    await form_of(request)
    desk, now, id = request.app[DESK], datetime.now(UTC), request.match_info["item"]
    department = await _department(request, await desk.catalogue(), id)
    # Before the withdrawal: the publisher may be quicker than whoever looks afterwards.
    put_back = await asyncio.to_thread(request.app[DEPARTURES].begin, id, now)
    try:
        await withdraw_item(desk.database, id, now, who(request).person, department=department)
    except NotFoundError:  # Withdrawn already: a second press, or a colleague was quicker.
        put_back()
    except Exception:
        put_back()
        raise
    request.app[OPEN_TASKS].forget()
    raise go_to(f"/content/{quote(id, safe='')}/withdrawn")


@needs("withdraw content")
async def post_restore(request: web.Request) -> web.StreamResponse:
    await form_of(request)
    desk, now, id = request.app[DESK], datetime.now(UTC), request.match_info["item"]
    department = await _department(request, await desk.catalogue(), id)
    with suppress(NotFoundError):  # It is back already: a second press, or a colleague was quicker.
        await restore_item(desk.database, id, now, who(request).person, department=department)
    request.app[OPEN_TASKS].forget()
    request.app[DEPARTURES].forget(id)
    raise go_to(f"/content/{quote(id, safe='')}?done=restored")


@needs("see content")
async def get_withdrawn(request: web.Request) -> web.StreamResponse:
    """How many screens it has left; counts on by itself while it is on any. What is not withdrawn has its own page."""
    desk, now, id = request.app[DESK], datetime.now(UTC), request.match_info["item"]
    catalogue = await desk.catalogue()
    department = await _department(request, catalogue, id)
    person = who(request).person
    async with desk.database.read() as connection:
        departments = await load_departments(connection)
        deputy_of = await stands_in_for(connection, person.name, now)
    check_owner(departments, department, own=reads(person, department, deputy_of))
    gone = next((one for one in catalogue.taken_down if one.item.id == id), None)
    if gone is None:
        raise go_to(f"/content/{quote(id, safe='')}")
    values = _values(request, catalogue.displays, gone.item, gone.at, now)
    html = part(request, "withdrawn-count.html", now=now, **values)
    if "HX-Request" in request.headers:
        return renewed(request, html, now)
    return await render(
        request,
        "withdrawn.html",
        title=TITLE,
        now=now,
        count=html,
        may_restore=who(request).may("withdraw content") and owns(person, department),
        **values,
    )


def _values(
    request: web.Request, displays: Mapping[str, Display], item: Item, at: datetime, now: datetime
) -> dict[str, Any]:
    desk, departed = request.app[DESK], request.app[DEPARTURES].of(item.id)
    left = departed.left if departed else ()
    healths = {display: desk.watch.health(display, now) for display in left[:NAMED]}
    return {
        "item": item,
        "at": at,
        "departed": departed,
        "still": [
            (id, displays[id].name if id in displays else id, STATUS_WORDS[one.status], one.status)
            for id, one in healths.items()
        ],
    }


async def _department(request: web.Request, catalogue: Catalogue, id: str) -> str:
    """The department that answers for an item: its newest version's, else the one of ours that its source names."""
    async with request.app[DESK].database.read() as connection:
        version = await load_version(connection, id)
        departments = await load_departments(connection)
    if version:
        return version.department
    gone = next((one.item for one in catalogue.taken_down if one.item.id == id), None)
    item = catalogue.items.get(id) or gone
    if item is None:
        raise NotFoundError("there is no such item", id)
    return department_of(item, departments)
