"""Counts wait in memory while the database is away, are added once when it is back, and never take much room."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from signage.actions.count_scans import WRITE_SECONDS, ScanBook
from signage.domain.scans import Scan
from signage.store.database import Database
from signage.store.scan_sums import load_hour_sums, load_spot_sums
from signage.store.scans import load_left_out, load_scans
from tests.away import Away
from tests.factories import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Away]:
    away = Away(database.url)
    yield away
    await away.close()


async def counted(database: Database) -> list[Scan]:
    async with database.read() as connection:
        return await load_scans(connection, NOW - HOUR, NOW + 100 * HOUR)


async def test_a_scan_raises_its_own_count_by_one(store: Away) -> None:
    book = ScanBook(store, "Asia/Tokyo")
    book.count("AAAAA", "7K4F", "phone", NOW + timedelta(minutes=59, seconds=59))
    book.count("AAAAA", "7K4F", "phone", NOW)
    book.count("AAAAA", "7K4F", "phone", NOW + HOUR)
    book.leave_out("AAAAA", "head", NOW.replace(hour=15))
    await book.write()
    await book.write()
    assert await counted(store) == [
        Scan(NOW, "AAAAA", "7K4F", "phone", 2),
        Scan(NOW + HOUR, "AAAAA", "7K4F", "phone", 1),
    ]
    async with store.read() as connection:
        days = await load_left_out(connection, NOW.date(), NOW.date() + timedelta(days=9))
    assert [(one.day, one.reason, one.count) for one in days] == [("2026-11-23", "head", 1)]  # midnight in Tokyo


@pytest.mark.parametrize(
    ("zone", "at", "hour", "day"),
    [
        ("Asia/Kolkata", datetime(2026, 11, 22, 18, 45, tzinfo=UTC), time(18, 30), date(2026, 11, 23)),
        ("Asia/Kolkata", datetime(2026, 11, 22, 18, 15, tzinfo=UTC), time(17, 30), date(2026, 11, 22)),
        ("Asia/Kathmandu", datetime(2026, 11, 22, 18, 20, tzinfo=UTC), time(18, 15), date(2026, 11, 23)),
        ("Australia/Adelaide", datetime(2026, 11, 22, 13, 29, tzinfo=UTC), time(12, 30), date(2026, 11, 22)),
        ("Europe/Berlin", datetime(2026, 10, 25, 0, 40, tzinfo=UTC), time(0), date(2026, 10, 25)),  # 02:40, the first
        ("Europe/Berlin", datetime(2026, 10, 25, 1, 40, tzinfo=UTC), time(1), date(2026, 10, 25)),  # and the second
    ],
)
async def test_a_scan_counts_for_the_hour_and_the_day_of_the_offices_clock(
    database: Database, zone: str, at: datetime, hour: time, day: date
) -> None:
    book = ScanBook(database, zone)
    book.count("AAAAA", "7K4F", "phone", at)
    await book.write()
    begun = datetime.combine(at, hour, UTC)
    async with database.read() as connection:
        assert await load_hour_sums(connection, begun, begun + timedelta(minutes=1)) == [(begun, 1)]
        assert await load_spot_sums(connection, day, day) == {("AAAAA", "7K4F"): 1}


@pytest.mark.parametrize("how", ["away", "cuts_off"])
async def test_what_cannot_be_written_is_kept_and_added_once(store: Away, how: str) -> None:
    book = ScanBook(store, "Asia/Tokyo")
    book.count("AAAAA", "7K4F", "phone", NOW)
    setattr(store, how, True)
    await book.write()
    book.count("AAAAA", "7K4F", "phone", NOW)
    book.leave_out("AAAAA", "bot", NOW)
    await book.write()
    assert book.waiting == 2
    setattr(store, how, False)
    await book.write()
    assert (book.waiting, [one.count for one in await counted(store)]) == (0, [2])


async def test_sums_in_memory_stay_few_and_no_scan_is_lost(store: Away) -> None:
    book = ScanBook(store, "Asia/Tokyo", waiting_at_most=10)
    for number in range(1_000):
        book.count("AAAAA", f"{number:04}", "phone", NOW)
    assert book.waiting == 11
    await book.write()
    found = await counted(store)
    assert sum(one.count for one in found) == 1_000
    assert [one.count for one in found if not one.spot] == [990]


def test_a_kill_can_cost_ten_seconds_at_most() -> None:
    assert 2 * WRITE_SECONDS <= 10  # what is counted while a write is under way waits for the next
