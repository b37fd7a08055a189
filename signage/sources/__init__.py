"""What comes from outside. A source's type is a file here, a row of SOURCES and one of domain/sources.TYPES."""

from typing import NamedTuple, Protocol

from ..domain.sources import Memory, Source
from . import ical, items, opendata, rss
from .fetched import Fetched, Parse, Parsed, Run, in_process
from .fetching import Fetching
from .source_file import parse_source


class Fetch(Protocol):
    """Raises SourceError: the old items then stay, and so does the old memory."""

    async def __call__(self, source: Source, memory: Memory, fetching: Fetching, run: Run = ...) -> Fetched: ...


class SourceType(NamedTuple):
    """`whole`: what is absent from the list has been withdrawn; otherwise the list is a window (RSS, Atom)."""

    fetch: Fetch
    parse: Parse
    whole: bool


SOURCES: dict[str, SourceType] = {
    "rss": SourceType(rss.fetch, rss.parse, whole=False),
    "ical": SourceType(ical.fetch, ical.parse, whole=True),
    "opendata": SourceType(opendata.fetch, opendata.parse, whole=True),
    "items": SourceType(items.fetch, items.parse, whole=True),
}

__all__ = [
    "SOURCES",
    "Fetched",
    "Fetching",
    "Memory",
    "Parsed",
    "Run",
    "Source",
    "SourceType",
    "in_process",
    "parse_source",
]
