"""Calendars of named days, and the file that each came from."""

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.closing_days import Calendar
from .revisions import raise_revision
from .rows import put
from .tables import calendars as table

NOUN = "calendars"
FILE_NOUN = "calendar"
NOTE_NOUN = "calendar note"
"""Whose problem it is: a file that can't be used, or one of which something was passed over."""


async def replace_calendar(connection: AsyncConnection, calendar: Calendar, origin: str) -> bool:
    """Keeps a calendar in place of its last version; True when it says something new."""
    body = msgspec.json.encode(calendar).decode()
    before = (await connection.execute(select(table.c.body).where(table.c.name == calendar.name))).scalar()
    await put(connection, table, {"name": calendar.name, "origin": origin, "body": body})
    if before != body:
        await raise_revision(connection, NOUN)
    return before != body


async def remove_calendar(connection: AsyncConnection, origin: str) -> bool:
    """Takes away the calendar that came from this file."""
    gone = (await connection.execute(delete(table).where(table.c.origin == origin))).rowcount > 0
    if gone:
        await raise_revision(connection, NOUN)
    return gone


async def remove_own_calendar(connection: AsyncConnection, name: str) -> bool:
    """Takes away a calendar of people's own."""
    own = delete(table).where(table.c.name == name, table.c.origin == "")
    gone = (await connection.execute(own)).rowcount > 0
    if gone:
        await raise_revision(connection, NOUN)
    return gone


async def load_calendars(connection: AsyncConnection) -> dict[str, Calendar]:
    rows = await connection.execute(select(table.c.body).order_by(table.c.name))
    found = [msgspec.json.decode(body, type=Calendar) for (body,) in rows]
    return {calendar.name: calendar for calendar in found}


async def load_calendar_origins(connection: AsyncConnection) -> dict[str, str]:
    """The file, named from the input folder, that each calendar came from, by its name; empty for one of people's own."""
    rows = await connection.execute(select(table.c.name, table.c.origin).order_by(table.c.name))
    return dict(rows.all())
