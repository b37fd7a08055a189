"""What of a typed text is seen, and how many characters a reader counts in it."""

import re
import unicodedata

from .typed import plain_line

_UNSEEN = re.compile("[\u00ad\u061c\u200b\u2060-\u206f\ufff9-\ufffb\U000e0000-\U000e007f]")
"""Soft hyphens, direction marks, spaces without width: what the slides of feeds are freed of too."""


def letters(text: str) -> int:
    """How many characters a reader counts: marks that stand on others, joined emoji and flags are one with them."""
    count, joined, flag = 0, False, False
    for letter in text:
        regional = "\U0001f1e6" <= letter <= "\U0001f1ff"
        leans = unicodedata.category(letter) in ("Mn", "Me", "Cf") or "\U0001f3fb" <= letter <= "\U0001f3ff"
        if not (leans or joined or (regional and flag)):
            count += 1
        joined, flag = letter == "\u200d", regional and not flag
    return count


def seen_text(text: str) -> str:
    """One line, without what nobody sees."""
    return plain_line(_UNSEEN.sub("", text))
