"""The far layout: chip and title only, for screens read from so far away that nothing else could be (k ≥ 1.8)."""

from ...domain.legibility import Finding
from ...domain.workflow import SOURCE
from ..brief import Brief
from ..composition import Composition
from ..frame import header, titled
from ..palettes import Palette, Tone, morning
from ..text import Step
from .sky import Plan, compose_sky, ground_of, motif

_SIZES: dict[str, list[Step]] = {
    "landscape": [(280, 1), (240, 2), (210, 3), (180, 4), (156, 5), (132, 6), (116, 7), (104, 8), (92, 9), (80, 10)],
    "portrait": [(250, 3), (220, 4), (190, 5), (166, 7), (146, 8), (130, 9), (116, 11), (104, 12), (92, 14), (80, 16)],
    "strip": [(200, 1), (150, 2), (130, 2), (116, 3), (96, 3), (80, 4)],
}

UNTOLD = Finding("text-left-out", "note", "summary")
ONE_SENTENCE = Finding("text-first-sentence", "note", "summary")


def far_steps(brief: Brief, room: float) -> list[Step]:
    """Steps no smaller than the reading size that `room` px of height hold; at least one."""
    least = brief.canvas.smallest
    sizes = [size for size in _SIZES[brief.canvas.shape] if size[0] > least] + [(least, 99)]
    steps = [(size, min(most, int(room / (size * 1.28)))) for size, most in sizes]
    return [step for step in steps if step[1] >= 1] or [(least, 1)]


def untold(brief: Brief) -> tuple[Finding, ...]:
    """That the text is left out, to those who wrote it; of what a source gives only of a notice, which lives by it."""
    item = brief.item
    return (UNTOLD,) if item and brief.text and (item.source == SOURCE or item.kind == "notice") else ()


def compose_far(
    brief: Brief, kind: str, colours: Palette, tone: Tone | None = None, label: str = "", sea: float = 0.0
) -> Composition:
    """Chip and title, in which its date and series stay; `label` stands beside the chip where without it the title would not
    be understood (a year), `sea` is how much room a line under the horizon needs, px.
    """
    canvas = brief.canvas
    horizon = min(canvas.horizon(984, 1760, 500), canvas.height - sea)
    ground = ground_of(canvas, horizon)
    room = horizon - canvas.header_top - 75 * canvas.k - 60
    plans = [Plan(canvas.text_width, far_steps(brief, room), "", (0.5,))]
    sky = compose_sky(brief, plans, ground, motif(colours), title=titled(brief, label))
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=tone or morning(colours),
        horizon=horizon,
        blocks=(*header(brief, kind, label, project=False), *sky.blocks),
        findings=untold(brief),
    )
