"""A playlist as it runs: which of its items may be shown at an instant, and the loop they make."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
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


class Turn(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """One place in the order of a loop: the slide, and the number of the section whose turn it is."""

    section: int
    key: SlideKey

    @property
    def subject(self) -> tuple[str, ...]:
        """What it shows, whatever the language: rotation keeps equal ones apart."""
        return self.key.items


Order = tuple[Turn, ...]


class _Orders:
    """The orders of a programme's loops as far as they were asked for: by the number of the piece, and by what is chosen."""

    def __init__(self) -> None:
        self.by_number: dict[int, Order] = {}
        self.by_choice: dict[tuple[object, ...], Order] = {}
        self.same: dict[Order, Order] = {}
        self.turns: dict[tuple[int, str, Stage | None, bool], list[Turn | None]] = {}


class _Taker(msgspec.Struct, frozen=True):
    """A section with all it could show: its own candidates, and reports that follow one of its events."""

    number: int
    section: Section
    candidates: list[Candidate]
    has_events: bool
    followed: list[Followed]

    def stands_like(self, other: "_Taker") -> bool:
        """Whether both show the same items at the same times, in the same order."""
        same = self.section == other.section and self.followed == other.followed
        return same and [one.standing for one in self.candidates] == [one.standing for one in other.candidates]

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

    Equal choices of items give one and the same loop. `candidates` are sorted, newest first. `before` is what it was before
    an edit: where that changed only what slides say and how long they stand, the order of its loops is not worked out again.
    """

    def __init__(
        self,
        playlist: Playlist,
        candidates: Sequence[Candidate],
        followed: Iterable[Followed],
        languages: tuple[str, ...],
        lists: bool,
        before: "Programme | None" = None,
    ) -> None:
        self._playlist = playlist
        self._lists = LISTS if lists else {}
        self._languages = languages
        self._own = [frozenset(one.item.id for one in candidates if part.takes(one.item)) for part in playlist.sections]
        self._takers = [self._taker(number, candidates, followed) for number in range(len(playlist.sections))]
        self._candidates = {one.item.id: one for taker in self._takers for one in taker.candidates}
        self._edges = sorted({edge for taker in self._takers for edge in _edges(taker)})
        goes_on = before is not None and self._turns_like(before)
        self._orders: _Orders = before._orders if before and goes_on else _Orders()
        self._slots = _Slots(playlist, self._candidates)
        self._loops: dict[int, Loop] = {}
        self._same: dict[Loop, Loop] = {}

    @property
    def lineage(self) -> object:
        """The same for programmes whose orders are the same objects, whatever their slides say."""
        return self._orders

    def _turns_like(self, before: "Programme") -> bool:
        """Whether all that decides whose turn it is when is what it was."""
        mine, its = ((one._playlist.clock, one._languages, one._lists, one._own) for one in (self, before))
        return mine == its and all(
            one.stands_like(other) for one, other in zip(self._takers, before._takers, strict=True)
        )

    def _taker(self, number: int, candidates: Sequence[Candidate], followed: Iterable[Followed]) -> _Taker:
        section, own = self._playlist.sections[number], self._own[number]
        after = [one for one in followed if one.event in own]
        more = frozenset().union(*(one.reports for one in after))
        mine = [one for one in candidates if one.item.id in own or one.item.id in more]
        return _Taker(number, section, mine, any(one.spans for one in mine), after)

    def parts(self, from_at: datetime, until_at: datetime) -> Iterator[tuple[Piece, Loop]]:
        """The pieces of [from_at, until_at) in which the same items may be shown, each with its loop (maybe empty)."""
        return ((piece, self.loop_of(order)) for piece, order in self.orders(from_at, until_at))

    def orders(self, from_at: datetime, until_at: datetime) -> Iterator[tuple[Piece, Order]]:
        """The same pieces, each with the order of its loop."""
        first = bisect_right(self._edges, from_at)
        inner = self._edges[first : bisect_left(self._edges, until_at, first)]
        for piece in pairwise([from_at, *inner, until_at]):
            yield piece, self._order_at(piece[0])

    def loop_at(self, at: datetime) -> Loop:
        return self.loop_of(self._order_at(at))

    def loop_of(self, order: Order) -> Loop:
        """An order that this programme, or one of its lineage, has given, with the time that each slide stands."""
        if id(order) not in self._loops:  # its lineage keeps it, so that no other can come to have its id
            loop = tuple(map(self._slots.__getitem__, order))
            self._loops[id(order)] = self._same.setdefault(loop, loop)
        return self._loops[id(order)]

    def _order_at(self, at: datetime) -> Order:
        numbers, number = self._orders.by_number, bisect_right(self._edges, at)
        if number not in numbers:
            numbers[number] = self._order(at)
        return numbers[number]

    def _order(self, at: datetime) -> Order:
        chosen = [[_Standing(one, one.stage(at), one.is_bare(at)) for one in own] for _, own in self._choose(at)]
        known = tuple(tuple(standing.known for standing in own) for own in chosen)
        if known not in self._orders.by_choice:
            sections = self._playlist.sections
            order = rotate([(sections[n].weight, self._entries(n, own)) for n, own in enumerate(chosen)])
            self._orders.by_choice[known] = self._orders.same.setdefault(order, order)
        return self._orders.by_choice[known]

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

    def _entries(self, number: int, chosen: list[_Standing]) -> list[Turn]:
        """The list, if there is one, and a slide for each of the others; a round for each language, in the channel's order."""
        listed = self._listed(number, chosen)
        rounds = [self._turns_of(number, one) for one in chosen if not listed or not _is_listed(one.stage)]
        return listed + [turn for n in range(len(self._languages)) for turns in rounds if (turn := turns[n])]

    def _turns_of(self, number: int, standing: _Standing) -> list[Turn | None]:
        """The item's turn in each of the languages that it is written in."""
        item, turns, known = standing.one.item, self._orders.turns, (number, *standing.known)
        if known not in turns:
            template = template_of(self._playlist.sections[number], item)
            its = (standing.stage,) if standing.stage else ()
            turns[known] = [
                self._turn(number, (item.id,), language, template, its, standing.bare)
                if language in item.title
                else None
                for language in self._languages
            ]
        return turns[known]

    def _listed(self, number: int, chosen: list[_Standing]) -> list[Turn]:
        """One slide with the soonest events, if the section asks for it and there are enough of them."""
        template = self._playlist.sections[number].template or ""
        rows = self._lists.get(template)
        shown = [(standing.one.item.id, standing.stage) for standing in chosen if _is_listed(standing.stage)]
        if not rows or len(shown) < rows.least:
            return []
        ids, its = zip(*shown[: rows.most], strict=True)
        spoken = {language for id_ in ids for language in self._candidates[id_].item.title}
        return [self._turn(number, ids, language, template, its) for language in self._languages if language in spoken]

    def _turn(
        self,
        number: int,
        items: tuple[str, ...],
        language: str,
        template: str,
        its: tuple[Stage | None, ...],
        bare: bool = False,
    ) -> Turn:
        playlist = self._playlist
        key = SlideKey(items, language, template, its, playlist.clock, playlist.sections[number].qr, bare)
        return Turn(number, key)


class _Slots(dict[Turn, Slot]):
    """The slot of each turn, made when it is first asked for: loops repeat a few turns hundreds of times.

    How long it stands is the only thing that words decide. It holds no programme: what an edit replaces is then gone at once, not
    once garbage is looked for.
    """

    def __init__(self, playlist: Playlist, candidates: Mapping[str, Candidate]) -> None:
        super().__init__()
        self._playlist = playlist
        self._candidates = candidates

    def __missing__(self, turn: Turn) -> Slot:
        section, key = self._playlist.sections[turn.section], turn.key
        if rows := LISTS.get(key.template):
            ms = round((section.seconds or rows.seconds) * 1000)
        else:
            one = self._candidates[key.items[0]]
            ms = section.ms(one.item, key.language, one.film_ms)
        self[turn] = _slot(key, ms, self._playlist.transition)
        return self[turn]


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
