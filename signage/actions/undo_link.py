"""What somebody has just changed of a link is put back as it was."""

from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Person
from ..domain.links import Link
from ..errors import ConflictError, NotFoundError
from ..store.database import Database
from ..store.edits import record_edit
from ..store.links import change_link, load_link
from .keep_link import NOUN, check_owner
from .undo_set_up import UNDO, change_to_undo


async def undo_link(database: Database, code: str, edit: int, by: Person, now: datetime) -> None:
    """Undoes the last change of a link if it is this `edit`, and this person's own. A code that was given stays.

    Raises NotFoundError where there is nothing to undo, ConflictError where it is undone already or was changed since, and
    ForbiddenError for whose the link is no more.
    """
    async with database.write() as connection:
        last = await change_to_undo(connection, NOUN, code, edit, by)
        if last.before is None or last.after is None:
            raise NotFoundError("there is nothing of yours to undo", code)
        before, after = (_said(msgspec.json.decode(body, type=Link)) for body in (last.before, last.after))
        if await _present(connection, code) != after:
            raise ConflictError("somebody has changed it since", code)
        for link in (before, after):
            check_owner(by, link.department)
        await change_link(connection, before)
        await record_edit(connection, by.name, now, NOUN, code, UNDO, after, before)


async def _present(connection: AsyncConnection, code: str) -> Link | None:
    link = await load_link(connection, code)
    return _said(link) if link else None


def _said(link: Link) -> Link:
    """What people say of it, without what was found out."""
    return msgspec.structs.replace(link, dead_since=None)
