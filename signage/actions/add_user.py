"""Who may log in is added, given another password, shut out and let in again: by the commands, and once at the first start."""

import asyncio
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from ..domain.accounts import Role
from ..domain.credentials import plain_name, weakness
from ..errors import InputError, NotFoundError
from ..store.database import Database
from ..store.departments import check_department
from ..store.edits import record_edit
from ..store.groups import check_groups
from ..store.passwords import hash_password
from ..store.sessions import remove_sessions
from ..store.users import (
    User,
    check_not_last,
    has_users,
    known_user,
    load_user,
    record_disabled,
    record_password,
    record_rights,
    record_totp,
    record_user,
)

FIRST = "administrator"
"""The name of the one that a first start makes."""

_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
"""None that looks like another."""


class Given(NamedTuple):
    """A name and the password that was given to it: told once, kept nowhere."""

    name: str
    password: str


def new_password() -> str:
    """79 random bits as people can type them: k7mf-2xqr-9tbw-h4np."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


async def add_user(
    database: Database,
    name: str,
    role: Role,
    now: datetime,
    password: str = "",
    *,
    department: str = "",
    groups: Iterable[str] = (),
    by: str = "",
) -> Given:
    """Adds a person, with a password of their own or, without one, with one for the first log-in only.

    `by` is who adds them, empty is a command. Raises InputError for a name or password that can't be taken, for a name that
    is there already and for a department or a group that is not.
    """
    name = plain_name(name)
    given = Given(name, password or new_password())
    user = User(name, await _hashed(given), role, not password, now, None, department, tuple(groups))
    async with database.write() as connection:
        await check_department(connection, department)
        await check_groups(connection, user.groups)
        if not await record_user(connection, user):
            raise InputError("there is somebody of that name already", name)
        await record_edit(connection, by, now, "user", name, "add", None, user.rights)
    return given


async def give_password(database: Database, name: str, now: datetime, password: str = "", *, by: str = "") -> Given:
    """Another password in place of the old one, as `add_user` gives one. Every device of theirs is logged out.

    Raises NotFoundError, and InputError for a password that can't be taken.
    """
    given = Given(plain_name(name), password or new_password())
    kept = await _hashed(given)
    async with database.write() as connection:
        if not await record_password(connection, given.name, kept, one_time=not password):
            raise NotFoundError("there is nobody of that name", given.name)
        await remove_sessions(connection, given.name)
        await record_edit(connection, by, now, "user", given.name, "password")
    return given


async def disable_user(database: Database, name: str, now: datetime, *, undo: bool = False, by: str = "") -> str:
    """Shuts a person out from now on, on every device, or lets them in again. Their plain name.

    Raises NotFoundError; InputError for the last administrator who may log in.
    """
    name = plain_name(name)
    async with database.write() as connection:
        user = await known_user(connection, name)
        if not undo:
            await check_not_last(connection, user)
            await remove_sessions(connection, name)
        await record_disabled(connection, name, None if undo else now)
        await record_edit(connection, by, now, "user", name, "let in" if undo else "shut out")
    return name


async def add_first_administrator(database: Database, now: datetime) -> Given | None:
    """Where nobody can log in yet, somebody who can; None where there is one."""
    async with database.read() as connection:
        if await has_users(connection):
            return None
    return await add_user(database, FIRST, "administrator", now)


async def keep_user(database: Database, given: Given, role: Role, now: datetime, department: str = "") -> None:
    """Sees to it that this person can log in with this password, and as this, which the demo tells at each start."""
    kept = await _hashed(given)
    user = User(given.name, kept, role, False, now, None, department)
    async with database.write() as connection:
        if await load_user(connection, given.name) is None:
            await record_user(connection, user)
        else:
            await record_password(connection, given.name, kept, one_time=False)
            await record_disabled(connection, given.name, None)
            await record_rights(connection, given.name, user.rights)
            await record_totp(connection, given.name, None)


async def _hashed(given: Given) -> str:
    if words := weakness(given.password, given.name):
        raise InputError(words["en"])
    return await asyncio.to_thread(hash_password, given.password)
