"""What can be shown: items, their kinds, and the period in which they may be shown."""

from datetime import datetime

import msgspec

from ..words import Words


class Period(msgspec.Struct, frozen=True):
    """Half-open [begins_at, ends_at), aware and UTC; None is open on that side.

    「3月31日まで」 is stored as 04-01 00:00 local, exclusive.
    """

    begins_at: datetime | None = None
    ends_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return (self.begins_at is None or self.begins_at <= at) and (self.ends_at is None or at < self.ends_at)


class Kind(msgspec.Struct, frozen=True):
    """A kind of slide is a row: its name, its template, the item fields it needs, its seconds."""

    name: str
    template: str
    needs: tuple[str, ...]
    seconds: int


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("news", "news.html", ("title",), 12),
        Kind("survey", "survey.html", ("title", "url"), 20),
        Kind("about", "about.html", ("title",), 12),
    )
}


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing to show, as it came from its source, with the project's own fields beside it.

    `id` is unique over all sources and stable over fetches. `published_at` sorts and labels; it never
    begins a period. `position` is its place in its source's list, from 0.
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

    def languages(self) -> tuple[str, ...]:
        """The languages in which this item can be a slide: those its title is written in."""
        return tuple(self.title)


class TakenDown(msgspec.Struct, frozen=True):
    """An item that is no longer to be shown, and since when: withdrawn by staff, cancelled, or gone from a whole list."""

    item: Item
    at: datetime


def newest_first(item: Item) -> tuple[bool, float, str, int, str]:
    """Sort key: newest first, undated after dated, then source order."""
    published = item.published_at
    return (published is None, -published.timestamp() if published else 0.0, item.source, item.position, item.id)
