"""Coming events: three to five rows, the first one larger and on deep ground with a badge (look.md §6)."""

import msgspec

from ...domain.events import Stage
from ...errors import RenderError
from ..art import Art
from ..art.shapes import rect
from ..brief import Brief
from ..canvas import Canvas
from ..composition import Block, Composition, Run
from ..dates import Figures, date_block, day_runs, set_figures
from ..frame import footer, header, header_bottom
from ..palettes import Palette
from ..palettes import listing as tone_of_a_list
from ..text import Setting
from ..wording import COMING, own_words
from .coming_row import AIRY, DETAIL_PITCH, PITCH, Row, height_of, set_words, state_words

MOST = 5
_FIRST = {"landscape": 1.5, "portrait": 1.25}
"""How much higher the first row is."""

_TEXT_FROM = 452.0
"""Landscape: where titles begin, px from the margin, where the dates leave it."""

_EVEN, _EVEN_LEAST = 1.14, 60.0
"""How much larger than the smallest the titles of the other rows may be, and what all may be: a list stays calm."""

_BADGE = {"landscape": 58.0, "portrait": 52.0}


def compose_coming(brief: Brief) -> Composition:
    """Raises RenderError on strips and from far away, where no list can be read, and without events."""
    canvas, colours = brief.canvas, brief.common
    if canvas.strip or canvas.is_far:
        raise RenderError("a list of coming events needs more room than this format has; leave it out there")
    horizon = canvas.horizon(966, 1786, 0)
    rows = _evened(brief, _rows(brief, horizon))
    text = [block for row in rows for block in _row(brief, row)]
    return Composition(
        canvas=canvas,
        colours=colours,
        tone=tone_of_a_list(colours),
        horizon=horizon,
        blocks=(
            *header(brief, "event", own_words(COMING, brief.language)),
            *text,
            *footer(brief, brief.words(brief.brand.department), address=not canvas.portrait),
        ),
        art=_bands(canvas, colours, rows),
    )


def _rows(brief: Brief, horizon: float) -> list[Row]:
    """The events in their order, in bands from the header to the horizon."""
    found = [(item, stage or Stage(0, "early")) for item, stage in zip(brief.items, _stages(brief), strict=True)]
    shown = [(item, stage) for item, stage in found if item.event and item.event.occasions][:MOST]
    if not shown:
        raise RenderError("this list has no event with a date")
    canvas = brief.canvas
    first = _FIRST[canvas.shape]
    top = header_bottom(canvas) + (17 if canvas.shape == "landscape" else 27)
    unit = (horizon - top) / (len(shown) - 1 + first)
    rows = list[Row]()
    for number, (item, stage) in enumerate(shown):
        height = unit * (first if number == 0 else 1)
        occasions = item.event.occasions if item.event else ()
        occasion = occasions[min(stage.number, len(occasions) - 1)]
        rows.append(Row(number, item, stage, occasion, top, height))
        top += height
    return rows


def _evened(brief: Brief, rows: list[Row]) -> list[Row]:
    """The rows after the first with titles of about one size."""
    sizes = [block.setting.size for row in rows[1:] for block in _row(brief, row) if block.name == f"title{row.number}"]
    largest = max(_EVEN * min(sizes, default=999.0), _EVEN_LEAST * brief.canvas.k)
    return [*rows[:1], *(msgspec.structs.replace(row, largest=largest) for row in rows[1:])]


def _stages(brief: Brief) -> tuple[Stage | None, ...]:
    return (*brief.stages, *(None for _ in brief.items[len(brief.stages) :]))


def _bands(canvas: Canvas, colours: Palette, rows: list[Row]) -> Art:
    """The first row's ground from edge to edge, and thin rules between the others."""
    first, width = rows[0], canvas.width - 2 * canvas.margin
    drawn = rect(-9999, first.top, 29999, first.height, colours.sea)
    for row in rows[2:]:
        drawn += rect(canvas.margin, row.top - 1.5, width, 3, colours.mid)
    return Art(drawn)


def _row(brief: Brief, row: Row) -> list[Block]:
    return (_down if brief.canvas.portrait else _across)(brief, row)


def _across(brief: Brief, row: Row) -> list[Block]:
    """Landscape: date, title over details, in the first row the badge at the right."""
    canvas = brief.canvas
    figures = _figures(brief, row, 132.0 if row.is_first else min(104.0, row.height * 0.62))
    badge = _badge(brief, row)
    left = canvas.margin + max(_TEXT_FROM, figures.width + 40)
    width = canvas.width - canvas.margin - left - (badge[0].width + 40 if badge else 0)
    title, details = set_words(brief, row, width, row.height - (34 if row.is_first else 14))
    height = height_of(brief, title, details)
    top = row.middle - height / 2
    blocks = [date_block(f"date{row.number}", figures, canvas.margin, row.middle + figures.size * 0.35, row.ground)]
    blocks += _text(brief, row, title, details, left, top)
    return [*blocks, *(msgspec.structs.replace(one, top=row.middle - one.height / 2) for one in badge)]


def _down(brief: Brief, row: Row) -> list[Block]:
    """Portrait: date (and badge) over title over details."""
    canvas = brief.canvas
    badge = _badge(brief, row)
    for share in (0.34, 0.3, 0.26, 0.22):
        figures = _figures(
            brief, row, min(130.0 if row.is_first or row.height > AIRY[1] else 112.0, row.height * share)
        )
        gap = figures.size * 0.26
        title, details = set_words(brief, row, canvas.text_width, row.height - figures.size * 0.8 - gap - 36)
        height = figures.size * 0.8 + gap + height_of(brief, title, details)
        if height <= row.height - 24 and not title.shortened:
            break
    top = row.middle - height / 2
    baseline = top + figures.size * 0.72
    blocks = [date_block(f"date{row.number}", figures, canvas.margin, baseline, row.ground)]
    blocks += _text(brief, row, title, details, canvas.margin, top + figures.size * 0.8 + gap)
    return [
        *blocks,
        *(msgspec.structs.replace(one, top=baseline - figures.size * 0.35 - one.height / 2) for one in badge),
    ]


def _figures(brief: Brief, row: Row, size: float) -> Figures:
    return set_figures(brief, _short(day_runs(brief, row.occasion.first)), size, brief.canvas.smallest)


def _short(runs: list[Run]) -> list[Run]:
    """An English month in three letters: a row is narrow."""
    return [msgspec.structs.replace(run, text=run.text[:3]) if run.role == "word" else run for run in runs]


def _text(brief: Brief, row: Row, title: Setting, details: Setting | None, left: float, top: float) -> list[Block]:
    pitch = PITCH[brief.canvas.shape]
    name = "title" if row.is_first else f"title{row.number}"
    face = brief.face("title")
    blocks = [
        Block(name=name, setting=title, face=face, ground=row.ground, top=top, left=left, line_height=pitch),
    ]
    if details:
        top, face = top + title.height(pitch), brief.face("text" if row.is_first else "quiet")
        name = f"details{row.number}"
        blocks.append(
            Block(
                name=name, setting=details, face=face, ground=row.ground, top=top, left=left, line_height=DETAIL_PITCH
            )
        )
    return blocks


def _badge(brief: Brief, row: Row) -> list[Block]:
    """The first row's state in the sun's colour, at the right; what is cancelled in white."""
    words = state_words(brief, row) if row.is_first else ""
    if not words:
        return []
    canvas = brief.canvas
    size = max(_BADGE[canvas.shape], canvas.smallest)
    setting, face = brief.setter("title").line(words, size), brief.face("title")
    off = row.stage.state == "cancelled"
    return [
        Block(
            name="badge0",
            setting=setting,
            face=face,
            ground="off" if off else "badge",
            top=0.0,
            right=canvas.margin,
            line_height=1.1,
            padding=(size * 0.34, 32.0),
        )
    ]
