"""iCalendar → items, one an event however often it takes place. A whole list: what is absent has been withdrawn."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import msgspec
import recurring_ical_events

from ..domain.content import Item
from ..domain.events import MAX_OCCASIONS, Event, Occasion
from ..domain.sources import Memory, Source
from ..errors import SourceError
from .cleaning import clean, hashtags, without_markup
from .dates import parse_date
from .entries import (
    FEE_LETTERS,
    LONGEST_DAYS,
    NOTE_LETTERS,
    PLACE_LETTERS,
    Entry,
    coming_first,
    in_words,
    item_of,
    limited,
)
from .fetched import Fetched, Parsed, Run, in_process
from .fetching import Fetching, fetch_parsed
from .ical_rules import sound_rule
from .ical_text import EventLines, Line, iana_name, read_calendar
from .occasions import occasion_between

EVENTS_READ = 20_000
DATES = 2_000
"""More single dates (RDATE, EXDATE) or moved occurrences of one event are a slip."""

WORK = 1_000_000
"""What working out all rules of one calendar may take, in steps of about 4 µs."""

AHEAD = timedelta(days=760)
"""So far after the month it is read in occurrences are worked out, MAX_OCCASIONS at most."""

YEARS = range(1900, 2101)
_DATES = ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE")
_TEXTS = (
    "UID",
    "SUMMARY",
    "DESCRIPTION",
    "COMMENT",
    "LOCATION",
    "CATEGORIES",
    "URL",
    "STATUS",
    "LAST-MODIFIED",
    "CREATED",
)
_SHIRASAGI = ("X-SHIRASAGI-RELATEDURL", "X-SHIRASAGI-SCHEDULE", "X-SHIRASAGI-COST")
_NAMES = frozenset((*_DATES, *_TEXTS, *_SHIRASAGI, "DURATION", "RRULE", "SEQUENCE"))


_MARKUP = re.compile(r"<(?:br|p|div|span|b|i|u|a|ul|ol|li|html|strong|em|table)\b[^<>]*>", re.IGNORECASE)


class UnreadableError(ValueError):
    """Why an event is passed over, in a sentence."""


class _Calendar(msgspec.Struct):
    """What its events are read with; `work` is what is left of WORK."""

    source: Source
    timezone: str
    zones: dict[str, str]
    base: str
    month: date | None
    work: int = WORK

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


async def fetch(source: Source, memory: Memory, fetching: Fetching, run: Run = in_process) -> Fetched:
    """Raises SourceError."""
    return await fetch_parsed(parse, source, memory, fetching, run)


def parse(
    body: bytes,
    content_type: str | None,
    source: Source,
    timezone: str = "Asia/Tokyo",
    address: str = "",
    month: date | None = None,
) -> Parsed:
    """An item an event, in the calendar's order. Times are told in the calendar's zone (X-WR-TIMEZONE), else the office's.

    Of what repeats, the MAX_OCCASIONS from the month before `month` on are kept. An event that can't be read is passed over
    and named in a note. Raises SourceError, with the source's address, when it is no whole calendar.
    """
    try:
        text = read_calendar(body, content_type, _NAMES)
    except SourceError as problem:
        raise SourceError(problem.message, source.address.partition("?")[0]) from problem
    icalendar.use_zoneinfo()  # type: ignore[no-untyped-call]  # forgets the zones it learned: the same text is to mean the same, whatever came before
    calendar = _Calendar(source, text.timezone or timezone, text.zones, address, month)
    notes = list(text.notes)
    if len(text.events) > EVENTS_READ:
        notes.append(f"only the first {EVENTS_READ} of {len(text.events)} events are read")
    items: list[Item] = []
    entries = len(text.events)
    for series in _series(text.events[:EVENTS_READ], notes):
        entries -= len(series) - 1
        said: list[str] = []
        if item := _item(series, calendar, len(items), said):
            items.append(item)
        notes += [f"{_called(series[0])}: {one}" for one in said]
    return Parsed(coming_first(items, month, notes), limited(notes), entries)


def _called(event: EventLines) -> str:
    return f"line {event.number} “{clean(event.text('SUMMARY', 'UID'), 40)}”"


def _series(events: list[EventLines], notes: list[str]) -> list[list[EventLines]]:
    """Events by UID: the one that stands for all first, then those of its occurrences that were changed."""
    found: dict[str, list[EventLines]] = {}
    for event in events:
        if not event.ended:
            notes.append(f"{_called(event)}: it never ends (END:VEVENT is missing); passed over")
            continue
        series = found.setdefault(_identity(event), [])
        if event.first("RECURRENCE-ID") or not series or series[0].first("RECURRENCE-ID"):
            series.insert(0 if not event.first("RECURRENCE-ID") else len(series), event)
            continue
        notes.append(f"{_called(event)}: line {series[0].number} has the same UID; the later version counts")
        if _sequence(event) > _sequence(series[0]):
            series[0] = event
    return list(found.values())


def _identity(event: EventLines) -> str:
    start = event.first("DTSTART")
    return event.text("UID") or f"{event.text('SUMMARY')} {start.value if start else ''}"


def _sequence(event: EventLines) -> int:
    written = event.text("SEQUENCE")[:9]
    return int(written) if written.isascii() and written.isdecimal() else 0


def _item(series: list[EventLines], calendar: _Calendar, position: int, notes: list[str]) -> Item | None:
    event, source = series[0], calendar.source
    try:
        held = _event(series, calendar, notes)
    except UnreadableError as problem:
        notes.append(f"{problem}; passed over")
        return None
    entry = Entry(
        identity=_identity(event),
        title={source.language: event.text("SUMMARY")},
        text=_plain(event.text("DESCRIPTION", "COMMENT")),
        link=event.text("URL", "X-SHIRASAGI-RELATEDURL"),
        words=[word for line in event.named("CATEGORIES") for text in line.texts for word in hashtags(text) or [text]],
        published_at=_published_at(event, calendar),
        event=held,
    )
    return item_of(entry, source, calendar.base, position, notes)


def _plain(text: str) -> str:
    """Some calendars write HTML where text is meant; “<重要>” is none."""
    return without_markup(text) if _MARKUP.search(text) else text


def _published_at(event: EventLines, calendar: _Calendar) -> datetime | None:
    """DTSTAMP is when the file was made: it would change with every fetch."""
    written = event.text("LAST-MODIFIED", "CREATED")
    try:
        return parse_date(
            f"{written[:4]}-{written[4:6]}-{written[6:8]}T{written[9:11]}:{written[11:13]}{written[15:]}",
            calendar.timezone,
        )
    except ValueError:
        return None


def _event(series: list[EventLines], calendar: _Calendar, notes: list[str]) -> Event:
    event, language = series[0], calendar.source.language
    occurrences = _occurrences(series, calendar, notes)
    up = [occurrence for occurrence in occurrences if not _cancelled(occurrence)]
    occasions = sorted({_occasion(one, calendar.zone) for one in up or occurrences}, key=_order)
    return Event(
        occasions=tuple(occasions[:MAX_OCCASIONS]),
        timezone=calendar.timezone,
        place=in_words(language, event.text("LOCATION"), PLACE_LETTERS),
        note=in_words(language, event.text("X-SHIRASAGI-SCHEDULE"), NOTE_LETTERS),
        fee=in_words(language, event.text("X-SHIRASAGI-COST"), FEE_LETTERS),
        cancelled=not up,
    )


def _cancelled(occurrence: Any) -> bool:
    return str(occurrence.get("STATUS", "")).strip().upper() == "CANCELLED"


def _order(occasion: Occasion) -> tuple[Any, ...]:
    return occasion.first, occasion.begins is not None, occasion.begins, occasion.last


def _occasion(occurrence: Any, zone: ZoneInfo) -> Occasion:
    """The end of whole days is exclusive in a calendar."""
    begins, ends = (
        value.astimezone(zone).replace(tzinfo=None) if isinstance(value, datetime) else value
        for value in (occurrence["DTSTART"].dt, occurrence["DTEND"].dt)
    )
    if isinstance(begins, datetime):
        return occasion_between(begins, ends)
    return occasion_between(begins, ends - timedelta(days=1))


def _occurrences(series: list[EventLines], calendar: _Calendar, notes: list[str]) -> list[Any]:
    """Those of the months that are read, else the first. The library meets dates of every making here."""
    if len(series) > DATES:
        raise UnreadableError(f"{len(series)} of its occurrences were changed, more than {DATES}")
    try:
        components = [_component(event, calendar, notes) for event in series]
        if len(components) == 1 and not any(name in components[0] for name in ("RRULE", "RDATE", "EXDATE")):
            return components
        first = _day(components[0]["DTSTART"].dt)
        since = _month_before(calendar.month) if calendar.month else first
        whole = icalendar.Calendar()
        for component in components:
            whole.add_component(component)
        found = recurring_ical_events.of(whole).between(since, since + AHEAD)
    except UnreadableError:
        raise
    except Exception as problem:  # whatever its parts raise on hostile dates
        raise UnreadableError(f"its dates can't be read ({type(problem).__name__})") from problem
    return sorted(found, key=lambda one: _day(one["DTSTART"].dt)) or components[:1]


def _month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _component(event: EventLines, calendar: _Calendar, notes: list[str]) -> Any:
    """The event's dates as the library reads them, sound. Raises UnreadableError."""
    lines = ["BEGIN:VEVENT", "UID:1", f"SEQUENCE:{_sequence(event)}", f"STATUS:{clean(event.text('STATUS'), 20)}"]
    lines += _date_lines(event, calendar, notes)
    component: Any = icalendar.Event.from_ical("\r\n".join((*lines, "END:VEVENT", "")))
    if component.errors:
        raise UnreadableError(f"its {component.errors[0][0]} can't be read")
    first = component["DTSTART"].dt
    _set_end(component, first, notes)
    for line in event.named("RRULE"):
        component.add("RRULE", icalendar.vRecur.from_ical(_rule(line, first, calendar)))
    return component


def _date_lines(event: EventLines, calendar: _Calendar, notes: list[str]) -> Iterator[str]:
    for name in _DATES:
        lines = event.named(name)
        single = name in _DATES[:3]
        if name == "DTSTART" and not lines:
            raise UnreadableError("it has no DTSTART")
        if not single and sum(line.value.count(",") + 1 for line in lines) > DATES:
            raise UnreadableError(f"it has more than {DATES} dates in {name}")
        for line in lines[:1] if single else lines:
            if line.value:
                yield _dated(line, calendar, notes)
    if (duration := event.first("DURATION")) and not event.first("DTEND"):
        yield f"DURATION:{duration.value}"


def _dated(line: Line, calendar: _Calendar, notes: list[str]) -> str:
    """A line of dates with a zone that is known: its own, or for times without one the calendar's."""
    value = line.value.upper()
    kept = "".join(f";{name}={line.parameters[name]}" for name in ("VALUE", "RANGE") if name in line.parameters)
    if "T" not in value.replace("PT", ""):
        return f"{line.name};VALUE=DATE:{value}" if "/" not in value else f"{line.name}{kept}:{value}"
    if "Z" in value:
        return f"{line.name}{kept}:{value}"
    return f"{line.name}{kept};TZID={_zone_of(line, calendar, notes)}:{value}"


def _zone_of(line: Line, calendar: _Calendar, notes: list[str]) -> str:
    tzid = line.parameters.get("TZID", "")
    if not tzid:
        return calendar.timezone
    if name := calendar.zones.get(tzid) or iana_name(tzid):
        return name
    said = f"the zone “{clean(tzid, 40)}” is not known; {calendar.timezone} is taken"
    if said not in notes:
        notes.append(said)
    return calendar.timezone


def _set_end(component: Any, first: date | datetime, notes: list[str]) -> None:
    """DTEND as it can be: of the same making as DTSTART, not before it, not ten years later. Raises UnreadableError."""
    least = first if isinstance(first, datetime) else first + timedelta(days=1)
    duration = component.pop("DURATION", None)
    ends = component["DTEND"].dt if "DTEND" in component else first + duration.dt if duration else least
    if isinstance(ends, datetime) != isinstance(first, datetime) or ends < first:
        notes.append("it ends before it begins, or only one of them has a time; the end is left out")
        ends = least
    if first.year not in YEARS:
        raise UnreadableError(f"the year {first.year} can't be")
    if (ends - first).days > LONGEST_DAYS:
        raise UnreadableError(f"it lasts until {_day(ends)}, longer than ten years")
    component["DTEND"] = icalendar.vDDDTypes(max(ends, least))


def _rule(line: Line, first: date | datetime, calendar: _Calendar) -> str:
    since = calendar.month or _day(first)
    try:
        rule = sound_rule(line.value, first, calendar.zone, since + AHEAD)
    except ValueError as problem:
        raise UnreadableError(
            f"its rule “{clean(line.value, 80)}” (line {line.number}) can't be used: {problem}"
        ) from problem
    if rule.work > calendar.work:
        raise UnreadableError("so much repeats in this calendar that it would take too long; split the calendar")
    calendar.work -= rule.work
    return rule.text
