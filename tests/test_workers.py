"""Work that dies, hangs or eats memory costs its own process and nothing else."""

import asyncio
import os
import threading
import time
import weakref
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from signage.errors import SourceError, WorkerError
from signage.workers import IDLE_SECONDS, Workers


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    # The process's own beginning counts, and on a busy machine takes its time.
    made = Workers(processes=1, megabytes=512, seconds=5)
    yield made
    await made.close()


def double(number: int) -> int:
    return number * 2


def die() -> None:
    os._exit(7)


def eat() -> int:
    return len(bytearray(2 << 30))


class Ring:
    """Garbage that only looking for it finds."""

    def __init__(self) -> None:
        self.own = self


_ring: list[weakref.ref[Ring]] = []


def leave_a_ring() -> None:
    _ring[:] = [weakref.ref(Ring())]


def is_ring_gone() -> bool:
    return _ring[0]() is None


def refuse() -> None:
    raise SourceError("this is not a feed", "feeds/news.rss")


async def test_garbage_is_looked_for_while_there_is_no_work(workers: Workers) -> None:
    await workers.run(leave_a_ring)
    assert not await workers.run(is_ring_gone)
    await asyncio.sleep(IDLE_SECONDS + 0.5)
    assert await workers.run(is_ring_gone)


async def test_work_is_done_in_another_process(workers: Workers) -> None:
    assert await workers.run(double, 21) == 42
    assert await workers.run(os.getpid) != os.getpid()


async def test_what_work_raises_comes_back_whole(workers: Workers) -> None:
    with pytest.raises(SourceError) as raised:
        await workers.run(refuse)
    assert (raised.value.message, raised.value.where) == ("this is not a feed", "feeds/news.rss")


async def test_work_that_kills_its_process_is_told_and_the_next_goes_on(workers: Workers) -> None:
    with pytest.raises(WorkerError, match="exit code 7"):
        await workers.run(die)
    assert await workers.run(double, 1) == 2


async def test_work_that_hangs_is_ended(workers: Workers) -> None:
    with pytest.raises(WorkerError, match="longer than 5 s"):
        await workers.run(time.sleep, 60)
    assert await workers.run(double, 1) == 2
    with pytest.raises(WorkerError, match=r"longer than 0\.1 s"):
        await workers.run_within(0.1, time.sleep, 60)


async def test_work_that_eats_memory_is_told(workers: Workers) -> None:
    with pytest.raises(WorkerError, match="memory"):
        await workers.run(eat)
    assert await workers.run(double, 1) == 2


async def test_work_takes_no_thread_of_the_loop(workers: Workers) -> None:
    """Those are for what publishes, serves files and asks for names, however much is under way."""
    release, pool = threading.Event(), ThreadPoolExecutor(1)
    asyncio.get_running_loop().set_default_executor(pool)
    taken = asyncio.ensure_future(asyncio.to_thread(release.wait))
    try:
        assert await asyncio.wait_for(workers.run(double, 21), 60) == 42
    finally:
        release.set()
        await taken


async def test_a_cancelled_caller_hands_on_a_worker_that_is_free(workers: Workers) -> None:
    await workers.run(double, 0)
    waiting = asyncio.ensure_future(workers.run(time.sleep, 0.5))
    await asyncio.sleep(0.1)
    waiting.cancel()
    assert await workers.run(double, 4) == 8


async def test_who_is_told_to_stop_does_not_wait_for_work_that_is_under_way() -> None:
    """A server that is stopped in the middle of a publication would otherwise go on for as long as that may take."""
    workers = Workers(processes=1, megabytes=512, seconds=3600)
    await workers.run(double, 0)
    waiting = asyncio.ensure_future(workers.run(time.sleep, 3600))
    await asyncio.sleep(0.1)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(waiting, 60)
    assert await workers.run(double, 4) == 8
    await workers.close()
