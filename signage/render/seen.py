"""What a slide is found to be once a browser has drawn it: its texts where they really stand, and what is wrong with that."""

from collections.abc import Iterator
from itertools import combinations

import msgspec

from ..domain.legibility import SAFE, Finding, Measures

Edges = tuple[float, float, float, float]
"""Left, top, right and bottom, px of the glass."""

LEADING = 0.1
"""What a line's box has over its letters, above and below, in em: so far two boxes may lap over one another."""

HANGS = 0.15
"""A line that begins with a bracket hangs out to the left by as much, in em (look.md §3)."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line of text, of a line in several sizes each part: `element` is the id it stands under, `size` its type size, `box`
    where it stands, `seen` the part of its box that nothing cuts off. px.
    """

    element: str
    text: str
    size: float
    box: Edges
    seen: Edges

    @property
    def letters(self) -> Edges:
        """The box without what it has over its letters."""
        left, top, right, bottom = self.box
        return left, top + self.size * LEADING, right, bottom - self.size * LEADING


class Shown(msgspec.Struct, frozen=True):
    """A picture or film where it stands; `drawn` is how many pixels it has itself."""

    element: str
    box: Edges
    drawn: tuple[int, int]


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A slide on a glass of `width` × `height` px. `code` is where its QR code stands, `horizon` its progress line, `movers`
    what may change by itself, `lost` the typefaces that did not come.
    """

    width: float
    height: float
    lines: tuple[Line, ...]
    pictures: tuple[Shown, ...] = ()
    code: Edges | None = None
    horizon: Edges | None = None
    movers: tuple[Edges, ...] = ()
    lost: tuple[str, ...] = ()


def faults_of(seen: Seen) -> list[Finding]:
    """What is cut off, off the glass, too near its edge, or on top of something else; each element told of once a fault."""
    found = [*_cut(seen), *_astray(seen), *_overlaps(seen)]
    found += [Finding("not-drawn", "wrong", given=f"“{face}” did not load") for face in dict.fromkeys(seen.lost)]
    return list({(one.code, one.element, one.given if one.code == "overlap" else ""): one for one in found}.values())


def measures_of(seen: Seen) -> Measures:
    """What domain/legibility judges, as it really stands; of words it says nothing."""
    smallest: dict[str, float] = {}
    for line in seen.lines:
        smallest[line.element] = min(line.size, smallest.get(line.element, line.size))
    side = seen.code[2] - seen.code[0] if seen.code else 0.0
    return Measures(seen.width, seen.height, tuple(smallest.items()), qr=side)


def _cut(seen: Seen) -> Iterator[Finding]:
    for line in seen.lines:
        its, left_over = line.letters, line.seen
        if any(_beyond(its, left_over, 1.5)):
            yield Finding("cut", "wrong", line.element, line.text)


def _astray(seen: Seen) -> Iterator[Finding]:
    """Off the glass, else where a frame may cover it."""
    glass = (0.0, 0.0, seen.width, seen.height)
    margin = (seen.width * SAFE, seen.height * SAFE)
    for line in seen.lines:
        left, top, right, bottom = line.letters
        out = max(_beyond((left, top, right, bottom), glass, 1.0))
        near = min(
            (left + line.size * HANGS, margin[0]),
            (seen.width - right, margin[0]),
            (top, margin[1]),
            (seen.height - bottom, margin[1]),
            key=lambda pair: pair[0] - pair[1],
        )
        if out:
            yield Finding("overflow", "wrong", line.element, f"{out:.0f}")
        elif near[0] < near[1] - 1:
            yield Finding("safe-area", "wrong", line.element, f"{near[0]:.0f}", f"{near[1]:.0f}")


def _beyond(inner: Edges, outer: Edges, ease: float) -> tuple[float, ...]:
    """By how much each edge lies outside; nothing under `ease`, px."""
    by = (outer[0] - inner[0], outer[1] - inner[1], inner[2] - outer[2], inner[3] - outer[3])
    return tuple(one if one > ease else 0.0 for one in by)


def _overlaps(seen: Seen) -> Iterator[Finding]:
    for one, other in combinations(seen.lines, 2):
        if one.element != other.element and _lap(one.letters, other.letters):
            yield Finding("overlap", "wrong", one.element, other.element)
    for line in seen.lines:
        things = [(picture.element, picture.box) for picture in seen.pictures]
        things += [("qr", seen.code)] if seen.code else []
        things += [("line", seen.horizon)] if seen.horizon else []
        for element, box in things:
            if _lap(line.letters, box):
                yield Finding("overlap", "wrong", line.element, element)


def _lap(one: Edges, other: Edges) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
