"""What people said of a version of an item: why it was sent back, what to mind. Nothing is taken away again."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .plain import storable
from .tables import comments as table

MOST = 200
"""So many are read of one item, the newest ones."""


class Comment(NamedTuple):
    """`number` is the version that it is about, `at` aware and UTC, `by` a name as people log in."""

    id: int
    item: str
    number: int
    at: datetime
    by: str
    text: str


async def record_comment(
    connection: AsyncConnection, item: str, number: int, by: str, text: str, now: datetime
) -> None:
    values = {"item": item, "number": number, "at": now, "by": by, "text": storable(text)}
    await connection.execute(insert(table).values(values))


async def load_last_comments(connection: AsyncConnection, items: Sequence[str]) -> dict[tuple[str, int], str]:
    """The last word on each version of these items, by item and number."""
    wanted = select(table.c.item, table.c.number, table.c.text).where(table.c.item.in_(items)).order_by(table.c.id)
    return {(item, number): text for item, number, text in await connection.execute(wanted)}


async def load_comments(connection: AsyncConnection, item: str) -> list[Comment]:
    """Those of an item, of all its versions, the oldest first."""
    newest = select(table).where(table.c.item == item).order_by(table.c.id.desc()).limit(MOST)
    return [Comment(*row) for row in await connection.execute(newest)][::-1]
