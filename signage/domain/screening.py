"""What a manifest shows around now: decoded as far as the next hours need, and the last few stretches kept, so that ten
thousand screens on a few hundred tails are looked at in a moment.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from typing import Any
from zlib import crc32

import msgspec

from .showing import Manifest, Showing, showing

BEFORE_MS = 900_000
AFTER_MS = 3_600_000
SPREAD_MS = 3_600_000
"""Tails of one publication are not decoded anew in the same second."""
STRETCHES = 8


class _Tail(msgspec.Struct, rename={"from_ms": "from"}):
    """What `showing` reads of a tail. Its loops, the bulk of it, are decoded only when they are needed."""

    from_ms: int
    until: int
    slides: list[dict[str, Any]]
    loops: dict[str, msgspec.Raw]
    segments: list[dict[str, Any]]
    fallback: str


class _Alerts(msgspec.Struct):
    alerts: msgspec.Raw


def alerts_of(head: bytes) -> bytes:
    """The alerts of a manifest's head, as they stand in it."""
    return b"[]" if b'"alerts":[]' in head else bytes(msgspec.json.decode(head, type=_Alerts).alerts)


class Screening:
    """One tail with the alerts over it. All moments are epoch ms."""

    def __init__(self, tail: bytes, alerts: bytes = b"[]") -> None:
        self._tail = tail
        self._alerts: list[dict[str, Any]] = msgspec.json.decode(alerts)
        self._after = AFTER_MS + crc32(tail) % SPREAD_MS
        self._part: dict[str, Any] = {}
        self._known = (0, 0)
        self._turns: list[tuple[int, bool]] = []
        self._stretches: deque[Showing] = deque(maxlen=STRETCHES)

    def at(self, t: int) -> Showing:
        """`showing` at t."""
        for shown in self._stretches:
            if shown.begins <= t < shown.ends:
                return shown
        shown = showing(self._around(t), t)
        self._stretches.appendleft(shown)
        return shown

    def between(self, begins: int, ends: int) -> list[Showing]:
        """Every stretch that touches [begins, ends], the last first."""
        found = [self.at(ends)]
        while found[-1].begins > begins:
            found.append(self.at(found[-1].begins - 1))
        return found

    def on_since(self, t: int) -> int:
        """Since when something has been on without a break; t itself while off. An alert that wakes is something too."""
        self._around(t)
        number = bisect_right(self._turns, t, key=lambda turn: turn[0]) - 1
        since, on = self._turns[number] if number >= 0 else (t, False)
        since = since if on else t
        woken: list[int] = [one["from"] for one in self._alerts if one["wake"] and one["from"] <= since < one["until"]]
        return min([since, *woken])

    def on_until(self, t: int) -> int:
        """Until when something is on for certain, looking as far as is decoded just now; t itself where nothing is."""
        self._around(t)
        number = bisect_right(self._turns, t, key=lambda turn: turn[0])
        if number == 0 or not self._turns[number - 1][1]:
            return t
        return min([self._known[1], *(at for at, _ in self._turns[number : number + 1])])

    def holds(self, slide: str) -> bool:
        """Whether it is among the slides of this manifest, on at whatever time."""
        return any(alert["slide"] == slide for alert in self._alerts) or b'"%b"' % slide.encode() in self._tail

    def next_on(self, t: int) -> int | None:
        """When something is on again after t, as far as this manifest says; t itself while something is on."""
        if self.at(t).slide is not None:
            return t
        segments = self._decoded().segments
        later = (segment["from"] for segment in segments if segment["loop"] is not None and segment["from"] > t)
        waking = (alert["from"] for alert in self._alerts if alert["wake"] and t < alert["from"] < alert["until"])
        return min([*later, *waking], default=None)

    def _around(self, t: int) -> Manifest:
        if not self._known[0] <= t < self._known[1]:
            self._part, self._known = self._decode(t)
        return self._part

    def _decode(self, t: int) -> tuple[dict[str, Any], tuple[int, int]]:
        """The part around t, and from when until when it holds. Alerts and other days (outside the window the last one comes
        again) may need all of it.
        """
        tail = self._decoded()
        self._turns = self._turns or _turns_of(tail.segments)
        begins, ends = max(tail.from_ms, t - BEFORE_MS), min(tail.until, t + self._after)
        if self._alerts or not tail.from_ms <= t < tail.until:
            begins, ends = (tail.from_ms, tail.until) if self._alerts else (t, t)
            segments = tail.segments
        else:
            segments = [one for one in tail.segments if one["from"] < ends and one["until"] > begins]
        used = {segment["loop"] for segment in segments} - {None}
        part = {
            "from": tail.from_ms,
            "until": tail.until,
            "alerts": self._alerts,
            "slides": tail.slides,
            "loops": {name: msgspec.json.decode(tail.loops[name]) for name in used},
            "segments": segments,
            "fallback": tail.fallback,
        }
        return part, (begins, ends)

    def _decoded(self) -> _Tail:
        return msgspec.json.decode(self._tail, type=_Tail)


def _turns_of(segments: Sequence[dict[str, Any]]) -> list[tuple[int, bool]]:
    """From when on something is on, or nothing is."""
    turns: list[tuple[int, bool]] = []
    for segment in segments:
        on = segment["loop"] is not None
        if not turns or turns[-1][1] != on:
            turns.append((segment["from"], on))
    return turns
