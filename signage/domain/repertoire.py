"""All that may be shown somewhere: the candidates, timetables and programmes of a catalogue, each worked out once."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from .candidates import Candidate, Followed, candidate, followed_events, leads_nowhere
from .catalogue import Catalogue
from .changes import affected_playlists
from .content import KINDS, Item, newest_first
from .events import Days
from .media import Media
from .programme import Programme
from .timetable import Timetable, timetable_of

_Asked = tuple[str, tuple[str, ...], frozenset[str], bool]
"""A programme's playlist, languages, names, and whether it may list events."""


PLANS = 4_000
"""So many days of channels are kept, some ten kilobytes each: nine days of four hundred channels."""


class Plans:
    """Days of channels as they were worked out, each with its `basis`: what it followed from beside the channel itself."""

    def __init__(self, kept: Iterable[tuple[tuple[str, date], tuple[frozenset[object], tuple[Any, ...]]]] = ()) -> None:
        self._kept = dict(kept)

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: tuple[str, date], basis: frozenset[object]) -> tuple[Any, ...] | None:
        known = self._kept.get(key)
        return known[1] if known and known[0] == basis else None

    def keep(self, key: tuple[str, date], basis: frozenset[object], plan: tuple[Any, ...]) -> tuple[Any, ...]:
        if len(self._kept) >= PLANS:
            self._kept.clear()
        self._kept[key] = (basis, plan)
        return plan

    def that_may_hold(self, there: Iterable[object]) -> "Plans":
        """Those whose basis is still there: the others would keep alive what can never be asked for again."""
        still = frozenset(there)
        good = {basis for basis in {basis for basis, _ in self._kept.values()} if basis <= still}
        return Plans((key, kept) for key, kept in self._kept.items() if kept[0] in good)


class Repertoire:
    """All that may be shown somewhere, newest first; made once for all programmes of a catalogue.

    With `days` it holds for these days only: an event that repeats for years has thousands of moments. One that was
    made of an earlier catalogue for the same days may be given: what an edit did not touch is not worked out again.
    """

    def __init__(self, catalogue: Catalogue, before: "Repertoire | None" = None, days: Days | None = None) -> None:
        self.days: Days | None = days
        before = before if before and before.days == days else None
        down = {gone.item.id for gone in catalogue.taken_down}
        known = (item for item in catalogue.items.values() if item.id not in down and item.kind in KINDS)
        up = [item for item in known if not leads_nowhere(item, catalogue.links)]
        self.catalogue = catalogue
        self.rules = {rule.name: rule for rule in catalogue.rules}
        self._told = [item for item in up if item.event or item.kind == "report"]
        self.followed: list[Followed] = (
            before.followed if before and before._told == self._told else followed_events(self._told)
        )
        self._kept_somewhere = frozenset(name for item in up for name in item.places)
        self._candidates = {item.id: self._candidate(item, before) for item in sorted(up, key=newest_first)}
        self._timetables: dict[tuple[ZoneInfo, str], Timetable] = {}
        self.plans = Plans()
        self._programmes: dict[_Asked, Programme] = {}
        self._touched: dict[_Asked, Programme] = {}
        if before:
            touched = affected_playlists(before.catalogue, catalogue)
            for key, one in before._programmes.items():
                (self._touched if key[0] in touched else self._programmes)[key] = one
            if (before.catalogue.rules, before.catalogue.calendars) == (catalogue.rules, catalogue.calendars):
                self._timetables |= before._timetables
                lineages = (one.lineage for one in before._programmes.values())
                self.plans = before.plans.that_may_hold((*self._timetables.values(), *lineages))

    def programme(
        self, playlist: str, languages: tuple[str, ...], names: frozenset[str], lists: bool = True
    ) -> Programme | None:
        """The playlist for displays of these languages that items are kept to by these names; None if there is none.

        `lists`: whether they have room for several events on one slide.
        """
        if playlist not in self.catalogue.playlists:
            return None
        key = (playlist, languages, names & self._kept_somewhere, lists)
        if key not in self._programmes:
            may = list(self.candidates(names, languages))
            its, before = self.catalogue.playlists[playlist], self._touched.pop(key, None)
            self._programmes[key] = Programme(its, may, self.followed, languages, lists, before)
        return self._programmes[key]

    def candidates(self, names: frozenset[str], languages: tuple[str, ...]) -> Iterator[Candidate]:
        """Those that displays of these names may show, newest first: what none of their languages tells takes no place
        among a section's newest."""
        for one in self._candidates.values():
            meant = not one.item.places or not names.isdisjoint(one.item.places)
            if meant and not one.item.title.keys().isdisjoint(languages):
                yield one

    def timetable(self, zone: ZoneInfo, country: str) -> Timetable:
        if (zone, country) not in self._timetables:
            made = timetable_of(self.catalogue.rules, zone, country, self.catalogue.calendars)
            self._timetables[zone, country] = made
        return self._timetables[zone, country]

    def _candidate(self, item: Item, before: "Repertoire | None") -> Candidate:
        known = before._candidates.get(item.id) if before else None
        if known and before and known.item == item and _media(item, before.catalogue) == _media(item, self.catalogue):
            return known
        return candidate(item, self.catalogue.media, self.days)


def _media(item: Item, catalogue: Catalogue) -> Media | None:
    return catalogue.media.get(item.media) if item.media else None


def programmes(
    repertoire: Repertoire,
    languages: tuple[str, ...],
    names: frozenset[str],
    playlists: Iterable[str],
    lists: bool = True,
) -> Mapping[str, Programme]:
    """The named playlists, as far as there are such, for displays of these languages and names."""
    found = ((name, repertoire.programme(name, languages, names, lists)) for name in playlists)
    return {name: programme for name, programme in found if programme}
