"""One day of one screen: on for eight hours with three slides, dark before and after, and a player that does what it should."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from signage.domain.faults import Report, find_fault
from signage.domain.heartbeat import Clock, Heartbeat
from signage.domain.screening import Screening

OPENS = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
"""The screen is on from here for eight hours; it is off before and after."""

CLOSES = OPENS + timedelta(hours=8)
NOON = OPENS + timedelta(hours=4)
"""A slide “a” begins."""

STARTED = OPENS - timedelta(days=1)
SECOND = timedelta(seconds=1)
HOUR_MS = 3_600_000


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def a_tail(**changes: Any) -> bytes:
    """Three slides of 12 s, one after the other, while it is open."""
    on, off = ms(OPENS), ms(CLOSES)
    midnight, end = on - 9 * HOUR_MS, on + 207 * HOUR_MS
    fields = {
        "from": midnight,
        "until": end,
        "slides": [{"slide": name, "ms": 12_000} for name in ("a", "b", "c")],
        "loops": {"L1": {"ms": 36_000, "order": [0, 1, 2]}},
        "segments": [
            {"from": midnight, "until": on, "anchor": midnight, "loop": None},
            {"from": on, "until": off, "anchor": on, "loop": "L1"},
            {"from": off, "until": end, "anchor": off, "loop": None},
        ],
        "fallback": "fallback",
        "withdrawn": [],
        "assets": {},
    }
    return msgspec.json.encode({**fields, **changes})


DAY = Screening(a_tail())


def a_beat(at: datetime = NOON + 6 * SECOND, **changes: Any) -> Heartbeat:
    """One of a player that does what it should; by itself in the middle of slide “a”."""
    shown = DAY.at(ms(at))
    fields = {
        "at": ms(at),
        "etag": "new",
        "slide": shown.slide,
        "begins": shown.begins,
        "painted": shown.begins + 40 if shown.slide else None,
        "uptime_ms": HOUR_MS,
        "clock": Clock(offset_ms=-12, uncertain_ms=40),
    }
    return Heartbeat(**{**fields, **changes})


def a_report(beat: Heartbeat, **changes: Any) -> Report:
    """It arrives as soon as it is sent."""
    received_at = datetime.fromtimestamp(beat.at / 1000, UTC)
    fields = {"received_at": received_at, "etag": "new", "screening": DAY, "replaced_at": STARTED}
    return Report(beat=beat, **{**fields, **changes})


def code_of(report: Report) -> str:
    fault = find_fault(report)
    return "" if fault is None else fault.code
