"""The clock wakes the server: each job calls one action (app.py lists them)."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import structlog
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from .errors import StoreError

LOOK_SECONDS = 1
"""How often the two clocks of the machine are compared."""
SET_BACK_SECONDS = 0.5
"""A clock that is set back by less holds up nothing that anybody would notice."""
SWEEP_AFTER_SECONDS = 600
"""A server that is started anew each day sweeps too, once the screens have what they need."""
AGAIN_SECONDS = 900
"""A job that failed is tried again after that, if its turn does not come sooner."""

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


class _Every(IntervalTrigger):  # type: ignore[misc]  # it comes without types
    """Of the turns that were missed it names the last alone. The scheduler lists them all: after a clock was set forward by
    a month nobody would be answered for as long as that takes.
    """

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        following: datetime | None = super().get_next_fire_time(previous_fire_time, now)
        missed = (now - following) // self.interval if following else 0
        return following + missed * self.interval if following and missed > 0 else following


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
            job.modify(next_run_time=job.next_run_time - timedelta(seconds=ahead - now))
        ahead = now
    asyncio.get_running_loop().call_later(LOOK_SECONDS, _keep_pace, scheduler, max(ahead, now))


def add_job(scheduler: AsyncIOScheduler, job: Job) -> None:
    """Calls `job.action` from now on. That the database or the disk can't be used is told once, and that it can be again."""
    failing = False

    async def run() -> None:
        nonlocal failing
        try:
            await job.action()
        except asyncio.CancelledError:  # the server stops; the scheduler would log that as a fault of the job
            return
        except (StoreError, OSError) as problem:
            if not failing:
                reason = str(problem) or type(problem).__name__
                log.error("a job can't be done just now; it is tried again", job=job.name, reason=reason)
            failing = True
            _try_again(scheduler, job)
        except Exception:
            _try_again(scheduler, job)
            raise
        else:
            if failing:
                log.info("a job is done again", job=job.name)
            failing = False

    jitter = job.jitter_seconds or None
    every = _Every(seconds=int(job.seconds), jitter=jitter, timezone="UTC", start_date=_first(job.first_seconds))
    scheduler.add_job(run, every, id=job.name, name=job.name)


def _try_again(scheduler: AsyncIOScheduler, job: Job) -> None:
    if job.seconds > AGAIN_SECONDS:
        with suppress(JobLookupError):  # the server stops
            scheduler.modify_job(job.name, next_run_time=_first(AGAIN_SECONDS))


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
