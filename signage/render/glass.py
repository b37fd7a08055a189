"""A made slide on a real glass: its very bytes, opened in a Chromium as a player opens them, looked at and photographed.

An optional part: without a Chromium (and, to read QR codes, zxing-cpp) everything else goes on.
"""

import asyncio
import base64
import contextlib
import itertools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image

from ..chromium.devtools import BrowserError, DevTools
from ..chromium.headless import headless_chromium, new_window
from ..chromium.tab import Tab
from ..errors import RenderError
from .camera import open_picture
from .pixels import Lettered
from .seen import Seen

_STATIC = Path(__file__).parent.parent / "static" / "glass"
ORIGIN = "https://glass.invalid"
"""Nowhere: all that a slide asks for is handed to it, and nothing else is there."""

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css",
    "js": "text/javascript",
    "woff2": "font/woff2",
    "webp": "image/webp",
    "png": "image/png",
    "jpg": "image/jpeg",
    "svg": "image/svg+xml",
    "mp4": "video/mp4",
    "webm": "video/webm",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; frame-ancestors 'self'"
)
"""The header of all slides (docs/protocol.md)."""

START_SECONDS = 30

Media = Callable[[str], Awaitable[bytes | None]]
"""The bytes of a file by its name (<sha256>.<extension>); None where it is not there."""


class Glass:
    """One window. What it is told to open stays on until the next."""

    def __init__(self, tab: Tab, media: Media) -> None:
        self.tab = tab
        self._media = media
        self._numbers = itertools.count(1)
        self._slide = (0, b"")
        self._size = (0, 0)
        self._answering: set[asyncio.Task[None]] = set()
        self.complaints: list[str] = []
        """What the browser said against the slide: something that its policy forbids, a file that is not there."""

    async def prepare(self, devtools: DevTools, session: str) -> None:
        devtools.on("Fetch.requestPaused", self._hear, session=session)
        devtools.on("Log.entryAdded", self._note, session=session)
        for method in ("Page.enable", "Log.enable", "Runtime.enable"):
            await self.tab.command(method)
        await self.tab.command("Fetch.enable", patterns=[{"urlPattern": "*"}])
        loaded = asyncio.Event()
        devtools.on("Page.loadEventFired", lambda _: loaded.set(), session=session)
        await self.tab.command("Page.navigate", url=f"{ORIGIN}/")
        try:
            await asyncio.wait_for(loaded.wait(), START_SECONDS)
        except TimeoutError as problem:
            raise BrowserError(f"the browser showed nothing within {START_SECONDS} s") from problem

    async def open(self, html: bytes, width: int, height: int, spot: str = "") -> None:
        """Puts a slide on a glass of so many px, as in the middle of its time. Raises RenderError where the slide says that it
        failed, BrowserError where the browser does.
        """
        await self._resize(width, height)
        self.complaints.clear()
        self._slide = (next(self._numbers), html)
        at = f"#at={spot}" if spot else ""
        failed = await self._run(f"open('/slides/{self._slide[0]}.html{at}')")
        if failed:
            raise RenderError(str(failed))
        await self.show(0.5)

    async def show(self, part: float) -> None:
        """As it stands once `part` (0 to 1) of its time has passed."""
        await self._run(f"show({part})")

    async def seen(self) -> Seen:
        return msgspec.convert(await self._run("measure()"), Seen)

    async def moving(self) -> list[str]:
        """The elements that move though they may not."""
        return list(dict.fromkeys(await self._run("moving()")))

    async def seek(self, seconds: float) -> None:
        """Puts what moves to where it is so long after the slide came."""
        await self._run(f"seek({seconds})")

    async def lettered(self) -> Lettered:
        """The glass as it is, and with its letters in other colours."""
        pictures = [await self.picture()]
        for colour in ("transparent", "#fff", "#000"):
            await self._run(f"letters({json.dumps(colour)})")
            pictures.append(await self.picture())
        await self._run("letters('')")
        return Lettered(*pictures)

    async def png(self) -> bytes:
        """The glass, pixel by pixel."""
        answer = await self.tab.command("Page.captureScreenshot", format="png", optimizeForSpeed=True)
        return base64.b64decode(answer["data"])

    async def picture(self) -> Image.Image:
        return open_picture(await self.png())

    async def fonts(self) -> dict[str, set[str]]:
        """The typefaces that each block's letters are really drawn in; those of the machine, not the slide's, in brackets."""
        await self.tab.command("DOM.enable")
        await self.tab.command("CSS.enable")
        root = (await self.tab.command("DOM.getDocument", depth=-1, pierce=True))["root"]
        blocks = dict(_blocks(root))
        answers = await asyncio.gather(
            *(self.tab.command("CSS.getPlatformFontsForNode", nodeId=node) for node in blocks.values())
        )
        await self.tab.command("CSS.disable")
        await self.tab.command("DOM.disable")
        return {name: {_family(font) for font in answer["fonts"]} for name, answer in zip(blocks, answers, strict=True)}

    async def says(self) -> str:
        """What its QR code was drawn to say; empty where it has none."""
        code = "document.querySelector('iframe').contentDocument.querySelector('canvas[data-qr]')"
        made = await self.tab.evaluate(f"(code => code ? [code.dataset.link || '', code.dataset.qr] : null)({code})")
        at = await self.tab.evaluate("document.querySelector('iframe').contentWindow.location.hash")
        if not made:
            return ""
        link, target = made
        return f"{link}-{at[4:]}" if link and at else link or target

    async def clear(self) -> None:
        """Lets the slide go."""
        await self._run("clear()")

    async def _run(self, call: str) -> Any:
        return await self.tab.evaluate(f"glass.{call}")

    async def _resize(self, width: int, height: int) -> None:
        if self._size != (width, height):
            self._size = (width, height)
            # The window of a full Chromium is smaller than asked for: only an override is exact.
            await self.tab.command(
                "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False
            )

    def _hear(self, event: dict[str, Any]) -> None:
        answering = asyncio.ensure_future(self._answer(event))
        self._answering.add(answering)
        answering.add_done_callback(self._answering.discard)

    def _note(self, event: dict[str, Any]) -> None:
        entry = event["entry"]
        if entry["level"] == "error":
            self.complaints.append(" ".join(str(entry["text"]).split())[:200])

    async def _answer(self, event: dict[str, Any]) -> None:
        url, request = event["request"]["url"], event["requestId"]
        content = await self._content(url.removeprefix(ORIGIN)) if url.startswith(f"{ORIGIN}/") else None
        with contextlib.suppress(BrowserError):  # a page that is being left no longer wants it
            if content is None:
                await self.tab.command("Fetch.failRequest", requestId=request, errorReason="Failed")
            else:
                status, headers, body = _ranged(content, event["request"]["headers"].get("Range", ""))
                headers["Content-Type"] = TYPES.get(url.partition("#")[0].rpartition(".")[2], TYPES["html"])
                if "/slides/" in url:
                    headers["Content-Security-Policy"] = POLICY
                await self.tab.command(
                    "Fetch.fulfillRequest",
                    requestId=request,
                    responseCode=status,
                    responseHeaders=[{"name": name, "value": value} for name, value in headers.items()],
                    body=base64.b64encode(body).decode(),
                    seconds=60,
                )

    async def _content(self, path: str) -> bytes | None:
        path = path.partition("#")[0].partition("?")[0]
        if path in ("/", "/glass.js"):
            return (_STATIC / (path.removeprefix("/") or "glass.html")).read_bytes()
        if path == "/favicon.ico":
            return b""  # browsers ask for one by themselves, whenever they like
        if path == f"/slides/{self._slide[0]}.html":
            return self._slide[1]
        if path.startswith("/media/"):
            return await self._media(path.removeprefix("/media/"))
        return None


def _ranged(content: bytes, asked: str) -> tuple[int, dict[str, str], bytes]:
    """A film is asked for in parts: bytes=FIRST- or bytes=FIRST-LAST."""
    first, _, last = asked.removeprefix("bytes=").partition("-")
    headers = {"Accept-Ranges": "bytes", "Cache-Control": "public, max-age=31536000, immutable"}
    if not asked.startswith("bytes=") or not first.isdecimal():
        return 200, headers, content
    begin, end = int(first), min(int(last) + 1, len(content)) if last.isdecimal() else len(content)
    headers["Content-Range"] = f"bytes {begin}-{end - 1}/{len(content)}"
    return 206, headers, content[begin:end]


def _blocks(node: dict[str, Any]) -> list[tuple[str, int]]:
    """Every element with an id that holds text, by its DevTools number, also within the frame."""
    attributes = node.get("attributes", [])
    named = dict(zip(attributes[::2], attributes[1::2], strict=True)).get("id")
    its = [(named, node["nodeId"])] if named and node["localName"] in ("p", "h1") else []
    children = [*node.get("children", []), *([node["contentDocument"]] if "contentDocument" in node else [])]
    return [*its, *(pair for child in children for pair in _blocks(child))]


def _family(font: dict[str, Any]) -> str:
    return font["familyName"] if font["isCustomFont"] else f"({font['familyName']})"


@contextlib.asynccontextmanager
async def glasses(media: Media, count: int = 1, named: str = "") -> AsyncIterator[list[Glass]]:
    """So many windows of one Chromium. Raises BrowserError, with what to install, where there is none."""
    async with headless_chromium(named) as devtools:
        yield [await _glass(devtools, media) for _ in range(count)]


async def _glass(devtools: DevTools, media: Media) -> Glass:
    tab = await new_window(devtools)
    glass = Glass(tab, media)
    await glass.prepare(devtools, tab.session)
    return glass
