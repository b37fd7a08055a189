"""What the launcher's looks at the real screen add up to: a picture that stays while the slides go on is frozen."""

import msgspec

from .heartbeat import Glass, Heartbeat
from .screening import Screening

SETTLED_MS = 2_000
"""A look so soon after a change, or just before one, may have caught either slide (a fade takes 600 ms)."""

OLD_MS = 120_000
"""The launcher looks every 20 s."""


class Look(msgspec.Struct, frozen=True, gc=False):
    """The first look at a picture: when, at what, and which slide was said to be on. `frozen` once another slide was said to
    be on and the picture was still the same.
    """

    at: float
    fingerprint: str
    slide: str
    frozen: bool = False


def look_again(last: Look | None, beat: Heartbeat, screening: Screening | None) -> Look | None:
    """What is known after one more heartbeat. One with an unclear look says nothing new; one without a look, or with something
    over the slides (a test card stands for minutes), ends what was known.
    """
    glass = None if beat.covered else beat.glass
    slide = slide_behind(beat, screening) if glass else None
    if glass is None or slide is None:
        return None if glass is None else last
    if last is None or last.fingerprint != glass.fingerprint or glass.at < last.at:
        return Look(glass.at, glass.fingerprint, slide)
    if slide != last.slide and not last.frozen:
        return Look(last.at, last.fingerprint, last.slide, frozen=True)
    return last


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
