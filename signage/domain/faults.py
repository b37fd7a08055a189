"""What can be wrong with what a display shows, as its last heartbeat tells it: one check each, the most telling first."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from ..words import Words
from .glass import Look, slide_behind
from .heartbeat import Heartbeat, PlayerError
from .player_errors import PLAYER_ERRORS
from .screening import Screening
from .showing import Showing

INTERVAL = timedelta(seconds=30)
"""How often a player is told to beat (docs/protocol.md, `next_ms`)."""

LATE_MS, EARLY_MS = 5_000, 2_000
"""So long the slide before may stay (the next is not ready yet), and so early the next may come (a short slot)."""
STARTING_MS = 60_000
PAINT_MS = 5_000
PANEL_MS = 60_000
"""A television takes its time to come on, and the launcher looks at it every 10 s."""
STALE = timedelta(seconds=150)
"""A player hears of a manifest with its next heartbeat at the latest."""
STALE_WAITING = timedelta(minutes=8)
"""One that waits for its files does so for a minute, then for the end of a slot of at most five (docs/protocol.md)."""
CLOCK_MS = 2_000
SLOW_MS = 10_000
"""A heartbeat may have been that long under way; one that is behind by more, or twice by more than CLOCK_MS, is not slow."""
FAR_MS = 60_000
"""With a clock so wrong nothing else it says can be compared."""
RENEWED_MS = 86_400_000
STANDS_IN_MS = 600_000


class Report(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A heartbeat beside what it is held against. `etag` and `screening` are of the manifest in force; `replaced_at` is
    when the one it says was replaced, however many came since. `look` is from which look on the picture is the same. Of the heartbeat before: `was_behind`, whether it was `behind`, and
    `took_over`, whether it was under another manifest: then the last slide of that one may still stand.
    """

    beat: Heartbeat
    received_at: datetime
    etag: str | None = None
    screening: Screening | None = None
    replaced_at: datetime | None = None
    look: Look | None = None
    was_behind: bool = False
    took_over: bool = False


class Fault(NamedTuple):
    """`since` is epoch ms, where the display says since when."""

    code: str
    says: Words
    since: float | None = None


class Scene(NamedTuple):
    """A report with what was due when it was sent: one stretch, or some around a change."""

    report: Report
    beat: Heartbeat
    received_ms: float
    due: Sequence[Showing]

    @property
    def lit(self) -> bool:
        """Whether something was due for certain."""
        return bool(self.due) and all(shown.slide is not None for shown in self.due)


REASONS: dict[str, Words] = {
    "black": {"ja": "画面が真っ黒です。", "en": "The screen has been black."},
    "frozen": {"ja": "同じ絵のまま止まっています。", "en": "The picture has not moved."},
    "panel_off": {"ja": "画面の電源が切れています。", "en": "The panel has been off."},
    "hidden": {"ja": "ほかの画面に隠れています。", "en": "Something else has covered the picture."},
    "covered": {"ja": "「保守中」の表示のままです。", "en": "It has said “in maintenance”, and nobody works on it."},
    "dark": {"ja": "何も映していません。", "en": "It has shown nothing."},
    "not_painting": {"ja": "絵が画面に出ていません。", "en": "Nothing has been drawn on the screen."},
    "other_slide": {"ja": "予定と違うスライドを映しています。", "en": "It has shown another slide than it should."},
    "not_off": {"ja": "消えているはずの時間に、映しています。", "en": "It has been on when it should be off."},
    "stale_manifest": {"ja": "古い番組を映しています。", "en": "It has played an old programme."},
    "no_manifest": {"ja": "番組を受け取っていません。", "en": "It has not received its programme."},
    "clock_unsure": {"ja": "時計が正しいか分かりません。", "en": "Its clock has been unsure."},
    "clock_old": {"ja": "時計を1日以上合わせていません。", "en": "Its clock has not been set for a day."},
    "clock_far": {"ja": "時計が大きくずれています。", "en": "Its clock has been far off."},
}


def find_fault(report: Report) -> Fault | None:
    """The most telling thing that is wrong; None if nothing is. While planned off, only that it is on."""
    beat, received_ms = report.beat, report.received_at.timestamp() * 1000
    if abs(beat.at - received_ms) > FAR_MS:
        return Fault("clock", REASONS["clock_far"])
    at = round(beat.at)
    due = report.screening.between(at - LATE_MS, at + EARLY_MS) if report.screening else ()
    scene = Scene(report, beat, received_ms, due)
    if due and all(shown.slide is None for shown in due):
        return _other_slide(scene)
    return next((fault for check in CHECKS if (fault := check(scene))), None)


def behind(beat: Heartbeat, received_at: datetime) -> bool:
    """Whether it came later than a round trip explains: a slow network, or a clock that is behind."""
    clock = beat.clock
    unsure = min(max((clock.uncertain_ms or 0) if clock else 0, 0), CLOCK_MS)
    return received_at.timestamp() * 1000 - beat.at > CLOCK_MS + 2 * unsure


def _black(scene: Scene) -> Fault | None:
    glass = scene.beat.glass
    if glass and glass.black and not scene.beat.covered and slide_behind(scene.beat, scene.report.screening):
        return Fault("black", REASONS["black"], glass.at)
    return None


def _frozen(scene: Scene) -> Fault | None:
    look = scene.report.look
    return Fault("frozen", REASONS["frozen"], look.at) if look and look.frozen else None


def _panel_off(scene: Scene) -> Fault | None:
    box, screening = scene.beat.box, scene.report.screening
    if not (box and box.panel == "off" and screening and scene.lit):
        return None
    at = round(scene.beat.at)
    return Fault("panel_off", REASONS["panel_off"]) if at - screening.on_since(at) > PANEL_MS else None


def _hidden(scene: Scene) -> Fault | None:
    return Fault("hidden", REASONS["hidden"]) if scene.lit and not scene.beat.visible else None


def _covered(scene: Scene) -> Fault | None:
    """Everything else that can lie over the slides goes by itself. Who works on it has said so: then it is in maintenance."""
    return Fault("covered", REASONS["covered"]) if scene.lit and scene.beat.covered == "maintenance" else None


def _not_painting(scene: Scene) -> Fault | None:
    beat = scene.beat
    if beat.slide is None or beat.begins is None or not scene.lit:
        return None
    missing = beat.painted is None and beat.at - beat.begins > PAINT_MS
    old = beat.painted is not None and beat.painted < beat.begins - CLOCK_MS
    return Fault("not_painting", REASONS["not_painting"], beat.begins) if missing or old else None


def _other_slide(scene: Scene) -> Fault | None:
    """Only under the manifest in force: what an older one asks for is not known here."""
    beat, due = scene.beat, {shown.slide for shown in scene.due}
    if not due or beat.etag != scene.report.etag or scene.report.took_over or beat.slide in due:
        return None
    if due == {None}:
        return Fault("not_off", REASONS["not_off"])
    error = _stand_in(beat)
    if error is not None:
        return _told_by(error)
    if beat.slide is not None:
        return Fault("other_slide", REASONS["other_slide"])
    return Fault("dark", REASONS["dark"]) if beat.uptime_ms > STARTING_MS else None


def _stand_in(beat: Heartbeat) -> PlayerError | None:
    """The report that explains why something else is shown."""
    found = [
        error
        for error in beat.errors
        if error.code in PLAYER_ERRORS and PLAYER_ERRORS[error.code].stands_in and beat.at - error.at < STANDS_IN_MS
    ]
    return max(found, key=lambda error: (error.code == "E24", error.at), default=None)


def _stale_manifest(scene: Scene) -> Fault | None:
    report, beat = scene.report, scene.beat
    if report.etag is None or report.replaced_at is None or beat.etag == report.etag or beat.uptime_ms < STARTING_MS:
        return None
    patience = STALE_WAITING if beat.waiting == report.etag else STALE
    since = report.replaced_at.timestamp() * 1000
    if scene.received_ms - since <= patience.total_seconds() * 1000:
        return None
    if beat.etag is None:
        return Fault("stale_manifest", REASONS["no_manifest"])
    return Fault("stale_manifest", REASONS["stale_manifest"], since)


def _clock(scene: Scene) -> Fault | None:
    beat, clock = scene.beat, scene.beat.clock
    ahead_ms = beat.at - scene.received_ms
    slow = scene.received_ms - beat.at < SLOW_MS and not scene.report.was_behind
    if ahead_ms > CLOCK_MS or (behind(beat, scene.report.received_at) and not slow):
        return Fault("clock", _off_by(ahead_ms))
    if clock and clock.uncertain_ms is not None and abs(clock.uncertain_ms) > CLOCK_MS:
        return Fault("clock", REASONS["clock_unsure"])
    if clock and clock.renewed_at is not None and beat.at - clock.renewed_at > RENEWED_MS:
        return Fault("clock", REASONS["clock_old"], clock.renewed_at)
    return None


def _off_by(ahead_ms: float) -> Words:
    seconds = max(1, round(abs(ahead_ms) / 1000))
    ja = "進んで" if ahead_ms > 0 else "遅れて"
    en = "fast" if ahead_ms > 0 else "slow"
    return {"ja": f"時計が {seconds}秒{ja}います。", "en": f"Its clock has been {seconds} s {en}."}


def _errors(scene: Scene) -> Fault | None:
    """The report that matters most, in the order of SEVERITY."""
    found = [error for error in scene.beat.errors if _matters(error, scene.beat.at)]
    worst = min(found, key=lambda error: _SEVERITY.index(error.code), default=None)
    return None if worst is None else _told_by(worst)


_SEVERITY = ("E24", "E04", "E21", "E17", "E22", "E23")


def _matters(error: PlayerError, now: float) -> bool:
    if error.code not in _SEVERITY:
        return False
    recent = PLAYER_ERRORS[error.code].recent_seconds
    return recent is not None and now - error.at < recent * 1000


def _told_by(error: PlayerError) -> Fault:
    says = PLAYER_ERRORS[error.code].says
    return Fault(error.code, {"ja": f"{says['ja']}。", "en": f"{says['en']}."})


CHECKS: tuple[Callable[[Scene], Fault | None], ...] = (
    _black,
    _frozen,
    _panel_off,
    _hidden,
    _covered,
    _not_painting,
    _other_slide,
    _stale_manifest,
    _clock,
    _errors,
)
