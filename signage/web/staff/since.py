"""What has changed since the last working day: on a Monday, since Friday. What people did, what came, what is over."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote

import msgspec

from ...domain.calendars import ONE_DAY, first_instant, local_day
from ...domain.catalogue import Catalogue
from ...domain.content import Item, ends_at
from ...domain.holidays import public_holidays
from ...domain.workflow import SOURCE
from ...store.edits import Edit
from ...words import Words, in_words
from .times import Times

MOST = 8
"""So many changes are told."""
TITLE_LETTERS = 40
"""A longer title is cut in a line of the list; the page that it leads to has it whole."""
LONGEST_REST = 10
"""Of so many days in a row without work at most: then it is told from there."""
SATURDAY = 5

_ITEM_NEWS: dict[str, Words] = {
    "request": {"ja": "「%s」の承認を依頼しました", "en": "asked for approval of “%s”"},
    "approve": {"ja": "「%s」を承認しました", "en": "approved “%s”"},
    "approve own": {"ja": "「%s」を緊急のため自分で承認しました", "en": "approved their own “%s” in an emergency"},
    "remand": {"ja": "「%s」を差し戻しました", "en": "sent “%s” back"},
    "publish": {"ja": "「%s」を公開しました", "en": "published “%s”"},
    "renew": {"ja": "「%s」の期間を延ばしました", "en": "made “%s” last longer"},
    "withdraw": {"ja": "「%s」を取り下げました", "en": "withdrew “%s”"},
    "restore": {"ja": "「%s」を元に戻しました", "en": "put “%s” back"},
}
_PLAYLIST_NEWS: dict[str, Words] = {
    "publish": {"ja": "プレイリスト「%s」を公開しました", "en": "published the playlist “%s”"},
    "publish new": {"ja": "プレイリスト「%s」を公開しました", "en": "published the playlist “%s”"},
    "take out": {"ja": "プレイリスト「%s」を外しました", "en": "took out the playlist “%s”"},
}
NEWS: dict[str, tuple[dict[str, Words], str]] = {
    "item": (_ITEM_NEWS, "/content"),
    "playlist": (_PLAYLIST_NEWS, "/playlists"),
}
"""By noun: its acts that are told, and where its pages are."""


class Change(NamedTuple):
    """`url` leads to what changed; empty where whoever reads may not look at it."""

    at: datetime
    says: str
    url: str = ""


class Reader(NamedTuple):
    """For whom it is told; `looks` whether they may open content, `sources` what people call those,
    `titles` how items are called whose change says no title.
    """

    times: Times
    sources: Mapping[str, Words]
    looks: bool
    titles: Mapping[str, Words] = MappingProxyType({})

    def t(self, ja: str, en: str) -> str:
        return ja if self.times.japanese else en

    def named(self, words: Words) -> str:
        text = in_words(words, "ja" if self.times.japanese else "en")
        return text if len(text) <= TITLE_LETTERS else f"{text[: TITLE_LETTERS - 1]}…"

    def to(self, url: str) -> str:
        return url if self.looks else ""


def last_working_day(today: date, country: str) -> date:
    """The last day before `today` that is no Saturday, Sunday or public holiday."""
    day = today - ONE_DAY
    for _ in range(LONGEST_REST):
        if day.weekday() < SATURDAY and day not in public_holidays(country, day.year):
            return day
        day -= ONE_DAY
    return day


def heading(day: date, times: Times) -> Words:
    """きのうからの変化; after a weekend 11月20日(金)からの変化."""
    if day == times.now.date() - ONE_DAY:
        return {"ja": "きのうからの変化", "en": "Since yesterday"}
    told = times.day(first_instant(day, times.zone))
    return {"ja": f"{told}からの変化", "en": f"Since {told}"}


def changes_since(
    edits: Iterable[Edit], catalogue: Catalogue, since: datetime, now: datetime, reader: Reader
) -> list[Change]:
    """What people did, what sources brought, events that have come to their day; and always what is over. The newest first."""
    over = list(_over(catalogue, since, now, reader))
    found = [*_edited(edits, reader), *_brought(catalogue, since, now, reader), *_todays(catalogue, now, reader)]
    found = _newest_first(found)[: MOST - len(over)]
    return _newest_first([*found, *over])


def _newest_first(changes: Iterable[Change]) -> list[Change]:
    return sorted(changes, key=lambda one: one.at, reverse=True)


def _edited(edits: Iterable[Edit], reader: Reader) -> Iterator[Change]:
    """Of each thing the last that was done to it (`edits` come newest first)."""
    seen: set[tuple[str, str]] = set()
    for edit in edits:
        news, path = NEWS[edit.noun]
        if edit.act not in news or (edit.noun, edit.name) in seen:
            continue
        seen.add((edit.noun, edit.name))
        says = in_words(news[edit.act], reader.t("ja", "en")) % _title(edit, reader)
        by = edit.by or reader.t("コマンド", "A command")
        yield Change(
            edit.at, reader.t(f"{says}（{by}）", f"{by} {says}"), reader.to(f"{path}/{quote(edit.name, safe='')}")
        )


class _Titled(msgspec.Struct):
    title: Words = {}
    playlist: "_Titled | None" = None


def _title(edit: Edit, reader: Reader) -> str:
    for body in (edit.after, edit.before):
        if body:
            try:
                told = msgspec.json.decode(body, type=_Titled)
            except msgspec.DecodeError:
                continue
            if title := reader.named((told.playlist or told).title):
                return title
    return reader.named(reader.titles.get(edit.name, {})) or edit.name


def _brought(catalogue: Catalogue, since: datetime, now: datetime, reader: Reader) -> Iterator[Change]:
    """By source; dated as its newest item dates itself."""
    dated = ((one.published_at, one) for one in catalogue.items.values() if one.source != SOURCE)
    new = [(at, item) for at, item in dated if at and since <= at <= now]
    for source, count in Counter(item.source for _, item in new).items():
        at, newest = max(((at, item) for at, item in new if item.source == source), key=lambda one: one[0])
        name = in_words(reader.sources.get(source, {"en": source}), reader.t("ja", "en"))
        title, more = reader.named(newest.title), count - 1
        ja = f"「{title}」{f'ほか {more}件' if more else ''}が加わりました（{name} から）"
        en = f"“{title}”{f' and {more} more' if more else ''} came from {name}"
        yield Change(at, reader.t(ja, en), reader.to(f"/content?source={quote(source, safe='')}"))


def _over(catalogue: Catalogue, since: datetime, now: datetime, reader: Reader) -> Iterator[Change]:
    """In one line what has left the screens by its end, named by what left last."""
    down = {gone.item.id for gone in catalogue.taken_down}
    ends = ((ends_at(item), item) for item in catalogue.items.values() if item.id not in down)
    over: list[tuple[datetime, Item]] = [(at, item) for at, item in ends if at and since <= at <= now]
    if not over:
        return
    at, last = max(over, key=lambda one: (one[0], one[1].id))
    title, more = reader.named(last.title), len(over) - 1
    ja = f"「{title}」{f'ほか {more}件' if more else ''}の掲載が終わりました"
    en = f"“{title}”{f' and {more} more' if more else ''} ended"
    yield Change(at, reader.t(ja, en), reader.to("/content?state=ended&order=-ends"))


def _todays(catalogue: Catalogue, now: datetime, reader: Reader) -> Iterator[Change]:
    """Events whose first day is today: their slides have said so since midnight."""
    today = local_day(now, reader.times.zone)
    for item in catalogue.items.values():
        event = item.event
        if event and not event.cancelled and any(one.first == today for one in event.occasions):
            title = reader.named(item.title)
            says = reader.t(f"「{title}」が「本日」になりました", f"“{title}” turned to “Today”")
            url = reader.to(f"/content/{quote(item.id, safe='')}") if item.source != SOURCE else ""
            yield Change(first_instant(today, reader.times.zone), says, url)
