"""One entry of a calendar or a table, as it came → an item: cleaned, its link made plain, sorted under its themes."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec

from ..domain.content import Item, ends_at
from ..domain.events import Event, next_begin
from ..domain.sources import Source
from ..words import Words
from .cleaning import TEXT_LETTERS, TITLE_LETTERS, clean, hashtags, themes_of, without_hashtag_line
from .fetched import lacks
from .links import normal_link

EVENTS = 2_000
"""More than this of one list is not kept: what comes next goes before what is over."""

NOTES = 1_000
"""A list of thousands of rows may be dirty in hundreds, and each is to be named."""

LONGEST_DAYS = 3_660
"""An event that lasts longer than ten years is a slip of a year (2126 for 2026), or none that a slide could announce."""

PLACE_LETTERS = 120
FEE_LETTERS = 60
NOTE_LETTERS = 200


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What a calendar or a table says of one event. `identity` is stable and unique in its list; `link` is as written;
    `words` are categories and the like, by which it is found and sorted.
    """

    identity: str
    title: Words
    text: str = ""
    link: str = ""
    words: Sequence[str] = ()
    published_at: datetime | None = None
    event: Event | None = None


def item_of(entry: Entry, source: Source, base: str, position: int, notes: list[str]) -> Item | None:
    """None when its kind needs what it lacks; `notes` say so, and what was left out."""
    text = clean(entry.text, TEXT_LETTERS)
    words = [word for one in (*entry.words, *hashtags(text)) if (word := clean(one, TITLE_LETTERS).strip("#＃ "))]
    titles = {language: clean(title, TITLE_LETTERS) for language, title in entry.title.items()}
    item = Item(
        id=f"{source.name}-{hashlib.sha256(entry.identity.encode(errors='surrogatepass')).hexdigest()[:10]}",
        source=source.name,
        kind=source.kind,
        title={language: title for language, title in titles.items() if title},
        text=in_words(source.language, without_hashtag_line(text), TEXT_LETTERS),
        url=plain_link(entry.link, base, source, notes),
        published_at=entry.published_at,
        position=position,
        department=source.department,
        themes=tuple(dict.fromkeys((*source.themes, *themes_of([*titles.values(), *words], source.theme_words)))),
        event=entry.event,
        hashtags=tuple(dict.fromkeys(words)),
    )
    if need := lacks(item):
        notes.append(f"it has no {need}; passed over")
        return None
    return item


def in_words(language: str, text: str, letters: int) -> Words:
    """A cleaned text by its language; nothing by none."""
    cleaned = clean(text, letters)
    return {language: cleaned} if cleaned else {}


def plain_link(link: str, base: str, source: Source, notes: list[str]) -> str | None:
    """The link as it may be shown. One that may not is left out and noted; its entry stays."""
    if not link.strip():
        return None
    try:
        return normal_link(link, base, source.hosts, source.link_hosts)
    except ValueError as problem:
        notes.append(f"its link is left out: {problem}")
        return None


def coming_first(items: Sequence[Item], month: date | None, notes: list[str], limit: int = EVENTS) -> tuple[Item, ...]:
    """At most `limit` items, in their order: those that come soonest after the month began, then those last over."""
    if len(items) <= limit:
        return tuple(items)
    since = datetime.combine(month or date.min, datetime.min.time(), UTC)
    notes.append(f"only {limit} of {len(items)} events are kept, those that come next")
    kept = {item.id for item in sorted(items, key=lambda item: _nearness(item, since))[:limit]}
    return tuple(item for item in items if item.id in kept)


def _nearness(item: Item, since: datetime) -> tuple[bool, timedelta]:
    over = ends_at(item)
    if over is None or item.event is None:
        return False, timedelta()
    return (True, since - over) if over <= since else (False, next_begin(item.event, since) - since)


def limited(notes: Sequence[str], limit: int = NOTES) -> tuple[str, ...]:
    more = [f"and {len(notes) - limit} notes more"] if len(notes) > limit else []
    return (*notes[:limit], *more)
