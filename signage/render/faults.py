"""What is wrong with a slide as it was laid out, by arithmetic alone: colours, places and lines. Pixels are for a browser to see."""

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

from ..domain.legibility import LEAST_CONTRAST, SAFE, UPSCALED, Finding, Measures
from .canvas import Box, Canvas
from .composition import Block, Composition
from .palettes import INK, SUN, WHITE, contrast
from .phrases import NOT_FIRST, NOT_LAST

STUB_EM = 2.0
"""A last line of no more than two letters is a stub (look.md §12)."""

_AIR = 0.1
"""Of a letter's square, what its ink leaves free above and below."""
_FIGURE_AIR = (0.2, 0.1)
"""Figures reach from the baseline to the height of a capital."""


class Ink(NamedTuple):
    """Where something of an element is to be seen, px on the canvas."""

    element: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Ink") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom


def faults(composition: Composition) -> tuple[Finding, ...]:
    """What people could not read first, then what only looks careless."""
    lines = [ink for block in composition.blocks for ink in _inks(block, composition.canvas)]
    return (
        *_contrasts(composition),
        *_outside(lines, composition.canvas),
        *_overlaps(lines, composition),
        *_small_picture(composition),
        *(finding for block in composition.blocks for finding in _broken(block)),
    )


def measures(composition: Composition) -> Measures:
    """What of it decides whether it can be read on a display."""
    canvas = composition.canvas
    told = [block for block in composition.blocks if block.name.startswith(("title", "subtitle", "summary"))]
    return Measures(
        width=canvas.width,
        height=canvas.height,
        letters=tuple((block.name, _smallest(block)) for block in composition.blocks),
        words="".join(line for block in told for line in block.setting.lines),
        qr=composition.qr.side if composition.qr else 0.0,
    )


def _smallest(block: Block) -> float:
    return block.setting.size * min((run.size for run in block.runs), default=1.0)


def _inks(block: Block, canvas: Canvas) -> Iterator[Ink]:
    """Of each line; a block that is placed from the right begins where its widest line does."""
    size, pitch = block.setting.size, block.setting.size * block.line_height
    begin = block.left if block.right is None else canvas.width - block.right - block.width
    above, below = _FIGURE_AIR if block.runs else (_AIR, _AIR)
    for index, width in enumerate(block.setting.widths):
        top = block.top + block.padding[0] + index * pitch + (pitch - size) / 2
        left = begin + block.padding[1]
        yield Ink(block.name, left, top + size * above, left + width * size, top + size * (1 - below))


def _contrasts(composition: Composition) -> Iterator[Finding]:
    """Each text against what it stands on, by the palette, which may be made of the brand's own colour (WCAG 1.4.3)."""
    for block in composition.blocks:
        ratio = contrast(*_colours(block, composition))
        if ratio < LEAST_CONTRAST:
            yield Finding("contrast", "wrong", block.name, f"{ratio:.1f}", f"{LEAST_CONTRAST:g}")


def _colours(block: Block, composition: Composition) -> tuple[str, str]:
    """Of its letters and its ground, as static/slide/slide.css gives them."""
    tone = composition.tone
    return {
        "sky": (tone.ink, tone.top),
        "list": (tone.ink, tone.top),
        "year": (tone.chip, tone.top),
        "sea": (tone.bottom_ink, tone.bottom),
        "chip": (tone.chip_ink, tone.chip),
        "plate": (tone.chip_ink, tone.chip),
        "row": (tone.chip_ink, tone.chip),
        "sun": (INK, SUN),
        "badge": (INK, SUN),
        "card": (INK, WHITE),
        "off": (INK, WHITE),
    }[block.ground]


def _outside(lines: list[Ink], canvas: Canvas) -> Iterator[Finding]:
    """Of each element the worst: off the screen, else nearer to its edge than SAFE of that side."""
    worst: dict[str, tuple[float, float]] = {}
    for ink in lines:
        for edge, side in (
            (ink.left, canvas.width),
            (canvas.width - ink.right, canvas.width),
            (ink.top, canvas.height),
            (canvas.height - ink.bottom, canvas.height),
        ):
            if edge < side * SAFE - 1 and edge < worst.get(ink.element, (side, side))[0]:
                worst[ink.element] = edge, side * SAFE
    for element, (edge, needed) in worst.items():
        if edge < 0:
            yield Finding("overflow", "wrong", element, f"{-edge:.0f}")
        else:
            yield Finding("safe-area", "note", element, f"{edge:.0f}", f"{needed:.0f}")


def _overlaps(lines: list[Ink], composition: Composition) -> Iterator[Finding]:
    """Each two elements once: texts with one another, and with what they must keep clear of."""
    solids = list(_solids(composition))
    on_card = {block.name for block in composition.blocks if block.ground == "card"}
    pairs = [*combinations(lines, 2), *((line, solid) for line in lines for solid in solids)]
    found = {
        (one.element, other.element)
        for one, other in pairs
        if one.element != other.element and one.meets(other) and not (other.element == "qr" and one.element in on_card)
    }
    yield from (Finding("overlap", "wrong", one, other) for one, other in sorted(found))


def _solids(composition: Composition) -> Iterator[Ink]:
    """What no text may stand on: the code's card, a picture, the mark, and the horizon, where two colours meet."""
    canvas, place = composition.canvas, composition.qr
    if place:
        box = Box(right=place.right, bottom=place.bottom, width=place.side, height=place.side + place.words)
        yield _placed("qr", box, canvas)
    if composition.picture:
        yield _placed("picture", composition.picture.box, canvas)
    if composition.logo:
        yield _placed("logo", composition.logo.box, canvas)
    yield Ink("horizon", 0.0, composition.horizon, canvas.width, composition.horizon)


def _placed(element: str, box: Box, canvas: Canvas) -> Ink:
    left, right = _span(box.left, box.right, box.width, canvas.width)
    top, bottom = _span(box.top, box.bottom, box.height, canvas.height)
    return Ink(element, left, top, right, bottom)


def _span(near: float | None, far: float | None, length: float | None, whole: float) -> tuple[float, float]:
    """Both ends of one side of a box that is placed by any two of its edges and its length."""
    if near is None:
        end = whole - (far or 0.0)
        return end - (length or 0.0), end
    return near, whole - far if far is not None else near + (length or 0.0)


def _small_picture(composition: Composition) -> Iterator[Finding]:
    place = composition.picture
    if place is None:
        return
    its, box = place.picture, _placed("picture", place.box, composition.canvas)
    sides = (box.right - box.left) / its.width, (box.bottom - box.top) / its.height
    scale = min(sides) if place.fits else max(sides)
    if scale > UPSCALED:
        yield Finding("picture-small", "note", "picture", f"{its.width}×{its.height}", f"{its.width * scale:.0f}")


def _broken(block: Block) -> Iterator[Finding]:
    """Lines that end or begin where none may, and a stub that is left over."""
    lines, widths = block.setting.lines, block.setting.widths
    if len(lines) < 2:
        return
    first = [line[0] for line in lines[1:] if line[:1] in NOT_FIRST]
    last = [line[-1] for line in lines[:-1] if line[-1:] in NOT_LAST]
    if wrong := [*first, *last]:
        yield Finding("kinsoku", "note", block.name, " ".join(wrong))
    if widths[-1] <= STUB_EM:
        yield Finding("widow", "note", block.name, lines[-1])
