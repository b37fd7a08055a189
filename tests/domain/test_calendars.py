"""Wall time, days and opening hours."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from signage.domain.calendars import first_instant, instant, open_spans, opening_hours, parse_hours, span
from signage.errors import InputError

from .factory import at

BERLIN = ZoneInfo("Europe/Berlin")
TOKYO = ZoneInfo("Asia/Tokyo")
DAY_HOURS = (time(8, 30), time(17, 15))


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
    ("text", "week"),
    [
        ("Mo-Fr 08:30-17:15", [[DAY_HOURS]] * 5 + [[], []]),
        ("Mo,We,Fr 8:30-17:15", [[DAY_HOURS], [], [DAY_HOURS], [], [DAY_HOURS], [], []]),
        ("月-金 08:30-17:15; 土・日 休み", [[DAY_HOURS]] * 5 + [[], []]),
        ("月曜日～金曜日 08：30～17：15", [[DAY_HOURS]] * 5 + [[], []]),
        ("Sa-Mo 08:30-17:15", [[DAY_HOURS], [], [], [], [], [DAY_HOURS], [DAY_HOURS]]),
        ("08:30-17:15; We off", [[DAY_HOURS]] * 2 + [[]] + [[DAY_HOURS]] * 4),
        ("22:00-02:00", [[(time(22), time(2))]] * 7),
        ("10:00-24:00", [[(time(10), time(0))]] * 7),
        ("Sa 09:00-12:00,13:00-17:00", [[]] * 5 + [[(time(9), time(12)), (time(13), time(17))], []]),
    ],
)
def test_opening_hours_are_read_in_both_languages(text: str, week: list[list[tuple[time, time]]]) -> None:
    assert [list(day) for day in opening_hours(text).week] == week


def test_no_hours_and_24_7_are_always() -> None:
    assert opening_hours("").always
    assert opening_hours(" 24/7 ").always
    assert open_spans(opening_hours(""), date(2026, 11, 22), TOKYO) == [
        (at("2026-11-21T15:00"), at("2026-11-22T15:00"))
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Mo-Fr", "“Mo-Fr” names no hours"),
        ("Mx 10:00-12:00", "“Mx” is no day of the week"),
        ("PH off", "“PH” is no day of the week"),
        ("10:00-25:00", "“25:00” is no time of day; hours past midnight are written like 20:00-01:00"),
        ("10:60-12:00", "“10:60” is no time of day"),
        ("24:00-12:00", "“24:00” is no time of day"),
        ("Mo 10-12", "“10-12” are no hours; write them like “08:30-17:15”"),
    ],
)
def test_hours_that_cannot_be_read_say_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(InputError, match="^" + says.replace("/", "\\/")):
        opening_hours(text)


def test_overnight_spans_belong_to_the_day_they_begin_on() -> None:
    hours = opening_hours("Fr 20:00-06:00")
    assert open_spans(hours, date(2026, 11, 20), TOKYO) == [(at("2026-11-20T11:00"), at("2026-11-20T21:00"))]
    assert open_spans(hours, date(2026, 11, 21), TOKYO) == []


def test_24_00_may_end_hours() -> None:
    assert parse_hours("20:00-24:00") == (time(20), time(0))
