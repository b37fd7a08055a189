"""A calendar of named days as people type it, line by line."""

from datetime import date
from pathlib import Path

import pytest

from signage.domain.calendar_file import parse_calendar
from signage.domain.closing_days import Almanac, Calendar, Days
from signage.domain.forms.calendar import calendar_fields, can_be_typed, read_calendar, read_line

TODAY = date(2026, 11, 22)
DEMO = sorted((Path(__file__).parents[3] / "demo" / "calendars").glob("*.toml"))


def named(line: str, day: date) -> bool:
    row = read_line(line, TODAY)
    assert row is not None
    return Almanac("JP", [Calendar(name="x", days=(row,))]).closing(("x",), day) is not None


@pytest.mark.parametrize(
    ("line", "day", "not_on"),
    [
        ("12/29-1/3 年末年始", date(2027, 1, 2), date(2027, 1, 4)),
        ("12月29日-1月3日", date(2030, 12, 31), date(2030, 12, 28)),
        ("8月", date(2028, 8, 31), date(2028, 9, 1)),
        ("毎週月", date(2026, 11, 23), date(2026, 11, 24)),
        ("毎週月・木 定休日", date(2026, 11, 26), date(2026, 11, 27)),
        ("every Monday", date(2026, 11, 30), date(2026, 12, 1)),
        ("毎週月 祝日なら翌日", date(2026, 11, 24), date(2026, 11, 23)),
        ("毎週月 祝日を除く", date(2026, 11, 30), date(2026, 11, 23)),
        ("祝日", date(2026, 11, 23), date(2026, 11, 24)),
        ("令和8年12月24日 館内整理", date(2026, 12, 24), date(2027, 12, 24)),
        ("R8.12.24", date(2026, 12, 24), date(2026, 12, 25)),
        ("2026-12-24 - 2026-12-26 工事", date(2026, 12, 25), date(2026, 12, 27)),
        ("明日 臨時休館", date(2026, 11, 23), date(2026, 11, 24)),
    ],
)
def test_a_line_names_the_days_that_it_says(line: str, day: date, not_on: date) -> None:
    assert named(line, day) and not named(line, not_on)


@pytest.mark.parametrize(
    "line", ["そのうち", "2/30", "13月", "毎週", "2026-12-26-2026-12-24", "12/24 祝日なら翌日", "毎週犬"]
)
def test_a_line_that_names_no_day_is_told_with_its_number(line: str) -> None:
    _, errors = read_calendar({"title_ja": "休み", "days": f"12/24\n{line}"}, "x", TODAY)
    assert "2行目" in errors["days"]["ja"] and "Line 2" in errors["days"]["en"]


@pytest.mark.parametrize("file", DEMO, ids=lambda file: file.stem)
def test_what_the_form_shows_of_a_file_reads_back_as_the_same_calendar(file: Path) -> None:
    calendar = parse_calendar(file.read_text("utf-8"), file.name)
    assert can_be_typed(calendar)
    assert read_calendar(calendar_fields(calendar), calendar.name, TODAY, calendar) == (calendar, {})


def test_a_calendar_with_more_than_lines_can_say_is_not_offered_as_lines() -> None:
    assert not can_be_typed(Calendar(name="x", days=(Days(rrule="FREQ=MONTHLY;BYDAY=3MO"),)))
    assert not can_be_typed(Calendar(name="x", days=(Days(weekdays=(0,), first=date(2026, 1, 1)),)))
    assert not can_be_typed(Calendar(name="x", holidays_of="JP", days=(Days(first=TODAY, last=TODAY),)))


def test_a_calendar_without_days_or_name_is_refused() -> None:
    _, errors = read_calendar({"title_ja": "", "days": ""}, "x", TODAY)
    assert set(errors) == {"title_ja", "days"}
