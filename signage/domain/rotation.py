"""Weights and slots → one evenly spread loop.

The bound: after any k slots of a loop of L, a section with c slots has had its share k·c/L to within less than one slot
(Tijdeman's chairman assignment; the windows are Steiner and Yeomans'). Should that put an item beside itself, the bound
widens by halves; no such case is known: every one of tens of thousands tried keeps to one slot.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, Protocol, TypeVar


class OfSubject(Hashable, Protocol):
    """What a loop is made of: here only what it shows matters (an item, or a list of them)."""

    @property
    def subject(self) -> Hashable: ...


Slot = TypeVar("Slot", bound=OfSubject)

MAX_SLOTS = 240
"""The longest loop: 48 minutes of 12 s slides. A section that would need more loses its oldest items."""

MAX_STEPS = 20_000
"""How many slots one search may try before the bound is widened."""

Sections = tuple[tuple[int, tuple[OfSubject, ...]], ...]


def rotate(sections: Iterable[tuple[int, Sequence[Slot]]]) -> tuple[Slot, ...]:
    """One loop out of (weight, slots in order) of each section; equal input gives the equal loop.

    Every slot appears at least once (unless the loop would pass MAX_SLOTS), in the order of its section. The share of a
    section is its weight's, but a single item has at most half of the loop, and no item follows itself, also not across
    the wrap, unless it is alone. An item that several sections hold belongs to the first.
    """
    return _rotate(tuple((weight, tuple(slots)) for weight, slots in sections))


@lru_cache(maxsize=1024)  # channels that differ only in format ask for the same loops
def _rotate(sections: Sections) -> tuple[Any, ...]:
    own = _own(sections)
    if not own:
        return ()
    counts = _counts(own)
    entries = [_arranged(_newest(slots, count)) for (_, slots), count in zip(own, counts, strict=True)]
    if len(own) == 1:
        return tuple(entries[0][:MAX_SLOTS])
    order = _place(tuple(counts), tuple(_numbered(slots) for slots in entries))
    walks = [_endless(slots) for slots in entries]
    return tuple(next(walks[section]) for section in order)


def _endless(slots: Sequence[OfSubject]) -> Iterator[OfSubject]:
    while True:
        yield from slots


def _own(sections: Sections) -> list[tuple[int, list[OfSubject]]]:
    """Sections that have something, each slot once and each item only in the first section that holds it."""
    owner: dict[Hashable, int] = {}
    for number, (_, slots) in enumerate(sections):
        for slot in slots:
            owner.setdefault(slot.subject, number)
    own = [
        (max(1, weight), [slot for slot in dict.fromkeys(slots) if owner[slot.subject] == number])
        for number, (weight, slots) in enumerate(sections)
    ]
    return [(weight, slots) for weight, slots in own if slots]


def _counts(own: list[tuple[int, list[OfSubject]]]) -> list[int]:
    """How many slots of the loop each section has."""
    needed = [len(_arranged(slots)) for _, slots in own]
    if len(own) == 1:
        return [min(needed[0], MAX_SLOTS)]
    alone = [len({slot.subject for slot in slots}) == 1 for _, slots in own]
    shares = _shares([weight for weight, _ in own], alone)
    length = min(max(n / share for n, share in zip(needed, shares, strict=True)), Fraction(MAX_SLOTS))
    counts = [max(1, int(length * share + Fraction(1, 2))) for share in shares]
    while sum(counts) > MAX_SLOTS:
        counts[counts.index(max(counts))] -= 1
    return _at_most_half(counts, needed, alone)


def _shares(weights: list[int], alone: list[bool]) -> list[Fraction]:
    """Weights as parts of one; a section of a single item has at most half."""
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    for number, share in enumerate(shares):
        if alone[number] and share > Fraction(1, 2):
            rest = 1 - share
            return [Fraction(1, 2) if n == number else other / rest / 2 for n, other in enumerate(shares)]
    return shares


def _at_most_half(counts: list[int], needed: list[int], alone: list[bool]) -> list[int]:
    """Rounding may have given a single item more than all others together: it yields, or else they repeat."""
    for number, count in enumerate(counts):
        others = sum(counts) - count
        if alone[number] and count > others:
            counts[number] = max(min(needed[number], MAX_SLOTS // 2), others)
            fullest = max((n for n in range(len(counts)) if n != number), key=counts.__getitem__)
            counts[fullest] += counts[number] - others
    return counts


def _newest(slots: list[OfSubject], count: int) -> list[OfSubject]:
    """The slots without the oldest items, so that at most `count` are left, but never without the newest item."""
    kept: set[Hashable] = set()
    room = count
    for item, needed in Counter(slot.subject for slot in slots).items():
        room -= needed
        if room < 0 and kept:
            break
        kept.add(item)
    return [slot for slot in slots if slot.subject in kept]


def _arranged(slots: list[OfSubject]) -> list[OfSubject]:
    """The slots in their order, but no item beside itself, also not across the wrap, unless it is alone.

    Where one item (in several languages) has more slots than all others, the others repeat in turn.
    """
    (item, most), *others = Counter(slot.subject for slot in slots).most_common()
    if most == 1 or not others:
        return slots
    rest = [slot for slot in slots if slot.subject != item]
    padded = slots + [rest[n % len(rest)] for n in range(most - len(rest))]
    placed: list[OfSubject] = []
    waiting: list[OfSubject] = []
    for slot in padded:
        waiting.append(slot)
        while waiting and (
            fits := next((one for one in waiting if not placed or one.subject != placed[-1].subject), None)
        ):
            waiting.remove(fits)
            placed.append(fits)
    if len(placed) > 1 and placed[0].subject == placed[-1].subject:
        waiting.append(placed.pop())
    for slot in waiting:
        placed.insert(_gap(placed, slot), slot)
    return placed


def _gap(placed: list[OfSubject], slot: OfSubject) -> int:
    """The last place between two other items (cyclically)."""
    return next(
        n
        for n in range(len(placed), 0, -1)
        if slot.subject not in (placed[n - 1].subject, placed[n % len(placed)].subject)
    )


@lru_cache(maxsize=1024)  # most loops differ only in what the items are
def _place(counts: tuple[int, ...], items: tuple[tuple[int, ...], ...]) -> list[int]:
    """The section of each slot of the loop. `items` number the items of each section's slots, from 0."""
    told_apart = [[(section, item) for item in own] for section, own in enumerate(items)]
    for halves in (2, 3, 4, 6):
        found = _Search(counts, told_apart, halves).run()
        if found:
            return found
    # Each slot an item of its own: without the second condition an order always exists (Tijdeman's theorem).
    every = [[(section, n) for n in range(count)] for section, count in enumerate(counts)]
    return _Search(counts, every, 2).run() or [section for section, count in enumerate(counts) for _ in range(count)]


def _numbered(slots: Sequence[OfSubject]) -> tuple[int, ...]:
    """Which slots have the same item, whatever it is."""
    numbers: dict[Hashable, int] = {}
    return tuple(numbers.setdefault(slot.subject, len(numbers)) for slot in slots)


class _Search:
    """Depth first, earliest deadline first: every slot within halves/2 of its section's share, no item beside itself."""

    def __init__(self, counts: Sequence[int], items: Sequence[Sequence[Hashable]], halves: int) -> None:
        self.counts = counts
        self.items = items
        self.length = sum(counts)
        self.windows = [_windows(count, self.length, halves) for count in counts]
        self.had = [0] * len(counts)
        self.order: list[int] = []
        self.shown: list[Hashable] = []
        self.dead: set[tuple[object, ...]] = set()

    def run(self) -> list[int] | None:
        """The sections in order; None when there is no such order, or none within MAX_STEPS."""
        ways = [self._ways()]
        for _ in range(MAX_STEPS):
            section = next(ways[-1], None)
            if section is not None:
                self._take(section)
                if len(self.order) == self.length:
                    return self.order
                ways.append(self._ways())
            else:
                self.dead.add(self._state())
                ways.pop()
                if not ways:
                    return None
                self._give_back()
        return None

    def _ways(self) -> Iterator[int]:
        """The sections that may have the next slot, the most urgent first."""
        if self.dead and self._state() in self.dead:
            return
        at = len(self.order) + 1
        begun = [
            (windows[had][1], section)
            for section, (windows, had) in enumerate(zip(self.windows, self.had, strict=True))
            if windows[had][0] <= at
        ]
        begun.sort()
        if (begun[1:] and begun[1][0] <= at) or begun[0][0] < at:
            return  # two are due, or one was: whichever has this slot, another comes too late
        for deadline, section in begun:
            if self._fits(self._next(section)):
                yield section
            if deadline == at:
                return

    def _fits(self, item: Hashable) -> bool:
        if not self.shown:
            return True
        last = len(self.order) + 1 == self.length
        return item != self.shown[-1] and not (last and item == self.shown[0])

    def _next(self, section: int) -> Hashable:
        items = self.items[section]
        return items[self.had[section] % len(items)]

    def _take(self, section: int) -> None:
        self.shown.append(self._next(section))
        self.order.append(section)
        self.had[section] += 1

    def _give_back(self) -> None:
        self.had[self.order.pop()] -= 1
        self.shown.pop()

    def _state(self) -> tuple[object, ...]:
        """All that the rest of the loop depends on."""
        return (*self.had, *self.shown[:1], *self.shown[-1:])


def _windows(count: int, length: int, halves: int) -> list[tuple[int, int]]:
    """First and last place of each slot of a section, so that it never leaves its share by halves/2 or more.

    One more stands at the end, after the loop: a section that has had all its slots never begins another.
    """
    return [
        ((2 * j - halves) * length // (2 * count) + 1, -((2 - 2 * j - halves) * length // (2 * count)))
        for j in range(1, count + 1)
    ] + [(length + 1, length + 1)]
