"""What went wrong, kept where staff look until it has gone. One row a thing; `since` is when it began."""

from datetime import datetime

import msgspec
from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from .plain import shortened, storable
from .tables import problems

NAME_LETTERS = 200
"""A problem may be about a file of any name, and quote anything that came with it."""


class Problem(msgspec.Struct, frozen=True):
    """`noun` is source file, source (its fetch), playlist, media (a file of its folder), slide, or finding (a slide that was
    made, but not as one would wish); `name` says which.
    """

    noun: str
    name: str
    message: str
    since: datetime


async def record_problem(connection: AsyncConnection, noun: str, name: str, message: str, now: datetime) -> bool:
    """Keeps a problem; True when it is new or says something new (so that it is logged once)."""
    name, message = _name(name), storable(message)
    key = and_(problems.c.noun == noun, problems.c.name == name)
    before = (await connection.execute(select(problems.c.message).where(key))).scalar()
    if before is None:
        await connection.execute(insert(problems).values(noun=noun, name=name, message=message, since=now))
    elif before != message:
        await connection.execute(update(problems).where(key).values(message=message))
    return before != message


async def clear_problem(connection: AsyncConnection, noun: str, name: str) -> bool:
    """Forgets a problem; True when there was one."""
    key = and_(problems.c.noun == noun, problems.c.name == _name(name))
    return (await connection.execute(delete(problems).where(key))).rowcount > 0


async def load_problems(connection: AsyncConnection) -> list[Problem]:
    """All problems, the oldest first."""
    rows = await connection.execute(select(problems).order_by(problems.c.since, problems.c.noun, problems.c.name))
    return [Problem(row.noun, row.name, row.message, row.since) for row in rows]


def _name(name: str) -> str:
    return shortened(storable(name), NAME_LETTERS)
