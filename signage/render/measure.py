"""How wide text is, in ems, in the very fonts that the slides load."""

import re
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

from fontTools.ttLib import TTFont
from PIL import ImageFont

from ..errors import RenderError
from .fonts import FACES

_SIZE = 2000
"""Fonts are measured at this many px an em, so that rounding to whole px is below 0.03 %."""

_TRIPLES = re.compile("ff[il]")


def _is_latin(character: str) -> bool:
    """Whether this character may kern: Latin letters and figures, dashes and quotes."""
    return character < "\u0250" or "\u2010" <= character <= "\u2027"


class Typeface:
    """The advances of one face, with kerning, and the face that lends it what it lacks.

    Advances are kept by character and kerning by pair: raqm is asked once for each, a line is then a sum.
    Only pairs of Latin letters and marks kern or join in these fonts, and ffi and ffl (tests compare with raqm on whole lines).
    """

    def __init__(self, path: Path, fallback: "Typeface | None") -> None:
        self.font = ImageFont.truetype(str(path), _SIZE, layout_engine=ImageFont.Layout.RAQM)
        with TTFont(path, lazy=True) as font:
            self.characters = frozenset(font.getBestCmap())
        self.fallback = fallback
        self.advances: dict[str, float] = {}
        self.kerning: dict[tuple[str, str], float] = {}

    def advance(self, character: str) -> float:
        """The width of one character alone, em."""
        kept = self.advances.get(character)
        if kept is None:
            kept = self.advances[character] = self._ask(character)
        return kept

    def _ask(self, text: str) -> float:
        if self.fallback is not None and ord(text[0]) not in self.characters:
            return self.fallback.advance(text[0])
        return self.font.getlength(text) / _SIZE

    def kern(self, left: str, right: str) -> float:
        """What a pair adds to the sum of its advances, em; a ligature counts as one too."""
        kept = self.kerning.get((left, right))
        if kept is None:
            kept = self.kerning[left, right] = self._ask_pair(left, right)
        return kept

    def _ask_pair(self, left: str, right: str) -> float:
        if ord(left) not in self.characters or ord(right) not in self.characters:
            return 0.0
        return self.font.getlength(left + right) / _SIZE - self.advance(left) - self.advance(right)

    def positions(self, text: str) -> list[float]:
        """Where each character begins and, last, where the text ends, em; len(text) + 1 values."""
        steps = [self.advance(character) for character in text]
        for index, (left, right) in enumerate(pairwise(text)):
            if _is_latin(left) and _is_latin(right):
                steps[index] += self.kern(left, right)
        for match in _TRIPLES.finditer(text):
            steps[match.end() - 1] += self._triple(match.group())
        return [0.0, *accumulate(steps)]

    def _triple(self, letters: str) -> float:
        """What a ligature of three adds to its pairs, em."""
        kept = self.kerning.get((letters[:2], letters[2]))
        if kept is None:
            pairs = sum(map(self.advance, letters)) + self.kern(*letters[:2]) + self.kern(*letters[1:])
            kept = self.kerning[letters[:2], letters[2]] = self._ask(letters) - pairs
        return kept

    def width(self, text: str) -> float:
        """The width of a line, em."""
        return self.positions(text)[-1]

    def lacks(self, text: str) -> str:
        """The characters that neither this face nor its fallback can draw, each once, in order."""
        missing = dict.fromkeys(c for c in text if c.isprintable() and ord(c) not in self.characters)
        return self.fallback.lacks("".join(missing)) if self.fallback else "".join(missing)


@lru_cache(maxsize=8)
def typeface(vendor: str, name: str) -> Typeface:
    """The face of this name (fonts.FACES) from the folder `vendor`. Raises RenderError when it isn't there."""
    face = FACES[name]
    try:
        return Typeface(Path(vendor) / face.ttf, typeface(vendor, face.fallback) if face.fallback else None)
    except OSError as error:
        raise RenderError("the fonts of the slides are missing; run the set-up", vendor) from error
