"""The last heartbeat of each display: in memory at once, in the database in batches."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from .rows import put
from .tables import heartbeats as table


class Beat(NamedTuple):
    received_at: datetime
    body: str
    """The heartbeat as JSON, already checked."""


async def record_heartbeats(connection: AsyncConnection, beats: Mapping[str, Beat]) -> None:
    rows = ({"display": name, "received_at": beat.received_at, "body": beat.body} for name, beat in beats.items())
    await put(connection, table, *rows)


async def load_heartbeats(connection: AsyncConnection) -> dict[str, Beat]:
    rows = await connection.execute(select(table))
    return {row.display: Beat(row.received_at, row.body) for row in rows}
