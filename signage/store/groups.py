"""Groups of displays: their names. Which displays are in one stands with the displays; a group may be named by these alone."""

from collections.abc import Iterable, Mapping

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.displays import Display, Group
from ..errors import InputError
from .displays import load_displays
from .rows import put
from .tables import groups as table


async def record_group(connection: AsyncConnection, group: Group) -> None:
    """Keeps a group in place of the one with its id. No screen shows a group's name: the catalogue stays as it is."""
    await put(connection, table, {"id": group.id, "body": msgspec.json.encode(group).decode()})


async def remove_group(connection: AsyncConnection, id: str) -> bool:
    """Forgets a group's name; the displays that name it go on naming it."""
    return (await connection.execute(delete(table).where(table.c.id == id))).rowcount > 0


async def check_groups(connection: AsyncConnection, ids: Iterable[str]) -> None:
    """Raises InputError where one is no group; none at all is fine."""
    asked = set(ids)
    if asked and (unknown := sorted(asked - set(await load_groups(connection)))):
        raise InputError("there is no such group of displays", unknown[0])


async def load_groups(connection: AsyncConnection, displays: Mapping[str, Display] | None = None) -> dict[str, Group]:
    """By id, in its order; one that only displays name is called by its id. Without `displays` all that are kept count."""
    rows = await connection.execute(select(table.c.body))
    kept = [msgspec.json.decode(body, type=Group) for (body,) in rows]
    displays = await load_displays(connection) if displays is None else displays
    named = {group for display in displays.values() for group in display.groups}
    found = {id: Group(id=id, name={"ja": id}) for id in named} | {group.id: group for group in kept}
    return dict(sorted(found.items()))
