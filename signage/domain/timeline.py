"""All of it → segments: what a channel shows over the coming days, as slots of items."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ..errors import InputError
from .calendars import ONE_DAY, first_instant, instant, local_day, open_spans, opening_hours
from .catalogue import Catalogue
from .content import KINDS, Item, newest_first
from .displays import Display, Format, Place, format_of
from .playlists import Playlist, Section
from .rotation import rotate
from .schedule import Occurrence, Rule, Targeting, minute_down, minute_up, occurrences

WINDOW_DAYS = 9
FALLBACK_TEMPLATE = "fallback.html"
FALLBACK_MS = 30_000


class Slot(msgspec.Struct, frozen=True):
    """One place in a loop. `item` None is the fallback. `template` is the file that draws it."""

    item: str | None
    language: str
    template: str
    ms: int
    transition: str = "fade"


Loop = tuple[Slot, ...]


class Segment(msgspec.Struct, frozen=True):
    """Half-open [from_at, until_at), aware and UTC, on whole minutes.

    `loop` None is planned off. `rule` names the winner that put the loop on; None is planned off or dead air.
    """

    from_at: datetime
    until_at: datetime
    anchor_at: datetime
    loop: Loop | None
    rule: str | None


class Channel(msgspec.Struct, frozen=True):
    """What displays that share a tail have in common. `targets` are (rule name, narrowness), sorted.

    `id` follows from the rest, but not from what a rule or a playlist says: editing it keeps the channel.
    """

    id: str
    format: Format
    languages: tuple[str, ...]
    timezone: str
    hours: str
    targets: tuple[tuple[str, int], ...]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def channel_of(display: Display, place: Place, rules: Iterable[Rule] | Targeting) -> Channel:
    """The channel of a display; for many displays pass one `Targeting` of the rules."""
    targeting = rules if isinstance(rules, Targeting) else Targeting(rules)
    targets = targeting.names(display, place)
    return _channel(format_of(display), display.languages, place.timezone, place.hours, targets)


@lru_cache(maxsize=1024)  # thousands of displays share a few dozen channels
def _channel(*parts: Any) -> Channel:
    return Channel(hashlib.sha256(msgspec.json.encode(parts)).hexdigest()[:12], *parts)


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
    """Between 01:00 and 04:00 local, at a minute that the channel's id gives: the load of a roll is spread."""
    minute = int(channel.id, 16) % 180
    return instant(datetime.combine(day, time(1 + minute // 60, minute % 60)), channel.zone)


def segments(channel: Channel, catalogue: Catalogue, from_at: datetime, until_at: datetime) -> tuple[Segment, ...]:
    """What the channel shows over [from_at, until_at): in order, touching, cut at each first instant of a local day.

    Each day is worked out alone, so that two windows agree wherever they overlap.
    """
    zone = channel.zone
    timeline = _Timeline(channel, catalogue)
    found: list[Segment] = []
    day = local_day(from_at, zone)
    while first_instant(day, zone) < until_at:
        found += timeline.day(day)
        day += ONE_DAY
    return tuple(
        msgspec.structs.replace(one, from_at=max(one.from_at, from_at), until_at=min(one.until_at, until_at))
        for one in found
        if one.from_at < until_at and from_at < one.until_at
    )


Piece = tuple[datetime, datetime]
"""[from, until)."""


class _Timeline:
    """One channel's days. Each rule, in the order of rank, takes what is still free of the day and what it can fill."""

    def __init__(self, channel: Channel, catalogue: Catalogue) -> None:
        self.zone = channel.zone
        self.hours = channel.hours
        rules = {rule.name: rule for rule in catalogue.rules}
        self.targets = [(rules[name], narrow) for name, narrow in channel.targets if name in rules]
        self.fallback = (Slot(None, channel.languages[0], FALLBACK_TEMPLATE, FALLBACK_MS),)
        self.programmes = programmes(channel, catalogue, {rule.playlist for rule, _ in self.targets})

    def day(self, day: date) -> list[Segment]:
        begins, ends = first_instant(day, self.zone), first_instant(day + ONE_DAY, self.zone)
        free = open_pieces(self.hours, day, self.zone)
        found = [Segment(*piece, begins, None, None) for piece in without((begins, ends), free)]
        for running in occurrences(self.targets, day, self.zone):
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
            inner = (max(piece[0], running.from_at), min(piece[1], running.until_at))
            if inner[0] >= inner[1]:
                left.append(piece)
                continue
            filled = [(part, loop) for part, loop in programme.parts(*inner) if loop]
            taken += [Segment(*part, running.anchor_at, loop, running.rule.name) for part, loop in filled]
            left += without(piece, [part for part, _ in filled])
        return left, taken


def open_pieces(hours: str, day: date, zone: ZoneInfo) -> list[Piece]:
    """When a place is open on a local day, also from the evening before: in order, apart, on whole minutes.

    Hours that can't be read count as always open (a screen that is on too long is the lesser harm; `check` tells).
    """
    try:
        read = opening_hours(hours)
    except InputError:
        read = opening_hours("")
    begins, ends = first_instant(day, zone), first_instant(day + ONE_DAY, zone)
    spans = [span for first in (day - ONE_DAY, day) for span in open_spans(read, first, zone)]
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


class Programme:
    """A playlist for a channel: the loop it gives at an instant. Equal choices of items give one and the same loop.

    `items` are sorted, newest first.
    """

    def __init__(self, playlist: Playlist, items: Sequence[Item], languages: tuple[str, ...]) -> None:
        self._playlist = playlist
        self._languages = languages
        self._takers = [(one, {item.id for item in items if one.takes(item)}) for one in playlist.sections]
        wanted = set().union(*(ids for _, ids in self._takers))
        self._periods = [(item, *shown_between(item)) for item in items if item.id in wanted]
        self._edges = sorted({edge for _, *edges in self._periods for edge in edges if edge})
        self._loops: dict[int, Loop] = {}
        self._same: dict[Loop, Loop] = {}

    def parts(self, from_at: datetime, until_at: datetime) -> Iterator[tuple[Piece, Loop]]:
        """The pieces of [from_at, until_at) in which the same items may be shown, each with its loop (maybe empty)."""
        first = bisect_right(self._edges, from_at)
        last = bisect_right(self._edges, until_at)
        inner = [edge for edge in self._edges[first:last] if edge < until_at]
        for piece in pairwise([from_at, *inner, until_at]):
            yield piece, self.loop_at(piece[0])

    def loop_at(self, at: datetime) -> Loop:
        number = bisect_right(self._edges, at)
        if number not in self._loops:
            sections = [
                (section.weight, self._entries(n, chosen)) for n, (section, chosen) in enumerate(self.choose(at))
            ]
            loop = rotate(sections)
            self._loops[number] = self._same.setdefault(loop, loop)
        return self._loops[number]

    def choose(self, at: datetime) -> list[tuple[Section, list[Item]]]:
        """Each section with its items at an instant, newest first; an item belongs to the first that takes it in."""
        free = [
            item for item, begins, ends in self._periods if (not begins or begins <= at) and (not ends or at < ends)
        ]
        chosen: list[tuple[Section, list[Item]]] = []
        for section, ids in self._takers:
            own = [item for item in free if item.id in ids][: section.newest]
            gone = {item.id for item in own}
            free = [item for item in free if item.id not in gone]
            chosen.append((section, own))
        return chosen

    def _entries(self, number: int, items: list[Item]) -> list[Slot]:
        """A round for each language, in the channel's order."""
        section = self._playlist.sections[number]
        return [
            Slot(item.id, language, template_of(section, item), section.ms(item), self._playlist.transition)
            for language in self._languages
            for item in items
            if language in item.title
        ]


def template_of(section: Section, item: Item) -> str:
    return section.template or KINDS[item.kind].template


def shown_between(item: Item) -> tuple[datetime | None, datetime | None]:
    """The item's period on whole minutes: its beginning rounded up, its end down."""
    begins, ends = item.period.begins_at, item.period.ends_at
    return (minute_up(begins) if begins else None), (minute_down(ends) if ends else None)


def programmes(channel: Channel, catalogue: Catalogue, names: Iterable[str]) -> dict[str, Programme]:
    """The named playlists, as far as there are such, for a channel."""
    down = {gone.item.id for gone in catalogue.taken_down}
    shown = (item for item in catalogue.items.values() if item.id not in down and item.kind in KINDS)
    items = sorted(shown, key=newest_first)
    return {
        name: Programme(catalogue.playlists[name], items, channel.languages)
        for name in names
        if name in catalogue.playlists
    }


def withdrawn(channel: Channel, catalogue: Catalogue, since: datetime) -> tuple[str, ...]:
    """Ids of items taken down at or after `since` that a playlist targeted at this channel would otherwise take, sorted."""
    targeted = {name for name, _ in channel.targets}
    names = {rule.playlist for rule in catalogue.rules if rule.name in targeted}
    sections = [
        section for name in names if name in catalogue.playlists for section in catalogue.playlists[name].sections
    ]
    gone = {one.item.id: one.item for one in catalogue.taken_down if one.at >= since}
    return tuple(sorted(item.id for item in gone.values() if any(section.takes(item) for section in sections)))
