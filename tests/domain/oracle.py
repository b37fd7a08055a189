"""What a channel shows at one minute: slow, obvious, and without a line of timeline.py's way of working.

It asks of every minute anew: is the place open, which rules hold, which of them wins, what may be shown and how does it
stand. Days of repetition are dateutil's, public holidays the library's, closing days walked through one by one. Only how
opening hours are read (opening_hours.py), the least seconds of a slide and the loop made of slots (rotation.py) are
shared; they have their own tests.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays
from dateutil.rrule import rrulestr

from signage.domain.catalogue import Catalogue
from signage.domain.closing_days import Calendar, Days
from signage.domain.content import KINDS, Item
from signage.domain.displays import Display
from signage.domain.events import Event, Occasion, Stage
from signage.domain.opening_hours import opening_hours
from signage.domain.playlists import Playlist, Section
from signage.domain.rotation import rotate
from signage.domain.schedule import Rule, narrowness
from signage.domain.slots import Loop, SlideKey, Slot

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
NEVER = datetime(9000, 1, 1, tzinfo=UTC)


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
    whole = wall.replace(second=0)
    found = [utc for utc, seen in wall_minutes(wall.date(), zone) if seen == whole]
    if found:
        return (found[-1] if last else found[0]) + (wall - whole)
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


# Days: holidays, repetition, calendars.


@cache
def repeated(rule: str, first: date, day: date) -> bool:
    begins = datetime.combine(first, time())
    wanted = datetime.combine(day, time())
    return bool(rrulestr(rule, dtstart=begins).between(wanted, wanted, True))


class KnownDays:
    """Days of a country with calendars, looked up in lists of a few months around the one that is asked for."""

    def __init__(self, country: str, calendars: dict[str, Calendar]) -> None:
        self.code, _, self.part = country.partition("-")
        self.country = country
        self.calendars = calendars
        self.closed = cache(self._closed)

    @cache  # noqa: B019 an oracle lives as long as its test
    def holiday(self, day: date) -> bool:
        found = bool(self.code) and day in holidays.country_holidays(
            self.code, subdiv=self.part or None, years=day.year
        )
        for one in self.calendars.values():
            if one.holidays_of and one.holidays_of in (self.country, self.code):
                if any(self.named(row, day) for row in one.days):
                    found = True
                if any(self.named(row, day) for row in one.but):
                    found = False
        return found

    def named(self, row: Days, day: date) -> bool:
        if (row.first and day < row.first) or (row.last and day > row.last):
            return False
        if row.weekdays and day.weekday() not in row.weekdays:
            return False
        if row.rrule and not repeated(row.rrule, row.first or date(2000, 1, 1), day):
            return False
        if row.yearly:
            first, last, today = row.yearly.first, row.yearly.last, (day.month, day.day)
            inside = first <= today <= last if first <= last else today >= first or today <= last
            return inside
        return True

    def days_of(self, row: Days, around: date) -> set[date]:
        """Every day that the row means, of the 30 before and after: each is taken up, and carried on if it moves."""
        found = set()
        for n in range(-30, 31):
            day = around + n * DAY
            if not self.named(row, day) or (row.holidays and not self.holiday(day)):
                continue
            if row.if_holiday and self.holiday(day):
                if row.if_holiday == "open":
                    continue
                while self.holiday(day) or (row.if_holiday == "next weekday" and day.weekday() >= 5):
                    day += DAY
            found.add(day)
        return found

    def _closed(self, names: tuple[str, ...], day: date) -> bool:
        for name in names:
            calendar = self.calendars.get(name)
            if (
                calendar
                and any(day in self.days_of(row, day) for row in calendar.days)
                and not any(day in self.days_of(row, day) for row in calendar.but)
            ):
                return True
        return False


def is_open(hours: str, minute: datetime, zone: ZoneInfo, days: KnownDays, closed: tuple[str, ...]) -> bool:
    read = opening_hours(hours)
    today = minute.astimezone(zone).date()
    for day in (today - DAY, today):
        if days.closed(closed, day):
            continue
        begun = read.on(day, days.holiday)
        if begun is None and day == today:
            return True
        for one in begun or ():
            begins, ends = span_of(day, one, zone)
            if begins <= minute < ends:
                return True
    return False


# Rules.


class Running(NamedTuple):
    rank: tuple[object, ...]
    rule: Rule
    anchor_at: datetime


def falls_on(rule: Rule, day: date, days: KnownDays) -> bool:
    weekday = 6 if rule.holidays == "as Sunday" and days.holiday(day) else day.weekday()
    return not (
        (rule.weekdays and weekday not in rule.weekdays)
        or (rule.begins and day < rule.begins.date())
        or (rule.ends and datetime.combine(day, time()) >= rule.ends)
        or (rule.rrule and not repeated(rule.rrule, rule.begins.date() if rule.begins else date(2000, 1, 1), day))
        or (rule.holidays == "only" and not days.holiday(day))
        or (rule.holidays == "except" and days.holiday(day))
        or (rule.only_days_of and not days.closed(rule.only_days_of, day))
        or (rule.not_days_of and days.closed(rule.not_days_of, day))
    )


def running(rule: Rule, narrow: int, minute: datetime, zone: ZoneInfo, days: KnownDays) -> list[Running]:
    """The rule's occurrences that hold at this minute: of today, and of yesterday's evening."""
    if rule.now:
        given, over = rule.from_at or NEVER, rule.until_at or NEVER
        begins = given.replace(second=0, microsecond=0)
        holds = begins <= minute and minute + MINUTE <= over
        return [Running((0, -begins.timestamp(), -rule.number), rule, begins)] if holds else []
    found = []
    begins_at = instant_of(rule.begins, zone) if rule.begins else None
    ends = instant_of(rule.ends, zone, True) if rule.ends else None
    today = minute.astimezone(zone).date()
    for day in (today - DAY, today):
        if not falls_on(rule, day, days):
            continue
        first, last = span_of(day, rule.hours, zone) if rule.hours else day_span(day, zone)
        if first <= minute < last and (not begins_at or begins_at <= minute) and (not ends or minute < ends):
            later = max(first, begins_at or first)
            rank = (1, -rule.priority, narrow, -later.timestamp(), rule.playlist, rule.number)
            found.append(Running(rank, rule, first))
    return found


# Events.


def when(occasion: Occasion, event: Event) -> tuple[datetime, datetime]:
    return span_among(occasion, event.occasions, event.zone)


@cache
def span_among(occasion: Occasion, all_: tuple[Occasion, ...], zone: ZoneInfo) -> tuple[datetime, datetime]:
    begins = instant_of(datetime.combine(occasion.first, occasion.begins or time()), zone)
    if occasion.ends is None:
        until = day_span(occasion.last, zone)[1]
        for other in all_ if occasion.begins is not None else ():
            if other.begins is not None and other.first == occasion.last:
                next_one = instant_of(datetime.combine(other.first, other.begins), zone)
                until = min(until, next_one) if next_one > begins else until
        return begins, until
    one_day = occasion.first == occasion.last
    past = (one_day or occasion.ends <= time(6)) and occasion.begins is not None and occasion.ends <= occasion.begins
    last = occasion.last + DAY if past or occasion.ends == time() else occasion.last
    return begins, instant_of(datetime.combine(last, occasion.ends), zone, True)


def over(event: Event) -> datetime:
    return max(when(one, event)[1] for one in event.occasions)


def stage_of(event: Event, minute: datetime) -> Stage | None:
    """Of the first occasion that is not over: how far away it is."""
    for number, one in enumerate(event.occasions):
        begins, ends = when(one, event)
        if ends <= minute:
            continue
        if event.cancelled:
            return Stage(number, "cancelled")
        today = minute.astimezone(event.zone).date()
        away = (one.first - today).days
        if (one.begins is not None and begins <= minute) or (one.begins is None and away < 0):
            return Stage(number, "now")
        if away > 14:
            return Stage(number, "early")
        if away > 1:
            return Stage(number, "days", away)
        return Stage(number, "tomorrow" if away == 1 else "today")
    return None


def soonest(event: Event, minute: datetime) -> datetime:
    return min((begins for begins, ends in (when(one, event) for one in event.occasions) if ends > minute))


# Content.


def may_be_shown(item: Item, minute: datetime) -> bool:
    """For the whole minute: a beginning is rounded up, an end down."""
    begins, ends = item.period.begins_at, item.period.ends_at
    if item.event and not minute + MINUTE <= over(item.event):
        return False
    return (begins is None or begins <= minute) and (ends is None or minute + MINUTE <= ends)


def follows(report: Item, event: Item, events: list[Item]) -> bool:
    """Whether a report is of an event: its page, or a hashtag that no other event has; not from before it began."""
    if report.kind != "report" or event.event is None:
        return False
    began = min(when(one, event.event)[0] for one in event.event.occasions)
    if report.published_at and report.published_at + DAY <= began:
        return False
    tags = {tag for tag in event.hashtags if not any(tag in one.hashtags for one in events if one is not event)}
    return (event.url is not None and report.url == event.url) or bool(tags & set(report.hashtags))


class State(NamedTuple):
    """Of all items at a minute: those that may be shown with how they stand, and which follow which events."""

    shown: tuple[tuple[str, Stage | None, datetime | None], ...]
    following: frozenset[tuple[str, str]]


class Oracle:
    """Remembers loops by what may be shown and how it stands: a week has 10,080 minutes."""

    def __init__(self, catalogue: Catalogue, display: Display) -> None:
        self.catalogue = catalogue
        self.display = display
        self.place = catalogue.places[display.place]
        self.zone = ZoneInfo(self.place.timezone)
        self.days = KnownDays(self.place.country, catalogue.calendars)
        names = {display.id, *display.groups, self.place.id, *self.place.name.values()}
        down = {gone.item.id for gone in catalogue.taken_down}
        up = [item for item in catalogue.items.values() if item.id not in down]
        events = [item for item in up if item.event]
        spoken = [item for item in up if set(item.title) & set(display.languages)]
        self.items = {item.id: item for item in spoken if not item.places or names & set(item.places)}
        self.pairs = [(report, event) for event in events for report in up if follows(report, event, events)]
        self.known: dict[tuple[str, State], Loop] = {}

    def state(self, minute: datetime) -> State:
        shown = tuple(
            (item.id, *((stage_of(item.event, minute), soonest(item.event, minute)) if item.event else (None, None)))
            for item in self.items.values()
            if may_be_shown(item, minute)
        )
        following = frozenset(
            (report.id, event.id)
            for report, event in self.pairs
            if event.event and _down(over(event.event)) <= minute < _down(over(event.event)) + timedelta(days=30)
        )
        return State(shown, following)

    def loop(self, name: str, state: State) -> Loop:
        if name not in self.catalogue.playlists:
            return ()
        if (name, state) not in self.known:
            self.known[name, state] = self._loop(self.catalogue.playlists[name], state)
        return self.known[name, state]

    def _loop(self, playlist: Playlist, state: State) -> Loop:
        left = {item: (stage, soon) for item, stage, soon in state.shown}
        sections = []
        for section in playlist.sections:
            own = [self.items[item] for item in left if self._belongs(section, item, state)]
            own.sort(key=self._order(left))
            own = own[: section.newest]
            if section.template == "coming.html":
                coming = [item for item in own if (stage := left[item.id][0]) and stage.state != "cancelled"]
                own = [item for item in own if len(coming) < 3 or item not in coming[4:]]
            stages = {item.id: left.pop(item.id)[0] for item in own}
            sections.append((section.weight, self._slots(playlist, section, own, stages)))
        return rotate(sections)

    def _belongs(self, section: Section, item: str, state: State) -> bool:
        events = [event for report, event in state.following if report == item and event in self.items]
        return section.takes(self.items[item]) or any(section.takes(self.items[event]) for event in events)

    def _order(self, left: dict[str, tuple[Stage | None, datetime | None]]) -> Callable[[Item], tuple[object, ...]]:
        def key(item: Item) -> tuple[object, ...]:
            soon = left[item.id][1]
            if soon:
                return (0, soon, item.id)
            published = item.published_at
            return (1, published is None, published and -published.timestamp(), item.source, item.position, item.id)

        return key

    def _slots(
        self, playlist: Playlist, section: Section, own: list[Item], stages: dict[str, Stage | None]
    ) -> list[Slot]:
        listed = [item for item in own if (stage := stages[item.id]) and stage.state != "cancelled"][:4]
        if section.template == "coming.html" and len(listed) >= 3:
            ids, its = tuple(item.id for item in listed), tuple(stages[item.id] for item in listed)
            ms = round((section.seconds or 16) * 1000)
            keys = [
                SlideKey(ids, language, "coming.html", its, playlist.clock, section.qr)
                for language in self.display.languages
                if any(language in item.title for item in listed)
            ]
            slots = [Slot(key, ms, playlist.transition) for key in keys]
            own = [item for item in own if item not in listed]
        else:
            slots = []
        for language in self.display.languages:
            for item in own:
                if language in item.title:
                    template = section.template if section.template not in (None, "coming.html") else None
                    stage = stages[item.id]
                    key = SlideKey(
                        (item.id,),
                        language,
                        template or KINDS[item.kind].template,
                        (stage,) if stage else (),
                        playlist.clock,
                        section.qr,
                    )
                    slots.append(Slot(key, section.ms(item, language), playlist.transition))
        return slots

    def minute(self, minute: datetime) -> Minute:
        midnight = day_span(minute.astimezone(self.zone).date(), self.zone)[0]
        if not is_open(self.place.hours, minute, self.zone, self.days, self.place.closed):
            return Minute(None, midnight, None)
        found: list[Running] = []
        for rule in self.catalogue.rules:
            narrow = narrowness(rule, self.display, self.place)
            if narrow is not None:
                found += running(rule, narrow, minute, self.zone, self.days)
        state = self.state(minute)
        for one in sorted(found, key=lambda one: one.rank):
            if shown := self.loop(one.rule.playlist, state):
                return Minute(shown, one.anchor_at, one.rule.name)
        return Minute((Slot(SlideKey((), self.display.languages[0], "fallback.html"), 30_000),), midnight, None)


def _down(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)
