"""Timeline → the manifest's head and tail, byte for byte as in the protocol."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec

from .displays import Display, Place
from .slots import FALLBACK_MS, Loop, SlideKey, Slot
from .timeline import Segment


class Made(msgspec.Struct, frozen=True, gc=False):
    """A slide document that exists: its SHA-256, its size, and every file it loads as (path, bytes)."""

    slide: str
    bytes: int
    needs: tuple[tuple[str, int], ...] = ()

    @property
    def path(self) -> str:
        return f"/slides/{self.slide}.html"


class Folded(NamedTuple):
    """A loop of hundreds of places as the few dozen slots that fill them, in the order of their first place.

    `spread` gives what stands in each place out of a sequence that has one for each slot.
    """

    slots: tuple[Slot, ...]
    spread: Callable[[Sequence[int]], tuple[int, ...]]


@lru_cache(maxsize=4096)  # channels share loops, and each is asked about twice: for its slides and for the tail
def folded(loop: Loop) -> Folded:
    numbers: dict[Slot, int] = {}
    places = [numbers.setdefault(slot, len(numbers)) for slot in loop]
    if len(places) < 2:  # itemgetter would give no tuple
        return Folded(loop, tuple)
    return Folded(tuple(numbers), itemgetter(*places))


def build_tail(
    segments: Sequence[Segment],
    from_at: datetime,
    until_at: datetime,
    made: Mapping[SlideKey, Made],
    fallback: Made,
    withdrawn: Iterable[str] = (),
) -> bytes:
    """The part that all displays of a channel share: compact UTF-8 JSON, equal bytes for equal input.

    A slot whose slide is not in `made` is left out; a loop left empty holds the fallback alone.
    """
    tail = _Tail(made, fallback)
    rows = [tail.segment(segment) for segment in segments]
    fields = {
        "from": epoch_ms(from_at),
        "until": epoch_ms(until_at),
        "slides": tail.slides,
        "loops": {name: _Loop(sum(map(tail.ms.__getitem__, order)), order) for order, name in tail.loops.items()},
        "segments": rows,
        "fallback": fallback.slide,
        "withdrawn": sorted(withdrawn),
        "assets": _assets(tail.used.values()),
    }
    return msgspec.json.encode(fields)


class _Slide(msgspec.Struct, gc=False):
    slide: str
    ms: int
    transition: str
    item: str | msgspec.UnsetType = msgspec.UNSET
    items: tuple[str, ...] | msgspec.UnsetType = msgspec.UNSET


class _Loop(msgspec.Struct, gc=False):
    ms: int
    order: tuple[int, ...]


class _Segment(msgspec.Struct, gc=False, rename={"from_ms": "from"}):
    from_ms: int
    until: int
    anchor: int
    loop: str | None


class _Tail:
    """Numbers slides and loops in the order of their first use; equal ones get one number."""

    def __init__(self, made: Mapping[SlideKey, Made], fallback: Made) -> None:
        self.made = made
        self.fallback = fallback
        self.slides: list[_Slide] = []
        self.ms: list[int] = []
        self.loops: dict[tuple[int, ...], str] = {}
        self.used = {fallback.slide: fallback}
        self._numbers: dict[tuple[str, int, str, tuple[str, ...]], int] = {}
        self._names: dict[int, str] = {}
        self._of_slot = _Numbers(self._slide)

    def segment(self, segment: Segment) -> _Segment:
        moments = epoch_ms(segment.from_at), epoch_ms(segment.until_at), epoch_ms(segment.anchor_at)
        return _Segment(*moments, None if segment.loop is None else self._loop(segment.loop))

    def _loop(self, loop: Loop) -> str:
        name = self._names.get(id(loop))
        if name is None:
            slots, spread = folded(loop)
            numbers = [self._of_slot[slot] for slot in slots]
            order = spread(numbers)
            order = tuple(n for n in order if n != LACKING) if LACKING in numbers else order
            order = order or (self._number(self.fallback, FALLBACK_MS, "fade", ()),)
            name = self.loops.setdefault(order, f"L{len(self.loops) + 1}")
            self._names[id(loop)] = name
        return name

    def _slide(self, slot: Slot) -> int:
        made = self.made.get(slot.key) if slot.key.items else self.fallback
        return LACKING if made is None else self._number(made, slot.ms, slot.transition, slot.key.items)

    def _number(self, made: Made, ms: int, transition: str, items: tuple[str, ...]) -> int:
        number = self._numbers.setdefault((made.slide, ms, transition, items), len(self.slides))
        if number == len(self.slides):
            row = _Slide(made.slide, ms, transition)
            if len(items) == 1:
                row.item = items[0]
            elif items:
                row.items = items
            self.slides.append(row)
            self.ms.append(ms)
            self.used[made.slide] = made
        return number


LACKING = -1
"""The number of a slot whose slide could not be made."""


class _Numbers(dict[Slot, int]):
    """The number of each slot's slide, found when it is first asked for: loops repeat a few slots thousands of times."""

    def __init__(self, find: Callable[[Slot], int]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, slot: Slot) -> int:
        self[slot] = self._find(slot)
        return self[slot]


def _assets(used: Iterable[Made]) -> dict[str, dict[str, Any]]:
    """Every file of the tail by path, sorted: slides with what they load, then what they load."""
    assets: dict[str, dict[str, Any]] = {}
    for made in used:
        assets.update({path: {"bytes": size} for path, size in made.needs})
        assets[made.path] = {"bytes": made.bytes, "needs": sorted({path for path, _ in made.needs})}
    return dict(sorted(assets.items()))


def build_head(
    display: Display,
    place: Place,
    player: str,
    alerts: Sequence[Mapping[str, Any]] = (),
    *,
    spot: str | None = None,
    version: int = 1,
) -> bytes:
    """The part of one display, without `etag`: compact UTF-8 JSON, complete with braces."""
    fields = {
        "version": version,
        "player": player,
        "display": {
            "id": display.id,
            "name": display.name,
            "spot": spot,
            "width": display.width,
            "height": display.height,
            "timezone": place.timezone,
        },
        "alerts": list(alerts),
    }
    return msgspec.json.encode(fields)


class _Head(msgspec.Struct):
    """As it is kept; what displays differ in is passed on as it stands."""

    version: int
    player: str
    display: msgspec.Raw
    alerts: msgspec.Raw


def etag_of(head: bytes, tail: bytes) -> str:
    """The ETag of (head without `etag`, tail); raises ValueError when given the tail's digest for the tail."""
    if not tail.startswith(b"{"):
        raise ValueError("this is not a tail; for its digest there is etag_of_digest")
    return etag_of_digest(head, hashlib.sha256(tail).digest())


def etag_of_digest(head: bytes, tail_digest: bytes) -> str:
    """The same from the tail's raw 32-byte SHA-256, which displays of one channel share: a tail is hashed once."""
    return hashlib.sha256(head + tail_digest).hexdigest()[:32]


def with_player(head: bytes, player: str) -> bytes:
    """A head without `etag`, naming another set of player files."""
    return msgspec.json.encode(msgspec.structs.replace(msgspec.json.decode(head, type=_Head), player=player))


def with_etag(head: bytes, etag: str) -> bytes:
    """The head as it is sent: `etag` stands after `version`."""
    version, rest = head.split(b",", 1)
    return b'%s,"etag":"%s",%s' % (version, etag.encode(), rest)


def join(head: bytes, tail: bytes) -> bytes:
    """The body of the answer: the head (with `etag`) and the tail as one object."""
    return head[:-1] + b"," + tail[1:]


def epoch_ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
