"""A picture or a film: it fills the slide down to the horizon, its caption and credit stand in the sea (look.md §6).

Where that would cut off too much of it, the horizon moves up to its lower edge, or the caption stands beside or over
it in the sky, as a title. Nothing is ever written on it.
"""

import msgspec

from ...domain.legibility import Finding
from ...domain.media import Media
from ...errors import RenderError
from ..brief import Brief
from ..canvas import Box
from ..composition import Block, Composition
from ..frame import QUIET, footer_top, titled
from ..names import name_line
from ..palettes import Palette, Tone, daybreak, morning
from ..pictures import LOSS, PicturePlace, lost, place_picture
from ..text import Setting, Step
from .pictured import no_art
from .sea import summary
from .sky import Plan, compose_sky, ground_of, larger, roomy


class Shown(msgspec.Struct, frozen=True):
    """The horizons (landscape, portrait, strip) of a kind, and the part of a picture it may cut off."""

    horizons: tuple[float, float, float]
    loss: float


PICTURE = Shown((872, 1590, 440), LOSS)
FILM = Shown((960, 1700, 440), 0.12)
"""What is filmed keeps within the middle 90 % of each side what has to be seen; a picture is more patient."""

UNCREDITED = Finding("credit-left-out", "note", "credit")

_CAPTION: dict[str, list[Step]] = {
    "landscape": [(76, 1), (60, 1), (52, 1), (48, 2), (42, 2)],
    "portrait": [(150, 2), (128, 2), (108, 3), (92, 3), (76, 4), (64, 5), (54, 6), (46, 7), (42, 8)],
}
_ROW: list[Step] = [(56, 1), (50, 1), (44, 1), (40, 2), (36, 2)]
_TITLE: dict[str, list[Step]] = {
    "landscape": [(132, 2), (116, 3), (96, 4), (82, 5), (70, 6), (58, 8)],
    "portrait": [(170, 2), (150, 3), (128, 4), (108, 5), (92, 6), (80, 7), (68, 8)],
    "strip": [(104, 2), (84, 3), (70, 3), (60, 4), (50, 5)],
}
_WIDEST = 0.62
"""The part of the width that a picture at the right takes at most."""

_FLATTEST = 0.4
"""A picture that fills less of a portrait slide's height stands in its middle, under its caption."""

_LOW_SEA = 180.0
"""A sea lower than this holds one row: the caption, and the credit at its right; px."""


def compose_picture(brief: Brief) -> Composition:
    """Raises RenderError when the picture is not there."""
    colours = brief.colours()
    return _compose(brief, _media(brief, film=False), PICTURE, morning(colours), colours)


def compose_film(brief: Brief) -> Composition:
    """A film, in the dark of daybreak. Raises RenderError when it is not there, or only a picture is."""
    colours = brief.colours()
    tone = msgspec.structs.replace(daybreak(colours), bottom=colours.sea, bottom_ink=daybreak(colours).ink)
    return _compose(brief, _media(brief, film=True), FILM, tone, colours)


def _media(brief: Brief, *, film: bool) -> Media:
    media, name = brief.picture, (brief.item.media or "" if brief.item else "")
    if media is None:
        raise RenderError("its file has not been taken in, so there is nothing to show", name)
    if film and media.film is None:
        raise RenderError("this is a picture, not a film; the item's kind should be “picture”", name)
    return media if film else msgspec.structs.replace(media, film=None)


def _compose(brief: Brief, media: Media, shown: Shown, tone: Tone, colours: Palette) -> Composition:
    """In the first of the arrangements that cuts off no more than allowed."""
    canvas = brief.canvas
    horizon, blocks, place = _arranged(brief, media, shown)
    told = any(block.name == "credit" for block in blocks)
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=tone,
        horizon=horizon,
        blocks=tuple(blocks),
        picture=place,
        findings=(UNCREDITED,) if brief.words(media.credit) and not told else (),
    )


Arranged = tuple[float, list[Block], PicturePlace]
"""The horizon, what is written, and where the picture stands."""


def _arranged(brief: Brief, media: Media, shown: Shown) -> Arranged:
    canvas = brief.canvas
    horizon = canvas.horizon(*shown.horizons)
    if lost(media.ratio, canvas.width, horizon) <= shown.loss:
        return _whole(brief, media, shown, horizon)
    if not canvas.portrait and media.ratio < canvas.width / horizon:
        return _beside(brief, media, shown)
    if media.ratio < canvas.width / horizon:
        return _whole(brief, media, shown, horizon)
    height = min(horizon, canvas.width / media.ratio / (1 - shown.loss))
    if canvas.portrait and height < canvas.height * _FLATTEST:
        return _under(brief, media, height)
    return _whole(brief, media, shown, height)


def _whole(brief: Brief, media: Media, shown: Shown, horizon: float) -> Arranged:
    """Full width down to the horizon, which makes room for a long caption; seen whole where too much would be lost."""
    canvas = brief.canvas
    for lift in (0.0, 60.0, 120.0):
        blocks = _sea(brief, media, horizon - lift)
        if not blocks[0].setting.shortened or canvas.height - horizon < _LOW_SEA:
            break
    horizon -= 0 if canvas.height - horizon < _LOW_SEA else lift
    box = Box(left=0, right=0, top=0, bottom=canvas.height - horizon)
    fits = lost(media.ratio, canvas.width, horizon) > shown.loss + 0.06
    return horizon, blocks, place_picture(media, box, canvas.width, horizon, scale=canvas.scale, fits=fits)


def _beside(brief: Brief, media: Media, shown: Shown) -> Arranged:
    """A picture that is tall for its slide stands at the right, from the top to the horizon; its caption is the title."""
    canvas = brief.canvas
    horizon = canvas.horizon(872, 0, 440)
    width = min(horizon * media.ratio / (1 - shown.loss * 0.5), canvas.width * _WIDEST)
    box = Box(right=0, top=0, bottom=canvas.height - horizon, width=width)
    fits = lost(media.ratio, width, horizon) > shown.loss + 0.01
    plan = Plan(canvas.width - width - canvas.margin - 56, roomy(_TITLE[canvas.shape], canvas))
    sky = compose_sky(brief, [plan], ground_of(canvas, horizon), no_art, canvas.header_top)
    foot = [*_credit(brief, media), *_project(brief, media)]
    return horizon, [*sky.blocks, *foot], place_picture(media, box, width, horizon, scale=canvas.scale, fits=fits)


def _under(brief: Brief, media: Media, height: float) -> Arranged:
    """A picture that is flat for its slide stands on the horizon under its caption, in full width."""
    canvas = brief.canvas
    horizon = canvas.horizon(0, 1480, 0)
    height = min(height, horizon * 0.62)
    box = Box(left=0, right=0, bottom=canvas.height - horizon, height=height)
    plan = Plan(canvas.text_width, larger(_TITLE["portrait"], canvas.k), heights=(0.5,))
    sky = compose_sky(brief, [plan], ground_of(canvas, horizon - height), no_art, canvas.header_top)
    text = summary(brief, brief.text, horizon, sky.blocks[0].setting.size)
    foot = [*_credit(brief, media), *_project(brief, media)]
    return horizon, [*sky.blocks, *text, *foot], place_picture(media, box, canvas.width, height, scale=canvas.scale)


def _sea(brief: Brief, media: Media, horizon: float) -> list[Block]:
    """The caption, as large as the sea holds it, over the credit; in a low sea both in one row."""
    canvas = brief.canvas
    if canvas.height - horizon < _LOW_SEA or canvas.is_far:
        return _row(brief, media, horizon)
    foot = [*_credit(brief, media), *_project(brief, media)]
    top = horizon + (56 if canvas.portrait else 30)
    title = _caption(brief, canvas.text_width, top, footer_top(canvas) - 8, _CAPTION[canvas.shape])
    if not title.setting.shortened or canvas.portrait:
        return [title, *foot]
    # A long one in landscape: beside the credit there is more room than over it.
    credit = _credit(brief, media, at_right=True)
    width = canvas.text_width - sum(block.width + 72 for block in credit)
    floor = canvas.height - canvas.footer_bottom
    return [_caption(brief, width, top, floor, [(52, 2), (46, 2), (42, 2)]), *credit]


def _row(brief: Brief, media: Media, horizon: float) -> list[Block]:
    """Caption and credit side by side in the middle of the sea; of the two the caption stays."""
    canvas = brief.canvas
    sea = canvas.height - horizon
    middle = horizon + (sea - min(canvas.footer_bottom, sea * 0.1)) / 2
    for credit in (_credit(brief, media, at_right=True), []):
        width = canvas.text_width - sum(block.width + 72 for block in credit)
        title = _caption(brief, width, horizon + 8, canvas.height * 0.98, _ROW if sea < _LOW_SEA else [(76, 2), *_ROW])
        if not title.setting.shortened:
            break
    blocks = [title, *(msgspec.structs.replace(block, line_height=1.2) for block in credit)]
    return [msgspec.structs.replace(block, top=middle - block.height / 2) for block in blocks]


def _caption(brief: Brief, width: float, top: float, floor: float, steps: list[Step]) -> Block:
    canvas = brief.canvas
    pitch = (1.28 if canvas.portrait else 1.22) if brief.cjk else 1.16
    grown = [(max(size * canvas.k, canvas.smallest), most) for size, most in steps]
    held = [(size, min(most, int((floor - top) / (size * pitch)))) for size, most in grown]
    held = [step for step in held if step[1] >= 1] or [(canvas.smallest, 1)]
    return Block(
        name="title",
        setting=brief.setter("title").fit(titled(brief, subtitle=False).title, width, held),
        face=brief.face("title"),
        ground="sea",
        top=top,
        left=canvas.margin,
        line_height=pitch,
    )


def _credit(brief: Brief, media: Media, *, at_right: bool = False) -> list[Block]:
    """Whose picture it is, at the foot of the slide; none where one line does not hold it."""
    canvas, words = brief.canvas, brief.words(media.credit)
    setting = _quiet(brief, words)
    if not words or setting.widest > canvas.text_width * (0.5 if at_right else 1):
        return []
    return [_foot(brief, "credit", setting, canvas.margin if at_right else None)]


def _project(brief: Brief, media: Media) -> list[Block]:
    """The project's name at the right of the credit where there is room, else its short one."""
    room = brief.canvas.text_width - _quiet(brief, brief.words(media.credit)).widest - 80
    for words in (brief.brand.name, brief.brand.short_name):
        setting = _quiet(brief, name_line(brief, words))
        if setting.widest <= room:
            return [_foot(brief, "project", setting, brief.canvas.margin)]
    return []


def _quiet(brief: Brief, words: str) -> Setting:
    return brief.setter("quiet").line(words, QUIET * brief.canvas.k)


def _foot(brief: Brief, name: str, setting: Setting, right: float | None) -> Block:
    return Block(
        name=name,
        setting=setting,
        face=brief.face("quiet"),
        ground="sea",
        top=footer_top(brief.canvas),
        left=brief.canvas.margin,
        right=right,
        line_height=1.2,
    )
