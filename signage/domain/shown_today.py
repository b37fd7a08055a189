"""What screens show over one day, read from what was published for them: for people who are told of it in text."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

Piece = tuple[datetime, datetime]
"""[from, until), aware and UTC."""


class ShownToday(NamedTuple):
    """`on` is when anything is on at all; `items` when each is among what comes round, in the order of its first turn.

    Both in pieces that don't touch, in order.
    """

    on: tuple[Piece, ...]
    items: dict[str, tuple[Piece, ...]]

    def hours_of(self, item: str) -> tuple[Piece, ...]:
        """When an item is shown, where that is less than whenever anything is on; else nothing."""
        found = self.items[item]
        return () if found == self.on else found


class _Loop(msgspec.Struct):
    order: list[int]


class _Segment(msgspec.Struct, rename={"from_ms": "from"}):
    from_ms: int
    until: int
    loop: str | None


class _Tail(msgspec.Struct):
    slides: list[dict[str, Any]]
    loops: dict[str, msgspec.Raw]
    segments: list[_Segment]


def shown_today(tails: Iterable[bytes], begins: datetime, ends: datetime) -> ShownToday:
    """Over [begins, ends), on any of the screens whose manifests' tails these are. Loops of other days aren't decoded."""
    on: list[Piece] = []
    items: dict[str, list[Piece]] = {}
    for tail in tails:
        decoded = msgspec.json.decode(tail, type=_Tail)
        told: dict[str, list[str]] = {}
        for segment in decoded.segments:
            piece = max(begins, _moment(segment.from_ms)), min(ends, _moment(segment.until))
            if segment.loop is None or piece[0] >= piece[1]:
                continue
            on.append(piece)
            if segment.loop not in told:
                told[segment.loop] = _items_of(decoded, segment.loop)
            for item in told[segment.loop]:
                items.setdefault(item, []).append(piece)
    return ShownToday(_joined(on), {item: _joined(pieces) for item, pieces in items.items()})


def _items_of(tail: _Tail, loop: str) -> list[str]:
    """The items of a loop, each once, in the order of their first turn."""
    slides = dict.fromkeys(msgspec.json.decode(tail.loops[loop], type=_Loop).order)
    rows = (tail.slides[number] for number in slides)
    return list(dict.fromkeys(item for row in rows for item in row.get("items") or (row.get("item"),) if item))


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for begins, ends in sorted(pieces):
        if found and begins <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], ends)
        else:
            found.append((begins, ends))
    return tuple(found)


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)
