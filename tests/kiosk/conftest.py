"""A launcher that runs, on a headless Chromium of its own, and an eye on its glass."""

import asyncio
import contextlib
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from signage.chromium import devtools, process
from signage.chromium.devtools import BrowserError, DevTools
from signage.chromium.process import PORT
from signage.kiosk import launcher
from signage.kiosk.launcher import keep_playing
from signage.kiosk.options import Options
from tests.chromium import find_chromium

from .stand_in import StandIn, standing_in

FLAGS = ("--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--no-sandbox")


class Kiosk:
    """A running launcher; its glass is looked at through DevTools of the test's own."""

    def __init__(self, options: Options, task: asyncio.Future[None]) -> None:
        self.options = options
        self.task = task

    async def evaluate(self, expression: str) -> Any:
        async with self._eye() as (eye, session):
            answer = await eye.command("Runtime.evaluate", session=session, expression=expression, returnByValue=True)
            return answer["result"].get("value")

    async def sees(self, expression: str, seconds: float = 90) -> Any:
        """The expression's value once it is true on the glass."""
        async with asyncio.timeout(seconds):
            while True:
                with contextlib.suppress(BrowserError, OSError, ValueError, aiohttp.ClientError):
                    if value := await self.evaluate(expression):
                        return value
                await asyncio.sleep(0.1)

    async def ask(self, number: str, what: str) -> None:
        """As the player asks."""
        payload = json.dumps({"id": number, "ask": what, "args": {}})
        await self.sees("window.signageLauncher ? 1 : 0")
        await self.evaluate(f"signageLauncher({json.dumps(payload)})")

    def browser(self) -> int:
        """The browser's own process."""
        found = processes(f"--user-data-dir={self.options.profile}")
        return next(number for number in found if os.getpgid(number) == number)

    def hit_renderers(self, with_signal: signal.Signals) -> None:
        for number in processes("--type=renderer"):
            with contextlib.suppress(ProcessLookupError):
                if os.getpgid(number) == self.browser():
                    os.kill(number, with_signal)

    @contextlib.asynccontextmanager
    async def _eye(self) -> AsyncIterator[tuple[DevTools, str]]:
        port, path = (self.options.profile / PORT).read_text().split()
        async with (
            aiohttp.ClientSession(trust_env=False) as http,
            http.ws_connect(f"ws://127.0.0.1:{port}{path}", max_msg_size=0) as socket,
        ):
            eye = DevTools(socket)
            listening = asyncio.ensure_future(eye.listen())
            try:
                targets = (await eye.command("Target.getTargets"))["targetInfos"]
                page = next(one["targetId"] for one in targets if one["type"] == "page")
                attached = await eye.command("Target.attachToTarget", targetId=page, flatten=True)
                yield eye, attached["sessionId"]
            finally:
                listening.cancel()


def processes(argument: str | None) -> list[int]:
    """Those that were started with this argument; None: all."""
    found = []
    for folder in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            # Children of Chromium's zygote have spaces between their arguments.
            arguments = (folder / "cmdline").read_text("utf-8", "replace").replace("\0", " ").split()
            if folder.name.isdecimal() and (argument is None or argument in arguments):
                found.append(int(folder.name))
    return found


Launch = Callable[..., AbstractAsyncContextManager[Kiosk]]


@pytest_asyncio.fixture
async def server() -> AsyncIterator[StandIn]:
    async with standing_in() as server:
        yield server


@pytest.fixture
def launch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Launch:
    """`async with launch(server.url, token=…) as kiosk`: with a minute of a launcher's patience in a second or two."""
    monkeypatch.setattr(launcher, "SAY_SECONDS", 0.5)
    monkeypatch.setattr(launcher, "LOOK_SECONDS", 0.5)
    monkeypatch.setattr(devtools, "ANSWER_SECONDS", 4)
    monkeypatch.setattr(process, "CLOSE_SECONDS", 2)
    chromium = find_chromium()
    assert chromium

    @contextlib.asynccontextmanager
    async def launching(url: str, **more: Any) -> AsyncIterator[Kiosk]:
        options = Options(
            url, more.pop("profile", tmp_path / "profile"), browser=Path(chromium), flags=FLAGS, panel="none"
        )
        task = asyncio.ensure_future(keep_playing(options._replace(**more)))
        kiosk = Kiosk(options._replace(**more), task)
        try:
            yield kiosk
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    return launching


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that comes first on the PATH, where a test lays programs of its own."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder
