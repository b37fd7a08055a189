"""Which slide a display had, has or will have on at a moment, over one publication after another.

Told as a player that is there and has its files does it (protocol.md, “Taking over”): a new manifest takes over when the
slot on screen ends, at once where no slot is on, or where its item is withdrawn.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any, Literal, NamedTuple

import msgspec

from .manifest import Made, build_tail, epoch_ms
from .plays import Play
from .showing import SHORT_MS, Manifest, Showing, showing
from .slots import SlideKey
from .timeline import Segment

BandKind = Literal["on", "off", "dead", "unknown"]

LONGEST_SLOT_MS = 302_000
"""A slot lasts 300 s at most (protocol.md) and may begin two early: no manifest waits longer for its turn."""


class Reign(NamedTuple):
    """A manifest by the name under which it is found, and from when it was in force, epoch ms."""

    from_ms: int
    name: str


class Stretch(NamedTuple):
    """One slide's visible stretch [begins, ends), epoch ms; `slide` None is black.

    `place` is its place in the loop, from 1, of `places`, which last `loop_ms` in all; 0 where no loop is on. `items` are
    those that the slide shows: none for the fallback, several for a list. `came` is from when its manifest was in force.
    """

    begins: int
    ends: int
    slide: str | None
    items: tuple[str, ...]
    place: int
    places: int
    loop_ms: int
    came: int


class Band(NamedTuple):
    """[from, until) of a day, epoch ms. `rule` is the name of the one that put its loop on, where that is known; dead is
    opening hours in which no rule has anything to show. Of the past, `anchor` tells one rule's occurrence from another's.
    """

    from_ms: int
    until_ms: int
    kind: BandKind
    rule: str | None = None
    anchor: int = 0


class Reigns:
    """What was in force on one display, the oldest first; `load` gives a manifest by its name."""

    def __init__(self, reigns: Sequence[Reign], load: Callable[[str], Manifest]) -> None:
        self._reigns = reigns
        self._begins = [reign.from_ms for reign in reigns]
        self._load = load
        self._manifests: dict[str, Manifest] = {}
        self._taken: dict[int, int] = {}

    def at(self, t: int) -> Stretch | None:
        """None before the first of them, and where what is known ends."""
        number = self._holder(t)
        if number is None:
            return None
        manifest, since = self._manifest(number), self._taken_over(number)
        if t >= manifest["until"]:
            return None
        shown = _without_sliver(manifest, since, t)
        ends = self._ends(number, t, shown.ends)
        return _stretch(manifest, shown, max(shown.begins, since), ends, self._begins[number])

    def _ends(self, number: int, t: int, ends: int) -> int:
        """When the first of the newer ones takes over: while one waits, the next may withdraw what is on."""
        for newer in range(number + 1, len(self._reigns)):
            if self._begins[newer] >= ends:
                break
            ends = min(ends, max(self._taken_over(newer), t + 1))
        return ends

    def around(self, t: int, before: int, after: int) -> list[Stretch]:
        """The stretch at t, so many before it and so many after it, as far as anything is known. Black is one, however long."""
        now = self.at(t)
        if now is None:
            return []
        earlier = list(islice(_joined(self._backwards(now)), before + 1))
        later = list(islice(_joined(self._onwards(now)), after + 1))
        return [*earlier[:0:-1], later[0]._replace(begins=earlier[0].begins), *later[1:]]

    def _onwards(self, stretch: Stretch | None) -> Iterator[Stretch]:
        while stretch is not None:
            yield stretch
            stretch = self.at(stretch.ends)

    def _backwards(self, stretch: Stretch | None) -> Iterator[Stretch]:
        while stretch is not None:
            yield stretch
            stretch = self.at(stretch.begins - 1)

    def _manifest(self, number: int) -> Manifest:
        name = self._reigns[number].name
        if name not in self._manifests:
            self._manifests[name] = self._load(name)
        return self._manifests[name]

    def _holder(self, t: int) -> int | None:
        """The number of the one that the glass follows at t."""
        number = bisect_right(self._begins, t) - 1
        while number > 0 and t - self._begins[number] < LONGEST_SLOT_MS and self._taken_over(number) > t:
            number -= 1
        return number if number >= 0 else None

    def _taken_over(self, number: int) -> int:
        """From when the glass followed a manifest."""
        if number not in self._taken:
            self._taken[number] = self._take_over(number)
        return self._taken[number]

    def _take_over(self, number: int) -> int:
        came = self._begins[number]
        holder = self._holder(came - 1)
        if number == 0 or holder is None:
            return came
        before = self._manifest(holder)
        shown = showing(before, came)
        at_once = shown.slot is None or _is_withdrawn(before, shown, self._manifest(number))
        return came if at_once else shown.ends


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Black that goes on is one."""
    for black, found in groupby(stretches, key=lambda one: one.slide is None):
        if black:
            its = list(found)
            yield its[0]._replace(begins=min(one.begins for one in its), ends=max(one.ends for one in its))
        else:
            yield from found


def items_of(manifest: Manifest, shown: Showing) -> tuple[str, ...]:
    """Those of the slide that is shown; the fallback, an alert and black have none."""
    if shown.slot is None or shown.loop is None:
        return ()
    row = manifest["slides"][manifest["loops"][shown.loop]["order"][shown.slot]]
    return (row["item"],) if "item" in row else tuple(row.get("items", ()))


def _is_withdrawn(manifest: Manifest, shown: Showing, newer: Manifest) -> bool:
    """By a newer manifest, which doesn't hold the very slide (中止, say) itself."""
    gone = not set(newer.get("withdrawn", ())).isdisjoint(items_of(manifest, shown))
    return gone and all(row["slide"] != shown.slide for row in newer["slides"])


def _without_sliver(manifest: Manifest, since: int, t: int) -> Showing:
    """`showing`; but what would end in under two seconds after the manifest took over, be it black, is left out for the next.
    An alert keeps its own time.
    """
    shown = showing(manifest, t)
    first = showing(manifest, since) if shown.begins < since + SHORT_MS else shown
    if first.alert is not None or first.ends - since >= SHORT_MS or first.begins >= since:
        return shown
    following = showing(manifest, first.ends)
    if following.alert is not None or t >= following.ends:
        return shown
    return msgspec.structs.replace(following, begins=since)


def _stretch(manifest: Manifest, shown: Showing, begins: int, ends: int, came: int) -> Stretch:
    loop: dict[str, Any] | None = manifest["loops"][shown.loop] if shown.loop is not None else None
    place, places, ms = (0, 0, 0) if loop is None else ((shown.slot or 0) + 1, len(loop["order"]), loop["ms"])
    return Stretch(begins, ends, shown.slide, items_of(manifest, shown), place, places, ms, came)


class _Segments(msgspec.Struct, rename={"from_ms": "from"}):
    """What bands need of a tail; the bulk of it is passed over."""

    from_ms: int
    until: int
    segments: list[dict[str, Any]]


def bands_published(reigns: Sequence[Reign], load: Callable[[str], bytes], begins: int, ends: int) -> list[Band]:
    """What was in force over [begins, ends), without rules. `load` gives a tail by the name of a reign; where none was in
    force, or its days are over, nothing is known.
    """
    found: list[Band] = []
    edges = [*(reign.from_ms for reign in reigns[1:]), ends]
    for reign, over in zip(reigns, edges, strict=False):  # before the first publication there are none, and one edge
        a, b = max(begins, reign.from_ms), min(ends, over)
        if a < b:
            found += _bands(msgspec.json.decode(load(reign.name), type=_Segments), a, b)
    return _whole(found, begins, ends)


def _bands(tail: _Segments, begins: int, ends: int) -> Iterator[Band]:
    for one in tail.segments:
        a, b = max(begins, one["from"]), min(ends, one["until"])
        if a < b:
            yield Band(a, b, "off" if one["loop"] is None else "on", anchor=one["anchor"])


def bands_planned(segments: Sequence[Segment], begins: int, ends: int) -> list[Band]:
    """What the timeline says of [begins, ends)."""
    found = []
    for one in segments:
        a, b = max(begins, epoch_ms(one.from_at)), min(ends, epoch_ms(one.until_at))
        if a < b:
            kind: BandKind = "off" if one.loop is None else "on" if one.rule else "dead"
            found.append(Band(a, b, kind, one.rule, epoch_ms(one.anchor_at)))
    return found


def bands_of_day(published: Sequence[Band], planned: Sequence[Band], now: int, ends: int) -> list[Band]:
    """What was in force until now, then what the timeline says: without holes, and what goes on is one.

    What was in force is named by the rule that has the same beginning in the timeline of that day, if it has one.
    """
    past = [_named(one._replace(until_ms=min(one.until_ms, now)), planned) for one in published if one.from_ms < now]
    coming = [one._replace(from_ms=max(one.from_ms, now)) for one in planned if one.until_ms > now]
    bands: list[Band] = []
    for one in (*past, *coming):
        last = bands[-1] if bands else None
        if last and (last.kind, last.rule) == (one.kind, one.rule) and (one.rule or one.kind != "on"):
            bands[-1] = last._replace(until_ms=one.until_ms)
        else:
            bands.append(one)
    return _whole(bands, bands[0].from_ms if bands else now, ends)


def _named(band: Band, planned: Sequence[Band]) -> Band:
    if band.kind != "on":
        return band
    alike = (one for one in planned if one.kind != "off" and one.anchor == band.anchor)
    same = max(alike, key=lambda one: min(one.until_ms, band.until_ms) - max(one.from_ms, band.from_ms), default=None)
    return band._replace(kind=same.kind, rule=same.rule) if same else band


def _whole(found: Sequence[Band], begins: int, ends: int) -> list[Band]:
    """Bands that go on as one, and what is not known between them."""
    bands: list[Band] = []
    t = begins
    for one in found:
        if one.from_ms > t:
            bands.append(Band(t, one.from_ms, "unknown"))
        last = bands[-1] if bands else None
        if last and (last.until_ms, *last[2:]) == (one.from_ms, *one[2:]):
            bands[-1] = last._replace(until_ms=one.until_ms)
        else:
            bands.append(one)
        t = one.until_ms
    return [*bands, Band(t, ends, "unknown")] if t < ends else bands


class Planned(NamedTuple):
    """A manifest of days that are not published yet. Its slides are named by the numbers of `keys`."""

    tail: bytes
    keys: dict[str, SlideKey]


FALLBACK = "fallback"


def planned(segments: Sequence[Segment], fallback: SlideKey) -> Planned:
    """Segments as the manifest that they will become, if every slide can be made."""
    keys = list(dict.fromkeys(slot.key for one in segments for slot in one.loop or ()))
    made = {key: Made(str(number), 0) for number, key in enumerate(keys)}
    tail = build_tail(segments, segments[0].from_at, segments[-1].until_at, made, Made(FALLBACK, 0))
    return Planned(tail, {str(number): key for number, key in enumerate(keys)} | {FALLBACK: fallback})


def played_in(plays: Sequence[Play], stretch: Stretch) -> Play | None:
    """Of what a screen told, the play that stood longest within a stretch; None without any."""

    def within(play: Play) -> int:
        return min(stretch.ends, play.at + play.shown_ms) - max(stretch.begins, play.at)

    best = max(plays, key=within, default=None)
    return best if best is not None and within(best) > 0 else None
