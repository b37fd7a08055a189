"""RSS 1.0 (RDF), RSS 2.0 and Atom → items. A feed is a window: what is absent has not been withdrawn."""

import hashlib
import io
import re
from datetime import date, datetime
from typing import Any

import feedparser
import msgspec

from ..domain.content import Item
from ..domain.sources import Memory, Source
from ..errors import SourceError
from .cleaning import TEXT_LETTERS, TITLE_LETTERS, clean, hashtags, themes_of, without_hashtag_line, without_markup
from .dates import parse_date
from .encodings import decode
from .entries import limited, plain_link
from .fetched import Fetched, Parsed, Run, in_process, lacks
from .fetching import Fetching, fetch_parsed
from .links import normal_link
from .xml_text import safe_xml

ENTRIES = 1_000
"""More than this of one feed is not looked at."""

NOTES = 50

_PAGE_NUMBER = re.compile(r"/(\d{5,10})(?=[./]|$)")
_LONE_TAG = re.compile(r"<(?:br|hr|img|p)\b[^<>]*>", re.IGNORECASE)


class _Feed(msgspec.Struct, frozen=True):
    """What entries are read with: the source, the office's zone, and where relative links start."""

    source: Source
    timezone: str
    base: str


async def fetch(source: Source, memory: Memory, fetching: Fetching, run: Run = in_process) -> Fetched:
    """Raises SourceError."""
    return await fetch_parsed(parse, source, memory, fetching, run)


def parse(
    body: bytes,
    content_type: str | None,
    source: Source,
    timezone: str = "Asia/Tokyo",
    address: str = "",
    month: date | None = None,  # noqa: ARG001  nothing in a feed repeats
) -> Parsed:
    """The items of a feed, newest or not, in its order. Raises SourceError, with the source's address, when it is none."""
    try:
        text, broken = decode(body, content_type)
        found = _entries(safe_xml(text, address))
    except SourceError as problem:
        raise SourceError(problem.message, source.address.partition("?")[0]) from problem
    notes = [f"{broken} broken letters were left out"] if broken else []
    if len(found.entries) > ENTRIES:
        notes.append(f"only the first {ENTRIES} of {len(found.entries)} entries are read")
    feed = _Feed(source, timezone, address or found.feed.get("link", ""))
    items: dict[str, Item] = {}
    for number, entry in enumerate(found.entries[:ENTRIES], 1):
        item = _item(entry, len(items), feed, said := [])
        if item and item.id in items:
            said.append("the same entry came before it; passed over")
        elif item:
            items[item.id] = item
        notes += [f"entry {number} “{clean(_plain(entry, 'title'), 40)}”: {one}" for one in said]
    return Parsed(tuple(items.values()), limited(notes, NOTES), len(found.entries))


def _entries(xml: str) -> Any:
    """feedparser's own guards stay out of it: the XML is safe by now, and nh3 cleans every field."""
    try:
        found = feedparser.parse(
            io.BytesIO(xml.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as problem:  # it lets through whatever its parts raise on hostile input
        raise SourceError(f"the feed can't be read ({type(problem).__name__})") from problem
    if found.bozo:
        raise SourceError(f"the feed is broken ({found.bozo_exception})")
    if not found.version:
        raise SourceError("this is XML, but not RSS or Atom")
    return found


def _item(entry: Any, position: int, feed: _Feed, notes: list[str]) -> Item | None:
    source = feed.source
    title = clean(_plain(entry, "title"), TITLE_LETTERS)
    text = clean(_plain(entry, "summary") or _content(entry), TEXT_LETTERS)
    url = plain_link(entry.get("link") or "", feed.base, source, notes)
    words = [title, *_categories(entry), *hashtags(text)]
    tags = [*hashtags(" ".join(_terms(entry))), *hashtags(text)]
    text = without_hashtag_line(text)
    item = Item(
        id=_id(entry, title, url, feed),
        source=source.name,
        kind=source.kind,
        title={source.language: title} if title else {},
        text={source.language: text} if text and text != title else {},
        url=url,
        published_at=_published_at(entry, feed.timezone, notes),
        position=position,
        department=source.department,
        themes=tuple(dict.fromkeys((*source.themes, *themes_of(words, source.theme_words)))),
        hashtags=tuple(dict.fromkeys(tags)),
    )
    if need := lacks(item):
        notes.append(f"it has no {need}; passed over")
        return None
    return item


def _plain(entry: Any, name: str) -> str:
    """A field as text. RSS does not say whether it is HTML: a lone <br> counts as such, <重要> does not."""
    value = entry.get(name) or ""
    kind = (entry.get(f"{name}_detail") or {}).get("type", "text/plain")
    return without_markup(value) if kind != "text/plain" or _LONE_TAG.search(value) else value


def _content(entry: Any) -> str:
    contents = entry.get("content") or [{}]
    return without_markup(contents[0].get("value") or "")


def _categories(entry: Any) -> list[str]:
    return [word for term in _terms(entry) for word in (hashtags(term) or [term])]


def _terms(entry: Any) -> list[str]:
    return [tag.get("label") or tag.get("term") or "" for tag in entry.get("tags") or []]


def _id(entry: Any, title: str, url: str | None, feed: _Feed) -> str:
    """ "news-1014863-3fa91b": the source, the page's number when its address has one, and the identity's SHA-256.

    The number alone would be shorter, but a later entry may carry it too, and an id may never change.
    """
    identity = _identity(entry.get("id") or url or entry.get("link") or title, feed)
    digest = hashlib.sha256(identity.encode()).hexdigest()
    numbers = _PAGE_NUMBER.findall(identity)
    return f"{feed.source.name}-{numbers[-1]}-{digest[:6]}" if numbers else f"{feed.source.name}-{digest[:10]}"


def _identity(written: str, feed: _Feed) -> str:
    """guid, atom:id or rdf:about, else the link; as an address it is the same on http and https and on its other hosts."""
    try:
        return normal_link(written, "", feed.source.hosts).partition("://")[2]
    except ValueError:
        return written.strip()


def _published_at(entry: Any, timezone: str, notes: list[str]) -> datetime | None:
    """The first date of the entry that can be read; it sorts and labels, it never begins a period."""
    written = [dict.get(entry, name) for name in ("published", "updated", "created")]
    for text in filter(None, written):
        try:
            return parse_date(text, timezone)
        except ValueError:
            notes.append(f"its date “{clean(text, 40)}” can't be read")
    return None
