"""A real demo in a process of its own, and a real browser."""

import asyncio
import fcntl
import hashlib
import os
import shutil
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from signage.domain.manifest import epoch_ms
from signage.domain.slots import FALLBACK_MS
from tests.chromium import Browser, shared_chromium
from tests.journeys.demo_process import DemoProcess, manifest

ROOT = Path(__file__).parents[2]
TEST_SECONDS = 900
"""The first journey of a run makes the demo, and what that takes counts as its own: until it is ready, quiet and past its fallback."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Given all tests of the run; one's own mark goes first."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(TEST_SECONDS))


@pytest.fixture(scope="session")
def made_demo(pytestconfig: pytest.Config) -> Path:
    """The data of a demo that ran once: its slides are made, so that not every journey waits for them. Processes that run tests side
    by side share it, and so do runs of one day on one state of the code: the first makes it."""
    assert pytestconfig.cache
    shared = pytestconfig.cache.mkdir("demo")
    state = state_of("signage", "players", "demo", "requirements.txt", "tests/journeys/demo_process.py")
    made = shared / f"{datetime.now(ZoneInfo('Asia/Tokyo')).date()}-{state}"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for old in sorted(shared.glob("20*"), key=os.path.getmtime)[:-1]:  # at midnight the last one may be in use
                shutil.rmtree(old)
            making = shared / "making"
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            with ThreadPoolExecutor(1) as beside:  # not in the thread of the tests, whose event loop is theirs
                beside.submit(lambda: asyncio.run(run_once(making))).result()
            making.rename(made)
    return made


def state_of(*names: str) -> str:
    """One word for what is in these files and folders."""
    files = sorted(file for name in names for file in (ROOT / name, *(ROOT / name).rglob("*")) if file.is_file())
    said = hashlib.sha256()
    for file in files:
        if "__pycache__" not in file.parts:
            said.update(f"{file.relative_to(ROOT)} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return said.hexdigest()[:16]


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
    async with shared_chromium() as opened:
        yield opened
