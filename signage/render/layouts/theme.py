"""A theme of the project: its name on the deep sea, its motif tall by daybreak, one sentence in the sea."""

from ..brief import Brief
from ..canvas import Canvas
from ..composition import Composition
from ..frame import header
from ..palettes import by_daybreak, daybreak
from ..text import Step
from .far import compose_far
from .sea import sea
from .sky import Plan, compose_sky, ground_of, larger, motif, roomy

_BESIDE: list[Step] = [(176, 1), (164, 2), (140, 3), (112, 4)]
_OVER: list[Step] = [(176, 1), (150, 2), (124, 3), (104, 4)]
_WIDE: list[Step] = [(128, 3), (108, 3), (92, 4), (78, 5)]
_PORTRAIT: list[Step] = [(164, 2), (142, 3), (130, 3), (116, 4), (100, 5), (84, 6), (72, 8)]
_STRIP: list[Step] = [(150, 1), (124, 2), (104, 2), (92, 2), (84, 3), (72, 3)]

_SCALE = {"landscape": 1.1, "portrait": 1.4, "strip": 1.1}
"""How much larger the motif is than beside news: here it is what the slide is about."""


def compose_theme(brief: Brief) -> Composition:
    canvas, colours = brief.canvas, brief.colours()
    tone = daybreak(colours)
    if canvas.is_far:
        return compose_far(brief, "theme", colours, tone)
    horizon = canvas.horizon(720, 1250, 436)
    form = motif(by_daybreak(colours), _SCALE[canvas.shape])
    sky = compose_sky(brief, _plans(canvas), ground_of(canvas, horizon), form)
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=tone,
        horizon=horizon,
        blocks=(*header(brief, "theme"), *sky.blocks, *sea(brief, horizon, sky.blocks[0].setting.size)),
        art=sky.art,
    )


def _plans(canvas: Canvas) -> list[Plan]:
    """The name beside the tall motif, else over it, else over its low form."""
    wide, k = canvas.text_width, canvas.k
    if canvas.portrait:
        steps = larger(_PORTRAIT, k)
        return [Plan(wide, steps, "tall", (0.08, 0.0)), Plan(wide, steps, "low", (0.42, 0.2)), Plan(wide, steps)]
    if canvas.strip:
        steps = larger(_STRIP, k)
        beside = [Plan(canvas.width - 590, steps, art, (0.5, 0.2, 0.0)) for art in ("tall", "low")]
        return [*beside, Plan(wide, steps)]
    return [
        Plan(canvas.width - 790, roomy(_BESIDE, canvas), "tall", (0.5, 0.3, 0.1)),
        Plan(canvas.width - 920, roomy(_OVER, canvas), "tall", (0.3, 0.1, 0.0)),
        Plan(canvas.width - 790, roomy(_OVER, canvas), "low", (0.5, 0.3, 0.1)),
        Plan(wide, roomy(_WIDE, canvas), "low", (0.5, 0.3, 0.1)),
        Plan(wide, roomy(_WIDE, canvas)),
    ]
