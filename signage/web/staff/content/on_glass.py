"""On how many displays each item stands within the coming days, and its slide there: out of the manifests in force."""

import asyncio
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from aiohttp import web

from ....domain.catalogue import Catalogue
from ....store.manifests import InForce
from ...desk import DESK
from ..pictures import size_of


class Shown(NamedTuple):
    """`displays` that have it in their manifest; one of its slides, landscape where there is one, and that slide's size."""

    displays: int
    slide: str
    size: str


class _Slot(msgspec.Struct):
    slide: str
    item: str | None = None
    items: tuple[str, ...] = ()


class _Tail(msgspec.Struct):
    slides: list[_Slot]


_Kept = tuple[InForce, Mapping[str, Shown]]
KEPT = web.AppKey("on_glass", dict[str, _Kept])


async def on_glass(request: web.Request, catalogue: Catalogue) -> Mapping[str, Shown]:
    """By item; worked out once for each publication."""
    kept, in_force = request.app[KEPT], request.app[DESK].manifests.in_force
    found = kept.get("last")
    if found is None or found[0] is not in_force:
        found = kept["last"] = (in_force, await asyncio.to_thread(_shown, in_force, catalogue))
    return found[1]


def _shown(in_force: InForce, catalogue: Catalogue) -> dict[str, Shown]:
    displays = Counter(head.channel for head in in_force.heads.values())
    sizes = {
        head.channel: size_of(catalogue.displays[id]) for id, head in in_force.heads.items() if id in catalogue.displays
    }
    by_tail: dict[str, dict[str, str]] = {}
    found: dict[str, Shown] = {}
    for channel, (sha256, tail) in in_force.tails.items():
        if sha256 not in by_tail:
            by_tail[sha256] = _slides_of(tail)
        for item, slide in by_tail[sha256].items():
            found[item] = _with(found.get(item), displays[channel], slide, sizes.get(channel, "1920x1080"))
    return found


def _slides_of(tail: bytes) -> dict[str, str]:
    """A slide of each item; its own before one that it shares with others."""
    slots = msgspec.json.decode(tail, type=_Tail).slides
    shared = {item: slot.slide for slot in slots for item in slot.items}
    return shared | {slot.item: slot.slide for slot in reversed(slots) if slot.item}


def _with(before: Shown | None, displays: int, slide: str, size: str) -> Shown:
    if before is None:
        return Shown(displays, slide, size)
    better = size == "1920x1080" and before.size != size
    return Shown(before.displays + displays, *((slide, size) if better else before[1:]))
