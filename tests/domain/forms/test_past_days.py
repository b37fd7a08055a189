"""Days of what has been: without a year the last one, whatever the day on which it is typed."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from signage.domain.forms.past_days import past_day, past_moment, recent_day

TOKYO = ZoneInfo("Asia/Tokyo")
DECEMBER = date(2026, 12, 20)


@pytest.mark.parametrize(
    ("today", "typed", "day"),
    [
        (DECEMBER, "11月3日", date(2026, 11, 3)),
        (DECEMBER, "3 November", date(2026, 11, 3)),
        (DECEMBER, "10/1", date(2026, 10, 1)),
        (DECEMBER, "12月20日", DECEMBER),
        (DECEMBER, "12月31日", date(2025, 12, 31)),
        (DECEMBER, "明日", date(2026, 12, 21)),
        (DECEMBER, "明後日", date(2026, 12, 22)),
        (DECEMBER, "2027-11-03", date(2027, 11, 3)),
        (DECEMBER, "そのうち", None),
        (date(2027, 1, 5), "12月28日", date(2026, 12, 28)),
        (date(2028, 12, 31), "1月15日", date(2028, 1, 15)),
    ],
)
def test_a_day_without_a_year_is_the_last_that_has_been(today: date, typed: str, day: date | None) -> None:
    assert past_day(typed, today) == day
    moment = past_moment(typed, today, TOKYO, end=True)
    assert moment == (day and datetime.combine(day + timedelta(days=1), datetime.min.time(), TOKYO))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("11月3日", date(2026, 11, 3)),
        ("3/1", date(2026, 3, 1)),
        ("12/30", date(2026, 12, 30)),
        ("2月1日", date(2027, 2, 1)),
        ("2025-12-30", date(2025, 12, 30)),
        ("いつか", None),
    ],
)
def test_of_what_was_just_done_a_day_of_long_ago_is_told_with_its_year(typed: str, day: date | None) -> None:
    assert recent_day(typed, DECEMBER) == day


def test_a_day_with_a_time_is_the_last_one_too() -> None:
    assert past_moment("10月1日 8:30", DECEMBER, TOKYO) == datetime(2026, 10, 1, 8, 30, tzinfo=TOKYO)
    assert past_moment("2027-10-01 8:30", DECEMBER, TOKYO) == datetime(2027, 10, 1, 8, 30, tzinfo=TOKYO)


@pytest.mark.parametrize("back", range(0, 360, 7))
def test_every_day_of_the_year_before_is_read_so(back: int) -> None:
    day = DECEMBER - timedelta(days=back)
    assert past_day(f"{day.month}月{day.day}日", DECEMBER) == day
