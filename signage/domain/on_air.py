"""Every slide that screens have been given, read from the published tails: on which displays, for how long at least."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from .displays import Display, viewing_of
from .legibility import Examined, Finding, FindingCode, Viewing, judge
from .slots import FALLBACK_MS


class _Slide(msgspec.Struct):
    slide: str
    ms: int
    item: str | None = None
    items: tuple[str, ...] = ()


class _Tail(msgspec.Struct):
    """What is read of a tail; the rest of it, which is most, is passed over."""

    slides: list[_Slide]
    fallback: str


class SlideOnAir(msgspec.Struct, frozen=True):
    """A made slide (SHA-256) with the items it shows (none: the fallback), the shortest time it stands anywhere, and the
    ids of the displays that have it.
    """

    slide: str
    items: tuple[str, ...]
    ms: int
    displays: tuple[str, ...]


class Judged(msgspec.Struct, frozen=True):
    """What is found of a slide on some displays: those of one finding together, by its worst figure."""

    shown: SlideOnAir
    finding: Finding
    displays: tuple[str, ...]


def slides_on_air(tails: Mapping[str, bytes], channels: Mapping[str, str]) -> list[SlideOnAir]:
    """`tails` by channel, `channels` by display. In the order of their first display and place."""
    displays: dict[str, list[str]] = {}
    for display, channel in sorted(channels.items()):
        displays.setdefault(channel, []).append(display)
    found: dict[str, SlideOnAir] = {}
    for channel, its in displays.items():
        if channel in tails:
            for one in _slides(tails[channel]):
                known = found.get(one.slide)
                shown = SlideOnAir(one.slide, _items(one), one.ms, tuple(its))
                found[one.slide] = _both(known, shown) if known else shown
    return list(found.values())


def _slides(tail: bytes) -> Iterable[_Slide]:
    read = msgspec.json.decode(tail, type=_Tail)
    return (*read.slides, _Slide(read.fallback, FALLBACK_MS))


def _items(one: _Slide) -> tuple[str, ...]:
    return (one.item,) if one.item else one.items


def _both(one: SlideOnAir, other: SlideOnAir) -> SlideOnAir:
    displays = tuple(dict.fromkeys((*one.displays, *other.displays)))
    return msgspec.structs.replace(one, ms=min(one.ms, other.ms), displays=displays)


def judge_on_air(
    shown: Iterable[SlideOnAir], examined: Mapping[str, Examined], displays: Mapping[str, Display]
) -> list[Judged]:
    """What is found of every slide on its displays; one that was never examined (by an older server) is passed over."""
    viewings = {id: viewing_of(display) for id, display in displays.items()}
    return [
        one for slide in shown if slide.slide in examined for one in _judged(slide, examined[slide.slide], viewings)
    ]


def _judged(shown: SlideOnAir, examined: Examined, viewings: Mapping[str, Viewing]) -> list[Judged]:
    here = [id for id in shown.displays if id in viewings]
    own = [Judged(shown, finding, tuple(here)) for finding in examined.findings]
    by_viewing = {
        viewing: judge(examined.measures, viewing, shown.ms / 1000) for viewing in {viewings[id] for id in here}
    }
    worst: dict[tuple[str, str], tuple[Finding, list[str]]] = {}
    for id in here:
        for finding in by_viewing[viewings[id]]:
            known, its = worst.setdefault((finding.code, finding.mark), (finding, []))
            its.append(id)
            if float(finding.given) < float(known.given):
                worst[finding.code, finding.mark] = finding, its
    return [*own, *(Judged(shown, finding, tuple(its)) for finding, its in worst.values())]


class Unreadable(NamedTuple):
    """What people can't read of an item, of several slides together: each finding once, on whichever displays."""

    item: str
    findings: tuple[Finding, ...]
    displays: tuple[str, ...]


def unreadable_of(judged: Iterable[Judged], accepted: Mapping[str, frozenset[str]]) -> tuple[Unreadable, ...]:
    """By item, those on the most displays first, without the codes that somebody has `accepted` of it."""
    found: dict[str, tuple[dict[Finding, None], dict[str, None]]] = {}
    for one in judged:
        item = whose(one)
        if item and one.finding.mark == "wrong" and one.finding.code not in accepted.get(item, frozenset()):
            findings, displays = found.setdefault(item, ({}, {}))
            findings[one.finding] = None
            displays |= dict.fromkeys(one.displays)
    rows = (Unreadable(item, tuple(findings), tuple(its)) for item, (findings, its) in found.items())
    return tuple(sorted(rows, key=lambda one: (-len(one.displays), one.item)))


OF_THE_DISPLAY: frozenset[FindingCode] = frozenset({"qr-small", "type-small"})
"""What comes from how large a display is and how far people stand: many slides have it there together."""


def together(found: Iterable[Unreadable]) -> list[tuple[Unreadable, ...]]:
    """Those that are unreadable for the same reason of their displays' own as one; each of the others by itself."""
    groups: dict[object, list[Unreadable]] = {}
    for one in found:
        codes = frozenset(finding.code for finding in one.findings)
        groups.setdefault(codes if codes <= OF_THE_DISPLAY else one.item, []).append(one)
    return [tuple(its) for its in groups.values()]


def whose(one: Judged) -> str:
    """The item that a finding is about: in a list the one in whose row it is (title2), else the first; none of the fallback."""
    items, element = one.shown.items, one.finding.element
    row = int(element[-1]) if len(items) > 1 and element[-1:].isdigit() else 0
    return items[min(row, len(items) - 1)] if items else ""
