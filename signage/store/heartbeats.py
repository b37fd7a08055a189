"""The last heartbeat of each display: in memory at once, in the database in batches."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.heartbeat import Heartbeat
from .rows import put
from .tables import heartbeats as table


class Beat(NamedTuple):
    received_at: datetime
    heartbeat: Heartbeat


async def record_heartbeats(connection: AsyncConnection, beats: Mapping[str, Beat]) -> None:
    await put(connection, table, *(_row(display, beat) for display, beat in beats.items()))


async def load_heartbeats(connection: AsyncConnection) -> dict[str, Beat]:
    rows = await connection.execute(select(table))
    return {row.display: Beat(row.received_at, msgspec.json.decode(row.body, type=Heartbeat)) for row in rows}


def _row(display: str, beat: Beat) -> dict[str, Any]:
    body = msgspec.json.encode(beat.heartbeat).decode()
    return {"display": display, "received_at": beat.received_at, "body": body}
