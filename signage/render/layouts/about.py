"""The vision: the key message in its own lines, white on the deep sky, and a sun made of everyone's thoughts."""

from ..art import Art
from ..art.suns import draw_dotsun
from ..brief import Brief
from ..composition import Block, Composition
from ..frame import footer, footer_top, header, header_bottom, titled
from ..names import name_line, name_parts
from ..palettes import daybreak
from ..text import Setting, Step
from .sky import ground_of, larger

_STEPS: dict[str, list[Step]] = {
    "landscape": [(142, 3), (122, 4), (104, 4), (88, 5), (72, 6)],
    "portrait": [(140, 4), (116, 5), (100, 6), (84, 7), (70, 9)],
    "strip": [(92, 2), (78, 3), (64, 4)],
}
_FAR: dict[str, list[Step]] = {
    "landscape": [(220, 3), (180, 4), (150, 5), (128, 6), (116, 6), (92, 8), (66, 10)],
    "portrait": [(200, 5), (170, 6), (140, 8), (116, 10), (92, 12), (66, 16)],
    "strip": [(150, 2), (116, 3), (92, 3), (66, 5)],
}


def compose_about(brief: Brief) -> Composition:
    canvas, colours = brief.canvas, brief.colours()
    far = canvas.is_far
    horizon = canvas.horizon(984, 1760, 500) if far else canvas.horizon(800, 1330, 404)
    message = _message(brief, horizon)
    blocks = [*header(brief, "about", project=not far), message]
    if not far:
        blocks += _sea(brief, horizon)
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=daybreak(colours),
        horizon=horizon,
        blocks=tuple(blocks),
        art=Art() if far else _art(brief, horizon, message),
    )


def _message(brief: Brief, horizon: float) -> Block:
    """The message in the lines its writer gave it by line ends or spaces, else set by rule."""
    canvas = brief.canvas
    top, bottom = header_bottom(canvas) + 30, horizon - 40
    pitch = (1.34 if canvas.is_far or canvas.strip else 1.36) if brief.cjk else 1.14
    width = canvas.text_width if canvas.portrait or canvas.is_far else canvas.width - 640
    setting = _lines(brief, width, bottom - top, pitch)
    top = max(
        top, top + (bottom - top - setting.height(pitch)) * (0.06 if canvas.portrait and not canvas.is_far else 0.4)
    )
    return Block(
        name="title",
        setting=setting,
        face=brief.face("title"),
        ground="sky",
        top=top,
        left=canvas.margin,
        line_height=pitch,
    )


def _lines(brief: Brief, width: float, room: float, pitch: float) -> Setting:
    canvas, setter, title = brief.canvas, brief.setter("title"), titled(brief, subtitle=False).title
    table = _FAR if canvas.is_far else _STEPS
    steps = larger(table[canvas.shape], 1 if canvas.is_far else canvas.k)
    steps = [step for step in steps if step[0] >= canvas.smallest] or [(canvas.smallest, 6)]
    steps = [(size, min(most, max(1, int(room / (size * pitch))))) for size, most in steps]
    own = title.replace(" ", "\n") if brief.cjk and 1 <= title.count(" ") <= 3 else title
    given = own.count("\n") + 1
    for size, most in steps:
        lines = setter.fit(own, width, [(size, most)])
        if given > 1 and len(lines.lines) == given <= most and not lines.shortened:
            return lines
    return setter.fit(title, width, steps)


def _art(brief: Brief, horizon: float, message: Block) -> Art:
    """The dots keep clear of the message and of the header."""
    canvas = brief.canvas
    x = canvas.width * 0.56 if canvas.portrait else canvas.width - (300 if canvas.strip else 350)
    radius = {"landscape": 425.0, "portrait": 450.0, "strip": 230.0}[canvas.shape]
    clear = [(-9999.0, 0.0, canvas.width, header_bottom(canvas) + 12)]
    clear += [(left - 40, top - 24, right + 44, bottom + 24) for left, top, right, bottom in message.boxes()]
    return draw_dotsun(ground_of(canvas, horizon), x, radius, tuple(clear))


def _sea(brief: Brief, horizon: float) -> list[Block]:
    """Who says so, and in one sentence why."""
    canvas, k = brief.canvas, brief.canvas.k
    parts = name_parts(brief, brief.brand.name)
    if canvas.strip:
        return footer(brief, name_line(brief, brief.brand.name))
    size = (60 if canvas.portrait else 50) * k
    text = "\n".join(parts) if canvas.portrait else name_line(brief, brief.brand.name)
    steps = [(size, len(parts)), (canvas.smallest * 1.1, len(parts) + 1)]
    setting = brief.setter("text").fit(text, canvas.text_width, steps)
    top = horizon + (84 if canvas.portrait else 50)
    face = brief.face("text")
    name = Block(name="name", setting=setting, face=face, ground="sea", top=top, left=canvas.margin, line_height=1.5)
    if not canvas.portrait:
        foot = footer(brief, brief.text or brief.department)
        if not any(block.setting.shortened for block in foot):
            return [name, *foot]
    tagline = _tagline(brief, name.bottom, footer_top(canvas) - 24)
    if not tagline or tagline[0].setting.shortened:
        return [name, *_tagline(brief, name.bottom, canvas.height * 0.97)]
    return [name, *tagline, *footer(brief, "")]


def _tagline(brief: Brief, above: float, floor: float) -> list[Block]:
    """The sentence under the name, down to `floor`."""
    canvas = brief.canvas
    gap = 40 if canvas.portrait else 8
    top, room = above + gap, floor - above - gap
    steps = [(size * canvas.k, min(3, int(room / (size * canvas.k * 1.5)))) for size in (46.0, 40.0, 36.0)]
    steps = [step for step in steps if step[1] >= 1]
    if not brief.text or not steps:
        return []
    setting, face = brief.setter("quiet").fit(brief.text, canvas.text_width, steps), brief.face("quiet")
    return [
        Block(name="summary", setting=setting, face=face, ground="sea", top=top, left=canvas.margin, line_height=1.5)
    ]
