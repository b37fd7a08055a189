"""A place is added, changed or taken out by people."""

from datetime import datetime

from ..domain.accounts import Person
from ..domain.displays import Place
from ..domain.forms.typed import seen_of
from ..domain.limits import check_theirs
from ..errors import ConflictError, InputError, NotFoundError
from ..store.database import Database
from ..store.displays import load_displays, load_places, record_places
from ..store.displays import remove_place as forget
from ..store.edits import record_edit

NOUN = "place"


async def keep_place(database: Database, place: Place, by: Person, now: datetime, seen: str = "") -> None:
    """Keeps a place; `seen` is that of the version which was looked at, empty for a new one.

    Raises ConflictError where somebody else changed it since, ForbiddenError where displays of others stand there.
    """
    async with database.write() as connection:
        before = (await load_places(connection)).get(place.id)
        if seen_of(before) != seen:
            raise ConflictError("somebody else changed this place", place.id)
        there = [one for one in (await load_displays(connection)).values() if one.place == place.id]
        check_theirs(by, there)
        await record_places(connection, [place])
        if before != place:
            await record_edit(connection, by.name, now, NOUN, place.id, "change" if before else "add", before, place)


async def remove_place(database: Database, id: str, by: Person, now: datetime) -> None:
    """Raises NotFoundError, and InputError while displays stand there."""
    async with database.write() as connection:
        before = (await load_places(connection)).get(id)
        if before is None:
            raise NotFoundError("there is no such place", id)
        used = [one.name for one in (await load_displays(connection)).values() if one.place == id]
        if used:
            raise InputError(f"displays stand there: {', '.join(used[:5])}", id)
        await forget(connection, id)
        await record_edit(connection, by.name, now, NOUN, id, "remove", before)
