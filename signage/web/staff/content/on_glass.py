"""On how many displays each item stands within the coming days, and its slide there: out of the manifests in force."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from aiohttp import web

from ....domain.catalogue import Catalogue
from ....store.manifests import InForce
from ...desk import DESK
from ..pictures import size_of

Slides = Sequence[tuple[int, str]]
"""(until when at the latest, epoch ms; slide), in the order of these moments: an event has another each day."""


class Shown(NamedTuple):
    """`displays` that have it in their manifest; its `slides` on one of them, landscape where there is one, and their size."""

    displays: int
    slides: Slides
    size: str

    def slide_at(self, now: datetime) -> str:
        """The one that is on or next, else the last."""
        at = round(now.timestamp() * 1000)
        return next((slide for until, slide in self.slides if until > at), self.slides[-1][1])


class _Slot(msgspec.Struct):
    slide: str
    item: str | None = None
    items: tuple[str, ...] = ()


class _Loop(msgspec.Struct):
    order: list[int]


class _Segment(msgspec.Struct):
    until: int
    loop: str | None = None


class _Tail(msgspec.Struct):
    slides: list[_Slot]
    loops: dict[str, _Loop]
    segments: list[_Segment]


_Kept = tuple[InForce, Mapping[str, Shown]]
KEPT = web.AppKey("on_glass", dict[str, _Kept])


async def on_glass(request: web.Request, catalogue: Catalogue) -> Mapping[str, Shown]:
    """By item; worked out once for each publication."""
    kept, in_force = request.app[KEPT], request.app[DESK].manifests.in_force
    found = kept.get("last")
    if found is None or found[0] is not in_force:
        found = kept["last"] = (in_force, await asyncio.to_thread(shown_in, in_force, catalogue))
    return found[1]


def shown_in(in_force: InForce, catalogue: Catalogue) -> dict[str, Shown]:
    displays = Counter(head.channel for head in in_force.heads.values())
    sizes = {
        head.channel: size_of(catalogue.displays[id]) for id, head in in_force.heads.items() if id in catalogue.displays
    }
    by_tail: dict[str, Mapping[str, Slides]] = {}
    found: dict[str, Shown] = {}
    for channel, (sha256, tail) in in_force.tails.items():
        if sha256 not in by_tail:
            by_tail[sha256] = _slides_of(tail)
        for item, slides in by_tail[sha256].items():
            found[item] = _with(found.get(item), displays[channel], slides, sizes.get(channel, "1920x1080"))
    return found


def _slides_of(tail: bytes) -> Mapping[str, Slides]:
    """The slides of each item; its own before those that it shares with others."""
    read = msgspec.json.decode(tail, type=_Tail)
    loop_ends = {segment.loop: segment.until for segment in read.segments if segment.loop}
    ends: dict[int, int] = {}
    for name, until in loop_ends.items():
        ends |= {number: max(until, ends.get(number, 0)) for number in read.loops[name].order}
    own: dict[str, list[tuple[int, str]]] = {}
    shared: dict[str, list[tuple[int, str]]] = {}
    for number, until in sorted(ends.items(), key=lambda one: (one[1], one[0])):
        slot = read.slides[number]
        if slot.item:
            own.setdefault(slot.item, []).append((until, slot.slide))
        for item in slot.items:
            shared.setdefault(item, []).append((until, slot.slide))
    return shared | own


def _with(before: Shown | None, displays: int, slides: Slides, size: str) -> Shown:
    if before is None:
        return Shown(displays, slides, size)
    better = size == "1920x1080" and before.size != size
    return Shown(before.displays + displays, *((slides, size) if better else before[1:]))
