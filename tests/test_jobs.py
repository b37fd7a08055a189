"""The clock of the machine may jump; what is to be done each second is done each second."""

import asyncio
import datetime as real
from collections.abc import AsyncIterator

import pytest
from apscheduler.executors import base as executors
from apscheduler.schedulers import base as schedulers
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers import interval as triggers
from structlog.testing import capture_logs

from signage import jobs
from signage.errors import StoreError
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


class Failing:
    """What a job does: each of these problems once, then nothing."""

    def __init__(self, *problems: Exception) -> None:
        self.problems = [*problems]
        self.runs: list[str] = []

    async def run(self) -> None:
        self.runs.append("")
        if self.problems:
            raise self.problems.pop(0)


async def test_a_clock_that_is_set_forward_by_days_has_no_missed_turns_counted(scheduler: AsyncIOScheduler) -> None:
    """Each would be listed, and nobody answered meanwhile."""
    runs = counting(scheduler, "each second", 1)
    await more(runs)
    Clock.ahead += real.timedelta(days=3)
    (job,) = scheduler.get_jobs()
    assert len(job._get_run_times(Clock.now(real.UTC))) <= 2
    for _ in range(3):
        await more(runs)
    assert abs(job.next_run_time - Clock.now(real.UTC)) <= real.timedelta(seconds=1)


async def test_a_job_that_a_full_disk_stops_says_so_once_and_when_it_is_done_again(
    scheduler: AsyncIOScheduler,
) -> None:
    failing = Failing(StoreError("the disk is full"), OSError("No space left on device"))
    with capture_logs() as logs:
        add_job(scheduler, Job("write", 1, failing.run))
        for _ in range(4):
            await more(failing.runs)
    assert [(one["log_level"], one["job"], one.get("reason")) for one in logs] == [
        ("error", "write", "the disk is full"),
        ("info", "write", None),
    ]


@pytest.mark.parametrize("problem", [StoreError("the disk is full"), ValueError("a slip")])
async def test_a_job_of_each_day_that_failed_is_tried_again_after_a_quarter_of_an_hour(
    scheduler: AsyncIOScheduler, problem: Exception
) -> None:
    failing = Failing(problem)
    add_job(scheduler, Job("sweep", 86_400, failing.run, first_seconds=0.2))
    await more(failing.runs)
    await asyncio.sleep(0.1)
    (job,) = scheduler.get_jobs()
    seconds = (job.next_run_time - Clock.now(real.UTC)).total_seconds()
    assert seconds == pytest.approx(jobs.AGAIN_SECONDS, abs=5)


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
