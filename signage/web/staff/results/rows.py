"""Rows of results: what each is called, how often it was scanned for what people could see of it, and how sure that is."""

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple
from urllib.parse import quote, urlsplit

from ....brand import Theme
from ....domain.catalogue import Catalogue
from ....domain.content import KINDS, Item
from ....domain.links import Link
from ....domain.poisson import Interval
from ....domain.poster_register import Hanging
from ....domain.scan_statistics import Ranking, Sight, Tally, Unit, clearly_more, ranking, tallied, tally_of
from ....words import Words, in_words

Subject = Literal["place", "spot", "link", "theme", "campaign"]
UNITS: Mapping[Subject, Unit] = {"place": "days", "spot": "days", "link": "hours", "theme": "days", "campaign": "days"}
"""A slide is seen on screens alone: by the hour."""
MOST_LINKS = 200
TITLE_LETTERS = 60

UNKNOWN: Mapping[Subject, Words] = {
    "place": {"ja": "場所が分からない", "en": "Place unknown"},
    "spot": {"ja": "場所が分からない", "en": "Place unknown"},
    "link": {"ja": "行き先が分からない", "en": "Link unknown"},
    "theme": {"ja": "テーマなし", "en": "No theme"},
    "campaign": {"ja": "プロジェクト全体", "en": "The project’s own"},
}


class Row(NamedTuple):
    """`path` is its page, where it has one. `rank` is 0 where nothing can be said yet; positions are in percent of the axis."""

    key: str
    name: str
    path: str
    rank: int
    tally: Tally
    rate: float | None
    interval: Interval | None
    at: float
    low: float
    high: float


class Tick(NamedTuple):
    at: float
    value: float


class Table(NamedTuple):
    """`mean` is the rate of all rows together; `unsure` the first two, where the first is not clearly above the other."""

    subject: Subject
    unit: Unit
    rows: list[Row]
    few: list[Row]
    mean: float | None
    mean_at: float
    ticks: list[Tick]
    unsure: tuple[Row, Row] | None

    @property
    def digits(self) -> int:
        """Behind the point, the same in a whole column: so many that the mean has two figures."""
        return digits_of(self.mean)

    @property
    def all(self) -> list[Row]:
        return [*self.rows, *self.few]


def digits_of(rate: float | None) -> int:
    return 1 if not rate or rate >= 0.5 else 2 if rate >= 0.05 else 3


class Names:
    """What places, spots, links, themes and campaigns are called in a language."""

    def __init__(
        self,
        catalogue: Catalogue,
        links: Mapping[str, Link],
        posters: Sequence[Hanging],
        themes: Mapping[str, Theme],
        campaign: str,
        language: str,
    ) -> None:
        self.catalogue = catalogue
        self._links, self._themes, self._campaign = links, themes, campaign
        self._language = language
        self._items: dict[str, list[Item]] = {}
        for item in catalogue.items.values():
            if item.url:
                self._items.setdefault(item.url, []).append(item)
        self._posters = {one.poster.spot: one for one in posters}
        self._displays = {code: display for display, code in catalogue.spots.items()}

    def groups(self, subject: Subject, sight: Sight) -> Sequence[str]:
        """The keys of the rows in which a sight counts."""
        if subject == "theme":
            return self._themes_of(sight)
        if subject == "campaign":
            link = self._links.get(sight.link)
            return [(link.campaign if link else "") or self._campaign]
        return [getattr(sight, subject)]

    def _themes_of(self, sight: Sight) -> Sequence[str]:
        poster = self._posters.get(sight.spot)
        item = self.catalogue.items.get(poster.poster.item) if poster and poster.poster.item else None
        items = [item] if item else self._of_link(sight.link)
        return list(dict.fromkeys(theme for one in items for theme in one.themes))

    def _of_link(self, code: str) -> list[Item]:
        """The items that have its address; where some are there for their code alone, only those: a project's top page is
        named by many.
        """
        link = self._links.get(code)
        items = self._items.get(link.asked, []) if link else []
        return [one for one in items if KINDS[one.kind].qr] or items

    def of(self, subject: Subject, key: str) -> tuple[str, str]:
        """The name of a row, and the path of its page."""
        if not key:
            return in_words(UNKNOWN[subject], self._language), ""
        if subject == "place":
            return self.place(key), f"/results?place={quote(key, safe='')}"
        if subject == "spot":
            return self._spot(key)
        if subject == "link":
            return self.link(key), f"/links/{key}" if key in self._links else ""
        theme = self._themes.get(key) if subject == "theme" else None
        return in_words(theme.name, self._language) if theme else key, ""

    def place(self, id: str) -> str:
        place = self.catalogue.places.get(id)
        return in_words(place.name, self._language) or id if place else id

    def _spot(self, code: str) -> tuple[str, str]:
        display = self.catalogue.displays.get(self._displays.get(code, ""))
        if display:
            return display.name, f"/displays/{display.id}"
        poster = self._posters.get(code)
        where = in_words(poster.poster.where, self._language) if poster else ""
        word = "ポスター" if self._language == "ja" else "Poster"
        return f"{word} {code}" + (f" {where}" if where else ""), f"/p/{code}" if poster else ""

    def link(self, code: str) -> str:
        """The title of a link, else that of the items that have its address, else the address."""
        link = self._links.get(code)
        if link is None:
            return code
        address = urlsplit(link.asked)
        title = in_words(link.title, self._language) or self._title(self._of_link(code))
        return (title or f"{address.hostname or ''}{address.path}")[:TITLE_LETTERS]

    def _title(self, items: Sequence[Item]) -> str:
        """Of several one in this language, and how many more they are."""
        if not items:
            return ""
        first = min(items, key=lambda one: (self._language not in one.title, one.id))
        more = {"ja": f" ほか{len(items) - 1}件", "en": f" and {len(items) - 1} more"}[self._language]
        return in_words(first.title, self._language) + (more if len(items) > 1 else "")

    def choices(self, codes: Sequence[str], chosen: str) -> list[tuple[str, str]]:
        """Links that can be chosen, with their campaign where it isn't the project's own."""
        some = dict.fromkeys((*codes[:MOST_LINKS], *([chosen] if chosen else [])))
        return [(code, self.link(code) + self._in_campaign(code)) for code in some]

    def _in_campaign(self, code: str) -> str:
        link = self._links.get(code)
        return f" – {link.campaign}" if link and link.campaign else ""


def table_of(sights: Sequence[Sight], subject: Subject, names: Names) -> Table:
    """Slides are screens': posters have no part in them."""
    unit = UNITS[subject]
    seen = [one for one in sights if one.kind == "display"] if subject == "link" else sights
    found = ranking(tallied(seen, lambda one: names.groups(subject, one)), unit)
    mean = tally_of(seen).rate(unit)
    top = _top(found, unit, mean or 0)
    rows = [_row(key, its, subject, names, rank, top) for rank, (key, its) in enumerate(found.ranked, 1)]
    return Table(
        subject,
        unit,
        rows,
        [_row(key, its, subject, names, 0, top) for key, its in found.few],
        mean,
        _percent(mean or 0, top),
        _ticks(top, mean or 0),
        _unsure(rows, unit),
    )


def _row(key: str, tally: Tally, subject: Subject, names: Names, rank: int, top: float) -> Row:
    unit = UNITS[subject]
    rate, interval = tally.rate(unit), tally.interval(unit)
    low, high = interval or (0.0, 0.0)
    return Row(
        key,
        *names.of(subject, key),
        rank,
        tally,
        rate,
        interval,
        *(_percent(one, top) for one in (rate or 0, low, high)),
    )


def _unsure(rows: Sequence[Row], unit: Unit) -> tuple[Row, Row] | None:
    """The first and the next, where more scans could turn them about."""
    if len(rows) < 2 or clearly_more(rows[0].tally, rows[1].tally, unit):
        return None
    return rows[0], rows[1]


def _top(found: Ranking, unit: Unit, mean: float) -> float:
    """The end of the axis: so far the ranked intervals reach; without any, twice the mean."""
    reach = max((interval.high for _, its in found.ranked if (interval := its.interval(unit))), default=0.0)
    return max(reach * 1.05, mean * 2, 1e-6)


def _ticks(top: float, mean: float) -> list[Tick]:
    """0 and some round values, none too near the mean, which has a mark of its own."""
    step = next(one for one in _steps() if top / one < 4.5)
    values = [step * n for n in range(1, int(top / step) + 1)]
    far = [value for value in (0, *values) if abs(value - mean) > top * 0.16 and value < top * 0.97]
    return [Tick(_percent(value, top), value) for value in far]


def _steps() -> list[float]:
    """As far as the rate of a code that a screen showed for a millisecond and people scanned a million times."""
    return [size * 10.0**power for power in range(-4, 16) for size in (1, 2, 5)]


def _percent(value: float, top: float) -> float:
    return round(100 * min(1, value / top), 2)
