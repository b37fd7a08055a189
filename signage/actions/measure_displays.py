"""Each quarter of an hour: what the last heartbeats measured, kept in batches."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import islice

from ..domain.heartbeat import Heartbeat
from ..store.database import Database
from ..store.heartbeats import Beat
from ..store.measurements import Measurement, forget_measurements, record_measurements

QUARTER = timedelta(minutes=15)
ROWS = 1_000
"""So many are written in one transaction: others want to write too."""
MOST_DAYS = 30.0
_DAY_MS = 86_400_000


class Gauge:
    """`read` is called each minute and does something at the first call of each quarter of an hour."""

    def __init__(self, database: Database, beats: Mapping[str, Beat]) -> None:
        self._database = database
        self._beats = beats
        self._read_at: datetime | None = None

    async def read(self, now: datetime) -> None:
        """Raises StoreError; then the next call tries again."""
        at = datetime.fromtimestamp(now.timestamp() // QUARTER.total_seconds() * QUARTER.total_seconds(), now.tzinfo)
        if at == self._read_at:
            return
        fresh = {name: beat for name, beat in self._beats.items() if beat.received_at > now - QUARTER}
        found = iter([(name, one) for name, beat in fresh.items() if (one := measured(beat.heartbeat, at))])
        while batch := dict(islice(found, ROWS)):
            async with self._database.write() as connection:
                await record_measurements(connection, batch)
        async with self._database.write() as connection:
            await forget_measurements(connection, now)
        self._read_at = at


def measured(beat: Heartbeat, at: datetime) -> Measurement | None:
    """What a heartbeat measures; None if nothing."""
    days = None if beat.cached_until is None else (beat.cached_until - beat.at) / _DAY_MS
    found = Measurement(
        at,
        beat.box.temperature_c if beat.box else None,
        beat.clock.offset_ms if beat.clock else None,
        None if days is None else round(min(max(days, 0.0), MOST_DAYS), 2),
    )
    return found if any(value is not None for value in found[1:]) else None
