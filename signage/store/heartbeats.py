"""The last heartbeat of each display: in memory at once, in the database in batches."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.heartbeat import Heartbeat
from .rows import put
from .tables import heartbeats as table

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Heartbeat).decode


class Beat(NamedTuple):
    received_at: datetime
    heartbeat: Heartbeat


async def record_heartbeats(connection: AsyncConnection, beats: Mapping[str, Beat]) -> None:
    await put(connection, table, *(_row(display, beat) for display, beat in beats.items()))


async def load_heartbeats(connection: AsyncConnection) -> dict[str, Beat]:
    """One that an earlier version took and this one would not is left out: the next comes within half a minute."""
    found = {}
    for row in await connection.execute(select(table)):
        with suppress(msgspec.DecodeError):
            found[row.display] = Beat(row.received_at, _decode(row.body))
    return found


def _row(display: str, beat: Beat) -> dict[str, Any]:
    return {"display": display, "received_at": beat.received_at, "body": _encode(beat.heartbeat).decode()}
