"""Who stands in for an approver, and from when until when: 代理."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .rows import put
from .tables import deputies as table
from .tables import users


class Deputy(NamedTuple):
    """`deputy` approves what the approver's department asks for, from the first moment up to, not at, the last."""

    approver: str
    deputy: str
    from_at: datetime
    until_at: datetime


async def record_deputy(connection: AsyncConnection, deputy: Deputy) -> None:
    """Keeps it, in place of what was said of the two before."""
    await put(connection, table, deputy._asdict())


async def remove_deputy(connection: AsyncConnection, approver: str, deputy: str) -> Deputy | None:
    """What was taken away; None where there was nothing."""
    own = (table.c.approver == approver) & (table.c.deputy == deputy)
    row = (await connection.execute(select(table).where(own))).first()
    await connection.execute(delete(table).where(own))
    return Deputy(*row) if row else None


async def load_deputies(connection: AsyncConnection, now: datetime) -> list[Deputy]:
    """Those that stand in now or will, the earliest first."""
    rows = await connection.execute(
        select(table).where(table.c.until_at > now).order_by(table.c.from_at, table.c.deputy)
    )
    return [Deputy(*row) for row in rows]


async def stands_in_for(connection: AsyncConnection, name: str, now: datetime) -> set[str]:
    """The departments whose approver this person stands in for at a moment. An approver who was shut out lends nothing."""
    wanted = (
        select(users.c.department)
        .join(table, table.c.approver == users.c.name)
        .where(table.c.deputy == name, table.c.from_at <= now, table.c.until_at > now)
        .where(users.c.disabled_at.is_(None), users.c.role == "approver", users.c.department != "")
    )
    return set((await connection.execute(wanted)).scalars())
