"""How a display is: each status, each way into and out of it, in the words of the table."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from signage.domain.faults import Report, find_fault
from signage.domain.health import Health, Known, health_of
from signage.domain.heartbeat import Clock, Heartbeat
from signage.domain.screening import Screening

BEGINS = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
"""The screen is on from here, for eight hours; it is off before and after."""

NOON = BEGINS + timedelta(hours=4)
STARTED = BEGINS - timedelta(days=1)
SECOND = timedelta(seconds=1)


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def a_tail(**changes: Any) -> bytes:
    """Three slides of 12 s, one after the other, for the eight hours."""
    on, off = ms(BEGINS), ms(BEGINS + timedelta(hours=8))
    midnight, end = on - 9 * 3_600_000, on + 207 * 3_600_000
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


def a_beat(at: datetime = NOON, **changes: Any) -> Heartbeat:
    """One of a player that does what it should."""
    shown = DAY.at(ms(at))
    painted = shown.begins + 40 if shown.slide else None
    fields = {
        "at": ms(at),
        "etag": "new",
        "slide": shown.slide,
        "begins": shown.begins,
        "painted": painted,
        "uptime_ms": 3_600_000,
        "clock": Clock(offset_ms=-12, uncertain_ms=40),
    }
    return Heartbeat(**{**fields, **changes})


def a_report(beat: Heartbeat, received_at: datetime | None = None, **changes: Any) -> Report:
    received_at = received_at or datetime.fromtimestamp(beat.at / 1000, UTC) + SECOND / 20
    fields = {"etag": "new", "screening": DAY, "in_force_since": STARTED}
    return Report(beat=beat, received_at=received_at, **{**fields, **changes})


def health_after(beat: Heartbeat, later: timedelta = 5 * SECOND, **changes: Any) -> Health:
    """How a display is so long after a heartbeat."""
    report = a_report(beat, **changes)
    known = Known(started_at=STARTED, received_at=report.received_at, fault=find_fault(report), screening=DAY)
    return health_of(known, report.received_at + later)


def test_a_screen_that_has_never_connected_is_never_seen() -> None:
    known = Known(started_at=STARTED, screening=DAY)
    assert health_of(known, NOON).status == "never"


def test_two_missed_heartbeats_and_fifteen_seconds_are_silence() -> None:
    found = {seconds: health_after(a_beat(), seconds * SECOND).status for seconds in (0, 45, 46, 75, 76, 4000)}
    assert found == {0: "ok", 45: "ok", 46: "late", 75: "late", 76: "silent", 4000: "silent"}
