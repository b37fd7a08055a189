"""The one page on the glass, seen from outside: opened, asked, photographed; and what befalls it."""

import asyncio
import base64
import contextlib
import json
from collections.abc import Callable
from typing import Any

import msgspec

from ..chromium.devtools import BrowserError, DevTools, NoAnswerError, RefusedError
from ..chromium.tab import Tab

BINDING = "signageLauncher"
QUALITY = 80
NAVIGATE_SECONDS = 60
# What a page was answered with: an error page of a proxy is no player.
ARRIVAL = "[location.origin, (performance.getEntriesByType('navigation')[0] || {}).responseStatus || 0]"

# An unpaired screen has words for whoever pairs it; where the player's files did not come there are none.
IS_PLAYER = "(window.signage || (document.title === 'Signage' && document.body.innerText.trim()))"
# Where the player plays on with a refused token, a code may stand on the glass too: that page has a token.
IS_UNPAIRED = "!window.signage && !!document.querySelector('.pairing')"


class Ask(msgspec.Struct, frozen=True):
    """What the page asks of the launcher; `id` is the command's, and comes back with the answer."""

    id: str
    ask: str
    args: dict[str, Any] = {}


class Arrival(msgspec.Struct, frozen=True, array_like=True):
    origin: str
    status: int


class Page(Tab):
    """`on_ask`, `on_crash`, `on_error_page`, `on_arrival` are called as it happens."""

    def __init__(self, devtools: DevTools, session: str) -> None:
        super().__init__(devtools, session)
        self._laying: asyncio.Future[None] | None = None
        self.on_ask: Callable[[Ask], None] = lambda _: None
        self.on_crash: Callable[[], None] = lambda: None
        self.on_error_page: Callable[[str], None] = lambda _: None
        self.on_arrival: Callable[[], None] = lambda: None

    @classmethod
    async def attach(cls, devtools: DevTools) -> "Page":
        """The browser's first page, with the way to ask the launcher laid into it. Raises BrowserError."""
        targets = (await devtools.command("Target.getTargets"))["targetInfos"]
        target = next((one["targetId"] for one in targets if one["type"] == "page"), None)
        if not target:
            created = await devtools.command("Target.createTarget", url="about:blank")
            target = created["targetId"]
        attached = await devtools.command("Target.attachToTarget", targetId=target, flatten=True)
        page = cls(devtools, attached["sessionId"])
        await page._listen()
        return page

    async def _listen(self) -> None:
        for event, listener in {
            "Runtime.bindingCalled": self._hear_ask,
            "Inspector.targetCrashed": lambda _: self.on_crash(),
            "Page.frameNavigated": self._hear_navigation,
            "Page.domContentEventFired": lambda _: self.on_arrival(),
        }.items():
            self._devtools.on(event, listener, session=self.session)
        for method, parameters in (
            ("Page.enable", {}),
            ("Inspector.enable", {}),
            # Never white, not even between two pages.
            ("Emulation.setDefaultBackgroundColorOverride", {"color": {"r": 0, "g": 0, "b": 0, "a": 1}}),
        ):
            await self.command(method, **parameters)
        await self._lay_binding()

    async def _lay_binding(self) -> None:
        # Without Runtime.enable, which would keep every line of the console for days; but then a new process of the page
        # knows nothing of it, so it is laid again at each navigation.
        with contextlib.suppress(BrowserError):
            await self.command("Runtime.addBinding", name=BINDING)

    async def open(self, address: str) -> str:
        """Why it can't be opened, in the browser's words; empty where it can."""
        try:
            answer = await self.command("Page.navigate", url=address, seconds=NAVIGATE_SECONDS)
        except RefusedError as problem:
            return problem.message
        return str(answer.get("errorText", ""))

    async def tell(self, function: str, *arguments: Any) -> Any:
        """Calls a function of the player's signageBox. A player without one only says whether it is unpaired; None from no
        player at all."""
        given = ", ".join(json.dumps(one) for one in arguments)
        without = f"{IS_PLAYER} ? {{unpaired: {IS_UNPAIRED}}} : null"
        return await self.evaluate(f"window.signageBox ? signageBox.{function}({given}) : {without}")

    async def arrival(self) -> Arrival | None:
        """From where the page came and with which HTTP status (0: the browser does not tell)."""
        try:
            return msgspec.convert(await self.evaluate(ARRIVAL), Arrival)
        except (BrowserError, msgspec.ValidationError):
            return None

    async def photograph(self) -> bytes | None:
        """What is on the glass, whole, as JPEG; None where it can't be had just now.

        Without `clip` and scale: those would lay the page out anew for an instant, on the glass.
        """
        try:
            answer = await self.command("Page.captureScreenshot", format="jpeg", quality=QUALITY)
        except (NoAnswerError, RefusedError):
            return None
        return base64.b64decode(answer["data"])

    def _hear_ask(self, event: dict[str, Any]) -> None:
        if event.get("name") == BINDING:
            with contextlib.suppress(msgspec.DecodeError):  # no player of ours says such a thing
                self.on_ask(msgspec.json.decode(event["payload"], type=Ask))

    def _hear_navigation(self, event: dict[str, Any]) -> None:
        frame = event["frame"]
        if frame.get("parentId"):
            return
        self._laying = asyncio.ensure_future(self._lay_binding())
        failed = frame.get("unreachableUrl") or str(frame.get("url", "")).startswith("chrome-error:")
        if failed:
            self.on_error_page("the browser shows an error page")
