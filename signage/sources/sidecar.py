"""The small text file beside a picture or film: what it is called, when and where it is shown.

市民まつりの写真              # the first line, without a colon, is the title
期間: 2026-11-01〜2026-11-30   # or from: and until: (the last day it is shown)
場所: ヒタチエ, 日立駅          # displays, groups or places; without it, everywhere
title.en: The citizens' festival
本文: 一行め
つづき                       # a line that begins with a space goes on with the one before
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from ..domain.content import OF_SOURCES, Period
from ..domain.toml_text import meant
from ..errors import InputError, MediaError
from ..words import Words, language_problem
from .cleaning import TEXT_LETTERS, TITLE_LETTERS, clean
from .dates import first_instant, parse_date
from .links import normal_link

NEEDING_MORE = ("event", "history")
"""Kinds that need what a text file of this form can't say."""


class Sidecar(msgspec.Struct, frozen=True, kw_only=True):
    """What the text says; `kind` "" is that of the file itself."""

    title: Words = msgspec.field(default_factory=dict)
    text: Words = msgspec.field(default_factory=dict)
    department: Words = msgspec.field(default_factory=dict)
    credit: Words = msgspec.field(default_factory=dict)
    period: Period = Period()
    places: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    url: str | None = None
    kind: str = ""
    focus: tuple[float, float] = (0.5, 0.5)
    published_at: datetime | None = None


class _Line(msgspec.Struct, frozen=True):
    """A key as it was written, the field it stands for, the language behind its dot, and what follows its colon."""

    number: int
    key: str
    field: str
    language: str
    value: str


KEYS: dict[str, tuple[str, ...]] = {
    "title": ("題名", "タイトル", "title"),
    "text": ("本文", "説明", "text"),
    "department": ("課", "担当", "部署", "department"),
    "credit": ("クレジット", "撮影", "credit"),
    "period": ("期間", "period"),
    "from": ("開始", "from"),
    "until": ("終了", "until"),
    "places": ("場所", "places"),
    "themes": ("テーマ", "themes"),
    "hashtags": ("ハッシュタグ", "hashtags"),
    "link": ("リンク", "link"),
    "kind": ("種類", "kind"),
    "focus": ("焦点", "focus"),
    "published": ("日付", "published"),
    "language": ("言語", "language"),
}
"""Field → the keys that stand for it; in lower case, of any width."""
_FIELDS = {key: field for field, keys in KEYS.items() for key in keys}
_WORDS = {"title": TITLE_LETTERS, "text": TEXT_LETTERS, "department": TITLE_LETTERS, "credit": TITLE_LETTERS}
_KINDS = {"写真": "picture", "画像": "picture", "動画": "film", "お知らせ": "notice", "ニュース": "news"}
_TO = re.compile(r"\s*(?:[〜～~–—]|から|\.\.|\s-\s|\sto\s)\s*")
_BEGINS_TEXT = re.compile(r"[ \t　]")


def parse_sidecar(text: str, file: str, timezone: str, language: str = "ja") -> Sidecar:
    """`language` is that of lines that name none, where the text says nothing of it. Raises MediaError naming file, line and
    key: a slip refuses it all, since half a wish (every place, for ever) would be shown otherwise.
    """
    lines = _lines(text, file)
    language = next((line.value for line in lines if line.field == "language"), language)
    found: dict[str, Any] = {}
    for line in lines:
        try:
            _read(line, language, timezone, found)
        except (InputError, ValueError) as problem:
            raise _refusal(file, line.number, line.key, str(problem)) from problem
    begins, ends = found.pop("from", None), found.pop("until", None)
    if begins and ends and begins >= ends:
        raise _refusal(file, lines[-1].number, "", "it ends before it begins")
    return Sidecar(**found, period=Period(begins, ends))


def _refusal(file: str, number: int, key: str, reason: str) -> MediaError:
    where = f"{file}:{number}" + (f": {key}" if key else "")
    return MediaError(reason, where, f"説明ファイルの {number} 行目を直してください（「{key}」）")


def _lines(text: str, file: str) -> list[_Line]:
    """The lines with a key, each with those that go on with it."""
    found: list[_Line] = []
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if found and _BEGINS_TEXT.match(line):
            found[-1] = msgspec.structs.replace(found[-1], value=f"{found[-1].value} {line.strip()}".strip())
        else:
            found.append(_line(line.strip(), number, file, is_first=not found))
    return found


def _line(line: str, number: int, file: str, *, is_first: bool) -> _Line:
    written, *value = re.split("[:：]", line, maxsplit=1)
    key = clean(written, 40)
    if not value and is_first:
        return _Line(number, "", "title", "", line)
    if not value:
        reason = "there is no colon; write 題名: …, or begin the line with a space to go on with the one before"
        raise _refusal(file, number, key, reason)
    name, _, language = _plain(key).partition(".")
    if name not in _FIELDS:
        raise _refusal(file, number, key, f"there is no such key{meant(name, list(_FIELDS))}")
    field = _FIELDS[name]
    if language and field not in _WORDS:
        raise _refusal(file, number, key, f"it is the same in all languages; write {name}")
    return _Line(number, key, field, language, value[0].strip())


def _plain(key: str) -> str:
    return "".join(chr(ord(letter) - 0xFEE0) if "！" <= letter <= "～" else letter for letter in key).lower().strip()


def _read(line: _Line, language: str, timezone: str, found: dict[str, Any]) -> None:
    """Puts what a line says into `found`. Raises InputError or ValueError."""
    if not line.value:
        raise InputError("there is nothing after the colon; leave the line out")
    if line.field in _WORDS:
        words: Words = found.setdefault(line.field, {})
        words[_language(line.language or language)] = _words(line, _WORDS[line.field])
    elif line.field == "period":
        found["from"], found["until"] = _period(line.value, timezone)
    elif line.field == "language":
        _language(line.value)
    else:
        name, read = _READERS[line.field]
        found[name] = read(line.value, timezone)


def _words(line: _Line, letters: int) -> str:
    text = clean(line.value, letters + 1)
    if len(text) > letters:
        raise InputError(f"this is too long for a slide: {letters} letters at most")
    return text


def _language(text: str) -> str:
    if problem := language_problem(text):
        raise InputError(problem)
    return text


def _period(text: str, timezone: str) -> tuple[datetime | None, datetime | None]:
    begins, to, ends = (part.strip() for part in _parted(text))
    if not to:
        return _from(text, timezone), _until(text, timezone)  # one day
    return _from(begins, timezone) if begins else None, _until(ends, timezone) if ends else None


def _parted(text: str) -> tuple[str, str, str]:
    found = _TO.search(text)
    return (text[: found.start()], found[0].strip(), text[found.end() :]) if found else (text, "", "")


def _from(text: str, timezone: str) -> datetime:
    try:
        return parse_date(text.removesuffix("から"), timezone)
    except ValueError as problem:
        raise InputError(
            f"“{text}” is not a date; write 2026-11-01, and a period as 2026-11-01〜2026-11-30"
        ) from problem


def _until(text: str, timezone: str) -> datetime:
    """A day counts whole: it ends where the next begins. With a time of day, then."""
    at = _from(text.removesuffix("まで"), timezone)
    local = at.astimezone(ZoneInfo(timezone))
    if re.search("[:：時]", text):
        return at
    return first_instant(local.date() + timedelta(days=1), timezone)


def _list(text: str, _timezone: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in (clean(one, 300) for one in re.split(r"[,，、;；]", text)) if part))


def _hashtags(text: str, _timezone: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in re.split(r"[,，、\s#＃]+", text) if part))


def _link(text: str, _timezone: str) -> str:
    try:
        return normal_link(text, "", {})
    except ValueError as problem:
        raise InputError(f"this link can't be shown: {problem}; write https://host/path") from problem


def _kind(text: str, _timezone: str) -> str:
    kind = _KINDS.get(text, text)
    known = [name for name in OF_SOURCES if name not in NEEDING_MORE]
    if kind not in known:
        raise InputError(f"“{text}” can't be its kind{meant(text, known)}")
    return kind


def _focus(text: str, _timezone: str) -> tuple[float, float]:
    shares = [float(part) / 100 for part in re.findall(r"(\d+(?:\.\d+)?)\s*[%％]?", text)]
    if len(shares) != 2 or not all(0 <= share <= 1 for share in shares) or re.search(r"[^\d\s.,%％、]", text):
        raise InputError("write two shares, from the left and from the top: 30% 20%")
    return (shares[0], shares[1])


_READERS: dict[str, tuple[str, Callable[[str, str], Any]]] = {
    "from": ("from", _from),
    "until": ("until", _until),
    "places": ("places", _list),
    "themes": ("themes", _list),
    "hashtags": ("hashtags", _hashtags),
    "link": ("url", _link),
    "kind": ("kind", _kind),
    "focus": ("focus", _focus),
    "published": ("published_at", _from),
}
"""Key → the field that it fills (period's halves first), and its reader."""
