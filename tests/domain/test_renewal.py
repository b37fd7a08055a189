"""Until when something may be made to last."""

from datetime import date

import pytest

from signage.domain.renewal import after_months, end_of_fiscal_year


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 22), 1, date(2026, 12, 22)),
        (date(2026, 11, 22), 12, date(2027, 11, 22)),
        (date(2026, 12, 15), 3, date(2027, 3, 15)),
        (date(2027, 1, 30), 1, date(2027, 2, 28)),
        (date(2028, 1, 30), 1, date(2028, 2, 29)),
        (date(2026, 11, 30), 1, date(2026, 12, 31)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(day: date, months: int, then: date) -> None:
    assert after_months(day, months) == then


@pytest.mark.parametrize(
    ("begins", "day", "ends"),
    [
        (4, date(2026, 11, 22), date(2027, 3, 31)),
        (4, date(2027, 3, 31), date(2027, 3, 31)),
        (4, date(2027, 4, 1), date(2028, 3, 31)),
        (1, date(2026, 11, 22), date(2026, 12, 31)),
        (1, date(2027, 1, 1), date(2027, 12, 31)),
        (3, date(2028, 1, 5), date(2028, 2, 29)),
        (12, date(2026, 12, 1), date(2027, 11, 30)),
    ],
)
def test_the_fiscal_year_ends_before_the_month_in_which_it_begins(begins: int, day: date, ends: date) -> None:
    assert end_of_fiscal_year(day, begins) == ends
