"""A picture or a film: it fills the slide down to the horizon, its caption and credit stand in the sea (look.md §6).

Where that would cut off too much of it, the horizon moves up to its lower edge, or the picture stands at the right.
Nothing is ever written on it.
"""

import msgspec

from ...domain.media import Media
from ...errors import RenderError
from ..brief import Brief
from ..canvas import Box
from ..composition import Block, Composition
from ..frame import QUIET, footer, footer_top
from ..names import name_line
from ..palettes import Palette, Tone, daybreak, morning
from ..pictures import LOSS, PicturePlace, lost, place_picture
from ..text import Step
from .pictured import no_art
from .sky import Plan, compose_sky, ground_of, larger


class Shown(msgspec.Struct, frozen=True):
    """The horizons (landscape, portrait, strip) of a kind, and the part of a picture it may cut off."""

    horizons: tuple[float, float, float]
    loss: float


PICTURE = Shown((872, 1590, 440), LOSS)
FILM = Shown((960, 1700, 440), 0.12)
"""What is filmed keeps within the middle 90 % of each side what has to be seen; a picture is more patient."""

_CAPTION: dict[str, list[Step]] = {
    "landscape": [(76, 1), (60, 1), (52, 1), (46, 2)],
    "portrait": [(150, 2), (128, 2), (108, 3), (92, 3), (76, 4), (64, 5), (54, 6)],
    "strip": [(48, 1), (40, 1), (36, 1)],
}
_TITLE: dict[str, list[Step]] = {
    "landscape": [(132, 2), (116, 3), (96, 4), (82, 5), (70, 6), (58, 8)],
    "strip": [(104, 2), (84, 3), (70, 3), (60, 4), (50, 5)],
}
_WIDEST = 0.62
"""The part of the width that a picture at the right takes at most."""

_HIGHEST_HORIZON = 0.4
"""A panorama does not lift the horizon above this part of the height."""


def compose_picture(brief: Brief) -> Composition:
    """Raises RenderError when the picture is not there."""
    colours = brief.colours()
    return compose_shown(brief, _media(brief, film=False), PICTURE, morning(colours), colours)


def compose_film(brief: Brief) -> Composition:
    """A film, in the dark of daybreak. Raises RenderError when it is not there, or only a picture is."""
    colours = brief.colours()
    tone = msgspec.structs.replace(daybreak(colours), bottom=colours.sea, bottom_ink=daybreak(colours).ink)
    return compose_shown(brief, _media(brief, film=True), FILM, tone, colours)


def _media(brief: Brief, *, film: bool) -> Media:
    media, name = brief.picture, (brief.item.media or "" if brief.item else "")
    if media is None:
        raise RenderError("its file has not been taken in, so there is nothing to show", name)
    if film and media.film is None:
        raise RenderError("this is a picture, not a film; the item's kind should be “picture”", name)
    return media if film else msgspec.structs.replace(media, film=None)


def compose_shown(brief: Brief, media: Media, shown: Shown, tone: Tone, colours: Palette) -> Composition:
    canvas = brief.canvas
    horizon = canvas.horizon(*shown.horizons)
    ratio = canvas.width / horizon
    if lost(media.ratio, canvas.width, horizon) > shown.loss:
        if media.ratio < ratio and not canvas.portrait:
            return _beside(brief, media, shown, tone, colours)
        if media.ratio > ratio:
            height = canvas.width / media.ratio / (1 - shown.loss)
            horizon = min(horizon, max(height, canvas.height * _HIGHEST_HORIZON))
    place = _full(brief, media, shown, horizon)
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=tone,
        horizon=horizon,
        blocks=tuple(_caption(brief, media, horizon)),
        picture=place,
        findings=_findings(brief, media),
    )


def _full(brief: Brief, media: Media, shown: Shown, horizon: float) -> PicturePlace:
    """Full width down to the horizon; seen whole, with sky beside it, where too much would be cut off."""
    width, box = brief.canvas.width, Box(left=0, right=0, top=0, bottom=brief.canvas.height - horizon)
    return place_picture(media, box, width, horizon, fits=lost(media.ratio, width, horizon) > shown.loss + 0.01)


def _beside(brief: Brief, media: Media, shown: Shown, tone: Tone, colours: Palette) -> Composition:
    """A picture that is tall for its slide stands at the right, from the top to the horizon; its caption is the title."""
    canvas = brief.canvas
    horizon = canvas.horizon(872, 0, 440)
    width = min(horizon * media.ratio / (1 - shown.loss * 0.5), canvas.width * _WIDEST)
    fits = lost(media.ratio, width, horizon) > shown.loss + 0.01
    box = Box(right=0, top=0, bottom=canvas.height - horizon, width=width)
    left = canvas.width - width - canvas.margin - 56
    plan = Plan(left, larger(_TITLE[canvas.shape], canvas.k), heights=(0.5,))
    sky = compose_sky(brief, [plan], ground_of(canvas, horizon), no_art, canvas.header_top)
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=tone,
        horizon=horizon,
        blocks=(*sky.blocks, *_foot(brief, media)),
        picture=place_picture(media, box, width, horizon, fits=fits),
        findings=_findings(brief, media),
    )


def _foot(brief: Brief, media: Media) -> list[Block]:
    """The credit at the left, the project's name at the right where both find room."""
    return [*footer(brief, brief.words(media.credit), address=False), *_project(brief, media)]


def _project(brief: Brief, media: Media) -> list[Block]:
    canvas, size = brief.canvas, QUIET * brief.canvas.k
    credit = brief.setter("quiet").line(brief.words(media.credit), size).widest
    for words in (brief.brand.name, brief.brand.short_name):
        name = brief.setter("quiet").line(name_line(brief, words), size)
        if credit + name.widest + 80 <= canvas.text_width:
            face, top = brief.face("quiet"), footer_top(canvas)
            return [
                Block(
                    name="project",
                    setting=name,
                    face=face,
                    ground="sea",
                    top=top,
                    right=canvas.margin,
                    line_height=1.2,
                )
            ]
    return []


def _caption(brief: Brief, media: Media, horizon: float) -> list[Block]:
    """The caption as large as the sea holds over the credit; far away the caption alone."""
    canvas = brief.canvas
    foot = [] if canvas.is_far or canvas.strip else _foot(brief, media)
    gap = {"landscape": 30.0, "portrait": 56.0, "strip": 18.0}[canvas.shape]
    floor = footer_top(canvas) - 8 if foot else canvas.height * 0.975
    top, pitch = horizon + gap, (1.28 if canvas.portrait else 1.22) if brief.cjk else 1.16
    steps = [(max(size * canvas.k, canvas.smallest), most) for size, most in _CAPTION[canvas.shape]]
    steps = [(size, min(most, int((floor - top) / (size * pitch)))) for size, most in steps]
    steps = [step for step in steps if step[1] >= 1] or [(canvas.smallest, 1)]
    return [
        Block(
            name="title",
            setting=brief.setter("title").fit(brief.title.title, canvas.text_width, steps),
            face=brief.face("title"),
            ground="sea",
            top=top,
            left=canvas.margin,
            line_height=pitch,
        ),
        *foot,
    ]


def _findings(brief: Brief, media: Media) -> tuple[str, ...]:
    untold = bool(media.credit) and brief.canvas.is_far
    return ("its credit finds no room on displays read from so far away",) if untold else ()
