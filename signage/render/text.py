"""Text into a box: the first step (size × lines) that holds it, grown, joined or shortened by rule."""

from collections.abc import Callable, Iterator

import msgspec

from .lines import Lines, by_sentence, set_lines
from .measure import Typeface
from .phrases import is_spaced, pieces

SLACK = 0.97
"""Part of a box that a line may fill: old engines set text up to 0.5 % wider, and edges need air."""

JOIN = 0.9
"""Two lines that would fit one at this part of their size become one."""

GROW = 1.27
"""How much a line that stands alone may grow."""

Step = tuple[float, int]
"""A size in px at u = 10.8 and the most lines at that size."""


class Setting(msgspec.Struct, frozen=True):
    """Text set for a box: `size` px at u = 10.8, its lines and their widths in em; whether words were left out."""

    size: float
    lines: tuple[str, ...]
    widths: tuple[float, ...]
    shortened: bool = False

    @property
    def widest(self) -> float:
        """The widest line, px at u = 10.8."""
        return max(self.widths, default=0.0) * self.size

    def height(self, line_height: float) -> float:
        return len(self.lines) * self.size * line_height


class Setter(msgspec.Struct, frozen=True):
    """Sets text in one face. `words` are the project's own names, which never break; `least` px is never undercut.

    `easy` text (やさしい日本語) breaks at the spaces its writer set between the words and after every 。 only.
    """

    face: Typeface
    words: tuple[str, ...] = ()
    least: float = 0.0
    easy: bool = False

    def settings(self, text: str, width: float, steps: list[Step], grow: bool = False) -> Iterator[Setting]:
        """All acceptable settings, best first; the last one is shortened. `width` in px at u = 10.8."""
        text = self._sentences(text)
        spare: list[Setting] = []
        for index, (size, most) in enumerate(steps):
            last = index == len(steps) - 1
            lines = self._lines(text, width, size, most)
            if len(lines.texts) > most or (lines.cut and not last) or max(lines.widths, default=0.0) * size > width:
                continue
            setting = self._joined(text, width, size, lines) or self._grown(width, size, lines, grow)
            if lines.is_ragged and len(setting.lines) > 1:
                spare.append(setting)
            else:
                yield setting
        yield from spare
        yield self.shortest(text, width, steps[-1])

    def fit(self, text: str, width: float, steps: list[Step], grow: bool = False) -> Setting:
        """The best setting of the text in a box `width` px wide."""
        return next(self.settings(text, width, steps, grow))

    def choose(
        self, text: str, width: float, steps: list[Step], holds: Callable[[Setting], bool], grow: bool = False
    ) -> Setting | None:
        """The best setting, in full, of which `holds` is true; None if there is none."""
        return next((s for s in self.settings(text, width, steps, grow) if not s.shortened and holds(s)), None)

    def whole(self, text: str, width: float, step: Step) -> Setting | None:
        """At this step in full, no phrase cut and no stub left; None if it can't be."""
        text, (size, most) = self._sentences(text), step
        lines = self._lines(text, width, size, most)
        if len(lines.texts) > most or lines.cut or max(lines.widths, default=0.0) * size > width:
            return None
        setting = self._joined(text, width, size, lines) or Setting(size, lines.texts, lines.widths)
        return None if lines.is_ragged and len(setting.lines) > 1 else setting

    def line(self, text: str, size: float) -> Setting:
        """One line at this size, whatever its width."""
        return Setting(size, (text,), (self.face.width(text),))

    def _spaced(self, text: str) -> bool:
        """Also a text in no such language, if it is written so."""
        return self.easy or is_spaced(text)

    def _sentences(self, text: str) -> str:
        return by_sentence(text) if self._spaced(text) else text

    def _lines(self, text: str, width: float, size: float, most: int) -> Lines:
        return set_lines(text, round(width * SLACK / size, 4), self.face, self.words, most, self._spaced(text))

    def _joined(self, text: str, width: float, size: float, lines: Lines) -> Setting | None:
        if len(lines.texts) != 2 or "\n" in text:
            return None
        whole = self.face.width(text)
        alone = width * SLACK / whole
        if alone < self.least:
            return None
        return Setting(min(size, float(int(alone))), (text,), (whole,)) if alone >= JOIN * size else None

    def _grown(self, width: float, size: float, lines: Lines, grow: bool) -> Setting:
        if len(lines.texts) == 1 and grow:
            size = float(int(min(size * GROW, width * SLACK / max(lines.widths[0], 0.1))))
        return Setting(size, lines.texts, lines.widths)

    def shortest(self, text: str, width: float, step: Step) -> Setting:
        """At this step, cut after the last phrase that leaves room for an honest …, and no stub on its last line."""
        size, most = step
        text, stubbed = text.replace("\n", " "), None
        for piece in reversed(pieces(text, self.words, self._spaced(text))[:-1]):
            words = text[: piece.end].rstrip("、。，, 　「『（【・")
            if self.face.width(words) > most * width / size:
                continue
            lines = self._lines(words + "…", width, size, most)
            if len(lines.texts) > most or max(lines.widths, default=0.0) * size > width:
                continue
            setting = Setting(size, lines.texts, lines.widths, shortened=True)
            if not lines.is_ragged:
                return setting
            stubbed = stubbed or setting
        return stubbed or self._by_character(text, width, step)

    def _by_character(self, text: str, width: float, step: Step) -> Setting:
        """One phrase that is longer than the box: as many characters as one line holds."""
        size, room = step[0], width * SLACK / step[0] - self.face.advance("…")
        positions = self.face.positions(text)
        count = max(1, sum(1 for at in positions[1:] if at <= room))
        words = text if count >= len(text) else text[:count] + "…"
        return Setting(size, (words,), (self.face.width(words),), shortened=count < len(text))


_HANG = {"「": 12, "『": 12, "（": 14, "【": 10, "“": 10}


def hang(line: str) -> int:
    """By how many hundredths of an em a line moves left so that its opening bracket hangs optically."""
    return _HANG.get(line[:1], 0)
