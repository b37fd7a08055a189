"""What a section takes, in a line."""

from ...domain.playlists import Section
from ...domain.section_form import LIST_TEMPLATE, takes_all
from ...words import Words
from .item_office import KIND_WORDS


def what_it_takes(section: Section) -> Words:
    """お知らせ・ニュース、新しい順に 6件まで; Notice, News, the newest 6."""
    kinds: list[Words] = [KIND_WORDS.get(kind, {"ja": kind, "en": kind}) for kind in section.kinds]
    ja = ["・".join(kind["ja"] for kind in kinds), "・".join(section.themes), "・".join(section.sources)]
    en = [", ".join(kind["en"] for kind in kinds), ", ".join(section.themes), ", ".join(section.sources)]
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
