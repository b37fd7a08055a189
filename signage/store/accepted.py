"""Slides that staff have put up although something on them can't be read, and why: a row an item."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .plain import storable
from .rows import put
from .tables import accepted_findings as table


class Accepted(NamedTuple):
    """`codes` (domain/legibility.FindingCode) of an item were seen by `by`, who said `reason`; `at` aware and UTC."""

    item: str
    codes: frozenset[str]
    reason: str
    by: str
    at: datetime


async def record_accepted(
    connection: AsyncConnection, item: str, codes: Iterable[str], reason: str, by: str, now: datetime
) -> None:
    """In the place of what was accepted of the item before."""
    values = {"item": item, "codes": " ".join(sorted(codes)), "reason": storable(reason), "by": by, "at": now}
    await put(connection, table, values)


async def forget_accepted(connection: AsyncConnection, item: str) -> None:
    """For an item that is put up with nothing unreadable: what comes later is to be seen anew."""
    await connection.execute(delete(table).where(table.c.item == item))


async def load_accepted(connection: AsyncConnection) -> dict[str, Accepted]:
    """By item."""
    rows = await connection.execute(select(table))
    return {row.item: Accepted(row.item, frozenset(row.codes.split()), row.reason, row.by, row.at) for row in rows}
