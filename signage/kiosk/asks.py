"""What the page asks of the launcher on the server's behalf: one row each, answered once."""

import asyncio
import base64
import contextlib
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import structlog

from ..chromium.devtools import BrowserError
from .glass import to_webp
from .page import Ask, Page
from .panel import Panel
from .programs import Run, run

log = structlog.get_logger()

REBOOT = Run(("systemctl", "reboot"))
CAN_REBOOT = Run(
    (
        "busctl",
        "call",
        "org.freedesktop.login1",
        "/org/freedesktop/login1",
        "org.freedesktop.login1.Manager",
        "CanReboot",
    )
)


class Outcome(NamedTuple):
    ok: bool
    detail: str = ""


class Asks:
    """`now` is the server's time in ms, None until the player has told it. `restart` is set once a restart is asked for."""

    def __init__(self, page: Page, panel: Panel, now: Callable[[], float | None]) -> None:
        self.restart = asyncio.Event()
        self._page = page
        self._panel = panel
        self._now = now
        self._running: set[asyncio.Future[None]] = set()

    def take(self, ask: Ask) -> None:
        task = asyncio.ensure_future(self._answer(ask))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _answer(self, ask: Ask) -> None:
        """A restart has no answer: the page tells its outcome when it is back (docs/protocol.md)."""
        do = ASKS.get(ask.ask)
        try:
            outcome = await do(self, ask) if do else Outcome(False, f"this launcher does not know {ask.ask[:40]}")
        except (BrowserError, OSError) as problem:
            outcome = Outcome(False, str(problem))
        log.info(
            "asked", ask=ask.ask[:40], ok=outcome.ok if outcome else None, detail=outcome.detail if outcome else ""
        )
        if outcome:
            with contextlib.suppress(BrowserError):
                await self._page.tell("answer", ask.id, outcome.ok, outcome.detail)

    async def _screenshot(self, ask: Ask) -> Outcome | None:
        at = self._now()
        photograph = await self._page.photograph()
        if at is None or not photograph:
            return Outcome(False, "the browser gives no picture")
        webp = await asyncio.to_thread(to_webp, photograph)
        await self._page.tell("picture", ask.id, base64.b64encode(webp).decode(), round(at))
        return None

    async def _restart_browser(self, _: Ask) -> None:
        self.restart.set()

    async def _reboot(self, _: Ask) -> Outcome | None:
        ran = await run(REBOOT)
        return None if ran.code == 0 else Outcome(False, " ".join(ran.says.split())[-200:])

    async def _panel_on(self, _: Ask) -> Outcome:
        return _outcome(await self._panel.turn(True))

    async def _panel_off(self, _: Ask) -> Outcome:
        return _outcome(await self._panel.turn(False))


ASKS: dict[str, Callable[[Asks, Ask], Awaitable[Outcome | None]]] = {
    "screenshot": Asks._screenshot,
    "restart_browser": Asks._restart_browser,
    "reboot": Asks._reboot,
    "panel_on": Asks._panel_on,
    "panel_off": Asks._panel_off,
}


def _outcome(problem: str) -> Outcome:
    return Outcome(not problem, problem)


async def what_it_can(panel: Panel) -> tuple[str, ...]:
    """The asks that have a chance here: rebooting is allowed or not by the system."""
    may_reboot = '"yes"' in (await run(CAN_REBOOT)).says
    return ("screenshot", "restart_browser", *(("reboot",) if may_reboot else ()), *panel.can)
