"""One event of a list: its title and its details as large as its band of the slide holds them."""

import msgspec

from ...domain.content import Item
from ...domain.events import Occasion, Stage
from ..brief import Brief
from ..dates import occasion_hours, until
from ..measure import typeface
from ..text import Setter, Setting, Step
from ..wording import AND_MORE, CHIPS, IN_FIGURES, STAGES, in_language, own_words

_TITLES: dict[str, list[Step]] = {
    "landscape": [(66, 1), (58, 1), (52, 1), (50, 2), (44, 2), (40, 2), (36, 2)],
    "portrait": [(78, 1), (68, 1), (60, 1), (54, 2), (48, 2), (42, 2), (38, 3)],
}
_FIRST_TITLES: dict[str, list[Step]] = {
    "landscape": [(84, 1), (76, 1), (74, 2), (66, 2), (58, 2), (50, 2), (44, 3)],
    "portrait": [(86, 1), (78, 1), (74, 2), (64, 2), (54, 2), (46, 3), (40, 3)],
}
AIRY = (520.0, 430.0)
_LARGE: tuple[list[Step], list[Step]] = ([(100, 2), (90, 2)], [(82, 2)])
"""Of three rows in portrait the first, and each other, is so high that its title may take two large lines."""

PITCH = {"landscape": 1.22, "portrait": 1.26}
_DETAIL = {"landscape": (44.0, 38.0), "portrait": (46.0, 42.0)}
"""Size of the line under a title, in the first row and in the others."""

DETAIL_PITCH = 1.42


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


def set_words(brief: Brief, row: Row, width: float, height: float) -> tuple[Setting, Setting | None]:
    """Title and details at the first step that the band holds; the details go before the title is cut."""
    table = (_FIRST_TITLES if row.is_first else _TITLES)[brief.canvas.shape]
    if brief.canvas.portrait and row.height > AIRY[row.number > 0]:
        table = [*_LARGE[row.number > 0], *table]
    for under in (*_details(brief, row, width), None):
        title = _title(brief, row, width, height - (under.height(DETAIL_PITCH) if under else 0), table)
        if not title.shortened and height_of(brief, title, under) <= height + 2:
            break
    return title, under


def _title(brief: Brief, row: Row, width: float, room: float, table: list[Step]) -> Setting:
    canvas = brief.canvas
    grown = [(float(round(size * canvas.k)), most) for size, most in table] if canvas.k > 1 else []
    steps = [(min(size, row.largest), most) for size, most in [*grown, *table, (canvas.smallest, 3)]]
    steps = [step for step in steps if step[0] >= canvas.smallest]
    held = [(size, min(most, int(room / (size * PITCH[canvas.shape])))) for size, most in steps]
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
    when = gap.join(filter(None, ("" if row.is_first else state_words(brief, row), _when(brief, row))))
    places = _places(brief, row.item)
    ways = [[gap.join(filter(None, (when, place)))] for place in places]
    ways += [[when, place] for place in places] if when and brief.canvas.portrait else []
    ways += [[when]] if when else []
    found = []
    for lines in ways:
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
    comma, rest = "、" if brief.cjk else ", ", own_words(AND_MORE, brief.language)
    parts = place.removesuffix(rest).split(comma)
    return [place, *(comma.join(parts[:count]) + rest for count in range(len(parts) - 1, 0, -1))]


def _when(brief: Brief, row: Row) -> str:
    """Until when, or at which hours, or that it is one day only; nothing of a whole day that is not the only one."""
    occasion, event = row.occasion, row.item.event
    if occasion.last > occasion.first:
        return until(brief, occasion.last, row.item)
    only = own_words(IN_FIGURES["one day"], brief.language) if event and len(event.occasions) == 1 else ""
    return occasion_hours(brief, occasion) or only


def state_words(brief: Brief, row: Row) -> str:
    """What the badge says: 明日から, 本日, 開催中, 中止; nothing of what is farther off."""
    state = row.stage.state
    if state == "tomorrow" and row.occasion.last > row.occasion.first:
        return own_words(STAGES["from tomorrow"], brief.language)
    if state == "cancelled" and row.item.event:
        return own_words(CHIPS[row.item.event.called_off or state], brief.language)
    return own_words(STAGES[state], brief.language) if state in ("tomorrow", "today", "now") else ""


def height_of(brief: Brief, title: Setting, details: Setting | None) -> float:
    return title.height(PITCH[brief.canvas.shape]) + (details.height(DETAIL_PITCH) if details else 0)
