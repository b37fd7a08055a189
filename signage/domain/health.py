"""How a display is, computed at the moment of looking: from its last heartbeat, what it should show, and the clock."""

from datetime import datetime
from typing import Literal, get_args

import msgspec

from ..words import Words

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


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`says` is the reason in words a caretaker understands, without the time; `code` a stable word for it (frozen,
    black, not_painting, stale_manifest, clock, …; empty for ok) that the technician's ladder hangs on; `since` when it
    came to be so, as far as is known.
    """

    status: Status
    code: str = ""
    says: Words = {}
    since: datetime | None = None
