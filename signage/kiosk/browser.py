"""The browser on the glass, with its folder made ready."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from ..chromium.devtools import DevTools
from ..chromium.process import Browser, running_chromium
from .chromium import find_chromium, flags_of
from .options import Options
from .profile import make_ready


@contextlib.asynccontextmanager
async def running_browser(options: Options) -> AsyncIterator[tuple[Browser, DevTools]]:
    """Raises BrowserError where it can't be found or does not start."""
    program, flags = find_chromium(options.browser), flags_of(options)
    await asyncio.to_thread(make_ready, options.profile)
    async with running_chromium(program, flags, options.profile) as running:
        yield running
