"""Scans set against what people could see: every code at every spot with its exposure, summed up by place, slide, theme, campaign.

A poster's exposure is the days that it hung, times its copies. A screen's is the time that it showed the code: `SCREEN_HOURS` of it
are taken for one poster's day, so that both can stand in one row. A code at a spot whose exposure nobody recorded is counted, but
stands in no rate.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from .calendars import ONE_DAY
from .displays import Display
from .links import Spot, SpotKind
from .play_statistics import APRIL, is_period, months_of, period_of
from .poisson import Interval, rate_interval, ratio_interval
from .poster_register import Hanging, Stay, hung_days

SCREEN_HOURS = 10
"""The hours of a day in which people pass by: what a poster is seen of it, and a screen that shows nothing but the code."""
HOUR_MS = 3_600_000
FEW = 20
"""Under so many scans nothing is ranked: the interval is wider than the figure itself."""
DEFAULT_DAYS, QUARTER_DAYS = 28, 91
"""Whole weeks, so that every weekday counts as often."""

Unit = Literal["days", "hours"]
Pair = tuple[str, str]


class Days(NamedTuple):
    """Local days of the office from `first` to `last`, both counted; `name` is how an address names them."""

    name: str
    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Days":
        """As many days right before them."""
        return Days("", self.first - self.length * ONE_DAY, self.first - ONE_DAY)


def days_of(text: str, today: date, begins: int = APRIL) -> Days:
    """“28d” and “91d” end today, “2026-11” is a month and “2026” a year of the office, which begins in the month `begins`, as
    far as they have come; else the last 28 days.
    """
    if text == f"{QUARTER_DAYS}d":
        return Days(text, today - (QUARTER_DAYS - 1) * ONE_DAY, today)
    if is_period(text):
        period = period_of(text, today, begins)
        last = _month_end(months_of(period)[-1])
        first = date.fromisoformat(f"{period.first}-01")
        if first <= today:
            return Days(period.name, first, min(last, today))
    return Days(f"{DEFAULT_DAYS}d", today - (DEFAULT_DAYS - 1) * ONE_DAY, today)


def _month_end(month: str) -> date:
    return (date.fromisoformat(f"{month}-28") + timedelta(days=4)).replace(day=1) - ONE_DAY


class Sight(NamedTuple):
    """One code at one spot over some days. `place` is where it is (empty: nobody knows), `copies` how many posters bear it,
    `astray` are such of the scans as came on days on which it did not hang.
    """

    link: str
    spot: str
    kind: SpotKind | Literal[""]
    place: str
    scans: int
    copies: int = 0
    poster_days: int = 0
    shown_ms: int = 0
    astray: int = 0

    @property
    def seen(self) -> bool:
        return bool(self.poster_days or self.shown_ms)


class Known(NamedTuple):
    """What exposure follows from: spots by code, posters, all the times that each hung by its spot, displays; of the days, ms
    that each (display, link) was shown, and scans of posters (link, spot) on such of them as they did not hang.
    """

    spots: Mapping[str, Spot]
    posters: Sequence[Hanging]
    stays: Mapping[str, Sequence[Stay]]
    displays: Mapping[str, Display]
    shown: Mapping[Pair, int]
    astray: Mapping[Pair, int]


def sights_of(scans: Mapping[Pair, int], known: Known, days: Days, link: str = "") -> list[Sight]:
    """Of the scans by (link, spot) and of all that could have been scanned; `link` keeps it to one."""
    hanging = {(one.poster.link, one.poster.spot): one for one in known.posters}
    codes = {spot.name: code for code, spot in known.spots.items() if spot.kind == "display"}
    screens = {(of, codes[display]): ms for (display, of), ms in known.shown.items() if display in codes}
    found = []
    for pair in dict.fromkeys((*scans, *hanging, *screens)):
        if not link or pair[0] == link:
            sight = _sight(pair, scans.get(pair, 0), hanging.get(pair), screens.get(pair, 0), known, days)
            if sight.scans or sight.seen:
                found.append(sight)
    return found


def _sight(pair: Pair, scans: int, poster: Hanging | None, ms: int, known: Known, days: Days) -> Sight:
    link, code = pair
    spot = known.spots.get(code)
    if spot is None:
        return Sight(link, "", "", "", scans)
    if spot.kind == "display":
        display = known.displays.get(spot.name)
        return Sight(link, code, "display", display.place if display else "", scans, shown_ms=ms)
    copies = poster.poster.copies if poster else 0
    hung = hung_days(known.stays[code], days.first, days.last) * copies if poster else 0
    place, astray = poster.poster.place if poster else spot.name, known.astray.get(pair, 0)
    return Sight(link, code, "poster", place, scans, copies, hung, astray=astray)


class Tally(NamedTuple):
    """Sights summed up. `posters` and `screens` are how many were in sight; `rated` are the scans of those while they were."""

    posters: int = 0
    screens: int = 0
    poster_scans: int = 0
    screen_scans: int = 0
    other_scans: int = 0
    rated: int = 0
    poster_days: int = 0
    shown_ms: int = 0

    @property
    def scans(self) -> int:
        return self.poster_scans + self.screen_scans + self.other_scans

    @property
    def hours(self) -> float:
        return self.shown_ms / HOUR_MS

    def exposure(self, unit: Unit) -> float:
        """In poster's days, screens among them; or in hours on screens alone."""
        return self.poster_days + self.hours / SCREEN_HOURS if unit == "days" else self.hours

    def rate(self, unit: Unit) -> float | None:
        exposure = self.exposure(unit)
        return self.rated / exposure if exposure else None

    def interval(self, unit: Unit) -> Interval | None:
        exposure = self.exposure(unit)
        return rate_interval(self.rated, exposure) if exposure else None


def tally_of(sights: Sequence[Sight]) -> Tally:
    return Tally(
        posters=sum(one.copies for one in sights if one.kind == "poster" and one.seen),
        screens=len({one.spot for one in sights if one.kind == "display" and one.seen}),
        poster_scans=sum(one.scans for one in sights if one.kind == "poster"),
        screen_scans=sum(one.scans for one in sights if one.kind == "display"),
        other_scans=sum(one.scans for one in sights if not one.kind),
        rated=sum(one.scans - one.astray for one in sights if one.seen),
        poster_days=sum(one.poster_days for one in sights),
        shown_ms=sum(one.shown_ms for one in sights),
    )


def tallied(sights: Iterable[Sight], names_of: Callable[[Sight], Sequence[str]]) -> dict[str, Tally]:
    """By whatever names a sight has; one that has several counts for each, one without for “”."""
    grouped: dict[str, list[Sight]] = {}
    for sight in sights:
        for name in names_of(sight) or ("",):
            grouped.setdefault(name, []).append(sight)
    return {name: tally_of(its) for name, its in grouped.items()}


class Ranking(NamedTuple):
    """By rate, the highest first; then those with too few scans to say, or without a known exposure, by scans."""

    ranked: list[tuple[str, Tally]]
    few: list[tuple[str, Tally]]


def ranking(tallies: Mapping[str, Tally], unit: Unit) -> Ranking:
    sure: list[tuple[str, Tally]] = []
    few: list[tuple[str, Tally]] = []
    for name, its in tallies.items():
        (sure if its.rated >= FEW and its.exposure(unit) else few).append((name, its))
    sure.sort(key=lambda one: (-(one[1].rate(unit) or 0), one[0]))
    return Ranking(sure, sorted(few, key=lambda one: (-one[1].scans, one[0])))


def clearly_more(one: Tally, other: Tally, unit: Unit) -> bool:
    """Whether the rate of one is above that of the other for all that their scans can tell."""
    return ratio_interval(one.rated, one.exposure(unit), other.rated, other.exposure(unit)).low > 1


def by_hour_of_week(hours: Iterable[tuple[datetime, int]], zone: ZoneInfo) -> list[list[int]]:
    """Scans by weekday (Monday first) and hour of the local day."""
    found = [[0] * 24 for _ in range(7)]
    for at, count in hours:
        local = at.astimezone(zone)
        found[local.weekday()][local.hour] += count
    return found


class Change(NamedTuple):
    """What was scanned before a day and from it on, as many days each; `times` is the rate after over that before."""

    before: Tally
    after: Tally
    times: float | None
    interval: Interval | None

    @property
    def verdict(self) -> Literal["more", "less", "unclear", "few"]:
        if self.interval is None or self.before.rated + self.after.rated < FEW:
            return "few"
        return "more" if self.interval.low > 1 else "less" if self.interval.high < 1 else "unclear"


def change_of(before: Tally, after: Tally) -> Change:
    """Set against exposure; without one on either side nothing can be said."""
    seen = before.exposure("days"), after.exposure("days")
    if not all(seen):
        return Change(before, after, None, None)
    rates = before.rated / seen[0], after.rated / seen[1]
    interval = ratio_interval(after.rated, seen[1], before.rated, seen[0])
    return Change(before, after, rates[1] / rates[0] if rates[0] else None, interval)


def around(day: date, today: date) -> tuple[Days, Days] | None:
    """The days before a day and from it on: as many on both sides, whole weeks where there is one, four at most; None for a
    day that has not been over yet.
    """
    count = min((today - day).days, DEFAULT_DAYS)
    count -= count % 7 if count >= 7 else 0
    if count < 1:
        return None
    span = count * ONE_DAY
    return Days("", day - span, day - ONE_DAY), Days("", day, day + span - ONE_DAY)
