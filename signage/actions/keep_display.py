"""A display is added, changed or taken out by people."""

from datetime import datetime

import msgspec

from ..domain.accounts import Person
from ..domain.displays import Display
from ..domain.forms.typed import seen_of
from ..domain.limits import check_group, check_theirs
from ..errors import ConflictError, InputError, NotFoundError
from ..store.database import Database
from ..store.displays import load_displays, load_places, record_displays
from ..store.displays import remove_display as forget
from ..store.edits import record_edit

NOUN = "display"


async def keep_display(database: Database, display: Display, by: Person, now: datetime, seen: str = "") -> None:
    """Keeps a display; `seen` is that of the version which was looked at, empty for a new one. A new one's token is
    nobody's: its device gets another by being paired.

    Raises InputError for a place that is not there, ConflictError, and ForbiddenError for a display of other groups, or one
    that would come into a group of others, or leave it.
    """
    async with database.write() as connection:
        before = (await load_displays(connection)).get(display.id)
        if seen_of(before) != seen:
            raise ConflictError("somebody else changed this display", display.id)
        check_theirs(by, [one for one in (before, display) if one])
        for group in {*(before.groups if before else ())} ^ {*display.groups}:
            check_group(by, group)
        if display.place not in await load_places(connection):
            raise InputError("there is no such place", display.place)
        await record_displays(connection, [display])
        if before != display:
            await record_edit(
                connection, by.name, now, NOUN, display.id, "change" if before else "add", before, display
            )


async def remove_display(database: Database, id: str, by: Person, now: datetime) -> None:
    """Its device waits to be paired from now on; what it showed stays known. Raises NotFoundError and ForbiddenError."""
    async with database.write() as connection:
        before = (await load_displays(connection)).get(id)
        if before is None:
            raise NotFoundError("there is no such display", id)
        check_theirs(by, [before])
        await forget(connection, id)
        await record_edit(connection, by.name, now, NOUN, id, "remove", before)


async def put_into_group(
    database: Database, group: str, add: frozenset[str], leave: frozenset[str], by: Person, now: datetime
) -> int:
    """Puts displays into a group and takes others out of it; how many changed. Raises ForbiddenError."""
    check_group(by, group)
    async with database.write() as connection:
        changed = []
        for before in (await load_displays(connection)).values():
            after = _in_group(before, group, add, leave)
            if after != before:
                check_theirs(by, [before])
                changed.append(after)
                await record_edit(connection, by.name, now, NOUN, before.id, "change", before, after)
        await record_displays(connection, changed)
    return len(changed)


def _in_group(display: Display, group: str, add: frozenset[str], leave: frozenset[str]) -> Display:
    if display.id in add and group not in display.groups:
        return msgspec.structs.replace(display, groups=(*display.groups, group))
    if display.id in leave:
        return msgspec.structs.replace(display, groups=tuple(one for one in display.groups if one != group))
    return display
