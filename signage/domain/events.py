"""Events age by themselves: when each of their moments comes, and how an event stands at an instant."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from ..words import Words
from .calendars import ONE_DAY, first_instant, instant

COUNTDOWN_DAYS = 14
"""So many days before it begins an event starts to count down: the sun rises."""

MAX_OCCASIONS = 100
"""What a source keeps of one event that repeats."""


SMALL_HOURS = time(6)
"""Hours that end by then belong to the night before."""


class Occasion(msgspec.Struct, frozen=True, gc=False, order=True, omit_defaults=True):
    """One time an event takes place: local days `first` to `last`, both included.

    `begins` is on the first day, `ends` on the last or the night after it (`overnight`); of an
    event of several days they are the hours of each. None is not said: the whole day, an end where the next one begins.
    """

    first: date
    last: date
    begins: time | None = None
    ends: time | None = None

    @property
    def overnight(self) -> bool:
        """Whether its hours end on the morning after: on a single day by any end that is not after the beginning, on
        several only by one in the small hours (a camp from Friday 18:00 to Sunday 12:00 ends on its last day).
        """
        if self.begins is None or self.ends is None or self.ends > self.begins:
            return False
        return self.first == self.last or self.ends <= SMALL_HOURS


class Event(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """When and where. `occasions` are in order; days and times are those of `timezone`, wherever a display stands.

    `cancelled` events stay visible as 中止 until they would have ended, `postponed` ones among them as 延期. `note` is what
    else is to be known of the time (雨天中止), why it is cancelled, or the new day; `fee` in words.
    """

    occasions: tuple[Occasion, ...]
    timezone: str = "Asia/Tokyo"
    place: Words = msgspec.field(default_factory=dict)
    note: Words = msgspec.field(default_factory=dict)
    fee: Words = msgspec.field(default_factory=dict)
    cancelled: bool = False
    postponed: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def called_off(self) -> str:
        """In which way it does not take place: "postponed", "cancelled"; empty if it does."""
        return "" if not self.cancelled else "postponed" if self.postponed else "cancelled"


class Stage(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """How an event stands: each stage is a slide of its own, and nothing moves inside one.

    `number` is the occasion's, from 0. `state`: early (more than COUNTDOWN_DAYS before), days (`days` are left),
    tomorrow, today (the day, before it begins, or the whole of a single day without hours), now, cancelled.
    """

    number: int
    state: str
    days: int = 0


def begins_at(event: Event, occasion: Occasion) -> datetime:
    return instant(datetime.combine(occasion.first, occasion.begins or time()), event.zone)


def ends_at(event: Event, occasion: Occasion) -> datetime:
    """Without an hour the end of its last day, or where the next of the event begins on it. An end that is not after the
    beginning is on the next day, of several days one in the small hours.
    """
    if occasion.ends is None:
        return min(_later_that_day(event, occasion), default=first_instant(occasion.last + ONE_DAY, event.zone))
    day = occasion.last + ONE_DAY if occasion.overnight or occasion.ends == time() else occasion.last
    return instant(datetime.combine(day, occasion.ends), event.zone, end=True)


def _later_that_day(event: Event, occasion: Occasion) -> Iterator[datetime]:
    """When others begin on the last day of an occasion with a beginning, after it."""
    if occasion.begins is None:
        return
    for one in event.occasions:
        if one.begins is not None and one.first == occasion.last:
            begins = begins_at(event, one)
            if begins > begins_at(event, occasion):
                yield begins


def over_at(event: Event) -> datetime | None:
    """When the last of its occasions ends; None for an event without any."""
    last = max((one.last for one in event.occasions), default=None)
    return max((ends_at(event, one) for one in event.occasions if last and one.last + ONE_DAY >= last), default=None)


class Days(NamedTuple):
    """Local days `first` to `last`, both included: what is asked for of an event that repeats for years."""

    first: date
    last: date


def occasions_in(event: Event, days: Days | None) -> list[tuple[int, Occasion]]:
    """The occasions, with their numbers, that decide how the event stands on these days: those on them or counted down
    to on them, and the next one after.
    """
    numbered = list(enumerate(event.occasions))
    if days is None:
        return numbered
    near = [one for one in numbered if one[1].last >= days.first - ONE_DAY]
    counted = days.last + timedelta(days=COUNTDOWN_DAYS + 1)
    return [one for n, one in enumerate(near) if n == 0 or near[n - 1][1].first <= counted]


def stages(event: Event, days: Days | None = None) -> list[tuple[datetime | None, Stage]]:
    """Every stage with the instant it begins at (None: always so far), in order; the last one holds until `over_at`.

    With `days` only as far as they decide how it stands on these days.
    """
    found: list[tuple[datetime | None, Stage]] = []
    since: datetime | None = None
    for number, occasion in occasions_in(event, days):
        until = ends_at(event, occasion)
        if since is not None and until <= since:
            continue  # it lies within the one before
        for at, stage in _stages_of(event, number, occasion):
            if since is not None and at is not None and at <= since:
                at = None  # noqa: PLW2901 it has begun already when the one before ends
            if at is None and found and found[-1][0] == since:
                found.pop()
            found.append((since if at is None else at, stage))
        since = until
    return found


def _stages_of(event: Event, number: int, occasion: Occasion) -> Iterator[tuple[datetime | None, Stage]]:
    if event.cancelled:
        yield None, Stage(number, "cancelled")
        return
    zone, first = event.zone, occasion.first
    yield None, Stage(number, "early")
    for days in range(COUNTDOWN_DAYS, 1, -1):
        yield first_instant(first - timedelta(days=days), zone), Stage(number, "days", days)
    yield first_instant(first - ONE_DAY, zone), Stage(number, "tomorrow")
    yield first_instant(first, zone), Stage(number, "today")
    if occasion.begins is not None:
        yield begins_at(event, occasion), Stage(number, "now")
    elif occasion.last > first:
        yield first_instant(first + ONE_DAY, zone), Stage(number, "now")


def stage_at(event: Event, at: datetime) -> Stage | None:
    """How it stands at an instant; None once it is over."""
    over = over_at(event)
    if over is None or at >= over:
        return None
    begun = [stage for since, stage in stages(event) if since is None or since <= at]
    return begun[-1] if begun else None


def next_begin(event: Event, at: datetime) -> datetime:
    """When the occasion that is on or next begins: by this events are sorted, the soonest first."""
    coming = (begins_at(event, one) for one in event.occasions if ends_at(event, one) > at)
    return min(coming, default=at)
