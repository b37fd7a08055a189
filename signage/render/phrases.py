"""Where a line may break: Japanese phrases, kinsoku, words that stay whole, and what each break costs.

Phrases come from BudouX; soft breaks and words kept together are data (words/*.txt and the project's own
words). The rules are those of JIS X 4051 kinsoku, and of look.md "Setting lines on the server".
"""

import re
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

import budoux
import msgspec

JAPANESE = re.compile("[ぁ-んァ-ヴ一-龥]")

NOT_FIRST = frozenset(
    "、。，．・：；？！）」』】］｝〉》〕ー〜～ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ…‥ゝ々%％,.!?)"
)
"""Marks and small letters that begin no line."""

NOT_LAST = frozenset("（「『【［｛〈《〔〝(")
"""Opening brackets, which end no line."""

_PARTICLES = frozenset("がのをにはへとでもや")
_SPACES = " 　"
_KATAKANA = re.compile("[ァ-ヴー]")
_LEANING = re.compile(
    "として|による|により|によって|における|において|について|に関する|に向けた|だけ|まで|から|など|での|への|との|という"
)
"""Words that lean on the one before them: a bracket or a Latin word that ends there is no reason to part them."""


class Piece(msgspec.Struct, frozen=True):
    """Characters [begin, end) of a text that stay on one line; `cost` is that of a break after them."""

    begin: int
    end: int
    cost: float


def is_spaced(text: str) -> bool:
    """Whether the writer set a space between the words (やさしい日本語): lines then break at those only."""
    return text.count(" ") > 3 and text.count(" ") * 10 >= len(text)


def _load_words(name: str) -> list[str]:
    lines = files("signage.render").joinpath("words", name).read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


@lru_cache(maxsize=1)
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=1)
def _soft() -> re.Pattern[str]:
    words = sorted(_load_words("soft_breaks.txt"), key=len, reverse=True)
    borders = r"(?<=[一-龥]{3})(?=[ァ-ヴ]{3})|(?<=[ァ-ヴー]{3})(?=[一-龥]{2})"
    return re.compile("|".join(map(re.escape, words)) + "|" + borders)


@lru_cache(maxsize=64)
def _kept(words: tuple[str, ...]) -> re.Pattern[str]:
    own = [re.escape(word) for word in sorted(words, key=len, reverse=True)]
    return re.compile("|".join(own + _load_words("kept_together.txt")))


def _is_forbidden(text: str, at: int) -> bool:
    """Whether kinsoku, a space or a Latin word forbids a break before text[at]."""
    left, right = text[at - 1], text[at]
    return (
        right in NOT_FIRST
        or left in NOT_LAST
        or right in _SPACES
        or (left.isascii() and right.isascii() and left.isalnum() and right.isalnum())
    )


_SELDOM_A_WORD = {"を": "", "が": "んっくけ", "で": "きんもす"}
"""Particles that seldom begin a word, with the letters that follow them when they do (がんばる, できる)."""


def _begins_with_particle(text: str, at: int) -> bool:
    if text[at - 1] in "、。！？ 　":
        return False
    if _LEANING.match(text, at):
        return True
    if text[at] not in _PARTICLES:
        return False
    following = text[at + 1 : at + 2]
    if text[at] in _SELDOM_A_WORD and following not in _SELDOM_A_WORD[text[at]]:
        return True
    return not following or not ("ぁ" <= following <= "ん")


def _phrase_breaks(text: str) -> set[int]:
    found, end = set[int](), 0
    for phrase in _parser().parse(text):
        end += len(phrase)
        found.add(end)
    for index, character in enumerate(text):
        if character in " 　、。！？・」』）】":
            found.add(index + 1)
        if character in "「『（【":
            found.add(index)
    return found


def _breaks(text: str, words: tuple[str, ...], spaced: bool) -> tuple[list[int], set[int]]:
    """All positions where a line may break, in order, and those among them that are soft."""
    if spaced or not JAPANESE.search(text):
        return [m.end() for m in re.finditer(r"[ 　]+|。(?! )|(?<=\w)/(?=\w)", text) if m.end() < len(text)], set()
    spans = [match.span() for match in _kept(words).finditer(text)]

    def allowed(at: int) -> bool:
        inside = any(begin < at < end for begin, end in spans)
        return 0 < at < len(text) and not inside and not _is_forbidden(text, at)

    hard = {at for at in _phrase_breaks(text) if allowed(at) and not _begins_with_particle(text, at)}
    hard |= {m.end() for m in re.finditer(r"第\d+回", text) if m.end() < len(text)}
    names = [match.start() for word in words for match in re.finditer(re.escape(word), text)]
    soft = ({m.start() for m in _soft().finditer(text)} | set(names)) - hard
    soft = {at for at in soft if allowed(at)}
    return sorted(hard | soft), soft


def _depth(text: str) -> int:
    return sum(text.count(mark) for mark in "「（") - sum(text.count(mark) for mark in "」）")


def ends_clause(text: str, at: int) -> bool:
    """Whether text[at] follows a space that parts clauses: not one between two Latin words of a name."""
    return text[at - 1] in _SPACES and not (text[at - 2].isascii() and text[at : at + 1].isascii())


def _within_compound(left: str, right: str) -> float:
    """What a soft break costs: less where the script changes (シビックセンター|音楽ホール)."""
    return 0.2 if bool(_KATAKANA.match(left)) != bool(_KATAKANA.match(right)) else 0.5


def _cost(text: str, at: int, soft: bool) -> float:
    """What a break before text[at] costs: less after a clause, more inside brackets and compounds."""
    left, right = text[at - 1], text[at]
    cost = (0.3 if _depth(text[:at]) > 0 else 0.0) + (_within_compound(left, right) if soft else 0.0)
    if left in _SPACES:
        return cost - 0.3 if ends_clause(text, at) else cost + 0.45
    if left in "。！？":
        return cost - 0.4
    if left == "、" or right in "「『（":
        return cost - 0.12
    if left == "・":
        return cost + 0.2
    noun = re.match(r"[一-龥ァ-ンー]", left) and re.match(r"[一-龥ァ-ン]", right)
    return cost + (0.45 if noun and not soft else 0.0)


def _latin_cost(text: str, at: int, _soft: bool) -> float:
    """What a break between two words of a Latin language costs."""
    inside = text.count("(", 0, at) > text.count(")", 0, at)
    left = text[:at].rstrip()[-1:]
    return (0.3 if inside else 0.0) - (0.4 if left in ".!?" else 0.12 if left in ",;:" else 0.0)


@lru_cache(maxsize=2048)
def pieces(text: str, words: tuple[str, ...] = (), spaced: bool = False) -> tuple[Piece, ...]:
    """The unbreakable pieces of a text without line ends; `words` are the project's own, never broken."""
    positions, soft = _breaks(text, words, spaced)
    cost = _cost if JAPANESE.search(text) else _latin_cost
    return tuple(
        Piece(begin, end, cost(text, end, end in soft) if end < len(text) else 0.0)
        for begin, end in pairwise([0, *positions, len(text)])
    )


_RUNS = re.compile(
    r"(?:令和|平成|昭和)?(?:\d[\d,.]*[年月日時分回人件円]?)+"
    r"|[一-龥々]+[ぁ-ん]*[）」』、。！？]*|[（「『]?[ァ-ヴー]+[）」』、。！？]*|[ぁ-ん]+[）」』、。！？]*"
    r"|[（「『]?[A-Za-z0-9.,/-]+[）」』]*|."
)


def script_runs(text: str) -> list[tuple[int, int]]:
    """Where a phrase wider than a line may be cut: runs of one script, each with the marks that follow it."""
    return [match.span() for match in _RUNS.finditer(text)]
