"""A calendar of named days as people type it, line by line."""

from datetime import date
from pathlib import Path

import pytest

from signage.domain.calendar_file import parse_calendar
from signage.domain.closing_days import Almanac, Calendar, Days
from signage.domain.date_spans import DateSpan
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
        ("Jul-Aug summer", date(2028, 8, 31), date(2028, 9, 1)),
        ("August 夏休み", date(2028, 8, 31), date(2028, 9, 1)),
        ("Christmas Dec 25", date(2027, 12, 25), date(2027, 12, 24)),
        ("Dec 24-26", date(2027, 12, 26), date(2027, 12, 27)),
        ("Dec 29-Jan 3 New Year", date(2028, 1, 3), date(2028, 1, 4)),
        ("Sept. 3冬休み", date(2028, 9, 3), date(2028, 9, 4)),
    ],
)
def test_a_line_names_the_days_that_it_says(line: str, day: date, not_on: date) -> None:
    assert named(line, day) and not named(line, not_on)


@pytest.mark.parametrize(
    ("line", "days", "why"),
    [
        ("25 December Christmas", "12/25", "Christmas"),
        ("24 June São João", "6/24", "São João"),
        ("24th June", "6/24", ""),
        ("24 December 2026 Christmas Eve", "2026/12/24", "Christmas Eve"),
        ("December 25, 2026 Christmas", "2026/12/25", "Christmas"),
        ("24-26 Dec. Natal", "12/24-12/26", "Natal"),
        ("29 Dec - 3 Jan 2027 New Year", "2026/12/29-2027/01/03", "New Year"),
        ("Dec 29, 2026 - Jan 3", "2026/12/29-2027/01/03", ""),
        ("December 24-26, 2026 Natal", "2026/12/24-2026/12/26", "Natal"),
        ("Apr 3-5", "4/3-4/5", ""),
        ("12/1 Decoração de Natal", "12/1", "Decoração de Natal"),
        ("12/24 June Festival", "12/24", "June Festival"),
        ("2027-04-12 Marathon", "2027/04/12", "Marathon"),
        ("2027-06-24 Junta de Freguesia", "2027/06/24", "Junta de Freguesia"),
    ],
)
def test_a_day_may_come_before_its_month_and_a_reason_may_begin_like_a_month(line: str, days: str, why: str) -> None:
    row = read_line(line, TODAY)
    assert row is not None
    assert calendar_fields(Calendar(name="x", days=(row,)))["days"] == f"{days} {why}".strip()


@pytest.mark.parametrize(
    "line",
    [
        "Decoração",
        "Marathon",
        "May Day",
        "Festa 24 June",
        "24, 25 June",
        "24 June, 25 June",
        "December 2026 works",
        "July and August",
        "Jul-Aug 2026",
        "29 February 2027",
        "31 June",
        "24 Decoração",
    ],
)
def test_no_whole_month_is_closed_by_a_line_that_does_not_ask_for_one(line: str) -> None:
    assert read_line(line, TODAY) is None


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


@pytest.mark.parametrize(
    "line",
    [
        "12/24-26",
        "12月24日から26日",
        "2026-12-24 to 26",
        "June 24, 25",
        "May 3 and 5",
        "Dec 29 - 3 Jan",
        "Dec 29 2026 - 3 Jan 2027",
        "5 May - June",
        "年末休館 12/24-26",
        "12月24日と25日",
        "12月24日（木）25日（金）",
        "12/24 through 26",
        "12/24まで",
        "令和8.12.24 〜 26日",
        "2026年8月",
        "12/24 (2026)",
    ],
)
def test_days_that_go_on_in_a_way_that_is_not_read_are_refused_and_not_cut_short(line: str) -> None:
    assert read_line(line, TODAY) is None


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("12/24 10時から", "10時から"),
        ("5/1 May Day", "May Day"),
        ("12/24 - 50周年記念", "- 50周年記念"),
        ("12/24 2階のみ", "2階のみ"),
        ("12/24 - Christmas Eve", "- Christmas Eve"),
        ("12/24 令和8年度の準備", "令和8年度の準備"),
    ],
)
def test_a_reason_may_begin_with_a_figure_a_dash_or_a_month(line: str, why: str) -> None:
    row = read_line(line, TODAY)
    assert row is not None and row.says == (("ja", why),)


def test_a_calendar_that_holds_a_reason_which_would_be_refused_today_can_still_be_changed() -> None:
    held = Calendar(
        name="closed",
        title=(("ja", "休館日"),),
        days=(Days(yearly=DateSpan((12, 24), (12, 24)), says=(("ja", "-26"),)),),
    )
    assert can_be_typed(held)
    fields = calendar_fields(held)
    assert read_calendar(fields, "closed", TODAY, held)[0].days == held.days
    assert read_calendar(fields, "closed", TODAY)[1], "but nobody types it anew"
