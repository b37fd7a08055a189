"""Whether the addresses that codes lead to still answer: what an answer means, when it is asked for again, who is told.

A page that is gone (404, 410) is dead once it was gone twice, ten minutes apart. Where nothing answers, or the server fails
(5xx), people are told after three hours and the link is dead after a day. Where more than half of all hosts give no answer at
once, it is our own network that is at fault: nothing is concluded from that.
"""

import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from ..words import Words

State = Literal["unsure", "answers", "moved", "failing", "gone", "dead"]
"""`unsure`: asked, and nothing to conclude from; `gone`: said so once; the others as `STATE_WORDS` say."""

Reason = Literal["", "gone", "refuses", "server", "name", "connect", "certificate", "slow", "broken", "private", "ours"]
"""Why an address is not simply there, as `REASON_WORDS` say."""

CHECKED_EVERY = timedelta(hours=6)
AGAIN_AFTER = timedelta(minutes=10)
"""What is gone, or gives no answer for the first time."""
AGAIN_AT_MOST = timedelta(hours=1)
TOLD_AFTER, DEAD_AFTER = timedelta(hours=3), timedelta(hours=24)
_GONE = (404, 410)
_BAD: tuple[State, ...] = ("failing", "gone", "dead")


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came of asking for `target`: an HTTP status, or none, and then why. `leads_to` is where permanent redirects end."""

    target: str
    at: datetime
    status: int | None = None
    leads_to: str = ""
    reason: Reason = ""

    @property
    def is_silent(self) -> bool:
        """No server answered at all, which may be our own network's fault."""
        return self.status is None and self.reason != "private"


class Check(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """How a target is. `since_at` is when that began (of what fails: when it began to fail); `fails` counts failures in a row."""

    target: str
    state: State
    since_at: datetime
    checked_at: datetime
    status: int | None = None
    leads_to: str = ""
    fails: int = 0
    reason: Reason = ""


def judged(before: Check | None, answer: Answer, *, ours: bool = False) -> Check:
    """How the target is after this answer. `ours`: our own network is down, so silence says nothing of the target."""
    if answer.is_silent and ours:
        return _unchanged(before, answer, "ours")
    if answer.status is None and answer.reason == "private":
        return _unchanged(None, answer, "private")
    if (answer.status in _GONE) or answer.is_silent or (answer.status or 0) >= 500:
        return _bad(before, answer)
    return _kept(before, answer, "moved" if _moved(answer) else "answers", 0)


def _unchanged(before: Check | None, answer: Answer, reason: Reason) -> Check:
    state: State = before.state if before else "unsure"
    since = before.since_at if before else answer.at
    fails = before.fails if before else 0
    return Check(
        target=answer.target, state=state, since_at=since, checked_at=answer.at, fails=fails + 1, reason=reason
    )


def _bad(before: Check | None, answer: Answer) -> Check:
    was_bad = before is not None and before.state in _BAD
    fails = before.fails + 1 if before and was_bad else 1
    if before and before.state == "dead":
        return _kept(before, answer, "dead", fails, before.since_at)
    since = before.since_at if before and was_bad else answer.at
    if answer.status in _GONE:
        twice = before is not None and before.state == "gone" and answer.at - before.checked_at >= AGAIN_AFTER
        return _kept(before, answer, "dead" if twice else "gone", fails, since)
    return _kept(before, answer, "dead" if answer.at - since >= DEAD_AFTER else "failing", fails, since)


def _kept(before: Check | None, answer: Answer, state: State, fails: int, since: datetime | None = None) -> Check:
    same = before.since_at if before and before.state == state else answer.at
    return Check(
        target=answer.target,
        state=state,
        since_at=since or same,
        checked_at=answer.at,
        status=answer.status,
        leads_to=answer.leads_to if state == "moved" else "",
        fails=fails,
        reason=answer.reason or _reason(answer.status),
    )


def _reason(status: int | None) -> Reason:
    if status in _GONE:
        return "gone"
    return "server" if (status or 0) >= 500 else "refuses" if (status or 0) >= 400 else ""


def _moved(answer: Answer) -> bool:
    """Another page, not the same one by https, with www or with a slash at its end."""
    return bool(answer.leads_to) and _page(answer.leads_to) != _page(answer.target)


def _page(address: str) -> tuple[str, str, str]:
    parts = urlsplit(address)
    return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query


def due_at(check: Check | None, now: datetime) -> datetime:
    """When a target is asked for again: in six hours, sooner while it fails, and never all at the same moment."""
    if check is None:
        return now
    if check.state == "gone":
        span = AGAIN_AFTER
    elif check.state in ("failing", "dead") or check.reason == "ours":
        span = min(AGAIN_AT_MOST, AGAIN_AFTER * 2 ** min(max(check.fails - 1, 0), 8))
    else:
        span = CHECKED_EVERY
    return check.checked_at + span * (1 + 0.1 * (zlib.crc32(check.target.encode()) % 1000) / 1000)


def is_ours(answers: Iterable[Answer]) -> bool:
    """Whether more than half of the hosts gave no answer at all: then it is our own network."""
    silent: dict[str, bool] = {}
    for answer in answers:
        if answer.reason != "private":
            host = host_of(answer.target)
            silent[host] = silent.get(host, True) and answer.is_silent
    return sum(silent.values()) * 2 > len(silent)


def host_of(address: str) -> str:
    return urlsplit(address).hostname or ""


def is_told(check: Check | None, now: datetime) -> bool:
    """Whether somebody has to see to it."""
    if check is None:
        return False
    return check.state in ("dead", "moved") or (check.state == "failing" and now - check.since_at >= TOLD_AFTER)


STATE_WORDS: dict[State, Words] = {
    "unsure": {"ja": "確かめられません", "en": "Can’t be checked"},
    "answers": {"ja": "つながります", "en": "Works"},
    "moved": {"ja": "移転しています", "en": "Moved"},
    "failing": {"ja": "つながりません", "en": "Doesn’t answer"},
    "gone": {"ja": "確認中", "en": "Being checked"},
    "dead": {"ja": "リンク切れ", "en": "Broken"},
}
UNCHECKED: Words = {"ja": "まだ確かめていません", "en": "Not checked yet"}

REASON_WORDS: dict[Reason, Words] = {
    "gone": {"ja": "このページはもうありません。", "en": "There is no such page any more."},
    "refuses": {
        "ja": "プログラムからは開けません。スマートフォンで開くか、確かめてください。",
        "en": "It refuses programs. Try it on a phone.",
    },
    "server": {"ja": "相手のサーバーが故障しています。", "en": "Its server fails."},
    "name": {"ja": "この名前のサーバーはありません。", "en": "There is no server of this name."},
    "connect": {"ja": "相手のサーバーにつながりません。", "en": "Its server can’t be reached."},
    "certificate": {"ja": "証明書が正しくありません。", "en": "Its certificate can’t be trusted."},
    "slow": {"ja": "返事がありません。", "en": "It gives no answer in time."},
    "broken": {"ja": "返事が途中で切れます。", "en": "Its answer breaks off."},
    "private": {
        "ja": "庁内のアドレスなので、ここからは確かめません。",
        "en": "It is on a private network, which is not looked into.",
    },
    "ours": {
        "ja": "どのサイトにもつながりません。こちらのネットワークが原因と思われます。",
        "en": "No site can be reached: probably our own network.",
    },
}
