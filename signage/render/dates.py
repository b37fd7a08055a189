"""Dates as figures: 12月7日土 〜 8日日, large to be looked at, with small units and the weekday in a square (look.md §6)."""

from collections.abc import Iterable
from datetime import date, time

import msgspec

from ..domain.content import Item
from ..domain.events import Occasion
from ..domain.holidays import public_holidays
from .brief import Brief
from .composition import Block, Run
from .measure import typeface
from .text import Setting
from .wording import HOLIDAY, IN_FIGURES, MONTHS, WEEKDAYS, is_in_figures, own_words

UNIT, WEEKDAY, DASH, MONTH = 0.32, 0.3, 0.5, 0.5
"""Sizes of 月 and 日, of the weekday, of 〜 and of an English month, in em of the figures."""

SQUARE = 0.21
"""What a weekday's square is wider than its letters at each side, em of the letters."""

SATURDAY, SUNDAY = 5, 6


class Figures(msgspec.Struct, frozen=True):
    """A date in its runs, and how wide they are, for figures of a size."""

    runs: tuple[Run, ...]
    size: float
    width: float

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def date_rows(brief: Brief, occasion: Occasion, *, broken: bool = False) -> list[list[Run]]:
    """The days of an occasion in one row; `broken` gives a range over two months its second day in a row of its own."""
    first, last = occasion.first, occasion.last
    if first == last:
        return [_day(brief, first, month=True)]
    apart = (first.year, first.month) != (last.year, last.month)
    if is_in_figures(brief.language):
        begin, end = _day(brief, first, month=True), _day(brief, last, month=apart)
    else:
        short = apart and not broken
        begin, end = _day(brief, first, month=apart, short=short), _day(brief, last, month=True, short=short)
    years = _is_years_long(occasion)
    if years:
        begin, end = _without_weekday(begin), _with_year(brief, _without_weekday(end), last)
    if years and broken and brief.canvas.is_far and is_in_figures(brief.language):
        end = end[:-2]  # 2028年3月: from far away the day would leave no room for まで
    if broken and apart:
        return [begin, end]
    return [[*begin, _dash(brief), *end]]


def day_runs(brief: Brief, day: date) -> list[Run]:
    """One day, as a row of a list begins."""
    return _day(brief, day, month=True)


def set_figures(brief: Brief, runs: list[Run], size: float, least: float) -> Figures:
    """The runs at a size, none of them under `least` px."""
    grown = tuple(msgspec.structs.replace(run, size=max(run.size, round(least / size, 4))) for run in runs)
    return Figures(grown, size, advance(brief, grown) * size)


def date_block(name: str, figures: Figures, left: float, baseline: float, ground: str = "sea") -> Block:
    """The figures on a baseline; squares reach a tenth of an em under it."""
    setting = Setting(figures.size, (figures.text,), (figures.width / figures.size,))
    top = baseline - figures.size * 0.9
    return Block(name=name, setting=setting, face="semibold", ground=ground, top=top, left=left, runs=figures.runs)


def is_holiday(day: date, country: str) -> bool:
    return day in public_holidays(country, day.year)


def weekday(brief: Brief, day: date) -> str:
    """The day's letter or short name; a public holiday on a working day says so: 月祝."""
    name = own_words(WEEKDAYS, brief.language).split(" ")[day.weekday()]
    marked = is_in_figures(brief.language) and day.weekday() < SATURDAY and is_holiday(day, brief.country)
    return name + own_words(HOLIDAY, brief.language) if marked else name


def hours(brief: Brief, begins: time | None, ends: time | None, *, overnight: bool = False) -> str:
    """13:30–16:30, 9:00から, 16:00まで; empty where nothing is said."""
    words = own_words(IN_FIGURES["hours"], brief.language).split("|")
    if begins and ends:
        return words[3 if overnight else 0].format(clock(begins), clock(ends, end=True))
    if begins:
        return words[1].format(clock(begins))
    return words[2].format(clock(ends, end=True)) if ends else ""


def occasion_hours(brief: Brief, occasion: Occasion) -> str:
    """The hours of an occasion; those that end on the next morning say so."""
    begins, ends = occasion.begins, occasion.ends
    return hours(brief, begins, ends, overnight=occasion.overnight and ends != time())


def clock(at: time, *, end: bool = False) -> str:
    """Hours and minutes as people write them: 9:00; an end at midnight is 24:00."""
    return f"{24 if end and at == time() else at.hour}:{at.minute:02}"


def until(brief: Brief, day: date, item: Item | None = None) -> str:
    """1月12日まで, until 12 January; with its year where the event (of `item`, else of the slide) lasts a year or more."""
    month = own_words(MONTHS, brief.language).split(" ")[day.month - 1]
    item = item or brief.item
    occasions = item.event.occasions if item and item.event else ()
    if any(one.last == day and _is_years_long(one) for one in occasions):
        month = f"{day.year}年{month}" if is_in_figures(brief.language) else f"{month} {day.year}"
    return own_words(IN_FIGURES["until"], brief.language).format(month=month, day=day.day)


def _is_years_long(occasion: Occasion) -> bool:
    """Whether the day and month of its first day come again by its last."""
    first, last = occasion.first, occasion.last
    return (last.year - 1, last.month, last.day) >= (first.year, first.month, first.day)


def _without_weekday(day: list[Run]) -> list[Run]:
    """Over years a weekday tells nobody anything, and the year needs its room."""
    return [run for run in day if not run.role.startswith("day")]


def _with_year(brief: Brief, day: list[Run], last: date) -> list[Run]:
    """2028年 as small as its units; in other languages after the month, as large as that."""
    if is_in_figures(brief.language):
        return [Run("unit", f"{last.year}年", "bold", UNIT, 0.02, 0.035), *day]
    return [*day[:-1], msgspec.structs.replace(day[-1], text=f"{day[-1].text} {last.year}")]


def _day(brief: Brief, day: date, *, month: bool, short: bool = False) -> list[Run]:
    name = own_words(MONTHS, brief.language).split(" ")[day.month - 1][: 3 if short else 99]
    face = "bold" if brief.cjk else "semibold"
    square = Run(_square(brief, day), weekday(brief, day), face, WEEKDAY, 0.03, pad=SQUARE)
    if not is_in_figures(brief.language):
        words = [Run("word", name, "semibold", MONTH, 0.16)] if month else []
        return [Run("figure", str(day.day), "semibold", 1.0), square, *words]
    unit = Run("unit", "月", "bold", UNIT, 0.02, 0.035)
    months = [Run("figure", str(day.month), "semibold", 1.0), unit] if month else []
    return [*months, Run("figure", str(day.day), "semibold", 1.0), msgspec.structs.replace(unit, text="日"), square]


def _square(brief: Brief, day: date) -> str:
    if day.weekday() == SUNDAY or is_holiday(day, brief.country):
        return "day sun"
    return "day sat" if day.weekday() == SATURDAY else "day"


def _dash(brief: Brief) -> Run:
    return Run(
        "dash", own_words(IN_FIGURES["to"], brief.language), "regular" if brief.cjk else "medium", DASH, 0.15, 0.15
    )


def advance(brief: Brief, runs: Iterable[Run]) -> float:
    """How wide runs are, em of their block."""
    return sum(
        run.before + (typeface(brief.vendor, run.face).width(run.text) + 2 * run.pad) * run.size + run.after
        for run in runs
    )
