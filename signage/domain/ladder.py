"""What to try, in order, when a display is not well: the least that could help first, the spare box last."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Literal, Protocol

import msgspec

from ..words import Words
from .commands import COMMANDS
from .health import Health

WAIT = timedelta(seconds=60)
"""A command that was carried out shows its effect within two heartbeats."""
REMEMBERED = timedelta(hours=2)
"""What was tried longer ago is tried again, where it isn't known since when something is wrong."""

Outcome = Literal["untried", "under way", "unchanged", "failed", "unreachable"]


class Given(Protocol):
    """A command that was given (store/commands.py)."""

    @property
    def name(self) -> str: ...
    @property
    def given_at(self) -> datetime: ...
    @property
    def expires_at(self) -> datetime: ...
    @property
    def answered_at(self) -> datetime | None: ...
    @property
    def ok(self) -> bool | None: ...
    @property
    def detail(self) -> str | None: ...


class Rung(msgspec.Struct, frozen=True, kw_only=True):
    """`command` is a row of COMMANDS that does it; a rung without one is done by hand, `link` (swap) leads to a page."""

    name: str
    says: Words
    how: Words
    command: str = ""
    link: str = ""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A rung with what came of it. `tried_at` and `detail` are of the last try."""

    rung: Rung
    outcome: Outcome = "untried"
    tried_at: datetime | None = None
    detail: str = ""


def _of(command: str) -> Rung:
    kind = COMMANDS[command]
    return Rung(name=command, says=kind.says, how=kind.warns, command=command)


RUNGS: dict[str, Rung] = {
    name: _of(name) for name in ("reload", "clear_cache", "restart_browser", "reboot", "panel_on", "maintenance_off")
}
RUNGS |= {
    rung.name: rung
    for rung in (
        Rung(
            name="pair",
            says={"ja": "機器をつなぐ", "en": "Pair the device"},
            how={
                "ja": "画面に映っている6桁の番号を入れます。",
                "en": "Type the six digits that stand on the screen.",
            },
            link="pair",
        ),
        Rung(
            name="panel",
            says={"ja": "画面の電源と入力を確かめる", "en": "Check the panel’s power and input"},
            how={
                "ja": "画面のランプがついていて、入力が機器（HDMI）になっているか見ます。",
                "en": "Its lamp is lit, and its input is the device (HDMI).",
            },
        ),
        Rung(
            name="lamp",
            says={"ja": "機器の電源を確かめる", "en": "Check the device’s power"},
            how={
                "ja": "画面の裏の小さな箱です。ランプがついているか見ます。",
                "en": "The small box behind the panel: its lamp is lit.",
            },
        ),
        Rung(
            name="network",
            says={"ja": "ネットワークを確かめる", "en": "Check the network"},
            how={
                "ja": "LANの線が奥まで差さっているか、近くのほかの機器がつながるか見ます。",
                "en": "The cable is in all the way, and other devices nearby are online.",
            },
        ),
        Rung(
            name="power_cycle",
            says={"ja": "電源を入れ直す", "en": "Cut its power and give it again"},
            how={
                "ja": "画面の裏の小さな箱です。コードを抜き、10秒待って、差します。",
                "en": "The small box behind the panel: pull its cord, wait 10 seconds, put it back.",
            },
        ),
        Rung(
            name="swap",
            says={"ja": "それでも変わらないとき", "en": "If nothing has helped"},
            how={
                "ja": "機器を予備と交換します。名前と設定は引き継がれます。",
                "en": "Put the spare device in its place. Name and settings are kept.",
            },
            link="pair",
        ),
    )
}

_BROWSER = ("reload", "restart_browser", "reboot", "power_cycle", "swap")
_FILES = ("network", "reload", "clear_cache", "reboot", "power_cycle", "swap")
_PANEL = ("panel_on", "panel", "reboot", "power_cycle", "swap")
_LADDERS: dict[str, Sequence[str]] = {
    "never": ("pair", "lamp", "network", "power_cycle"),
    "silent": ("lamp", "network", "power_cycle", "swap"),
    "late": (),
    "waiting": (),
    "unpublished": (),
    "panel_off": _PANEL,
    "black": ("reload", "panel_on", "restart_browser", "reboot", "power_cycle", "swap"),
    "hidden": ("restart_browser", "reboot", "power_cycle", "swap"),
    "covered": ("maintenance_off", *_BROWSER),
    "stale_manifest": _FILES,
    "clock": ("reload", "network", "reboot", "power_cycle", "swap"),
    "E12": _FILES,
    "E15": _FILES,
    "E16": _FILES,
    "E17": ("clear_cache", "restart_browser", "reboot", "power_cycle", "swap"),
    "E21": ("restart_browser", "reboot", "power_cycle", "swap"),
    "E25": ("clear_cache", "reboot", "power_cycle", "swap"),
}

BY_EYE = ("panel", "panel_on", "reload", "restart_browser", "reboot", "power_cycle", "swap")
"""Where the device says that all is well and whoever stands before the screen sees that it is not: a panel that is off, or on
another input, can't be known from here without a launcher. What is likeliest first.
"""


def ladder(health: Health, can: Collection[str], given: Iterable[Given], now: datetime) -> list[Step]:
    """What to try, in order; empty where nothing is to be done by hand.

    `can` are the commands that the player says it can carry out; a rung that needs another is left out. `given` are the
    display's commands: one that was carried out and left things as they are is struck off.
    """
    if health.status not in ("wrong", "silent", "never"):
        return []
    rungs = _possible(_LADDERS.get(health.code, _BROWSER), can)
    since = health.since or now - REMEMBERED
    tried = [one for one in given if one.given_at >= since]
    return [_step(rung, [one for one in tried if rung.command == one.name], now) for rung in rungs]


def by_eye(health: Health, can: Collection[str]) -> list[Rung]:
    """What to try where only the eye says that something is wrong; nothing where the screen is known to be off or worked on."""
    return _possible(BY_EYE, can) if health.status in ("ok", "late") else []


def _possible(names: Iterable[str], can: Collection[str]) -> list[Rung]:
    return [RUNGS[name] for name in names if not RUNGS[name].command or name in can]


def next_step(steps: Iterable[Step]) -> Step | None:
    """The first that was not tried; None while one is under way, since it may be the one that helps."""
    found = list(steps)
    if any(step.outcome == "under way" for step in found):
        return None
    return next((step for step in found if step.outcome == "untried"), None)


def _step(rung: Rung, tries: Sequence[Given], now: datetime) -> Step:
    if not tries:
        return Step(rung=rung)
    last = max(tries, key=lambda one: one.given_at)
    return Step(rung=rung, outcome=_outcome(last, now), tried_at=last.given_at, detail=last.detail or "")


def _outcome(one: Given, now: datetime) -> Outcome:
    if one.answered_at is None:
        return "under way" if now < one.expires_at else "unreachable"
    if not one.ok:
        return "failed"
    return "under way" if now - one.answered_at < WAIT else "unchanged"
