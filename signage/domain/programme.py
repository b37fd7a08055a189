"""A playlist as it runs: which of its items may be shown at an instant, and the loop they make."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

import msgspec

from .candidates import Candidate, Followed, Piece
from .content import KINDS, Item
from .events import Stage
from .playlists import Playlist, Section
from .rotation import rotate
from .slots import Loop, SlideKey, Slot


class ListTemplate(msgspec.Struct, frozen=True):
    """A template that shows several events in one slide: with fewer than `least` each has its own slide instead."""

    least: int
    most: int
    seconds: int


LISTS = {"coming.html": ListTemplate(least=3, most=4, seconds=16)}


class _Standing(msgspec.Struct, frozen=True):
    """A chosen candidate as it stands at an instant: the stage of an event, and whether its picture is left out."""

    one: Candidate
    stage: Stage | None
    bare: bool

    @property
    def known(self) -> tuple[str, Stage | None, bool]:
        return self.one.item.id, self.stage, self.bare


class _Taker(msgspec.Struct, frozen=True):
    """A section with all it could show: its own candidates, and reports that follow one of its events."""

    number: int
    section: Section
    candidates: list[Candidate]
    has_events: bool
    followed: list[Followed]

    def chosen(self, at: datetime, gone: set[str], ids: frozenset[str]) -> list[Candidate]:
        """Its items at an instant without those that are gone: events soonest first, then the others newest first."""
        following = {report for one in self.followed if one.from_at <= at < one.until_at for report in one.reports}
        newest = self.section.newest
        most = None if self.has_events else newest
        found = []
        for one in self.candidates:
            if one.item.id not in gone and one.holds(at) and (one.item.id in ids or one.item.id in following):
                found.append(one)
                if len(found) == most:
                    return found
        if self.has_events:
            events = sorted((one for one in found if one.spans), key=lambda one: (one.soonest(at), one.item.id))
            found = [*events, *(one for one in found if not one.spans)]
        return found[:newest]


class Programme:
    """A playlist for displays of some languages: the loop it gives at an instant.

    Equal choices of items give one and the same loop. `candidates` are sorted, newest first.
    """

    def __init__(
        self,
        playlist: Playlist,
        candidates: Sequence[Candidate],
        followed: Iterable[Followed],
        languages: tuple[str, ...],
        lists: bool,
    ) -> None:
        self._playlist = playlist
        self._lists = LISTS if lists else {}
        self._languages = languages
        self._own = [frozenset(one.item.id for one in candidates if part.takes(one.item)) for part in playlist.sections]
        self._takers = [self._taker(number, candidates, followed) for number in range(len(playlist.sections))]
        self._edges = sorted({edge for taker in self._takers for edge in _edges(taker)})
        self._slots: dict[tuple[int, str, Stage | None, bool], list[Slot | None]] = {}
        self._numbers: dict[int, Loop] = {}
        self._loops: dict[tuple[object, ...], Loop] = {}
        self._same: dict[Loop, Loop] = {}

    def _taker(self, number: int, candidates: Sequence[Candidate], followed: Iterable[Followed]) -> _Taker:
        section, own = self._playlist.sections[number], self._own[number]
        after = [one for one in followed if one.event in own]
        more = frozenset().union(*(one.reports for one in after))
        mine = [one for one in candidates if one.item.id in own or one.item.id in more]
        return _Taker(number, section, mine, any(one.spans for one in mine), after)

    def parts(self, from_at: datetime, until_at: datetime) -> Iterator[tuple[Piece, Loop]]:
        """The pieces of [from_at, until_at) in which the same items may be shown, each with its loop (maybe empty)."""
        first = bisect_right(self._edges, from_at)
        inner = self._edges[first : bisect_left(self._edges, until_at, first)]
        for piece in pairwise([from_at, *inner, until_at]):
            yield piece, self.loop_at(piece[0])

    def loop_at(self, at: datetime) -> Loop:
        number = bisect_right(self._edges, at)
        if number not in self._numbers:
            self._numbers[number] = self._loop(at)
        return self._numbers[number]

    def _loop(self, at: datetime) -> Loop:
        chosen = [[_Standing(one, one.stage(at), one.is_bare(at)) for one in own] for _, own in self._choose(at)]
        known = tuple(tuple(standing.known for standing in own) for own in chosen)
        if known not in self._loops:
            sections = self._playlist.sections
            loop = rotate([(sections[n].weight, self._entries(n, own)) for n, own in enumerate(chosen)])
            self._loops[known] = self._same.setdefault(loop, loop)
        return self._loops[known]

    def choose(self, at: datetime) -> list[tuple[Section, list[Item]]]:
        """Each section with its items at an instant: events soonest first, then the others newest first.

        An item belongs to the first section that takes it in; a report also to one whose event it follows.
        """
        return [(section, [one.item for one in own]) for section, own in self._choose(at)]

    def _choose(self, at: datetime) -> list[tuple[Section, list[Candidate]]]:
        gone: set[str] = set()
        chosen: list[tuple[Section, list[Candidate]]] = []
        for taker, ids in zip(self._takers, self._own, strict=True):
            own = self._held(taker.section, taker.chosen(at, gone, ids), at)
            gone.update(one.item.id for one in own)
            chosen.append((taker.section, own))
        return chosen

    def _held(self, section: Section, own: list[Candidate], at: datetime) -> list[Candidate]:
        """What a section shows of its items: one that lists events leaves those beyond its list to later sections."""
        rows = self._lists.get(section.template or "")
        if not rows:
            return own
        coming = [one for one in own if _is_listed(one.stage(at))]
        beyond = {one.item.id for one in coming[rows.most :]} if len(coming) >= rows.least else set()
        return [one for one in own if one.item.id not in beyond]

    def _entries(self, number: int, chosen: list[_Standing]) -> list[Slot]:
        """The list, if there is one, and a slide for each of the others; a round for each language, in the channel's order."""
        listed = self._listed(number, chosen)
        rounds = [self._slots_of(number, one) for one in chosen if not listed or not _is_listed(one.stage)]
        return listed + [slot for n in range(len(self._languages)) for slots in rounds if (slot := slots[n])]

    def _slots_of(self, number: int, standing: _Standing) -> list[Slot | None]:
        """The item's slot in each of the languages that it is written in."""
        one, item = standing.one, standing.one.item
        known = (number, *standing.known)
        if known not in self._slots:
            section = self._playlist.sections[number]
            template, its = template_of(section, item), (standing.stage,) if standing.stage else ()
            self._slots[known] = [
                _slot(
                    self._key(number, (item.id,), language, template, its, standing.bare),
                    section.ms(item, language, one.film_ms),
                    self._playlist.transition,
                )
                if language in item.title
                else None
                for language in self._languages
            ]
        return self._slots[known]

    def _listed(self, number: int, chosen: list[_Standing]) -> list[Slot]:
        """One slide with the soonest events, if the section asks for it and there are enough of them."""
        section = self._playlist.sections[number]
        rows = self._lists.get(section.template or "")
        shown = [(standing.one.item.id, standing.stage) for standing in chosen if _is_listed(standing.stage)]
        if not rows or len(shown) < rows.least:
            return []
        ids, its = zip(*shown[: rows.most], strict=True)
        items = [standing.one.item for standing in chosen]
        spoken = {language for item in items if item.id in ids for language in item.title}
        ms = round((section.seconds or rows.seconds) * 1000)
        keys = (
            self._key(number, ids, language, section.template or "", its)
            for language in self._languages
            if language in spoken
        )
        return [_slot(key, ms, self._playlist.transition) for key in keys]

    def _key(
        self,
        number: int,
        items: tuple[str, ...],
        language: str,
        template: str,
        its: tuple[Stage | None, ...],
        bare: bool = False,
    ) -> SlideKey:
        playlist = self._playlist
        return SlideKey(items, language, template, its, playlist.clock, playlist.sections[number].qr, bare)


@lru_cache(maxsize=16_384)
def _slot(key: SlideKey, ms: int, transition: str) -> Slot:
    """Equal slots of whatever playlist are one object: a comparison that is made a hundred thousand times is then quick."""
    return Slot(key, ms, transition)


def _is_listed(stage: Stage | None) -> bool:
    """Whether what stands so may be in a list of coming events: what is cancelled has to be told by itself."""
    return stage is not None and stage.state != "cancelled"


def _edges(taker: _Taker) -> Iterator[datetime]:
    for one in taker.candidates:
        yield from one.edges()
    for following in taker.followed:
        yield from (following.from_at, following.until_at)


def template_of(section: Section, item: Item) -> str:
    """The section's template; not that of a list, which an item alone does not fill."""
    own = section.template if section.template not in LISTS else None
    return own or KINDS[item.kind].template
