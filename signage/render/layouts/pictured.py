"""A title and its picture: beside it at the right of the sky, in portrait under it, down to the horizon."""

from ...domain.media import Media
from ..art import Art, Ground
from ..brief import Brief
from ..canvas import Box
from ..composition import Composition
from ..frame import fitting_label, header, titled
from ..palettes import Palette, Tone
from ..pictures import LOSS, PicturePlace, place_picture
from ..text import Step
from ..titles import TitleParts
from .sea import sea
from .sky import Plan, Sky, compose_sky, ground_of, larger, roomy, zone

_BESIDE: list[Step] = [(150, 1), (136, 2), (120, 3), (96, 4), (82, 5), (70, 6), (62, 7), (56, 7)]
_UNDER: list[Step] = [(150, 2), (122, 3), (100, 4), (82, 5), (68, 6), (60, 7), (54, 8)]
_NARROWEST, _WIDEST = 540.0, 880.0
"""A picture beside a title is as wide as its own shape asks, between these; px."""

_LOWEST, _HIGHEST = 0.48, 0.66
"""A picture under a title: the part of the sky it takes, more of it where it is tall and the title short."""

_LARGE = 96.0
_AIR = 30.0
"""A title that is set smaller than this, or has less sky over it, keeps its room from a tall picture, px."""


def compose_pictured(brief: Brief, kind: str, tone: Tone, colours: Palette, media: Media) -> Composition:
    canvas = brief.canvas
    horizon = canvas.horizon(720, 1330, 0)
    room = None if canvas.portrait else canvas.width - (picture_beside(brief, horizon, media).box.width or 0) - 40
    label = fitting_label(brief, kind, brief.label, room)
    place, sky = (_under if canvas.portrait else _beside)(brief, horizon, media, titled(brief, label))
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=tone,
        horizon=horizon,
        blocks=(
            *header(brief, kind, label, canvas.portrait, room),
            *sky.blocks,
            *sea(brief, horizon, sky.blocks[0].setting.size),
        ),
        picture=place,
    )


def picture_beside(brief: Brief, horizon: float, media: Media) -> PicturePlace:
    """The picture at the right of the sky, from the top edge down; a panorama stands on the horizon."""
    width = min(max(horizon * media.ratio, _NARROWEST), _WIDEST)
    height = min(horizon, width / media.ratio / (1 - LOSS))
    edge = {"height": height} if height < horizon else {"top": 0.0}
    box = Box(right=0, bottom=brief.canvas.height - horizon, width=width, **edge)
    return place_picture(media, box, width, height, scale=brief.canvas.scale)


def picture_under(brief: Brief, horizon: float, media: Media, height: float) -> PicturePlace:
    """The picture in full width, `height` px down to the horizon; a panorama takes less."""
    canvas = brief.canvas
    height = min(height, canvas.width / media.ratio / (1 - LOSS))
    box = Box(left=0, right=0, bottom=canvas.height - horizon, height=height)
    return place_picture(media, box, canvas.width, height, scale=canvas.scale)


def no_art(_: Ground, __: str) -> Art:
    return Art()


def _beside(brief: Brief, horizon: float, media: Media, title: TitleParts) -> tuple[PicturePlace, Sky]:
    canvas, place = brief.canvas, picture_beside(brief, horizon, media)
    width = canvas.width - (place.box.width or 0) - canvas.margin - 44
    plans = [Plan(width, roomy(_BESIDE, canvas), heights=(0.5, 0.3, 0.0))]
    return place, compose_sky(brief, plans, ground_of(canvas, horizon), no_art, title=title)


def _under(brief: Brief, horizon: float, media: Media, parts: TitleParts) -> tuple[PicturePlace, Sky]:
    """The first height at which the title stands large; the lowest if it never does."""
    canvas = brief.canvas
    low = horizon * _LOWEST
    tall = min(max(canvas.width / media.ratio, low), horizon * _HIGHEST)
    for height in (tall, (tall + low) / 2, low):
        place = picture_under(brief, horizon, media, height)
        plans = [Plan(canvas.text_width, larger(_UNDER, canvas.k), heights=(0.5, 0.2, 0.0))]
        sky = compose_sky(brief, plans, ground_of(canvas, horizon - (place.box.height or 0)), no_art, title=parts)
        title = sky.blocks[0]
        airy = title.top >= zone(canvas, horizon)[0] + _AIR
        if airy and title.setting.size >= _LARGE * canvas.k and not title.setting.shortened:
            break
    return place, sky
