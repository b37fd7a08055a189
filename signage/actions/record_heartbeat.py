"""A heartbeat: checked, kept in memory; `write_heartbeats` puts the waiting ones into the store in one batch."""

from datetime import datetime
from typing import Annotated

import msgspec

from ..store.database import Database
from ..store.heartbeats import Beat, record_heartbeats

Ms = Annotated[float, msgspec.Meta(ge=0, le=4_102_444_800_000)]  # to the year 2100
Span = Annotated[float, msgspec.Meta(ge=-4_102_444_800_000, le=4_102_444_800_000)]
Count = Annotated[float, msgspec.Meta(ge=0, le=1e15)]
Hash = Annotated[str, msgspec.Meta(max_length=64)]


class Clock(msgspec.Struct, frozen=True):
    offset_ms: Span
    uncertain_ms: Span | None = None


class PlayerError(msgspec.Struct, frozen=True):
    code: Annotated[str, msgspec.Meta(pattern="^E[0-9]{2,3}$")]
    at: Ms
    count: Count = 1
    detail: Annotated[str, msgspec.Meta(max_length=500)] = ""


class Heartbeat(msgspec.Struct, frozen=True, kw_only=True):
    """As docs/protocol.md has it. All moments are server time as the player believes it, epoch ms."""

    at: Ms
    etag: Hash | None = None
    slide: Hash | None = None
    begins: Ms | None = None
    painted: Ms | None = None
    visible: bool = True
    player: Hash | None = None
    engine: Annotated[str, msgspec.Meta(max_length=200)] = ""
    screen: tuple[Count, Count] | None = None
    uptime_ms: Count = 0
    clock: Clock | None = None
    cached: tuple[Count, Count] | None = None
    cached_bytes: Count | None = None
    free_bytes: Count | None = None
    stream: bool = False
    errors: Annotated[tuple[PlayerError, ...], msgspec.Meta(max_length=50)] = ()


def record_heartbeat(waiting: dict[str, Beat], display: str, heartbeat: Heartbeat, now: datetime) -> None:
    """The last heartbeat of a display counts; it costs no transaction."""
    waiting[display] = Beat(now, msgspec.json.encode(heartbeat).decode())


async def write_heartbeats(waiting: dict[str, Beat], written: dict[str, Beat], database: Database) -> None:
    """Stores what came since the last time: `written` is what the store has."""
    batch = {display: beat for display, beat in waiting.items() if written.get(display) is not beat}
    if batch:
        async with database.write() as connection:
            await record_heartbeats(connection, batch)
        written.update(batch)
