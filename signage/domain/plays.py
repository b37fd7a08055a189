"""Proof of play: which slide was on a screen from when for how long, in batches that a screen may send twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec

from .ulids import PATTERN

MOST = 2_000
"""In one batch: a day of 43-second slots."""
AHEAD = timedelta(minutes=1)
OLDEST = timedelta(days=40)
"""A screen goes on for nine days without a network, and with its last loop after that."""

Ms = Annotated[int, msgspec.Meta(ge=0, le=4_102_444_800_000)]  # to the year 2100


class Play(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """`at` is when it became visible (server time, epoch ms); `item` is None for the fallback."""

    slide: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
    item: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    at: Ms
    shown_ms: Annotated[int, msgspec.Meta(ge=1, le=86_400_000)]


class Plays(msgspec.Struct, frozen=True, kw_only=True):
    """A batch as it comes over the wire; `batch` is a ULID, the same when it is sent again."""

    batch: Annotated[str, msgspec.Meta(pattern=PATTERN)]
    plays: Annotated[tuple[Play, ...], msgspec.Meta(max_length=MOST)]


def can_be(play: Play, now: datetime) -> bool:
    """Whether it lies neither in the future nor further back than any screen keeps its plays."""
    end = play.at + play.shown_ms
    return _ms(now - OLDEST) <= play.at and end <= _ms(now + AHEAD)


def packed(plays: Sequence[Play]) -> dict[str, Any]:
    """As a batch is kept, a fifth of its size: each slide (and item) once, each play as (its number, at − the first, shown_ms)."""
    slides: dict[tuple[str, str | None], int] = {}
    first = min(play.at for play in plays)
    rows = [(slides.setdefault((one.slide, one.item), len(slides)), one.at - first, one.shown_ms) for one in plays]
    return {"slides": list(slides), "plays": rows}


class _Packed(msgspec.Struct):
    slides: list[tuple[str, str | None]]
    plays: list[tuple[int, int, int]]


def unpacked(body: bytes | str, from_ms: int) -> list[Play]:
    """The plays of a batch as it is kept; `from_ms` is when the first began, epoch ms. The opposite of `packed`."""
    kept = msgspec.json.decode(body, type=_Packed)
    return [
        Play(slide=kept.slides[number][0], item=kept.slides[number][1], at=from_ms + after, shown_ms=shown_ms)
        for number, after, shown_ms in kept.plays
    ]


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
