"""What can be shown: items, their kinds, and the period in which they may be shown."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec

from ..words import Words
from .events import Event, next_begin, over_at
from .legibility import reading_seconds


class Period(msgspec.Struct, frozen=True, gc=False):
    """Half-open [begins_at, ends_at), aware and UTC; None is open on that side.

    「3月31日まで」 is stored as 04-01 00:00 local, exclusive.
    """

    begins_at: datetime | None = None
    ends_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return (self.begins_at is None or self.begins_at <= at) and (self.ends_at is None or at < self.ends_at)


class Kind(msgspec.Struct, frozen=True):
    """A kind of slide is a row: its name, its template, the item fields it needs, its least seconds, its `chip` on the slide
    (none: no chip), what staff call it (`says`), whether it has a QR.

    What is `reviewed` no source can give: each one comes by way of a member of staff who approved it.
    """

    name: str
    template: str
    needs: tuple[str, ...]
    seconds: int
    chip: Words
    says: Words
    qr: bool = False
    reviewed: bool = False


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("news", "news.html", ("title",), 12, {"ja": "お知らせ", "en": "News"}, {"ja": "ニュース", "en": "News"}),
        Kind(
            "report",
            "report.html",
            ("title",),
            12,
            {"ja": "担当レポート", "en": "Report"},
            {"ja": "担当レポート", "en": "Report"},
        ),
        Kind(
            "event",
            "event.html",
            ("title", "event"),
            12,
            {"ja": "イベント", "en": "Event"},
            {"ja": "イベント", "en": "Event"},
        ),
        Kind("theme", "theme.html", ("title",), 12, {"ja": "テーマ", "en": "Theme"}, {"ja": "テーマ", "en": "Theme"}),
        Kind(
            "history",
            "history.html",
            ("title", "year"),
            12,
            {"ja": "あゆみ", "en": "Our story"},
            {"ja": "あゆみ", "en": "History"},
        ),
        Kind(
            "about",
            "about.html",
            ("title",),
            12,
            {"ja": "キーメッセージ", "en": "Our message"},
            {"ja": "プロジェクト", "en": "The project"},
        ),
        Kind(
            "survey",
            "survey.html",
            ("title", "url"),
            20,
            {"ja": "みんなの声", "en": "Have your say"},
            {"ja": "アンケート", "en": "Survey"},
            qr=True,
        ),
        Kind(
            "voice",
            "voice.html",
            ("title",),
            12,
            {"ja": "みんなの声", "en": "Have your say"},
            {"ja": "みんなの声", "en": "Voice of a citizen"},
            reviewed=True,
        ),
        Kind(
            "link",
            "link.html",
            ("title", "url"),
            20,
            {"ja": "もっと知る", "en": "Find out more"},
            {"ja": "案内（QRコード）", "en": "Link (QR code)"},
            qr=True,
        ),
        Kind(
            "notice",
            "notice.html",
            ("title",),
            12,
            {"ja": "ご案内", "en": "Notice"},
            {"ja": "ご案内", "en": "Notice"},
        ),
        Kind(
            "picture", "picture.html", ("title", "media"), 10, {}, {"ja": "写真・ポスター", "en": "Picture or poster"}
        ),
        Kind("film", "film.html", ("title", "media"), 10, {}, {"ja": "動画", "en": "Film"}),
    )
}

OF_SOURCES = tuple(name for name, kind in KINDS.items() if not kind.reviewed)
"""The kinds that a source may give."""


class Item(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One thing to show, as it came from its source, with the project's own fields beside it.

    `id` is unique over all sources and stable over fetches. `published_at` sorts and labels; it never
    begins a period. `position` is its place in its source's list, from 0. `event` is when and where, of what takes
    place. `year` is when, of history. `media` names a file of the media folder. `hashtags` are without #. `places`
    keeps it to displays of these ids, groups or places (these by name too); empty is everywhere. A `pinned` one stands before
    the newer ones. Of a voice `title` is what was said, `text` the question that it answers, and `speaker` who said it, as
    they agreed to be called; empty if they did not.
    """

    id: str
    source: str
    kind: str
    title: Words
    text: Words = msgspec.field(default_factory=dict)
    url: str | None = None
    published_at: datetime | None = None
    period: Period = Period()
    position: int = 0
    department: Words = msgspec.field(default_factory=dict)
    themes: tuple[str, ...] = ()
    event: Event | None = None
    year: int | None = None
    media: str | None = None
    hashtags: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    pinned: bool = False
    speaker: Words = msgspec.field(default_factory=dict)

    def languages(self) -> tuple[str, ...]:
        """The languages in which this item can be a slide: those its title is written in."""
        return tuple(self.title)


def lacks(item: Item) -> list[str]:
    """Which fields its kind needs (KINDS) an item doesn't have; `kind` for one that is of none."""
    kind = KINDS.get(item.kind)
    return [name for name in kind.needs if not getattr(item, name)] if kind else ["kind"]


class Override(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What staff say of an item that a source owns, in place of what the source says: it survives the next fetch.

    `title` is told by language, a shorter one say; `media` is a better picture; to hide an item it is withdrawn.
    """

    title: Words = msgspec.field(default_factory=dict)
    media: str | None = None
    pinned: bool = False

    def over(self, item: Item) -> Item:
        title = {language: self.title.get(language) or words for language, words in item.title.items()}
        changes = {"title": title, "media": self.media or item.media, "pinned": self.pinned or item.pinned}
        return msgspec.structs.replace(item, **changes)


class TakenDown(msgspec.Struct, frozen=True, gc=False):
    """An item that is no longer to be shown, and since when: withdrawn by staff, cancelled, or gone from a whole list."""

    item: Item
    at: datetime


FOLLOW_DAYS = 30
"""So long the report of an event stands in its place after it."""


def ends_at(item: Item) -> datetime | None:
    """When an item is over: at the end of its period, an event also after its last occasion."""
    ends = (item.period.ends_at, over_at(item.event) if item.event else None)
    return min((one for one in ends if one), default=None)


def reports_of(event: Item, items: Iterable[Item]) -> list[Item]:
    """Reports that follow an event: of the same page, or with a hashtag of it, and not from before it began.

    A hashtag that several events bear (the city's own, say) tells nothing; the caller leaves it out of `event.hashtags`.
    """
    if not event.event or not event.event.occasions:
        return []
    since = next_begin(event.event, datetime.min.replace(tzinfo=UTC))
    return [
        item
        for item in items
        if item.kind == "report"
        and (item.published_at is None or item.published_at + timedelta(days=1) > since)
        and ((event.url and item.url == event.url) or set(event.hashtags) & set(item.hashtags))
    ]


CODED = ("news", "report", "event", "voice")
"""Kinds that bear a QR code where their section asks for one; those of `Kind.qr` always do."""

CODE_SECONDS = 15.0
"""So long a code stands at least: a phone has to be taken out."""


def bears_code(item: Item, *, qr: bool) -> bool:
    """Whether its slide is to have a code; `qr`: its section asks for one."""
    return bool(item.url) and (KINDS[item.kind].qr or (qr and item.kind in CODED))


def least_seconds(item: Item, language: str, *, qr: bool = False) -> float:
    """How long a slide of this item stands at least: its kind's seconds, or as long as reading it takes."""
    kind = KINDS[item.kind]
    words = item.title.get(language, "") + item.text.get(language, "")
    return max(kind.seconds, reading_seconds(words, qr=qr or kind.qr))


def newest_first(item: Item) -> tuple[bool, bool, float, str, int, str]:
    """Sort key: pinned first, then newest first, undated after dated, then source order."""
    published = item.published_at
    return (
        not item.pinned,
        published is None,
        -published.timestamp() if published else 0.0,
        item.source,
        item.position,
        item.id,
    )
