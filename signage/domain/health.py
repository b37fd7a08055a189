"""How a display is, computed at the moment of looking: from its last heartbeat, what it should show, and the clock."""

from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple, get_args

import msgspec

from ..words import Words
from .faults import INTERVAL, Fault
from .screening import Screening

Status = Literal["wrong", "silent", "late", "never", "maintenance", "off", "ok"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""Worst first, as lists are sorted."""

STATUS_WORDS: dict[Status, Words] = {
    "wrong": {"ja": "表示異常", "en": "Wrong picture"},
    "silent": {"ja": "応答なし", "en": "Silent"},
    "late": {"ja": "遅れ", "en": "Late"},
    "never": {"ja": "未接続", "en": "Never seen"},
    "maintenance": {"ja": "保守中", "en": "In maintenance"},
    "off": {"ja": "計画停止", "en": "Off as planned"},
    "ok": {"ja": "正常", "en": "OK"},
}

OVERDUE = timedelta(seconds=15)
"""A heartbeat that is later than this is late; two missed ones and this is silence: 75 s at 30 s."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`says` is the reason in words a caretaker understands, without the time (`since_words` puts it in); `code` a stable
    word for it that the technician's ladder hangs on, empty where there is nothing to say: late, waiting, silent, never,
    unpublished, the codes of `faults.REASONS` (frozen, black, not_painting, stale_manifest, …), clock, or that of the
    player's error (E24). `since` is when it came to be so, as far as is known.
    """

    status: Status
    code: str = ""
    says: Words = {}
    since: datetime | None = None


class StatusChange(NamedTuple):
    """What a display became, at a moment."""

    at: datetime
    status: Status
    code: str
    says: Words


REASONS: dict[str, Words] = {
    "never": {"ja": "まだ一度もつながっていません。", "en": "It has never connected."},
    "silent": {"ja": "応答がありません。", "en": "It has not answered."},
    "late": {
        "ja": "応答が遅れています。5秒後に、もう一度確かめます。",
        "en": "Its answer is late. It is looked at again in 5 seconds.",
    },
    "waiting": {"ja": "最初の応答を待っています。", "en": "Its first answer is awaited."},
    "unpublished": {"ja": "まだ何も公開されていません。", "en": "Nothing has been published for it."},
}
_OK, _OFF, _MAINTENANCE = Health(status="ok"), Health(status="off"), Health(status="maintenance")
_NEVER = Health(status="never", code="never", says=REASONS["never"])
_LATE = Health(status="late", code="late", says=REASONS["late"])
_WAITING = Health(status="late", code="waiting", says=REASONS["waiting"])


class Known(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a display's health follows from, besides the time: its last heartbeat came at `received_at` (None: never one)
    and says `fault`. `screening` is the manifest in force, `started_at` when this server started or its clock was set
    back, `interval` how often players are told to beat.
    """

    started_at: datetime
    received_at: datetime | None = None
    fault: Fault | None = None
    screening: Screening | None = None
    interval: timedelta = INTERVAL


def silence(interval: timedelta) -> timedelta:
    """How long a display may be unheard before it is silent."""
    return 2 * interval + OVERDUE


def health_of(known: Known, now: datetime, *, maintenance_until: datetime | None = None) -> Health:
    """How a display is. Never “ok” while the glass is unknown, and never a cry over what is planned or has just begun.

    Its silence counts from the last heartbeat, but not from before the screen was to come on; it has as long again to answer
    when the server has just started.
    """
    if maintenance_until is not None and now < maintenance_until:
        return _MAINTENANCE
    if known.received_at is None:
        return _NEVER
    off = known.screening is not None and known.screening.at(int(now.timestamp() * 1000)).slide is None
    limit = silence(known.interval)
    if now - known.received_at > limit:
        return _OFF if off else _long_quiet(known, known.received_at, now, limit)
    fault = known.fault
    if fault is not None and (fault.code == "not_off" or not off):
        return _wrong(fault)
    return _OFF if off else _in_touch(known, known.received_at, now, limit)


def ok_until(known: Known, now: datetime) -> datetime:
    """Until when time alone makes nothing else of a display that `health_of` finds ok at `now`; `now` where that is not known."""
    if known.received_at is None or known.screening is None or known.fault is not None:
        return now
    late = max(known.received_at, known.started_at) + known.interval + OVERDUE
    silent = known.received_at + silence(known.interval)
    off = datetime.fromtimestamp(known.screening.on_until(int(now.timestamp() * 1000)) / 1000, UTC)
    return min(late, silent, off)


def _in_touch(known: Known, received_at: datetime, now: datetime, limit: timedelta) -> Health:
    if known.screening is None and now - known.started_at > limit:
        return Health(status="wrong", code="unpublished", says=REASONS["unpublished"])
    return _LATE if now - max(received_at, known.started_at) > known.interval + OVERDUE else _OK


def _long_quiet(known: Known, received_at: datetime, now: datetime, limit: timedelta) -> Health:
    """Silent, unless the server or the screen's day has only just begun."""
    since = received_at
    if known.screening is not None:
        on_since = known.screening.on_since(round(now.timestamp() * 1000))
        since = max(since, datetime.fromtimestamp(on_since / 1000, UTC))
    if now - max(since, known.started_at) <= limit:
        return _WAITING
    return Health(status="silent", code="silent", says=REASONS["silent"], since=since)


def _wrong(fault: Fault) -> Health:
    since = None if fault.since is None else datetime.fromtimestamp(fault.since / 1000, UTC)
    return Health(status="wrong", code=fault.code, says=fault.says, since=since)


def since_words(says: Words, code: str, moment: Words) -> Words:
    """The reason with its time, as it is told: `moment` is the time as each language writes it.

    「10:31 から、同じ絵のまま止まっています。」 “The picture has not moved since 10:31.” What is late or never was has none.
    """
    if code in ("", "late", "waiting", "never") or not says:
        return says
    comma = "" if code == "silent" else "、"
    en = says["en"].removesuffix(".")
    since = f"{en} (since {moment['en']})." if code[0] == "E" else f"{en} since {moment['en']}."
    return {"ja": f"{moment['ja']} から{comma}{says['ja']}", "en": since}
