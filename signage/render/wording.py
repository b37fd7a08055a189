"""The words that slides bring themselves: the names of kinds, the QR's caption, dates. Nobody's names."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ..words import Words

CHIPS: dict[str, Words] = {
    "news": {"ja": "お知らせ", "en": "News"},
    "survey": {"ja": "みんなの声", "en": "Have your say"},
    "about": {"ja": "キーメッセージ", "en": "Our message"},
}
"""What kind of thing a slide tells, in its chip."""

SCAN: Words = {"ja": "スマートフォンで\n読み取ってください", "en": "Scan with your phone"}
SCAN_NARROW: Words = {"ja": "スマートフォンで\n読み取って\nください", "en": "Scan with\nyour phone"}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CJK = ("ja", "zh", "ko")


def is_cjk(language: str) -> bool:
    """Whether this language is set in the Japanese face."""
    return language.split("-", maxsplit=1)[0] in _CJK


def in_language(words: Words, language: str) -> str:
    """The words in this language, else in its main language ("ja" for "ja-easy"); empty if there are none."""
    return words.get(language) or words.get(language.split("-", maxsplit=1)[0]) or ""


def own_words(words: Words, language: str) -> str:
    """The slides' own words: in English where a language has none."""
    return in_language(words, language) or words["en"]


def date_label(at: datetime, language: str, timezone: str) -> str:
    """A day as the header says it: 2024年11月22日, 22 Nov 2024. English months are never made by the machine's locale."""
    day = at.astimezone(ZoneInfo(timezone))
    if is_cjk(language):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
