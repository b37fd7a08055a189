"""What somebody has just changed of a place, display, group, source or calendar is put back as it was."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Act, Person
from ..domain.closing_days import Calendar
from ..domain.displays import Display, Group, Place
from ..domain.sources import Source
from ..errors import ConflictError, NotFoundError
from ..store.calendars import load_calendars, remove_own_calendar, replace_calendar
from ..store.content import remove_source_items
from ..store.database import Database
from ..store.displays import load_displays, load_places, record_displays, record_places, remove_display, remove_place
from ..store.edits import load_edits, record_edit
from ..store.groups import load_groups, record_group, remove_group
from ..store.sources import load_sources, record_source, remove_source

Connection = AsyncConnection


class Noun(NamedTuple):
    """How a noun is read, kept and taken out, and what one has to be allowed to do for it."""

    kind: type[Any]
    act: Act
    load: Callable[[Connection], Awaitable[Mapping[str, Any]]]
    record: Callable[[Connection, Any], Awaitable[object]]
    remove: Callable[[Connection, str, datetime], Awaitable[object]]


async def _sources(connection: Connection) -> dict[str, Source]:
    return {kept.source.name: kept.source for kept in await load_sources(connection)}


async def _remove_source(connection: Connection, name: str, now: datetime) -> None:
    await remove_source(connection, name)
    await remove_source_items(connection, name, now)


NOUNS: Mapping[str, Noun] = {
    "place": Noun(
        Place,
        "set up places",
        load_places,
        lambda connection, place: record_places(connection, [place]),
        lambda connection, id, _: remove_place(connection, id),
    ),
    "display": Noun(
        Display,
        "set up places",
        load_displays,
        lambda connection, display: record_displays(connection, [display]),
        lambda connection, id, _: remove_display(connection, id),
    ),
    "group": Noun(
        Group, "set up places", load_groups, record_group, lambda connection, id, _: remove_group(connection, id)
    ),
    "calendar": Noun(
        Calendar,
        "set up places",
        load_calendars,
        lambda connection, calendar: replace_calendar(connection, calendar, ""),
        lambda connection, name, _: remove_own_calendar(connection, name),
    ),
    "source": Noun(Source, "set up", _sources, record_source, _remove_source),
}


async def undo_set_up(database: Database, noun: str, name: str, by: Person, now: datetime) -> None:
    """Undoes the last change of a noun if it was this person's own. A display that comes back has to be paired anew.

    Raises NotFoundError where there is nothing to undo, and ConflictError where somebody has changed it since.
    """
    its = NOUNS[noun]
    async with database.write() as connection:
        last = next(iter(await load_edits(connection, noun=noun, name=name, limit=1)), None)
        if last is None or last.by != by.name:
            raise NotFoundError("there is nothing of yours to undo", name)
        current = (await its.load(connection)).get(name)
        before, after = (
            msgspec.json.decode(body, type=its.kind) if body else None for body in (last.before, last.after)
        )
        if current != after:
            raise ConflictError("somebody has changed it since", name)
        if before is None:
            await its.remove(connection, name, now)
        else:
            await its.record(connection, before)
        await record_edit(connection, by.name, now, noun, name, "undo", after, before)
