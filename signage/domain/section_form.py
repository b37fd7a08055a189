"""A section of a playlist as people type it: which items it takes, how many, how often, how long."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from ..words import Words
from .content import KINDS, Item
from .drafts import NAME_LETTERS
from .playlists import Section
from .typed import Typed, as_lines

LIST_TEMPLATE = "coming.html"
MOST_ITEMS = 100

LABELS: dict[str, Words] = {
    "name": {"ja": "区分の名前", "en": "Name of the section"},
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
        "name": section.name,
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
    fields: Mapping[str, str], offered: Offered, others: Collection[str], before: Section | None = None
) -> tuple[Section, dict[str, Words]]:
    """The section that was typed, and what of it can't be used, by field. `others` are the names of the other sections;
    what a section had `before` it may keep.
    """
    typed = Typed(fields)
    name = typed.text("name", NAME_LETTERS, needed=True)
    if name in others:
        typed.refuse("name", "同じ名前の区分があります。", "Another section has this name.")
    kept = before or Section(name=name)
    section = msgspec.structs.replace(
        kept,
        name=name,
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
