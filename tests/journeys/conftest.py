"""A real demo in a process of its own, and a real browser."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.chromium import Browser, chromium
from tests.journeys.demo_process import DemoProcess


@pytest.fixture(scope="session")
def made_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of a demo that ran once: its slides are made, so that not every journey waits for them."""
    folder = tmp_path_factory.mktemp("made")

    async def make() -> None:
        running = DemoProcess(folder)
        await running.start()
        await running.end()

    with ThreadPoolExecutor(1) as beside:  # not in the thread of the tests, whose event loop is theirs
        beside.submit(lambda: asyncio.run(make())).result()
    return folder


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
