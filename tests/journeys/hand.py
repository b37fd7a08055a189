"""A person at a page: presses what they read with a real pointer, types with real keys, and counts it."""

import json
from pathlib import Path

from tests.chromium import BrowserError, Page

SEEK = """((words, kinds) => {
  const plain = (text) => (text || '').replace(/\\s+/g, ' ').trim()
  const said = (one) => [plain(one.innerText), plain(one.textContent), plain(one.getAttribute('aria-label'))]
  const seen = [...document.querySelectorAll(kinds)].filter((one) => one.getClientRects().length && !one.disabled)
  const found = seen.find((one) => said(one).includes(words))
    || seen.find((one) => said(one).some((text) => text.startsWith(words)))
    || seen.find((one) => said(one).some((text) => text.includes(words)))
  if (found) found.scrollIntoView({ block: 'center' })
  return found
})"""
"""What is in view (or comes into it) and says the words: just these, or beginning with them, or with them in it."""

MIDDLE = """((one) => {
  const box = [...one.getClientRects()][0]
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const top = document.elementFromPoint(x, y)
  const same = top && (one.contains(top) || top.contains(one) || (top.labels && [...top.labels].includes(one)))
  return { x, y, covered: same ? '' : top ? top.outerHTML.slice(0, 200) : 'nothing' }
})"""

PRESSED = "a, button, summary, label, [role=tab]"


class Hand:
    """`clicks` are presses of the pointer, `typed` fields that were filled in, `pages` how often another page came."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.japanese = page, language == "ja"
        self.clicks = self.typed = self.pages = 0

    @property
    def told(self) -> str:
        return f"{self.clicks} clicks, {self.typed} fields, {self.pages} pages"

    def words(self, ja: str, en: str) -> str:
        return ja if self.japanese else en

    async def press(self, ja: str, en: str) -> None:
        """Presses what says so on the page, once it is there and nothing lies over it."""
        await self._press(self.words(ja, en), PRESSED)

    async def follow(self, ja: str, en: str) -> None:
        """Presses what leads to another page, and waits until that stands."""
        before = await self.page.evaluate("performance.timeOrigin")
        await self.press(ja, en)
        await self.page.wait_for(f"performance.timeOrigin !== {before} && document.readyState === 'complete'")
        self.pages += 1

    async def fill(self, ja: str, en: str, text: str) -> None:
        """Presses a field's label and types over what the field holds."""
        await self._press(self.words(ja, en), "label")
        await self.page.wait_for("document.activeElement.select ? (document.activeElement.select(), true) : false")
        await self.page.command("Input.insertText", text=text)
        self.typed += 1

    async def choose(self, ja: str, en: str, chosen: str) -> None:
        """One of a list: two presses for a person (a browser without a screen has no list that opens)."""
        label = f"{SEEK}({json.dumps(self.words(ja, en))}, 'label')"
        says = f"[...field.options].find((one) => one.text.includes({json.dumps(chosen)}))"
        told = "['input', 'change'].forEach((name) => field.dispatchEvent(new Event(name, { bubbles: true })))"
        await self.page.wait_for(f"!!({label} && {label}.control)")
        await self.page.evaluate(f"(() => {{ const field = {label}.control; field.value = {says}.value; {told} }})()")
        self.clicks += 2

    async def give_file(self, ja: str, en: str, file: Path) -> None:
        """Presses what opens the computer's own window of files, and chooses one there."""
        await self.page.command("Page.setInterceptFileChooserDialog", enabled=True)
        opened: list[int] = []
        stop = self.page.on("Page.fileChooserOpened", lambda event: opened.append(event["backendNodeId"]))
        await self.press(ja, en)
        for _ in range(200):
            if opened:
                break
            await self.page.evaluate("new Promise((done) => setTimeout(done, 25))")
        stop()
        assert opened, "no window of files opened"
        await self.page.command("DOM.setFileInputFiles", files=[str(file)], backendNodeId=opened[0])
        self.clicks += 2

    async def reads(self, ja: str, en: str, seconds: float = 20) -> None:
        """Waits until the words can be read on the page."""
        words = json.dumps(self.words(ja, en))
        text = "document.body ? document.body.innerText : ''"
        try:
            await self.page.wait_for(f"({text}).includes({words})", seconds)
        except BrowserError as problem:
            raise AssertionError(f"{words} can’t be read here:\n{await self.page.evaluate(text)}") from problem

    async def _press(self, words: str, kinds: str) -> None:
        what = f"{SEEK}({json.dumps(words)}, {json.dumps(kinds)})"
        await self.page.wait_for(f"document.readyState === 'complete' && !!{what}")
        place = await self.page.evaluate(f"{MIDDLE}({what})")
        assert not place["covered"], f"“{words}” lies under {place['covered']}"
        for kind in ("mousePressed", "mouseReleased"):
            await self.page.command(
                "Input.dispatchMouseEvent", type=kind, x=place["x"], y=place["y"], button="left", clickCount=1
            )
        self.clicks += 1
