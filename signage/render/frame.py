"""The frame of every slide: chip, date and project's name above, department and address below (look.md §5)."""

from .brief import Brief
from .canvas import Canvas
from .composition import Block
from .names import name_line
from .text import Setting
from .titles import TitleParts, split_title
from .wording import CHIPS, own_words

CHIP, LABEL, CLOCK, QUIET = 38.0, 37.0, 37.0, 36.0
"""Sizes of chip, date, clock and the quiet words, px at k = 1."""

_CHIP_PADDING = (0.34, 0.62)
_CHIP_LINE = 1.1


def header_bottom(canvas: Canvas) -> float:
    """Where the header ends."""
    return canvas.header_top + CHIP * canvas.k * (_CHIP_LINE + 2 * _CHIP_PADDING[0])


def header(brief: Brief, kind: str, label: str = "", project: bool = True, room: float | None = None) -> list[Block]:
    """Chip, label, project's name and clock in one row up to `room`, if not the margin; what finds no room is left out,
    the name first, then the clock. A label that says parts of the title is first made to fit (`fitting_label`).
    """
    canvas, k = brief.canvas, brief.canvas.k
    chip = _chip(brief, kind)
    blocks, middle = [chip], chip.top + chip.height / 2
    end = canvas.margin + chip.width
    room = canvas.width - canvas.margin if room is None else room
    if label:
        setting, left = _label(brief, chip, label)
        if left + setting.widest <= room:
            top = middle - LABEL * k / 2
            blocks.append(
                Block(name="label", setting=setting, face=brief.face("text"), ground="sky", top=top, left=left)
            )
            end = left + setting.widest
    clock = _clock(brief, canvas.width - room, middle) if brief.clock and not canvas.is_far else None
    if clock and end + 0.9 * QUIET * k + clock.fixed <= room:
        blocks.append(clock)
        room -= clock.fixed + 0.9 * QUIET * k
    name = _project(brief, room - end - 1.2 * QUIET * k, bool(label)) if project else None
    if name:
        top, right = middle - QUIET * k / 2, canvas.width - room
        blocks.append(Block(name="project", setting=name, face=brief.face("quiet"), ground="sky", top=top, right=right))
    return blocks


def fitting_label(brief: Brief, kind: str, label: str, room: float | None = None) -> str:
    """As much of the label as stands beside the chip: all of it, what comes before the series, or nothing."""
    chip = _chip(brief, kind)
    room = brief.canvas.width - brief.canvas.margin if room is None else room
    for words in (label, label.removesuffix(f"　{brief.title.series}")):
        setting, left = _label(brief, chip, words)
        if words and left + setting.widest <= room:
            return words
    return ""


def titled(brief: Brief, said: str = "", *, subtitle: bool = True) -> TitleParts:
    """The title as it is set under a header that has `said` these of its parts: the others stay in it, or nobody would read
    them (中止, until when). `subtitle` is whether there is a place for one.
    """
    parts, item = brief.title, brief.item
    kept = [name for name in ("date", "series") if f"　{getattr(parts, name)}　" not in f"　{said}　"]
    kept += [] if subtitle else ["subtitle"]
    if item is None or item.kind == "voice" or not any(getattr(parts, name) for name in kept):
        return parts
    return split_title(brief.words(item.title), kept)


def _label(brief: Brief, chip: Block, label: str) -> tuple[Setting, float]:
    """The label set, and where it begins, right of the chip."""
    size = LABEL * brief.canvas.k
    return brief.setter("text").line(label, size), brief.canvas.margin + chip.width + 0.75 * size


def _clock(brief: Brief, right: float, middle: float) -> Block:
    """The small clock (look.md §12): the slide's script writes the time, here is the place kept for the widest one."""
    size, face = CLOCK * brief.canvas.k, brief.face("figures")
    setter = brief.setter("figures")
    widest = max(setter.line(f"{digit}{digit}:{digit}{digit}", size).widest for digit in "0123456789")
    return Block(
        name="clock",
        setting=setter.line("", size),
        face=face,
        ground="sky",
        top=middle - size / 2,
        right=right,
        fixed=float(int(widest) + 2),
    )


def _chip(brief: Brief, kind: str) -> Block:
    size = CHIP * brief.canvas.k
    return Block(
        name="chip",
        setting=brief.setter("title").line(own_words(CHIPS[kind], brief.language), size),
        face=brief.face("title"),
        ground="chip",
        left=brief.canvas.margin,
        top=brief.canvas.header_top,
        line_height=_CHIP_LINE,
        padding=(_CHIP_PADDING[0] * size, _CHIP_PADDING[1] * size),
    )


def _project(brief: Brief, room: float, labelled: bool) -> Setting | None:
    """The project's name, or its short one, where it fits; the long one only where a slide is wide."""
    canvas, brand = brief.canvas, brief.brand
    long = canvas.shape == "landscape" or (canvas.strip and not labelled)
    for words in (brand.name, brand.short_name) if long else (brand.short_name,):
        text = name_line(brief, words)
        setting = brief.setter("quiet").line(text, QUIET * canvas.k)
        if text and setting.widest <= room:
            return setting
    return None


def footer_top(canvas: Canvas) -> float:
    return canvas.height - canvas.footer_bottom - QUIET * canvas.k * 1.2


def footer(brief: Brief, left: str, room: float | None = None, address: bool = True) -> list[Block]:
    """The department at the left, the project's address at the right where there is room for both; on a strip that of the
    page itself, for which others bear a code.
    """
    canvas, size = brief.canvas, QUIET * brief.canvas.k
    room = canvas.text_width if room is None else room
    blocks, end = list[Block](), 0.0
    if left:
        setting = brief.setter("quiet").fit(left, room / 0.97, [(size, 1)])
        blocks.append(_foot(brief, "department", setting, brief.face("quiet"), None))
        end = setting.widest + 48
    typed = brief.typed if canvas.strip and brief.qr else brief.brand.address
    if address and typed:
        setting = brief.setter("address").line(typed, size)
        if end + setting.widest <= room:
            right = canvas.width - canvas.margin - room if room < canvas.text_width else canvas.margin
            blocks.append(_foot(brief, "address", setting, brief.face("address"), right if left else None))
    return blocks


def _foot(brief: Brief, name: str, setting: Setting, face: str, right: float | None) -> Block:
    return Block(
        name=name,
        setting=setting,
        face=face,
        ground="sea",
        top=footer_top(brief.canvas),
        left=brief.canvas.margin,
        right=right,
        line_height=1.2,
    )
