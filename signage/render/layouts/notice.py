"""A notice: title and text in the sky over a low horizon, in the sea who says so. No art but a quiet ⓘ."""

from itertools import product
from typing import NamedTuple

import msgspec

from ...errors import RenderError
from ..art import Art
from ..art.sign import draw_sign
from ..brief import Brief
from ..composition import Block, Composition
from ..frame import footer, footer_top, header
from ..palettes import morning, palette
from ..text import Step
from .far import compose_far
from .sky import line_height, zone

_TITLE: dict[str, list[Step]] = {
    "landscape": [(150, 1), (132, 2), (112, 2), (92, 3), (80, 3), (70, 4)],
    "portrait": [(150, 3), (124, 4), (104, 5), (88, 6), (76, 7)],
    "strip": [(124, 1), (96, 1), (80, 2), (68, 2), (60, 3)],
}
_TEXT: dict[str, list[Step]] = {
    "landscape": [(60, 4), (54, 5), (48, 7), (44, 8)],
    "portrait": [(76, 6), (66, 8), (58, 10), (50, 13), (44, 16)],
    "strip": [(48, 2), (42, 3), (38, 4), (36, 4)],
}
_GAP = {"landscape": 44.0, "portrait": 64.0, "strip": 10.0}
"""Between title and text, px."""

_ALONE = 1.3
"""How much larger the title is of a notice that has no text."""

_SIGN = {"landscape": 190.0, "portrait": 130.0}


class _Attempt(NamedTuple):
    """Title and text in a column of this width, with the sign beside or under it or without."""

    width: float
    sign: bool


def compose_notice(brief: Brief) -> Composition:
    """Raises RenderError from far away, where there is room for the title only and the text would be missing."""
    canvas, colours = brief.canvas, palette("notice")
    if canvas.is_far and brief.text:
        raise RenderError("a notice with a text can't be read from so far away; it is left out there")
    if canvas.is_far:
        return compose_far(brief, "notice", colours)
    horizon = canvas.horizon(860, 1540, 436)
    blocks, art = _sky(brief, horizon)
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=morning(colours),
        horizon=horizon,
        blocks=(*header(brief, "notice", brief.label), *blocks, *_sea(brief, horizon)),
        art=art,
    )


def _sky(brief: Brief, horizon: float) -> tuple[list[Block], Art]:
    """With the sign if title and text stand in full beside it, else without; at worst shortened."""
    canvas = brief.canvas
    attempts = [_Attempt(canvas.text_width, sign=False)]
    if not canvas.strip:
        attempts.insert(0, _Attempt(canvas.text_width - (0 if canvas.portrait else 448), sign=True))
    for attempt in attempts:
        sign = _sign(brief, horizon) if attempt.sign else Art()
        floor = zone(canvas, horizon)[1] - (2 * _SIGN["portrait"] + 20 if attempt.sign and canvas.portrait else 0)
        blocks = _column(brief, attempt.width, floor)
        if not any(block.setting.shortened for block in blocks):
            return blocks, sign
    return blocks, sign


def _sign(brief: Brief, horizon: float) -> Art:
    canvas, radius = brief.canvas, _SIGN[brief.canvas.shape]
    y = horizon - radius - 60 if canvas.portrait else (zone(canvas, horizon)[0] + horizon) / 2
    return draw_sign(canvas.width - canvas.margin - radius, y, radius, palette("notice"))


def _column(brief: Brief, width: float, floor: float) -> list[Block]:
    """Title and text one under the other, both as large as they can be together; at worst the text is shortened."""
    titles, texts = _steps(brief)
    pairs = sorted(product(range(len(titles)), range(len(texts))), key=lambda pair: (sum(pair), pair))
    for title, text in pairs:
        head = _title(brief, width, titles[title])
        blocks = [head, *_text(brief, width, head.bottom, texts[text])]
        if blocks[-1].bottom <= floor and not any(block.setting.shortened for block in blocks):
            return _lowered(brief, blocks, floor)
    head = _title(brief, width, titles[-1])
    size, pitch = texts[-1][0], _pitch(brief)
    most = int((floor - head.bottom - _GAP[brief.canvas.shape]) / (size * pitch))
    return [head, *(_text(brief, width, head.bottom, (size, most)) if most >= 1 else [])]


def _steps(brief: Brief) -> tuple[list[Step], list[Step]]:
    """Of title and text, for the reading size; a title without a text is larger."""
    canvas = brief.canvas
    grow = canvas.k * (1 if brief.text else _ALONE)
    titles = [(size * grow, most) for size, most in _TITLE[canvas.shape]]
    texts = [(size * canvas.k, most) for size, most in _TEXT[canvas.shape]]
    return titles, texts


def _title(brief: Brief, width: float, step: Step) -> Block:
    canvas = brief.canvas
    return Block(
        name="title",
        setting=brief.setter("title").fit(brief.title.title, width, [step]),
        face=brief.face("title"),
        ground="sky",
        top=zone(canvas, 0)[0],
        left=canvas.margin,
        line_height=line_height(brief),
    )


def _text(brief: Brief, width: float, above: float, step: Step) -> list[Block]:
    if not brief.text:
        return []
    return [
        Block(
            name="summary",
            setting=brief.setter("text").fit(brief.text, width, [step]),
            face=brief.face("text"),
            ground="sky",
            top=above + _GAP[brief.canvas.shape],
            left=brief.canvas.margin,
            line_height=_pitch(brief),
        )
    ]


def _pitch(brief: Brief) -> float:
    return (1.4 if brief.canvas.strip else 1.54) if brief.cjk else 1.36


def _lowered(brief: Brief, blocks: list[Block], floor: float) -> list[Block]:
    """In the middle of the sky; in portrait, where it is high, they hang from the header."""
    part = 0.1 if brief.canvas.portrait else 0.5
    down = (floor - blocks[-1].bottom) * part
    return [msgspec.structs.replace(block, top=block.top + down) for block in blocks]


def _sea(brief: Brief, horizon: float) -> list[Block]:
    """Who says so, large; the project's address only under what the project itself says."""
    canvas, own = brief.canvas, not (brief.item and brief.item.department)
    if canvas.strip:
        return footer(brief, brief.department, address=own)
    size = (64 if canvas.portrait else 54) * canvas.k
    top = horizon + (60 if canvas.portrait else 44)
    room = footer_top(canvas) - top if own else canvas.height - canvas.footer_bottom - top
    steps = [(size, 3), (size * 0.84, 3), (canvas.smallest, 4)]
    steps = [(size, min(most, max(1, int(room / (size * 1.3))))) for size, most in steps]
    setting = brief.setter("text").fit(brief.department, canvas.text_width, steps)
    said = Block(
        name="said",
        setting=setting,
        face=brief.face("text"),
        ground="sea",
        top=top,
        left=canvas.margin,
        line_height=1.3,
    )
    return [said, *(footer(brief, "") if own else [])]
