"""What was on glass: every published tail by channel, every head by display, each from its moment on."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .rows import put
from .tables import heads, publications


class Head(NamedTuple):
    """`head` is the head's JSON without etag and player, which say nothing about the glass."""

    channel: str
    head: str


async def record_publications(connection: AsyncConnection, tails: Mapping[str, str], now: datetime) -> None:
    """Keeps the tail (SHA-256) that each of these channels shows from now on."""
    rows = ({"channel": channel, "from_at": now, "tail": tail} for channel, tail in tails.items())
    await put(connection, publications, *rows)


async def record_heads(connection: AsyncConnection, given: Mapping[str, Head], now: datetime) -> None:
    """Keeps the head and channel that each of these displays has from now on."""
    rows = (
        {"display": display, "from_at": now, "channel": head.channel, "head": head.head}
        for display, head in given.items()
    )
    await put(connection, heads, *rows)


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
