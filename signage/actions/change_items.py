"""One change to many items that staff wrote: drafts are changed, of what is up a new version asks for approval; and back again."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec

from ..domain.accounts import Person
from ..domain.content import Item
from ..domain.workflow import Version, owns
from ..errors import ConflictError, ForbiddenError, NotFoundError
from ..store.database import Database
from ..store.edits import record_edit
from ..store.versions import load_version, record_version, remove_version

NOUN = "item"


class Changed(NamedTuple):
    """The newest version of an item before and after. `after` is one of its own where `before` is up."""

    before: Version
    after: Version


async def change_item(
    database: Database,
    item: str,
    change: Callable[[Item], Item],
    person: Person,
    now: datetime,
    *,
    approval: bool = True,
) -> Changed:
    """Without `approval` the new version of what is up is a draft, for whoever publishes it.

    Raises NotFoundError for what staff did not write, ForbiddenError for those whose it isn't, and ConflictError where
    approval of it is asked for, or nothing would be otherwise.
    """
    async with database.write() as connection:
        before = await load_version(connection, item)
        if before is None:
            raise NotFoundError("there is no such item that staff wrote", item)
        if not owns(person, before.department):
            raise ForbiddenError(f"only people of the department “{before.department}” may write this", item)
        changed = change(before.item)
        if before.stage == "requested" or changed == before.item:
            raise ConflictError("approval of it is asked for, or it says so already", item)
        by = {"item": changed, "changed_at": now, "changed_by": person.name}
        if before.stage in ("draft", "remanded"):
            after = await record_version(connection, msgspec.structs.replace(before, **by), before.changes)
        else:
            newer = {
                "number": before.number + 1,
                "by": person.name,
                "made_at": now,
                "decided_by": None,
                "decided_at": None,
            }
            asked = {"stage": "requested", "asked_by": person.name, "asked_at": now}
            draft = {"stage": "draft", "asked_by": None, "asked_at": None}
            values = by | newer | (asked if approval else draft)
            after = await record_version(connection, msgspec.structs.replace(before, **values), None)
        await record_edit(connection, person.name, now, NOUN, item, "change", before.item, changed)
        return Changed(before, after)


async def undo_change(database: Database, changed: Changed, person: Person, now: datetime) -> None:
    """As it was before. Raises ConflictError where somebody has gone on with it since."""
    before, after = changed
    async with database.write() as connection:
        if before.number == after.number:
            await record_version(connection, before, after.changes)
        else:
            newest = await load_version(connection, after.item.id)
            if newest is None or newest.number != after.number:
                raise ConflictError("somebody has gone on with it since", after.item.id)
            await remove_version(connection, after)
        await record_edit(connection, person.name, now, NOUN, after.item.id, "undo", after.item, before.item)
