"""A slide with a QR code on its white card across the horizon: what it is about in the sky, what to do in the sea."""

import re
from collections.abc import Sequence

import msgspec

from ...domain.legibility import Finding
from ...errors import RenderError
from ...words import Words
from ..brief import Brief, largest_side
from ..canvas import Canvas
from ..composition import Block, Composition, QrPlace
from ..frame import fitting_label, footer, footer_top, header, titled
from ..palettes import Palette, Tone
from ..qr import QrCode
from ..text import Setting, Step
from ..wording import SCAN, SCAN_MORE, SCAN_NARROW, own_words
from .far import untold
from .sky import Plan, compose_sky, ground_of, line_height, motif, roomy

Steps = dict[str, list[Step]]


class Coded(msgspec.Struct, frozen=True, kw_only=True):
    """The measures of a kind with a QR code, in landscape and portrait: px at k = 1.

    `side` is that of the code, `bottom` the card's distance from the lower edge. `caption` are the words under it on
    the card (in portrait they stand beside it, at `beside` px). `told` names, in the footer, who tells it.
    """

    horizon: tuple[float, float]
    side: tuple[float, float]
    bottom: tuple[float, float]
    titles: Steps
    summaries: Steps
    caption: Words
    beside: float
    told: bool


SURVEY = Coded(
    horizon=(720, 950),
    side=(640, 540),
    bottom=(60, 130),
    titles={
        "landscape": [(150, 2), (132, 2), (116, 3), (100, 4), (84, 5), (70, 6), (60, 7)],
        "portrait": [(164, 2), (150, 3), (124, 4), (104, 5), (88, 6), (74, 7), (64, 8)],
    },
    summaries={"landscape": [(50, 3), (46, 3), (42, 4), (38, 4)], "portrait": [(56, 3), (50, 3), (44, 4), (38, 5)]},
    caption=SCAN,
    beside=44,
    told=False,
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
    told=True,
)
"""The code leads from what is told to more of it."""

_FAR: Steps = {
    "landscape": [(150, 3), (132, 4), (116, 5), (104, 6), (92, 7), (80, 8), (66, 9)],
    "portrait": [(200, 3), (170, 4), (150, 5), (130, 6), (116, 6), (100, 7), (84, 8), (66, 9)],
}
UNPICTURED = Finding("picture-left-out", "note", "picture")
_CAPTION = 37.0
READABLE_SIDE = 473.0
"""Side of a code, px at k = 1, that a phone reads from where people come to stand (look.md §8)."""

ADDRESS_LINES = 3
"""In portrait, beside the card."""

_ROOM_BESIDE = 72.0
"""What text keeps clear of the card, px."""


def compose_coded(
    brief: Brief, kind: str, coded: Coded, tone: Tone, colours: Palette, *, label: str = ""
) -> Composition:
    """Raises RenderError without a code, and on a strip, which is too low for one that can be scanned."""
    canvas = brief.canvas
    if canvas.strip:
        raise RenderError("this slide needs room for a QR code, which a strip does not have; leave it out there")
    place = place_card(brief, coded, readable=True)
    horizon = _far_horizon(brief, place) if canvas.is_far else _horizon(brief, coded, place)
    width = canvas.text_width if canvas.portrait else canvas.text_width - place.side - _ROOM_BESIDE
    right = canvas.width if canvas.portrait else canvas.width - place.right - place.side
    art = msgspec.structs.replace(colours, sky=tone.top)
    ground, label = ground_of(canvas, horizon, right), fitting_label(brief, kind, label)
    plans = _plans(brief, coded, width, horizon)
    sky = compose_sky(brief, plans, ground, motif(art), title=titled(brief, label))
    head = header(brief, kind, label, project=not canvas.is_far)
    low = [] if canvas.is_far else _sea(brief, coded, horizon, width, place)
    blocks = [*head, *sky.blocks, *caption(brief, coded, place, low), *low]
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=tone,
        horizon=horizon,
        blocks=tuple(blocks),
        art=sky.art,
        qr=place,
        findings=_findings(brief),
    )


def place_card(brief: Brief, coded: Coded, *, readable: bool = False) -> QrPlace:
    """The card at the bottom right, in whole modules on the canvas.

    `readable` makes it as large as phones need from where people stand, as far as there is room.
    """
    canvas, item, code = brief.canvas, brief.item, brief.code
    if code is None:
        raise RenderError("this slide needs an address that its QR code may lead to", item.id if item else "")
    index, scale = int(canvas.portrait), canvas.scale
    if canvas.portrait:
        wanted = min(coded.side[index] * canvas.k, canvas.text_width) if canvas.is_far else coded.side[index]
        side = code.side(wanted, scale)
        if readable and not canvas.is_far:
            side = _enough(code, side, READABLE_SIDE * canvas.k, canvas.text_width)
        return QrPlace(code=code, right=canvas.margin, bottom=coded.bottom[index], side=side)
    most = largest_side(canvas)
    side = code.side(min(max(coded.side[index], READABLE_SIDE * canvas.k), most), scale)
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


def _findings(brief: Brief) -> tuple[Finding, ...]:
    """What the code leaves no room for. Whether phones can read it depends on the display (domain/legibility.judge)."""
    without = (UNPICTURED,) if brief.picture else ()
    return (*(untold(brief) if brief.canvas.is_far else ()), *without)


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


def caption(brief: Brief, coded: Coded, place: QrPlace, below: Sequence[Block] = ()) -> list[Block]:
    """What to do with the code, in words: under it on the card, in portrait beside it, over an address that stands there
    (one of those `below`).
    """
    canvas = brief.canvas
    if canvas.is_far:
        return []
    beside = canvas.portrait
    size = (coded.beside if beside else _CAPTION) * canvas.k
    room = _room_beside(canvas, place) if beside else place.side
    text = own_words(SCAN_NARROW if beside else coded.caption, brief.language)
    setting = brief.setter("text").fit(text, room / 0.97, [(size, 4), (canvas.smallest, 5)])
    height = setting.height(1.4 if beside else 1.3)
    if beside and (setting.widest > room or len(setting.lines) > text.count("\n") + 1):
        return []
    if beside:
        edge = canvas.height - place.bottom
        beneath = (block.top - 28 for block in below if block.name == "address" and block.top < edge)
        top, left = min(beneath, default=edge) - height, canvas.margin
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
    """What to do or to know, who tells it, and the address to type for those without a code reader; of these the text goes
    before the address, and in landscape before who tells it.
    """
    said = footer(brief, brief.department, width, address=False) if coded.told else []
    address = typed_address(brief, said, width, place)
    feet = ([*said, *address], said, []) if not brief.canvas.portrait else ([*said, *address],)
    summary, foot = list[Block](), feet[0]
    for foot in feet:
        summary = _summary(brief, coded, horizon, width, _floor(brief, place, foot))
        if not (summary and summary[0].setting.shortened):
            break
    return [*summary, *foot]


def _floor(brief: Brief, place: QrPlace, foot: list[Block]) -> float:
    """Where the text has to end: over the code in portrait, over what stands below or the edge in landscape."""
    canvas = brief.canvas
    if canvas.portrait:
        return canvas.height - place.bottom - place.side - 40
    return min((block.top for block in foot), default=canvas.height - canvas.footer_bottom + 24) - 24


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


def typed_address(brief: Brief, said: list[Block], width: float, place: QrPlace) -> list[Block]:
    """The address in words: at the end of the footer, else over it; in portrait beside the card, under the caption."""
    canvas, size, text = brief.canvas, brief.canvas.smallest, brief.typed
    setting = brief.setter("address").line(text, size)
    end = said[0].width + 48 if said else 0
    if not text or (setting.widest > width and not canvas.portrait):
        return []
    if end + setting.widest <= width:
        left = canvas.margin + width - setting.widest if said else canvas.margin
        return [_low(brief, "address", setting, footer_top(canvas), left)]
    if canvas.portrait:
        return _beside(brief, text, place)
    return [_low(brief, "address", setting, footer_top(canvas) - size * 1.42, canvas.margin)]


def _beside(brief: Brief, text: str, place: QrPlace) -> list[Block]:
    """In lines that break after a stroke, at the left of the card."""
    canvas, size = brief.canvas, brief.canvas.smallest
    setter, room = brief.setter("address"), _room_beside(canvas, place)
    lines = [""]
    for part in re.findall("[^/]*/?", text):
        joined = lines[-1] + part
        lines[-1:] = [joined] if setter.line(joined, size).widest <= room else [lines[-1], part]
    set_ = [setter.line(line, size) for line in lines if line]
    if len(set_) > ADDRESS_LINES or any(one.widest > room for one in set_):
        return []
    setting = Setting(size, tuple(one.lines[0] for one in set_), tuple(one.widths[0] for one in set_))
    return [_low(brief, "address", setting, canvas.height - place.bottom - setting.height(1.2), canvas.margin)]


def _low(brief: Brief, name: str, setting: Setting, top: float, left: float) -> Block:
    return Block(
        name=name, setting=setting, face=brief.face("address"), ground="sea", top=top, left=left, line_height=1.2
    )


def _room_beside(canvas: Canvas, place: QrPlace) -> float:
    """In portrait, at the left of the card, px."""
    return canvas.width - place.right - place.side - canvas.margin - 36
