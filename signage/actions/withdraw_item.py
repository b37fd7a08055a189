"""Takes an item off every screen at once, or puts it back. Neither needs approval."""

from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Person, may
from ..domain.content import Item
from ..domain.workflow import owns
from ..errors import ForbiddenError, NotFoundError
from ..store import content
from ..store.database import Database
from ..store.edits import record_edit
from ..store.sources import ask_for_source
from ..store.tables import items
from ..store.versions import load_version

NOUN = "item"


async def withdraw_item(
    database: Database, item_id: str, now: datetime, person: Person | None = None, *, department: str = ""
) -> Item:
    """Without a `person` a command asks. `department` is the one that an item of a source names, if it is one of ours; with
    none, those who write for all answer for it. Returns the item.

    Raises NotFoundError when no such item is up; ForbiddenError for those whose department doesn't answer for it.
    """
    async with database.write() as connection:
        await _check(connection, item_id, person, department)
        item = await _item(connection, item_id)
        if item is None or not await content.withdraw_item(connection, item_id, now):
            raise NotFoundError("there is no item of this id that could be shown", item_id)
        await record_edit(connection, person.name if person else "", now, NOUN, item_id, "withdraw", item, None)
        return item


async def restore_item(
    database: Database, item_id: str, now: datetime, person: Person | None = None, *, department: str = ""
) -> Item:
    """Its source is read again, whole, at the next turn: it may have dropped the item, or changed it, meanwhile.

    Raises NotFoundError when staff had not withdrawn it, else as `withdraw_item`.
    """
    async with database.write() as connection:
        await _check(connection, item_id, person, department)
        item = await _item(connection, item_id)
        if item is None or not await content.restore_item(connection, item_id):
            raise NotFoundError("no item of this id was withdrawn by staff", item_id)
        await ask_for_source(connection, item.source)
        await record_edit(connection, person.name if person else "", now, NOUN, item_id, "restore", None, item)
        return item


async def _item(connection: AsyncConnection, item_id: str) -> Item | None:
    body = await connection.scalar(select(items.c.body).where(items.c.id == item_id))
    return msgspec.json.decode(body, type=Item) if body else None


async def _check(connection: AsyncConnection, item_id: str, person: Person | None, department: str) -> None:
    if person is None:
        return
    version = await load_version(connection, item_id)
    department = version.department if version else department
    if not (may(person.role, "withdraw content") and owns(person, department)):
        raise ForbiddenError(f"only people of the department “{department}” may withdraw this", department)
