"""A slide with a QR code on its white card across the horizon: what it is about in the sky, what to do in the sea."""

import msgspec

from ...errors import RenderError
from ...words import Words
from ..brief import Brief
from ..composition import Block, Composition, QrPlace
from ..frame import footer, footer_top, header
from ..palettes import Palette, Tone
from ..qr import QrCode
from ..text import Step
from ..wording import SCAN, SCAN_MORE, SCAN_NARROW, own_words
from .far import untold
from .sky import Plan, compose_sky, ground_of, line_height, motif, roomy

Steps = dict[str, list[Step]]


class Coded(msgspec.Struct, frozen=True, kw_only=True):
    """The measures of a kind with a QR code, in landscape and portrait: px at k = 1.

    `side` is that of the code, `bottom` the card's distance from the lower edge. `caption` are the words under it on
    the card (in portrait they stand beside it, at `beside` px). `typed` puts the address in the footer, to be typed.
    """

    horizon: tuple[float, float]
    side: tuple[float, float]
    bottom: tuple[float, float]
    titles: Steps
    summaries: Steps
    caption: Words
    beside: float
    typed: bool


SURVEY = Coded(
    horizon=(720, 950),
    side=(640, 540),
    bottom=(60, 130),
    titles={
        "landscape": [(150, 2), (132, 2), (116, 3), (100, 4), (84, 5), (70, 6)],
        "portrait": [(164, 2), (150, 3), (124, 4), (104, 5), (88, 6), (74, 7)],
    },
    summaries={"landscape": [(50, 3), (46, 3), (42, 4), (38, 4)], "portrait": [(56, 3), (50, 3), (44, 4), (38, 5)]},
    caption=SCAN,
    beside=44,
    typed=True,
)
"""The code is what a survey or a link is there for."""

NEWS = Coded(
    horizon=(720, 960),
    side=(492, 492),
    bottom=(56, 150),
    titles={
        "landscape": [(122, 3), (100, 4), (84, 5), (70, 6)],
        "portrait": [(140, 3), (112, 4), (92, 6), (78, 7), (70, 8), (64, 9)],
    },
    summaries={"landscape": [(52, 2), (44, 3), (40, 3)], "portrait": [(56, 3), (48, 4), (44, 4), (40, 5)]},
    caption=SCAN_MORE,
    beside=50,
    typed=False,
)
"""The code leads from what is told to more of it."""

_FAR: Steps = {
    "landscape": [(150, 3), (132, 4), (116, 5), (104, 6), (92, 7), (80, 8), (66, 9)],
    "portrait": [(200, 3), (170, 4), (150, 5), (130, 6), (116, 6), (100, 7), (84, 8), (66, 9)],
}
_CAPTION = 37.0
READABLE_SIDE = 473.0
"""Side of a code, px at k = 1, that a phone reads from where people come to stand (look.md §8)."""

_ROOM_BESIDE = 72.0
"""What text keeps clear of the card, px."""


def compose_coded(
    brief: Brief, kind: str, coded: Coded, tone: Tone, colours: Palette, *, label: str = ""
) -> Composition:
    """Raises RenderError without an address, and on a strip, which is too low for a code that can be scanned."""
    canvas = brief.canvas
    if canvas.strip:
        raise RenderError("this slide needs room for a QR code, which a strip does not have; leave it out there")
    place = place_card(brief, coded, readable=True)
    horizon = _far_horizon(brief, place) if canvas.is_far else _horizon(brief, coded, place)
    width = canvas.text_width if canvas.portrait else canvas.text_width - place.side - _ROOM_BESIDE
    right = canvas.width if canvas.portrait else canvas.width - place.right - place.side
    art = msgspec.structs.replace(colours, sky=tone.top)
    sky = compose_sky(brief, _plans(brief, coded, width, horizon), ground_of(canvas, horizon, right), motif(art))
    head = header(brief, kind, label, project=not canvas.is_far)
    blocks = [*head, *sky.blocks, *caption(brief, coded, place)]
    if not canvas.is_far:
        blocks += _sea(brief, coded, horizon, width, place)
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=tone,
        horizon=horizon,
        blocks=tuple(blocks),
        art=sky.art,
        qr=place,
        findings=_findings(brief, place),
    )


def place_card(brief: Brief, coded: Coded, *, readable: bool = False) -> QrPlace:
    """The card at the bottom right, in whole modules on the canvas.

    `readable` makes it as large as phones need from where people stand, as far as there is room.
    """
    canvas, item = brief.canvas, brief.item
    if item is None or not item.url:
        raise RenderError("this slide needs the address that its QR code leads to", item.id if item else "")
    code, index = QrCode(item.url), int(canvas.portrait)
    if canvas.portrait:
        side = code.side(min(coded.side[index] * canvas.k, canvas.text_width) if canvas.is_far else coded.side[index])
        if readable and not canvas.is_far:
            side = _enough(code, side, READABLE_SIDE * canvas.k, canvas.text_width)
        return QrPlace(code=code, right=canvas.margin, bottom=coded.bottom[index], side=side)
    most = canvas.height * 0.62
    side = code.side(min(max(coded.side[index], READABLE_SIDE * canvas.k), most))
    side = _enough(code, side, READABLE_SIDE * canvas.k, most)
    lines = own_words(coded.caption, brief.language).count("\n") + 1
    words = 0.0 if canvas.is_far else lines * _CAPTION * canvas.k * 1.3 + 20
    return QrPlace(code=code, right=canvas.margin, bottom=coded.bottom[index], side=side, words=words)


def _horizon(brief: Brief, coded: Coded, place: QrPlace) -> float:
    """In portrait a larger code makes the sea higher: the words over it keep their room."""
    higher = place.side - coded.side[1] if brief.canvas.portrait else 0
    return brief.canvas.horizon(*coded.horizon, 0) - max(0, higher)


def _enough(code: QrCode, side: float, wanted: float, room: float) -> float:
    """The side, a module's px more at a time until it is `wanted`, while there is room."""
    while side < wanted and side + code.modules <= room:
        side += code.modules
    return side


def _findings(brief: Brief, place: QrPlace) -> tuple[str, ...]:
    """Phones read a code from ten times its side: the farther off people stand, the larger it has to be."""
    small = place.side < READABLE_SIDE * brief.canvas.k * 0.98
    told = (
        (small, "its QR code is too small for the distance of these displays"),
        (brief.picture is not None, "its picture is left out: the QR code takes its place"),
    )
    alone = untold(brief) if brief.canvas.is_far else ()
    return (*alone, *(sentence for true, sentence in told if true))


def _far_horizon(brief: Brief, place: QrPlace) -> float:
    canvas = brief.canvas
    return canvas.height - place.bottom - place.side - 60 if canvas.portrait else canvas.horizon(984, 0, 0)


def _plans(brief: Brief, coded: Coded, width: float, horizon: float) -> list[Plan]:
    canvas = brief.canvas
    if canvas.is_far:
        steps = [step for step in _FAR[canvas.shape] if step[0] >= canvas.smallest] or [(canvas.smallest, 4)]
        room = horizon - canvas.header_top - 75 * canvas.k - 60
        steps = [(size, min(most, int(room / (size * line_height(brief))))) for size, most in steps]
        return [Plan(width, [step for step in steps if step[1]] or [(canvas.smallest, 1)])]
    steps = roomy(coded.titles[canvas.shape], canvas)
    heights = (0.4, 0.2, 0.0) if canvas.portrait else (0.5, 0.3, 0.0)
    return [Plan(width, steps, "low", heights), Plan(width, steps, "", heights)]


def caption(brief: Brief, coded: Coded, place: QrPlace) -> list[Block]:
    """What to do with the code, in words: under it on the card, in portrait beside it."""
    canvas = brief.canvas
    if canvas.is_far:
        return []
    beside = canvas.portrait
    size = (coded.beside if beside else _CAPTION) * canvas.k
    room = canvas.width - place.right - place.side - canvas.margin - 36 if beside else place.side
    text = own_words(SCAN_NARROW if beside else coded.caption, brief.language)
    setting = brief.setter("text").fit(text, room / 0.97, [(size, 4), (canvas.smallest, 5)])
    height = setting.height(1.4 if beside else 1.3)
    if beside and (setting.widest > room or len(setting.lines) > text.count("\n") + 1):
        return []
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


def _sea(brief: Brief, coded: Coded, horizon: float, width: float, place: QrPlace) -> list[Block]:
    """What to do, and the address to type for those without a code reader, else who says so; the text goes before it."""
    address = _address(brief, width, place) if coded.typed else footer(brief, brief.department, width, address=False)
    summary = _summary(brief, coded, horizon, width, _floor(brief, place, address))
    if address and summary and summary[0].setting.shortened and not brief.canvas.portrait:
        address = []
        summary = _summary(brief, coded, horizon, width, _floor(brief, place, address))
    return [*summary, *address]


def _floor(brief: Brief, place: QrPlace, address: list[Block]) -> float:
    """Where the text has to end: over the code in portrait, over the address or the edge in landscape."""
    canvas = brief.canvas
    if canvas.portrait:
        return canvas.height - place.bottom - place.side - 40
    return footer_top(canvas) - 24 if address else canvas.height - canvas.footer_bottom


def _summary(brief: Brief, coded: Coded, horizon: float, width: float, floor: float) -> list[Block]:
    canvas, k = brief.canvas, brief.canvas.k
    top, pitch = horizon + (40 if canvas.portrait else 46), 1.48 if brief.cjk else 1.4
    grown = [(size * k, most) for size, most in coded.summaries[canvas.shape]]
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
