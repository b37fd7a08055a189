"""A real demo in a process of its own, and a real browser."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.chromium import Browser, chromium
from tests.journeys.demo_process import DemoProcess


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[DemoProcess]:
    running = DemoProcess(tmp_path)
    await running.start()
    yield running
    await running.end()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened
