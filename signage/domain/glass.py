"""What the launcher's looks at the real screen add up to: a picture that stays while the slides go on is frozen.

A player judges that itself by each look and says so at once (players/kiosk/stillness.js); of the looks that come with
heartbeats the same is worked out here, for players that don't.
"""

import msgspec

from .heartbeat import Glass, Heartbeat
from .screening import Screening

SETTLED_MS = 2_000
"""A look so soon after a change, or just before one, may have caught either slide (a fade takes 600 ms)."""

OLD_MS = 120_000
"""The launcher looks every 7 s."""

FROZEN_CHANGES = 2


class Look(msgspec.Struct, frozen=True, gc=False):
    """What the looks at one picture add up to: the first was at `at`, the last at `seen_at`, when `slide` was said to be on.
    `changes` counts how often another slide was said to be on while the picture stayed the same.
    """

    at: float
    fingerprint: str
    slide: str
    seen_at: float
    changes: int = 0

    @property
    def frozen(self) -> bool:
        """One change may be from a slide to one that looks like it: a corrected figure, the next page of the same list."""
        return self.changes >= FROZEN_CHANGES


def look_again(last: Look | None, beat: Heartbeat, screening: Screening | None) -> Look | None:
    """What is known after one more heartbeat. One with an unclear look says nothing new; one without a look, or with something
    over the slides (a test card stands for minutes), ends what was known.
    """
    glass = None if beat.covered else beat.glass
    slide = (slide_behind(beat, screening) or (beat.slide if glass.frozen else None)) if glass else None
    if glass is None or slide is None:
        return None if glass is None else last
    if glass.frozen:
        return Look(glass.at, glass.fingerprint, slide, glass.at, FROZEN_CHANGES)
    if last is None or last.fingerprint != glass.fingerprint or glass.at < last.seen_at:
        return Look(glass.at, glass.fingerprint, slide, glass.at)
    if last.frozen:
        return last
    if screening is None or not screening.holds(last.slide):
        # A new manifest has another slide in its place, which may differ by one figure.
        return Look(glass.at, glass.fingerprint, slide, glass.at)
    changes = last.changes + _changes(last, glass, slide, screening)
    return msgspec.structs.replace(last, slide=slide, seen_at=glass.at, changes=changes)


def _changes(last: Look, glass: Glass, slide: str, screening: Screening) -> int:
    """Between two looks. A third slide that came and went in between has left no trace either."""
    if slide == last.slide:
        return 0
    if glass.at - last.seen_at > OLD_MS:
        return 1
    due = {shown.slide for shown in screening.between(round(last.seen_at), round(glass.at))}
    return 2 if due - {slide, last.slide, None} else 1


def slide_behind(beat: Heartbeat, screening: Screening | None) -> str | None:
    """The slide that was on when the launcher looked; None where that is not clear, or nothing was on."""
    glass = beat.glass
    if glass is None or not 0 <= beat.at - glass.at <= OLD_MS:
        return None
    if beat.begins is not None and glass.at >= max(beat.begins, beat.painted or 0) + SETTLED_MS:
        return beat.slide
    if screening is None or beat.begins is None or glass.at >= beat.begins - SETTLED_MS:
        return None
    return _slide_before(glass, screening)


def _slide_before(glass: Glass, screening: Screening) -> str | None:
    around = screening.between(round(glass.at) - SETTLED_MS, round(glass.at) + SETTLED_MS)
    return around[0].slide if len(around) == 1 else None
