"""All of it → segments: what a channel shows over the coming days, as slots of items."""

import hashlib
from bisect import bisect_right
from collections import Counter
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
from .content import FOLLOW_DAYS, KINDS, Item, ends_at, newest_first, reports_of, soonest_first
from .displays import Display, Format, Place, format_of
from .events import Stage, over_at, stages
from .playlists import Playlist, Section
from .rotation import rotate
from .schedule import Occurrence, Targeting, minute_down, minute_up, occurrences

WINDOW_DAYS = 9
FALLBACK_TEMPLATE = "fallback.html"
FALLBACK_MS = 30_000


class SlideKey(msgspec.Struct, frozen=True, order=True, cache_hash=True):
    """Which slide a slot asks for: no item is the fallback, several are a list. `template` is the file that draws it.

    `stages` say of each item that is an event how it stands. `clock` and `qr` are what playlist and section ask for.
    """

    items: tuple[str, ...]
    language: str
    template: str
    stages: tuple[Stage | None, ...] = ()
    clock: bool = False
    qr: bool = False


class Slot(msgspec.Struct, frozen=True, cache_hash=True):
    """One place in a loop."""

    key: SlideKey
    ms: int
    transition: str = "fade"

    @property
    def subject(self) -> tuple[str, ...]:
        """What it shows, whatever the language: rotation keeps equal ones apart."""
        return self.key.items

    @property
    def item(self) -> str | None:
        """The only item it shows; None for the fallback and for a list."""
        return self.key.items[0] if len(self.key.items) == 1 else None


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
    """What displays that share a tail have in common. `targets` are (rule name, narrowness), sorted; `names` those by
    which some item is kept to some displays.

    `id` follows from the rest, but not from what a rule or a playlist says: editing it keeps the channel.
    """

    id: str
    format: Format
    languages: tuple[str, ...]
    timezone: str
    hours: str
    targets: tuple[tuple[str, int], ...]
    names: frozenset[str] = frozenset()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


def targeting_of(catalogue: Catalogue) -> Targeting:
    """Which displays rules and items are meant for; made once for many displays."""
    return Targeting(catalogue.rules, {name for item in catalogue.items.values() for name in item.places})


def channel_of(display: Display, place: Place, targeting: Targeting) -> Channel:
    targets, names = targeting.names(display, place)
    return _channel(format_of(display), display.languages, place.timezone, place.hours, targets, names)


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
        self.fallback = (Slot(fallback_key(channel), FALLBACK_MS),)
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


class ListTemplate(msgspec.Struct, frozen=True):
    """A template that shows several events in one slide: with fewer than `least` each has its own slide instead."""

    least: int
    most: int
    seconds: int


LISTS = {"coming.html": ListTemplate(least=3, most=4, seconds=16)}


class Programme:
    """A playlist for a channel: the loop it gives at an instant. Equal choices of items give one and the same loop.

    `items` are sorted, newest first.
    """

    def __init__(self, playlist: Playlist, items: Sequence[Item], languages: tuple[str, ...]) -> None:
        self._playlist = playlist
        self._languages = languages
        self._takers = [(one, {item.id for item in items if one.takes(item)}) for one in playlist.sections]
        self._stages = {item.id: stages(item.event) for item in items if item.event}
        self._followed = _followed(items, set().union(*(ids for _, ids in self._takers)))
        wanted = set().union(*(ids for _, ids in self._takers), *(one.reports for one in self._followed))
        self._periods = [(item, *shown_between(item)) for item in items if item.id in wanted]
        self._edges = sorted({edge for edge in self._all_edges() if edge})
        self._slots: dict[tuple[int, str, Stage | None], list[Slot | None]] = {}
        self._loops: dict[int, Loop] = {}
        self._same: dict[Loop, Loop] = {}

    def _all_edges(self) -> Iterator[datetime | None]:
        for item, *edges in self._periods:
            yield from edges
            yield from (minute_up(at) for at, _ in self._stages.get(item.id, ()) if at)
        for one in self._followed:
            yield from (one.from_at, one.until_at)

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
                (section.weight, self._entries(n, chosen, at)) for n, (section, chosen) in enumerate(self.choose(at))
            ]
            loop = rotate(sections)
            self._loops[number] = self._same.setdefault(loop, loop)
        return self._loops[number]

    def choose(self, at: datetime) -> list[tuple[Section, list[Item]]]:
        """Each section with its items at an instant: events soonest first, then the others newest first.

        An item belongs to the first section that takes it in; a report also to one whose event it follows.
        """
        free = [
            item for item, begins, ends in self._periods if (not begins or begins <= at) and (not ends or at < ends)
        ]
        following = [one for one in self._followed if one.from_at <= at < one.until_at]
        chosen: list[tuple[Section, list[Item]]] = []
        for section, ids in self._takers:
            more = {report for one in following if one.event in ids for report in one.reports}
            own = [item for item in free if item.id in ids or item.id in more]
            if any(item.event for item in own):
                own.sort(key=soonest_first(at))
            own = own[: section.newest]
            gone = {item.id for item in own}
            free = [item for item in free if item.id not in gone]
            chosen.append((section, own))
        return chosen

    def _entries(self, number: int, items: list[Item], at: datetime) -> list[Slot]:
        """A round for each language, in the channel's order."""
        listed = self._listed(number, items, at)
        if listed:
            return listed
        rounds = [self._slots_of(number, item, self._stage(item, at)) for item in items]
        return [slot for n in range(len(self._languages)) for slots in rounds if (slot := slots[n])]

    def _slots_of(self, number: int, item: Item, stage: Stage | None) -> list[Slot | None]:
        """The item's slot in each of the languages that it is written in."""
        known = (number, item.id, stage)
        if known not in self._slots:
            section = self._playlist.sections[number]
            self._slots[known] = [
                Slot(
                    self._key(number, (item.id,), language, template_of(section, item), (stage,) if stage else ()),
                    section.ms(item, language),
                    self._playlist.transition,
                )
                if language in item.title
                else None
                for language in self._languages
            ]
        return self._slots[known]

    def _listed(self, number: int, items: list[Item], at: datetime) -> list[Slot]:
        """One slide with the soonest events, if the section asks for it and there are enough of them."""
        section = self._playlist.sections[number]
        rows = LISTS.get(section.template or "")
        shown = [(item, stage) for item in items if (stage := self._stage(item, at)) and stage.state != "cancelled"]
        if not rows or len(shown) < rows.least:
            return []
        ids, its = zip(*((item.id, stage) for item, stage in shown[: rows.most]), strict=True)
        ms = round((section.seconds or rows.seconds) * 1000)
        keys = (self._key(number, ids, language, section.template or "", its) for language in self._languages)
        return [Slot(key, ms, self._playlist.transition) for key in keys]

    def _key(
        self, number: int, items: tuple[str, ...], language: str, template: str, its: tuple[Stage | None, ...]
    ) -> SlideKey:
        playlist = self._playlist
        return SlideKey(items, language, template, its, playlist.clock, playlist.sections[number].qr)

    def _stage(self, item: Item, at: datetime) -> Stage | None:
        """How it stands; its stages begin on whole minutes, like everything on the wire."""
        begun = [one for since, one in self._stages.get(item.id, ()) if since is None or minute_up(since) <= at]
        return begun[-1] if begun else None


class Followed(msgspec.Struct, frozen=True):
    """An event that is over, and the reports that stand in its place over [from_at, until_at)."""

    event: str
    reports: frozenset[str]
    from_at: datetime
    until_at: datetime


def _followed(items: Sequence[Item], wanted: set[str]) -> list[Followed]:
    borne = Counter(tag for item in items if item.event for tag in set(item.hashtags))
    reports = [item for item in items if item.kind == "report"]
    found = []
    for item in items if reports else ():
        if item.event and item.id in wanted and (over := over_at(item.event)):
            own = msgspec.structs.replace(item, hashtags=tuple(tag for tag in item.hashtags if borne[tag] == 1))
            ids = frozenset(report.id for report in reports_of(own, reports))
            if ids:
                over = minute_down(over)
                found.append(Followed(item.id, ids, over, over + FOLLOW_DAYS * ONE_DAY))
    return found


def template_of(section: Section, item: Item) -> str:
    """The section's template; not that of a list, nor for a report that stands in for its event."""
    own = section.template if section.template not in LISTS else None
    return own or KINDS[item.kind].template


def shown_between(item: Item) -> tuple[datetime | None, datetime | None]:
    """When an item may be shown, on whole minutes: the beginning rounded up, the end down."""
    begins, ends = item.period.begins_at, ends_at(item)
    return (minute_up(begins) if begins else None), (minute_down(ends) if ends else None)


def fallback_key(channel: Channel) -> SlideKey:
    return SlideKey((), channel.languages[0], FALLBACK_TEMPLATE)


def programmes(channel: Channel, catalogue: Catalogue, names: Iterable[str]) -> dict[str, Programme]:
    """The named playlists, as far as there are such, for a channel."""
    down = {gone.item.id for gone in catalogue.taken_down}
    shown = (
        item
        for item in catalogue.items.values()
        if item.id not in down and item.kind in KINDS and (not item.places or channel.names.intersection(item.places))
    )
    items = sorted(shown, key=newest_first)
    return {
        name: Programme(catalogue.playlists[name], items, channel.languages)
        for name in names
        if name in catalogue.playlists
    }


def withdrawn(channel: Channel, catalogue: Catalogue, since: datetime) -> tuple[str, ...]:
    """Ids, sorted, of items taken down at or after `since`, or cancelled and not over by then, that a playlist targeted
    at this channel would otherwise take.
    """
    targeted = {name for name, _ in channel.targets}
    names = {rule.playlist for rule in catalogue.rules if rule.name in targeted}
    sections = [
        section for name in names if name in catalogue.playlists for section in catalogue.playlists[name].sections
    ]
    gone = {one.item.id: one.item for one in catalogue.taken_down if one.at >= since}
    gone |= {item.id: item for item in catalogue.items.values() if _cancelled(item, since)}
    return tuple(sorted(item.id for item in gone.values() if any(section.takes(item) for section in sections)))


def _cancelled(item: Item, since: datetime) -> bool:
    """When it was cancelled is not known, so it counts as long as an older manifest may still announce it."""
    ends = ends_at(item) if item.event and item.event.cancelled else None
    return ends is not None and ends > since
