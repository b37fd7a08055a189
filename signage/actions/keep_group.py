"""A group of displays gets a name, another one, or is no more."""

from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

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
from ..store.users import load_arranging

NOUN = "group"
DISPLAY = "display"


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
    """Takes its displays out of it too. Raises NotFoundError, and InputError while a playlist's rule or a person names it."""
    check_all(by)
    async with database.write() as connection:
        before = (await load_groups(connection)).get(id)
        if before is None:
            raise NotFoundError("there is no such group", id)
        await _check_unused(connection, id)
        await _take_out(connection, id, by, now)
        await forget(connection, id)
        await record_edit(connection, by.name, now, NOUN, id, "remove", before)


async def _check_unused(connection: AsyncConnection, id: str) -> None:
    """Raises InputError: who is left with a group that is gone has no display, and who is left with none has all."""
    rules = [rule for file in await load_playlists(connection) for rule in file.rules]
    if used := sorted({rule.playlist for rule in rules if id in rule.groups}):
        raise InputError(f"playlists are meant for it: {', '.join(used[:5])}", id)
    if people := await load_arranging(connection, id):
        named = people[:5]
        raise InputError(
            f"people arrange it: {', '.join(named)}",
            id,
            says={
                "ja": f"このグループは、利用者（{'、'.join(named)}）が受け持っています。先に、その人の「受け持つ画面のグループ」を変えてください。",
                "en": f"People look after this group ({', '.join(named)}). Change their groups of displays first.",
            },
        )


async def _take_out(connection: AsyncConnection, id: str, by: Person, now: datetime) -> None:
    changed = []
    for before in (await load_displays(connection)).values():
        if id in before.groups:
            after = msgspec.structs.replace(before, groups=tuple(one for one in before.groups if one != id))
            changed.append(after)
            await record_edit(connection, by.name, now, DISPLAY, before.id, "change", before, after)
    await record_displays(connection, changed)
