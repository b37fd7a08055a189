"""A group of displays gets a name, another one, or is no more."""

from datetime import datetime

import msgspec

from ..domain.accounts import Person
from ..domain.displays import Group
from ..domain.forms.typed import seen_of
from ..domain.limits import check_all, check_group
from ..errors import ConflictError, InputError, NotFoundError
from ..store.database import Database
from ..store.displays import load_displays, record_displays
from ..store.edits import record_edit
from ..store.groups import load_groups, record_group
from ..store.groups import remove_group as forget
from ..store.playlists import load_playlists

NOUN = "group"


async def keep_group(database: Database, group: Group, by: Person, now: datetime, seen: str = "") -> None:
    """Raises ConflictError where somebody else changed it since `seen`, and ForbiddenError."""
    check_group(by, group.id)
    async with database.write() as connection:
        before = (await load_groups(connection)).get(group.id)
        if seen_of(before) != seen:
            raise ConflictError("somebody else changed this group", group.id)
        await record_group(connection, group)
        if before != group:
            await record_edit(connection, by.name, now, NOUN, group.id, "change" if before else "add", before, group)


async def remove_group(database: Database, id: str, by: Person, now: datetime) -> None:
    """Takes its displays out of it too. Raises NotFoundError, and InputError while a playlist's rule names it."""
    check_all(by)
    async with database.write() as connection:
        before = (await load_groups(connection)).get(id)
        if before is None:
            raise NotFoundError("there is no such group", id)
        rules = [rule for file in await load_playlists(connection) for rule in file.rules]
        used = sorted({rule.playlist for rule in rules if id in rule.groups})
        if used:
            raise InputError(f"playlists are meant for it: {', '.join(used[:5])}", id)
        within = [one for one in (await load_displays(connection)).values() if id in one.groups]
        without = [msgspec.structs.replace(one, groups=tuple(g for g in one.groups if g != id)) for one in within]
        await record_displays(connection, without)
        await forget(connection, id)
        await record_edit(connection, by.name, now, NOUN, id, "remove", before)
