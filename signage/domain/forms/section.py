"""A section of a playlist as people type it: which items it takes, how many, how often, how long."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from ...words import Words, in_words
from ..content import KINDS, Item
from ..drafts import NAME_LETTERS, free_name
from ..playlists import Section
from .typed import LANGUAGES, Typed, as_lines, word_fields

LIST_TEMPLATE = "coming.html"
MOST_ITEMS = 100
_NUMBER_LETTERS = 4
"""Left in a new section's name for the number that tells it from others."""

LABELS: dict[str, Words] = {
    "title_ja": {"ja": "名前（日本語）", "en": "Name (Japanese)"},
    "title_en": {"ja": "名前（英語）", "en": "Name (English)"},
    "kinds": {"ja": "種類", "en": "Kinds"},
    "sources": {"ja": "情報源", "en": "Sources"},
    "themes": {"ja": "テーマ", "en": "Themes"},
    "items": {"ja": "個別に選んだコンテンツ", "en": "Items chosen one by one"},
    "newest": {"ja": "新しい順に何件まで", "en": "Only the newest"},
    "weight": {"ja": "重み", "en": "Weight"},
    "seconds": {"ja": "1枚の秒数", "en": "Seconds a slide"},
    "list": {"ja": "イベントを一覧にする", "en": "Events as a list"},
    "qr": {"ja": "QRコードを付ける", "en": "With a QR code"},
}


class Offered(msgspec.Struct, frozen=True):
    """What may be chosen: ids of sources, names of themes, and items by id."""

    sources: Collection[str]
    themes: Collection[str]
    items: Mapping[str, Item]


def section_fields(section: Section) -> dict[str, str]:
    """As the form shows it."""
    return {
        **word_fields("title", section.title or {"ja": section.name}),
        "kinds": as_lines(section.kinds),
        "sources": as_lines(section.sources),
        "themes": as_lines(section.themes),
        "items": as_lines(section.items),
        "newest": str(section.newest or ""),
        "weight": str(section.weight),
        "seconds": f"{section.seconds:g}" if section.seconds else "",
        "list": "on" if section.template == LIST_TEMPLATE else "",
        "qr": "on" if section.qr else "",
    }


def read_section(
    fields: Mapping[str, str], offered: Offered, others: Collection[Section], before: Section | None = None
) -> tuple[Section, dict[str, Words]]:
    """The section that was typed, and what of it can't be used, by field. `others` are the other sections. It may keep
    what it had `before`, and keeps its `name`; that of a new one is made of its title.
    """
    typed = Typed(fields)
    title = _title(typed, before.title if before else {}, others)
    kept = before or Section(name=_name(title, others))
    section = msgspec.structs.replace(
        kept,
        title=title,
        kinds=typed.choices("kinds", {*KINDS, *kept.kinds}),
        sources=typed.choices("sources", {*offered.sources, *kept.sources}),
        themes=typed.choices("themes", {*offered.themes, *kept.themes}),
        items=_items(typed, offered.items, kept),
        newest=_whole(typed, "newest", 1, 1000),
        weight=_whole(typed, "weight", 1, 100) or 1,
        seconds=_seconds(typed),
        template=_template(typed, kept),
        qr=bool(typed.text("qr")),
    )
    return section, typed.errors


def _title(typed: Typed, before: Words, others: Collection[Section]) -> Words:
    """In one language or both; none that another section has, for nobody could tell them apart."""
    title = typed.kept("title", before, NAME_LETTERS, needed=True)
    for code, text in title.items():
        if code in LANGUAGES and text in (in_words(one.words, code) for one in others):
            typed.refuse(f"title_{code}", "同じ名前の区分があります。", "Another section has this name.")
    return title


def _name(title: Words, others: Collection[Section]) -> str:
    return free_name(in_words(title, "ja")[: NAME_LETTERS - _NUMBER_LETTERS], (one.name for one in others))


def _items(typed: Typed, known: Mapping[str, Item], kept: Section) -> tuple[str, ...]:
    """Those that are ticked, and the one that was added: by its id, or by its title."""
    ticked = typed.choices("items", {*known, *kept.items})
    wanted = typed.text("add", 300)
    added = [wanted] if wanted in known else _titled(known, wanted)
    if wanted and not added:
        typed.refuse("add", "この題名のコンテンツがありません。", "There is no item of this title.")
    found = tuple(dict.fromkeys((*ticked, *added[:1])))
    if len(found) > MOST_ITEMS:
        typed.refuse("items", f"{MOST_ITEMS}件までです。", f"At most {MOST_ITEMS} items.")
    return found[:MOST_ITEMS]


def _titled(known: Mapping[str, Item], title: str) -> Sequence[str]:
    return [id for id, item in known.items() if title and title in item.title.values()]


def _whole(typed: Typed, name: str, least: int, most: int) -> int | None:
    if not typed.text(name, 20):
        return None
    found = typed.number(name, least, most)
    if found != int(found):
        typed.refuse(name, "整数にしてください。", "Write a whole number.")
    return int(found)


def _seconds(typed: Typed) -> float | None:
    return typed.number("seconds", 2, 300) if typed.text("seconds", 20) else None


def _template(typed: Typed, kept: Section) -> str | None:
    """The list of events, or not; a template of the project's own stays."""
    if typed.text("list"):
        return LIST_TEMPLATE
    return None if kept.template == LIST_TEMPLATE else kept.template


def takes_all(section: Section) -> bool:
    """Whether no filter is set: then it takes every item there is."""
    return not (section.items or section.kinds or section.sources or section.themes)
