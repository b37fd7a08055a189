"""All of it → segments: what a channel shows over the coming days, as slots of items."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ..errors import InputError
from .calendars import ONE_DAY, first_instant, instant, local_day, minute_down, minute_up
from .candidates import Piece, shown_between
from .catalogue import Catalogue
from .closing_days import NO_ALMANAC, Almanac, almanac_of
from .content import Item, ends_at, reports_of
from .displays import Display, Format, Place, format_of
from .media import Media
from .opening_hours import ALWAYS, open_spans, opening_hours
from .playlists import Section
from .repertoire import Repertoire, programmes
from .schedule import Targeting
from .slots import FALLBACK_MS, Loop, Slot, fallback_key
from .timetable import Occurrence

WINDOW_DAYS = 9


class Segment(msgspec.Struct, frozen=True, gc=False):
    """Half-open [from_at, until_at), aware and UTC, on whole minutes.

    `loop` None is planned off. `rule` names the winner that put the loop on; None is planned off or dead air.
    """

    from_at: datetime
    until_at: datetime
    anchor_at: datetime
    loop: Loop | None
    rule: str | None


class Channel(msgspec.Struct, frozen=True, gc=False):
    """What displays that share a tail have in common. `targets` are (rule name, narrowness), sorted; `names` those by
    which some item is kept to some displays.

    `id` follows from the rest, but not from what a rule or a playlist says: editing it keeps the channel.
    """

    id: str
    format: Format
    languages: tuple[str, ...]
    timezone: str
    hours: str
    country: str
    closed: tuple[str, ...]
    targets: tuple[tuple[str, int], ...]
    names: frozenset[str] = frozenset()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def targeting_of(catalogue: Catalogue) -> Targeting:
    """Which displays rules and items (also those taken down) are meant for; made once for many displays."""
    items = (*catalogue.items.values(), *(gone.item for gone in catalogue.taken_down))
    return Targeting(catalogue.rules, {name for item in items for name in item.places})


def channel_of(display: Display, place: Place, targeting: Targeting) -> Channel:
    targets, names = targeting.names(display, place)
    facts = (place.timezone, place.hours, place.country, place.closed)
    return _channel(format_of(display), display.languages, *facts, targets, names)


@lru_cache(maxsize=1024)  # thousands of displays share a few dozen channels
def _channel(*parts: Any) -> Channel:
    digest = hashlib.sha256(msgspec.json.encode([sorted(one) if isinstance(one, frozenset) else one for one in parts]))
    return Channel(digest.hexdigest()[:12], *parts)


def window(channel: Channel, now: datetime) -> tuple[datetime, datetime]:
    """[from, until) of the manifest: nine local days; before today's roll they still begin yesterday."""
    day = _first_day(channel, now)
    return first_instant(day, channel.zone), first_instant(day + WINDOW_DAYS * ONE_DAY, channel.zone)


def next_roll(channel: Channel, now: datetime) -> datetime:
    """The next instant at which the window moves on by a day."""
    return _roll(channel, _first_day(channel, now) + ONE_DAY)


def withdrawn_since(channel: Channel, now: datetime) -> datetime:
    """The daily roll before last: what was taken down earlier is in no manifest that a player may still hold."""
    return _roll(channel, _first_day(channel, now) - ONE_DAY)


def _first_day(channel: Channel, now: datetime) -> date:
    today = local_day(now, channel.zone)
    return today if now >= _roll(channel, today) else today - ONE_DAY


def _roll(channel: Channel, day: date) -> datetime:
    """Between 01:00 and 04:00 local, at a minute that format and place give: the load of a roll is spread.

    Rules have no part in it: one that comes or goes during the night would move the window outside its roll.
    """
    minute = _roll_minute(channel.format, channel.languages, channel.timezone, channel.hours, channel.country)
    return instant(datetime.combine(day, time(1 + minute // 60, minute % 60)), channel.zone)


@lru_cache(maxsize=1024)
def _roll_minute(*parts: Any) -> int:
    return int(hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:12], 16) % 180


def segments(
    channel: Channel, catalogue: Catalogue, from_at: datetime, until_at: datetime, repertoire: Repertoire | None = None
) -> tuple[Segment, ...]:
    """What the channel shows over [from_at, until_at): in order, touching, cut at each first instant of a local day.

    Each day is worked out alone, so that two windows agree wherever they overlap. For many channels of one catalogue
    pass one `repertoire`.
    """
    zone = channel.zone
    timeline = _Timeline(channel, catalogue, repertoire or Repertoire(catalogue))
    found: list[Segment] = []
    day = local_day(from_at, zone)
    while first_instant(day, zone) < until_at:
        found += timeline.day(day)
        day += ONE_DAY
    return tuple(
        one if from_at <= one.from_at and one.until_at <= until_at else _clipped(one, from_at, until_at)
        for one in found
        if one.from_at < until_at and from_at < one.until_at
    )


def _clipped(one: Segment, from_at: datetime, until_at: datetime) -> Segment:
    return msgspec.structs.replace(one, from_at=max(one.from_at, from_at), until_at=min(one.until_at, until_at))


class _Timeline:
    """One channel's days. Each rule, in the order of rank, takes what is still free of the day and what it can fill."""

    def __init__(self, channel: Channel, catalogue: Catalogue, repertoire: Repertoire) -> None:
        self.zone = channel.zone
        self.hours = channel.hours
        self.closed = channel.closed
        self.almanac = almanac_of(channel.country, catalogue.calendars)
        self.targets = channel.targets
        self.timetable = repertoire.timetable(self.zone, channel.country)
        self.fallback = (Slot(fallback_key(channel.languages[0]), FALLBACK_MS),)
        playlists = {one.playlist for name, _ in channel.targets if (one := repertoire.rules.get(name))}
        self.programmes = programmes(
            repertoire, channel.languages, channel.names, playlists, channel.format.holds_lists
        )

    def day(self, day: date) -> list[Segment]:
        begins, ends = first_instant(day, self.zone), first_instant(day + ONE_DAY, self.zone)
        free = open_pieces(self.hours, day, self.zone, self.almanac, self.closed)
        found = [Segment(*piece, begins, None, None) for piece in without((begins, ends), free)]
        for running in self.timetable.on(self.targets, day):
            if not free:
                break
            free, taken = self._take(running, free)
            found += taken
        found += [Segment(*piece, begins, self.fallback, None) for piece in free]
        return _merged(sorted(found, key=lambda one: one.from_at))

    def _take(self, running: Occurrence, free: list[Piece]) -> tuple[list[Piece], list[Segment]]:
        """What stays free, and what the rule takes: where its playlist has nothing, it is passed over."""
        programme = self.programmes.get(running.rule.playlist)
        if programme is None:
            return free, []
        left: list[Piece] = []
        taken: list[Segment] = []
        for piece in free:
            if running.until_at <= piece[0] or piece[1] <= running.from_at:
                left.append(piece)
                continue
            inner = (max(piece[0], running.from_at), min(piece[1], running.until_at))
            filled = [(part, loop) for part, loop in programme.parts(*inner) if loop]
            taken += [Segment(*part, running.anchor_at, loop, running.rule.name) for part, loop in filled]
            left += without(piece, [part for part, _ in filled])
        return left, taken


def open_pieces(
    hours: str, day: date, zone: ZoneInfo, almanac: Almanac = NO_ALMANAC, closed: tuple[str, ...] = ()
) -> list[Piece]:
    """When a place is open on a local day, also from the evening before: in order, apart, on whole minutes.

    On a day that one of the calendars `closed` names, no hours begin. Hours that can't be read count as always open (a
    screen that is on too long is the lesser harm; `check` tells).
    """
    try:
        read = opening_hours(hours)
    except InputError:
        read = ALWAYS
    begins, ends = first_instant(day, zone), first_instant(day + ONE_DAY, zone)
    days = [first for first in (day - ONE_DAY, day) if not almanac.closing(closed, first)]
    spans = [span for first in days for span in open_spans(read, first, zone, almanac.holiday)]
    found: list[Piece] = []
    for from_, until in sorted((max(begins, minute_up(a)), min(ends, minute_down(b))) for a, b in spans):
        if found and from_ <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        elif from_ < until:
            found.append((from_, until))
    return found


def without(piece: Piece, taken: Sequence[Piece]) -> list[Piece]:
    """What is left of a piece without those in it, which are in order and apart."""
    edges = [piece[0], *(edge for one in taken for edge in one), piece[1]]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]


def _merged(found: Iterable[Segment]) -> list[Segment]:
    merged: list[Segment] = []
    for one in found:
        last = merged[-1] if merged else None
        if last and last.loop is one.loop and (last.anchor_at, last.rule) == (one.anchor_at, one.rule):
            merged[-1] = msgspec.structs.replace(last, until_at=one.until_at)
        else:
            merged.append(one)
    return merged


def withdrawn(
    channel: Channel, catalogue: Catalogue, since: datetime, until: datetime | None = None
) -> tuple[str, ...]:
    """Ids, sorted, of items taken down at or after `since`, or cancelled and not over by then, that a playlist targeted
    at this channel would otherwise take, and show before `until`.
    """
    gone = {one.item.id: one.item for one in catalogue.taken_down if one.at >= since}
    gone |= {item.id: item for item in catalogue.items.values() if _cancelled(item, since)}
    here = [item for item in gone.values() if _could_show(channel, item, catalogue.media, since, until)]
    if not here:
        return ()
    targeted = {name for name, _ in channel.targets}
    names = {rule.playlist for rule in catalogue.rules if rule.name in targeted}
    sections = [
        section for name in names if name in catalogue.playlists for section in catalogue.playlists[name].sections
    ]
    events = [item for item in catalogue.items.values() if item.event]
    return tuple(sorted(item.id for item in here if _taken(sections, item, events)))


def _taken(sections: Iterable[Section], item: Item, events: Iterable[Item]) -> bool:
    """Whether a section takes the item, or an event that it follows; of one that was erased nobody knows any more."""
    if not item.title:
        return True
    followed = [event for event in events if reports_of(event, [item])] if item.kind == "report" else []
    return any(section.takes(one) for section in sections for one in (item, *followed))


def _could_show(
    channel: Channel, item: Item, media: Mapping[str, Media], since: datetime, until: datetime | None
) -> bool:
    begins, ends = shown_between(item, media)
    meant = not item.places or not channel.names.isdisjoint(item.places)
    spoken = not item.title or not set(item.title).isdisjoint(channel.languages)
    in_time = not (ends and ends <= since) and not (begins and until and begins >= until)
    return meant and spoken and in_time


def _cancelled(item: Item, since: datetime) -> bool:
    """When it was cancelled is not known, so it counts as long as an older manifest may still announce it."""
    ends = ends_at(item) if item.event and item.event.cancelled else None
    return ends is not None and ends > since
