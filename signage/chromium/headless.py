"""A Chromium without a window, for looking at what we made: it opens nothing but what it is handed, and keeps nothing."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from .devtools import BrowserError, DevTools
from .process import running_chromium
from .tab import Tab

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NOT_THERE = (
    "there is no Chromium on this machine, which looks at slides as screens do: apt install chromium, or name one in the "
    "setting `chromium`"
)

FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--mute-audio",
    "--force-color-profile=srgb",
    "--autoplay-policy=no-user-gesture-required",
    # Several windows are at work at once; none may be slowed down for not being in front.
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-background-timer-throttling",
    # It speaks with nobody: whatever a slide asked of the network, it is not there.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--no-first-run",
    "--no-default-browser-check",
    "--remote-debugging-port=0",
)


def find_chromium(named: str = "") -> Path | None:
    """The program of that name or path, else the first of the usual names on the PATH, else the newest of Playwright's."""
    for name in (named,) if named else NAMES:
        if found := shutil.which(name):
            return Path(found)
    return None if named else _of_playwright()


def _of_playwright() -> Path | None:
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = [*folder.glob("chromium*/chrome-*/chrome"), *folder.glob("chromium*/chrome-*/*headless*shell")]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


@contextlib.asynccontextmanager
async def headless_chromium(named: str = "") -> AsyncIterator[DevTools]:
    """Runs as long as the block, in a folder of its own that goes with it. Raises BrowserError where there is none, or it
    does not start.
    """
    program = find_chromium(named)
    if program is None:
        raise BrowserError(f"“{named}” is no program; the setting `chromium` names it" if named else NOT_THERE)
    with tempfile.TemporaryDirectory(prefix="signage-chromium-", ignore_cleanup_errors=True) as folder:
        # For root Chromium's sandbox does not work. What is opened here was made by us and may run only our own script.
        bare = ("--no-sandbox",) if os.geteuid() == 0 else ()
        flags = [*FLAGS, *bare, f"--user-data-dir={folder}", "about:blank"]
        async with running_chromium(program, flags, Path(folder)) as (_, devtools):
            yield devtools


async def new_window(devtools: DevTools) -> Tab:
    """A *window*, since a tab behind another counts as hidden. Raises BrowserError."""
    created = await devtools.command("Target.createTarget", url="about:blank", newWindow=True)
    attached = await devtools.command("Target.attachToTarget", targetId=created["targetId"], flatten=True)
    return Tab(devtools, attached["sessionId"])
