"""The clock of the machine may jump; what is to be done each second is done each second."""

import asyncio
import datetime as real
from collections.abc import AsyncIterator

import pytest
from apscheduler.executors import base as executors
from apscheduler.schedulers import base as schedulers
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers import interval as triggers

from signage import jobs
from signage.jobs import Job, add_job, start_jobs


class Clock(real.datetime):
    """The machine's clock, as far ahead of the real one as a test sets it."""

    ahead = real.timedelta()

    @classmethod
    def now(cls, tz: real.tzinfo | None = None) -> real.datetime:  # type: ignore[override]
        return real.datetime.now(tz) + Clock.ahead


@pytest.fixture
async def scheduler(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[AsyncIOScheduler]:
    monkeypatch.setattr(Clock, "ahead", real.timedelta())
    for module in (jobs, executors, schedulers, triggers):
        monkeypatch.setattr(module, "datetime", Clock)
    scheduler = start_jobs()
    yield scheduler
    scheduler.shutdown(wait=False)


def counting(scheduler: AsyncIOScheduler, name: str, seconds: float) -> list[str]:
    """Each run of a new job of this name."""
    runs: list[str] = []

    async def run() -> None:
        runs.append(name)

    add_job(scheduler, Job(name, seconds, run))
    return runs


async def more(runs: list[str]) -> None:
    """Until one of these jobs has run again."""
    before = len(runs)
    async with asyncio.timeout(15):
        while len(runs) == before:
            await asyncio.sleep(0.05)


async def test_a_clock_that_is_set_back_holds_up_no_job(scheduler: AsyncIOScheduler) -> None:
    runs = counting(scheduler, "each second", 1)
    counting(scheduler, "each day", 86_400)
    await more(runs)
    Clock.ahead -= real.timedelta(hours=1)
    for _ in range(3):
        await more(runs)
    daily = next(job for job in scheduler.get_jobs() if job.name == "each day")
    assert daily.next_run_time - Clock.now(real.UTC) <= real.timedelta(days=1)
    Clock.ahead += real.timedelta(hours=1)  # whoever sets it right does no harm either
    for _ in range(3):
        await more(runs)
