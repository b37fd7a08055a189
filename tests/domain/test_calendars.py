"""Wall time, days and opening hours."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from signage.domain.calendars import first_instant, instant, parse_hours, span
from signage.errors import InputError

from .factory import at

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("wall", "zone", "begins", "ends"),
    [
        ("2026-11-22T08:30", "Asia/Tokyo", "2026-11-21T23:30", "2026-11-21T23:30"),
        ("2026-03-29T02:00", "Europe/Berlin", "2026-03-29T01:00", "2026-03-29T01:00"),
        ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:00", "2026-03-29T01:00"),
        ("2026-03-29T03:00", "Europe/Berlin", "2026-03-29T01:00", "2026-03-29T01:00"),
        ("2026-10-25T01:59", "Europe/Berlin", "2026-10-24T23:59", "2026-10-24T23:59"),
        ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30", "2026-10-25T01:30"),
        ("2026-10-25T03:00", "Europe/Berlin", "2026-10-25T02:00", "2026-10-25T02:00"),
        ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:30", "2026-10-03T15:30"),
        ("2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45", "2026-04-04T15:15"),
    ],
)
def test_a_wall_time_in_a_gap_is_the_first_instant_after_it_and_a_doubled_one_depends_on_its_side(
    wall: str, zone: str, begins: str, ends: str
) -> None:
    assert instant(datetime.fromisoformat(wall), ZoneInfo(zone)) == at(begins)
    assert instant(datetime.fromisoformat(wall), ZoneInfo(zone), end=True) == at(ends)


def test_a_day_has_23_to_25_hours() -> None:
    def hours(day: date) -> float:
        return (first_instant(day + timedelta(days=1), BERLIN) - first_instant(day, BERLIN)) / timedelta(hours=1)

    assert [hours(date(2026, 3, 29)), hours(date(2026, 7, 1)), hours(date(2026, 10, 25))] == [23, 24, 25]


def test_a_day_without_midnight_begins_after_the_gap() -> None:
    assert first_instant(date(2026, 9, 6), ZoneInfo("America/Santiago")) == at("2026-09-06T04:00")


def test_a_day_that_the_calendar_skipped_is_empty() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert first_instant(date(2011, 12, 30), apia) == first_instant(date(2011, 12, 31), apia)


def test_hours_over_the_autumn_change_last_through_both_of_the_doubled_hours() -> None:
    assert span(date(2026, 10, 25), (time(2, 15), time(2, 45)), BERLIN) == (
        at("2026-10-25T00:15"),
        at("2026-10-25T01:45"),
    )


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("20:00-24:00", (time(20), time(0))),
        ("20:00-26:00", (time(20), time(2))),
        ("00:00-24:00", (time(0), time(0))),
        ("23:59-29:59", (time(23, 59), time(5, 59))),
        ("06:30-30:00", (time(6, 30), time(6))),
    ],
)
def test_hours_past_midnight_may_be_counted_on_to_30(text: str, hours: tuple[time, time]) -> None:
    assert parse_hours(text) == hours


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("25:00-27:00", "“25:00” is no time of day; hours past midnight are written like 20:00-26:00 or 20:00-02:00"),
        ("24:00-12:00", "“24:00” is no time of day"),
        ("20:00-30:01", "“30:01” is no time of day"),
        ("20:00-31:00", "“31:00” is no time of day"),
        ("10:60-12:00", "“10:60” is no time of day"),
        ("01:00-26:00", "“01:00-26:00” are longer than a day; 24 hours are written 00:00-24:00"),
        ("-", "“-” are no hours; write them like “08:30-17:15”"),
        ("25:00", "“25:00” are no hours"),
    ],
)
def test_hours_that_are_none_say_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(InputError) as problem:
        parse_hours(text)
    assert problem.value.message.startswith(says)
