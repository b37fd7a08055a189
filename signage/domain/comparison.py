"""Two catalogues side by side: what screens would show otherwise over the coming days, in numbers, before it is published."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from .calendars import minute_down
from .candidates import Piece
from .catalogue import Catalogue
from .changes import affected_rules, differing
from .conflicts import Conflict, conflicts
from .dead_air import SHORTEST
from .displays import Display, Format
from .manifest import folded
from .publication import channels_of, days_around
from .repertoire import Repertoire
from .slots import SlideKey
from .timeline import Channel, Segment, segments

DAYS = 7
"""So far ahead is looked."""


class SlideShown(msgspec.Struct, frozen=True):
    """An item on some displays: `at` is when it is first shown there, `key` and `format` are of one of its slides."""

    item: str
    displays: tuple[str, ...]
    at: datetime
    key: SlideKey
    format: Format


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What is new to displays that share what they show, before and after.

    `at` is the first moment at which their loops differ, else at which one holds an item that says something new; the
    loops' lengths, ms, are those of that moment: None where no rule has anything to show, or it is off. `added`, `dropped`
    and `changed` are items; `emptied` spans, open, in which something showed and now only the fallback does.
    `only_fallback`: nothing else is left in all these days.
    """

    displays: tuple[str, ...]
    at: datetime
    before_ms: int | None
    after_ms: int | None
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    emptied: tuple[Piece, ...] = ()
    only_fallback: bool = False


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """`displays` is how many there are at all. Slides stand with the most displays first. `conflicts` are new ones."""

    displays: int
    outcomes: tuple[Outcome, ...]
    added: tuple[SlideShown, ...]
    dropped: tuple[SlideShown, ...]
    changed: tuple[SlideShown, ...]
    conflicts: tuple[Conflict, ...]

    @property
    def touched(self) -> tuple[str, ...]:
        """The displays that would show anything else than now, sorted."""
        return tuple(sorted(display for one in self.outcomes for display in one.displays))


def no_difference(catalogue: Catalogue) -> Comparison:
    """What `compare` says of a catalogue and itself."""
    return Comparison(displays=len(catalogue.displays), outcomes=(), added=(), dropped=(), changed=(), conflicts=())


_Shown = dict[str, tuple[datetime, SlideKey]]
"""By item: when it is first shown, and by which slide."""


def compare(before: Catalogue, after: Catalogue, now: datetime, was: Repertoire | None = None) -> Comparison:
    """What the coming DAYS would show otherwise. Takes a while with thousands of items: actions/rehearse.py asks a worker.

    `was` is the repertoire of `before` for the days around now, if it is at hand.
    """
    look, pairs = _Look(before, after, now, was), _pairs(before, after)
    found: list[tuple[Outcome, _Shown, _Shown, Format]] = []
    for (left, right), displays in pairs.items():
        if look.touches(left, right):
            found += look.outcome(left, right, tuple(sorted(display.id for display in displays)))
    return Comparison(
        displays=len(after.displays),
        outcomes=tuple(one for one, *_ in sorted(found, key=lambda one: (-len(one[0].displays), one[0].displays))),
        added=_slides((one.added, one.displays, then, format) for one, _, then, format in found),
        dropped=_slides((one.dropped, one.displays, first, format) for one, first, _, format in found),
        changed=_slides((one.changed, one.displays, then, format) for one, _, then, format in found),
        conflicts=_new_conflicts(before, after, [displays[0] for displays in pairs.values()], now),
    )


def _pairs(before: Catalogue, after: Catalogue) -> dict[tuple[Channel | None, Channel], list[Display]]:
    """Displays by the channels they are of, before and after; one that is new had none."""
    was = {display.id: channel for channel, displays in channels_of(before).items() for display in displays}
    found: dict[tuple[Channel | None, Channel], list[Display]] = {}
    for channel, displays in channels_of(after).items():
        for display in displays:
            found.setdefault((was.get(display.id), channel), []).append(display)
    return found


class _Look:
    """Both sides, each channel laid out once."""

    def __init__(self, before: Catalogue, after: Catalogue, now: datetime, was: Repertoire | None) -> None:
        days = days_around(now)
        self._before, self._after = before, after
        self._was = was or Repertoire(before, days=days)
        self._will = Repertoire(after, self._was, days)
        self._from_at = minute_down(now)
        self._until_at = self._from_at + timedelta(days=DAYS)
        self._rules = affected_rules(before, after)
        self._surroundings = before.calendars != after.calendars
        self._items = set(differing(before.items, after.items)) & before.items.keys() & after.items.keys()
        self._laid: dict[tuple[str, bool], tuple[Segment, ...]] = {}

    def touches(self, was: Channel | None, will: Channel) -> bool:
        names = {name for channel in (was, will) if channel for name, _ in channel.targets}
        return was != will or self._surroundings or not names.isdisjoint(self._rules)

    def outcome(
        self, was: Channel | None, will: Channel, displays: tuple[str, ...]
    ) -> list[tuple[Outcome, _Shown, _Shown, Format]]:
        """One, or none where both sides show the same; with what each side shows."""
        first = self._segments(was, self._before, self._was) if was else ()
        then = self._segments(will, self._after, self._will)
        shown, to_show = _shown(first), _shown(then)
        changed = [item for item in to_show if item in shown and item in self._items]
        at = _first_difference(first, then)
        if at is None and changed:
            at = min(to_show[item][0] for item in changed)
        if at is None:
            return []
        one = Outcome(
            displays=displays,
            at=at,
            before_ms=_loop_ms(first, at),
            after_ms=_loop_ms(then, at),
            added=tuple(item for item in to_show if item not in shown),
            dropped=tuple(item for item in shown if item not in to_show),
            changed=tuple(changed),
            emptied=_emptied(first, then),
            only_fallback=any(segment.loop for segment in then) and not any(segment.rule for segment in then),
        )
        return [(one, shown, to_show, will.format)]

    def _segments(self, channel: Channel, catalogue: Catalogue, repertoire: Repertoire) -> tuple[Segment, ...]:
        key = (channel.id, repertoire is self._will)
        if key not in self._laid:
            self._laid[key] = segments(channel, catalogue, self._from_at, self._until_at, repertoire)
        return self._laid[key]


def _shown(laid: Sequence[Segment]) -> _Shown:
    found: _Shown = {}
    seen: set[int] = set()
    for segment in laid:
        if segment.loop and id(segment.loop) not in seen:
            seen.add(id(segment.loop))
            for slot in folded(segment.loop).slots:
                for item in slot.key.items:
                    found.setdefault(item, (segment.from_at, slot.key))
    return found


def _first_difference(first: Sequence[Segment], then: Sequence[Segment]) -> datetime | None:
    """The first instant at which they show different loops."""
    edges = sorted({one.from_at for one in (*first, *then)})
    return next((at for at, was, will in _side_by_side(edges, first, then) if _loop(was) != _loop(will)), None)


def _side_by_side(
    edges: Iterable[datetime], first: Sequence[Segment], then: Sequence[Segment]
) -> Iterable[tuple[datetime, Segment | None, Segment | None]]:
    """What holds on each side from each of these instants on; they are in order."""
    left, right = _Walk(first), _Walk(then)
    return ((at, left.to(at), right.to(at)) for at in edges)


class _Walk:
    """Along segments, forward only."""

    def __init__(self, laid: Sequence[Segment]) -> None:
        self._laid = laid
        self._n = 0

    def to(self, at: datetime) -> Segment | None:
        while self._n < len(self._laid) and self._laid[self._n].until_at <= at:
            self._n += 1
        one = self._laid[self._n] if self._n < len(self._laid) else None
        return one if one and one.from_at <= at else None


def _loop(segment: Segment | None) -> object:
    return segment.loop if segment else None


def _loop_ms(laid: Sequence[Segment], at: datetime) -> int | None:
    one = _Walk(laid).to(at)
    return folded(one.loop).ms if one and one.loop and one.rule else None


def _emptied(first: Sequence[Segment], then: Sequence[Segment]) -> tuple[Piece, ...]:
    """Where a rule had something to show and none has any more, in order; what is shorter than SHORTEST is left out."""
    found: list[Piece] = []
    for hole in (one for one in then if one.loop is not None and one.rule is None):
        for one in first:
            begins, ends = max(hole.from_at, one.from_at), min(hole.until_at, one.until_at)
            if one.rule and begins < ends:
                if found and found[-1][1] == begins:
                    found[-1] = (found[-1][0], ends)
                else:
                    found.append((begins, ends))
    return tuple(piece for piece in found if piece[1] - piece[0] >= SHORTEST)


def _slides(
    parts: Iterable[tuple[Collection[str], tuple[str, ...], _Shown, Format]],
) -> tuple[SlideShown, ...]:
    """Each item once, with all displays that it is added to (dropped from, changed on)."""
    found: dict[str, SlideShown] = {}
    for items, displays, shown, format in parts:
        for item in items:
            at, key = shown[item]
            known = found.get(item)
            if known is None:
                found[item] = SlideShown(item, displays, at, key, format)
            else:
                its = (*known.displays, *displays)
                found[item] = msgspec.structs.replace(known, displays=its, at=min(known.at, at))
    return tuple(sorted(found.values(), key=lambda one: (-len(one.displays), one.at, one.item)))


def _new_conflicts(
    before: Catalogue, after: Catalogue, displays: Sequence[Display], now: datetime
) -> tuple[Conflict, ...]:
    """`displays` has one for each of those that rules don't tell apart, before or after."""
    changed = set(after.rules) - set(before.rules)
    if not changed:
        return ()
    # Two rules that both stayed as they were tie as they did; only with equals of a changed one anything can be new.
    levels = {rule.priority for rule in changed}
    known = {(one.first, one.second) for one in _conflicts(before, levels, displays, now)}
    return tuple(one for one in _conflicts(after, levels, displays, now) if (one.first, one.second) not in known)


def _conflicts(
    catalogue: Catalogue, levels: Collection[int], displays: Sequence[Display], now: datetime
) -> list[Conflict]:
    rules = [rule for rule in catalogue.rules if rule.priority in levels]
    return conflicts(rules, displays, catalogue.places, now, calendars=catalogue.calendars)
