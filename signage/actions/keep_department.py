"""Departments are made, renamed, merged, and what one answers for is handed over to another: each April."""

from datetime import datetime
from typing import NamedTuple

import msgspec

from ..domain.accounts import Department
from ..domain.forms.typed import new_id
from ..errors import ConflictError, InputError, NotFoundError
from ..store.database import Database
from ..store.departments import load_department, load_departments, record_department, remove_department
from ..store.edits import load_edit, record_edit
from ..store.ownership import Owned, hand_over, load_owned, rename_on_slides
from ..words import Words

NOUN = "department"
HAND_OVER = "hand over"


class HandedOver(msgspec.Struct, frozen=True, omit_defaults=True):
    """As the history keeps it, so that it can be taken back. `removed` = the one that gave was taken away with it."""

    to: str
    items: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    posters: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    removed: Department | None = None

    @property
    def owned(self) -> Owned:
        return Owned(self.items, self.media, self.people, self.posters, self.orders, self.links)


class Parts(NamedTuple):
    """What goes: `content` is all that is not a person, posters and links too."""

    content: bool = True
    people: bool = True


async def add_department(database: Database, name: Words, contact: str, by: str, now: datetime) -> Department:
    """Raises InputError for a name that another has."""
    async with database.write() as connection:
        known = await load_departments(connection)
        department = Department(id=new_id(name.get("en", ""), known, "department"), name=name, contact=contact)
        _check_name(department, known)
        await record_department(connection, department)
        await record_edit(connection, by, now, NOUN, department.id, "add", None, department)
    return department


async def change_department(
    database: Database, department: Department, by: str, now: datetime, seen: Department | None = None
) -> None:
    """Renames it, on slides too; `seen` is what the page showed. Raises NotFoundError, ConflictError, InputError."""
    async with database.write() as connection:
        known = await load_departments(connection)
        before = known.get(department.id)
        if before is None:
            raise NotFoundError("there is no such department", department.id)
        if seen not in (None, before):
            raise ConflictError("somebody has changed this department since the page was opened", department.id)
        if department.name != before.name:
            _check_name(department, known)
        if department != before:
            await record_department(connection, department)
            owned = await load_owned(connection, department.id)
            await rename_on_slides(connection, owned.items, before.name, department.name)
            await record_edit(connection, by, now, NOUN, department.id, "change", before, department)


async def hand_over_department(
    database: Database, id: str, to: str, parts: Parts, by: str, now: datetime, *, remove: bool = False
) -> HandedOver:
    """Gives what a department answers for to another; `remove` takes the empty one away: that merges the two.

    Raises NotFoundError, and InputError for a department that would be removed with something left.
    """
    if id == to:
        raise InputError("choose another department to hand over to", id)
    async with database.write() as connection:
        before, after = [await load_department(connection, one) for one in (id, to)]
        if before is None or after is None:
            raise NotFoundError("there is no such department", id if before is None else to)
        owned = await load_owned(connection, id)
        goes = owned if parts.content else Owned(people=owned.people)
        goes = goes if parts.people else goes._replace(people=())
        if remove and goes != owned:
            raise InputError("a department that is taken away must hand over all it has", id)
        await hand_over(connection, goes, before, after)
        if remove:
            await remove_department(connection, id)
        done = HandedOver(to, *goes, removed=before if remove else None)
        await record_edit(connection, by, now, NOUN, id, HAND_OVER, None, done)
    return done


async def take_back(database: Database, edit: int, by: str, now: datetime) -> str:
    """Takes a handing-over back: what went and still is where it went. The department that has it again.

    Raises NotFoundError where there was none.
    """
    async with database.write() as connection:
        found = await load_edit(connection, edit)
        if found is None or found.noun != NOUN or found.act != HAND_OVER or found.after is None:
            raise NotFoundError("nothing was handed over there", str(edit))
        done = msgspec.json.decode(found.after, type=HandedOver)
        before, after = await load_department(connection, found.name), await load_department(connection, done.to)
        before = before or done.removed
        if before is None or after is None:
            raise NotFoundError("one of the two departments is no longer there", found.name)
        await record_department(connection, before)
        await hand_over(connection, done.owned, after, before)
        await record_edit(connection, by, now, NOUN, found.name, "take back", None, {"from": done.to})
    return found.name


def _check_name(department: Department, known: dict[str, Department]) -> None:
    """Raises InputError with a name, in any language, that another has in it too."""
    for other in known.values():
        alike = [text for code, text in department.name.items() if other.name.get(code) == text]
        if other.id != department.id and alike:
            raise InputError("there is a department of this name already", alike[0])
