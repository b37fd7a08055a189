"""When rules hold: what each does on a local day, and in which order they win."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec

from .calendars import MIDNIGHT, ONE_DAY, first_instant, instant, local_day, minute_down, minute_up, span
from .closing_days import NO_ALMANAC, Almanac, Calendar, almanac_of
from .repeating import falls_on
from .schedule import NARROWNESS, Rule, counted_from

SUNDAY = 6
KEPT_DAYS = 40


class Occurrence(msgspec.Struct, frozen=True):
    """A rule on one local day: [from_at, until_at), UTC, on whole minutes.

    `anchor_at` is where the day's hours begin, even if the rule's period cuts their beginning off. `day` is the local
    day it begins on and belongs to. `narrowness` is how narrowly its rule targets the display asked about.
    """

    rule: Rule
    day: date
    from_at: datetime
    until_at: datetime
    anchor_at: datetime
    narrowness: int = 3

    def holds(self, at: datetime) -> bool:
        return self.from_at <= at < self.until_at

    @property
    def rank(self) -> tuple[bool, int, int, float, str, int]:
        """The lowest wins: a `now` rule, the one given last; then highest priority, narrower target, later beginning, name."""
        since = -self.from_at.timestamp()
        if self.rule.now:
            return False, 0, 0, since, "", -self.rule.number
        return True, -self.rule.priority, self.narrowness, since, self.rule.playlist, self.rule.number


def lacks(rule: Rule, day: date, almanac: Almanac = NO_ALMANAC) -> str | None:
    """What keeps an occurrence from beginning on this local day; None if nothing does.

    One of not_yet, over, weekday, rrule, holiday, calendar.
    """
    begins = datetime.combine(day, MIDNIGHT)
    if rule.begins is not None and rule.begins >= begins + ONE_DAY:
        return "not_yet"
    if rule.ends is not None and begins >= rule.ends:
        return "over"
    if rule.weekdays and not _is_weekday(rule, day, almanac):
        return "weekday"
    if rule.rrule and not falls_on(rule.rrule, counted_from(rule), day):
        return "rrule"
    return _lacks_day(rule, day, almanac) if rule.holidays or rule.only_days_of or rule.not_days_of else None


def _is_weekday(rule: Rule, day: date, almanac: Almanac) -> bool:
    sunday = rule.holidays == "as Sunday" and almanac.holiday(day)
    return (SUNDAY if sunday else day.weekday()) in rule.weekdays


def _lacks_day(rule: Rule, day: date, almanac: Almanac) -> str | None:
    if rule.holidays in ("only", "except") and bool(almanac.holiday(day)) != (rule.holidays == "only"):
        return "holiday"
    if rule.only_days_of and not almanac.closing(rule.only_days_of, day):
        return "calendar"
    return "calendar" if almanac.closing(rule.not_days_of, day) else None


def occurrence(
    rule: Rule, day: date, zone: ZoneInfo, narrowness: int = 3, almanac: Almanac = NO_ALMANAC
) -> Occurrence | None:
    """The rule's hours that begin on this local day, cut where its period begins and ends; None if nothing is left.

    Hours that run overnight go on into a day that the weekdays do not name, but not past the period's end.
    """
    if rule.now:
        return _given(rule, day, zone, narrowness)
    if lacks(rule, day, almanac):
        return None
    if rule.hours is None:
        anchor, until = first_instant(day, zone), first_instant(day + ONE_DAY, zone)
    else:
        anchor, until = span(day, rule.hours, zone)
    from_ = anchor
    if rule.begins is not None:
        from_ = max(from_, instant(rule.begins, zone))
    if rule.ends is not None:
        until = min(until, instant(rule.ends, zone, end=True))
    from_, until = minute_up(from_), minute_down(until)
    return Occurrence(rule, day, from_, until, minute_up(anchor), narrowness) if from_ < until else None


_LONG_AGO, _FAR_AWAY = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def _given(rule: Rule, day: date, zone: ZoneInfo, narrowness: int) -> Occurrence | None:
    """A `now` rule: one occurrence, of the local day in which it was given, begun with the minute it was given in."""
    from_, until = minute_down(rule.from_at or _LONG_AGO), minute_down(rule.until_at or _FAR_AWAY)
    if from_ >= until or local_day(from_, zone) != day:
        return None
    return Occurrence(rule, day, from_, until, from_, narrowness)


def _running(targets: Iterable[tuple[Rule, int]], day: date, zone: ZoneInfo, almanac: Almanac) -> Iterator[Occurrence]:
    begins, ends = first_instant(day, zone), first_instant(day + ONE_DAY, zone)
    for rule, narrow in targets:
        for first in _beginnings(rule, day, zone):
            one = occurrence(rule, first, zone, narrow, almanac)
            if one and one.from_at < ends and one.until_at > begins:
                yield one


def _beginnings(rule: Rule, day: date, zone: ZoneInfo) -> tuple[date, ...]:
    """The days on which what runs on this one may have begun."""
    if rule.now:
        return (local_day(minute_down(rule.from_at or _LONG_AGO), zone),)
    return (day - ONE_DAY, day) if rule.hours else (day,)


def occurrences(
    targets: Iterable[tuple[Rule, int]], day: date, zone: ZoneInfo, almanac: Almanac = NO_ALMANAC
) -> list[Occurrence]:
    """All that could put something on during a local day, the winner of any instant first.

    `targets` are rules with their narrowness. What began the evening before and still runs is among them.
    """
    return sorted(_running(targets, day, zone, almanac), key=lambda one: one.rank)


class Timetable:
    """`occurrences` of all rules of a catalogue, each day worked out once for all the channels of a zone."""

    def __init__(self, rules: Iterable[Rule], zone: ZoneInfo, almanac: Almanac = NO_ALMANAC) -> None:
        self._rules = tuple(rules)
        self._zone = zone
        self._almanac = almanac
        self._days: dict[date, tuple[list[Occurrence], dict[tuple[str, int], list[int]]]] = {}

    def on(self, targets: Iterable[tuple[str, int]], day: date) -> list[Occurrence]:
        """`targets` are names of rules with their narrowness."""
        if day not in self._days:
            if len(self._days) >= KEPT_DAYS:
                self._days.clear()
            self._days[day] = self._work_out(day)
        ranked, places = self._days[day]
        return [ranked[n] for n in sorted([n for target in targets for n in places.get(target, ())])]

    def _work_out(self, day: date) -> tuple[list[Occurrence], dict[tuple[str, int], list[int]]]:
        """Every occurrence at every narrowness in the order of rank, and where in it each target stands."""
        begun = list(_running(((rule, 0) for rule in self._rules), day, self._zone, self._almanac))
        found = sorted(
            (msgspec.structs.replace(one, narrowness=narrow) for one in begun for narrow in range(len(NARROWNESS))),
            key=lambda one: one.rank,
        )
        places: dict[tuple[str, int], list[int]] = {}
        for n, one in enumerate(found):
            places.setdefault((one.rule.name, one.narrowness), []).append(n)
        return found, places


@lru_cache(maxsize=8)  # of one catalogue: a few zones and countries
def _timetable(rules: tuple[Rule, ...], zone: ZoneInfo, almanac: Almanac) -> Timetable:
    return Timetable(rules, zone, almanac)


def timetable_of(rules: tuple[Rule, ...], zone: ZoneInfo, country: str, calendars: Mapping[str, Calendar]) -> Timetable:
    """The same object for the same rules and days."""
    return _timetable(rules, zone, almanac_of(country, calendars))
