"""A group of displays as people type it: its name."""

from collections.abc import Mapping

from ...words import Words
from ..displays import Group
from .typed import Typed, word_fields

LABELS: dict[str, Words] = {
    "name_ja": {"ja": "グループの名前（日本語）", "en": "Name (Japanese)"},
    "name_en": {"ja": "グループの名前（英語）", "en": "Name (English)"},
}


def group_fields(group: Group) -> dict[str, str]:
    return word_fields("name", group.name)


def read_group(fields: Mapping[str, str], id: str, before: Group | None = None) -> tuple[Group, dict[str, Words]]:
    """The group that was typed, and what of it can't be used, by field."""
    typed = Typed(fields)
    name = typed.kept("name", before.name if before else {}, 60, needed=True)
    return Group(id=id, name=name or {"ja": id}), typed.errors
