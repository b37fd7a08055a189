"""What became of each item that a playlist would take, at an instant."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from ..words import Words, in_words
from .calendars import on_the_wall
from .candidates import leads_nowhere, licence_over, shown_between
from .catalogue import Catalogue
from .content import KINDS, Item, TakenDown, newest_first
from .playlists import Section
from .programme import LISTS, Programme
from .timeline import Channel, Segment


class ItemVerdict(msgspec.Struct, frozen=True):
    """An item in a section that would take it.

    `code`: in_loop, not_yet, over, licence_over, dead_link, taken_down, beyond_newest, beyond_list, other_section, language, too_many.
    """

    item: str
    section: str
    code: str
    says: Words


def item_verdicts(
    catalogue: Catalogue, programme: Programme, channel: Channel, segment: Segment, at: datetime
) -> Iterator[ItemVerdict]:
    """Each section of the winner's playlist with each item that it would take, newest first."""
    chosen = programme.choose(at)
    owner = {item.id: section for section, items in chosen for item in items}
    in_loop = {item for slot in segment.loop or () for item in slot.key.items}
    down = {gone.item.id: gone for gone in catalogue.taken_down}
    items = {gone.item.id: gone.item for gone in catalogue.taken_down} | catalogue.items
    for section, _ in chosen:
        for item in sorted(items.values(), key=newest_first):
            if item.kind in KINDS and section.takes(item):
                code, ja, en = _fate(item, catalogue, section, owner, in_loop, down.get(item.id), channel, at)
                title_ja, title_en = (
                    item.title.get(language) or next(iter(item.title.values()), item.id) for language in ("ja", "en")
                )
                in_ja, in_en = in_words(section.words, "ja"), in_words(section.words, "en")
                says = {"ja": f"「{title_ja}」（{in_ja}）：{ja}。", "en": f"“{title_en}” ({in_en}) {en}."}
                yield ItemVerdict(item.id, section.name, code, says)


Fate = tuple[str, str, str]
"""Code, Japanese, English."""


def _fate(
    item: Item,
    catalogue: Catalogue,
    section: Section,
    owner: dict[str, Section],
    in_loop: set[str],
    down: TakenDown | None,
    channel: Channel,
    at: datetime,
) -> Fate:
    if gone := _gone(item, catalogue, down, channel.zone, at):
        return gone
    if item.title.keys().isdisjoint(channel.languages):
        spoken = ", ".join(channel.languages)
        return (
            "language",
            f"この画面の言語（{spoken}）で書かれていません",
            f"is not written in this display's languages ({spoken})",
        )
    if item.id not in owner:
        return _beyond(item, section)
    if owner[item.id].name != section.name:
        other = owner[item.id].words
        return (
            "other_section",
            f"「{in_words(other, 'ja')}」のほうで選ばれています",
            f"belongs to section {in_words(other, 'en')}",
        )
    if item.id not in in_loop:
        return "too_many", "一巡に入りきりません", "does not fit into the loop, which is full of newer ones"
    return "in_loop", "映っています", "is in the loop"


def _beyond(item: Item, section: Section) -> Fate:
    if item.event and section.template in LISTS:
        return "beyond_list", "先に始まる催しだけが一覧に載ります", "comes after the events that are on the list"
    return "beyond_newest", f"新しい {section.newest} 件に入りません", f"is not among the newest {section.newest}"


def _gone(item: Item, catalogue: Catalogue, down: TakenDown | None, zone: ZoneInfo, at: datetime) -> Fate | None:
    begins, ends = shown_between(item, catalogue.media)
    if down:
        return (
            "taken_down",
            f"{on_the_wall(down.at, zone)} に取り下げられました",
            f"was taken down at {on_the_wall(down.at, zone)}",
        )
    licence = licence_over(catalogue.media.get(item.media or ""))
    if ends and ends == licence and ends <= at:
        when = on_the_wall(ends, zone)
        return "licence_over", f"画像の利用期限が {when} に切れました", f"lost the licence of its picture at {when}"
    if ends and ends <= at:
        return "over", f"{on_the_wall(ends, zone)} に終わりました", f"is over since {on_the_wall(ends, zone)}"
    if begins and begins > at:
        return "not_yet", f"{on_the_wall(begins, zone)} から映ります", f"shows from {on_the_wall(begins, zone)}"
    if leads_nowhere(item, catalogue.links):
        ja = f"リンク先がありません（{item.url}）。直すと、また映ります"
        return "dead_link", ja, f"leads nowhere any more ({item.url}); it shows again once the link is mended"
    return None
