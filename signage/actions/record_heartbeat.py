"""A heartbeat: checked, kept in memory; `write_heartbeats` puts the waiting ones into the store in one batch."""

from collections.abc import Collection
from datetime import datetime

from ..domain.heartbeat import Heartbeat
from ..store.database import Database
from ..store.heartbeats import Beat, record_heartbeats


def record_heartbeat(waiting: dict[str, Beat], display: str, heartbeat: Heartbeat, now: datetime) -> None:
    """The last heartbeat of a display counts; it costs no transaction."""
    waiting[display] = Beat(now, heartbeat)


async def write_heartbeats(waiting: dict[str, Beat], written: dict[str, Beat], database: Database) -> None:
    """Stores what came since the last time: `written` is what the store has."""
    batch = {display: beat for display, beat in waiting.items() if written.get(display) is not beat}
    if batch:
        async with database.write() as connection:
            await record_heartbeats(connection, batch)
        written.update(batch)


def forget_heartbeats(waiting: dict[str, Beat], written: dict[str, Beat], displays: Collection[str]) -> set[str]:
    """Forgets those of all other displays, and returns whose they were."""
    gone = {display for display in waiting if display not in displays}
    for display in gone:
        del waiting[display]
        written.pop(display, None)
    return gone
