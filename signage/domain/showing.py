"""What a manifest shows at an instant: the one judge of it, held to the same vectors as the player's."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

import msgspec

Manifest = Mapping[str, Any]
"""A manifest as decoded from the wire."""

SHORT_MS = 2_000
"""No slot is visible for less: the next begins early, or the one before stays."""

DAY_MS = 86_400_000


class Showing(msgspec.Struct, frozen=True):
    """What is on glass and its visible stretch [begins, ends), epoch ms. `slide` None is black.

    `slot` is the place in the loop's order. Outside the window only `slide` is set.
    """

    slide: str | None
    item: str | None
    begins: int
    ends: int
    loop: str | None = None
    slot: int | None = None
    alert: str | None = None


def showing(manifest: Manifest, t: int) -> Showing:
    """What a manifest shows at t, epoch ms: the protocol's `showing`, the same in players/kiosk/showing.js."""
    alert = _alert_at(manifest, t)
    if alert is not None:
        begins, ends = _alert_run(manifest, alert, t)
        return Showing(alert["slide"], None, begins, ends, alert=alert["id"])
    shown = _shown_below(manifest, t)
    begins, ends = _between_alerts(manifest, t, shown.begins, shown.ends)
    return msgspec.structs.replace(shown, begins=begins, ends=ends)


def _ground(manifest: Manifest, t: int) -> tuple[int, int, dict[str, Any]]:
    """The segment at t and how far it reaches; outside the window that of the last day at the same hour, moved to t."""
    until = manifest["until"]
    if manifest["from"] <= t < until:
        segment = _segment_at(manifest, t)
        return segment["from"], segment["until"], segment
    moved = (t - (until - DAY_MS)) // DAY_MS * DAY_MS
    segment = _segment_at(manifest, t - moved)
    begins = max(segment["from"], until - DAY_MS) + moved
    ends = segment["until"] + moved
    return begins, min(ends, manifest["from"]) if t < manifest["from"] else ends, segment


def _segment_at(manifest: Manifest, t: int) -> dict[str, Any]:
    segments = manifest["segments"]
    found: dict[str, Any] = segments[bisect_right(segments, t, key=lambda segment: segment["from"]) - 1]
    return found


def _shown_below(manifest: Manifest, t: int) -> Showing:
    """What shows at t where no alert does, and its stretch as segments clip it."""
    begins, ends, segment = _ground(manifest, t)
    if segment["loop"] is None:
        return Showing(None, None, begins, ends)
    if not manifest["from"] <= t < manifest["until"]:
        return Showing(manifest["fallback"], None, begins, ends)
    return _slot_at(manifest, segment, t)


def _slot_at(manifest: Manifest, segment: dict[str, Any], t: int) -> Showing:
    slides, loop = manifest["slides"], manifest["loops"][segment["loop"]]
    lengths = [slides[number]["ms"] for number in loop["order"]]
    begins, ends = segment["from"], segment["until"]
    i, b = 0, segment["anchor"] + (t - segment["anchor"]) // loop["ms"] * loop["ms"]
    while t >= b + lengths[i]:
        b += lengths[i]
        i += 1
    e = b + lengths[i]
    if b <= begins and e - begins < SHORT_MS:  # too short at the beginning: the next begins early
        i = (i + 1) % len(lengths)
        b, e = e, e + lengths[i]
    elif e >= ends and b > begins and ends - b < SHORT_MS:  # too short at the end: the one before stays
        i = (i - 1) % len(lengths)
        b, e = b - lengths[i], b
    slide = slides[loop["order"][i]]
    return Showing(
        slide["slide"],
        slide.get("item"),
        begins if b - begins < SHORT_MS else b,
        ends if ends - e < SHORT_MS else e,
        segment["loop"],
        i,
    )


def _may_show(alert: Mapping[str, Any], segment: Mapping[str, Any]) -> bool:
    """Over planned-off only an alert that wakes."""
    return bool(alert["wake"]) or segment["loop"] is not None


def _alert_at(manifest: Manifest, t: int) -> dict[str, Any] | None:
    current = [alert for alert in manifest["alerts"] if alert["from"] <= t < alert["until"]]
    if not current:
        return None
    segment = _ground(manifest, t)[2]
    return next((alert for alert in current if _may_show(alert, segment)), None)


def _alert_run(manifest: Manifest, alert: dict[str, Any], t: int) -> tuple[int, int]:
    """The largest interval around t in which this alert is the one shown."""
    begins, ends = _unchanged(manifest, t)
    while _alert_at(manifest, begins - 1) is alert:
        begins = _unchanged(manifest, begins - 1)[0]
    while _alert_at(manifest, ends) is alert:
        ends = _unchanged(manifest, ends)[1]
    return begins, ends


def _unchanged(manifest: Manifest, t: int) -> tuple[int, int]:
    """An interval around t in which no segment and no alert begins or ends."""
    begins, ends, _ = _ground(manifest, t)
    edges = [edge for alert in manifest["alerts"] for edge in (alert["from"], alert["until"])]
    return max([begins, *(edge for edge in edges if edge <= t)]), min([ends, *(edge for edge in edges if edge > t)])


def _between_alerts(manifest: Manifest, t: int, begins: int, ends: int) -> tuple[int, int]:
    """[begins, ends) around t without the alerts that show over it before and after."""
    segment = _ground(manifest, t)[2] if manifest["alerts"] else {}
    for alert in manifest["alerts"]:
        if alert["from"] < alert["until"] and _may_show(alert, segment):
            if alert["until"] <= t:
                begins = max(begins, alert["until"])
            else:
                ends = min(ends, alert["from"])
    return begins, ends
