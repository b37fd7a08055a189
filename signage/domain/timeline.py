"""All of it → segments: what a channel shows over the coming days, as slots of items."""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ..errors import InputError
from .calendars import ONE_DAY, first_instant, instant, local_day, minute_down, minute_up
from .candidates import Piece
from .catalogue import Catalogue
from .closing_days import NO_ALMANAC, Almanac, almanac_of
from .displays import Display, Format, Place, format_of
from .opening_hours import ALWAYS, open_spans, opening_hours
from .programme import Order
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


class _Planned(msgspec.Struct, frozen=True, gc=False):
    """A segment before words have their part in it: the `order` of its loop, as the playlist's programme gave it.

    None is planned off; of no playlist is dead air.
    """

    from_at: datetime
    until_at: datetime
    anchor_at: datetime
    order: Order | None
    playlist: str | None = None
    rule: str | None = None


class _Timeline:
    """One channel's days. Each rule, in the order of rank, takes what is still free of the day and what it can fill."""

    def __init__(self, channel: Channel, catalogue: Catalogue, repertoire: Repertoire) -> None:
        self.channel = channel
        self.zone = channel.zone
        self.almanac = almanac_of(channel.country, catalogue.calendars)
        self.timetable = repertoire.timetable(self.zone, channel.country)
        self.fallback = (Slot(fallback_key(channel.languages[0]), FALLBACK_MS),)
        playlists = {one.playlist for name, _ in channel.targets if (one := repertoire.rules.get(name))}
        self.programmes = programmes(
            repertoire, channel.languages, channel.names, playlists, channel.format.holds_lists
        )
        self.plans = repertoire.plans
        self.basis = frozenset((self.timetable, *(one.lineage for one in self.programmes.values())))

    def day(self, day: date) -> list[Segment]:
        plan = self.plans.get((self.channel.id, day), self.basis)
        if plan is None:
            plan = self.plans.keep((self.channel.id, day), self.basis, self._plan(day))
        return [Segment(one.from_at, one.until_at, one.anchor_at, self._loop(one), one.rule) for one in plan]

    def _loop(self, one: _Planned) -> Loop | None:
        if one.order is None:
            return None
        return self.programmes[one.playlist].loop_of(one.order) if one.playlist else self.fallback

    def _plan(self, day: date) -> tuple[_Planned, ...]:
        begins, ends = first_instant(day, self.zone), first_instant(day + ONE_DAY, self.zone)
        free = open_pieces(self.channel.hours, day, self.zone, self.almanac, self.channel.closed)
        found = [_Planned(*piece, begins, None) for piece in without((begins, ends), free)]
        for running in self.timetable.on(self.channel.targets, day):
            if not free:
                break
            free, taken = self._take(running, free)
            found += taken
        found += [_Planned(*piece, begins, ()) for piece in free]
        return tuple(_merged(sorted(found, key=lambda one: one.from_at)))

    def _take(self, running: Occurrence, free: list[Piece]) -> tuple[list[Piece], list[_Planned]]:
        """What stays free, and what the rule takes: where its playlist has nothing, it is passed over."""
        rule = running.rule
        programme = self.programmes.get(rule.playlist)
        if programme is None:
            return free, []
        left: list[Piece] = []
        taken: list[_Planned] = []
        for piece in free:
            if running.until_at <= piece[0] or piece[1] <= running.from_at:
                left.append(piece)
                continue
            inner = (max(piece[0], running.from_at), min(piece[1], running.until_at))
            filled = [(part, order) for part, order in programme.orders(*inner) if order]
            taken += [_Planned(*part, running.anchor_at, order, rule.playlist, rule.name) for part, order in filled]
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


def _merged(found: Iterable[_Planned]) -> list[_Planned]:
    merged: list[_Planned] = []
    for one in found:
        last = merged[-1] if merged else None
        if last and last.order is one.order and (last.anchor_at, last.rule) == (one.anchor_at, one.rule):
            merged[-1] = msgspec.structs.replace(last, until_at=one.until_at)
        else:
            merged.append(one)
    return merged
