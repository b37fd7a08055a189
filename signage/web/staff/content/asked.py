"""What every request about one item that staff write begins with."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

import msgspec
from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from ....domain.accounts import Department, Person
from ....domain.catalogue import Catalogue
from ....domain.content import Item
from ....domain.forms.item import KINDS_OFFERED, Written, read_item
from ....domain.ulids import is_ulid
from ....domain.workflow import SOURCE, Version, owns, reads, state_of_item
from ....store.deputies import stands_in_for
from ....store.ownership import load_owners
from ...auth import Form
from ...desk import DESK
from .office import check_owner, departments_of, office_of, who
from .page import Standing, a_new_item, copied, standing_of

ID = "staff-"
"""What the ids of items that staff write begin with; a ULID follows."""


class Asked:
    """What every request about one item begins with: the catalogue, the departments, the item's versions, and who may look."""

    def __init__(
        self,
        request: web.Request,
        catalogue: Catalogue,
        departments: Mapping[str, Department],
        now: datetime,
        id: str,
    ) -> None:
        self.request, self.catalogue, self.departments, self.now = request, catalogue, departments, now
        self.id = id

    async def standing(self) -> Standing:
        return await standing_of(self.request, self.catalogue, self.id, self.now)

    def check_writer(self, newest: Version | None) -> None:
        person = who(self.request).person
        department = newest.department if newest else person.department
        check_owner(self.departments, department, own=owns(person, department))

    async def check_reader(self, newest: Version) -> None:
        person = who(self.request).person
        async with self.request.app[DESK].database.read() as connection:
            deputy_of = await stands_in_for(connection, person.name, self.now)
        check_owner(self.departments, newest.department, own=reads(person, newest.department, deputy_of))

    async def copy_of(self, id: str, item: Item) -> Item:
        """`item` as a copy of what is given to screens by this id; as it is where nothing is.

        Raises NotYoursError where staff of another department wrote that: it may not be on any screen yet.
        """
        model = self.catalogue.items.get(id)
        if model is None:
            return item
        of = Asked(self.request, self.catalogue, self.departments, self.now, id)
        if newest := (await of.standing()).newest:
            await of.check_reader(newest)
        return copied(model, item)

    async def read(self, fields: Mapping[str, str], newest: Version | None) -> Written:
        """What the form says; what it has no field for is as in the newest version, else as in what it is a copy of."""
        person = who(self.request).person
        kind = fields.get("kind", "")
        blank = a_new_item(self.id, kind if kind in KINDS_OFFERED else KINDS_OFFERED[0])
        item = newest.item if newest else await self.copy_of(fields.get("copied", ""), blank)
        department = newest.department if newest else person.department
        office = office_of(self.request, self.catalogue, self.departments, self.now)
        written = read_item(fields, item, department, office)
        named = self.departments.get(written.department)
        return written._replace(item=msgspec.structs.replace(written.item, department=named.name if named else {}))


async def readable(
    connection: AsyncConnection, catalogue: Catalogue, items: Iterable[Item], person: Person | None, now: datetime
) -> dict[str, Item]:
    """Those of the approved `items`, by id, that a person may look at (None: that anybody may): what screens show or have
    shown, what a source gave, and of what staff wrote for later or took down what their own department answers for, or none.
    """
    found = {item.id: item for item in items}
    down = {gone.item.id for gone in catalogue.taken_down}
    shut = {
        id
        for id, item in found.items()
        if item.source == SOURCE and state_of_item(item, now, withdrawn=id in down) in ("scheduled", "withdrawn")
    }
    if shut and person:
        owners = await load_owners(connection, "item", shut)
        deputy_of = await stands_in_for(connection, person.name, now)
        shut -= {id for id in shut if reads(person, owners.get(id, ""), deputy_of)}
    return {id: item for id, item in found.items() if id not in shut}


async def asked_for(request: web.Request) -> Asked:
    catalogue = await request.app[DESK].catalogue()
    return Asked(request, catalogue, await departments_of(request), datetime.now(UTC), request.match_info["item"])


def is_staff_id(text: str) -> bool:
    return text.startswith(ID) and is_ulid(text.removeprefix(ID))


def fields_in(form: Form) -> dict[str, str]:
    """The form's texts; several of one name are lines of one."""
    found: dict[str, str] = {}
    for name, value in form.items():
        if isinstance(value, str):
            found[name] = f"{found[name]}\n{value}" if name in found else value
    return found
