"""What was on glass: every published tail by channel, every head by display, each from its moment on."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Table, delete, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .rows import batches, put
from .tables import heads, publications

ROWS = 500
"""So many are named in one statement."""


class Head(NamedTuple):
    """`head` is the head's JSON without etag and player, which say nothing about the glass."""

    channel: str
    head: str


async def record_publications(connection: AsyncConnection, tails: Mapping[str, str], now: datetime) -> None:
    """Keeps the tail (SHA-256) that each of these channels shows from now on."""
    await _forget_ahead(connection, publications, publications.c.channel, tails, now)
    rows = ({"channel": channel, "from_at": now, "tail": tail} for channel, tail in tails.items())
    await put(connection, publications, *rows)


async def record_heads(connection: AsyncConnection, given: Mapping[str, Head], now: datetime) -> None:
    """Keeps the head and channel that each of these displays has from now on."""
    await _forget_ahead(connection, heads, heads.c.display, given, now)
    rows = (
        {"display": display, "from_at": now, "channel": head.channel, "head": head.head}
        for display, head in given.items()
    )
    await put(connection, heads, *rows)


async def _forget_ahead(
    connection: AsyncConnection, table: Table, column: Column[str], names: Iterable[str], now: datetime
) -> None:
    """What lies ahead was published before the clock was set back: after a restart it would pass for the last."""
    for some in batches(tuple(names), ROWS):
        await connection.execute(delete(table).where(column.in_(some), table.c.from_at > now))


async def load_publications(connection: AsyncConnection) -> dict[str, str]:
    """The last published tail (SHA-256) by channel."""
    last = select(publications.c.channel, func.max(publications.c.from_at).label("at"))
    newest = last.group_by(publications.c.channel).subquery()
    at = (publications.c.channel == newest.c.channel) & (publications.c.from_at == newest.c.at)
    rows = await connection.execute(select(publications.c.channel, publications.c.tail).join(newest, at))
    return dict(rows.all())


async def load_heads(connection: AsyncConnection) -> dict[str, Head]:
    """The last head by display."""
    last = select(heads.c.display, func.max(heads.c.from_at).label("at")).group_by(heads.c.display).subquery()
    at = (heads.c.display == last.c.display) & (heads.c.from_at == last.c.at)
    rows = await connection.execute(select(heads.c.display, heads.c.channel, heads.c.head).join(last, at))
    return {display: Head(channel, head) for display, channel, head in rows}


async def load_first_heads(connection: AsyncConnection) -> dict[str, datetime]:
    """Since when something has been published for each display, as far back as is known."""
    rows = await connection.execute(select(heads.c.display, func.min(heads.c.from_at)).group_by(heads.c.display))
    return dict(rows.all())


class Published(NamedTuple):
    """What a display had from a moment on: its head's JSON, and the SHA-256 of the tail of its channel."""

    from_at: datetime
    head: str
    tail: str


async def load_published(
    connection: AsyncConnection, display: str, from_at: datetime, until_at: datetime
) -> list[Published]:
    """What was in force on a display at `from_at`, and what came until `until_at`, the oldest first.

    Empty where nothing had been published for it yet, or where it is too long ago to be known.
    """
    its = await _in_force(connection, heads, heads.c.display, display, from_at, until_at)
    found: list[Published] = []
    for row, following in zip(its, [*its[1:], None], strict=False):
        ends = following.from_at if following else until_at
        begins = max(row.from_at, from_at)
        for tail in await _in_force(connection, publications, publications.c.channel, row.channel, begins, ends):
            if tail.from_at < ends or following is None:
                found.append(Published(max(row.from_at, tail.from_at), row.head, tail.tail))
    return found


async def _in_force(
    connection: AsyncConnection, table: Table, column: Column[str], name: str, from_at: datetime, until_at: datetime
) -> list[Any]:
    """Rows of a name that were in force within a span: the last before it, and those within."""
    its: ColumnElement[bool] = column == name
    last = select(func.max(table.c.from_at)).where(its, table.c.from_at <= from_at).scalar_subquery()
    since = func.coalesce(last, literal(from_at, table.c.from_at.type))
    rows = await connection.execute(
        select(table).where(its, table.c.from_at >= since, table.c.from_at <= until_at).order_by(table.c.from_at)
    )
    return list(rows)
