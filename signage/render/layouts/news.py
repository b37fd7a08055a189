"""News: the title in the sky beside its theme's art, a sentence or two and who says it in the sea."""

from ..brief import Brief
from ..canvas import Canvas
from ..composition import Block, Composition
from ..frame import footer, footer_top, header
from ..palettes import morning
from ..text import Step
from .far import compose_far
from .sky import Plan, compose_sky, ground_of, larger

_BESIDE: list[Step] = [(196, 1), (150, 2), (122, 3), (102, 4)]
_ABOVE: list[Step] = [(128, 2), (108, 3), (92, 4), (78, 5)]
_PORTRAIT: list[Step] = [(170, 1), (150, 2), (128, 3), (108, 4), (90, 6), (74, 8)]
_STRIP: list[Step] = [(140, 1), (122, 2), (104, 2), (92, 2), (84, 2)]
_STRIP_WIDE: list[Step] = [(86, 3), (76, 3), (70, 3), (64, 4)]

_SUMMARY: dict[str, list[Step]] = {
    "landscape": [(52, 2), (46, 2), (42, 3)],
    "portrait": [(80, 3), (68, 4), (62, 5), (56, 6), (50, 7)],
}
"""Portrait has room for large words in its sea: short ones fill it."""


def compose_news(brief: Brief) -> Composition:
    canvas = brief.canvas
    if canvas.is_far:
        return compose_far(brief, "news", brief.colours())
    colours, horizon = brief.colours(), canvas.horizon(720, 1180, 436)
    sky = compose_sky(brief, _plans(canvas), ground_of(canvas, horizon), colours)
    blocks = [*header(brief, "news", brief.label), *sky.blocks, *_sea(brief, horizon)]
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=morning(colours),
        horizon=horizon,
        blocks=tuple(blocks),
        art=sky.art,
    )


def _plans(canvas: Canvas) -> list[Plan]:
    """The tide rule: a short title beside tall art, a longer one over a low band, the longest alone."""
    wide, k = canvas.text_width, canvas.k
    if canvas.portrait:
        steps = larger(_PORTRAIT, k)
        return [
            Plan(wide, steps[:4], "tall", (0.06, 0.0)),
            Plan(wide, steps, "low", (0.42, 0.2)),
            Plan(wide, steps, heights=(0.42,)),
        ]
    if canvas.strip:
        steps = larger(_STRIP, k)
        beside = [Plan(canvas.width - 590, steps, art, (0.5, 0.2, 0.0)) for art in ("tall", "low")]
        return [*beside, Plan(wide, larger(_STRIP_WIDE, k))]
    return [
        Plan(canvas.width - 790, larger(_BESIDE, k), "tall", (0.5, 0.3, 0.1)),
        Plan(canvas.width - 790, larger(_BESIDE[1:], k), "low"),
        Plan(wide, larger(_ABOVE, k), "low", (0.5, 0.3, 0.1)),
        Plan(wide, larger(_ABOVE, k)),
    ]


def _sea(brief: Brief, horizon: float) -> list[Block]:
    """What it is about, else the invitation; and who says it."""
    foot = footer(brief, brief.department)
    if brief.canvas.strip:
        return foot
    return [*summary(brief, brief.text or brief.words(brief.brand.invitation), horizon), *foot]


def summary(brief: Brief, text: str, horizon: float) -> list[Block]:
    """The text under the horizon at the first step that the sea holds; none where not even two lines fit."""
    canvas = brief.canvas
    top = horizon + (56 if canvas.portrait else 44)
    room = footer_top(canvas) - 16 - top
    pitch = 1.5 if brief.cjk else 1.4
    grown = [(size * canvas.k, most) for size, most in _SUMMARY[canvas.shape]]
    steps = [(size, min(most, int(room / (size * pitch)))) for size, most in grown]
    steps = [step for step in steps if step[1] >= 1]
    if not text or not steps:
        return []
    setting = brief.setter("text").fit(text, canvas.text_width, steps)
    return [
        Block(
            name="summary",
            setting=setting,
            face=brief.face("text"),
            ground="sea",
            top=top,
            left=canvas.margin,
            line_height=pitch,
        )
    ]
