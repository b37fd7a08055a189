"""A calendar of named days is added, changed or taken out by people."""

from datetime import datetime

from ..domain.accounts import Person
from ..domain.closing_days import Calendar
from ..domain.forms.typed import seen_of
from ..domain.limits import check_all
from ..errors import ConflictError, InputError, NotFoundError
from ..store.calendars import load_calendar_origins, load_calendars, remove_own_calendar, replace_calendar
from ..store.database import Database
from ..store.displays import load_places
from ..store.edits import record_edit
from ..store.playlists import load_playlists

NOUN = "calendar"


async def keep_calendar(database: Database, calendar: Calendar, by: Person, now: datetime, seen: str = "") -> None:
    """Keeps a calendar of people's own; `seen` as in keep_place.

    Raises InputError for one that a file gives, ConflictError, and ForbiddenError for an editor of some groups only.
    """
    check_all(by)
    async with database.write() as connection:
        before = (await load_calendars(connection)).get(calendar.name)
        if (await load_calendar_origins(connection)).get(calendar.name):
            raise InputError("a file gives this calendar; copy it to change it here", calendar.name)
        if seen_of(before) != seen:
            raise ConflictError("somebody else changed this calendar", calendar.name)
        await replace_calendar(connection, calendar, "")
        if before != calendar:
            act = "change" if before else "add"
            await record_edit(connection, by.name, now, NOUN, calendar.name, act, before, calendar)


async def remove_calendar(database: Database, name: str, by: Person, now: datetime) -> None:
    """Raises NotFoundError, and InputError for one that a file gives, or that places or playlists name."""
    check_all(by)
    async with database.write() as connection:
        before = (await load_calendars(connection)).get(name)
        if before is None:
            raise NotFoundError("there is no such calendar", name)
        if (await load_calendar_origins(connection))[name]:
            raise InputError("a file gives this calendar; delete the file instead", name)
        places = [place.id for place in (await load_places(connection)).values() if name in place.closed]
        rules = [rule for file in await load_playlists(connection) for rule in file.rules]
        playlists = {rule.playlist for rule in rules if name in (*rule.only_days_of, *rule.not_days_of)}
        if used := [*places, *sorted(playlists)]:
            raise InputError(f"it is used by {', '.join(used[:5])}", name)
        await remove_own_calendar(connection, name)
        await record_edit(connection, by.name, now, NOUN, name, "remove", before)
