"""What stands in the sea: a text at the largest step it holds, and who says so."""

from ..brief import Brief
from ..composition import Block
from ..frame import footer, footer_top
from ..text import Step

SUMMARY: dict[str, list[Step]] = {
    "landscape": [(64, 1), (52, 2), (46, 2), (42, 3)],
    "portrait": [(96, 2), (80, 3), (68, 4), (62, 5), (56, 6), (50, 7)],
}
"""Portrait has room for large words in its sea: short ones fill it."""


def sea(brief: Brief, horizon: float, gap: float | None = None) -> list[Block]:
    """What it is about, else the invitation; and who says it. On strips only who says it."""
    foot = footer(brief, brief.department)
    if brief.canvas.strip:
        return foot
    return [*summary(brief, brief.text or brief.words(brief.brand.invitation), horizon, gap), *foot]


def summary(brief: Brief, text: str, horizon: float, gap: float | None = None) -> list[Block]:
    """The text `gap` px under the horizon at the first step that the sea holds; none where not even a line fits."""
    canvas = brief.canvas
    top = horizon + (gap or (56 if canvas.portrait else 44))
    room = footer_top(canvas) - 16 - top
    pitch = 1.5 if brief.cjk else 1.4
    grown = [(size * canvas.k, most) for size, most in SUMMARY[canvas.shape]]
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
