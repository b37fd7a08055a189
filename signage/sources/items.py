"""A hand-kept TOML file of items. It is a whole list: what is absent from it has been withdrawn.

[[item]]
id = "survey"                 # on the screens' side: the source's name, a hyphen and this
kind = "survey"
title.ja = "みんなの声アンケート"
title.en = "Citizens' survey"
url = "https://www.city.example/survey"
from = 2026-11-01             # local days; `until` is the last day it is shown
until = 2026-11-30

[[item]]
id = "festival"
kind = "event"
title.ja = "さくらまつり"
begins = 2027-04-03T10:00     # or a day, or [[item.occasion]] for each time it takes place, with begins and ends
ends = 2027-04-04T16:00       # of several days: the last day, and the hours of each
place.ja = "平和通り"
fee.ja = "無料"
"""

import re
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

import msgspec

from ..domain.content import OF_SOURCES, Item, Period
from ..domain.events import MAX_OCCASIONS, Event, Occasion
from ..domain.sources import Memory, Source
from ..domain.toml_text import Path, TomlText
from ..errors import InputError, SourceError
from ..words import Words
from .cleaning import TEXT_LETTERS, TITLE_LETTERS, clean
from .dates import YEARS, first_instant
from .fetched import Fetched, Parsed, Run, in_process, lacks
from .fetching import Fetching, fetch_parsed
from .links import normal_link
from .occasions import occasion_between
from .source_file import check_language, check_word

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")


_MINUTES = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|(?P<time>\d{4}-\d\d-\d\d[T ]\d\d:\d\d)(?![:\d])',
    re.DOTALL,
)
"""Strings and comments, passed by, and times without seconds, which people write and TOML 1.0 refuses."""

_EVENT_KEYS = ("ends", "place", "fee", "note", "cancelled", "postponed")


class _Occasion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    begins: Any
    ends: Any = None


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"from_": "from"}):
    id: str
    title: Words
    kind: str | None = None
    text: Words = msgspec.field(default_factory=dict)
    url: str | None = None
    from_: date | None = None
    until: date | None = None
    published: date | None = None
    themes: tuple[str, ...] = ()
    department: Words | None = None
    begins: Any = None
    ends: Any = None
    occasion: tuple[_Occasion, ...] = ()
    place: Words = msgspec.field(default_factory=dict)
    fee: Words = msgspec.field(default_factory=dict)
    note: Words = msgspec.field(default_factory=dict)
    cancelled: bool = False
    postponed: bool = False
    year: int | None = None
    media: str | None = None
    hashtags: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    item: tuple[_Entry, ...] = ()


async def fetch(source: Source, memory: Memory, fetching: Fetching, run: Run = in_process) -> Fetched:
    """Raises SourceError."""
    return await fetch_parsed(parse, source, memory, fetching, run)


def parse(
    body: bytes,
    content_type: str | None,  # noqa: ARG001  TOML is UTF-8, whatever a server says
    source: Source,
    timezone: str = "Asia/Tokyo",
    address: str = "",
    month: date | None = None,  # noqa: ARG001  its occasions are all written out
) -> Parsed:
    """All items, or SourceError with file, line and key: one slip refuses the whole file, since an item passed
    over here would be withdrawn from the screens.
    """
    file = address.partition("?")[0] or source.address
    try:
        toml = TomlText(_text(body, file), file)
        entries = toml.convert(_File).item
        items = tuple(_item(toml, number, entry, source, timezone) for number, entry in enumerate(entries))
        _check_once(toml, items)
    except InputError as problem:
        raise SourceError(problem.message, problem.where) from problem
    return Parsed(items, (), len(items))


def _text(body: bytes, file: str) -> str:
    try:
        text = body.decode("utf-8-sig").replace("\r\n", "\n")
        return _MINUTES.sub(lambda found: f"{found[0]}:00" if found["time"] else found[0], text)
    except UnicodeDecodeError as problem:
        line = body[: problem.start].count(b"\n") + 1
        raise InputError("save the file as UTF-8; these letters are not", f"{file}:{line}") from problem


def _item(toml: TomlText, number: int, entry: _Entry, source: Source, timezone: str) -> Item:
    place: Path = ("item", number)
    if not _ID.fullmatch(entry.id):
        toml.refuse("write the id with letters a to z, digits, - and _ only, 100 at most", (*place, "id"))
    kind = entry.kind or source.kind
    check_word(toml, kind, list(OF_SOURCES), (*place, "kind"))
    item = Item(
        id=f"{source.name}-{entry.id}",
        source=source.name,
        kind=kind,
        title=_words(toml, entry.title, (*place, "title"), TITLE_LETTERS),
        text=_words(toml, entry.text, (*place, "text"), TEXT_LETTERS),
        url=_url(toml, entry.url, (*place, "url"), source),
        published_at=_instant(toml, entry.published, (*place, "published"), timezone),
        period=_period(toml, entry, place, timezone),
        position=number,
        department=_words(toml, entry.department or {}, (*place, "department"), TITLE_LETTERS) or source.department,
        themes=tuple(dict.fromkeys((*source.themes, *entry.themes))),
        event=_event(toml, entry, place, timezone),
        year=entry.year,
        media=_media(toml, entry.media, (*place, "media")),
        hashtags=_names(entry.hashtags),
        places=_names(entry.places),
    )
    if need := lacks(item):
        toml.refuse(f"the kind “{kind}” needs “{_KEYS.get(need, need)}”", place)
    return item


_KEYS = {"event": "begins"}
"""By which key an entry gives what its kind needs, where that is not the need's own name."""


def _event(toml: TomlText, entry: _Entry, place: Path, timezone: str) -> Event | None:
    occasions = _occasions(toml, entry, place)
    if not occasions:
        if stray := next((key for key in _EVENT_KEYS if getattr(entry, key)), None):
            toml.refuse("this is said of an event; write when it `begins` too", (*place, stray))
        return None
    if len(occasions) > MAX_OCCASIONS:
        toml.refuse(f"{MAX_OCCASIONS} occasions at most; leave out those that are over", (*place, "occasion"))
    return Event(
        occasions=tuple(sorted(occasions, key=lambda one: (one.first, one.begins is not None, one.begins))),
        timezone=timezone,
        place=_words(toml, entry.place, (*place, "place"), TITLE_LETTERS),
        fee=_words(toml, entry.fee, (*place, "fee"), TITLE_LETTERS),
        note=_words(toml, entry.note, (*place, "note"), TITLE_LETTERS),
        cancelled=entry.cancelled or entry.postponed,
        postponed=entry.postponed,
    )


def _occasions(toml: TomlText, entry: _Entry, place: Path) -> list[Occasion]:
    if entry.begins is not None and entry.occasion:
        toml.refuse("write `begins` or [[item.occasion]], not both", (*place, "begins"))
    own = [] if entry.begins is None else [_occasion(toml, _Occasion(entry.begins, entry.ends), place)]
    return own + [
        _occasion(toml, occasion, (*place, "occasion", number)) for number, occasion in enumerate(entry.occasion)
    ]


def _occasion(toml: TomlText, occasion: _Occasion, place: Path) -> Occasion:
    """Days and hours on the wall: an end on the next day that is not later in the day is past midnight."""
    begins, ends = occasion.begins, occasion.ends
    for key, moment in (("begins", begins), ("ends", ends)):
        if moment is not None and not isinstance(moment, date):
            toml.refuse("write a day or a day and time, such as 2026-12-05T10:00", (*place, key))
        if isinstance(moment, datetime) and moment.tzinfo:
            toml.refuse("write the time as it is on the wall, without a zone", (*place, key))
        if moment is not None and moment.year not in YEARS:
            toml.refuse("such a day can't be", (*place, key))
    if ends is not None and (type(ends) is not type(begins) or ends < begins):
        toml.refuse("it ends before it begins, or only one of them has a time", (*place, "ends"))
    return occasion_between(begins, ends)


def _names(written: tuple[str, ...]) -> tuple[str, ...]:
    """Hashtags, places: without # and blanks, each once."""
    cleaned = (clean(one, TITLE_LETTERS).strip("#＃ ") for one in written)
    return tuple(dict.fromkeys(one for one in cleaned if one))


def _media(toml: TomlText, name: str | None, place: Path) -> str | None:
    """A file of the media folder, named from it."""
    if name is None:
        return None
    path = PurePosixPath(name)
    if path.parts[:1] == ("media",):
        toml.refuse(f"name the file from the media folder: “{name.partition('/')[2]}”", place)
    if not path.parts or path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
        toml.refuse("name a file of the media folder, with /, such as “fair/stage.jpg”", place)
    return str(path)


def _words(toml: TomlText, words: Words, place: Path, letters: int) -> Words:
    cleaned = {}
    for language, text in words.items():
        check_language(toml, language, (*place, language))
        cleaned[language] = clean(text, letters + 1)
        if not cleaned[language]:
            toml.refuse("there is no text; leave the line out", (*place, language))
        if len(cleaned[language]) > letters:
            toml.refuse(f"this is too long for a slide: {letters} letters at most", (*place, language))
    return cleaned


def _url(toml: TomlText, url: str | None, place: Path, source: Source) -> str | None:
    try:
        return normal_link(url, "", source.hosts, source.link_hosts) if url is not None else None
    except ValueError as problem:
        toml.refuse(f"this link can't be shown: {problem}; write https://host/path", place)


def _period(toml: TomlText, entry: _Entry, place: Path, timezone: str) -> Period:
    """`until` counts the whole day: it ends where the next begins."""
    if entry.from_ and entry.until and entry.until < entry.from_:
        toml.refuse("it ends before it begins", (*place, "until"))
    return Period(
        _instant(toml, entry.from_, (*place, "from"), timezone),
        _instant(toml, entry.until, (*place, "until"), timezone, days=1),
    )


def _instant(toml: TomlText, day: date | None, place: Path, timezone: str, days: int = 0) -> datetime | None:
    """When a day, or the day so many days later, begins."""
    try:
        return first_instant(day + timedelta(days=days), timezone) if day else None
    except OverflowError:
        toml.refuse("such a day can't be; leave the line out for none", place)


def _check_once(toml: TomlText, items: tuple[Item, ...]) -> None:
    seen: dict[str, int] = {}
    for number, item in enumerate(items):
        if item.id in seen:
            toml.refuse(f"item {seen[item.id] + 1} has the same id", ("item", number, "id"))
        seen[item.id] = number
