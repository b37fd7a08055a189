"""Scans are counted in memory and written as sums: a scan costs no transaction, and no row tells of a single one."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from ..domain.scans import Device, Reason
from ..errors import StoreError
from ..store.database import Database
from ..store.scan_sums import add_scan_sums
from ..store.scans import LeftOutKey, ScanKey, add_scans

WRITE_SECONDS = 5
"""A server that is killed loses what came since: twice that at most, while a write takes as long."""
WAITING_AT_MOST = 50_000
"""So many sums wait in memory; beyond, a scan is counted without its spot, of which there are far fewer."""

_HOUR = timedelta(hours=1)
log = structlog.get_logger()


class ScanBook:
    """`counted` and `left_out` since the start, for operators; what waits to be written is in sums already."""

    def __init__(self, database: Database, timezone: str, waiting_at_most: int = WAITING_AT_MOST) -> None:
        self._database = database
        self._zone = ZoneInfo(timezone)
        self._most = waiting_at_most
        self._scans: Counter[ScanKey] = Counter()
        self._left_out: Counter[LeftOutKey] = Counter()
        self._hour = datetime(2000, 1, 1, tzinfo=UTC)
        self._failing = False
        self._one_at_a_time = asyncio.Lock()
        self.counted = 0
        self.left_out: Counter[Reason] = Counter()

    @property
    def waiting(self) -> int:
        """Sums that are not written yet."""
        return len(self._scans) + len(self._left_out)

    def count(self, link: str, spot: str, device: Device, now: datetime) -> None:
        if not self._hour <= now < self._hour + _HOUR:
            self._hour = self._begun(now)
        key = (self._hour, link, spot, device)
        if len(self._scans) >= self._most and key not in self._scans:
            key = (self._hour, link, "", device)
        self._scans[key] = self._scans.get(key, 0) + 1
        self.counted += 1

    def _begun(self, now: datetime) -> datetime:
        """When the hour on the office's clock began: in India that is amid one of UTC's, and so is midnight."""
        local = now.astimezone(self._zone)
        return now - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)

    def leave_out(self, link: str, reason: Reason, now: datetime) -> None:
        self._left_out[f"{now.astimezone(self._zone):%Y-%m-%d}", link, reason] += 1
        self.left_out[reason] += 1

    async def write(self) -> None:
        """Adds what waits to what is stored. What can't be written waits on, and is told of in the log once."""
        async with self._one_at_a_time:
            try:
                await self._write()
                self._failing = False
            except StoreError as problem:
                if not self._failing:
                    log.error("scans can't be written; they are kept until they can be", reason=str(problem))
                self._failing = True

    async def _write(self) -> None:
        if not self.waiting:
            return
        scans, left_out = self._scans, self._left_out
        self._scans, self._left_out = Counter(), Counter()
        try:
            async with self._database.write() as connection:
                await add_scans(connection, scans, left_out)
                await add_scan_sums(connection, scans, self._zone)
        except BaseException:  # a server that stops writes once more
            self._scans.update(scans)
            self._left_out.update(left_out)
            raise
