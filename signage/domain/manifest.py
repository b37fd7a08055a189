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

    `spread` gives what stands in each place out of a sequence that has one for each slot; `ms` is how long all stand.
    """

    slots: tuple[Slot, ...]
    keys: frozenset[SlideKey]
    ms: int
    spread: Callable[[Sequence[int]], tuple[int, ...]]


@lru_cache(maxsize=4096)  # channels share loops, and each is asked about twice: for its slides and for the tail
def folded(loop: Loop) -> Folded:
    numbers: dict[Slot, int] = {}
    places = [numbers.setdefault(slot, len(numbers)) for slot in loop]
    spread = itemgetter(*places) if len(places) > 1 else tuple  # of one place itemgetter would give no tuple
    keys = frozenset(slot.key for slot in numbers)
    return Folded(tuple(numbers), keys, sum(slot.ms for slot in loop), spread)


def build_tail(
    segments: Sequence[Segment],
    from_at: datetime,
    until_at: datetime,
    made: Mapping[SlideKey, Made],
    fallback: Made,
    withdrawn: Iterable[str] = (),
    spare: Sequence[tuple[str, int]] = (),
) -> bytes:
    """The part that all displays of a channel share: compact UTF-8 JSON, equal bytes for equal input.

    A slot whose slide is not in `made` is left out; a loop left empty holds the fallback alone. `spare` are files, as (path, bytes),
    that screens are to keep without any slide of these needing them.
    """
    tail = _Tail(made, fallback)
    rows = [tail.segment(segment) for segment in segments]
    fields = {
        "from": epoch_ms(from_at),
        "until": epoch_ms(until_at),
        "slides": tail.slides,
        "loops": tail.loops,
        "segments": rows,
        "fallback": fallback.slide,
        "withdrawn": sorted(withdrawn),
        "assets": _assets(tail.used.values(), spare),
    }
    return msgspec.json.encode(fields | {"spare": sorted(path for path, _ in spare)} if spare else fields)


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
        self.loops: dict[str, _Loop] = {}
        self.used = {fallback.slide: fallback}
        self._numbers: dict[tuple[str, int, str, tuple[str, ...]], int] = {}
        self._of_order: dict[tuple[int, ...], str] = {}
        self._names: dict[int, str] = {}
        self._of_slot = _Numbers(self._slide)

    def segment(self, segment: Segment) -> _Segment:
        moments = epoch_ms(segment.from_at), epoch_ms(segment.until_at), epoch_ms(segment.anchor_at)
        return _Segment(*moments, None if segment.loop is None else self._loop(segment.loop))

    def _loop(self, loop: Loop) -> str:
        name = self._names.get(id(loop))
        if name is None:
            slots, _, ms, spread = folded(loop)
            numbers = list(map(self._of_slot.__getitem__, slots))
            whole = bool(numbers) and LACKING not in numbers
            name = self._names[id(loop)] = self._name(
                _Loop(ms, spread(numbers)) if whole else self._rest(spread(numbers))
            )
        return name

    def _rest(self, order: tuple[int, ...]) -> _Loop:
        """A loop without the slides that could not be made."""
        rest = tuple(n for n in order if n != LACKING) or (self._number(self.fallback, FALLBACK_MS, "fade", ()),)
        return _Loop(sum(self.slides[n].ms for n in rest), rest)

    def _name(self, loop: _Loop) -> str:
        name = self._of_order.setdefault(loop.order, f"L{len(self.loops) + 1}")
        self.loops.setdefault(name, loop)
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


class _Asset(msgspec.Struct, gc=False):
    bytes: int
    needs: list[str] | msgspec.UnsetType = msgspec.UNSET


def _assets(used: Iterable[Made], spare: Iterable[tuple[str, int]]) -> dict[str, _Asset]:
    """Every file of the tail by path, sorted: slides with what they load, then what they load, and spare ones."""
    loaded = dict(spare)
    assets: dict[str, _Asset] = {}
    for made in used:
        needs = dict(made.needs)
        loaded |= needs
        assets[made.path] = _Asset(made.bytes, sorted(needs))
    assets |= {path: _Asset(size) for path, size in loaded.items()}
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


def etag_of(head: bytes, tail_digest: bytes) -> str:
    """The ETag of a head without `etag` and the raw 32-byte SHA-256 of its tail, which displays of one channel share: a
    tail is hashed once.
    """
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


@lru_cache(maxsize=16_384)  # where one segment ends the next begins, on all channels at the same moments
def epoch_ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
