"""The best lines of a text in a given width: least cost over all ways to split it."""

import re
from functools import lru_cache

import msgspec

from .measure import Typeface
from .phrases import JAPANESE, NOT_FIRST, NOT_LAST, Piece, ends_clause, pieces, script_runs

_SPACES = " 　"
SHORT_EM = 2.99
"""A line under this width, three full letters, is a stub; as a last line it costs most."""


class Lines(msgspec.Struct, frozen=True):
    """A setting: its lines, their widths in em, and whether a phrase had to be cut."""

    texts: tuple[str, ...]
    widths: tuple[float, ...]
    cut: bool

    @property
    def is_ragged(self) -> bool:
        """Whether the last line is a stub, or a line is far shorter than the longest."""
        if len(self.texts) < 2:
            return False
        return self.widths[-1] < SHORT_EM or (len(self.texts) > 2 and min(self.widths) < 0.42 * max(self.widths))


class _Measured(msgspec.Struct, frozen=True):
    """A text with its pieces and positions: all that the search needs, em."""

    text: str
    pieces: tuple[Piece, ...]
    positions: list[float]

    def width(self, first: int, after: int) -> float:
        """The width of pieces [first, after) as a line, without the space at its end."""
        end = self.pieces[after - 1].end
        begin = self.pieces[first].begin
        while end > begin + 1 and self.text[end - 1] in _SPACES:
            end -= 1
        return self.positions[end] - self.positions[begin]

    def between(self, begin: int, end: int) -> float:
        """The width of characters [begin, end)."""
        return self.positions[end] - self.positions[begin]

    def line(self, first: int, after: int) -> str:
        return self.text[self.pieces[first].begin : self.pieces[after - 1].end].strip(_SPACES)


@lru_cache(maxsize=4096)
def _measure(text: str, face: Typeface, words: tuple[str, ...], spaced: bool) -> _Measured:
    return _Measured(text, pieces(text, words, spaced), face.positions(text))


def _can_cut(text: str, at: int) -> bool:
    return text[at] not in NOT_FIRST and text[at] not in _SPACES and text[at - 1] not in NOT_LAST


def _fill(whole: _Measured, atoms: list[tuple[int, int]], limit: float) -> list[int]:
    """The cuts that fill lines of `limit` em one after the other with these atoms."""
    cuts: list[int] = []
    begin = possible = atoms[0][0]
    for start, end in atoms:
        if start > begin and _can_cut(whole.text, start):
            possible = start
        if possible > begin and whole.between(begin, end) > limit:
            cuts.append(possible)
            begin = possible
    return cuts


def _cuts(whole: _Measured, piece: Piece, em: float) -> list[int]:
    """Where a piece wider than the line is cut: at script borders, else by character, evenly, leaving no stub."""
    fine = [(at, at + 1) for at in range(piece.begin, piece.end)]
    atoms = _atoms(whole, piece, em)
    rough = _fill(whole, atoms, em) or _fill(whole, fine, em)
    even = min(em, whole.between(piece.begin, piece.end) / (len(rough) + 1) + 0.6)
    for cuts in (rough, _fill(whole, atoms, even), _fill(whole, fine, even)):
        if 0 < len(cuts) <= len(rough) and whole.between(cuts[-1], piece.end) >= SHORT_EM:
            return cuts
    return rough


def _atoms(whole: _Measured, piece: Piece, em: float) -> list[tuple[int, int]]:
    """The runs of one script in a piece; those that are themselves wider than the line, by character."""
    runs = [(piece.begin + a, piece.begin + b) for a, b in script_runs(whole.text[piece.begin : piece.end])]
    return [
        atom
        for begin, end in runs
        for atom in ([(begin, end)] if whole.between(begin, end) <= em else [(at, at + 1) for at in range(begin, end)])
    ]


def _with_cuts(whole: _Measured, em: float) -> tuple[_Measured, bool]:
    """The same text with every piece wider than the line cut; whether there was one."""
    result: list[Piece] = []
    for index, piece in enumerate(whole.pieces):
        begin = piece.begin
        if whole.width(index, index + 1) > em:
            for at in _cuts(whole, piece, em):
                result.append(Piece(begin, at, 0.5))
                begin = at
        result.append(Piece(begin, piece.end, piece.cost))
    if len(result) == len(whole.pieces):
        return whole, False
    return _Measured(whole.text, tuple(result), whole.positions), True


def _fewest(whole: _Measured, em: float) -> int:
    count, first = 1, 0
    for index in range(len(whole.pieces)):
        if index > first and whole.width(first, index + 1) > em:
            count, first = count + 1, index
    return count


class _Search(msgspec.Struct, frozen=True):
    """The cost of lines, look.md: balance, the price of each break, stubs, and spaces left inside a line."""

    whole: _Measured
    em: float
    japanese: bool
    spaced: bool

    def cost(self, first: int, after: int, width: float, target: float, lone: bool) -> float:
        last = after == len(self.whole.pieces)
        cost = ((width - target) / self.em) ** 2
        if not last:
            cost += 0.35 * self.whole.pieces[after - 1].cost
        if not self.japanese:
            return cost
        if not self.spaced:
            cost += 0.2 * self._inner_spaces(first, after)
        if width < SHORT_EM and not lone:
            cost += 2.0 if last else 0.15
        return cost

    def _inner_spaces(self, first: int, after: int) -> int:
        inner = self.whole.pieces[first : after - 1]
        return sum(ends_clause(self.whole.text, piece.end) for piece in inner)

    def best(self, count: int) -> tuple[float, list[int]] | None:
        """The least cost of exactly `count` lines and the index after each line's last piece; None if it can't be."""
        size, target = len(self.whole.pieces), self.whole.positions[-1] / count
        reached: list[tuple[float, list[int]] | None] = [(0.0, [])] + [None] * size
        for _ in range(count):
            reached = self._longer_by_a_line(reached, size, target, count == 1)
        return reached[size]

    def _longer_by_a_line(
        self, reached: list[tuple[float, list[int]] | None], size: int, target: float, lone: bool
    ) -> list[tuple[float, list[int]] | None]:
        longer: list[tuple[float, list[int]] | None] = [None] * (size + 1)
        for first, state in enumerate(reached[:size]):
            if state is None:
                continue
            for after in range(first + 1, size + 1):
                width = self.whole.width(first, after)
                if width > self.em + 1e-6:
                    break
                cost = state[0] + self.cost(first, after, width, target, lone)
                known = longer[after]
                if known is None or cost < known[0]:
                    longer[after] = (cost, [*state[1], after])
        return longer


def by_sentence(text: str) -> str:
    """The text with a line end after every 。."""
    return re.sub("。 *(?=.)", "。\n", text)


EXTRA_LINE = 0.14
"""What a line more than the fewest costs."""


def _set_paragraph(whole: _Measured, em: float, most: int, spaced: bool) -> Lines:
    whole, cut = _with_cuts(whole, em)
    search = _Search(whole, em, JAPANESE.search(whole.text) is not None, spaced)
    fewest = _fewest(whole, em)
    chosen: tuple[float, list[int]] | None = None
    for count in (fewest, fewest + 1, fewest + 2):
        if chosen is not None and (count > most or count > fewest + 1):
            break
        found = search.best(count)
        if found and (chosen is None or found[0] + EXTRA_LINE < chosen[0]):
            chosen = found
    if chosen is None:
        return Lines((whole.text,), (whole.positions[-1],), True)
    edges = list(zip([0, *chosen[1]], chosen[1], strict=False))
    return Lines(tuple(whole.line(a, b) for a, b in edges), tuple(whole.width(a, b) for a, b in edges), cut)


@lru_cache(maxsize=8192)
def set_lines(
    text: str, em: float, face: Typeface, words: tuple[str, ...] = (), most: int = 99, spaced: bool = False
) -> Lines:
    """Balanced lines at most `em` ems wide; a line end in the text stays one. In a `spaced` text (やさしい日本語) lines
    end at its own spaces only, and after every 。. `most` lines only guides the choice."""
    parts = (by_sentence(text) if spaced else text).split("\n")
    measured = [_measure(part.strip(_SPACES), face, words, spaced) for part in parts if part.strip(_SPACES)]
    paragraphs = [_set_paragraph(whole, em, most, spaced) for whole in measured]
    return Lines(
        tuple(line for part in paragraphs for line in part.texts),
        tuple(width for part in paragraphs for width in part.widths),
        any(part.cut for part in paragraphs),
    )
