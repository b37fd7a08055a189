"""A real demo in a process of its own, and a real browser."""

import asyncio
import fcntl
import os
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.chromium import Browser, chromium
from tests.journeys.demo_process import DemoProcess


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


async def run_once(data: Path) -> None:
    running = DemoProcess(data)
    await running.start()
    await running.end()


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
