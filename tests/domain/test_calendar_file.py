"""A calendar's file: what it says, and what is said about its mistakes."""

from datetime import date

import pytest

from signage.domain.calendar_file import parse_calendar
from signage.domain.closing_days import Calendar, Days
from signage.domain.date_spans import DateSpan
from signage.errors import InputError

WHOLE = """
title.ja = "市の施設の休館日"
title.en = "City buildings closed"

[[closed]]
yearly = "12-29/01-03"
says.ja = "年末年始"

[[closed]]
weekdays = ["月"]
if_holiday = "next"

[[closed]]
rrule = "FREQ=MONTHLY;BYDAY=4FR"
from = 2026-04-01
until = 2027-03-31
says.ja = "館内整理日"
says.en = "Shelves are put in order"

[[closed]]
holidays = true

[[open]]
day = 2026-11-03
"""


def test_a_whole_file_is_read() -> None:
    assert parse_calendar(WHOLE, "calendars/library.toml") == Calendar(
        name="library",
        title=(("en", "City buildings closed"), ("ja", "市の施設の休館日")),
        days=(
            Days(yearly=DateSpan((12, 29), (1, 3)), says=(("ja", "年末年始"),)),
            Days(weekdays=(0,), if_holiday="next"),
            Days(
                rrule="FREQ=MONTHLY;BYDAY=4FR",
                first=date(2026, 4, 1),
                last=date(2027, 3, 31),
                says=(("en", "Shelves are put in order"), ("ja", "館内整理日")),
            ),
            Days(holidays=True),
        ),
        but=(Days(first=date(2026, 11, 3), last=date(2026, 11, 3)),),
    )


def test_a_calendar_may_mend_the_public_holidays_of_a_country() -> None:
    text = 'holidays_of = "jp"\n[[holiday]]\nday = 2027-05-06\n[[not]]\nday = 2027-04-29\n'
    read = parse_calendar(text, "calendars/law.toml")
    assert read.holidays_of == "JP"
    assert [one.first for one in (*read.days, *read.but)] == [date(2027, 5, 6), date(2027, 4, 29)]


def closed(line: str) -> str:
    return f'title.ja = "休館日"\n\n[[closed]]\n{line}\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "calendars/a.toml: it names no day; add a [[closed]] with, say, day = 2026-12-29"),
        (closed("days = 3"), "calendars/a.toml:4: days: [[closed]] has no such key; did you mean “day”?"),
        (closed('says.ja = "理由"'), "calendars/a.toml:3: closed[1]: it names no day; write day, from and until"),
        (closed('day = "2026-12-29"'), "calendars/a.toml:4: day: write a date without quotes"),
        (closed("day = 2026-12-29T10:00:00"), "calendars/a.toml:4: day: write the day alone: 2026-12-29"),
        (
            closed("day = 2026-12-29\nuntil = 2026-12-30"),
            "calendars/a.toml:4: day: write either day, or from and until",
        ),
        (closed("from = 2026-12-29\nuntil = 2026-12-28"), "calendars/a.toml:5: until: it ends before it begins"),
        (closed('yearly = "12/29-1/3"'), "calendars/a.toml:4: yearly: “12/29-1/3” are no days of each year; write"),
        (closed('yearly = "02-30"'), "calendars/a.toml:4: yearly: there is no day 2-30 (month-day) in the calendar"),
        (closed('weekdays = ["祭"]'), "calendars/a.toml:4: weekdays: “祭” is no day of the week"),
        (closed('rrule = "FREQ=HOURLY"'), "calendars/a.toml:4: rrule: FREQ=HOURLY repeats within a day"),
        (
            closed('rrule = "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"'),
            "calendars/a.toml:4: rrule: it never comes to a day; look at its days and months again",
        ),
        (closed('day = 2026-12-29\nsays.jp = "理由"'), "calendars/a.toml:5: says: “jp” is a country; did you mean"),
        (closed('if_holiday = "nxt"'), "calendars/a.toml:4: if_holiday: “nxt” is not known; did you mean “next”?"),
        (closed("holidays = false"), "calendars/a.toml:4: holidays: leave the line out, or write true"),
        (
            'holidays_of = "日本"\n[[holiday]]\nday = 2027-05-06',
            "calendars/a.toml:1: holidays_of: “日本” is no country; write its two letters like JP, DE or DE-BY",
        ),
        (
            'holidays_of = "JP"\n[[closed]]\nday = 2027-05-06',
            "calendars/a.toml:2: closed: in a calendar with holidays_of write [[holiday]]",
        ),
        (
            "[[holiday]]\nday = 2027-05-06",
            "calendars/a.toml:1: holiday: write [[closed]], or name the country: holidays_of = ",
        ),
        (
            'holidays_of = "JP"\n[[holiday]]\nholidays = true',
            "calendars/a.toml:3: holidays: [[holiday]] has no such key",
        ),
        ("closed = 2026-12-29", "calendars/a.toml:1: closed: write [[closed]] with two brackets"),
        ("[[closed]]\nday = 2026-12-29\n" * 501, "calendars/a.toml:1001: closed[501]: more than 500 [[closed]] are"),
    ],
)
def test_a_mistake_is_told_with_its_file_line_key_and_cure(text: str, says: str) -> None:
    with pytest.raises(InputError) as problem:
        parse_calendar(text, "calendars/a.toml")
    assert str(problem.value).startswith(says)
