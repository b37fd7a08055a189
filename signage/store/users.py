"""Who may log in. A name is kept as `plain_name` gives it, a password as its hash only."""

from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Rights, Role
from ..errors import InputError, NotFoundError
from .tables import users as table


class User(NamedTuple):
    """`password` is its argon2 hash; `one_time` = it was given by the system and must be changed at the first log-in.

    `department` is the id of theirs, empty is none; `groups` are those of the displays that an editor arranges, empty is
    all. `totp` is the key of their authenticator (base32), `totp_used` the last step of it that was used, so that no code
    counts twice.
    """

    name: str
    password: str
    role: Role
    one_time: bool
    created_at: datetime
    disabled_at: datetime | None = None
    department: str = ""
    groups: tuple[str, ...] = ()
    totp: str | None = None
    totp_used: int | None = None

    @property
    def rights(self) -> Rights:
        return Rights(self.role, self.department, self.groups)


async def record_user(connection: AsyncConnection, user: User) -> bool:
    """False where there is one of that name already: then nothing is kept."""
    if await load_user(connection, user.name):
        return False
    await connection.execute(insert(table).values(_row(user)))
    return True


async def record_password(connection: AsyncConnection, name: str, password: str, *, one_time: bool) -> bool:
    """Keeps another hash; False where there is nobody of that name."""
    own = update(table).where(table.c.name == name).values(password=password, one_time=int(one_time))
    return bool((await connection.execute(own)).rowcount)


async def record_disabled(connection: AsyncConnection, name: str, at: datetime | None) -> bool:
    """Since when they may not log in, or None: they may again. False where there is nobody of that name."""
    own = update(table).where(table.c.name == name).values(disabled_at=at)
    return bool((await connection.execute(own)).rowcount)


async def record_rights(connection: AsyncConnection, name: str, rights: Rights) -> bool:
    """What they may do from now on; False where there is nobody of that name."""
    groups = msgspec.json.encode(rights.groups).decode()
    own = (
        update(table).where(table.c.name == name).values(role=rights.role, department=rights.department, groups=groups)
    )
    return bool((await connection.execute(own)).rowcount)


async def record_totp(connection: AsyncConnection, name: str, key: str | None) -> bool:
    """The key of their authenticator, or None: they need none any more. False where there is nobody of that name."""
    own = update(table).where(table.c.name == name).values(totp=key, totp_used=None)
    return bool((await connection.execute(own)).rowcount)


async def use_totp(connection: AsyncConnection, name: str, key: str, step: int) -> bool:
    """Marks a step of their key as used; False where it was, or a later one, or the key is another by now."""
    unused = or_(table.c.totp_used.is_(None), table.c.totp_used < step)
    own = update(table).where(table.c.name == name, table.c.totp == key, unused).values(totp_used=step)
    return bool((await connection.execute(own)).rowcount)


async def load_user(connection: AsyncConnection, name: str) -> User | None:
    row = (await connection.execute(select(table).where(table.c.name == name))).first()
    return _user(row) if row else None


async def known_user(connection: AsyncConnection, name: str) -> User:
    """Raises NotFoundError where there is nobody of that name."""
    user = await load_user(connection, name)
    if user is None:
        raise NotFoundError("there is nobody of that name", name)
    return user


async def check_not_last(connection: AsyncConnection, user: User) -> None:
    """Raises InputError where without this person there is no administrator who may log in."""
    others = select(table.c.name).where(table.c.role == "administrator", table.c.disabled_at.is_(None))
    if (await connection.execute(others.limit(2))).scalars().all() == [user.name]:
        raise InputError("this is the last administrator who may log in; make another one first", user.name)


async def load_users(connection: AsyncConnection) -> list[User]:
    """By name, those who may not log in included."""
    return [_user(row) for row in await connection.execute(select(table).order_by(table.c.name))]


async def load_arranging(connection: AsyncConnection, group: str) -> list[str]:
    """The names of those who arrange this group of displays."""
    return [user.name for user in await load_users(connection) if group in user.groups]


async def has_users(connection: AsyncConnection) -> bool:
    return bool(await connection.scalar(select(exists(select(table.c.name)))))


def _row(user: User) -> dict[str, Any]:
    groups = msgspec.json.encode(user.groups).decode()
    return {**user._asdict(), "one_time": int(user.one_time), "groups": groups}


def _user(row: Row[Any]) -> User:
    groups = msgspec.json.decode(row.groups, type=tuple[str, ...])
    return User(**{**row._asdict(), "one_time": bool(row.one_time), "groups": groups})
