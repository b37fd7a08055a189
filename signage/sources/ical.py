"""iCalendar → items, one an event however often it takes place. A whole list: what is absent has been withdrawn."""

import re
from datetime import date, datetime

from ..domain.content import Item
from ..domain.events import Event
from ..domain.sources import Memory, Source
from ..errors import SourceError
from .cleaning import clean, hashtags, without_markup
from .dates import parse_date
from .entries import (
    FEE_LETTERS,
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
from .ical_dates import DATES, occasions_of
from .ical_moments import CalendarDates, UnreadableError
from .ical_text import CalendarText, EventLines, is_of_a_place, read_calendar

EVENTS_READ = 20_000
_TEXTS = (
    "UID",
    "SUMMARY",
    "DESCRIPTION",
    "COMMENT",
    "LOCATION",
    "CATEGORIES",
    "URL",
    "STATUS",
    "CLASS",
    "LAST-MODIFIED",
    "CREATED",
)
_SHIRASAGI = ("X-SHIRASAGI-RELATEDURL", "X-SHIRASAGI-SCHEDULE", "X-SHIRASAGI-COST")
_NAMES = frozenset((*DATES, *_TEXTS, *_SHIRASAGI, "SEQUENCE"))


_PUBLIC = ("", "PUBLIC")
"""What an event may say of itself (CLASS) to be shown; one that is unknown counts as private (RFC 5545 §3.8.1.3)."""

_MARKUP = re.compile(r"<(?:br|p|div|span|b|i|u|a|ul|ol|li|html|strong|em|table)\b[^<>]*>", re.IGNORECASE)


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
    """An item an event, in the calendar's order. Times are told in the calendar's zone (X-WR-TIMEZONE) where it is one of
    a place, else the office's.

    Of what repeats, the MAX_OCCASIONS from the month before `month` on are kept. An event that can't be read is passed over
    and named in a note; so is one that is private, or a change of which is, by its UID and not its title. Raises SourceError, with the source's address, when it is no whole calendar.
    """
    try:
        text = read_calendar(body, content_type, _NAMES)
    except SourceError as problem:
        raise SourceError(problem.message, source.address.partition("?")[0]) from problem
    calendar = _dates(text, timezone, month)
    notes = list(text.notes)
    if len(text.events) > EVENTS_READ:
        notes.append(f"only the first {EVENTS_READ} of {len(text.events)} events are read")
    items: list[Item] = []
    entries = len(text.events)
    for series in _series(text.events[:EVENTS_READ], notes):
        entries -= len(series) - 1
        if private := next((event for event in series if _is_private(event)), None):
            notes.append(f"{_called(private)}: it is private (CLASS); passed over")
            continue
        said: list[str] = []
        if item := _item(series, calendar, source, address, len(items), said):
            items.append(item)
        notes += [f"{_called(series[0])}: {one}" for one in said]
    return Parsed(coming_first(items, month, notes), limited(notes), entries)


def _dates(text: CalendarText, timezone: str, month: date | None) -> CalendarDates:
    """UTC is how many calendars are exported, and no office's wall: it counts for times without a zone alone."""
    named = text.timezone or timezone
    return CalendarDates(named if is_of_a_place(named) else timezone, named, text.zones, month)


def _called(event: EventLines) -> str:
    """Its line, and its title if that is for everybody."""
    if _is_private(event):
        return f"line {event.number} (UID {clean(event.text('UID'), 80) or 'missing'})"
    return f"line {event.number} “{clean(event.text('SUMMARY', 'UID'), 40)}”"


def _is_private(event: EventLines) -> bool:
    return event.text("CLASS").upper() not in _PUBLIC


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
        if event.sequence > series[0].sequence:
            series[0] = event
    return list(found.values())


def _identity(event: EventLines) -> str:
    start = event.first("DTSTART")
    return event.text("UID") or f"{event.text('SUMMARY')} {start.value if start else ''}"


def _item(
    series: list[EventLines], calendar: CalendarDates, source: Source, base: str, position: int, notes: list[str]
) -> Item | None:
    event = series[0]
    try:
        held = _event(series, calendar, source.language, notes)
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
    return item_of(entry, source, base, position, notes)


def _plain(text: str) -> str:
    """Some calendars write HTML where text is meant; “<重要>” is none."""
    return without_markup(text) if _MARKUP.search(text) else text


def _published_at(event: EventLines, calendar: CalendarDates) -> datetime | None:
    """DTSTAMP is when the file was made: it would change with every fetch."""
    written = event.text("LAST-MODIFIED", "CREATED")
    try:
        return parse_date(
            f"{written[:4]}-{written[4:6]}-{written[6:8]}T{written[9:11]}:{written[11:13]}{written[15:]}",
            calendar.floating,
        )
    except ValueError:
        return None


def _event(series: list[EventLines], calendar: CalendarDates, language: str, notes: list[str]) -> Event:
    event = series[0]
    occasions, cancelled = occasions_of(series, calendar, notes)
    return Event(
        occasions=occasions,
        timezone=calendar.timezone,
        place=in_words(language, event.text("LOCATION"), PLACE_LETTERS),
        note=in_words(language, event.text("X-SHIRASAGI-SCHEDULE"), NOTE_LETTERS),
        fee=in_words(language, event.text("X-SHIRASAGI-COST"), FEE_LETTERS),
        cancelled=cancelled,
    )
