"""Hundreds of slides in one page: it stays, with its typefaces, and only words and places are changed in it.

What is measured is the slides' own markup under their own style sheet; only loading them one by one is left out.
"""

import json

import msgspec

from signage.domain.legibility import Finding, Viewing, judge
from signage.render.glass import Glass
from signage.render.seen import Seen, faults_of, measures_of

CHANGE = """(html => {
  const frame = document.querySelector('iframe'), page = frame.contentDocument
  const made = new DOMParser().parseFromString(html, 'text/html')
  page.querySelector('style').textContent = made.querySelector('style').textContent
  page.documentElement.lang = made.documentElement.lang
  page.body.replaceWith(page.importNode(made.body, true))
  return glass.measure()
})"""
LOAD = "Promise.all([...document.querySelector('iframe').contentDocument.fonts].map(f => f.load())).then(() => 1)"

NEAR = {True: Viewing(1080, 1920, 55, 5, 3), False: Viewing(1920, 1080, 55, 5, 3)}
"""A common screen, upright and lying."""


class Trial:
    """Slides tried on one after the other, on a glass that has one of them open."""

    def __init__(self, glass: Glass) -> None:
        self._glass = glass
        self._size = (0, 0)

    async def begin(self, html: bytes, width: int, height: int) -> None:
        await self._glass.tab.command(
            "Page.setBypassCSP", enabled=True
        )  # its style is another now, and not the one it names
        await self._glass.open(html, width, height)
        await self._glass.tab.evaluate(LOAD)
        self._size = (width, height)

    async def seen(self, html: bytes) -> Seen:
        return msgspec.convert(await self._glass.tab.evaluate(f"{CHANGE}({json.dumps(html.decode())})"), Seen)

    async def faults(self, html: bytes) -> list[Finding]:
        """What is cut, astray, on top of something else or too small for people 5 m before it."""
        seen = await self.seen(html)
        width, height = self._size
        small = [one for one in judge(measures_of(seen), NEAR[height > width]) if one.code == "type-small"]
        return [*faults_of(seen), *small]
