"""The ways to break a text into lines: for each number of lines the narrowest, from which a template takes what it can set
largest.
"""

from typing import Any

import msgspec

from ..lines import Lines, set_lines
from ..measure import Typeface
from ..phrases import is_spaced, pieces
from ..text import SLACK

MOST_LINES = 24
LETTERS = 1_000
"""No more of a text is looked at."""
_NARROWER = 0.92
"""Each try is so much narrower than the one before."""

RAGGED, CUT = 0.85, 0.6
"""What a way with a stub, or with a phrase cut in two, is worth: set so much larger it is still no better."""
GIVEN = 1.3
"""What the lines are worth that their writer gave."""


class Way(msgspec.Struct, frozen=True):
    """Lines, the widest in em, and what they are worth beside others."""

    lines: tuple[str, ...]
    em: float
    worth: float = 1.0


def ways(
    text: str, face: Typeface, names: tuple[str, ...], *, most: int = MOST_LINES, given: bool = False
) -> list[Way]:
    """At least one, unless there is no text. `given`: one to three spaces in it are line ends that its writer meant. No
    way has more than `most` lines.
    """
    text = text.strip()
    if not text:
        return []
    rows = tuple(text.split("\n"))
    em = max(map(face.width, rows)) / SLACK
    found = {len(rows): Way(rows, _em(em * SLACK))}
    while em > 1.0:
        lines = set_lines(text, round(em * SLACK, 4), face, names, most, is_spaced(text))
        if len(lines.texts) > most:
            break
        _keep(found, _way(lines))
        em *= _NARROWER
    if given and 1 <= text.count(" ") <= 3 and "\n" not in text:
        return [*found.values(), _as_given(text, face)]
    return list(found.values())


def _keep(found: dict[int, Way], way: Way) -> None:
    known = found.get(len(way.lines))
    if known is None or known.em / known.worth > way.em / way.worth:
        found[len(way.lines)] = way


def _way(lines: Lines) -> Way:
    worth = CUT if lines.cut else RAGGED if lines.is_ragged else 1.0
    return Way(lines.texts, _em(max(lines.widths, default=0.0)), worth)


def _as_given(text: str, face: Typeface) -> Way:
    lines = tuple(text.split(" "))
    return Way(lines, _em(max(map(face.width, lines))), GIVEN)


def _em(width: float) -> float:
    """With the air that a line needs beside its box's edge."""
    return round(max(width, 0.5) / SLACK, 4)


def shortened(text: str, most: float, face: Typeface, names: tuple[str, ...]) -> str:
    """At most so many em, cut after a phrase and ending in …."""
    if len(text) > LETTERS:
        text = text[:LETTERS]
    elif face.width(text.replace("\n", " ")) <= most:
        return text
    positions = face.positions(text.replace("\n", " "))
    room = sum(at <= most - 1 for at in positions) - 1
    ends = [piece.end for piece in pieces(text, names, is_spaced(text)) if piece.end <= room]
    return text[: ends[-1] if ends else room].rstrip("、。，, 　「『（【・") + "…"


def plain(found: list[Way]) -> list[dict[str, Any]]:
    """As a template reads them."""
    return [msgspec.structs.asdict(way) for way in found]
