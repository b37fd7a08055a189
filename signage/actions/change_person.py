"""What a person may do is changed, their devices are logged out, and deputies stand in for approvers."""

from collections.abc import Collection
from datetime import datetime

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Rights, may
from ..errors import ConflictError, InputError
from ..store.database import Database
from ..store.departments import check_department
from ..store.deputies import Deputy, record_deputy, remove_deputy
from ..store.edits import record_edit
from ..store.sessions import remove_session, remove_sessions
from ..store.users import User, check_not_last, known_user, load_users, record_rights, record_totp

NOUN = "user"


async def change_rights(
    database: Database, name: str, rights: Rights, by: str, now: datetime, seen: Rights | None = None
) -> None:
    """Takes role, department and groups of displays in place of those before; good from their next page on.

    `seen` is what the page showed. Raises NotFoundError; ConflictError where somebody has changed it since; InputError for a
    department that there is not, and for the last administrator.
    """
    async with database.write() as connection:
        user = await known_user(connection, name)
        before = user.rights
        if seen not in (None, before):
            raise ConflictError("somebody has changed this person since the page was opened", name)
        await check_department(connection, rights.department)
        if rights.role != "administrator":
            await check_not_last(connection, user)
        await _keep(connection, user, rights, by, now)


async def move_people(
    database: Database, names: Collection[str], department: str, by: str, now: datetime
) -> dict[str, str]:
    """Puts many people into a department at once, as each April; from which each came. Those that are not there are passed over.

    Raises InputError for a department that there is not.
    """
    async with database.write() as connection:
        await check_department(connection, department)
        moved = [one for one in await load_users(connection) if one.name in names and one.department != department]
        for user in moved:
            await _keep(connection, user, msgspec.structs.replace(user.rights, department=department), by, now)
    return {user.name: user.department for user in moved}


async def _keep(connection: AsyncConnection, user: User, rights: Rights, by: str, now: datetime) -> None:
    if rights != user.rights:
        await record_rights(connection, user.name, rights)
        await record_edit(connection, by, now, NOUN, user.name, "change", user.rights, rights)


async def drop_second_step(database: Database, name: str, by: str, now: datetime) -> None:
    """Lets a person log in without a code again, who has lost what made the codes. Raises NotFoundError."""
    async with database.write() as connection:
        user = await known_user(connection, name)
        await record_totp(connection, name, None)
        if user.totp:
            await record_edit(connection, by, now, NOUN, name, "codes off")


async def end_sessions(database: Database, name: str, by: str, now: datetime, session: str = "") -> None:
    """Logs a person out on one device (by the SHA-256 of its session), or on all. Raises NotFoundError."""
    async with database.write() as connection:
        await known_user(connection, name)
        if session:
            await remove_session(connection, name, session)
        else:
            await remove_sessions(connection, name)
        await record_edit(connection, by, now, NOUN, name, "log out")


async def set_deputy(database: Database, deputy: Deputy, by: str, now: datetime) -> None:
    """Lets somebody approve in an approver's place for a while.

    Raises NotFoundError; InputError for a span that is none, and for those who can't stand in: only who may approve at all can.
    """
    if deputy.until_at <= deputy.from_at or deputy.until_at <= now:
        raise InputError("make the end later than the start, and later than now", deputy.approver)
    async with database.write() as connection:
        approver, other = [await known_user(connection, name) for name in (deputy.approver, deputy.deputy)]
        if approver.role != "approver" or not approver.department:
            raise InputError("only an approver of a department needs somebody who stands in", approver.name)
        if other.name == approver.name or not may(other.role, "approve content") or other.disabled_at:
            raise InputError("only somebody else who may approve can stand in", other.name)
        await record_deputy(connection, deputy)
        after = msgspec.to_builtins(deputy._asdict())
        await record_edit(connection, by, now, NOUN, approver.name, "deputy", None, after)


async def end_deputy(database: Database, approver: str, deputy: str, by: str, now: datetime) -> None:
    """Lets nobody stand in any more; nothing where nobody did."""
    async with database.write() as connection:
        before = await remove_deputy(connection, approver, deputy)
        if before:
            await record_edit(
                connection, by, now, NOUN, approver, "deputy", msgspec.to_builtins(before._asdict()), None
            )
