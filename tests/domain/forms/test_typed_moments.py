"""What people type for a day or a moment, and what is meant by it."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signage.domain.forms.typed_moments import day_of, moment_of, time_of

TODAY = date(2026, 11, 21)
TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.mark.parametrize(
    "text",
    [
        "令和8年11月25日",
        "令和8年11月25日(水)",
        "令和８年１１月２５日（水）",
        "R8.11.25",
        "r8.11.25",
        "2026-11-25",
        "2026/11/25",
        "2026年11月25日",
        "11/25",
        "11月25日",
        "11月25日(水)",
        "Wed 25 November 2026",
        "25 Nov",
    ],
)
def test_a_day_may_be_written_in_many_ways(text: str) -> None:
    assert day_of(text, TODAY) == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "day"), [("今日", 21), ("明日", 22), ("あさって", 23), ("tomorrow", 22), ("Today", 21)]
)
def test_a_day_may_be_said(text: str, day: int) -> None:
    assert day_of(text, TODAY) == date(2026, 11, day)


def test_the_first_year_of_an_era_has_a_name_of_its_own() -> None:
    assert day_of("令和元年5月1日", TODAY) == date(2019, 5, 1)


def test_a_day_without_a_year_is_the_next_to_come_and_of_late_the_last() -> None:
    assert day_of("3/31", TODAY) == date(2027, 3, 31)
    assert day_of("11/1", TODAY) == date(2026, 11, 1)
    assert day_of("9/1", TODAY) == date(2027, 9, 1)


@pytest.mark.parametrize("text", ["", "いつか", "13/40", "2026-02-29", "令和8年", "25", "11/25/", "0/0"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day_of(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("8:30", time(8, 30)),
        ("８：３０", time(8, 30)),
        ("8時", time(8)),
        ("8時5分", time(8, 5)),
        ("午後3時", time(15)),
        ("0830", time(8, 30)),
    ],
)
def test_a_time_may_be_written_in_many_ways(text: str, at: time) -> None:
    assert time_of(text) == at


@pytest.mark.parametrize("text", ["25:00", "8:61", "朝", "", "8"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert time_of(text) is None


def test_an_end_without_a_time_lasts_through_its_day() -> None:
    assert moment_of("3月31日", TODAY, TOKYO) == datetime(2027, 3, 30, 15, tzinfo=UTC)
    assert moment_of("3月31日", TODAY, TOKYO, end=True) == datetime(2027, 3, 31, 15, tzinfo=UTC)
    assert moment_of("3月31日 24:00", TODAY, TOKYO, end=True) == datetime(2027, 3, 31, 15, tzinfo=UTC)


@pytest.mark.parametrize("text", ["11月25日(水) 8:30", "11月25日(水)8:30", "2026-11-25T08:30", "11/25 8時30分"])
def test_a_moment_is_a_day_with_a_time(text: str) -> None:
    assert moment_of(text, TODAY, TOKYO) == datetime(2026, 11, 24, 23, 30, tzinfo=UTC)


def test_what_is_twice_on_the_wall_is_its_first_as_a_beginning_and_its_second_as_an_end() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert moment_of("2026-10-25 2:30", TODAY, berlin) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment_of("2026-10-25 2:30", TODAY, berlin, end=True) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(st.text(max_size=80))
def test_nothing_that_is_typed_breaks_it(text: str) -> None:
    day_of(text, TODAY)
    time_of(text)
    moment_of(text, TODAY, TOKYO)
