"""The words that slides bring themselves: the names of kinds, the QR's caption, dates. Nobody's names."""

from datetime import datetime
from zoneinfo import ZoneInfo

from ..domain.content import KINDS
from ..words import Words

CHIPS: dict[str, Words] = {
    **{kind.name: kind.chip for kind in KINDS.values() if kind.chip},
    "cancelled": {"ja": "中止", "ja-easy": "中止（やりません）", "en": "Cancelled"},
    "postponed": {"ja": "延期", "ja-easy": "延期（べつの 日に します）", "en": "Postponed"},
}
"""What kind of thing a slide tells, in its chip."""

ANSWER: Words = {
    "ja": "アンケートに届いた声です",
    "ja-easy": "アンケートに きた こえです",
    "en": "An answer to our survey",
}
ANSWERS: Words = {"ja": "「{}」への声", "ja-easy": "「{}」の こたえ", "en": "In answer to “{}”"}
"""Under a voice, with the question that it answers."""

SCAN: Words = {"ja": "スマートフォンで\n読み取ってください", "en": "Scan with your phone"}
SCAN_MORE: Words = {"ja": "くわしくは こちら", "en": "Scan for more"}
SCAN_NARROW: Words = {"ja": "スマートフォンで\n読み取って\nください", "en": "Scan with\nyour phone"}

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CJK = ("ja", "zh", "ko")


def main_language(language: str) -> str:
    """ "ja" for "ja-easy"."""
    return language.split("-", maxsplit=1)[0]


def is_cjk(language: str) -> bool:
    """Whether this language is set in the Japanese face."""
    return main_language(language) in _CJK


def is_in_figures(language: str) -> bool:
    """Whether days are written 12月7日, and not with the month as a word (7 December)."""
    return main_language(language) in ("ja", "zh")


def in_language(words: Words, language: str) -> str:
    """The words in this language, else in its main language; empty if there are none."""
    return words.get(language) or words.get(main_language(language)) or ""


def own_words(words: Words, language: str) -> str:
    """The slides' own words: in English where a language has none."""
    return in_language(words, language) or words["en"]


def date_label(at: datetime, language: str, timezone: str) -> str:
    """A day as the header says it: 2024年11月22日, 22 Nov 2024. English months are never made by the machine's locale."""
    day = at.astimezone(ZoneInfo(timezone))
    if is_in_figures(language):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


WEEKDAYS: Words = {
    "ja": "月 火 水 木 金 土 日",
    "zh": "一 二 三 四 五 六 日",
    "en": "Mon Tue Wed Thu Fri Sat Sun",
}
MONTHS: Words = {
    "ja": "1 2 3 4 5 6 7 8 9 10 11 12",
    "zh": "1 2 3 4 5 6 7 8 9 10 11 12",
    "en": "January February March April May June July August September October November December",
}
HOLIDAY: Words = {"ja": "祝", "zh": "假", "en": ""}
IN_FIGURES: dict[str, Words] = {
    "to": {"ja": "〜", "zh": "〜", "en": "–"},
    "from to": {"ja": "から|まで", "zh": "起|止", "en": "–|"},
    "until": {"ja": "{month}月{day}日まで", "zh": "至{month}月{day}日", "en": "until {day} {month}"},
    "one day": {"ja": "1日のみ", "zh": "仅1天", "zh-Hant": "僅1天", "en": "one day only"},
    "hours": {
        "ja": "{}–{}|{}から|{}まで|{}–翌{}",
        "zh": "{}–{}|{}起|至{}|{}–次日{}",
        "en": "{}–{}|from {}|until {}|{}–{} next day",
    },
}
"""Dates and hours; `hours` are both, from, until, and both into the next day."""

STAGES: dict[str, Words] = {
    "days": {"ja": "開催まで|{}|日", "ja-easy": "はじまるまで|{}|日", "en": "Starts in|{}| days"},
    "far": {"ja": "あと|{}|日", "en": "in |{}| days"},
    "tomorrow": {"ja": "明日", "ja-easy": "あした", "en": "Tomorrow"},
    "today": {"ja": "本日", "ja-easy": "きょう", "en": "Today"},
    "now": {"ja": "開催中", "ja-easy": "やっています", "en": "Now on"},
    "from tomorrow": {"ja": "明日から", "ja-easy": "あしたから", "en": "From tomorrow"},
    "cancelled": {"ja": "中止になりました", "ja-easy": "この イベントは ありません", "en": "This event is cancelled"},
    "postponed": {"ja": "延期になりました", "ja-easy": "べつの 日に なりました", "en": "This event is put off"},
}
"""What the sun says of an event, in a list 明日から for several days; and what is said of one that is called off."""

AND_MORE: Words = {"ja": "ほか", "zh": "等", "en": ""}
"""After the first of several places."""

COMING: Words = {"ja": "これからの予定", "ja-easy": "これから あります", "en": "Coming up"}
