"""A demo in a process of its own, and what tests and figures ask of it."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import aiohttp

from tests.chromium import Browser, Page

START_SECONDS = 300
"""What it may take to make all slides of the demo on a busy machine."""


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
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), START_SECONDS)
        except TimeoutError:
            await self.end(signal.SIGKILL)
            raise
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


SHORT = """
transition = "{transition}"
[[section]]
kinds = ["news", "about"]
newest = {newest}
seconds = 2
[[when]]
priority = 100
"""


def write_playlist(demo: DemoProcess, newest: int = 6, transition: str = "cut") -> None:
    """A loop of short slots on every screen, so that a test need not wait for real ones."""
    path = demo.input / "playlists" / "test.toml"
    path.write_text(SHORT.format(newest=newest, transition=transition), "utf-8")


async def manifest(demo: DemoProcess, display: int = 0) -> dict[str, Any]:
    token = demo.ready["displays"][display]["token"]
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{demo.ready['url']}/api/v1/player/manifest", headers=headers) as answer,
    ):
        assert answer.status == 200
        found: dict[str, Any] = json.loads(await answer.read())
        return found


async def published(demo: DemoProcess, holds: Any, seconds: float = 15) -> dict[str, Any]:
    """The first manifest for which something holds."""
    for _ in range(round(seconds / 0.05)):
        found = await manifest(demo)
        if holds(found):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError(f"not within {seconds} s; items: {items_of(found)}")


def items_of(found: dict[str, Any]) -> set[str]:
    return {slide["item"] for slide in found["slides"] if "item" in slide}


MAIN = 3
"""The first so many displays of the demo show something at any hour, in both shapes and both languages."""


async def open_players(demo: DemoProcess, browser: Browser) -> list[Page]:
    """The main displays, each in a window of its own, in its own shape."""
    pages = []
    for display, size in zip(demo.ready["displays"][:MAIN], await sizes(demo), strict=True):
        page = await browser.new_page(display["player_url"], *size)
        pages.append(page)
    for page in pages:
        await page.wait_for("window.signage && window.signage.onGlass.painted", 40)
    return pages


async def sizes(demo: DemoProcess) -> list[tuple[int, int]]:
    found = [(await manifest(demo, number))["display"] for number in range(MAIN)]
    return [(display["width"], display["height"]) for display in found]


async def on_glass(page: Page) -> str:
    return str(await page.evaluate("window.signage.onGlass.slide"))


async def item_on_glass(page: Page) -> str:
    return str(await page.evaluate("window.signage.onGlass.item"))
