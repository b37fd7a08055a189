"""A title in the sky, beside, above or without art: the tide rule of look.md."""

from collections.abc import Callable, Iterable

import msgspec

from ..art import Art, Ground, draw, enlarge, smaller
from ..brief import Brief
from ..canvas import Canvas
from ..composition import Block
from ..frame import header_bottom, titled
from ..palettes import Palette
from ..text import Setting, Step
from ..titles import TitleParts

CLEAR = 28.0
"""Sky between a title and the art or the horizon under it, px."""

CALM = 0.86
"""Part of its size that a title gives up to stand at its height rather than close under the header."""


class Plan(msgspec.Struct, frozen=True):
    """One way to set a title: its box, its steps, the art beside it, and how high in the sky it may stand (0 = top).

    `left` is the box's left edge, if not the margin; `grow` lets a line that stands alone become larger; `pitch` is the
    title's line height, if not the usual one.
    """

    width: float
    steps: list[Step]
    art: str = ""
    heights: tuple[float, ...] = (0.5,)
    left: float | None = None
    grow: bool = True
    pitch: float | None = None


class Sky(msgspec.Struct, frozen=True):
    """A title, its subtitle if it has one, and the art that stayed."""

    blocks: list[Block]
    art: Art


def larger(steps: list[Step], k: float) -> list[Step]:
    """Steps for a reading size: k times as large, then, rather than cut a title, the smaller ones too."""
    if k == 1:
        return steps
    grown = [(float(round(size * k)), most) for size, most in steps]
    return grown + [(size, most + 1) for size, most in steps if size < grown[-1][0] and size >= 40 * k]


def roomy(steps: list[Step], canvas: Canvas) -> list[Step]:
    """`larger`, and on a landscape canvas that is higher than 16:9 more lines, before which larger ones are tried."""
    grown = larger(steps, canvas.k)
    more = (canvas.height - 360) / 720
    if canvas.shape != "landscape" or more <= 1:
        return grown
    return [(float(round(size * min(more, 1.2))), most) for size, most in grown] + [
        (size, int(most * more)) for size, most in grown
    ]


def zone(canvas: Canvas, horizon: float) -> tuple[float, float]:
    """The part of the sky where a title may stand: from the header to just over the horizon."""
    return header_bottom(canvas) + (8 if canvas.strip else 20), horizon - (14 if canvas.strip else CLEAR)


def ground_of(canvas: Canvas, horizon: float, right: float | None = None) -> Ground:
    return Ground(canvas.width, horizon, canvas.width if right is None else right, canvas.shape)


Draw = Callable[[Ground, str], Art]
"""Draws a motif in the form that a plan names: "tall" or "low"."""


def motif(colours: Palette, scale: float = 1.0) -> Draw:
    """The motif of a palette, its tall form `scale` times as large."""

    def form(ground: Ground, name: str) -> Art:
        if name != "tall" or scale == 1:
            return draw(colours.motif, ground, colours, tall=name == "tall")
        return enlarge(draw(colours.motif, smaller(ground, scale), colours, tall=True), ground, scale)

    return form


def compose_sky(
    brief: Brief,
    plans: list[Plan],
    ground: Ground,
    form: Draw,
    top: float | None = None,
    title: TitleParts | None = None,
) -> Sky:
    """The first plan whose title stands in full clear of its art; the last one, shortened, if there is none.

    `top` is where the title's zone begins, if not under the header; `title` is what the header leaves of it, if that says
    anything of it (frame.titled).
    """
    parts = title or titled(brief)
    above, floor = zone(brief.canvas, ground.horizon)
    room = (above if top is None else top, floor)
    for plan in plans:
        art = form(ground, plan.art) if plan.art else Art()
        blocks = _standing(brief, parts, plan, room, art)
        if blocks:
            return Sky(blocks, art)
    last = plans[-1]
    size, most = last.steps[-1]
    held = max(1, min(most, int((room[1] - room[0]) / (size * (last.pitch or line_height(brief))))))
    setting = brief.setter("title").shortest(parts.title, last.width, (size, held))
    setting = msgspec.structs.replace(setting, shortened=setting.shortened or bool(parts.subtitle))
    return Sky(_blocks(brief, last, setting, None, room[0]), Art())


def _standing(brief: Brief, parts: TitleParts, plan: Plan, room: tuple[float, float], art: Art) -> list[Block] | None:
    """The title as large as it stands clear of its art; rather a little smaller where it belongs than pushed up for it."""
    found: list[Block] | None = None
    for setting in brief.setter("title").settings(parts.title, plan.width, plan.steps, grow=plan.grow):
        if setting.shortened or (found and setting.size < CALM * found[0].setting.size):
            break
        below = _subtitle(brief, parts.subtitle, plan, setting)
        blocks = _placed(brief, plan, (setting, below), room, art, plan.heights[:1])
        if blocks:
            return blocks
        found = found or _placed(brief, plan, (setting, below), room, art, plan.heights[1:])
    return found


def _placed(
    brief: Brief,
    plan: Plan,
    settings: tuple[Setting, Setting | None],
    room: tuple[float, float],
    art: Art,
    heights: tuple[float, ...],
) -> list[Block] | None:
    """The title (and subtitle) at the first of these heights where it is clear of art and horizon."""
    (top, bottom), (setting, subtitle) = room, settings
    height = sum(block.height for block in _blocks(brief, plan, setting, subtitle, 0)) + _gap(setting, subtitle)
    if height > bottom - top or (subtitle and subtitle.shortened):
        return None
    for part in heights:
        blocks = _blocks(brief, plan, setting, subtitle, top + (bottom - top - height) * part)
        if not _on_art(blocks, art):
            return blocks
    return None


def _on_art(blocks: Iterable[Block], art: Art) -> bool:
    return any(
        art.covers(left, right + CLEAR, bottom + CLEAR) for block in blocks for left, _, right, bottom in block.boxes()
    )


def _subtitle(brief: Brief, words: str, plan: Plan, setting: Setting) -> Setting | None:
    if not words:
        return None
    least = brief.canvas.smallest
    size = max(least, round(min(54 * brief.canvas.k, setting.size * 0.6)))
    steps = [(size, 2), (max(least, round(size * 0.86)), 3)]
    return brief.setter("text").fit(words, plan.width, steps)


def _gap(setting: Setting, subtitle: Setting | None) -> float:
    return setting.size * 0.24 if subtitle else 0.0


def line_height(brief: Brief) -> float:
    """Of a title: Japanese needs air between its square letters, English carries its own."""
    return (1.22 if brief.canvas.strip else 1.28) if brief.cjk else 1.16


def _blocks(brief: Brief, plan: Plan, setting: Setting, subtitle: Setting | None, top: float) -> list[Block]:
    left = brief.canvas.margin if plan.left is None else plan.left
    blocks = [
        Block(
            name="title",
            setting=setting,
            face=brief.face("title"),
            ground="sky",
            top=top,
            left=left,
            line_height=plan.pitch or line_height(brief),
        )
    ]
    if subtitle:
        top = blocks[0].bottom + _gap(setting, subtitle)
        face = brief.face("text")
        blocks.append(
            Block(name="subtitle", setting=subtitle, face=face, ground="sky", top=top, left=left, line_height=1.4)
        )
    return blocks
