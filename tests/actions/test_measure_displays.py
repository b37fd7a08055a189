"""A point each quarter of an hour for each display that said something, for three days."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from signage.actions.measure_displays import Gauge, measured
from signage.domain.heartbeat import Box, Clock
from signage.store.database import Database
from signage.store.heartbeats import Beat
from signage.store.measurements import Measurement, load_measurements
from tests.screen_day import HOUR_MS, NOON, SECOND, a_beat, ms

MINUTE = 60 * SECOND


def a_warm_beat(at: datetime, celsius: float, **changes: Any) -> Beat:
    box = Box(launcher="1", temperature_c=celsius)
    fields: dict[str, Any] = {"box": box, "clock": Clock(-12), "cached_until": ms(at) + 36 * HOUR_MS}
    return Beat(at, a_beat(at, **{**fields, **changes}))


async def points(database: Database, display: str = "gate", since: datetime = NOON) -> list[Measurement]:
    async with database.read() as connection:
        return await load_measurements(connection, display, since)


async def test_the_first_look_of_each_quarter_keeps_one_point(database: Database) -> None:
    beats: dict[str, Beat] = {}
    gauge = Gauge(database, beats)
    for minute in range(32):
        now = NOON + minute * MINUTE
        beats["gate"] = a_warm_beat(now, 40 + minute)
        await gauge.read(now)
    assert await points(database) == [
        Measurement(NOON, 40, -12, 1.5),
        Measurement(NOON + 15 * MINUTE, 55, -12, 1.5),
        Measurement(NOON + 30 * MINUTE, 70, -12, 1.5),
    ]


async def test_a_restart_within_a_quarter_keeps_one_point(database: Database) -> None:
    for minute, celsius in ((0, 40), (5, 45)):
        now = NOON + minute * MINUTE
        await Gauge(database, {"gate": a_warm_beat(now, celsius)}).read(now)
    assert [one.temperature_c for one in await points(database)] == [45]


async def test_what_is_silent_or_measures_nothing_has_no_point(database: Database) -> None:
    beats = {
        "silent": a_warm_beat(NOON - 16 * MINUTE, 40),
        "plain": Beat(NOON, a_beat(NOON, clock=None)),
        "gate": a_warm_beat(NOON, 40),
    }
    await Gauge(database, beats).read(NOON)
    assert [len(await points(database, name)) for name in ("silent", "plain", "gate")] == [0, 0, 1]


async def test_points_are_forgotten_after_three_days(database: Database) -> None:
    beats: dict[str, Beat] = {}
    gauge = Gauge(database, beats)
    for hours in (0, 1, 73):
        now = NOON + timedelta(hours=hours)
        beats["gate"] = a_warm_beat(now, hours)
        await gauge.read(now)
    assert [one.temperature_c for one in await points(database)] == [1, 73]


async def test_many_displays_are_kept_in_batches(database: Database) -> None:
    beats = {f"screen-{number}": a_warm_beat(NOON, number % 90) for number in range(2_500)}
    await Gauge(database, beats).read(NOON)
    found = [await points(database, f"screen-{number}") for number in (0, 999, 1_000, 2_499)]
    assert [[one.temperature_c for one in some] for some in found] == [[0], [9], [10], [69]]


@pytest.mark.parametrize(("until_ms", "days"), [(-HOUR_MS, 0.0), (9 * 24 * HOUR_MS, 9.0), (1e12, 30.0)])
def test_the_days_without_a_network_stay_within_reason(until_ms: float, days: float) -> None:
    found = measured(a_beat(NOON, cached_until=ms(NOON) + until_ms), NOON)
    assert found and found.cached_days == days
