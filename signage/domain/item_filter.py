"""The list of all content: each item as it stands, which of them somebody asks for, and how many there are of each sort."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from .accounts import Person
from .catalogue import Catalogue
from .content import Item, ends_at
from .events import Event, Occasion
from .events import begins_at as event_begins_at
from .events import ends_at as event_ends_at
from .fleet import plain
from .workflow import State, Version, owns, reads, state_of, state_of_item

EXPIRES_WITHIN = timedelta(days=14)

View = Literal["all", "on air", "requested", "mine", "expiring"]
VIEWS: tuple[View, ...] = get_args(View)
Order = Literal["-begins", "begins", "-ends", "ends", "title", "-title"]
ORDERS: tuple[Order, ...] = get_args(Order)
_FAR = datetime.max.replace(tzinfo=UTC)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Entry(NamedTuple):
    """An item as it stands: what screens are given, or a draft that none has been given yet.

    `department` is the id of the one that answers for it, empty for what is nobody's. `newest` is the newest version of
    what staff wrote; `open` where it is a newer one than the one that is up. `writer` made it.
    """

    item: Item
    state: State
    department: str
    newest: Version | None = None
    open: Version | None = None

    @property
    def writer(self) -> str:
        return self.newest.by if self.newest else ""

    def known_from(self, now: datetime) -> datetime | None:
        """By when it stands in order: the beginning of its period, else its date, an event's its day."""
        event, begins = self.item.event, self.item.period.begins_at
        occasion = occasion_at(event, now) if event else None
        if begins is None and event and occasion:
            return event_begins_at(event, occasion)
        return begins or self.item.published_at

    @property
    def ends_at(self) -> datetime | None:
        return ends_at(self.item)


def occasion_at(event: Event, now: datetime) -> Occasion | None:
    """The one that is on or next, else the last."""
    coming = (one for one in event.occasions if event_ends_at(event, one) > now)
    return next(coming, event.occasions[-1] if event.occasions else None)


class Asked(NamedTuple):
    """What somebody asks for; empty is all. `person` and `now` say what is mine, and what ends soon."""

    person: Person
    now: datetime
    text: str = ""
    state: str = ""
    kind: str = ""
    theme: str = ""
    department: str = ""
    source: str = ""
    language: str = ""
    view: View = "all"
    order: Order = "-begins"

    @property
    def narrows(self) -> bool:
        return any((self.text, self.state, self.kind, self.theme, self.department, self.source, self.language))


def entries_of(
    catalogue: Catalogue,
    versions: Iterable[Version],
    withdrawn: Mapping[str, Item],
    department_of: Callable[[Item], str],
    now: datetime,
) -> list[Entry]:
    """All that is up or was withdrawn by staff, and every draft. `versions` are the newest of each item.

    `department_of` tells whose an item of a source is.
    """
    newest = {version.item.id: version for version in versions}
    found = [
        _draft(version, now) for id, version in newest.items() if id not in catalogue.items and id not in withdrawn
    ]
    for items, down in ((catalogue.items, False), (withdrawn, True)):
        for id, item in items.items():
            version = newest.get(id)
            department = version.department if version else department_of(item)
            newer = version if version and version.stage not in ("approved", "replaced") else None
            found.append(Entry(item, state_of_item(item, now, withdrawn=down), department, version, newer))
    return found


def _draft(version: Version, now: datetime) -> Entry:
    return Entry(version.item, state_of(version, now), version.department, version)


def readable(entries: Sequence[Entry], person: Person, stands_in_for: Collection[str] = ()) -> list[Entry]:
    """Those that a person may look at."""
    departments = {entry.department for entry in entries}
    open_to = {one for one in departments if reads(person, one, stands_in_for)}
    return [entry for entry in entries if entry.department in open_to]


def chosen(entries: Iterable[Entry], asked: Asked) -> list[Entry]:
    """Those that meet all that is asked, in the order that is asked for."""
    words = plain(asked.text).split()
    found = [one for one in entries if _fits(one, asked) and is_in(one, asked.view, asked) and _holds(one, words)]
    key, back = _KEYS[asked.order.removeprefix("-")], asked.order.startswith("-")
    return sorted(found, key=lambda one: (key(one, asked.now), one.item.id), reverse=back)


_KEYS: dict[str, Callable[[Entry, datetime], datetime | str]] = {
    "begins": lambda one, now: one.known_from(now) or _LONG_AGO,
    "ends": lambda one, _: one.ends_at or _FAR,
    "title": lambda one, _: next(iter(one.item.title.values()), ""),
}


def is_in(entry: Entry, view: View, asked: Asked) -> bool:
    """Whether an entry belongs to a view."""
    if view == "on air":
        return entry.state == "on air"
    if view == "requested":
        return entry.state == "requested" or (entry.open is not None and entry.open.stage == "requested")
    if view == "mine":
        return is_draft_of(entry, asked.person)
    if view == "expiring":
        ends = entry.ends_at
        return entry.state == "on air" and ends is not None and ends - asked.now <= EXPIRES_WITHIN
    return True


def is_draft_of(entry: Entry, person: Person) -> bool:
    version = entry.newest
    return (
        version is not None
        and version.stage in ("draft", "remanded")
        and person.name in (version.by, version.changed_by)
    )


def counts(entries: Sequence[Entry], asked: Asked) -> dict[View, int]:
    """How many each view holds."""
    return {view: sum(is_in(entry, view, asked) for entry in entries) for view in VIEWS}


def _fits(entry: Entry, asked: Asked) -> bool:
    item = entry.item
    return (
        (not asked.state or asked.state == entry.state or (entry.open is not None and entry.open.stage == asked.state))
        and (not asked.kind or item.kind == asked.kind)
        and (not asked.theme or asked.theme in item.themes)
        and (not asked.department or entry.department == asked.department)
        and (not asked.source or item.source == asked.source)
        and (not asked.language or asked.language in item.title)
    )


def _holds(entry: Entry, words: Sequence[str]) -> bool:
    if not words:
        return True
    item = entry.item
    said = _folded("\n".join((*item.title.values(), *item.text.values(), item.id)))
    return all(word in said for word in words)


@lru_cache(maxsize=16_384)
def _folded(text: str) -> str:
    return plain(text)


def may_change(entry: Entry, person: Person) -> bool:
    """Whether a person may withdraw it, or write a new version."""
    return owns(person, entry.department)
