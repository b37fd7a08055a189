"""The fallback: name, address, rising sun. True at any time: no date, no claim, no progress line."""

from ..art.suns import draw_sun
from ..brief import Brief
from ..composition import Block, Composition
from ..names import name_parts
from ..palettes import daybreak
from ..text import Setting, Step
from .sky import ground_of

_SUN = {"landscape": (0.185, 300.0, 6), "portrait": (0.44, 330.0, 6), "strip": (0.2, 170.0, 4)}
"""Centre from the right edge as a part of the width, radius in px, bars on the water."""

_FIRST: dict[str, list[Step]] = {
    "landscape": [(80, 1), (66, 1), (56, 2)],
    "portrait": [(74, 1), (64, 1), (56, 2)],
    "strip": [(54, 1), (46, 1), (40, 1)],
}
_LAST: dict[str, list[Step]] = {
    "landscape": [(142, 1), (128, 1), (112, 2), (92, 2), (76, 3)],
    "portrait": [(168, 1), (150, 2), (128, 3), (104, 4), (84, 5)],
    "strip": [(124, 1), (108, 1), (92, 1), (76, 2), (60, 3)],
}
_TOP = {"landscape": 250.0, "portrait": 210.0, "strip": 68.0}


def compose_fallback(brief: Brief) -> Composition:
    canvas, colours = brief.canvas, brief.common
    horizon = canvas.horizon(720, 1180, 370)
    part, radius, bars = _SUN[canvas.shape]
    x = canvas.width * (1 - part) if canvas.portrait else canvas.width - 1920 * part
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=daybreak(colours),
        horizon=horizon,
        blocks=(*_name(brief, horizon, x - radius - 60), *_sea(brief, horizon)),
        art=draw_sun(ground_of(canvas, horizon), colours, x, radius, bars),
        rail=False,
    )


def _name(brief: Brief, horizon: float, sun: float) -> list[Block]:
    """The name in its parts, the last one large: beside the sun, in portrait above it, as large as finds room."""
    canvas = brief.canvas
    width = canvas.text_width if canvas.portrait else sun - canvas.margin
    floor = horizon - (_SUN[canvas.shape][1] + 40 if canvas.portrait else 40)
    parts = name_parts(brief, brief.brand.name) or [""]
    tries = [(parts, min(canvas.k, 1.35) * shrink) for shrink in (1.0, 0.8, 0.66)]
    for shown, scale in [*tries, (parts[-1:], 1.0), (parts[-1:], 0.66)]:
        blocks = _stack(brief, shown, width, scale)
        if blocks[-1].bottom <= floor:
            break
    return blocks


def _stack(brief: Brief, parts: list[str], width: float, scale: float) -> list[Block]:
    """The parts one under the other, all but the last one small."""
    canvas = brief.canvas
    top = _TOP[canvas.shape] + (canvas.height - 1080 if canvas.shape == "landscape" else 0) / 2
    blocks = list[Block]()
    for index, part in enumerate(parts[:-1]):
        setting = _set(brief, part, width, _FIRST[canvas.shape], scale)
        blocks.append(_block(brief, f"first{index}" if index else "first", setting, top, 1.3))
        top = blocks[-1].bottom + setting.size * 0.2
    setting = _set(brief, parts[-1], width, _LAST[canvas.shape], scale)
    return [*blocks, _block(brief, "title", setting, top, 1.2)]


def _set(brief: Brief, text: str, width: float, steps: list[Step], k: float) -> Setting:
    grown = [(size * k, most) for size, most in steps]
    least = brief.canvas.smallest
    return brief.setter("title").fit(text, width, [step for step in grown if step[0] >= least] or [(least, 3)])


def _block(brief: Brief, name: str, setting: Setting, top: float, line_height: float) -> Block:
    return Block(
        name=name,
        setting=setting,
        face=brief.face("title"),
        ground="sky",
        top=top,
        left=brief.canvas.margin,
        line_height=line_height,
    )


def _sea(brief: Brief, horizon: float) -> list[Block]:
    """What the project stands for, or the invitation to its address, and the address; it alone on strips and from far away."""
    canvas = brief.canvas
    if canvas.strip or canvas.is_far:
        return _address(brief, horizon, None)
    top = horizon + (210 if canvas.portrait else 84)
    message = brief.words(brief.brand.message)
    text = message or (brief.words(brief.brand.invitation) if brief.brand.address else "")
    if not text:
        return _address(brief, horizon, top)
    lines, size = (2, 64.0) if canvas.portrait else (1, 58.0)
    width = canvas.text_width if canvas.portrait else canvas.text_width - 1920 * _SUN["landscape"][0] - 264
    steps = [(part * size * canvas.k, lines) for part in (1, 0.94, 0.88)]
    steps.append((max(44 * canvas.k, canvas.smallest), lines + 1))
    setting = brief.setter("text").fit(text, width, steps)
    invitation = _sea_block(brief, "invitation", setting, brief.face("text"), top, 1.4)
    return [invitation, *_address(brief, horizon, invitation.bottom + (60 if canvas.portrait else 30))]


def _address(brief: Brief, horizon: float, top: float | None) -> list[Block]:
    """The address as large as the width holds, from `top`, or in the middle of the sea; none if there is no room."""
    canvas = brief.canvas
    for size in (64.0, 60.0, 56.0, 50.0, 44.0, 40.0, 36.0):
        setting = brief.setter("address").line(brief.brand.address, size * canvas.k)
        start = horizon + (canvas.height - horizon - setting.height(1.1)) / 2 if top is None else top
        fits = setting.widest <= canvas.text_width and start + setting.height(1.1) <= canvas.height * 0.97
        if brief.brand.address and fits and not (canvas.portrait and size > 60):
            return [_sea_block(brief, "address", setting, brief.face("address"), start, 1.1)]
    return []


def _sea_block(brief: Brief, name: str, setting: Setting, face: str, top: float, line_height: float) -> Block:
    return Block(
        name=name,
        setting=setting,
        face=face,
        ground="sea",
        top=top,
        left=brief.canvas.margin,
        line_height=line_height,
    )
