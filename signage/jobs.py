"""The clock wakes the server: each job calls one action (app.py lists them)."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

LOOK_SECONDS = 1
"""How often the two clocks of the machine are compared."""
SET_BACK_SECONDS = 0.5
"""A clock that is set back by less holds up nothing that anybody would notice."""
SWEEP_AFTER_SECONDS = 600
"""A server that is started anew each day sweeps too, once the screens have what they need."""

log = structlog.get_logger()


class Job(NamedTuple):
    """`jitter_seconds` spreads what would otherwise reach other people's servers on the same second.

    `first_seconds` is when it runs for the first time, counted from the start; None: after `seconds`.
    """

    name: str
    seconds: float
    action: Callable[[], Awaitable[None]]
    jitter_seconds: float = 0
    first_seconds: float | None = None


def start_jobs() -> AsyncIOScheduler:
    """A clock without jobs. One that is late runs once, as soon as it can; one never runs beside itself."""
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    scheduler.start()
    _keep_pace(scheduler, _clock())
    return scheduler


def _clock() -> float:
    """How far the clock on the wall is ahead of the one that nobody sets."""
    return datetime.now(UTC).timestamp() - time.monotonic()


def _keep_pace(scheduler: AsyncIOScheduler, ahead: float) -> None:
    """A job waits for a time on the wall: when that clock is set back, all would stand still for as long."""
    if not scheduler.running:
        return
    now = _clock()
    if ahead - now > SET_BACK_SECONDS:
        log.warning("the clock was set back; jobs keep their pace", seconds=round(ahead - now))
        for job in scheduler.get_jobs():
            then = job.next_run_time - timedelta(seconds=ahead - now)
            job.modify(next_run_time=max(then, datetime.now(UTC)))  # what is long overdue would be counted run by run
        ahead = now
    asyncio.get_running_loop().call_later(LOOK_SECONDS, _keep_pace, scheduler, max(ahead, now))


def add_job(scheduler: AsyncIOScheduler, job: Job) -> None:
    """Calls `job.action` from now on."""

    async def run() -> None:
        try:
            await job.action()
        except asyncio.CancelledError:  # the server stops; the scheduler would log that as a fault of the job
            return

    jitter = job.jitter_seconds or None
    every = IntervalTrigger(
        seconds=int(job.seconds), jitter=jitter, timezone="UTC", start_date=_first(job.first_seconds)
    )
    scheduler.add_job(run, every, id=job.name, name=job.name)


def _first(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.now(UTC) + timedelta(seconds=seconds)


async def running_beside(stack: AsyncExitStack, work: Coroutine[None, None, None]) -> None:
    """Work that goes on until the stack ends."""
    task = asyncio.create_task(work)

    async def end() -> None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    stack.push_async_callback(end)
