"""Years as Japanese eras count them: 2026 is 令和8年."""

from datetime import date

_BEGAN = (
    (date(1868, 1, 25), "明治"),
    (date(1912, 7, 30), "大正"),
    (date(1926, 12, 25), "昭和"),
    (date(1989, 1, 8), "平成"),
    (date(2019, 5, 1), "令和"),
)
YEAR_BEFORE = {"令和": 2018, "平成": 1988, "昭和": 1925, "R": 2018, "H": 1988, "S": 1925}
"""The year before an era's first, by the names and letters that people write."""


def year_of(day: date) -> str:
    """The year that a day lies in: 令和8年, 平成31年, 令和元年; by our calendar before Meiji: 1603年."""
    begun = [(first.year, name) for first, name in _BEGAN if first <= day]
    return _said(day.year, *begun[-1]) if begun else f"{day.year}年"


def era_year(year: int) -> str:
    """A year in both eras where it saw two: 明治43年, 昭和64年・平成元年; empty before Meiji."""
    begun = [(first.year, name) for first, name in _BEGAN if first.year <= year]
    if not begun:
        return ""
    shown = begun[-2:] if begun[-1][0] == year else begun[-1:]
    return "・".join(_said(year, *era) for era in shown)


def _said(year: int, first: int, name: str) -> str:
    return f"{name}{'元' if year == first else year - first + 1}年"
