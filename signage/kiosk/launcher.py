"""The launcher: a browser that is started again whenever it has stopped, and what it and the player tell each other."""

import asyncio
import shutil
import time
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import structlog

from ..chromium.devtools import BrowserError, DevTools, NoAnswerError, RefusedError, ThrownError
from ..chromium.process import Browser
from ..domain.heartbeat import Box, Glass
from .asks import Asks, what_it_can
from .box import THROTTLED, read_box
from .browser import running_browser
from .chromium import find_chromium, flags_of
from .glass import read_glass
from .options import Options
from .page import Page
from .panel import WORTH_MS, Panel, Plan, find_panel, find_television, panel_should_be_on
from .pauses import Pauses
from .probe import probe
from .profile import held
from .programs import Run, run
from .showing import Showing

log = structlog.get_logger()

SAY_SECONDS = 10
LOOK_SECONDS = 7
"""No part of a usual slide's length: else each look might fall on a change, and an unclear look tells nothing."""
MISSES = 2
TELEVISION_SECONDS = 600
"""So long after its start the launcher asks for a television that was silent: power comes back to both, and the box is quicker."""
ASKED = "asked for"
OLD = "it has run for long"
OLD_SECONDS = 12 * 3600
"""Chromium keeps some 15 kB more with each slide that was shown, whatever the page does (docs/figures.md): begun anew once a night."""
VERY_OLD_SECONDS = 7 * 24 * 3600
"""Where it is never night."""
ROOT = Path("/")


class Answer(msgspec.Struct, frozen=True):
    """What the player says of itself: server time in ms. `off`: nothing is shown, as planned, from `begins` to `ends`.

    `unpaired`: it has no token.
    """

    now: float | None = None
    off: bool = False
    begins: float | None = None
    ends: float | None = None
    painted: float | None = None
    slide: str | None = None
    unpaired: bool = False


async def keep_playing(options: Options) -> None:
    """Until it is cancelled. Raises BrowserError where there is no browser that could run, SettingsError for a profile."""
    program, _ = find_chromium(options.browser), flags_of(options)
    with held(options.profile):
        panel = await find_panel(options.panel, shared=options.window is not None)
        launcher = Launcher(options, panel, await what_it_can(panel))
        log.info(
            "the launcher starts", server=options.server, seat=options.seat, browser=str(program), panel=panel.kind
        )
        await launcher.run()


class Launcher:
    """`restarts` counts those that nobody asked for, since the launcher began."""

    def __init__(self, options: Options, panel: Panel, can: tuple[str, ...], root: Path = ROOT) -> None:
        self.restarts = 0
        self._options = options
        self._panel = panel
        self._can = can
        self._root = root
        self._ahead_ms: float | None = None
        self._plan = Plan()
        self._glass: Glass | None = None
        self._looked = asyncio.Event()
        self._thrown = ""
        self._panel_problem = ""

    async def run(self) -> None:
        await _first_of(self._keep_browser(), self._keep_panel())

    def now(self) -> float | None:
        """The server's time in ms, as the player last told it; None before that."""
        return None if self._ahead_ms is None else time.monotonic() * 1000 + self._ahead_ms

    async def _keep_browser(self) -> str:
        pauses = Pauses()
        while True:
            began = time.monotonic()
            why = await self._one_browser()
            if why in (ASKED, OLD):
                log.info("the browser is started again", why=why)
                continue
            self.restarts += 1
            pause = pauses.after(time.monotonic() - began)
            log.warning("the browser is started again", why=why, pause_seconds=pause, restarts=self.restarts)
            await asyncio.sleep(pause)

    async def _one_browser(self) -> str:
        """From its start until it must be started again; returns why."""
        self._glass = None
        try:
            async with running_browser(self._options) as (browser, devtools):
                return await self._watch(browser, devtools)
        except BrowserError as problem:
            return str(problem)

    async def _watch(self, browser: Browser, devtools: DevTools) -> str:
        page = await Page.attach(devtools)
        showing, asks = Showing(page, self._options), Asks(page, self._panel, self.now)
        page.on_ask = asks.take
        return await _first_of(
            browser.ended(),
            showing.run(),
            self._talk(page, showing),
            self._look(page, showing),
            _restart(asks),
            self._grow_old(),
        )

    async def _grow_old(self) -> str:
        """Until it is old, and the player would come again: a server that is away now may still be in the morning."""
        began = time.monotonic()
        while True:
            await asyncio.sleep(SAY_SECONDS)
            old = is_old(time.monotonic() - began, self._plan, self.now() or 0)
            if old and not await probe(self._options.player):
                return OLD

    async def _talk(self, page: Page, showing: Showing) -> str:
        """The sign of life: a page that twice says nothing has stopped, whatever it still shows."""
        misses = 0
        while misses < MISSES:
            try:
                answered = await self._say(page, showing)
            except NoAnswerError:
                misses += 1
                continue
            misses = 0
            await self._until_news(SAY_SECONDS if answered else 1)
        return "the page does not answer any more"

    async def _until_news(self, seconds: float) -> None:
        """A look at the glass is told at once: the player judges by it."""
        self._looked.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._looked.wait()

    async def _say(self, page: Page, showing: Showing) -> bool:
        """Tells the player of its box and hears how it is; False where no player is there (yet)."""
        said = {"box": await self._read_box(), "glass": self._glass, "can": self._can}
        try:
            answer = await page.tell("says", msgspec.to_builtins(said))
        except ThrownError as problem:
            self._tell_thrown(problem.message)
            answer = {}  # it runs: opening it anew for that would darken a screen that plays
        except RefusedError:
            return False
        if answer is None or not showing.playing:
            showing.not_heard()
            return False
        showing.heard()
        if self._hear(answer).unpaired:
            showing.unpaired()
        return True

    def _hear(self, said: object) -> Answer:
        try:
            answer = msgspec.convert(said, Answer)
        except msgspec.ValidationError as problem:
            self._tell_thrown(str(problem))
            return Answer()
        if answer.now is not None:
            self._ahead_ms = answer.now - time.monotonic() * 1000
            self._plan = next_plan(self._plan, answer, answer.now)
        return answer

    def _tell_thrown(self, why: str) -> None:
        if why != self._thrown:
            log.warning("the player answers wrongly", why=why[:300])
            self._thrown = why

    async def _look(self, page: Page, showing: Showing) -> str:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            at = self.now()
            if showing.playing and at is not None and (photograph := await page.photograph()):
                with suppress(OSError):  # a picture cut off by a browser that is just ending
                    fingerprint, black = await asyncio.to_thread(read_glass, photograph)
                    self._glass = Glass(at=round(at), fingerprint=fingerprint, black=black)
                    self._looked.set()

    async def _read_box(self) -> Box:
        said = ""
        if not (self._root / THROTTLED).exists() and shutil.which("vcgencmd"):
            said = (await run(Run(("vcgencmd", "get_throttled")))).says.strip()
        return await asyncio.to_thread(
            read_box,
            self._root,
            self._options.profile,
            throttled=said,
            panel=self._panel.state,
            restarts=self.restarts,
        )

    async def _keep_panel(self) -> str:
        """Switches when the plan changes its mind, and not in between: staff may have switched by hand.

        `on` is None where it is not known: a panel that did not hear at the start is told until it does.
        """
        began = time.monotonic()
        problem = await self._panel.begin()
        self._tell_panel(True, problem)
        on = None if problem else True
        while True:
            by_hand = self._panel.state == "off" and on is not False
            early = time.monotonic() - began < TELEVISION_SECONDS
            if early and not by_hand and await self._finds_television():
                on = None
            should = panel_should_be_on(self._plan, self.now() or 0, on is not False)
            if on is None and self._panel.state != "unknown":
                on = should  # it has heard staff meanwhile
            if should != on and self._panel.can:
                problem = await self._panel.turn(should)
                self._tell_panel(should, problem)
                on = on if problem else should
            await asyncio.sleep(SAY_SECONDS)

    async def _finds_television(self) -> bool:
        """One that was slower than its box: from now on it is switched itself, and its buttons are offered."""
        unasked = self._options.panel == "auto" and not self._options.window
        switch = await find_television() if unasked and self._panel.kind != "cec" else None
        if not switch or await self._panel.give_way(switch):
            return False
        self._can = await what_it_can(self._panel)
        log.info("a television answers", panel=self._panel.kind)
        return True

    def _tell_panel(self, should: bool, problem: str) -> None:
        """A problem once, not at each try."""
        if problem and problem != self._panel_problem:
            log.warning("the panel can't be switched", to="on" if should else "off", why=problem)
        elif not problem and self._panel.can:
            log.info("the panel is switched", to="on" if should else "off")
        self._panel_problem = problem


def next_plan(before: Plan, answer: Answer, now: float) -> Plan:
    """Off-time that goes on past midnight has begun when it began."""
    if not answer.off:
        return Plan()
    begins = now if answer.begins is None else answer.begins
    return Plan(begins if before.off_since is None else min(begins, before.off_since), answer.ends)


def is_old(seconds: float, plan: Plan, now: float) -> bool:
    """Whether a browser that has run for so long is to begin anew: where it is off as planned, long enough that nobody sees it."""
    if plan.off_since is None:
        return seconds >= VERY_OLD_SECONDS
    rest = float("inf") if plan.off_until is None else plan.off_until - now
    return seconds >= OLD_SECONDS and rest > WORTH_MS


async def _restart(asks: Asks) -> str:
    await asks.restart.wait()
    return ASKED


async def _first_of(*parts: Coroutine[Any, Any, str]) -> str:
    """What the first to end returns or raises; the others are ended."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return done.pop().result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
