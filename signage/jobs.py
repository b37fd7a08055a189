"""The clock wakes the server: each job calls one action (app.py lists them)."""

import inspect
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class Job(NamedTuple):
    """`jitter_seconds` spreads what would otherwise reach other people's servers on the same second."""

    name: str
    seconds: float
    action: Callable[[], Awaitable[None]]
    jitter_seconds: float = 0


def start_jobs() -> AsyncIOScheduler:
    """A clock without jobs. One that is late runs once, as soon as it can; one never runs beside itself."""
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
    scheduler.start()
    return scheduler


def add_job(scheduler: AsyncIOScheduler, job: Job) -> None:
    """`job.action` must itself be a coroutine function: the scheduler would call anything else in a thread."""
    assert inspect.iscoroutinefunction(job.action), job.name  # noqa: S101 a slip of ours, found at the first start
    jitter = job.jitter_seconds or None
    scheduler.add_job(job.action, "interval", seconds=job.seconds, jitter=jitter, id=job.name, name=job.name)
