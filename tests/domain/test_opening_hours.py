"""Opening hours as offices, shops and stations write them."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from signage.domain.opening_hours import open_spans, opening_hours
from signage.errors import InputError

from .factory import at

TOKYO = ZoneInfo("Asia/Tokyo")
MONDAY = date(2026, 11, 16)
HOLIDAY = date(2026, 11, 23)
"""勤労感謝の日, a Monday."""

WEEK = [date(2026, 11, day) for day in range(16, 23)]
DAY_HOURS = (time(8, 30), time(17, 15))
Week = list[list[tuple[time, time]]]


def hours_on(text: str, day: date) -> list[str] | None:
    """As "08:30-17:15"; None is the whole day."""
    found = opening_hours(text).on(day, lambda one: one == HOLIDAY)
    return None if found is None else [f"{a:%H:%M}-{b:%H:%M}" for a, b in found]


@pytest.mark.parametrize(
    ("text", "week"),
    [
        ("Mo-Fr 08:30-17:15", [[DAY_HOURS]] * 5 + [[], []]),
        ("Mo,We,Fr 8:30-17:15", [[DAY_HOURS], [], [DAY_HOURS], [], [DAY_HOURS], [], []]),
        ("月-金 08:30-17:15; 土・日 休み", [[DAY_HOURS]] * 5 + [[], []]),
        ("月曜日～金曜日 08：30～17：15", [[DAY_HOURS]] * 5 + [[], []]),
        ("平日 8時30分～17時15分", [[DAY_HOURS]] * 5 + [[], []]),
        ("月 ～ 金は 8:30 ～ 17:15", [[DAY_HOURS]] * 5 + [[], []]),
        ("Sa-Mo 08:30-17:15", [[DAY_HOURS], [], [], [], [], [DAY_HOURS], [DAY_HOURS]]),
        ("08:30-17:15; We off", [[DAY_HOURS]] * 2 + [[]] + [[DAY_HOURS]] * 4),
        ("毎日 08:30-17:15\n水曜日 定休日", [[DAY_HOURS]] * 2 + [[]] + [[DAY_HOURS]] * 4),
        ("土日祝 8:30-17:15", [[]] * 5 + [[DAY_HOURS]] * 2),
        ("22:00-02:00", [[(time(22), time(2))]] * 7),
        ("22:00-26:00", [[(time(22), time(2))]] * 7),
        ("10:00-24:00", [[(time(10), time(0))]] * 7),
        ("Sa 09:00-12:00,13:00-17:00", [[]] * 5 + [[(time(9), time(12)), (time(13), time(17))], []]),
    ],
)
def test_opening_hours_are_read_in_both_languages(text: str, week: Week) -> None:
    assert [list(opening_hours(text).on(day, lambda _: False) or ()) for day in WEEK] == week


@pytest.mark.parametrize(
    ("text", "day", "hours"),
    [
        ("Mo-Fr 08:30-17:15", "2026-11-23", ["08:30-17:15"]),
        ("Mo-Fr 08:30-17:15; PH off", "2026-11-23", []),
        ("月-金 08:30-17:15; 祝 休み", "2026-11-23", []),
        ("平日 08:30-17:15", "2026-11-23", []),
        ("Mo-Fr 08:30-17:15; PH 10:00-16:00", "2026-11-23", ["10:00-16:00"]),
        ("土日祝 10:00-16:00", "2026-11-23", ["10:00-16:00"]),
        ("PH off; Mo-Fr 08:30-17:15", "2026-11-23", ["08:30-17:15"]),
        ("09:00-20:00; Dec 29-Jan 3 off", "2026-12-28", ["09:00-20:00"]),
        ("09:00-20:00; Dec 29-Jan 3 off", "2026-12-29", []),
        ("09:00-20:00; Dec 29-Jan 3 off", "2027-01-03", []),
        ("09:00-20:00; Dec 29-Jan 3 off", "2027-01-04", ["09:00-20:00"]),
        ("09:00-20:00; 12/29-1/3 休み", "2027-01-01", []),
        ("09:00-20:00; 12月29日(火)～1月3日(日) 休館", "2026-12-31", []),
        ("09:00-20:00; 2026-12-24 10:00-15:00", "2026-12-24", ["10:00-15:00"]),
        ("09:00-20:00; 2026-12-24 10:00-15:00", "2027-12-24", ["09:00-20:00"]),
        ("09:00-20:00; 2026年12月24日 10時～15時半", "2026-12-24", ["10:00-15:30"]),
        ("09:00-20:00; 2026-12-29-2027-01-03 off", "2027-01-03", []),
        ("09:00-20:00; Dec 24-26 off", "2026-12-25", []),
        ("09:00-17:00; Jul-Aug 09:00-19:00", "2026-08-31", ["09:00-19:00"]),
        ("09:00-17:00; 7月～8月 9:00-19:00", "2026-07-01", ["09:00-19:00"]),
        ("09:00-17:00; Dec Sa off", "2026-12-05", []),
        ("09:00-17:00; Dec Sa off", "2026-12-04", ["09:00-17:00"]),
        ("24/7; PH off", "2026-11-23", []),
        ("PH off", "2026-11-22", None),
        ("12/29-1/3 休み", "2026-11-22", None),
        ("Mo-Fr 24時間", "2026-11-20", None),
        ("Mo-Fr 24時間", "2026-11-21", []),
        ("Feb 29 off", "2028-02-29", []),
    ],
)
def test_a_later_part_wins_for_the_days_it_speaks_of(text: str, day: str, hours: list[str] | None) -> None:
    assert hours_on(text, date.fromisoformat(day)) == hours


def test_no_hours_and_24_7_are_always() -> None:
    for text in ("", " 24/7 "):
        assert open_spans(opening_hours(text), date(2026, 11, 22), TOKYO) == [
            (at("2026-11-21T15:00"), at("2026-11-22T15:00"))
        ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Mo-Fr", "“Mo-Fr” names no hours"),
        ("-", "“-” names no hours; write it like “Mo-Fr 08:30-17:15” or “Su off”"),
        ("「-」", "“「-」” names no hours"),
        ("25:00", "“25:00” are no hours"),
        ("Mx 10:00-12:00", "“Mx” is no day of the week"),
        ("10:00-31:00", "“31:00” is no time of day; hours past midnight are written like 20:00-26:00 or 20:00-02:00"),
        ("25:00-27:00", "“25:00” is no time of day"),
        ("10:60-12:00", "“10:60” is no time of day"),
        ("24:00-12:00", "“24:00” is no time of day"),
        ("Mo 10-12", "“10-12” are no hours; write them like “08:30-17:15”"),
        ("9時から5時", "“9:00から5:00” are no hours"),
        ("2/30 休み", "there is no day 2-30 (month-day) in the calendar"),
        ("2026-02-29 off", "there is no day 2-29 (month-day) in the calendar"),
        ("2027-01-03-2026-12-29 off", "2027-01-03 is after its end"),
        ("年末年始 休み", "“年末年始” differs from place to place; write the days: “12/29-1/3 休み”"),
    ],
)
def test_hours_that_cannot_be_read_say_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(InputError) as problem:
        opening_hours(text)
    assert problem.value.message.startswith(says)


def test_overnight_spans_belong_to_the_day_they_begin_on() -> None:
    hours = opening_hours("Fr 20:00-06:00")
    assert open_spans(hours, date(2026, 11, 20), TOKYO) == [(at("2026-11-20T11:00"), at("2026-11-20T21:00"))]
    assert open_spans(hours, date(2026, 11, 21), TOKYO) == []
