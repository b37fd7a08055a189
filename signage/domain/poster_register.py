"""The register of posters: what people said of each one on the wall, and how it is therefore believed to hang."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple

import msgspec

from ..words import Words
from .calendars import ONE_DAY
from .posters import Poster, PosterAct

PosterState = Literal["made", "hanging", "missing", "down"]
STATE_WORDS: dict[PosterState, Words] = {
    "made": {"ja": "貼る前", "en": "Not yet up"},
    "hanging": {"ja": "掲示中", "en": "Up"},
    "missing": {"ja": "なくなっている", "en": "Missing"},
    "down": {"ja": "はがした", "en": "Taken down"},
}
ACT_WORDS: dict[PosterAct, Words] = {
    "posted": {"ja": "貼りました", "en": "put up"},
    "seen": {"ja": "見ました", "en": "seen"},
    "missing": {"ja": "ありませんでした", "en": "not there"},
    "taken down": {"ja": "はがしました", "en": "taken down"},
    "note": {"ja": "メモ", "en": "note"},
}


class Dates(msgspec.Struct, frozen=True, omit_defaults=True):
    """Local days of the office: put up, last seen hanging, not found any more, taken down."""

    posted_on: date | None = None
    seen_on: date | None = None
    missing_on: date | None = None
    taken_down_on: date | None = None


class Hanging(NamedTuple):
    """A poster with what is known of it. `by` made it."""

    poster: Poster
    dates: Dates
    by: str
    made_at: datetime

    @property
    def posted_on(self) -> date | None:
        return self.dates.posted_on

    @property
    def seen_on(self) -> date | None:
        return self.dates.seen_on

    @property
    def missing_on(self) -> date | None:
        return self.dates.missing_on

    @property
    def taken_down_on(self) -> date | None:
        return self.dates.taken_down_on

    @property
    def state(self) -> PosterState:
        return state_of(self.dates)


class PosterVisit(NamedTuple):
    """What somebody said of a poster: on which `day` it was so, told at `at`. `before` are the dates as they were.
    `photographs` are names of files in the visits' folder.
    """

    id: int
    spot: str
    at: datetime
    day: date
    by: str
    act: PosterAct
    note: str = ""
    photographs: tuple[str, ...] = ()
    before: Dates = Dates()


class Stay(NamedTuple):
    """Days on which a poster hung, both counted."""

    first: date
    last: date


def state_of(dates: Dates) -> PosterState:
    if dates.taken_down_on:
        return "down"
    if dates.missing_on:
        return "missing"
    return "hanging" if dates.posted_on else "made"


def why_not(dates: Dates, act: PosterAct) -> Words:
    """Why this can't be said of it; empty where it can."""
    if act == "missing" and state_of(dates) in ("made", "down"):
        return {"ja": "まだ貼っていないポスターです。", "en": "This poster has not been put up."}
    if act == "taken down" and state_of(dates) == "down":
        return {"ja": "もうはがしてあります。", "en": "This poster was taken down already."}
    return {}


def is_overtaken(dates: Dates, act: PosterAct, day: date) -> bool:
    """Whether this, said of many at once, would undo what is known of a poster: that it hangs, or something of a later day."""
    if act == "posted" and state_of(dates) == "hanging":
        return True
    later = {
        "posted": (dates.missing_on, dates.taken_down_on),
        "seen": (dates.posted_on, dates.seen_on, dates.missing_on, dates.taken_down_on),
        "missing": (dates.posted_on, dates.seen_on),
        "taken down": (dates.posted_on, dates.seen_on, dates.missing_on),
    }
    return any(known and day < known for known in later.get(act, ()))


def dates_after(dates: Dates, act: PosterAct, day: date) -> Dates:
    """The dates once somebody said this of a day. One that is seen though nobody put it up was put up by that day."""
    hangs = state_of(dates) in ("hanging", "missing")
    if act == "posted":
        return Dates(posted_on=day, seen_on=day)
    if act == "seen":
        return Dates(posted_on=dates.posted_on if hangs else day, seen_on=day)
    if act == "missing":
        return msgspec.structs.replace(dates, missing_on=day, taken_down_on=None)
    if act == "taken down":
        return msgspec.structs.replace(dates, taken_down_on=day)
    return dates


def stay_of(dates: Dates) -> Stay | None:
    """From the day it was put up to the day it was taken down, or that it was last seen before it was missing; of one that
    hangs to the end of time. None where nobody put it up.
    """
    if dates.posted_on is None:
        return None
    if dates.missing_on:
        return Stay(dates.posted_on, dates.seen_on or dates.posted_on)
    return Stay(dates.posted_on, dates.taken_down_on or date.max)


def stays_of(dates: Dates, returns: Sequence[PosterVisit] = ()) -> list[Stay]:
    """All the times that it hung, the last first. `returns` are the visits by which it was put up again, the oldest first;
    one of a day before it was gone only puts right since when it hung.
    """
    last = stay_of(dates)
    found = [last] if last else []
    for visit in reversed(returns):
        stay, until = stay_of(visit.before), found[-1].first if found else visit.day
        if stay and stay.last <= visit.day and stay.first < until:
            found.append(Stay(stay.first, min(stay.last, until - ONE_DAY)))
    return found


def hung_days(stays: Sequence[Stay], first: date, last: date) -> int:
    """On how many days from `first` to `last`, both counted, it is believed to have hung."""
    return sum(max(0, (min(last, stay.last) - max(first, stay.first)).days + 1) for stay in stays)
