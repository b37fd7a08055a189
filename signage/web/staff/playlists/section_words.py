"""What a section takes, in a line."""

from collections.abc import Iterable, Mapping

from ....domain.forms.section import LIST_TEMPLATE, takes_all
from ....domain.playlists import Section
from ....words import Words, in_words
from ..content.office import KIND_WORDS


def what_it_takes(section: Section, themes: Mapping[str, Words], sources: Mapping[str, Words]) -> Words:
    """お知らせ・ニュース、新しい順に 6件まで; Notice, News, the newest 6. `themes` and `sources` are what people call them."""
    named = (_named(section.kinds, KIND_WORDS), _named(section.themes, themes), _named(section.sources, sources))
    ja, en = (
        [mark.join(in_words(one, language) for one in names) for names in named]
        for language, mark in (("ja", "・"), ("en", ", "))
    )
    if section.items:
        ja.append(f"選んだ {len(section.items)}件")
        en.append(f"{len(section.items)} chosen")
    if takes_all(section):
        ja.append("すべてのコンテンツ")
        en.append("everything")
    if section.newest:
        ja.append(f"新しい順に {section.newest}件まで")
        en.append(f"the newest {section.newest}")
    if section.seconds:
        ja.append(f"1枚 {section.seconds:g}秒")
        en.append(f"{section.seconds:g} s a slide")
    if section.template == LIST_TEMPLATE:
        ja.append("一覧で")
        en.append("as a list")
    return {"ja": "、".join(filter(None, ja)), "en": ", ".join(filter(None, en))}


def _named(codes: Iterable[str], names: Mapping[str, Words]) -> list[Words]:
    """Whatever has no name is called by its code."""
    return [names.get(one, {"en": one}) for one in codes]
