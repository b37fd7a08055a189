"""A notice: title and text in the sky over a low horizon, in the sea who says so. No art but a quiet ⓘ.

From far away title and text alone, where both can be read; else its first sentence, else the title.
"""

import re
from itertools import product
from typing import NamedTuple

import msgspec

from ..art import Art
from ..art.sign import draw_sign
from ..brief import Brief
from ..composition import Block, Composition
from ..frame import fitting_label, footer, footer_top, header, titled
from ..palettes import morning, palette
from ..text import Setting, Step
from .far import ONE_SENTENCE, compose_far
from .sky import line_height, zone

_TITLE: dict[str, list[Step]] = {
    "landscape": [(150, 1), (132, 2), (112, 2), (92, 3), (80, 3), (70, 4)],
    "portrait": [(150, 3), (124, 4), (104, 5), (88, 6), (76, 7), (66, 9)],
    "strip": [(124, 1), (96, 1), (80, 2), (68, 2), (60, 3)],
}
_TEXT: dict[str, list[Step]] = {
    "landscape": [(60, 4), (54, 5), (48, 7), (44, 8)],
    "portrait": [(76, 6), (66, 8), (58, 10), (50, 13), (44, 16)],
    "strip": [(48, 2), (42, 3), (38, 4), (36, 4)],
}
_GAP = {"landscape": 44.0, "portrait": 64.0, "strip": 10.0}
"""Between title and text, px."""

_AIR = {"landscape": 36.0, "portrait": 60.0, "strip": 0.0}
"""What stays free above and below them together, px."""

_ALONE = 1.3
"""How much larger the title is of a notice that has no text."""

_SIGN = {"landscape": 190.0, "portrait": 130.0}

_SENTENCE = re.compile(r".+?(?:[。！？][」』）]*|(?<=[^\W\d_]{5})[.!?](?=\s+[^\Wa-z\d]|\s*$))")
"""The first sentence of a text. A point after a word of few letters may be an abbreviation's (Dr., No.), so ends none."""


class _Attempt(NamedTuple):
    """Title and text in a column of this width, with the sign beside or under it or without."""

    width: float
    sign: bool


def compose_notice(brief: Brief) -> Composition:
    canvas, colours = brief.canvas, palette("notice")
    if canvas.is_far:
        return _far(brief)
    horizon = canvas.horizon(860, 1540, 436)
    label = fitting_label(brief, "notice", brief.label)
    blocks, art = _sky(brief, titled(brief, label, subtitle=False).title, horizon)
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=morning(colours),
        horizon=horizon,
        blocks=(*header(brief, "notice", label), *blocks, *_sea(brief, horizon)),
        art=art,
    )


def _far(brief: Brief) -> Composition:
    """As much of the text as stands in full under the title: all of it, its first sentence, or none."""
    colours = palette("notice")
    alone = compose_far(brief, "notice", colours)
    if not brief.text:
        return alone
    title, first = titled(brief, subtitle=False).title, _SENTENCE.match(brief.text)
    for text, findings in ((brief.text, ()), (first.group() if first else "", (ONE_SENTENCE,))):
        floor = zone(brief.canvas, alone.horizon)[1]
        blocks = _whole(_saying(brief, text), title, brief.canvas.text_width, floor)
        if text and blocks:
            head = header(brief, "notice", project=False)
            return msgspec.structs.replace(alone, blocks=(*head, *blocks), findings=findings)
    return alone


def _saying(brief: Brief, text: str) -> Brief:
    """The same with another text."""
    items = tuple(msgspec.structs.replace(item, text={brief.language: text}) for item in brief.items)
    return msgspec.structs.replace(brief, items=items)


def _sky(brief: Brief, title: str, horizon: float) -> tuple[list[Block], Art]:
    """With the sign if title and text stand in full beside it, else without; at worst shortened."""
    canvas = brief.canvas
    attempts = [_Attempt(canvas.text_width, sign=False)]
    if not canvas.strip:
        attempts.insert(0, _Attempt(canvas.text_width - (0 if canvas.portrait else 448), sign=True))
    for attempt in attempts:
        sign = _sign(brief, horizon) if attempt.sign else Art()
        floor = zone(canvas, horizon)[1] - (2 * _SIGN["portrait"] + 20 if attempt.sign and canvas.portrait else 0)
        blocks = _column(brief, title, attempt.width, floor)
        if not any(block.setting.shortened for block in blocks):
            return blocks, sign
    return blocks, sign


def _sign(brief: Brief, horizon: float) -> Art:
    canvas, radius = brief.canvas, _SIGN[brief.canvas.shape]
    y = horizon - radius - 60 if canvas.portrait else (zone(canvas, horizon)[0] + horizon) / 2
    return draw_sign(canvas.width - canvas.margin - radius, y, radius, palette("notice"))


def _column(brief: Brief, title: str, width: float, floor: float) -> list[Block]:
    """Title and text one under the other, both as large as they can be together; at worst the text is shortened."""
    return _whole(brief, title, width, floor) or _shortened(brief, title, width, floor)


def _whole(brief: Brief, words: str, width: float, floor: float) -> list[Block] | None:
    """Title and text in full, both as large as they can be together; None where there is no room for them."""
    titles, texts = _steps(brief)
    pairs = sorted(product(range(len(titles)), range(len(texts))), key=lambda pair: (sum(pair), pair))
    for title, text in pairs:
        head, body = (
            brief.setter("title").whole(words, width, titles[title]),
            brief.setter("text").whole(brief.text, width, texts[text]) if brief.text else None,
        )
        if head is None or (brief.text and body is None):
            continue
        blocks = _stack(brief, head, body)
        if blocks[-1].bottom + _AIR[brief.canvas.shape] <= floor:
            return _lowered(brief, blocks, floor)
    return None


def _shortened(brief: Brief, words: str, width: float, floor: float) -> list[Block]:
    """At the smallest steps, as much of the text as there is room for."""
    titles, texts = _steps(brief)
    title = brief.setter("title").fit(words, width, titles[-1:])
    size = texts[-1][0]
    room = floor - _stack(brief, title, None)[0].bottom - _GAP[brief.canvas.shape]
    step = (size, int(room / (size * _pitch(brief))))
    return _stack(brief, title, brief.setter("text").fit(brief.text, width, [step]) if brief.text and step[1] else None)


def _steps(brief: Brief) -> tuple[list[Step], list[Step]]:
    """Of title and text, for the reading size; a title without a text is larger."""
    canvas = brief.canvas
    grow = canvas.k * (1 if brief.text else _ALONE)
    titles = [(size * grow, most) for size, most in _TITLE[canvas.shape]]
    texts = [(size * canvas.k, most) for size, most in _TEXT[canvas.shape]]
    return titles, texts


def _stack(brief: Brief, title: Setting, text: Setting | None) -> list[Block]:
    """The title under the header, the text under it."""
    canvas = brief.canvas
    head = Block(
        name="title",
        setting=title,
        face=brief.face("title"),
        ground="sky",
        top=zone(canvas, 0)[0] + _AIR[canvas.shape] / 2,
        left=canvas.margin,
        line_height=line_height(brief),
    )
    if text is None:
        return [head]
    body = Block(
        name="summary",
        setting=text,
        face=brief.face("text"),
        ground="sky",
        top=head.bottom + _GAP[canvas.shape],
        left=canvas.margin,
        line_height=_pitch(brief),
    )
    return [head, body]


def _pitch(brief: Brief) -> float:
    return (1.4 if brief.canvas.strip else 1.54) if brief.cjk else 1.36


def _lowered(brief: Brief, blocks: list[Block], floor: float) -> list[Block]:
    """In the middle of the sky; in portrait, where it is high, they hang from the header."""
    part = 0.1 if brief.canvas.portrait else 0.5
    down = (floor - blocks[-1].bottom) * part
    return [msgspec.structs.replace(block, top=block.top + down) for block in blocks]


def _sea(brief: Brief, horizon: float) -> list[Block]:
    """Who says so, large; the project's address only under what the project itself says. Nobody named: the footer alone."""
    canvas, own = brief.canvas, not (brief.item and brief.item.department)
    if canvas.strip or not brief.department:
        return footer(brief, brief.department, address=own)
    size = (64 if canvas.portrait else 54) * canvas.k
    foot = footer(brief, "") if own else []
    top, bottom = horizon + 30, footer_top(canvas) - 10 if foot else canvas.height - canvas.footer_bottom
    steps = [(size, 3), (size * 0.84, 3), (canvas.smallest, 4)]
    steps = [(size, min(most, max(1, int((bottom - top) / (size * 1.3))))) for size, most in steps]
    setting = brief.setter("text").fit(brief.department, canvas.text_width, steps)
    said = Block(
        name="said",
        setting=setting,
        face=brief.face("text"),
        ground="sea",
        top=top + (bottom - top - setting.height(1.3)) * 0.5,
        left=canvas.margin,
        line_height=1.3,
    )
    return [said, *foot]
