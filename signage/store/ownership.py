"""What a department answers for: items, pictures, posters, links, people; and how all of it goes to another one."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Table, bindparam, distinct, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Department
from ..domain.content import Item
from ..domain.workflow import SOURCE
from ..words import Words
from .content import NOUN
from .revisions import raise_revision
from .rows import batches
from .tables import items, links, media_details, poster_orders, posters, users, versions

ASKED = 1000
"""So many names stand in one statement."""


class Owned(NamedTuple):
    """Ids of items that staff write, names in the library, names of people; codes of posters, ids of orders, codes of links."""

    items: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    posters: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


_KEYS: Mapping[str, tuple[Table, Any]] = {
    "items": (versions, versions.c.item),
    "media": (media_details, media_details.c.name),
    "people": (users, users.c.name),
    "posters": (posters, posters.c.spot),
    "orders": (poster_orders, poster_orders.c.id),
    "links": (links, links.c.code),
}


async def load_owned(connection: AsyncConnection, department: str) -> Owned:
    """All that it answers for, those who belong to it included."""
    found: dict[str, tuple[str, ...]] = {}
    for name, (table, key) in _KEYS.items():
        wanted = select(key).distinct().where(table.c.department == department).order_by(key)
        found[name] = tuple((await connection.execute(wanted)).scalars())
    return Owned(**found)


async def count_owned(connection: AsyncConnection) -> dict[str, dict[str, int]]:
    """How many items, media, people and so on each department has: {department: {"items": 3, …}}; what is none is left out."""
    found: dict[str, dict[str, int]] = {}
    for name, (table, key) in _KEYS.items():
        counts = select(table.c.department, func.count(distinct(key))).group_by(table.c.department)
        for department, count in await connection.execute(counts):
            found.setdefault(department, {})[name] = count
    return found


async def hand_over(connection: AsyncConnection, owned: Owned, before: Department, after: Department) -> None:
    """Gives to `after` what still is `before`'s of these; slides say the name of the new one at once."""
    for name, (table, key) in _KEYS.items():
        for names in batches(getattr(owned, name), ASKED):
            own = update(table).where(key.in_(names), table.c.department == before.id)
            await connection.execute(own.values(department=after.id))
    await rename_on_slides(connection, owned.items, before.name, after.name)


async def rename_on_slides(connection: AsyncConnection, ids: Collection[str], before: Words, after: Words) -> None:
    """Puts a department's new name in place of the old one in what was written of these items, and on screens.

    Each version counts as changed: a page that was open before must not bring the old name back.
    """
    if before == after or not ids:
        return
    for names in batches(sorted(ids), ASKED):
        rows = (await connection.execute(select(versions).where(versions.c.item.in_(names)))).all()
        renamed = [(row, _renamed(row.body, before, after)) for row in rows]
        keys = [
            {"of": row.item, "at": row.number, "body": body, "changes": row.changes + 1}
            for row, body in renamed
            if body
        ]
        if keys:
            same = (versions.c.item == bindparam("of")) & (versions.c.number == bindparam("at"))
            await connection.execute(update(versions).where(same), keys)
        await _rename_on_air(connection, names, before, after)


async def _rename_on_air(connection: AsyncConnection, ids: Collection[str], before: Words, after: Words) -> None:
    wanted = select(items.c.id, items.c.body).where(items.c.source == SOURCE, items.c.id.in_(ids))
    rows = (await connection.execute(wanted)).all()
    changed = [{"of": row.id, "body": body} for row in rows if (body := _renamed(row.body, before, after))]
    if changed:
        await connection.execute(update(items).where(items.c.id == bindparam("of")), changed)
        await raise_revision(connection, NOUN)


def _renamed(body: str, before: Words, after: Words) -> str:
    """The item with its department's new name; empty where it says another."""
    item = msgspec.json.decode(body, type=Item)
    if item.department != before:
        return ""
    return msgspec.json.encode(msgspec.structs.replace(item, department=after)).decode()


async def load_owners(connection: AsyncConnection, noun: str, names: Collection[str]) -> dict[str, str]:
    """Which department answers for each of these: noun is item (what staff write) or media; who has none is left out."""
    table, key = _KEYS["items" if noun == "item" else "media"]
    found: dict[str, str] = {}
    for part in batches(sorted(names), ASKED):
        rows = await connection.execute(select(key, table.c.department).where(key.in_(part)).distinct())
        found |= dict(rows.all())
    return found
