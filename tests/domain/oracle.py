"""What a channel shows at one minute: slow, obvious, and without a line of timeline.py's way of working.

It asks of every minute anew: is the place open, which rules hold, which of them wins, what may be shown. Only the
choice of a section's items (playlists.py) and the loop made of them (rotation.py) are shared; both have their own tests.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from signage.domain.catalogue import Catalogue
from signage.domain.content import KINDS, Item
from signage.domain.displays import Display
from signage.domain.opening_hours import opening_hours
from signage.domain.playlists import Playlist
from signage.domain.rotation import rotate
from signage.domain.schedule import Rule, narrowness
from signage.domain.slots import Loop, SlideKey, Slot

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class Minute(NamedTuple):
    loop: Loop | None
    anchor_at: datetime
    rule: str | None


@cache
def wall_minutes(day: date, zone: ZoneInfo) -> list[tuple[datetime, datetime]]:
    """(UTC, wall) of every minute from a day before to two days after noon of a day: found by looking at each."""
    noon = datetime.combine(day, time(12), UTC)
    steps = (noon + n * MINUTE for n in range(-60 * 48, 60 * 72))
    return [(utc, utc.astimezone(zone).replace(tzinfo=None)) for utc in steps]


@cache
def instant_of(wall: datetime, zone: ZoneInfo, last: bool = False) -> datetime:
    """The minute that shows this wall time (the first or the last that does), else the first after the gap."""
    found = [utc for utc, seen in wall_minutes(wall.date(), zone) if seen == wall]
    if found:
        return found[-1] if last else found[0]
    before = max(utc for utc, seen in wall_minutes(wall.date(), zone) if seen < wall)
    return before + MINUTE


@cache
def span_of(day: date, hours: tuple[time, time], zone: ZoneInfo) -> tuple[datetime, datetime]:
    ends_on = day if hours[1] > hours[0] else day + DAY
    begins = instant_of(datetime.combine(day, hours[0]), zone)
    return begins, instant_of(datetime.combine(ends_on, hours[1]), zone, True)


@cache
def day_span(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return instant_of(datetime.combine(day, time()), zone), instant_of(datetime.combine(day + DAY, time()), zone)


def is_open(hours: str, minute: datetime, zone: ZoneInfo) -> bool:
    read = opening_hours(hours)
    today = minute.astimezone(zone).date()
    for day in (today - DAY, today):
        begun = read.on(day, lambda _: False)
        if begun is None and day == today:
            return True
        for one in begun or ():
            begins, ends = span_of(day, one, zone)
            if begins <= minute < ends:
                return True
    return False


class Running(NamedTuple):
    rank: tuple[object, ...]
    rule: Rule
    anchor_at: datetime


def running(rule: Rule, narrow: int, minute: datetime, zone: ZoneInfo) -> list[Running]:
    """The rule's occurrences that hold at this minute: of today, and of yesterday's evening."""
    found = []
    begins = instant_of(rule.begins, zone) if rule.begins else None
    ends = instant_of(rule.ends, zone, True) if rule.ends else None
    today = minute.astimezone(zone).date()
    for day in (today - DAY, today):
        if rule.weekdays and day.weekday() not in rule.weekdays:
            continue
        if rule.begins and day < rule.begins.date():
            continue
        if rule.ends and datetime.combine(day, time()) >= rule.ends:
            continue
        first, last = span_of(day, rule.hours, zone) if rule.hours else day_span(day, zone)
        if first <= minute < last and (not begins or begins <= minute) and (not ends or minute < ends):
            later = max(first, begins or first)
            rank = (-rule.priority, narrow, -later.timestamp(), rule.playlist, rule.number)
            found.append(Running(rank, rule, first))
    return found


def may_be_shown(item: Item, minute: datetime) -> bool:
    """For the whole minute: a beginning is rounded up, an end down."""
    begins, ends = item.period.begins_at, item.period.ends_at
    return (begins is None or begins <= minute) and (ends is None or minute + MINUTE <= ends)


def loop(catalogue: Catalogue, playlist: Playlist, languages: tuple[str, ...], minute: datetime) -> Loop:
    down = {gone.item.id for gone in catalogue.taken_down}
    left = [item for item in catalogue.items.values() if item.id not in down and may_be_shown(item, minute)]
    sections = []
    for section in playlist.sections:
        chosen = section.choose(left)
        left = [item for item in left if item not in chosen]
        slots = []
        for language in languages:
            for item in chosen:
                if language in item.title:
                    template = section.template or KINDS[item.kind].template
                    key = SlideKey((item.id,), language, template)
                    slots.append(Slot(key, section.ms(item, language), playlist.transition))
        sections.append((section.weight, slots))
    return rotate(sections)


class Oracle:
    """Remembers loops by which items may be shown: a week has 10,080 minutes."""

    def __init__(self, catalogue: Catalogue, display: Display) -> None:
        self.catalogue = catalogue
        self.display = display
        self.place = catalogue.places[display.place]
        self.zone = ZoneInfo(self.place.timezone)
        self.known: dict[tuple[str, frozenset[str]], Loop] = {}

    def loop(self, playlist: str, minute: datetime) -> Loop:
        if playlist not in self.catalogue.playlists:
            return ()
        key = (playlist, frozenset(item.id for item in self.catalogue.items.values() if may_be_shown(item, minute)))
        if key not in self.known:
            self.known[key] = loop(self.catalogue, self.catalogue.playlists[playlist], self.display.languages, minute)
        return self.known[key]

    def minute(self, minute: datetime) -> Minute:
        midnight = day_span(minute.astimezone(self.zone).date(), self.zone)[0]
        if not is_open(self.place.hours, minute, self.zone):
            return Minute(None, midnight, None)
        found: list[Running] = []
        for rule in self.catalogue.rules:
            narrow = narrowness(rule, self.display, self.place)
            if narrow is not None:
                found += running(rule, narrow, minute, self.zone)
        for one in sorted(found, key=lambda one: one.rank):
            if shown := self.loop(one.rule.playlist, minute):
                return Minute(shown, one.anchor_at, one.rule.name)
        return Minute((Slot(SlideKey((), self.display.languages[0], "fallback.html"), 30_000),), midnight, None)
