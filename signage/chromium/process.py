"""A Chromium that runs: spoken to by DevTools, ended with all its processes."""

import asyncio
import contextlib
import os
import signal
from collections import deque
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import aiohttp

from .devtools import BrowserError, DevTools

PORT = "DevToolsActivePort"
"""Written by the browser into its folder once it can be spoken to."""

START_SECONDS = 60  # a Raspberry Pi from a slow card
CLOSE_SECONDS = 5
LAST_WORDS = 3


class Browser:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self._said: deque[str] = deque(maxlen=LAST_WORDS)
        self._reading = asyncio.ensure_future(self._read())

    async def ended(self) -> str:
        """Until it has ended by itself; returns that, with its last words."""
        code = await self.process.wait()
        said = " / ".join(self._said)
        return f"the browser ended by itself ({code})" + (f": {said}" if said else "")

    async def address(self, profile: Path) -> str:
        """Where its DevTools listen. Raises BrowserError where it ends or does not come up."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(START_SECONDS):
                while self.process.returncode is None:
                    if line := _port_and_path(profile / PORT):
                        return f"ws://127.0.0.1:{line}"
                    await asyncio.sleep(0.1)
                raise BrowserError(await self.ended())
        raise BrowserError(f"the browser did not come up within {START_SECONDS} s")

    async def end(self) -> None:
        """Whoever is left of its family goes: renderers that hang, zygotes that a closing Chromium leaves behind."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        await self.process.wait()
        self._reading.cancel()

    async def _read(self) -> None:
        # Read always: a full pipe would stop the browser.
        while self.process.stderr and (part := await self.process.stderr.read(4096)):
            lines = part.decode("utf-8", "replace").splitlines()
            self._said.extend(line.strip()[:200] for line in lines if line.strip() and "DevTools listening" not in line)


def _port_and_path(file: Path) -> str:
    try:
        port, path = file.read_text("ascii").split()
    except (OSError, ValueError):
        return ""
    return f"{port}{path}"


@contextlib.asynccontextmanager
async def running_chromium(
    program: Path, flags: Sequence[str], profile: Path
) -> AsyncIterator[tuple[Browser, DevTools]]:
    """`flags` name the same folder as `profile`, in which no PORT of an earlier browser lies. Raises BrowserError where it
    does not start.
    """
    process = await asyncio.create_subprocess_exec(
        program,
        *flags,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # so that the whole family can be ended at once
    )
    browser = Browser(process)
    try:
        # No proxy of the environment stands between us and our browser.
        async with (
            aiohttp.ClientSession(trust_env=False) as session,
            session.ws_connect(await browser.address(profile), max_msg_size=0) as socket,
        ):
            devtools = DevTools(socket)
            listening = asyncio.ensure_future(devtools.listen())
            try:
                yield browser, devtools
            finally:
                await _ask_to_close(browser, devtools)
                listening.cancel()
    except aiohttp.ClientError as problem:
        raise BrowserError(f"the browser does not let itself be spoken to ({problem})") from problem
    finally:
        await browser.end()


async def _ask_to_close(browser: Browser, devtools: DevTools) -> None:
    """Lets it write down what its pages have kept."""
    with contextlib.suppress(BrowserError, TimeoutError):
        async with asyncio.timeout(CLOSE_SECONDS):
            await devtools.command("Browser.close")
            await browser.process.wait()
