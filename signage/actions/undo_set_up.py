"""What somebody has just changed of a place, display, group, source or calendar is put back as it was."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Act, Person
from ..domain.closing_days import Calendar
from ..domain.displays import Display, Group, Place
from ..domain.limits import check_all, check_group, check_theirs
from ..domain.schedule import Rule
from ..domain.sources import Source
from ..errors import ConflictError, InputError, NotFoundError
from ..store.calendars import load_calendars, remove_own_calendar, replace_calendar
from ..store.content import remove_source_items
from ..store.database import Database
from ..store.displays import load_displays, load_places, record_displays, record_places, remove_display, remove_place
from ..store.edits import Edit, load_edits, record_edit
from ..store.groups import load_groups, record_group, remove_group
from ..store.playlists import load_playlists
from ..store.problems import clear_problem
from ..store.sources import FETCH_NOUN, load_sources, record_source, remove_source
from ..store.users import load_arranging

Connection = AsyncConnection
UNDO = "undo"
"""What history calls a change that put another back."""
CHANGES = ("add", "change", "remove", UNDO)
LATELY = 50


class Noun(NamedTuple):
    """How a noun is read, kept and taken out, and what one has to be allowed to do for it; `check` of who undoes its change
    from one state to another, of which either may be none, raises ForbiddenError as what keeps it does.
    """

    kind: type[Any]
    act: Act
    check: Callable[[Connection, Person, Any, Any], Awaitable[None]]
    load: Callable[[Connection], Awaitable[Mapping[str, Any]]]
    record: Callable[[Connection, Any], Awaitable[object]]
    remove: Callable[[Connection, str, datetime], Awaitable[object]]


async def _check_place(connection: Connection, by: Person, before: Place | None, after: Place | None) -> None:
    ids = {one.id for one in (before, after) if one}
    check_theirs(by, [one for one in (await load_displays(connection)).values() if one.place in ids])


async def _check_display(_: Connection, by: Person, before: Display | None, after: Display | None) -> None:
    """Who may take a display out, of whatever other groups, may have it back in them."""
    check_theirs(by, [one for one in (before, after) if one])
    for group in {*before.groups} ^ {*after.groups} if before and after else ():
        check_group(by, group)


async def _check_group(_: Connection, by: Person, before: Group | None, after: Group | None) -> None:
    for one in (before, after):
        if one:
            check_group(by, one.id)


async def _check_calendar(_: Connection, by: Person, *__: Calendar | None) -> None:
    check_all(by)


async def _check_source(*_: object) -> None:
    """No groups of displays limit who sets up sources."""


async def _sources(connection: Connection) -> dict[str, Source]:
    return {kept.source.name: kept.source for kept in await load_sources(connection)}


async def _remove_source(connection: Connection, name: str, now: datetime) -> None:
    await remove_source(connection, name)
    await remove_source_items(connection, name, now)
    await clear_problem(connection, FETCH_NOUN, name)


async def _remove_place(connection: Connection, id: str, _: datetime) -> None:
    if any(one.place == id for one in (await load_displays(connection)).values()):
        raise InputError("displays stand there by now", id)
    await remove_place(connection, id)


async def _record_display(connection: Connection, display: Display) -> None:
    if display.place not in await load_places(connection):
        raise InputError("its place is there no more", display.place)
    await record_displays(connection, [display])


async def _remove_group(connection: Connection, id: str, _: datetime) -> None:
    within = any(id in one.groups for one in (await load_displays(connection)).values())
    if within or any(id in rule.groups for rule in await _rules(connection)) or await load_arranging(connection, id):
        raise InputError("displays, playlists or people name it by now", id)
    await remove_group(connection, id)


async def _remove_calendar(connection: Connection, name: str, _: datetime) -> None:
    closed = any(name in one.closed for one in (await load_places(connection)).values())
    if closed or any(name in (*one.only_days_of, *one.not_days_of) for one in await _rules(connection)):
        raise InputError("places or playlists name it by now", name)
    await remove_own_calendar(connection, name)


async def _rules(connection: Connection) -> list[Rule]:
    return [rule for file in await load_playlists(connection) for rule in file.rules]


NOUNS: Mapping[str, Noun] = {
    "place": Noun(
        Place,
        "set up places",
        _check_place,
        load_places,
        lambda connection, place: record_places(connection, [place]),
        _remove_place,
    ),
    "display": Noun(
        Display,
        "set up places",
        _check_display,
        load_displays,
        _record_display,
        lambda connection, id, _: remove_display(connection, id),
    ),
    "group": Noun(Group, "set up places", _check_group, load_groups, record_group, _remove_group),
    "calendar": Noun(
        Calendar,
        "set up places",
        _check_calendar,
        load_calendars,
        lambda connection, calendar: replace_calendar(connection, calendar, ""),
        _remove_calendar,
    ),
    "source": Noun(Source, "set up", _check_source, _sources, record_source, _remove_source),
}


async def undoable(database: Database, noun: str, name: str, by: Person) -> int:
    """The id of the last change, for the button that undoes it; 0 where that is not this person's, or undid one itself."""
    async with database.read() as connection:
        last = await _last(connection, noun, name)
    return last.id if last and last.by == by.name and last.act != UNDO else 0


async def change_to_undo(connection: Connection, noun: str, name: str, edit: int, by: Person) -> Edit:
    """The last change, if it is the `edit` that a button was offered for: pressed twice, or on a page that stood open, a
    button would else bring back what it undid, or undo what its reader did later.

    Raises ConflictError where the last change is not that one, and NotFoundError where it is not this person's.
    """
    last = await _last(connection, noun, name)
    if last is not None and (last.id != edit or last.act == UNDO):
        raise ConflictError("it is undone already, or something came after", name)
    if last is None or last.by != by.name:
        raise NotFoundError("there is nothing of yours to undo", name)
    return last


async def _last(connection: Connection, noun: str, name: str) -> Edit | None:
    """The last change of what it is: that a display's device was paired, or is cared for, is none."""
    lately = await load_edits(connection, noun=noun, name=name, limit=LATELY)
    return next((one for one in lately if one.act in CHANGES), None)


async def undo_set_up(database: Database, noun: str, name: str, edit: int, by: Person, now: datetime) -> None:
    """Undoes the last change of a noun if it is this `edit`, and this person's own. A display that comes back has to be
    paired anew.

    Raises NotFoundError and ConflictError as `change_to_undo`, ConflictError where it is not as that change left it,
    ForbiddenError where it is theirs to change no more, and InputError where something uses by now what would go, as what
    takes it out does, or where what would come back has no place.
    """
    its = NOUNS[noun]
    async with database.write() as connection:
        last = await change_to_undo(connection, noun, name, edit, by)
        current = (await its.load(connection)).get(name)
        before, after = (
            msgspec.json.decode(body, type=its.kind) if body else None for body in (last.before, last.after)
        )
        if current != after:
            raise ConflictError("somebody has changed it since", name)
        await its.check(connection, by, before, after)
        if before is None:
            await its.remove(connection, name, now)
        else:
            await its.record(connection, before)
        await record_edit(connection, by.name, now, noun, name, UNDO, after, before)
