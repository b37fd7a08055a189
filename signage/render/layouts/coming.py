"""Coming events: three to five rows, the first one larger and on deep ground with a badge (look.md §6)."""

import msgspec

from ...domain.content import Item
from ...domain.events import Occasion, Stage
from ...errors import RenderError
from ..art import Art
from ..art.shapes import rect
from ..brief import Brief
from ..canvas import Canvas
from ..composition import Block, Composition, Run
from ..dates import Figures, date_block, day_runs, occasion_hours, set_figures, until
from ..frame import footer, header, header_bottom
from ..measure import typeface
from ..palettes import Palette
from ..palettes import listing as tone_of_a_list
from ..text import Setter, Setting, Step
from ..wording import COMING, IN_FIGURES, STAGES, in_language, own_words

MOST = 5
_FIRST = {"landscape": 1.5, "portrait": 1.25}
"""How much higher the first row is."""

_TEXT_FROM = 452.0
"""Landscape: where titles begin, px from the margin, where the dates leave it."""

_TITLES: dict[str, list[Step]] = {
    "landscape": [(66, 1), (58, 1), (52, 1), (50, 2), (44, 2), (40, 2), (36, 2)],
    "portrait": [(78, 1), (68, 1), (60, 1), (54, 2), (48, 2), (42, 2), (38, 3)],
}
_FIRST_TITLES: dict[str, list[Step]] = {
    "landscape": [(84, 1), (76, 1), (74, 2), (66, 2), (58, 2), (50, 2), (44, 3)],
    "portrait": [(86, 1), (78, 1), (74, 2), (64, 2), (54, 2), (46, 3), (40, 3)],
}
_AIRY = (520.0, 430.0)
_LARGE: tuple[list[Step], list[Step]] = ([(100, 2), (90, 2)], [(82, 2)])
"""Of three rows in portrait the first, and each other, is so high that its title may take two large lines."""

_EVEN, _EVEN_LEAST = 1.2, 60.0
"""How much larger than the smallest the titles of the other rows may be, and what all may be: a list stays calm."""

_PITCH = {"landscape": 1.22, "portrait": 1.26}
_DETAIL = {"landscape": (44.0, 38.0), "portrait": (46.0, 42.0)}
"""Size of the line under a title, in the first row and in the others."""

_DETAIL_PITCH = 1.42
_BADGE = {"landscape": 58.0, "portrait": 52.0}


class Row(msgspec.Struct, frozen=True):
    """One event of the list, its band of the canvas, and how large its title may be, px."""

    number: int
    item: Item
    stage: Stage
    occasion: Occasion
    top: float
    height: float
    largest: float = 999.0

    @property
    def is_first(self) -> bool:
        return self.number == 0

    @property
    def ground(self) -> str:
        return "row" if self.is_first else "list"

    @property
    def middle(self) -> float:
        return self.top + self.height / 2


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
    title, details = _words(brief, row, width, row.height - (34 if row.is_first else 14))
    height = _height(brief, title, details)
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
            brief, row, min(130.0 if row.is_first or row.height > _AIRY[1] else 112.0, row.height * share)
        )
        gap = figures.size * 0.26
        title, details = _words(brief, row, canvas.text_width, row.height - figures.size * 0.8 - gap - 36)
        height = figures.size * 0.8 + gap + _height(brief, title, details)
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


def _words(brief: Brief, row: Row, width: float, height: float) -> tuple[Setting, Setting | None]:
    """Title and details at the first step that the band holds; the details go before the title is cut."""
    table = (_FIRST_TITLES if row.is_first else _TITLES)[brief.canvas.shape]
    if brief.canvas.portrait and row.height > _AIRY[row.number > 0]:
        table = [*_LARGE[row.number > 0], *table]
    for under in (*_details(brief, row, width), None):
        title = _title(brief, row, width, height - (under.height(_DETAIL_PITCH) if under else 0), table)
        if not title.shortened and _height(brief, title, under) <= height + 2:
            break
    return title, under


def _title(brief: Brief, row: Row, width: float, room: float, table: list[Step]) -> Setting:
    canvas = brief.canvas
    grown = [(float(round(size * canvas.k)), most) for size, most in table] if canvas.k > 1 else []
    steps = [(min(size, row.largest), most) for size, most in [*grown, *table, (canvas.smallest, 3)]]
    steps = [step for step in steps if step[0] >= canvas.smallest]
    held = [(size, min(most, int(room / (size * _PITCH[canvas.shape])))) for size, most in steps]
    fitting = [step for step in held if step[1] >= 1] or [(canvas.smallest, 1)]
    face = brief.face("title")
    return Setter(typeface(brief.vendor, face), brief.names, canvas.smallest).fit(
        _title_words(brief, row.item), width, sorted(set(fitting), reverse=True)
    )


def _title_words(brief: Brief, item: Item) -> str:
    """The title in the slide's language, else in the one it came in."""
    words = in_language(item.title, brief.language) or next(iter(item.title.values()), "")
    return brief.clean(words).replace("\n", " ")


def _details(brief: Brief, row: Row, width: float) -> list[Setting]:
    """How it stands, until when or at which hours, and where; ways to say it that fit the width, the fullest first."""
    first, others = _DETAIL[brief.canvas.shape]
    size, least = (first if row.is_first else others) * brief.canvas.k, brief.canvas.smallest
    setter = brief.setter("text" if row.is_first else "quiet")
    gap = "　" if brief.cjk else "   "
    when = gap.join(filter(None, ("" if row.is_first else _state(brief, row), _when(brief, row))))
    places = _places(brief, row.item)
    ways = [[f"{when}{gap}{place}"] for place in places]
    ways += [[when, place] for place in places] if brief.canvas.portrait else []
    found = []
    for lines in [*ways, [when]]:
        widths = tuple(setter.line(line, 1.0).widest for line in lines)
        fitted = min(size, max(least, size * 0.88), width / max(widths)) if max(widths) * size > width else size
        if fitted >= max(least, size * 0.88):
            found.append(Setting(round(fitted, 1), tuple(lines), widths))
    return found


def _places(brief: Brief, item: Item) -> list[str]:
    """The place in full, then only the first of several: かみね公園ほか."""
    words = in_language(item.event.place, brief.language) if item.event else ""
    place = brief.clean(words).replace("\n", " ")
    if not place:
        return []
    comma, rest = ("、", "ほか") if brief.cjk else (", ", "")
    parts = place.removesuffix("ほか").split(comma)
    return [place, *(comma.join(parts[:count]) + rest for count in range(len(parts) - 1, 0, -1))]


def _when(brief: Brief, row: Row) -> str:
    """Until when, or at which hours, or that it is one day only."""
    occasion = row.occasion
    if occasion.last > occasion.first:
        return until(brief, occasion.last)
    return occasion_hours(brief, occasion) or own_words(IN_FIGURES["one day"], brief.language)


def _state(brief: Brief, row: Row) -> str:
    """What the badge says: 明日から, 本日, 開催中, 中止; nothing of what is farther off."""
    state = row.stage.state
    if state == "tomorrow" and row.occasion.last > row.occasion.first:
        return own_words(STAGES["from tomorrow"], brief.language)
    if state == "cancelled":
        return own_words(STAGES["off"], brief.language)
    return own_words(STAGES[state], brief.language) if state in ("tomorrow", "today", "now") else ""


def _height(brief: Brief, title: Setting, details: Setting | None) -> float:
    return title.height(_PITCH[brief.canvas.shape]) + (details.height(_DETAIL_PITCH) if details else 0)


def _text(brief: Brief, row: Row, title: Setting, details: Setting | None, left: float, top: float) -> list[Block]:
    pitch = _PITCH[brief.canvas.shape]
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
                name=name, setting=details, face=face, ground=row.ground, top=top, left=left, line_height=_DETAIL_PITCH
            )
        )
    return blocks


def _badge(brief: Brief, row: Row) -> list[Block]:
    """The first row's state in the sun's colour, at the right; what is cancelled in white."""
    words = _state(brief, row) if row.is_first else ""
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
