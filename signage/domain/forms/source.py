"""A source as people type it: an address on the web, and what the project adds to its items."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

import msgspec

from ...words import Words
from .. import sources as source_types
from ..sources import Source
from .typed import Typed, as_lines, kept_words, new_id, word_fields

ON_THE_WEB = {name: one for name, one in source_types.TYPES.items() if not one.by_hand}
TYPES: dict[str, Words] = {name: one.says for name, one in ON_THE_WEB.items()}
"""Types that lie on the web; a list kept by hand is a file."""

KINDS_OF: dict[str, tuple[str, ...]] = {name: one.kinds for name, one in ON_THE_WEB.items()}
"""Kinds that a type can give, the usual one first."""

LANGUAGES: dict[str, Words] = {"ja": {"ja": "日本語", "en": "Japanese"}, "en": {"ja": "英語", "en": "English"}}
ADDRESS_CHARACTERS = 1000

LABELS: dict[str, Words] = {
    "address": {"ja": "アドレス", "en": "Address"},
    "type": {"ja": "形式", "en": "Type"},
    "title_ja": {"ja": "呼び名（日本語）", "en": "What it is called (Japanese)"},
    "title_en": {"ja": "呼び名（英語）", "en": "What it is called (English)"},
    "name": {"ja": "情報源の記号（英数字）", "en": "Short name (letters and digits)"},
    "kind": {"ja": "スライドの種類", "en": "Kind of slides"},
    "language": {"ja": "言語", "en": "Language"},
    "department_ja": {"ja": "発信する課（日本語）", "en": "Department (Japanese)"},
    "department_en": {"ja": "発信する課（英語）", "en": "Department (English)"},
    "themes": {"ja": "テーマ", "en": "Themes"},
    "minutes": {"ja": "取りに行く間隔（分）", "en": "How often, in minutes"},
    "newest": {"ja": "新しいものから何件まで", "en": "Only so many of the newest"},
    "link_hosts": {"ja": "リンクに使えるサイト", "en": "Sites that links may lead to"},
}


def source_fields(source: Source) -> dict[str, str]:
    return {
        "address": source.address,
        "type": source.type,
        **word_fields("title", source.title),
        "kind": source.kind,
        "language": source.language,
        **word_fields("department", source.department),
        "themes": as_lines(source.themes),
        "minutes": str(source.minutes),
        "newest": str(source.newest or ""),
        "link_hosts": as_lines(source.link_hosts),
    }


def read_source(
    fields: Mapping[str, str], taken: Collection[str], themes: Collection[str], before: Source | None = None
) -> tuple[Source, dict[str, Words]]:
    """The source that was typed, and what of it can't be used, by field. A new one is called by its name, or its host."""
    typed = Typed(fields)
    address = _address(typed, before)
    type_ = typed.choice("type", TYPES)
    kind = typed.choice("kind", KINDS_OF.get(type_, ()), needed=False) or KINDS_OF.get(type_, ("news",))[0]
    known = {*LANGUAGES, *([before.language] if before else [])}
    changes = {
        "type": type_ or "rss",
        "address": address,
        "kind": kind,
        "title": kept_words(before.title if before else {}, typed.words("title", 60)),
        "language": typed.choice("language", known) or "ja",
        "department": kept_words(before.department if before else {}, typed.words("department", 60)),
        "themes": typed.choices("themes", {*themes, *(before.themes if before else ())}),
        "minutes": int(typed.number("minutes", 1, 10_080)),
        "newest": int(typed.number("newest", 1, 1000)) if fields.get("newest", "").strip() else None,
        "link_hosts": typed.lines("link_hosts", 50),
    }
    name = before.name if before else _name(typed, address, taken)
    base = before or Source(name=name, type="rss", address="")
    return msgspec.structs.replace(base, **changes), typed.errors


def _address(typed: Typed, before: Source | None) -> str:
    """http(s) only: files of the input folder are set up by files."""
    text = typed.text("address", ADDRESS_CHARACTERS, needed=True)
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        fine = fine and parts.username is None and parts.password is None
    except ValueError:
        fine = False
    if not fine and not (before and before.address == text):
        typed.refuse(
            "address",
            "https:// で始まるアドレスを書いてください。ユーザー名やパスワードは入れられません。",
            "Write an address that begins with https://, without user name and password.",
        )
    return text


def _name(typed: Typed, address: str, taken: Collection[str]) -> str:
    """It begins the ids of items, so it can't be changed later."""
    text = typed.text("name", 60)
    if not text:
        host = re.sub(r"[^A-Za-z0-9.-]", "", address.partition("//")[2].partition("/")[0]).removeprefix("www.")
        return new_id(host.rpartition(".")[0] or host, taken, "source")
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}", text):
        typed.refuse("name", "英数字と - _ だけで書いてください。", "Use letters a to z, digits, - and _ only.")
    elif text in taken:
        typed.refuse("name", "この名前の情報源が、もうあります。", "There is a source of this name already.")
    return text
