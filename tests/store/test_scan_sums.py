"""Sums of scans are raised with every scan, and read by day, hour and spot."""

from datetime import UTC, date, datetime, timedelta

from signage.actions.count_scans import ScanBook
from signage.store.database import Database
from signage.store.scan_sums import (
    load_day_sums,
    load_hour_sums,
    load_last_days,
    load_pair_days,
    load_scan_ends,
    load_scanned_months,
    load_spot_sums,
)

MIDNIGHT = datetime(2026, 11, 21, 15, tzinfo=UTC)
"""2026-11-22 00:00 in Japan."""
SATURDAY, SUNDAY = date(2026, 11, 21), date(2026, 11, 22)


async def scanned(database: Database) -> None:
    """Two writes: what the second brings is added to what the first brought."""
    book = ScanBook(database, "Asia/Tokyo")
    book.count("SRVEY", "AB22", "phone", MIDNIGHT - timedelta(minutes=1))
    book.count("SRVEY", "AB22", "phone", MIDNIGHT)
    book.count("SRVEY", "AB22", "tablet", MIDNIGHT + timedelta(minutes=5))
    await book.write()
    book.count("SRVEY", "AB22", "phone", MIDNIGHT + timedelta(minutes=50))
    book.count("NEWS2", "CD33", "phone", MIDNIGHT + timedelta(hours=2))
    await book.write()
    await book.write()


async def test_each_scan_raises_the_sums_of_its_day_by_exactly_one(database: Database) -> None:
    await scanned(database)
    async with database.read() as connection:
        assert await load_spot_sums(connection, SATURDAY, SATURDAY) == {("SRVEY", "AB22"): 1}
        assert await load_spot_sums(connection, SATURDAY, SUNDAY) == {("SRVEY", "AB22"): 4, ("NEWS2", "CD33"): 1}
        assert await load_day_sums(connection, SATURDAY, SUNDAY, ["AB22"]) == {"AB22": {SATURDAY: 1, SUNDAY: 3}}
        assert await load_pair_days(connection, SATURDAY, SUNDAY, ["AB22"]) == {
            ("SRVEY", "AB22"): {SATURDAY: 1, SUNDAY: 3}
        }
        assert await load_scan_ends(connection, SATURDAY, SUNDAY) == {
            ("SRVEY", "AB22"): (SATURDAY, SUNDAY),
            ("NEWS2", "CD33"): (SUNDAY, SUNDAY),
        }
        assert await load_last_days(connection, SATURDAY, SUNDAY) == {"AB22": SUNDAY, "CD33": SUNDAY}
        assert await load_scanned_months(connection) == ["2026-11", "2026-11"]


async def test_hours_are_summed_over_all_spots_of_a_link(database: Database) -> None:
    await scanned(database)
    hour = timedelta(hours=1)
    async with database.read() as connection:
        every = await load_hour_sums(connection, MIDNIGHT - hour, MIDNIGHT + 24 * hour)
        assert every == [(MIDNIGHT - hour, 1), (MIDNIGHT, 3), (MIDNIGHT + 2 * hour, 1)]
        assert await load_hour_sums(connection, MIDNIGHT, MIDNIGHT + hour, ["SRVEY"]) == [(MIDNIGHT, 3)]
        assert await load_hour_sums(connection, MIDNIGHT, MIDNIGHT + hour, ["NEWS2"]) == []


async def test_without_scans_there_is_nothing(database: Database) -> None:
    async with database.read() as connection:
        assert await load_scanned_months(connection) == []
        assert await load_day_sums(connection, SATURDAY, SUNDAY, []) == {}
