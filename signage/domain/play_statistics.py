"""How often and how long things were shown, by month: what screens say they played, and what was planned for them."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from .calendars import local_day
from .content import Item
from .plays import Play
from .showing import Manifest

FALLBACK, LIST = "", "*"
"""In place of an item: the fallback slide, and slides that list several events. No item has such an id."""

APRIL = 4
"""In which the year of an office begins in Japan (年度)."""
_PERIOD = re.compile(r"2[0-9]{3}(-(0[1-9]|1[0-2]))?")


class Sum(NamedTuple):
    plays: int = 0
    ms: int = 0

    def __add__(self, other: object) -> "Sum":
        return Sum(self.plays + other.plays, self.ms + other.ms) if isinstance(other, Sum) else NotImplemented


class Figures(NamedTuple):
    """What was played and what was planned, of whatever it stands beside."""

    played: Sum = Sum()
    planned: Sum = Sum()

    def __add__(self, other: object) -> "Figures":
        if not isinstance(other, Figures):
            return NotImplemented
        return Figures(self.played + other.played, self.planned + other.planned)

    @property
    def percent(self) -> int | None:
        """Of the planned time, what was shown; None where nothing was planned."""
        return round(100 * self.played.ms / self.planned.ms) if self.planned.ms else None


Counts = dict[tuple[date, str], Sum]
"""By local day and item."""


def counted(plays: Iterable[Play], zone: ZoneInfo, fallbacks: Collection[str]) -> Counts:
    """A play counts wholly for the local day on which it began. `fallbacks` are slides without any item; other slides that
    name none are lists.
    """
    found: Counts = {}
    for play in plays:
        item = play.item or (FALLBACK if play.slide in fallbacks else LIST)
        key = local_day(datetime.fromtimestamp(play.at / 1000, UTC), zone), item
        found[key] = found.get(key, Sum()) + Sum(1, play.shown_ms)
    return found


def codes_shown(
    plays: Iterable[Play], zone: ZoneInfo, codes: Mapping[str, str], coded: Collection[str]
) -> dict[tuple[date, str], int]:
    """Ms by local day and link that slides with a QR code were shown: `codes` are links by item, `coded` the slides (SHA-256)
    that bear one.
    """
    found: dict[tuple[date, str], int] = {}
    for play in plays:
        link = codes.get(play.item or "") if play.slide in coded else None
        if link:
            key = local_day(datetime.fromtimestamp(play.at / 1000, UTC), zone), link
            found[key] = found.get(key, 0) + play.shown_ms
    return found


def planned(manifest: Manifest, begins: int, ends: int) -> dict[str, Sum]:
    """What a manifest has on in [begins, ends), epoch ms, by item. A slot that begins in it counts as one play; its seconds
    only as far as they lie in it.
    """
    plays, shown = Counter[str](), Counter[str]()
    for segment in manifest["segments"]:
        a, b = max(begins, segment["from"]), min(ends, segment["until"])
        if a < b and segment["loop"] is not None:
            _add_loop(manifest, segment["loop"], segment["anchor"], a, b, plays, shown)
    return {item: Sum(plays[item], ms) for item, ms in shown.items()}


def _add_loop(
    manifest: Manifest, name: str, anchor: int, a: int, b: int, plays: Counter[str], shown: Counter[str]
) -> None:
    loop = manifest["loops"][name]
    slots = [(_item(manifest["slides"][number]), manifest["slides"][number]["ms"]) for number in loop["order"]]
    whole, rest = divmod(b - a, loop["ms"])
    for item, ms in slots if whole else ():
        plays[item] += whole
        shown[item] += whole * ms
    begins = a - (a - anchor) % loop["ms"]  # of the pass in which the rest begins, whole passes being equal
    ends = a + rest
    while begins < ends:
        for item, ms in slots:
            inside = min(ends, begins + ms) - max(a, begins)
            if inside > 0:
                plays[item] += begins >= a
                shown[item] += inside
            begins += ms


def _item(row: Mapping[str, str]) -> str:
    return row.get("item") or (LIST if row.get("items") else FALLBACK)


class Period(NamedTuple):
    """Months from `first` to `last`, both included, as YYYY-MM. `year` is set where it is a whole year of the office."""

    first: str
    last: str
    year: int | None = None

    @property
    def name(self) -> str:
        """As addresses name it: 2026 or 2026-11."""
        return str(self.year) if self.year else self.first


def fiscal_year(day: date, begins: int = APRIL) -> int:
    """2027-03 belongs to 2026, where the year begins in April."""
    return day.year if day.month >= begins else day.year - 1


def year_period(year: int, begins: int = APRIL) -> Period:
    """The twelve months from the one in which it begins."""
    last = f"{year}-12" if begins == 1 else f"{year + 1}-{begins - 1:02}"
    return Period(f"{year}-{begins:02}", last, year)


def is_period(text: str) -> bool:
    """Whether an address may name a year of the office or a month so: from 2000 to 2999, and in plain digits, since names are
    compared.
    """
    return _PERIOD.fullmatch(text) is not None


def period_of(text: str, today: date, begins: int = APRIL) -> Period:
    """“2026” is a year of the office, “2026-11” a month; anything else the year of today."""
    if not is_period(text):
        return year_period(fiscal_year(today, begins), begins)
    return Period(text, text) if "-" in text else year_period(int(text), begins)


def months_of(period: Period) -> list[str]:
    """Its months, in order."""
    first, last = (int(year) * 12 + int(month) - 1 for year, month in (name.split("-") for name in period[:2]))
    return [f"{number // 12}-{number % 12 + 1:02}" for number in range(first, last + 1)]


def summed_by(figures: Mapping[str, Figures], names_of: Callable[[str], Sequence[str]]) -> dict[str, Figures]:
    """Figures of items as those of what items have: an item that has several counts for each, one without for “”."""
    found: dict[str, Figures] = {}
    for item, its in figures.items():
        for name in names_of(item) or ("",):
            found[name] = found.get(name, Figures()) + its
    return found


def themes_of(item: Item | None) -> Sequence[str]:
    return item.themes if item else ()
