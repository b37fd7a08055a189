"""The sun of an event as a badge: how high it has risen, and what it says (look.md §7)."""

import math

import msgspec

from ..domain.events import Occasion, Stage
from .art import Art, Ground
from .art.suns import draw_rising
from .brief import Brief
from .composition import Block, Run
from .dates import advance, hours, until
from .palettes import Palette
from .text import Setting
from .wording import STAGES, own_words

RISE = {"days": 1.0, "tomorrow": 1.36, "today": 1.64, "now": 1.84}
"""Visible height of the sun in radii, by the state of the event: it rises as the day comes near."""

_MIDDLE = {"days": 0.45, "tomorrow": 0.62, "today": 0.80, "now": 0.86}
_MIDDLE_LOW = 0.4
"""How far over the horizon the words stand, in radii; one row on half a disc stands lower than two."""

_DRAWN_FOR = 330.0
"""The radius for which the sizes of the words are meant."""

_INSIDE = 0.93
"""Part of the disc that words may fill."""


class Sun(msgspec.Struct, frozen=True):
    """A disc on the horizon: its centre's `x`, its radius, how many radii of it are to be seen."""

    x: float
    radius: float
    rise: float
    horizon: float

    @property
    def y(self) -> float:
        return self.horizon - self.radius * (self.rise - 1)

    @property
    def top(self) -> float:
        return self.horizon - self.radius * self.rise

    def draw(self, ground: Ground, colours: Palette) -> Art:
        return draw_rising(ground, colours, self.x, self.y, self.radius, 1 if ground.strip else 2)

    def chord(self, top: float, bottom: float) -> float:
        """How wide words between these heights may be."""
        away = max(abs(top - self.y), abs(bottom - self.y))
        inside = self.radius * _INSIDE
        return 2 * math.sqrt(inside**2 - away**2) if away < inside else 0.0


class _Line(msgspec.Struct, frozen=True):
    """Words of the badge: their size for the drawn radius, the gap over them, their parts if they are of several sizes."""

    text: str
    size: float
    gap: float = 0.0
    runs: tuple[Run, ...] = ()

    @property
    def least(self) -> float:
        """The size of its smallest part."""
        return self.size * min((run.size for run in self.runs), default=1.0)


def badge(brief: Brief, stage: Stage, occasion: Occasion, sun: Sun) -> list[Block]:
    """The sun's words in ink, as large as the disc holds; what would be too small to be read is left out."""
    for lines in _wordings(brief, stage, occasion):
        for scale in _scales(brief.canvas.k):
            if min(line.least for line in lines) * scale * sun.radius / _DRAWN_FOR < brief.canvas.smallest:
                break
            blocks = _stack(brief, lines, stage, sun, scale)
            if blocks:
                return blocks
    return []


def _scales(k: float) -> list[float]:
    """As large as the distance asks for, then smaller."""
    return [max(k, 1.0) * 0.97**step for step in range(64)]


def _wordings(brief: Brief, stage: Stage, occasion: Occasion) -> list[list[_Line]]:
    """What it says, in full, then shorter."""
    if stage.state == "days":
        above, _, unit = own_words(STAGES["days"], brief.language).split("|")
        first, second = (64.0, 218.0) if brief.cjk else (62.0, 200.0)
        lead, _, _ = own_words(STAGES["far"], brief.language).split("|")
        full = [_Line(above, first), _count(brief, "", stage.days, unit, second)]
        return [
            full,
            [_count(brief, lead, stage.days, unit, 218.0)],
            [_count(brief, lead, stage.days, unit, 150.0, 0.85)],
        ]
    main = own_words(STAGES[stage.state], brief.language)
    size = {"tomorrow": 200.0, "today": 200.0, "now": 156.0}[stage.state]
    more = _more(brief, stage, occasion)
    small = 58.0 if stage.state == "now" else 68.0
    lines = [_Line(main, size)]
    return [[*lines, _Line(more, small, 36.0)], lines] if more else [lines]


def _more(brief: Brief, stage: Stage, occasion: Occasion) -> str:
    """From when today, until when now."""
    if stage.state == "today":
        return hours(brief, occasion.begins, None)
    if stage.state == "now" and occasion.last > occasion.first:
        return until(brief, occasion.last)
    return hours(brief, None, occasion.ends) if stage.state == "now" else ""


def _count(brief: Brief, lead: str, days: int, unit: str, size: float, part: float = 0.42) -> _Line:
    face = "bold" if brief.cjk else "semibold"
    parts = [Run("unit", lead, face, part, 0.0, 0.06)] if lead else []
    parts += [Run("figure", str(days), "semibold", 1.0), Run("unit", unit, face, part, 0.06 if brief.cjk else 0.0)]
    return _Line(lead + str(days) + unit, size, 4.0, tuple(_same_gaps(parts)))


def _same_gaps(runs: list[Run]) -> list[Run]:
    """Runs of one role share one rule of the style sheet, and so their gaps."""
    units = [run for run in runs if run.role == "unit"]
    before, after = max(run.before for run in units), max(run.after for run in units)
    return [msgspec.structs.replace(run, before=before, after=after) if run.role == "unit" else run for run in runs]


def _stack(brief: Brief, lines: list[_Line], stage: Stage, sun: Sun, scale: float) -> list[Block]:
    """The lines one under the other about the middle of what is to be seen; none where one of them leaves the disc."""
    grown = scale * sun.radius / _DRAWN_FOR
    total = sum(line.size + line.gap for line in lines) * grown - lines[0].gap * grown
    middle = _MIDDLE_LOW if stage.state == "days" and len(lines) == 1 else _MIDDLE[stage.state]
    top = sun.horizon - sun.radius * middle - total / 2
    blocks = list[Block]()
    for index, line in enumerate(lines):
        top += line.gap * grown if index else 0
        size = round(line.size * grown, 1)
        setting = _set(brief, line, size)
        ink = size * 0.12
        if setting.widest > sun.chord(top + ink, top + size - ink) or top + size * 0.9 > sun.horizon - 8:
            return []
        face = brief.face("title")
        blocks.append(
            Block(
                name=f"badge{index}",
                setting=setting,
                face=face,
                ground="sun",
                top=top,
                left=sun.x - setting.widest / 2,
                runs=line.runs,
            )
        )
        top += size
    return blocks


def _set(brief: Brief, line: _Line, size: float) -> Setting:
    if not line.runs:
        return brief.setter("title").line(line.text, size)
    return Setting(size, (line.text,), (advance(brief, line.runs),))
