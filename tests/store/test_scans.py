"""Scans are sums that are added to; nothing else of a scan has a column."""

from datetime import date, timedelta

from signage.domain.scans import LeftOut, Scan
from signage.store.database import Database
from signage.store.scans import LeftOutKey, ScanKey, add_scans, load_left_out, load_scans
from signage.store.tables import scans, scans_left_out
from tests.factories import NOW

HOUR = timedelta(hours=1)


async def add(database: Database, counts: dict[ScanKey, int], left_out: dict[LeftOutKey, int] | None = None) -> None:
    async with database.write() as connection:
        await add_scans(connection, counts, left_out or {})


async def test_sums_are_added_to_what_is_known(database: Database) -> None:
    await add(
        database,
        {(NOW, "AAAAA", "7K4F", "phone"): 2, (NOW, "AAAAA", "", "phone"): 1},
        {("2026-11-22", "AAAAA", "bot"): 4},
    )
    await add(
        database,
        {(NOW, "AAAAA", "7K4F", "phone"): 3, (NOW, "BBBBB", "7K4F", "tablet"): 1},
        {("2026-11-22", "AAAAA", "bot"): 1},
    )
    async with database.read() as connection:
        assert await load_scans(connection, NOW, NOW + HOUR) == [
            Scan(NOW, "AAAAA", "", "phone", 1),
            Scan(NOW, "AAAAA", "7K4F", "phone", 5),
            Scan(NOW, "BBBBB", "7K4F", "tablet", 1),
        ]
        left_out = await load_left_out(connection, date(2026, 11, 22), date(2026, 11, 23))
    assert left_out == [LeftOut("2026-11-22", "AAAAA", "bot", 5)]


async def test_a_span_has_its_first_hour_and_day_and_not_its_last(database: Database) -> None:
    await add(
        database,
        {(NOW + n * HOUR, "AAAAA", "7K4F", "phone"): 1 for n in range(3)} | {(NOW + HOUR, "BBBBB", "", "other"): 1},
        {(f"2026-11-{day}", "AAAAA", "head"): 1 for day in (21, 22, 23)},
    )
    async with database.read() as connection:
        found = await load_scans(connection, NOW + HOUR, NOW + 2 * HOUR)
        some = await load_scans(connection, NOW, NOW + 9 * HOUR, ["BBBBB"])
        days = await load_left_out(connection, date(2026, 11, 22), date(2026, 11, 23))
    assert [(one.hour, one.link) for one in found] == [(NOW + HOUR, "AAAAA"), (NOW + HOUR, "BBBBB")]
    assert [one.link for one in some] == ["BBBBB"]
    assert [one.day for one in days] == ["2026-11-22"]


async def test_thousands_of_sums_are_written_at_once(database: Database) -> None:
    many: dict[ScanKey, int] = {(NOW, f"{n:05}", "", "phone"): n for n in range(1, 2_501)}
    await add(database, many)
    await add(database, many)
    async with database.read() as connection:
        assert sum(one.count for one in await load_scans(connection, NOW, NOW + HOUR)) == 2 * sum(many.values())


def test_no_column_could_hold_who_scanned() -> None:
    assert [column.name for column in scans.columns] == ["hour", "link", "spot", "device", "count"]
    assert [column.name for column in scans_left_out.columns] == ["day", "link", "reason", "count"]
