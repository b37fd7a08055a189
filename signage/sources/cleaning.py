"""Text from outside → text that may stand on a slide: no markup, no control or direction tricks, nothing endless."""

import html
import re
import unicodedata

import nh3

TITLE_LETTERS = 300
TEXT_LETTERS = 2_000
_RAW_LETTERS = 30_000
"""What is looked at of one field at all; a slide never shows more than TEXT_LETTERS of it."""

_BLOCK = re.compile(
    r"(?=</?(?:p|div|br|hr|li|ul|ol|dl|dt|dd|h[1-6]|tr|td|th|table|section|article|blockquote|pre)\b)", re.IGNORECASE
)
# Bidi marks, overrides and isolates, zero-width space, soft hyphen, byte order mark, tag letters: unseen, but they
# reorder or hide what is read. ZWJ and variation selectors stay: emoji and 異体字 need them.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd\U000e0000-\U000e007f]"
)
_HASHTAG = re.compile(r"[#＃]([^\s#＃、。,]+)")
_HASHTAG_LINE = re.compile(r"^(?:[#＃][^\s#＃]+\s*){2,}|(?:[#＃][^\s#＃]+\s*){2,}$")


def clean(text: str, letters: int) -> str:
    """Plain text: NFC (not NFKC, which would make ① a 1 and ㈱ a (株)), spaces folded, at most so many letters."""
    text = unicodedata.normalize("NFC", text[:_RAW_LETTERS])
    text = _UNSEEN.sub("", " ".join(text.split()))
    text = "".join(letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cs"))
    text = " ".join(text.split())
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"


def without_markup(markup: str) -> str:
    """The text of a piece of HTML, its entities decoded once; blocks are parted by a space, scripts left out."""
    spaced = _BLOCK.sub(" ", markup[:_RAW_LETTERS])
    return html.unescape(nh3.clean(spaced, tags=set(), clean_content_tags={"script", "style"}))


def hashtags(text: str) -> list[str]:
    """「#次世代未来都市#共創プロジェクト #日立市」 → its words, whether they are run together or not."""
    return _HASHTAG.findall(text)


def without_hashtag_line(text: str) -> str:
    """A text without the run of hashtags at its beginning or end: they are for sorting, not for reading."""
    return _HASHTAG_LINE.sub("", text).strip()


def themes_of(words: list[str], theme_words: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The themes of which one of the words is held, letter widths and cases aside."""
    folded = [_folded(word) for word in words]
    return tuple(
        theme
        for theme, signs in theme_words.items()
        if any(_folded(sign) in word for sign in signs if sign for word in folded)
    )


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold()
