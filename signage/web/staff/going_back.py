"""Back to how a thing was: from the history, by the action that its own page takes. Nothing of it skips approval or publishing."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from ...actions.change_person import change_rights
from ...actions.edit_item import go_back
from ...actions.edit_playlist import restore_playlist
from ...actions.keep_calendar import keep_calendar
from ...actions.keep_department import change_department
from ...actions.keep_display import keep_display
from ...actions.keep_group import keep_group
from ...actions.keep_link import keep_link
from ...actions.keep_place import keep_place
from ...actions.keep_source import keep_source
from ...brand import Brand
from ...domain.accounts import Act, Department, Person, Rights
from ...domain.arranging import check_arranges
from ...domain.closing_days import Calendar
from ...domain.content import Item
from ...domain.displays import Display, Group, Place
from ...domain.forms import typed
from ...domain.links import Link, codes_of
from ...domain.playlist_file import PlaylistFile
from ...domain.sources import Source
from ...domain.workflow import SOURCE
from ...errors import ConflictError, NotFoundError
from ...store.calendars import load_calendars
from ...store.displays import load_displays, load_places
from ...store.drafts import load_draft
from ...store.edits import Edit
from ...store.groups import load_groups
from ...store.sources import load_sources
from ...words import Words
from ..desk import DESK, Desk
from ..visitor import Visitor
from .times import Times

Back = Callable[[web.Request, Edit, Any, Visitor, datetime], Awaitable[str]]


class Way(NamedTuple):
    """How a noun goes back: what its state is read as, who may, and what does it and says where to go on."""

    type: Any
    act: Act
    go: Back


def state_of_edit(edit: Edit, who: Visitor) -> Any:
    """The whole state in which a change left its thing; None where it has none, or this person may not go back to it."""
    way = WAYS.get(edit.noun)
    if way is None or edit.after is None or not who.may(way.act):
        return None
    try:
        state = msgspec.json.decode(edit.after, type=way.type)
    except msgspec.ValidationError:
        return None
    if isinstance(state, Item) and (state.id != edit.name or state.source != SOURCE):
        return None
    return state


async def goes_back(request: web.Request, edit: Edit, who: Visitor, now: datetime) -> str:
    """Where to go on. Raises NotFoundError for a change that there is no way back to, and whatever the action raises."""
    state = state_of_edit(edit, who)
    if state is None:
        raise NotFoundError("there is no way back to this change", str(edit.id))
    return await WAYS[edit.noun].go(request, edit, state, who, now)


async def _item(request: web.Request, _edit: Edit, item: Item, who: Visitor, now: datetime) -> str:
    """As a draft: what is on air stays, and approval is asked for as ever. What waits for approval stays as it is."""
    address = f"/content/{quote(item.id, safe='')}"
    try:
        await go_back(request.app[DESK].database, item, who.person, now)
    except ConflictError:
        return f"{address}?done=waits"
    return address


async def _playlist(request: web.Request, edit: Edit, file: PlaylistFile, who: Visitor, now: datetime) -> str:
    """As a draft, with its rules: published with the others."""
    desk = request.app[DESK]
    await _check_all_theirs(desk, file, who.person)
    # With its day and year: the words stay with the draft, where “today” would soon be untrue.
    times = {code: Times(code, ZoneInfo(desk.settings.timezone), now).long(edit.at) for code in ("ja", "en")}
    says: Words = {"ja": f"{times['ja']} の状態に戻す", "en": f"Back to how it was on {times['en']}"}
    await restore_playlist(desk.database, file, says, who.name, now)
    return f"/playlists/{quote(file.playlist.name, safe='')}"


async def _check_all_theirs(desk: Desk, file: PlaylistFile, person: Person) -> None:
    """Raises ForbiddenError where it shows on displays of others: then, now, or as it is drafted."""
    name, catalogue = file.playlist.name, await desk.catalogue()
    async with desk.database.read() as connection:
        draft = await load_draft(connection, name)
    present = [rule for rule in catalogue.rules if rule.playlist == name]
    drafted = draft.file.rules if draft and draft.file else ()
    check_arranges(person, (*file.rules, *present, *drafted), catalogue)


async def _user(request: web.Request, edit: Edit, rights: Rights, who: Visitor, now: datetime) -> str:
    await change_rights(request.app[DESK].database, edit.name, rights, who.name, now)
    return f"/settings/people/{quote(edit.name, safe='')}?done=rights"


async def _department(request: web.Request, _edit: Edit, department: Department, who: Visitor, now: datetime) -> str:
    await change_department(request.app[DESK].database, department, who.name, now)
    return f"/settings/departments/{department.id}?done=change"


async def _link(request: web.Request, edit: Edit, link: Link, who: Visitor, now: datetime) -> str:
    desk = request.app[DESK]
    await keep_link(desk.database, link, codes_of(desk.settings), now, who.person)
    return f"/links/{quote(edit.name, safe='')}?said=changed"


async def _source(request: web.Request, _edit: Edit, source: Source, who: Visitor, now: datetime) -> str:
    database = request.app[DESK].database
    async with database.read() as connection:
        present = {kept.source.name: kept.source for kept in await load_sources(connection)}.get(source.name)
    await keep_source(database, source, who.name, now, typed.seen_of(present))
    return f"/settings/sources/{quote(source.name, safe='')}"


async def _calendar(request: web.Request, _edit: Edit, calendar: Calendar, who: Visitor, now: datetime) -> str:
    database = request.app[DESK].database
    async with database.read() as connection:
        present = (await load_calendars(connection)).get(calendar.name)
    await keep_calendar(database, calendar, who.person, now, typed.seen_of(present))
    return f"/settings/calendars/{quote(calendar.name, safe='')}"


async def _brand(request: web.Request, _edit: Edit, brand: Brand, who: Visitor, now: datetime) -> str:
    brands = request.app[DESK].brands
    await brands.keep(brand, who.name, now, typed.seen_of(brands.in_force))
    return "/settings/brand"


def _kept(
    keep: Callable[..., Awaitable[None]],
    load: Callable[[AsyncConnection], Awaitable[Mapping[str, Any]]],
    page: str,
) -> Back:
    """The way back of what is set up: kept in place of what there is now."""

    async def go(request: web.Request, _edit: Edit, state: Any, who: Visitor, now: datetime) -> str:
        database = request.app[DESK].database
        async with database.read() as connection:
            present = (await load(connection)).get(state.id)
        await keep(database, state, who.person, now, typed.seen_of(present))
        return page.format(quote(state.id, safe=""))

    return go


WAYS: Mapping[str, Way] = {
    "item": Way(Item, "write content", _item),
    "playlist": Way(PlaylistFile, "arrange", _playlist),
    "user": Way(Rights, "see people", _user),
    "department": Way(Department, "see people", _department),
    "place": Way(Place, "set up places", _kept(keep_place, load_places, "/settings/places/{}")),
    "display": Way(Display, "set up places", _kept(keep_display, load_displays, "/settings/displays/{}")),
    "brand": Way(Brand, "set up", _brand),
    "source": Way(Source, "set up", _source),
    "calendar": Way(Calendar, "set up places", _calendar),
    "link": Way(Link, "keep links", _link),
    "group": Way(Group, "set up places", _kept(keep_group, load_groups, "/settings/groups/{}")),
}
