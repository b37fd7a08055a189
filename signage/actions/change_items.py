"""One change to many items that staff wrote: drafts are changed, of what is up a new version asks for approval; and back again.

What another department is given keeps its state.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import msgspec

from ..domain.accounts import Department, Person
from ..domain.content import Item
from ..domain.workflow import Version, new_version, owns
from ..errors import ConflictError, ForbiddenError, NotFoundError
from ..store.database import Database
from ..store.departments import load_departments
from ..store.edits import record_edit
from ..store.ownership import Owned, hand_over
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
        _check_owner(person, before.department, item)
        changed = change(before.item)
        if before.stage == "requested" or changed == before.item:
            raise ConflictError("approval of it is asked for, or it says so already", item)
        if before.stage in ("draft", "remanded"):
            draft = msgspec.structs.replace(before, item=changed, changed_at=now, changed_by=person.name)
            after = await record_version(connection, draft, before.changes)
        else:
            newer = new_version(changed, before.department, person.name, now, after=before, asked=approval)
            after = await record_version(connection, newer, None)
        await record_edit(connection, person.name, now, NOUN, item, "change", before.item, changed)
        return Changed(before, after)


async def give_item(database: Database, item: str, to: str, person: Person, now: datetime) -> str:
    """Lets another department answer for it, at once: nothing of it shows otherwise but the department's name.

    The department that answered for it before. Raises NotFoundError for what staff did not write, and no such department,
    ForbiddenError for those whose either isn't, ConflictError where it is that department's already.
    """
    async with database.write() as connection:
        before = await load_version(connection, item)
        departments = await load_departments(connection)
        if before is None or to not in departments:
            raise NotFoundError("there is no such item that staff wrote, or no such department", item)
        if not (owns(person, before.department) and owns(person, to)):
            raise ForbiddenError("only people of both departments may hand it over", item)
        if before.department == to:
            raise ConflictError("it is that department’s already", item)
        giver = departments.get(before.department, Department(id=before.department, name={}))
        await hand_over(connection, Owned(items=(item,)), giver, departments[to])
        after = msgspec.structs.replace(before.item, department=departments[to].name)
        await record_edit(connection, person.name, now, NOUN, item, "hand over", before.item, after)
        return before.department


async def undo_change(database: Database, changed: Changed, person: Person, now: datetime) -> None:
    """As it was before. Raises ConflictError where somebody has gone on with it or handed it over since, ForbiddenError for
    those whose it is no more.
    """
    before, after = changed
    async with database.write() as connection:
        newest = await load_version(connection, after.item.id)
        if newest is None or (newest.number, newest.department) != (after.number, before.department):
            raise ConflictError("somebody has gone on with it since, or handed it over", after.item.id)
        _check_owner(person, before.department, after.item.id)
        if before.number == after.number:
            await record_version(connection, before, after.changes)
        else:
            await remove_version(connection, after)
        await record_edit(connection, person.name, now, NOUN, after.item.id, "undo", after.item, before.item)


def _check_owner(person: Person, department: str, item: str) -> None:
    if not owns(person, department):
        raise ForbiddenError(f"only people of the department “{department}” may write this", item)
