"""Scans: what may be known of one (how often, by hour, link, spot and kind of device), and what is none.

No address, no cookie, no user agent is part of it: what a browser says of itself is looked at and forgotten.
"""

import re
from datetime import datetime
from typing import Literal, get_args

import msgspec

Device = Literal["phone", "tablet", "computer", "other"]

Reason = Literal["bot", "preview", "prefetch", "head", "own network"]
REASONS: tuple[Reason, ...] = get_args(Reason)
"""Why a request is no scan: a program asks, a messenger draws a link's preview, a browser loads ahead, only the head was
asked for (or it is no GET), somebody of the office.
"""


class Scan(msgspec.Struct, frozen=True, gc=False):
    """How many scans of a link at a spot (empty: it said none that is known) began in the hour from `hour` (UTC)."""

    hour: datetime
    link: str
    spot: str
    device: Device
    count: int


class LeftOut(msgspec.Struct, frozen=True, gc=False):
    """How many requests of a link were not counted on a day (YYYY-MM-DD, of the office)."""

    day: str
    link: str
    reason: Reason
    count: int


READ_LETTERS = 400
"""Of what a browser says of itself."""

_BROWSERS = ("mozilla/", "opera/")
"""How every browser that people hold begins; programs mostly say their own name."""
_PREVIEWS = (
    "facebookexternalhit",
    "meta-external",
    "slack-img",
    "whatsapp/",
    "line-poker",
    "mastodon",
    "kakaotalk-scrap",
    "embedly",
    "iframely",
    "preview",
)
_PROGRAMS = (
    "http",  # programs name a page about themselves
    "crawl",
    "spider",
    "slurp",
    "headless",
    "lighthouse",
    "phantomjs",
    "monitor",
    "pingdom",
    "archiver",
    "inspectiontool",
    "google-safety",
    "mediapartners",
)
_PREVIEW_BOT = re.compile(r"(face|twitter|slack|discord|telegram|linkedin|pinterest|reddit)bot")
_BOT = re.compile(r"(?<!cu)bot(?![a-z])")
"""Cubot makes telephones."""
_PHONES = ("iphone", "ipod", "windows phone", "kaios", "opera mini")
_TABLETS = ("ipad", "android", "tablet", "silk/")
_AHEAD = ("prefetch", "prerender", "preview")
_COMPUTERS = ("windows nt", "macintosh", "x11", "cros")


def device_of(user_agent: str) -> Device:
    """The coarse kind; an iPad that calls itself a Macintosh is a computer."""
    said = user_agent[:READ_LETTERS].lower()
    if _names(said, _PHONES) or ("android" in said and "mobile" in said):
        return "phone"
    if _names(said, _TABLETS):
        return "tablet"
    return "computer" if _names(said, _COMPUTERS) else "other"


def is_ahead(purpose: str) -> bool:
    """Whether a browser loads ahead, by what the header Sec-Purpose, Purpose, X-Purpose or X-Moz says (Fetch standard, and
    what browsers sent before it).
    """
    return _names(purpose.lower(), _AHEAD)


def program_of(user_agent: str) -> Reason | None:
    """What of programs asks; None for a browser that people hold."""
    said = user_agent[:READ_LETTERS].lower()
    if _names(said, _PREVIEWS) or ("bot" in said and _PREVIEW_BOT.search(said)):
        return "preview"
    is_program = not said.startswith(_BROWSERS) or _names(said, _PROGRAMS) or ("bot" in said and _BOT.search(said))
    return "bot" if is_program else None


def _names(said: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 — any() takes twice as long, and each scan asks this a few times
        if word in said:
            return True
    return False
