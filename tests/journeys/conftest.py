"""A real demo in a process of its own, and a real browser."""

import asyncio
import fcntl
import os
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signage.domain.manifest import epoch_ms
from signage.domain.slots import FALLBACK_MS
from tests.chromium import Browser, chromium
from tests.journeys.demo_process import DemoProcess, manifest


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a demo that ran once: its slides are made, so that not every journey waits for them. The processes that
    run tests side by side share it: the first makes it."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared / "demo").exists():
            making = tmp_path_factory.mktemp("making")
            with ThreadPoolExecutor(1) as beside:  # not in the thread of the tests, whose event loop is theirs
                beside.submit(lambda: asyncio.run(run_once(making))).result()
            making.rename(shared / "demo")
    return shared / "demo"


QUIET_SECONDS, QUIET_WITHIN_SECONDS = 8, 240


async def run_once(data: Path) -> None:
    """Until its pictures and films are taken in and published, and the turn of the fallback is over that a server publishes before it
    has read anything: from then on all screens show the same, whether they were there from the first second or came later."""
    running = DemoProcess(data)
    await running.start()
    async with asyncio.timeout(QUIET_WITHIN_SECONDS):
        while await etags(running) != await etags(running, after=QUIET_SECONDS):
            pass
    await running.end()
    await asyncio.sleep((FALLBACK_MS - epoch_ms(datetime.now(UTC)) % FALLBACK_MS) / 1000)


async def etags(demo: DemoProcess, after: float = 0) -> list[str]:
    await asyncio.sleep(after)
    return [(await manifest(demo, number))["etag"] for number in range(len(demo.ready["displays"]))]


@pytest.fixture
async def demo(tmp_path: Path, made_demo: Path) -> AsyncIterator[DemoProcess]:
    """A demo as it is on any day but its first."""
    data = tmp_path / "data"
    shutil.copytree(made_demo, data)
    running = DemoProcess(data)
    await running.start()
    yield running
    await running.end()


@pytest.fixture
async def new_demo(tmp_path: Path) -> AsyncIterator[DemoProcess]:
    """A demo in an empty folder."""
    running = DemoProcess(tmp_path)
    await running.start()
    yield running
    await running.end()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened
