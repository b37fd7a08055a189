"""A voice: what somebody wrote into the survey, quoted, over who they are as they agreed to be called.

In the sea stands the question that it answers. With a QR code it leads to where others are asked the same.
"""

import msgspec

from ..brief import Brief
from ..canvas import Canvas
from ..composition import Composition
from ..frame import header
from ..palettes import morning
from ..text import Step
from ..wording import ANSWER, ANSWERS, own_words
from .coded import NEWS, compose_coded
from .far import compose_far
from .sea import sea
from .sky import Plan, compose_sky, ground_of, larger, motif, roomy

_BESIDE: list[Step] = [(150, 2), (122, 3), (104, 4)]
_ABOVE: list[Step] = [(128, 2), (108, 3), (92, 4), (80, 5), (70, 6), (62, 7), (56, 7)]
_PORTRAIT: list[Step] = [(136, 2), (124, 4), (108, 5), (92, 7), (80, 8), (70, 10), (62, 12), (56, 13)]
_STRIP: list[Step] = [(122, 1), (104, 2), (86, 3), (76, 3), (66, 4), (56, 5), (50, 5)]

_CODED = msgspec.structs.replace(
    NEWS,
    titles={
        "landscape": [(108, 3), (92, 4), (80, 5), (70, 6), (60, 7), (54, 8)],
        "portrait": [(124, 4), (104, 5), (88, 7), (74, 8), (64, 9), (56, 11)],
    },
)
"""Voices are longer than headlines, and none is cut: smaller steps, with more lines."""


def compose_voice(brief: Brief) -> Composition:
    canvas, colours = brief.canvas, brief.colours("citizen")
    if canvas.is_far:
        return compose_far(brief, "voice", colours)
    brief = _answering(brief)
    label = brief.words(brief.brand.themes[brief.theme].name) if brief.theme else ""
    if brief.qr and brief.code and not canvas.strip:
        return compose_coded(brief, "voice", _CODED, morning(colours), colours, label=label)
    horizon = canvas.horizon(760, 1300, 436)
    sky = compose_sky(brief, _plans(canvas), ground_of(canvas, horizon), motif(colours))
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=morning(colours),
        horizon=horizon,
        blocks=(*header(brief, "voice", label), *sky.blocks, *sea(brief, horizon, sky.blocks[0].setting.size)),
        art=sky.art,
    )


def _answering(brief: Brief) -> Brief:
    """With what it answers in words: the question, or that it came by the survey."""
    says = own_words(ANSWERS, brief.language).format(brief.text) if brief.text else own_words(ANSWER, brief.language)
    items = tuple(msgspec.structs.replace(item, text={brief.language: says}) for item in brief.items)
    return msgspec.structs.replace(brief, items=items)


def _plans(canvas: Canvas) -> list[Plan]:
    """A short voice beside tall art, a longer one over a low band, the longest alone."""
    wide, k = canvas.text_width, canvas.k
    if canvas.portrait:
        steps = larger(_PORTRAIT, k)
        return [
            Plan(wide, steps[:4], "tall", (0.06, 0.0)),
            Plan(wide, steps, "low", (0.42, 0.2)),
            Plan(wide, steps, heights=(0.42, 0.1)),
        ]
    if canvas.strip:
        steps = larger(_STRIP, k)
        return [Plan(canvas.width - 590, steps[:2], "low", (0.5, 0.2)), Plan(wide, steps)]
    return [
        Plan(canvas.width - 790, roomy(_BESIDE, canvas), "tall", (0.4, 0.2)),
        Plan(wide, roomy(_ABOVE, canvas), "low", (0.45, 0.25, 0.1)),
        Plan(wide, roomy(_ABOVE, canvas), heights=(0.45, 0.1)),
    ]
