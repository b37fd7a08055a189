"""Voices: what people wrote into a survey, as screens may show it, and what in it looks like somebody's data."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

from ..words import Words

KIND = "voice"
MOST_ROWS = 1_000
"""So many voices are taken in of one table: each is read by somebody."""

Trait = Literal["telephone", "mail", "digits", "address", "name"]


class Trace(NamedTuple):
    """What in a text may tell who somebody is; `text` as it stands there."""

    trait: Trait
    text: str


TRAIT_WORDS: dict[Trait, Words] = {
    "telephone": {"ja": "電話番号らしきもの", "en": "what looks like a telephone number"},
    "mail": {
        "ja": "メールアドレス・アカウント・URLらしきもの",
        "en": "what looks like a mail address, an account or a link",
    },
    "digits": {"ja": "長い番号", "en": "a long number"},
    "address": {"ja": "住所らしきもの", "en": "what looks like an address"},
    "name": {"ja": "人の名前らしきもの", "en": "what looks like somebody’s name"},
}

_TELEPHONE = r"(?<!\d)(?:\+81|0)(?:[ ()-]?\d){9,10}(?!\d)|(?<!\d)\d{2,4}-\d{2,4}-\d{4}(?!\d)"
_PATTERNS: tuple[tuple[Trait, re.Pattern[str]], ...] = (
    ("mail", re.compile(r"[\w.+-]*@[\w.-]*\w|https?://\S+")),
    ("telephone", re.compile(_TELEPHONE)),
    ("address", re.compile(r"〒 ?\d{3}-?\d{4}|\d+丁目|\d+番地|(?<=[町丁目])\d+-\d+(?:-\d+)?")),
    ("digits", re.compile(r"\d(?:[ -]?\d){6,}")),
    (
        "name",
        re.compile(
            r"(?<![一-龥々ァ-ヶー])([一-龥々]{1,4}|[ァ-ヶー]{2,6})(?:さん|様|氏|君|くん|ちゃん|先生)(?![一-龥々])"
        ),
    ),
    ("name", re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof)\.? [A-Z][a-z]+")),
)
_NOBODY = re.compile(
    "皆|父|母|兄|姉|弟|妹|祖|娘|息子|孫|旦那|奥|客|業者|職員|店員|係|市民|住民|市長|校長|園長|担当|神|仏|王"
    "|年配|生徒|学生|子供|隣|先|同|外国|[士者屋員師]$"
)
"""In words before さん, 様 and 先生 that name nobody: 皆さん, 業者さん, 神様, 同氏."""


def traces(text: str) -> tuple[Trace, ...]:
    """What a reviewer is to look at before a text goes on a screen, in its order. It finds much, not all: a person reads it."""
    return tuple(sorted(_found(_plain(text)), key=lambda found: _plain(text).find(found.text)))


def _found(text: str) -> Iterator[Trace]:
    """Each place once, by the first pattern that knows it."""
    left = text
    for trait, pattern in _PATTERNS:
        for match in pattern.finditer(left):
            if trait != "name" or not _NOBODY.search(match[1] if match.lastindex else ""):
                yield Trace(trait, match[0].strip())
        left = pattern.sub(lambda match: "\n" * len(match[0]), left) if trait != "name" else left


def _plain(text: str) -> str:
    """In half width, every dash a hyphen: numbers are written in many ways."""
    return re.sub(r"(?<=[\d)])[-‐-―−－ー—–](?=[\d(])", "-", unicodedata.normalize("NFKC", text))


_YES = re.compile(
    r"(?:はい|可|可能|よい|良い|いい|許可(?:する|します)?|同意(?:する|します|しました|済み?)?|公開(?:可|する|してよい|して良い)"
    r"|掲載(?:可|する|してよい|して良い)|承諾(?:する|します)?|○|〇|◯|✓|✔|☑|1|y|yes|true|ok|agree|agreed|i agree)[。.!]?",
    re.IGNORECASE,
)


def says_yes(cell: str) -> bool:
    """Whether a cell plainly agrees; anything else, also an empty one, does not."""
    return bool(_YES.fullmatch(unicodedata.normalize("NFKC", cell).strip().replace("◯", "○")))
