"""A survey or link: what to ask in the sky, what to do in the sea, and the QR code on its white card across both."""

from ...errors import RenderError
from ..brief import Brief
from ..canvas import Canvas
from ..composition import Block, Composition, QrPlace
from ..frame import footer_top, header
from ..palettes import morning
from ..qr import QrCode
from ..text import Step
from ..wording import SCAN, SCAN_NARROW, own_words
from .sky import Plan, compose_sky, ground_of, larger, line_height

_TITLE: dict[str, list[Step]] = {
    "landscape": [(150, 2), (132, 2), (116, 3), (100, 4), (84, 5), (70, 6)],
    "portrait": [(164, 2), (150, 3), (124, 4), (104, 5), (88, 6), (74, 7)],
}
_FAR: dict[str, list[Step]] = {
    "landscape": [(150, 3), (132, 4), (116, 5), (104, 6), (92, 7), (80, 8), (66, 9)],
    "portrait": [(200, 3), (170, 4), (150, 5), (130, 6), (116, 6), (100, 7), (84, 8), (66, 9)],
}
_SUMMARY: dict[str, list[Step]] = {
    "landscape": [(46, 3), (42, 4), (38, 4)],
    "portrait": [(44, 3), (42, 4), (38, 5)],
}
_CAPTION, _CAPTION_BESIDE = 37.0, 44.0
READABLE_SIDE = 473.0
"""Side of a code, px at k = 1, that a phone reads from where people come to stand (look.md §8)."""

_ROOM_BESIDE = 72.0
"""What text keeps clear of the card, px."""


def compose_survey(brief: Brief) -> Composition:
    """Raises RenderError without an address, and on a strip, which is too low for a code that can be scanned."""
    canvas = brief.canvas
    if canvas.strip:
        raise RenderError("this slide needs room for a QR code, which a strip does not have; leave it out there")
    colours = brief.colours("citizen")
    place = _place(brief)
    horizon = canvas.horizon(720, 950, 0) if not canvas.is_far else _far_horizon(brief, place)
    width = canvas.text_width if canvas.portrait else canvas.text_width - place.side - _ROOM_BESIDE
    right = canvas.width if canvas.portrait else canvas.width - place.right - place.side
    ground = ground_of(canvas, horizon, right)
    sky = compose_sky(brief, _plans(brief, width, horizon), ground, colours)
    blocks = [*header(brief, "survey", project=not canvas.is_far), *sky.blocks, *_caption(brief, place)]
    if not canvas.is_far:
        blocks += _sea(brief, horizon, width, place)
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=morning(colours),
        horizon=horizon,
        blocks=tuple(blocks),
        art=sky.art,
        qr=place,
        findings=_findings(canvas, place),
    )


def _place(brief: Brief) -> QrPlace:
    """The card at the bottom right; whole modules on the canvas, larger the farther off people stand."""
    canvas, item = brief.canvas, brief.item
    if item is None or not item.url:
        raise RenderError("a survey needs the address that its QR code leads to", item.id if item else "")
    code = QrCode(item.url)
    if canvas.portrait:
        side = code.side(min(540 * canvas.k, canvas.text_width) if canvas.is_far else 540)
        return QrPlace(code=code, right=canvas.margin, bottom=130, side=side)
    side = code.side(640)
    lines = own_words(SCAN, brief.language).count("\n") + 1
    words = 0.0 if canvas.is_far else lines * _CAPTION * canvas.k * 1.3 + 20
    return QrPlace(code=code, right=canvas.margin, bottom=60, side=side, words=words)


def _findings(canvas: Canvas, place: QrPlace) -> tuple[str, ...]:
    """Phones read a code from ten times its side: the farther off people stand, the larger it has to be."""
    wanted = READABLE_SIDE * canvas.k
    return ("its QR code is too small for the distance of these displays",) if place.side < wanted else ()


def _far_horizon(brief: Brief, place: QrPlace) -> float:
    canvas = brief.canvas
    return canvas.height - place.bottom - place.side - 60 if canvas.portrait else canvas.horizon(984, 0, 0)


def _plans(brief: Brief, width: float, horizon: float) -> list[Plan]:
    canvas = brief.canvas
    if canvas.is_far:
        steps = [step for step in _FAR[canvas.shape] if step[0] >= canvas.smallest] or [(canvas.smallest, 4)]
        room = horizon - canvas.header_top - 75 * canvas.k - 60
        steps = [(size, min(most, int(room / (size * line_height(brief))))) for size, most in steps]
        return [Plan(width, [step for step in steps if step[1]] or [(canvas.smallest, 1)])]
    steps = larger(_TITLE[canvas.shape], canvas.k)
    heights = (0.4, 0.2, 0.0) if canvas.portrait else (0.5, 0.3, 0.0)
    return [Plan(width, steps, "low", heights), Plan(width, steps, "", heights)]


def _caption(brief: Brief, place: QrPlace) -> list[Block]:
    """What to do with the code, in words: under it on the card, in portrait beside it."""
    canvas = brief.canvas
    if canvas.is_far:
        return []
    beside = canvas.portrait
    size = (_CAPTION_BESIDE if beside else _CAPTION) * canvas.k
    room = canvas.width - place.right - place.side - canvas.margin - 36 if beside else place.side
    text = own_words(SCAN_NARROW if beside else SCAN, brief.language)
    setting = brief.setter("text").fit(text, room / 0.97, [(size, 4), (canvas.smallest, 5)])
    height = setting.height(1.4 if beside else 1.3)
    if beside:
        top, left = canvas.height - place.bottom - height, canvas.margin
    else:
        card = canvas.width - place.right - place.side
        top, left = canvas.height - place.bottom - 20 - height, card + (place.side - setting.widest) / 2
    return [
        Block(
            name="caption",
            setting=setting,
            face=brief.face("text"),
            ground="sea" if beside else "card",
            top=top,
            left=left,
            line_height=1.4 if beside else 1.3,
        )
    ]


def _sea(brief: Brief, horizon: float, width: float, place: QrPlace) -> list[Block]:
    """What to do, and the address to type for those without a code reader; the text goes before the address."""
    address = _address(brief, width, place)
    summary = _summary(brief, horizon, width, _floor(brief, place, address))
    if address and summary and summary[0].setting.shortened and not brief.canvas.portrait:
        address = []
        summary = _summary(brief, horizon, width, _floor(brief, place, address))
    return [*summary, *address]


def _floor(brief: Brief, place: QrPlace, address: list[Block]) -> float:
    """Where the text has to end: over the code in portrait, over the address or the edge in landscape."""
    canvas = brief.canvas
    if canvas.portrait:
        return canvas.height - place.bottom - place.side - 40
    return footer_top(canvas) - 12 if address else canvas.height - canvas.footer_bottom


def _summary(brief: Brief, horizon: float, width: float, floor: float) -> list[Block]:
    canvas, k = brief.canvas, brief.canvas.k
    top, pitch = horizon + (40 if canvas.portrait else 46), 1.48 if brief.cjk else 1.4
    grown = [(size * k, most) for size, most in _SUMMARY[canvas.shape]]
    steps = [(size, min(most, int((floor - top) / (size * pitch)))) for size, most in [*grown, (canvas.smallest, 5)]]
    steps = [step for step in steps if step[1] >= 1]
    if not brief.text or not steps:
        return []
    setting, face = brief.setter("text").fit(brief.text, width, steps), brief.face("text")
    block = Block(
        name="summary", setting=setting, face=face, ground="sea", top=top, left=canvas.margin, line_height=pitch
    )
    return [block]


def _address(brief: Brief, width: float, place: QrPlace) -> list[Block]:
    """The item's own address where it is short enough to be typed, else the project's."""
    canvas = brief.canvas
    size = canvas.smallest
    for text in (_readable(place.code.target), brief.brand.address):
        setting = brief.setter("address").line(text, size)
        if text and len(text) <= 48 and setting.widest <= width:
            top = footer_top(canvas)
            face = brief.face("address")
            return [
                Block(
                    name="address",
                    setting=setting,
                    face=face,
                    ground="sea",
                    top=top,
                    left=canvas.margin,
                    line_height=1.2,
                )
            ]
    return []


def _readable(url: str) -> str:
    """An address as people write it: without scheme, query and the name of an index page."""
    text = url.partition("://")[2].partition("?")[0].partition("#")[0]
    return text.removesuffix("index.html").removesuffix("index.htm")
