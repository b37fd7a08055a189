"""A loop as it is drawn: lines of slides at a fixed scale, and each section's part of it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from ....domain.playlists import Section
from ....domain.rehearsal import LoopAt
from ....domain.slots import Loop, SlideKey, Slot
from ....words import Words

PX_A_SECOND = 8.9
LINE_PX = 1256
"""A line of the widest page; narrower ones are scrolled sideways in their own box."""
LEAST_LEFT_PX = 12
PICTURES = 36
"""So many places of a loop have their picture; a longer one is told by letters and seconds from there on."""
THUMBNAILS = 4
"""Of a section's items."""


class Shown(NamedTuple):
    """A slide by where it can be seen; `says` what is on it. Without a path there is no picture of it."""

    path: str
    says: Words


class PlaceInLoop(NamedTuple):
    """`px` is its width, `letter` its section's; `begins_ms` counts from the loop's beginning."""

    slide: Shown
    letter: str
    begins_ms: int
    ms: int
    px: int
    is_on: bool


class Line(NamedTuple):
    begins_ms: int
    places: list[PlaceInLoop]


class Part(NamedTuple):
    """A section and its part of the loop: `share` in percent, `strip` its places as (x, width) in percent, `items` those it
    has at this moment.
    """

    number: int
    letter: str
    section: Section
    slides: list[Shown]
    items: int
    slots: int
    ms: int
    share: int
    strip: list[tuple[float, float]]


class Drawn(NamedTuple):
    """All of a loop. `widths` are those of its places, for the style sheet."""

    ms: int
    slots: int
    lines: list[Line]
    parts: list[Part]
    widths: tuple[int, ...]


def letter_of(number: int) -> str:
    """A … Z, AA, AB …"""
    first, last = divmod(number, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)


def length_ms(loop: Loop) -> int:
    return sum(slot.ms for slot in loop)


def now_in(at: LoopAt, now: datetime) -> int | None:
    """Which place of the loop is on, as long as the loop runs."""
    whole = length_ms(at.loop)
    if at.anchor_at is None or not whole:
        return None
    passed = round((now - at.anchor_at).total_seconds() * 1000) % whole
    for number, slot in enumerate(at.loop):
        passed -= slot.ms
        if passed < 0:
            return number
    return None


def drawn(at: LoopAt, sections: Sequence[Section], show: Callable[[SlideKey], Shown], on: int | None) -> Drawn:
    """`show` tells where a slide can be seen; `on` is the place that is on now."""
    owners = _owners(at.items)
    letters = [letter_of(owners.get(_first(slot), 0)) for slot in at.loop]
    places = list(_places(at.loop, letters, show, on))
    return Drawn(
        length_ms(at.loop),
        len(at.loop),
        _lines(places),
        [_part(number, section, at, owners, show) for number, section in enumerate(sections)],
        tuple(sorted({place.px for place in places})),
    )


def _owners(items: Iterable[Sequence[str]]) -> dict[str, int]:
    """The section, by number, that shows an item."""
    found: dict[str, int] = {}
    for number, its in enumerate(items):
        for item in its:
            found.setdefault(item, number)
    return found


def _first(slot: Slot) -> str:
    return slot.key.items[0] if slot.key.items else ""


def _places(
    loop: Loop, letters: Sequence[str], show: Callable[[SlideKey], Shown], on: int | None
) -> Iterable[PlaceInLoop]:
    begins = 0
    for number, (slot, letter) in enumerate(zip(loop, letters, strict=True)):
        shown = show(slot.key)
        slide = shown if number < PICTURES else shown._replace(path="")
        px = max(18, round(slot.ms * PX_A_SECOND / 1000))
        yield PlaceInLoop(slide, letter, begins, slot.ms, px, number == on)
        begins += slot.ms


def _lines(places: Sequence[PlaceInLoop]) -> list[Line]:
    lines: list[Line] = []
    left = 0
    for place in places:
        if not lines or place.px > left or left <= LEAST_LEFT_PX:
            lines.append(Line(place.begins_ms, []))
            left = LINE_PX
        lines[-1].places.append(place)
        left -= place.px
    return lines


def _part(
    number: int, section: Section, at: LoopAt, owners: Mapping[str, int], show: Callable[[SlideKey], Shown]
) -> Part:
    whole, begins, ms, slots = length_ms(at.loop), 0, 0, 0
    strip: list[tuple[float, float]] = []
    keys: dict[tuple[str, ...], SlideKey] = {}
    for slot in at.loop:
        if owners.get(_first(slot)) == number:
            strip.append((round(100 * begins / whole, 3), round(100 * slot.ms / whole, 3)))
            keys.setdefault(slot.key.items, slot.key)
            ms, slots = ms + slot.ms, slots + 1
        begins += slot.ms
    pictures = [show(key) for key in list(keys.values())[:THUMBNAILS]]
    count = sum(1 for owner in owners.values() if owner == number)
    share = round(100 * ms / whole) if whole else 0
    return Part(number, letter_of(number), section, pictures, count, slots, ms, share, strip)


def width_rules(widths: Iterable[int]) -> str:
    """Style sheet of places' widths: an inline style would be against the page's policy."""
    return "".join(f".px-{px}{{width:{px}px}}\n" for px in widths)
