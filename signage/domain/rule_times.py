"""When a rule applies next, and why it never does."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ..words import Words
from .arranging import displays_of
from .board_bars import joined
from .calendars import ONE_DAY, instant, local_day
from .catalogue import Catalogue
from .closing_days import Almanac, almanac_of
from .day_reasons import closed_because
from .displays import Place
from .findings import COMING_DAYS
from .schedule import Rule
from .timeline import open_pieces
from .timetable import lacks, occurrence

NEXT = 5


class Time(NamedTuple):
    """[from_at, until_at), UTC: a rule's hours as far as any of its places is open."""

    from_at: datetime
    until_at: datetime
    places: int


class Kind(NamedTuple):
    """What decides when places are open; places that agree in it are looked at once."""

    hours: str
    timezone: str
    country: str
    closed: tuple[str, ...]


def next_times(rule: Rule, catalogue: Catalogue, now: datetime, most: int = NEXT) -> list[Time]:
    """The next times that a screen shows what the rule wants (if nothing wins against it), within COMING_DAYS."""
    kinds = _kinds(rule, catalogue)
    found: list[Time] = []
    for n in range(-1, COMING_DAYS):
        spans = [
            (span, len(places))
            for kind, places in kinds.items()
            for span in _on_day(rule, kind, catalogue, now, n)
            if span[1] > now
        ]
        if spans:
            counted = Counter[tuple[datetime, datetime]]()
            for span, number in spans:
                counted[span] += number
            found += [Time(*span, number) for span, number in sorted(counted.items())]
        if len(found) >= most:
            break
    return found[:most]


def _kinds(rule: Rule, catalogue: Catalogue) -> dict[Kind, list[Place]]:
    found: dict[Kind, list[Place]] = {}
    for id in sorted({display.place for display in displays_of([rule], catalogue)}):
        place = catalogue.places[id]
        found.setdefault(Kind(place.hours, place.timezone, place.country, place.closed), []).append(place)
    return found


def _on_day(rule: Rule, kind: Kind, catalogue: Catalogue, now: datetime, n: int) -> Iterator[tuple[datetime, datetime]]:
    zone, almanac = ZoneInfo(kind.timezone), almanac_of(kind.country, catalogue.calendars)
    day = local_day(now, zone) + timedelta(days=n)
    one = occurrence(rule, day, zone, almanac=almanac)
    if one is None:
        return
    days = (day, day + ONE_DAY)
    pieces = [piece for its in days for piece in open_pieces(kind.hours, its, zone, almanac, kind.closed)]
    for begins, ends in joined(pieces):
        from_at, until_at = max(begins, one.from_at), min(ends, one.until_at)
        if from_at < until_at:
            yield from_at, until_at


def never_because(rule: Rule, catalogue: Catalogue, now: datetime) -> Words:
    """Why a rule applies at no time of the coming year; only asked of one that doesn't."""
    kinds = _kinds(rule, catalogue)
    if not kinds:
        return {"ja": "対象の画面がありません", "en": "it is meant for no display that there is"}
    kind, places = next(iter(kinds.items()))
    zone, almanac = ZoneInfo(kind.timezone), almanac_of(kind.country, catalogue.calendars)
    if rule.ends and instant(rule.ends, zone, end=True) <= now:
        return {"ja": "期間が終わっています", "en": "its period is over"}
    return _lacking(rule, _period(rule, now, zone), almanac) or _closed(rule, places[0], zone, almanac, now)


def _period(rule: Rule, now: datetime, zone: ZoneInfo) -> list[date]:
    """The days of the coming year that are in its period."""
    today = local_day(now, zone)
    days = (today + timedelta(days=n) for n in range(COMING_DAYS))
    return [day for day in days if lacks(rule, day) not in ("not_yet", "over")]


_LACKING: dict[str, Words] = {
    "weekday": {"ja": "期間の中に、その曜日がありません", "en": "none of its days of the week is in its period"},
    "rrule": {"ja": "期間の中に、その繰り返しの日がありません", "en": "its repetition comes to no day in its period"},
    "holiday": {
        "ja": "祝日の決めごとに合う日が、期間の中にありません",
        "en": "no day in its period is right as to public holidays",
    },
    "calendar": {
        "ja": "選んだカレンダーに合う日が、期間の中にありません",
        "en": "the calendars leave no day of its period",
    },
    "not_yet": {"ja": "これから1年のあいだには始まりません", "en": "it does not begin within a year"},
}


def _lacking(rule: Rule, period: list[date], almanac: Almanac) -> Words | None:
    """What every day of the period lacks; None if some day lacks nothing."""
    codes = Counter(lacks(rule, day, almanac) for day in period) or Counter(["not_yet"])
    return None if None in codes else _LACKING[str(codes.most_common(1)[0][0])]


_SHUT: Words = {"ja": "その時間は、どの場所も開いていません", "en": "none of its places is open at that time"}


def _closed(rule: Rule, place: Place, zone: ZoneInfo, almanac: Almanac, now: datetime) -> Words:
    """Why no place is open when the rule would hold: what the first such day is at the first place."""
    today = local_day(now, zone)
    day = next((one for n in range(COMING_DAYS) if not lacks(rule, one := today + timedelta(days=n), almanac)), today)
    closed = closed_because(place, day, almanac)
    if closed is None:
        return _SHUT
    return {"ja": closed["ja"].removesuffix("なので").removesuffix("ので"), "en": closed["en"]}
