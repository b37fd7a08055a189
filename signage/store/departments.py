"""Departments: who answers for content. What they answer for names them by id, slides say their names."""

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Department
from ..errors import InputError
from .rows import put
from .tables import departments as table


async def record_department(connection: AsyncConnection, department: Department) -> None:
    """Keeps one, in place of the one with its id."""
    await put(connection, table, {"id": department.id, "body": msgspec.json.encode(department).decode()})


async def remove_department(connection: AsyncConnection, id: str) -> bool:
    """False where there was none. Whoever calls it has handed over what it answered for (`store/ownership`)."""
    return bool((await connection.execute(delete(table).where(table.c.id == id))).rowcount)


async def load_department(connection: AsyncConnection, id: str) -> Department | None:
    body = await connection.scalar(select(table.c.body).where(table.c.id == id))
    return msgspec.json.decode(body, type=Department) if body else None


async def check_department(connection: AsyncConnection, id: str) -> None:
    """Raises InputError where there is no such department; none at all (empty) is one."""
    if id and await load_department(connection, id) is None:
        raise InputError("there is no such department", id)


async def load_departments(connection: AsyncConnection) -> dict[str, Department]:
    """By id, in its order."""
    rows = await connection.execute(select(table.c.body).order_by(table.c.id))
    found = [msgspec.json.decode(body, type=Department) for (body,) in rows]
    return {department.id: department for department in found}
