"""The lists of the fleet page, each a shelf that is filled as far as people look."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from yarl import URL

from ....domain.catalogue import Catalogue
from ....domain.fleet import Fleet, Question, Row, ShelfName, says_of
from ....domain.health import STATUS_WORDS, Status
from ....store.care import Care
from ....words import Words
from ...desk import Desk
from ..pictures import Picture, should_show, shows

TILES, LINES, AT_MOST = 200, 50, 2_000
"""How many tiles and lines a shelf begins with and grows by; so many at most are renewed by themselves."""

SHELVES: dict[ShelfName, Words] = {
    "trouble": {"ja": "いま対応がいるもの", "en": "Needs attention now"},
    "never": {"ja": "まだつながっていないもの", "en": "Not connected yet"},
    "stopped": {"ja": "計画どおり止まっているもの", "en": "Stopped on purpose"},
    "ok": {"ja": "正常", "en": "OK"},
    "place": {"ja": "場所ごと", "en": "By place"},
}


class Total(NamedTuple):
    status: Status
    says: Words
    number: int
    url: URL


class View(NamedTuple):
    """A row with its pictures. `heading` is how many its place has where, by place, that begins; else 0."""

    row: Row
    status: Words
    says: Words
    members: str
    """The ids of all displays that it stands for, with spaces between."""
    others_url: URL | None
    should: Picture | None = None
    shows: Picture | None = None
    heading: int = 0
    care: Care | None = None
    next_on: datetime | None = None
    """Of one that stands on purpose: what staff said of it, and when it shows something again."""


class Shelf(NamedTuple):
    """A list from `begins` on, with `rest` displays or failures more behind `more_url`; `displays` is how many it holds in all."""

    name: ShelfName
    title: Words
    displays: int
    begins: int
    views: Sequence[View]
    rest: int
    more_url: URL

    @property
    def lines(self) -> bool:
        """Whether it is a table of lines, without pictures."""
        return self.name in ("never", "stopped")


class Look:
    """The fleet at one moment, as one address asks for it."""

    def __init__(
        self, desk: Desk, catalogue: Catalogue, fleet: Fleet, asked: Question, url: URL, now: datetime
    ) -> None:
        self.fleet = fleet
        self.asked = asked
        self.now = now
        self.url = url
        self._desk = desk
        self._catalogue = catalogue
        self._next: dict[int, datetime | None] = {}

    @property
    def count(self) -> int:
        return sum(self.fleet.totals.values())

    def totals(self) -> list[Total]:
        """Each leads to its own; the one that was chosen leads back to all."""
        chosen = self.asked.status
        return [
            Total(status, STATUS_WORDS[status], count, self.to(status=None if chosen == status else status))
            for status, count in self.fleet.totals.items()
        ]

    def shelves(self) -> list[Shelf]:
        """Those that hold anything; one alone where the address names it."""
        only = self.url.query.get("section")
        return [self.shelf(name) for name in self.fleet.shelves if self.fleet.rows(name) and only in (None, name)]

    def shelf(self, name: ShelfName) -> Shelf:
        """From where and as far as the address says: `from`, and `n-NAME` for how much stands there already."""
        begins = _number(self.url.query.get("from")) if "section" in self.url.query else 0
        already = _number(self.url.query.get(f"n-{name}"))
        ends = begins + max(TILES if name in ("ok", "place") else LINES, min(already, AT_MOST))
        return Shelf(
            name,
            SHELVES[name],
            len(self.fleet.shelves.get(name, ())),
            begins,
            [self._view(name, number, row) for number, row in enumerate(self.fleet.part(name, begins, ends), begins)],
            max(0, self.fleet.rows(name) - ends),
            self.to(section=name, **{"from": str(ends)}),
        )

    @property
    def here(self) -> URL:
        """What the page asks for when it renews itself."""
        return self.to(section=self.url.query.get("section"), **{"from": self.url.query.get("from")})

    def to(self, **changes: str | None) -> URL:
        """The page's own address with other questions; None takes one out. Where people have scrolled to is left out."""
        kept = {name: self.url.query[name] for name in ("q", "place", "status", "order") if self.url.query.get(name)}
        asked = {name: value for name, value in {**kept, **changes}.items() if value}
        return URL("/displays").with_query(asked) if asked else URL("/displays")

    def _view(self, name: ShelfName, number: int, row: Row) -> View:
        pictured = name not in ("never", "stopped")
        return View(
            row,
            STATUS_WORDS[row.health.status],
            says_of(row),
            " ".join(entry.display.id for entry in row.entries),
            self.to(place=row.first.place.id, status=row.health.status) if row.others else None,
            self._should(row) if name == "trouble" else None,
            self._shows(row) if pictured else None,
            self.fleet.neighbours(number) if name == "place" else 0,
            self._desk.watch.care.get(row.first.display.id) if row.health.status == "maintenance" else None,
            self._next_on(row.first.display.id) if row.health.status == "off" else None,
        )

    def _next_on(self, display: str) -> datetime | None:
        """The same for all that share a manifest's tail, which takes a while to look through."""
        served = self._desk.manifests.of(display)
        tail = id(served.tail) if served else 0
        if tail not in self._next:
            self._next[tail] = self._desk.watch.next_on(display, self.now)
        return self._next[tail]

    def _should(self, row: Row) -> Picture:
        display = row.first.display
        return should_show(display, self._desk.watch.should_show(display.id, self.now), self._catalogue)

    def _shows(self, row: Row) -> Picture:
        display, shot = row.first.display, self._desk.screenshots.latest(row.first.display.id)
        beat = self._desk.beats.get(display.id)
        return shows(display, row.health, beat, shot, self.now)


def _number(text: str | None) -> int:
    """A count from an address; what is none is 0."""
    return min(int(text), 1_000_000) if text and text.isdecimal() and len(text) < 8 else 0
