"""Where items come from, and what the last fetch left."""

import re
from typing import Annotated

import msgspec

from ..words import Words

AtLeastOne = Annotated[int, msgspec.Meta(ge=1)]


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One source. `name` is the stem of its file and begins the id of every item of it; people call it by its `title`.

    `address` is http(s), or a file named from the input folder. `minutes` is the poll interval; a file is
    watched beside. `newest` keeps at most so many items. `themes` go to every item, those of `theme_words`
    to an item whose title, categories or hashtags hold one of the words. `hosts` says by which host another
    is known ("www-source.city.example" = "www.city.example"); with `link_hosts` only links to these (or
    below them) are taken. `kind`, `language` and `department` are those of items that name none.
    """

    name: str = ""
    type: str
    address: str
    kind: str = "news"
    language: str = "ja"
    minutes: AtLeastOne = 10
    newest: AtLeastOne | None = None
    title: Words = msgspec.field(default_factory=dict)
    themes: tuple[str, ...] = ()
    department: Words = msgspec.field(default_factory=dict)
    theme_words: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    hosts: dict[str, str] = msgspec.field(default_factory=dict)
    link_hosts: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        """What people call it."""
        return self.title or {"ja": self.name, "en": self.name}

    @property
    def is_file(self) -> bool:
        return not has_scheme(self.address)


class SourceKind(msgspec.Struct, frozen=True):
    """What is known of a type of source besides how it is read (signage/sources): `says` what people choose it by, `kinds`
    what its items are offered as, the usual one first, `gives` which fields they can have (None: any), `suffixes` what of a
    folder is meant. One that is `by_hand` is a file and not set up on the pages.
    """

    says: Words
    kinds: tuple[str, ...]
    gives: tuple[str, ...] | None
    suffixes: tuple[str, ...]
    by_hand: bool = False


_OF_EVENTS = ("title", "url", "event")
TYPES: dict[str, SourceKind] = {
    "rss": SourceKind(
        {"ja": "お知らせ（RSS・Atom）", "en": "News (RSS, Atom)"},
        ("news", "notice", "report"),
        ("title", "url"),
        ("xml", "rss", "rdf", "atom"),
    ),
    "ical": SourceKind({"ja": "行事（iCalendar）", "en": "Events (iCalendar)"}, ("event",), _OF_EVENTS, ("ics",)),
    "opendata": SourceKind(
        {"ja": "行事（オープンデータのCSV）", "en": "Events (open data, CSV)"}, ("event",), _OF_EVENTS, ("csv",)
    ),
    "items": SourceKind({"ja": "手で書く一覧", "en": "A list kept by hand"}, ("news",), None, ("toml",), by_hand=True),
}
"""Every type of source; how each is fetched and read is a row of signage/sources.SOURCES."""


class Memory(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the last good fetch left, so that the next can ask for changes only (RFC 9110 §13).

    `sha256` is of the last body as it came, in hex: servers that know no ETag still cost no parsing.
    Forget it (`Memory()`) when the source's own file changed: the same body may then mean other items. So it may
    to another version of this program, and in another month (what repeats for ever is read a part at a time):
    `reader` is the version and the month that read it ("0.2.0 2026-11"), and no other trusts the memory.
    """

    etag: str | None = None
    last_modified: str | None = None
    sha256: str | None = None
    reader: str = ""


def has_scheme(address: str) -> bool:
    """Whether an address is a URL; else it is a file. One letter is a drive (C:)."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", address) is not None
