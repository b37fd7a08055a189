"""Years as Japanese eras count them."""

from datetime import date

import pytest

from signage.domain.eras import era_year, year_of


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 11, 24), "令和8年"),
        (date(2019, 5, 1), "令和元年"),
        (date(2019, 4, 30), "平成31年"),
        (date(1989, 1, 7), "昭和64年"),
        (date(1603, 3, 24), "1603年"),
    ],
)
def test_a_day_lies_in_the_year_of_its_own_era(day: date, year: str) -> None:
    assert year_of(day) == year


@pytest.mark.parametrize(
    ("year", "era"),
    [
        (1867, ""),
        (1868, "明治元年"),
        (1910, "明治43年"),
        (1912, "明治45年・大正元年"),
        (1926, "大正15年・昭和元年"),
        (1989, "昭和64年・平成元年"),
        (2009, "平成21年"),
        (2019, "平成31年・令和元年"),
        (2026, "令和8年"),
    ],
)
def test_a_year_is_told_in_japanese_eras_too(year: int, era: str) -> None:
    assert era_year(year) == era
