"""What stands in the sea: a text at the largest step it holds, and who says so."""

from ..brief import Brief
from ..canvas import Canvas
from ..composition import Block
from ..frame import footer, footer_top
from ..text import Step

SUMMARY: dict[str, list[Step]] = {
    "landscape": [(84, 1), (64, 2), (58, 2), (52, 2), (46, 2), (42, 3), (38, 3)],
    "portrait": [(110, 2), (96, 3), (80, 4), (68, 5), (62, 6), (56, 7), (50, 8), (44, 9), (40, 10)],
}
"""Short words fill the sea: it would stand empty, most of all in portrait."""

_OF_TITLE = {"landscape": 0.6, "portrait": 0.75}
"""A text is never set larger than this part of its title."""

_ENOUGH = {"landscape": 52.0, "portrait": 56.0}
"""At this size, px, a text may stand under a title of any size."""


def sea(brief: Brief, horizon: float, title: float, gap: float | None = None) -> list[Block]:
    """What it is about, else the invitation; and who says it. On strips only who says it. `title` is the title's size.

    For a larger reading size the words come before who says them; what is then cut to one
    line is left out.
    """
    foot, text = footer(brief, brief.department), brief.text or brief.words(brief.brand.invitation)
    if brief.canvas.strip:
        return foot
    told = summary(brief, text, horizon, title, gap)
    if brief.canvas.k == 1 or (told and not told[0].setting.shortened):
        return [*told, *foot]
    alone = summary(brief, text, horizon, title, gap, foot=False)
    if alone and (len(alone[0].setting.lines) > 1 or not alone[0].setting.shortened):
        return alone
    return foot


def _lowered(canvas: Canvas, spare: float) -> float:
    """How much lower few words stand, so that the sea is not empty under them only."""
    most, part = (110.0, 0.4) if canvas.portrait else (48.0, 0.35)
    return min(most, max(0.0, spare) * part)


def summary(
    brief: Brief, text: str, horizon: float, title: float, gap: float | None = None, *, foot: bool = True
) -> list[Block]:
    """The text `gap` px under the horizon at the first step that the sea holds; none where not even a line fits."""
    canvas = brief.canvas
    top = horizon + (gap or (56 if canvas.portrait else 44))
    floor = footer_top(canvas) - 26 if foot else canvas.height - canvas.footer_bottom
    room = floor - top
    largest = max(_ENOUGH[canvas.shape] * canvas.k, title * _OF_TITLE[canvas.shape])
    pitch = 1.5 if brief.cjk else 1.4
    grown = [(size * canvas.k, most) for size, most in SUMMARY[canvas.shape]]
    steps = [(size, min(most, int(room / (size * pitch)))) for size, most in grown]
    steps = [step for step in steps if step[1] >= 1 and step[0] <= largest]
    if not text or not steps:
        return []
    setting = brief.setter("text").fit(text, canvas.text_width, steps)
    top += _lowered(canvas, room - setting.height(pitch))
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
