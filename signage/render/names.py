"""The project's name in the parts in which it is written."""

import re

from ..words import Words
from .brief import Brief
from .wording import in_language


def name_parts(brief: Brief, words: Words) -> list[str]:
    """「A × B　C」 is two parts, A × B and C: a wide or a double space, or a line end, divides them."""
    name = in_language(words, brief.language) or next(iter(words.values()), "")
    return [brief.clean(part) for part in re.split(r"　+| {2,}|\n+", name) if part.strip()]


def name_line(brief: Brief, words: Words) -> str:
    """The parts in one line, a wide space between them."""
    return ("　" if brief.cjk else "  ").join(name_parts(brief, words))
