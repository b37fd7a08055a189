"""Slides photographed for whoever asks, as PNG: by one browser, that comes when it is first needed and goes when nobody asks."""

import asyncio
import contextlib
from collections import OrderedDict

from ..chromium.devtools import BrowserError
from .glass import Glass, Media, glasses

IDLE_SECONDS = 60.0
"""So long a browser waits for the next picture; then it goes, with the memory that it took."""

KEPT = 24
"""Pictures that stay in memory, some 100 kB each: a page asks for three, and people look at it again."""


class Studio:
    """`media` gives the files that slides load, `chromium` names the browser (the setting)."""

    def __init__(self, media: Media, chromium: str = "") -> None:
        self._media = media
        self._chromium = chromium
        self._one_at_a_time = asyncio.Lock()
        self._stack = contextlib.AsyncExitStack()
        self._glass: Glass | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._kept: OrderedDict[tuple[bytes, int, int], bytes] = OrderedDict()

    async def photograph(self, html: bytes, width: int, height: int) -> bytes:
        """A slide's document as PNG of so many px. Raises BrowserError (none is installed, say) and RenderError."""
        asked = (html, width, height)
        async with self._one_at_a_time:
            if asked not in self._kept:
                self._keep(asked, await self._take(html, width, height))
            self._kept.move_to_end(asked)
            return self._kept[asked]

    async def close(self) -> None:
        """Ends the browser; the next picture starts another."""
        async with self._one_at_a_time:
            if self._leaving:
                self._leaving.cancel()
            await self._leave()

    async def _take(self, html: bytes, width: int, height: int) -> bytes:
        if self._leaving:
            self._leaving.cancel()
        try:
            if self._glass is None:
                [self._glass] = await self._stack.enter_async_context(glasses(self._media, 1, self._chromium))
            await self._glass.open(html, width, height)
            await self._glass.show(1.0)
            return await self._glass.png()
        except BrowserError:
            await self._leave()  # a browser that hangs or died; another may do better
            raise
        finally:
            self._leaving = asyncio.ensure_future(self._leave_when_idle())

    async def _leave_when_idle(self) -> None:
        await asyncio.sleep(IDLE_SECONDS)
        async with self._one_at_a_time:
            await self._leave()

    async def _leave(self) -> None:
        self._glass = None
        stack, self._stack = self._stack, contextlib.AsyncExitStack()
        await stack.aclose()

    def _keep(self, asked: tuple[bytes, int, int], png: bytes) -> None:
        self._kept[asked] = png
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
