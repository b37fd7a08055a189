"""News and reports: the title in the sky beside its theme's art, a sentence or two and who says it in the sea.

With a picture or a QR code other layouts take over: pictured.py, coded.py.
"""

from collections.abc import Callable

import msgspec

from ..brief import Brief
from ..canvas import Canvas
from ..composition import Composition
from ..frame import fitting_label, header, titled
from ..palettes import Palette, Tone, morning
from ..text import Step
from .coded import NEWS, compose_coded
from .far import compose_far
from .pictured import compose_pictured
from .sea import sea
from .sky import Plan, compose_sky, ground_of, larger, motif, roomy

_BESIDE: list[Step] = [(196, 1), (150, 2), (122, 3), (102, 4)]
_ABOVE: list[Step] = [(128, 2), (108, 3), (92, 4), (78, 5)]
_PORTRAIT: list[Step] = [(170, 1), (150, 2), (128, 3), (108, 4), (90, 6), (74, 8)]
_STRIP: list[Step] = [(140, 1), (122, 2), (104, 2), (92, 2), (84, 2)]
_STRIP_WIDE: list[Step] = [(86, 3), (76, 3), (70, 3), (64, 4)]


def compose_news(brief: Brief) -> Composition:
    return compose_told(brief, "news", morning)


def compose_told(brief: Brief, kind: str, light: Callable[[Palette], Tone], otherwise: str = "common") -> Composition:
    """News or a report: the same slide in the light of its kind. A QR code has precedence over a picture.

    `otherwise` names the palette of what has no theme.
    """
    canvas, colours = brief.canvas, brief.colours(otherwise)
    tone = light(colours)
    if canvas.is_far:
        return compose_far(brief, kind, colours, tone)
    if brief.qr and brief.code and not canvas.strip:
        return compose_coded(brief, kind, NEWS, tone, colours, label=brief.label)
    if brief.picture and not canvas.strip:
        return compose_pictured(brief, kind, tone, colours, brief.picture)
    horizon = canvas.horizon(720, 1180, 436)
    art = msgspec.structs.replace(colours, sky=tone.top)
    label = fitting_label(brief, kind, brief.label)
    title = titled(brief, label)
    sky = compose_sky(brief, _plans(canvas), ground_of(canvas, horizon), motif(art), title=title)
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=tone,
        horizon=horizon,
        blocks=(*header(brief, kind, label), *sky.blocks, *sea(brief, horizon, sky.blocks[0].setting.size)),
        art=sky.art,
    )


def _plans(canvas: Canvas) -> list[Plan]:
    """The tide rule: a short title beside tall art (in portrait any that stands over it), a longer one over a low band, the
    longest alone.
    """
    wide, k = canvas.text_width, canvas.k
    if canvas.portrait:
        steps = larger(_PORTRAIT, k)
        return [
            Plan(wide, steps, "tall", (0.06, 0.0)),
            Plan(wide, steps, "low", (0.42, 0.2)),
            Plan(wide, steps, heights=(0.42,)),
        ]
    if canvas.strip:
        steps = larger(_STRIP, k)
        beside = [Plan(canvas.width - 590, steps, art, (0.5, 0.2, 0.0)) for art in ("tall", "low")]
        return [*beside, Plan(wide, larger(_STRIP_WIDE, k))]
    return [
        Plan(canvas.width - 790, roomy(_BESIDE, canvas), "tall", (0.5, 0.3, 0.1)),
        Plan(canvas.width - 790, roomy(_BESIDE[1:], canvas), "low"),
        Plan(wide, roomy(_ABOVE, canvas), "low", (0.5, 0.3, 0.1)),
        Plan(wide, roomy(_ABOVE, canvas)),
    ]
