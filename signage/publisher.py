"""A change wakes the server: waits for a revision above the published one, lets a burst settle, publishes.

Nothing else publishes. It also wakes at the channels' daily roll, and then announces nothing; and after a while where a slide could
not be made this time, since what killed its worker may be over.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import structlog
from prometheus_client import Histogram

from .actions.publish_manifests import Edition, Press, publish_manifests
from .domain.catalogue import Catalogue
from .render.orders import Look
from .store.catalogue import CatalogueKeeper

SETTLE_SECONDS = 0.05
SETTLE_AT_MOST_SECONDS = 0.3
LOOK_SECONDS = 1.0
"""How often the stored revision is read: a command beside the server may have raised it."""
RETRY_SECONDS = 5.0
AGAIN = timedelta(minutes=5)
"""Until a slide whose worker died is tried again without any edit; then twice as long each time, since a slide that kills
each worker holds up edits meanwhile.
"""
AGAIN_AT_MOST = timedelta(hours=6)
ROLL_AT_MOST = timedelta(hours=25)
"""A day on which clocks go back from summer time is the longest."""

Listener = Callable[[dict[str, str]], Awaitable[None]]
log = structlog.get_logger()


def publishing_histogram() -> Histogram:
    return Histogram(
        "signage_publish_seconds",
        "From an edit that has settled until the displays that show it are told",
        buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
        registry=None,
    )


def _come(at: datetime | None, now: datetime, at_most: timedelta) -> bool:
    """Whether a moment has come. One that lies further ahead than any is set was set before the clock was set back."""
    return at is not None and not now < at <= now + at_most


class Publisher:
    """Keeps what is served equal to what is stored. `subscribe` returns the function that unsubscribes."""

    def __init__(self, press: Press, catalogues: CatalogueKeeper) -> None:
        self._press = press
        self._catalogues = catalogues
        self._listeners: list[Listener] = []
        self._published = -1
        self._roll_at: datetime | None = None
        self._again_at: datetime | None = None
        self._patience = AGAIN
        self._edition: Edition | None = None
        self._caught_up = asyncio.Condition()
        self.seconds = publishing_histogram()

    async def catalogue(self) -> Catalogue:
        """What is stored now."""
        return await self._catalogues.current()

    @property
    def look(self) -> Look:
        """What slides are made in."""
        return self._press.look

    @property
    def look_digest(self) -> str:
        return self._press.look_digest

    def renew(self, look: Look, digest: str) -> None:
        """From the next publication on, which a raised revision brings, every slide is made in this look."""
        self._press = self._press._replace(look=look, look_digest=digest)
        self._edition = None

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def caught_up(self) -> None:
        """Until all that is stored now is on air."""
        revision = (await self._catalogues.current()).revision
        async with self._caught_up:
            await self._caught_up.wait_for(lambda: self._published >= revision)

    async def run(self) -> None:
        """Until it is cancelled. A publication that fails leaves what is on air and is tried again."""
        failing = False
        while True:
            try:
                await self._wait()
                await self._publish()
                failing = False
            except Exception as problem:
                if not failing:
                    log.error("publishing failed; what is on air stays", reason=str(problem), exc_info=True)
                failing = True
                await asyncio.sleep(RETRY_SECONDS)

    async def _wait(self) -> None:
        while not await self._due():
            changed = self._press.database.changed
            try:
                # Not wait_for: in Python 3.11 it loses a cancellation that comes with a change, and the stop would wait.
                async with asyncio.timeout(LOOK_SECONDS):
                    await changed.wait()
            except TimeoutError:
                continue
            changed.clear()
            await self._settle()

    async def _settle(self) -> None:
        """Waits until 50 ms pass without a further change, 300 ms at most."""
        loop = asyncio.get_running_loop()
        end = loop.time() + SETTLE_AT_MOST_SECONDS
        changed = self._press.database.changed
        while loop.time() < end:
            try:
                async with asyncio.timeout(SETTLE_SECONDS):
                    await changed.wait()
            except TimeoutError:
                return
            changed.clear()

    async def _due(self) -> bool:
        catalogue, now = await self._catalogues.current(), datetime.now(UTC)
        waiting = (self._roll_at, ROLL_AT_MOST), (self._again_at, AGAIN_AT_MOST)
        return catalogue.revision > self._published or any(_come(at, now, at_most) for at, at_most in waiting)

    async def _publish(self) -> None:
        begun = time.perf_counter()
        self._press.manifests.await_tokens()
        catalogue = await self._catalogues.current()
        now = datetime.now(UTC)
        edited = catalogue.revision > self._published
        self._press.manifests.know(self._catalogues.tokens)
        press = self._press
        retrying = self._take_up_again(now)
        put_off = set(press.slides.put_off)
        if self._roll_at and now + ROLL_AT_MOST < self._roll_at:
            self._edition = None  # the clock was set back: what is on air may begin in the future
        published = await publish_manifests(press, catalogue, now, self._edition)
        changed, edition = published
        self._edition = edition if press is self._press else None  # a look that came meanwhile asks for all anew
        self._roll_at = published.roll_at
        if not edition.failing:
            press.slides.put_off.clear()
            self._try_later(None)
        elif retrying:
            self._try_later(now)
        elif not self._again_at or press.slides.put_off - put_off:
            self._again_at = None  # what has failed for the first time may well be made soon
            self._try_later(now)
        self._published = catalogue.revision
        async with self._caught_up:
            self._caught_up.notify_all()
        if changed:
            log.info("published", revision=catalogue.revision, displays=len(changed))
        if changed and (edited or retrying):  # a roll is not pushed: players meet it at a poll
            await self._announce(changed)
        if edited:
            self.seconds.observe(time.perf_counter() - begun)

    def _take_up_again(self, now: datetime) -> bool:
        """Whether it is time to try what was put off; an edit alone does not, so that it never waits for that."""
        due = _come(self._again_at, now, AGAIN_AT_MOST)
        if due:
            self._press.slides.put_off.clear()
        return due

    def _try_later(self, failed_at: datetime | None) -> None:
        self._patience = min(self._patience * 2, AGAIN_AT_MOST) if self._again_at else AGAIN
        self._again_at = failed_at + self._patience if failed_at else None

    async def _announce(self, changed: dict[str, str]) -> None:
        for listener in tuple(self._listeners):
            await listener(changed)
