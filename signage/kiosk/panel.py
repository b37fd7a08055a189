"""The panel behind the glass: which way there is to switch it, and when it is switched."""

import os
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from .programs import Ran, Run, run

OFF_AFTER_MS = 5 * 60_000
ON_BEFORE_MS = 60_000
WORTH_MS = 5 * 60_000
DEVICE = Path("/dev/cec0")


class Switch(NamedTuple):
    """One way to switch a panel. `asks` finds out whether anything answers, `denied` is what stands there if not."""

    kind: str
    on: tuple[Run, ...]
    off: tuple[Run, ...]
    asks: Run | None = None
    denied: tuple[str, ...] = ()


class Panel:
    """`state` is on, off or unknown: what it was last told successfully. `begins` is what its session needs once."""

    def __init__(self, switch: Switch | None, begins: tuple[Run, ...] = ()) -> None:
        self._switch = switch
        self._begins = begins
        self.state = "unknown"

    @property
    def can(self) -> tuple[str, ...]:
        return ("panel_on", "panel_off") if self._switch else ()

    @property
    def kind(self) -> str:
        return self._switch.kind if self._switch else "none"

    async def begin(self) -> str:
        """What a screen's session needs once, and the panel on; a problem in words, or nothing."""
        for one in self._begins:
            await run(one)
        return await self.turn(True) if self._switch else ""

    async def give_way(self, switch: Switch) -> str:
        """Is switched by a better way from now on, which could not mend a signal that is off; returns why not, or nothing."""
        if self.state == "off" and (problem := await self.turn(True)):
            return problem
        self._switch, self.state = switch, "unknown"
        return ""

    async def turn(self, on: bool) -> str:
        """Switches it; returns why it could not, or nothing."""
        if not self._switch:
            return "there is no way to switch this panel (neither CEC nor DPMS)"
        for one in self._switch.on if on else self._switch.off:
            ran = await run(one)
            if ran.code != 0 or _denies(ran, self._switch):
                return f"{one.arguments[0]}: {' '.join(ran.says.split())[-200:] or f'ended with {ran.code}'}"
        self.state = "on" if on else "off"
        return ""


class Plan(NamedTuple):
    """What the player says of being off as planned: since when and until when, server time in ms; None where it isn't."""

    off_since: float | None = None
    off_until: float | None = None


def panel_should_be_on(plan: Plan, now: float, is_on: bool) -> bool:
    """Off once planned-off has lasted five minutes and is worth it; on again a minute before it ends: panels wake slowly."""
    if plan.off_since is None:
        return True
    rest = float("inf") if plan.off_until is None else plan.off_until - now
    if rest <= ON_BEFORE_MS:
        return True
    return is_on and (now - plan.off_since <= OFF_AFTER_MS or rest <= WORTH_MS)


async def find_panel(
    kind: str, environment: Mapping[str, str] = os.environ, device: Path = DEVICE, *, shared: bool = False
) -> Panel:
    """The panel by the first way that answers; `kind` is auto, cec, dpms or none. A way asked for by name need not answer.

    `shared`: other screens hang on this box. A way would switch them too, or one of them instead: none is taken unasked.
    """
    begins = AWAKE if _is_x(environment) else ()
    if kind == "none" or (kind == "auto" and shared):
        return Panel(None, begins)
    async for switch in _ways(environment, device):
        if kind == switch.kind or (kind == "auto" and await _answers(switch)):
            return Panel(switch, begins)
    return Panel(None, begins)


async def find_television(device: Path = DEVICE) -> Switch | None:
    """The way to a television that answers now."""
    for switch in _cec_ways(device):
        if await _answers(switch):
            return switch
    return None


async def _answers(switch: Switch) -> bool:
    if not switch.asks:
        return True
    ran = await run(switch.asks)
    return ran.code == 0 and not _denies(ran, switch)


def _denies(ran: Ran, switch: Switch) -> bool:
    return any(words in ran.says for words in switch.denied)


async def _ways(environment: Mapping[str, str], device: Path) -> AsyncIterator[Switch]:
    """CEC first: it switches the panel itself and not its signal alone."""
    for switch in _cec_ways(device):
        yield switch
    if environment.get("WAYLAND_DISPLAY"):
        if shutil.which("wlopm"):
            yield WLOPM
        if outputs := await _wlr_outputs():
            yield _wlr(outputs)
    elif _is_x(environment) and shutil.which("xset"):
        yield XSET


def _is_x(environment: Mapping[str, str]) -> bool:
    """Not Xwayland: it has no panel."""
    return bool(environment.get("DISPLAY")) and not environment.get("WAYLAND_DISPLAY")


def _cec_ways(device: Path) -> list[Switch]:
    return [made(str(device)) for program, made in CEC.items() if shutil.which(program)] if device.exists() else []


def _cec_ctl(device: str) -> Switch:
    def told(*words: str) -> Run:
        return Run(("cec-ctl", "-d", device, "-s", "--playback", "--to", "0", *words))

    return Switch(
        "cec",
        on=(told("--image-view-on"),),
        off=(told("--standby"),),
        asks=told("--give-device-power-status"),
        denied=("Not Acknowledged", "Timed Out", "Failed to open"),
    )


def _cec_client(_: str) -> Switch:
    def told(words: str) -> Run:
        return Run(("cec-client", "-s", "-d", "1"), f"{words}\n")

    return Switch(
        "cec",
        on=(told("on 0"),),
        off=(told("standby 0"),),
        asks=told("pow 0"),
        denied=("power status: unknown", "unable to open", "could not"),
    )


CEC: dict[str, Callable[[str], Switch]] = {"cec-ctl": _cec_ctl, "cec-client": _cec_client}
WLOPM = Switch("dpms", on=(Run(("wlopm", "--on", "*")),), off=(Run(("wlopm", "--off", "*")),))
# X itself must never blank the glass.
AWAKE = (Run(("xset", "s", "off")), Run(("xset", "s", "noblank")), Run(("xset", "-dpms")))
XSET = Switch(
    "dpms",
    on=(Run(("xset", "dpms", "force", "on")), Run(("xset", "-dpms"))),
    off=(Run(("xset", "dpms", "force", "off")),),
    asks=Run(("xset", "q")),
    denied=("does not have", "unable to open"),
)


def _wlr(outputs: tuple[str, ...]) -> Switch:
    on, off = (tuple(Run(("wlr-randr", "--output", name, word)) for name in outputs) for word in ("--on", "--off"))
    return Switch("dpms", on=on, off=off)


async def _wlr_outputs() -> tuple[str, ...]:
    """Names of the outputs: each begins a line of its own, its properties are indented."""
    ran = await run(Run(("wlr-randr",)))
    lines = ran.says.splitlines() if ran.code == 0 else []
    return tuple(line.split()[0] for line in lines if line and not line[0].isspace())
