"""A real demo in a process of its own, and a real browser."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.chromium import Browser, chromium


class DemoProcess:
    """`signage demo --json`, as anybody would start it; `stop`, `kill` and `start` it again on the same data and port."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = 0
        self.ready: dict[str, Any] = {}
        self._process: asyncio.subprocess.Process | None = None

    @property
    def input(self) -> Path:
        return Path(self.ready["input"])

    async def start(self) -> None:
        environment = {**os.environ, "SIGNAGE_PORT": str(self.port), "SIGNAGE_DATA": str(self.data)}
        log = (self.data / "log.txt").open("ab")
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "signage",
            "demo",
            "--json",
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
        log.close()
        assert self._process.stdout
        line = await asyncio.wait_for(self._process.stdout.readline(), 90)
        assert line, (self.data / "log.txt").read_text()
        self.ready = json.loads(line)
        self.port = int(self.ready["url"].rpartition(":")[2])

    async def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        assert self._process
        if self._process.returncode is None:
            self._process.send_signal(how)
        await asyncio.wait_for(self._process.wait(), 30)

    async def command(self, *arguments: str) -> str:
        """A signage command beside the server, on the demo's settings."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "signage",
            "--settings",
            str(self.input / "signage.toml"),
            *arguments,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        assert process.returncode == 0, output.decode()
        return output.decode()


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
