"""When and where, in the sea of an event: the date as figures, the hours, the place (look.md §6)."""

from collections.abc import Iterable, Iterator

import msgspec

from ...domain.events import Occasion
from ..brief import Brief
from ..composition import Block, Run
from ..dates import Figures, date_block, date_rows, occasion_hours, set_figures
from ..text import Setting, Step
from ..wording import IN_FIGURES, own_words

_DATES = {
    "landscape": (200.0, 184.0, 168.0, 152.0, 136.0),
    "portrait": (216.0, 196.0, 178.0, 160.0, 144.0, 128.0, 112.0),
    "strip": (118.0, 108.0, 98.0, 88.0),
}
_BROKEN = (178.0, 164.0, 150.0, 136.0, 120.0, 104.0)
_STACKED = (168.0, 152.0, 136.0, 120.0, 104.0)
_WIDEST = 960 / 1728
"""Part of the text's width that a date beside its place may take."""

_HOURS = {"landscape": 78.0, "portrait": 96.0, "strip": 84.0}
_SHRUNK = (1.0, 0.8, 0.64)
"""Parts of their size that hours may take where room is scarce."""

_PLACES: dict[str, list[Step]] = {
    "landscape": [(64, 1), (56, 2), (48, 2), (44, 3), (40, 4)],
    "portrait": [(112, 1), (88, 2), (76, 2), (64, 3), (56, 3), (48, 4), (40, 5)],
    "strip": [(56, 1), (48, 1), (42, 2), (36, 3)],
}
_ALONE: list[Step] = [(88, 1), (72, 2), (60, 2), (50, 3), (42, 4)]
"""A place without hours, in landscape."""

_GOOD = {"landscape": 48.0, "portrait": 60.0}
"""A place of this size is large enough: date and hours need not shrink for it."""

_NARROW, _GOOD_BESIDE_CARD = 1300.0, 56.0
_LOW = 430.0
"""Under this height a range over two months stays in one row."""

_WHOLE = 64.0
"""A name in one line of this size is better than a larger one that is broken."""

_PITCH = 1.32
GAP = 96.0


class Room(msgspec.Struct, frozen=True):
    """Where in the sea text may stand, px."""

    left: float
    top: float
    width: float
    floor: float

    @property
    def height(self) -> float:
        return self.floor - self.top


class Facts(msgspec.Struct, frozen=True):
    """What there is to be told of an occasion."""

    occasion: Occasion
    hours: str
    place: str


def facts_of(brief: Brief, occasion: Occasion) -> Facts:
    event = brief.item.event if brief.item else None
    place = brief.words(event.place) if event else ""
    return Facts(occasion, occasion_hours(brief, occasion), place.replace("\n", " "))


def sea(brief: Brief, facts: Facts, room: Room) -> list[Block]:
    """Date, hours and place in the way that holds them largest."""
    canvas = brief.canvas
    if canvas.strip:
        return _in_a_row(brief, facts, room)
    if canvas.portrait:
        return _best(brief, room, _down(brief, facts, room))
    return _best(brief, room, _across(brief, facts, room))


def date_only(brief: Brief, occasion: Occasion, room: Room) -> list[Block]:
    """The date as large as the room is: all that is read from far away. On two rows where it gains much by it."""
    ways = [_largest(brief, date_rows(brief, occasion, broken=broken), room) for broken in (False, True)]
    rows = ways[1] if ways[1][0].size > 1.25 * ways[0][0].size else ways[0]
    size = rows[0].size
    height = size * (0.84 + 1.06 * (len(rows) - 1))
    blocks = _rows(rows, room.left, room.top + (room.height - height) / 2 + size * 0.74, size * 1.06)
    return [*blocks, *_words_after(brief, blocks, _from_to(brief))] if len(rows) == 2 else blocks


def _from_to(brief: Brief) -> list[str]:
    return own_words(IN_FIGURES["from to"], brief.language).split("|")


def _largest(brief: Brief, rows: list[list[Run]], room: Room) -> list[Figures]:
    least = brief.canvas.smallest
    for size in range(300, int(least), -6):
        figures = [set_figures(brief, row, float(size), least) for row in rows]
        height = size * (0.84 + 1.06 * (len(rows) - 1))
        if max(row.width for row in figures) <= room.width and height <= room.height:
            return figures
    return [set_figures(brief, row, least, least) for row in rows]


def _rows(rows: list[Figures], left: float, baseline: float, pitch: float) -> list[Block]:
    return [
        date_block("date" if not index else f"date{index}", row, left, baseline + index * pitch)
        for index, row in enumerate(rows)
    ]


def _best(brief: Brief, room: Room, ways: Iterable[list[Block]]) -> list[Block]:
    """The first way that holds everything with a place of a good size, else the one with the largest place."""
    best: list[Block] = []
    best_size, good = -1.0, _GOOD[brief.canvas.shape]
    if room.width < _NARROW and not brief.canvas.portrait:
        good = _GOOD_BESIDE_CARD
    for blocks in ways:
        size = place_size(blocks) if fits(blocks, room) else 0.0
        if size >= good * brief.canvas.k:
            return blocks
        if size > best_size:
            best, best_size = blocks, size
    return best


def place_size(blocks: list[Block]) -> float:
    """How large the place is set; without one nothing is missing."""
    return next((block.setting.size for block in blocks if block.name == "place"), 999.0)


def fits(blocks: list[Block], room: Room) -> bool:
    """Whether all of it stands in the room, in full."""
    return not any(
        block.setting.shortened
        or block.bottom > room.floor + 8
        or block.left + block.width > room.left + room.width + 2
        for block in blocks
    )


def _across(brief: Brief, facts: Facts, room: Room) -> Iterator[list[Block]]:
    """Landscape: hours and place beside the date, else under it."""
    least = brief.canvas.smallest
    (row,) = date_rows(brief, facts.occasion)
    for size in _DATES["landscape"]:
        figures = set_figures(brief, row, size, least)
        if figures.width <= max(room.width * _WIDEST, 700) and room.width - figures.width - GAP >= 360:
            yield _beside(brief, facts, room, figures)
    for shrunk in _SHRUNK:
        for size in _STACKED:
            yield _under(brief, facts, room, set_figures(brief, row, size, least), shrunk)


def _beside(brief: Brief, facts: Facts, room: Room, figures: Figures) -> list[Block]:
    """The date at the left; hours over place at its right, centred in the upper 300 px of the room."""
    left, height = room.left + figures.width + GAP, min(room.height, 300)
    width = room.left + room.width - left
    hours = _hours(brief, facts, width)
    used = hours.size * 1.18 if hours else 0.0
    place = _place(brief, facts, width, room.height - used, _PLACES["landscape"] if hours else _ALONE)
    top = room.top + max(0.0, (height - used - (place.height(_PITCH) if place else 0)) / 2)
    blocks = [date_block("date", figures, room.left, room.top + height / 2 + figures.size * 0.34)]
    blocks += [_hours_block(brief, hours, left, top)] if hours else []
    return [*blocks, _place_block(brief, place, left, top + used)] if place else blocks


def _under(brief: Brief, facts: Facts, room: Room, figures: Figures, shrunk: float) -> list[Block]:
    """The date over the place, the hours beside the date where they fit, else under it; the whole in the middle."""
    hours = _hours(brief, facts, room.width, shrunk)
    beside = hours is not None and figures.width + 56 + hours.widest <= room.width
    used = figures.size * 0.84 + 22 + (hours.size * 1.2 if hours and not beside else 0)
    place = _place(brief, facts, room.width, room.height - used, _PLACES["landscape"])
    used += place.height(_PITCH) if place else 0
    baseline = room.top + max(0.0, min(40.0, (room.height - used) / 2)) + figures.size * 0.74
    blocks, top = [date_block("date", figures, room.left, baseline)], baseline + figures.size * 0.1 + 22
    if hours and beside:
        blocks.append(_hours_block(brief, hours, room.left + figures.width + 56, baseline - hours.size * 0.9))
    elif hours:
        blocks.append(_hours_block(brief, hours, room.left, top))
        top += hours.size * 1.2
    return [*blocks, _place_block(brief, place, room.left, top)] if place else blocks


def _down(brief: Brief, facts: Facts, room: Room) -> Iterator[list[Block]]:
    """Portrait: the date, in two rows where it spans two months, then hours, then place."""
    rows, least = date_rows(brief, facts.occasion, broken=room.height > _LOW), brief.canvas.smallest
    words = _from_to(brief) if len(rows) == 2 else [""]
    for shrunk in _SHRUNK:
        for size in _DATES["portrait"] if len(rows) == 1 else _BROKEN:
            set_rows = [set_figures(brief, row, size, least) for row in rows]
            if max(row.width for row in set_rows) <= room.width:
                yield _column(brief, facts, room, set_rows, words, shrunk)


def _column(
    brief: Brief, facts: Facts, room: Room, rows: list[Figures], words: list[str], shrunk: float
) -> list[Block]:
    """What is left of the height becomes air."""
    size, hours = rows[0].size, _hours(brief, facts, room.width, shrunk)
    used = size * (0.84 + 1.06 * (len(rows) - 1)) + (hours.size * 0.7 + 40 if hours else 0) + 40
    place = _place(brief, facts, room.width, room.height - used, _PLACES["portrait"])
    used += place.height(_PITCH) if place else -40
    spare = max(0.0, room.height - used)
    gap, baseline = 40 + min(56.0, spare / 5), room.top + size * 0.74 + min(80.0, spare / 4)
    blocks = _rows(rows, room.left, baseline, size * 1.06)
    blocks += _words_after(brief, blocks, words)
    top = baseline + (len(rows) - 1) * size * 1.06 + size * 0.1 + gap
    if hours:
        blocks.append(_hours_block(brief, hours, room.left, top - hours.size * 0.2))
        top += hours.size * 0.7 + gap
    return [*blocks, _place_block(brief, place, room.left, top - place.size * 0.16)] if place else blocks


def _words_after(brief: Brief, rows: list[Block], words: list[str]) -> list[Block]:
    """から and まで behind the rows of a range."""
    wanted = min(58 * brief.canvas.k, rows[0].setting.size * 0.42) if brief.cjk else rows[0].setting.size * 0.5
    size = max(wanted, brief.canvas.smallest)
    face, found = brief.face("text"), list[Block]()
    for index, (row, word) in enumerate(zip(rows, words, strict=True)):
        if word:
            baseline = row.top + row.setting.size * 0.9
            setting = brief.setter("text").line(word, size)
            found.append(
                Block(
                    name=f"to{index}",
                    setting=setting,
                    face=face,
                    ground="sea",
                    top=baseline - size * 0.88,
                    left=row.left + row.width + 28,
                )
            )
    return found


def _in_a_row(brief: Brief, facts: Facts, room: Room) -> list[Block]:
    """A strip: date, hours and place side by side."""
    least, middle = brief.canvas.smallest, room.top + room.height / 2
    (row,) = date_rows(brief, facts.occasion)
    blocks = list[Block]()
    for size in _DATES["strip"]:
        figures = set_figures(brief, row, size, least)
        blocks, left = [date_block("date", figures, room.left, middle + size * 0.37)], room.left + figures.width + 60
        hours = brief.setter("figures").line(facts.hours, max(least, round(_HOURS["strip"] * size / 118)))
        if facts.hours:
            blocks.append(_hours_block(brief, hours, left, middle - hours.size * 0.55))
            left += hours.widest + 52
        place = _place(brief, facts, room.left + room.width - left, room.height, _PLACES["strip"])
        if place:
            blocks.append(_place_block(brief, place, left, middle - place.height(1.24) / 2, 1.24))
        if not place or (not place.shortened and len(place.lines) <= (2 if size > _DATES["strip"][-1] else 3)):
            break
    return blocks


def _hours(brief: Brief, facts: Facts, width: float, shrunk: float = 1.0) -> Setting | None:
    if not facts.hours:
        return None
    size = _HOURS[brief.canvas.shape] * brief.canvas.k * shrunk
    whole = brief.setter("figures").line(facts.hours, 1.0).widest
    return brief.setter("figures").line(facts.hours, max(brief.canvas.smallest, min(size, float(int(width / whole)))))


def _place(brief: Brief, facts: Facts, width: float, height: float, steps: list[Step]) -> Setting | None:
    """The place at the first step that width and height hold, grown for the distance first; cut at the last one."""
    least = brief.canvas.smallest
    grown = [(round(size * brief.canvas.k), most) for size, most in steps] if brief.canvas.k > 1 else []
    tries = [(size, min(most, int((height + 6) / (size * _PITCH)))) for size, most in [*grown, *steps, (least, 6)]]
    fitting = sorted({step for step in tries if step[0] >= least and step[1] >= 1} or {(least, 1)}, reverse=True)
    if not facts.place or width < 4 * least:
        return None
    whole = [(size, 1) for size, _ in fitting if size >= _WHOLE * brief.canvas.k]
    return brief.setter("text").fit(facts.place, width, [*whole, *fitting])


def _hours_block(brief: Brief, setting: Setting, left: float, top: float) -> Block:
    return Block(name="hours", setting=setting, face=brief.face("figures"), ground="sea", top=top, left=left)


def _place_block(brief: Brief, setting: Setting, left: float, top: float, pitch: float = _PITCH) -> Block:
    face = brief.face("text")
    return Block(name="place", setting=setting, face=face, ground="sea", top=top, left=left, line_height=pitch)
