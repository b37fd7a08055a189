"""What is really on the glass, as a picture from the screen: looked at before it is kept."""

import asyncio
import io
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image

from ..errors import InputError, StoreError, TooLargeError, TooManyError
from ..store.screenshots import Screenshot, load_screenshots, record_screenshot, sweep_screenshots

LARGEST_BYTES = 300_000
LARGEST_PIXELS = 16_000_000
"""Two panels of 4K side by side."""
AHEAD = timedelta(minutes=1)
OLDEST = timedelta(days=1)
WAITING_AT_MOST = 50

_EXTENSIONS = {"JPEG": "jpg", "WEBP": "webp"}


class Screenshots:
    """The newest few of each display in a folder of their own; which is the newest, in memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._latest: dict[str, Screenshot] = {}
        self._one_at_a_time = asyncio.Lock()  # a thousand screens asked at once must not fill the memory with pixels
        self._waiting = 0

    async def load(self) -> None:
        self._latest = await asyncio.to_thread(load_screenshots, self._folder)

    async def keep(self, display: str, content: bytes, at: datetime, now: datetime) -> None:
        """Raises InputError for what is no JPEG or WebP or was not taken now, TooLargeError, TooManyError and StoreError."""
        if len(content) > LARGEST_BYTES:
            raise TooLargeError(f"a screenshot may have {LARGEST_BYTES // 1000} kB at most")
        if not now - OLDEST <= at <= now + AHEAD:
            raise InputError("its time is not of the last day; set the screen's clock", "Signage-At")
        if self._waiting >= WAITING_AT_MOST:
            raise TooManyError("too many screenshots at once; send it again in a minute")
        self._waiting += 1
        try:
            async with self._one_at_a_time:
                kept = await asyncio.to_thread(self._keep, display, content, at)
        finally:
            self._waiting -= 1
        before = self._latest.get(display)
        if before is None or kept.at >= before.at:
            self._latest[display] = kept

    def latest(self, display: str) -> Screenshot | None:
        return self._latest.get(display)

    async def sweep(self, displays: Collection[str]) -> None:
        """Forgets those of all other displays. Raises OSError."""
        self._latest = {display: shot for display, shot in self._latest.items() if display in displays}
        await asyncio.to_thread(sweep_screenshots, self._folder, displays)

    def _keep(self, display: str, content: bytes, at: datetime) -> Screenshot:
        extension = _extension(content)
        try:
            return record_screenshot(self._folder, display, at, content, extension)
        except OSError as problem:
            raise StoreError(f"a screenshot can't be kept ({problem.strerror})", str(self._folder)) from problem


def _extension(content: bytes) -> str:
    """Of a picture that can be unpacked whole. Raises InputError for any other bytes."""
    try:
        with Image.open(io.BytesIO(content), formats=tuple(_EXTENSIONS)) as image:
            if image.width * image.height > LARGEST_PIXELS:
                raise InputError(f"{image.width} × {image.height} px are more than a screen has")
            image.load()
            return _EXTENSIONS[str(image.format)]
    except InputError:
        raise
    except Exception as problem:  # whatever a decoder chokes on
        raise InputError("this is no JPEG or WebP that can be read") from problem
