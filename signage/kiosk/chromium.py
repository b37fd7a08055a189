"""Which Chromium, and how it is told to behave on a screen that nobody touches."""

import os
import shutil
from pathlib import Path

from ..chromium.devtools import BrowserError
from .options import Options, is_secure

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NOT_THERE = "Chromium isn't installed: apt install chromium (or name another with --browser)"
AS_ROOT = "Chromium's sandbox doesn't work for root: run the launcher as a user of its own"
BLACK = "data:text/html,<body bgcolor=black>"

FLAGS = (
    "--kiosk",
    "--no-first-run",
    "--no-default-browser-check",
    # Nothing lies over the glass: no bubble after a power cut, no question, no bar, no menu.
    "--noerrdialogs",
    "--hide-crash-restore-bubble",
    "--disable-session-crashed-bubble",
    "--disable-hang-monitor",
    "--disable-prompt-on-repost",
    "--deny-permission-prompts",
    "--disable-features=Translate,TranslateUI,MediaRouter,OptimizationHints",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--password-store=basic",
    # Films start by themselves, timers keep their time whatever lies in front.
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    # It speaks with the server and nobody else.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-domain-reliability",
    "--disable-breakpad",
    "--no-pings",
    # On loopback, at a port that the system chooses; no page may speak to it, only programs of this box.
    "--remote-debugging-port=0",
)


def find_chromium(named: Path | None) -> Path:
    """The browser that was named, else the first of its usual names on the PATH. Raises BrowserError."""
    for name in (str(named),) if named else NAMES:
        if found := shutil.which(name):
            return Path(found)
    raise BrowserError(f"{named} is no program" if named else NOT_THERE)


def flags_of(options: Options) -> list[str]:
    """All arguments but the program. The address is not among them: it may carry a token, and `ps` shows arguments.

    Raises BrowserError where Chromium would refuse to run.
    """
    if os.geteuid() == 0 and "--no-sandbox" not in options.flags:
        raise BrowserError(AS_ROOT)
    flags = [*FLAGS, f"--user-data-dir={options.profile.absolute()}"]
    if not is_secure(options.server):
        # docs/protocol.md, "Where verification is possible": so that plain http keeps and verifies files too.
        flags.append(f"--unsafely-treat-insecure-origin-as-secure={options.server}")
    if os.environ.get("WAYLAND_DISPLAY"):
        flags.append("--ozone-platform=wayland")  # of itself it takes Xwayland where there is one
    if window := options.window:
        flags += [f"--window-size={window.width},{window.height}", f"--window-position={window.left},{window.top}"]
    return [*flags, *options.flags, BLACK]
