"""Public holidays and closing days, with the dates that Japanese law and offices really have."""

from datetime import date, timedelta

import pytest

from signage.domain.calendar_file import parse_calendar
from signage.domain.closing_days import Almanac, Calendar
from signage.domain.holidays import check_country, public_holidays
from signage.errors import InputError


def calendar(text: str, name: str = "library") -> Calendar:
    return parse_calendar(text, f"calendars/{name}.toml")


def closed(text: str, first: str, last: str, *more: Calendar, country: str = "JP") -> list[str]:
    """The days from first to last on which a library with this calendar is closed, as "05-06"."""
    almanac = Almanac(country, (calendar(text), *more))
    begins, ends = date.fromisoformat(first), date.fromisoformat(last)
    days = (begins + timedelta(days=n) for n in range((ends - begins).days + 1))
    return [f"{day:%m-%d}" for day in days if almanac.closing(("library",), day)]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        ("2026-05-03", "憲法記念日"),
        ("2026-05-06", "振替休日"),
        ("2027-03-21", "春分の日"),
        ("2027-03-22", "振替休日"),
        ("2026-09-21", "敬老の日"),
        ("2026-09-22", "国民の休日"),
        ("2026-09-23", "秋分の日"),
        ("2020-07-24", "スポーツの日"),
        ("2021-07-23", "スポーツの日"),
        ("2026-05-02", None),
        ("2026-05-07", None),
        ("2021-10-11", None),
        ("2026-10-31", None),
    ],
)
def test_the_public_holidays_of_japan_with_their_substitutes(day: str, name: str | None) -> None:
    assert Almanac("JP").holiday(date.fromisoformat(day)).get("ja") == name


def test_a_holiday_on_a_saturday_has_no_substitute() -> None:
    assert Almanac("JP").holiday(date(2028, 4, 29)) and date(2028, 4, 29).weekday() == 5
    assert not Almanac("JP").holiday(date(2028, 5, 1))


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    epiphany = date(2026, 1, 6)
    assert Almanac("DE-BY").holiday(epiphany) == {"de": "Heilige Drei Könige", "en": "Epiphany"}
    assert not Almanac("DE").holiday(epiphany)
    assert public_holidays("", 2026) == public_holidays("XX", 2026) == {}


def test_holidays_are_known_however_a_country_is_written() -> None:
    assert public_holidays("no", 2026) == public_holidays("NO", 2026) != {}
    assert public_holidays("de-by", 2026) == public_holidays("DE-BY", 2026) != public_holidays("DE", 2026)


@pytest.mark.parametrize(
    ("text", "kept"), [("JP", "JP"), ("jp", "JP"), ("de-by", "DE-BY"), ("", ""), ("US-NY", "US-NY")]
)
def test_a_country_is_two_letters(text: str, kept: str) -> None:
    assert check_country(text) == kept


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("JPN", "“JPN” is no country"),
        ("xx", "“xx” is no country"),
        ("DE-XX", "“XX” is no part of DE"),
        ("-BY", "“-BY” is no country"),
    ],
)
def test_an_unknown_country_is_told(text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        check_country(text)


def test_the_turn_of_the_year_is_one_closing() -> None:
    text = '[[closed]]\nyearly = "12-29/01-03"\nsays.ja = "年末年始"'
    assert closed(text, "2026-12-20", "2027-01-10") == ["12-29", "12-30", "12-31", "01-01", "01-02", "01-03"]


def test_an_exception_wins_over_a_closing() -> None:
    text = '[[closed]]\nyearly = "12-29/01-03"\n[[open]]\nday = 2027-01-02\n'
    assert closed(text, "2026-12-31", "2027-01-04") == ["12-31", "01-01", "01-03"]


MONDAYS = '[[closed]]\nweekdays = ["月"]\nif_holiday = "{}"\n'


def test_when_monday_is_a_holiday_the_next_day_that_is_none_is_closed() -> None:
    """2026-05-04 is みどりの日; 05-05 and 05-06 (振替休日) are holidays too. 2026-09-21 to 23 as well."""
    assert closed(MONDAYS.format("next"), "2026-04-26", "2026-05-12") == ["04-27", "05-07", "05-11"]
    assert closed(MONDAYS.format("next"), "2026-09-13", "2026-09-29") == ["09-14", "09-24", "09-28"]
    assert closed(MONDAYS.format("next"), "2027-03-20", "2027-03-30") == ["03-23", "03-29"]
    assert closed(MONDAYS.format("next"), "2026-11-22", "2026-11-26") == ["11-24"]


def test_when_monday_is_a_holiday_it_may_just_be_open() -> None:
    assert closed(MONDAYS.format("open"), "2026-11-15", "2026-12-01") == ["11-16", "11-30"]


def test_a_closing_on_friday_moves_to_the_weekend_or_to_the_next_weekday() -> None:
    """2026-03-20, 春分の日, is a Friday."""
    fridays = MONDAYS.replace("月", "金")
    assert closed(fridays.format("next"), "2026-03-19", "2026-03-26") == ["03-21"]
    assert closed(fridays.format("next weekday"), "2026-03-19", "2026-03-26") == ["03-23"]


def test_a_closing_on_each_day_of_a_row_of_holidays_moves_once() -> None:
    text = '[[closed]]\nweekdays = ["月", "火", "水"]\nif_holiday = "next"\n'
    assert closed(text, "2026-05-04", "2026-05-10") == ["05-07"]


def test_the_day_after_a_public_holiday_may_be_closed() -> None:
    text = '[[closed]]\nholidays = true\nif_holiday = "{}"\n'
    assert closed(text.format("next"), "2026-11-01", "2026-11-30") == ["11-04", "11-24"]
    assert closed(text.format("next weekday"), "2026-02-10", "2026-02-28") == ["02-12", "02-24"]
    assert closed(text.format("next"), "2026-05-01", "2026-05-10") == ["05-07"]


def test_leap_days_and_months_without_the_day_are_as_the_calendar_has_them() -> None:
    leap = '[[closed]]\nyearly = "02-29"\n'
    assert closed(leap, "2027-02-01", "2027-03-31") == []
    assert closed(leap, "2028-02-01", "2028-03-31") == ["02-29"]
    assert closed('[[closed]]\nrrule = "FREQ=MONTHLY;BYMONTHDAY=31"\n', "2026-02-01", "2026-05-31") == [
        "03-31",
        "05-31",
    ]
    assert closed('[[closed]]\nrrule = "FREQ=MONTHLY;BYMONTHDAY=-1"\n', "2028-02-01", "2028-03-31") == [
        "02-29",
        "03-31",
    ]


def test_closed_on_public_holidays_follows_a_calendar_that_mends_them() -> None:
    law = calendar('holidays_of = "JP"\n[[holiday]]\nday = 2026-11-24\n[[not]]\nday = 2026-11-23\n', "law")
    text = "[[closed]]\nholidays = true\n"
    assert closed(text, "2026-11-20", "2026-11-30") == ["11-23"]
    assert closed(text, "2026-11-20", "2026-11-30", law) == ["11-24"]
    assert closed(text, "2026-11-20", "2026-11-30", law, country="DE-BY") == []


def test_holidays_of_a_country_are_those_of_its_parts_too() -> None:
    law = calendar('holidays_of = "DE"\n[[holiday]]\nday = 2026-11-24\nsays.de = "Feiertag"\n', "law")
    assert Almanac("DE-BY", (law,)).holiday(date(2026, 11, 24)) == {"de": "Feiertag"}


def test_the_first_calendar_that_names_a_day_says_why() -> None:
    other = calendar('title.ja = "工事"\n[[closed]]\nfrom = 2026-12-01\nsays.ja = "改修工事"\n', "works")
    almanac = Almanac("JP", (calendar('[[closed]]\nday = 2026-12-02\nsays.ja = "館内整理日"\n'), other))
    names = ("nowhere", "library", "works")
    found = [almanac.closing(names, date(2026, 12, day)) for day in (1, 2)]
    assert [(one.calendar, one.says["ja"]) for one in found if one] == [
        ("works", "改修工事"),
        ("library", "館内整理日"),
    ]
    assert almanac.closing(("nowhere",), date(2026, 12, 1)) is None
