"""The clock wakes the server: each job calls one action (app.py lists them)."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

SWEEP_AFTER_SECONDS = 600
"""A server that is started anew each day sweeps too, once the screens have what they need."""


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
    return scheduler


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
