"""Drives a real Chromium (69, 79 or current) over the DevTools protocol: one small driver for all of them.

    async with shared_chromium() as browser:  # or chromium(engine="69"), which is started for this alone
        page = await browser.new_page("http://127.0.0.1:8080/", width=1920, height=1080)
        title = await page.evaluate("document.title")
        await page.screenshot(Path("page.png"))

Playwright does not attach to the old engines that panels carry, so nothing more comfortable will do.
"""

import asyncio
import base64
import contextlib
import itertools
import json
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import aiohttp

from .engines import CURRENT, EngineError, environment, executable, is_old

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--remote-debugging-port=0",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    # Several windows play at once; none of them may be slowed down for not being in front.
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
    "--disable-background-timer-throttling",
    "--hide-scrollbars",
    "--mute-audio",
    "--autoplay-policy=no-user-gesture-required",
)
START_SECONDS = 30
COMMAND_SECONDS = 60

unmarked = ""
"""The test that runs, where it lacks the mark “browser”: it gets none. Outside of tests anybody does."""

LEAVING = (
    "Inspected target navigated or closed",
    "Execution context was destroyed",
    "Cannot find context",
    "signage is not defined",
)
"""What the browsers say of a page that goes while it is asked, and of a player's that has just come."""


class BrowserError(Exception):
    """The browser could not be found, did not start, or refused a command."""


class Frame(NamedTuple):
    """One captured picture of a page: `at` is the browser's clock in seconds, `jpeg` the bytes."""

    at: float
    jpeg: bytes


def find_chromium() -> str | None:
    """SIGNAGE_CHROMIUM, else a Chromium on the PATH, else the newest that Playwright installed."""
    named = os.environ.get("SIGNAGE_CHROMIUM")
    if named:
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    folder = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = [*folder.glob("chromium*/chrome-*/chrome"), *folder.glob("chromium*/chrome-*/*headless*shell")]
    return str(max(found, key=lambda path: path.stat().st_mtime)) if found else None


class Page:
    """A window of the browser; `console` collects what its page logged and threw."""

    def __init__(self, browser: "Browser", target: str, session: str) -> None:
        self.browser = browser
        self.target = target
        self.session = session
        self.console: list[str] = []
        self._listeners: dict[str, list[Callable[[dict[str, Any]], None]]] = {}
        self.on("Runtime.consoleAPICalled", self._log_call)
        self.on("Runtime.exceptionThrown", self._log_exception)
        self.on("Log.entryAdded", self._log_entry)

    async def command(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One DevTools command in this page; raises BrowserError with the browser's own words."""
        return await self.browser.command(method, session=self.session, **parameters)

    def on(self, event: str, listener: Callable[[dict[str, Any]], None]) -> Callable[[], None]:
        """Calls the listener for each such event; returns the function that stops it."""
        self._listeners.setdefault(event, []).append(listener)
        return lambda: self._listeners[event].remove(listener)

    def dispatch(self, event: str, parameters: dict[str, Any]) -> None:
        for listener in list(self._listeners.get(event, ())):
            listener(parameters)

    async def navigate(self, url: str) -> None:
        """Opens the address and waits for its load event."""
        loaded = asyncio.Event()
        stop = self.on("Page.loadEventFired", lambda _: loaded.set())
        try:
            answer = await self.command("Page.navigate", url=url)
            if answer.get("errorText"):
                raise BrowserError(f"{url}: {answer['errorText']}")
            await asyncio.wait_for(loaded.wait(), COMMAND_SECONDS)
        finally:
            stop()

    async def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, as JSON; a promise is awaited."""
        answer = await self.command("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise BrowserError(_exception_text(answer["exceptionDetails"]))
        return answer["result"].get("value")

    async def wait_for(self, expression: str, seconds: float = 20) -> Any:
        """Looks until the expression is true and gives its value; raises BrowserError after `seconds`."""
        until = asyncio.get_running_loop().time() + seconds
        while not (value := await self._evaluate_here_or_there(expression)):
            if asyncio.get_running_loop().time() > until:
                raise BrowserError(f"not within {seconds} s: {expression}\nconsole: {self.console[-10:]}")
            await asyncio.sleep(0.05)
        return value

    async def _evaluate_here_or_there(self, expression: str) -> Any:
        """None where the page was just being left for another: there the next look is made."""
        try:
            return await self.evaluate(expression)
        except BrowserError as problem:
            if any(said in str(problem) for said in LEAVING):
                return None
            raise

    async def resize(self, width: int, height: int, scale: float = 1) -> None:
        # The window of a full Chromium is smaller than asked for: only an override is exact.
        await self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False
        )

    async def screenshot(self, path: Path | None = None) -> bytes:
        """The page as PNG, also written to `path` if one is given."""
        answer = await self.command("Page.captureScreenshot", format="png")
        png = base64.b64decode(answer["data"])
        if path:
            path.write_bytes(png)
        return png

    @contextlib.asynccontextmanager
    async def screencast(self, width: int = 480, height: int = 480) -> AsyncIterator[list[Frame]]:
        """Collects the frames painted while the block runs, scaled to fit."""
        frames: list[Frame] = []

        def take(event: dict[str, Any]) -> None:
            frames.append(Frame(event["metadata"].get("timestamp", 0.0), base64.b64decode(event["data"])))
            self.browser.send("Page.screencastFrameAck", session=self.session, sessionId=event["sessionId"])

        stop = self.on("Page.screencastFrame", take)
        await self.command("Page.startScreencast", format="jpeg", quality=80, maxWidth=width, maxHeight=height)
        try:
            yield frames
        finally:
            with contextlib.suppress(BrowserError):
                await self.command("Page.stopScreencast")
            stop()

    async def set_offline(self, offline: bool) -> None:
        """Cuts the page's own requests (not those of a service worker: for these stop the server)."""
        await self.command("Network.enable")
        await self.command(
            "Network.emulateNetworkConditions", offline=offline, latency=0, downloadThroughput=-1, uploadThroughput=-1
        )

    async def run_before_load(self, script: str) -> None:
        """Runs the script in every document before its own (to shift its clock, say)."""
        await self.command("Page.addScriptToEvaluateOnNewDocument", source=script)

    async def close(self) -> None:
        await self.browser.command("Target.closeTarget", targetId=self.target)
        self.browser.pages.pop(self.session, None)

    def _log_call(self, event: dict[str, Any]) -> None:
        words = [str(a.get("value", a.get("description", ""))) for a in event["args"]]
        self.console.append(f"{event['type']}: {' '.join(words)}")

    def _log_exception(self, event: dict[str, Any]) -> None:
        self.console.append(f"exception: {_exception_text(event['exceptionDetails'])}")

    def _log_entry(self, event: dict[str, Any]) -> None:
        entry = event["entry"]
        self.console.append(f"{entry['level']}: {entry['text']} {entry.get('url', '')}".rstrip())


class Browser:
    """The running browser: opens pages, passes commands and events."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, process: subprocess.Popen[bytes]) -> None:
        self.version = ""
        self.context = ""
        self.pages: dict[str, Page] = {}
        self._socket = socket
        self._process = process
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._sending: set[asyncio.Task[Any]] = set()

    async def new_page(self, url: str = "about:blank", width: int = 1920, height: int = 1080, scale: float = 1) -> Page:
        """A new *window* (a tab behind another would count as hidden), sized exactly, at the address."""
        within = {"browserContextId": self.context} if self.context else {}
        created = await self.command("Target.createTarget", url="about:blank", newWindow=True, **within)
        target = created["targetId"]
        attached = await self.command("Target.attachToTarget", targetId=target, flatten=True)
        page = self.pages[attached["sessionId"]] = Page(self, target, attached["sessionId"])
        for domain in ("Page", "Runtime", "Log"):
            await page.command(f"{domain}.enable")
        await page.resize(width, height, scale)
        if url != "about:blank":
            await page.navigate(url)
        return page

    async def command(self, method: str, *, session: str = "", **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        try:
            await self._socket.send_str(json.dumps(message))
            answer = await asyncio.wait_for(future, COMMAND_SECONDS)
        except (TimeoutError, ConnectionError) as problem:
            raise BrowserError(f"{method}: no answer ({problem!r})") from problem
        finally:
            self._waiting.pop(number, None)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error'].get('message')}")
        result: dict[str, Any] = answer["result"]
        return result

    def send(self, method: str, *, session: str, **parameters: Any) -> None:
        """A command whose answer nobody waits for (a frame's acknowledgement)."""

        async def quietly() -> None:
            with contextlib.suppress(BrowserError):
                await self.command(method, session=session, **parameters)

        task = asyncio.ensure_future(quietly())
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    def switch_off(self) -> None:
        """Ends it as a power cut does: nothing is written any more."""
        _kill(self._process)

    async def listen(self) -> None:
        async for message in self._socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                break
            self._receive(json.loads(message.data))
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(ConnectionError("the browser is gone"))

    def _receive(self, message: dict[str, Any]) -> None:
        if "id" in message:
            future = self._waiting.get(message["id"])
            if future and not future.done():
                future.set_result(message)
        elif page := self.pages.get(message.get("sessionId", "")):
            page.dispatch(message["method"], message.get("params", {}))


def _exception_text(details: dict[str, Any]) -> str:
    thrown = details.get("exception", {})
    return str(thrown.get("description") or thrown.get("value") or details.get("text", ""))


@contextlib.asynccontextmanager
async def chromium(*flags: str, profile: Path | None = None, engine: str = CURRENT) -> AsyncIterator[Browser]:
    """A headless Chromium with a profile of its own; give one to find it again after a restart.

    `engine` is one of tests/engines.py. Raises BrowserError where it can't be started.
    """
    with _started(flags, profile, engine) as running:
        async with _attached(running) as browser:
            try:
                yield browser
            finally:
                await _ask_to_close(browser, running.process)


@contextlib.asynccontextmanager
async def shared_chromium() -> AsyncIterator[Browser]:
    """The machine's Chromium as another test left it, else a new one: starting it takes longer than most pages. Cookies and
    everything that pages keep are this block's own and go with it. Raises BrowserError.
    """
    _check_mark()
    running = _spare.pop() if _spare else _Spare()
    try:
        async with _attached(running.chromium) as browser:
            made = await browser.command("Target.createBrowserContext")
            browser.context = made["browserContextId"]
            yield browser
            await browser.command("Target.disposeBrowserContext", browserContextId=browser.context)
    except BaseException:
        running.end()  # whatever state it is in
        raise
    _spare.append(running)


def end_spare_chromiums() -> None:
    while _spare:
        _spare.pop().end()


class _Running(NamedTuple):
    process: subprocess.Popen[bytes]
    log: Path


class _Spare:
    """A browser that no test uses at the moment."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self.chromium = self._stack.enter_context(_started((), None, CURRENT))
        self.end = self._stack.close


_spare: list[_Spare] = []


@contextlib.contextmanager
def _started(flags: tuple[str, ...], profile: Path | None, engine: str) -> Iterator[_Running]:
    with tempfile.TemporaryDirectory(prefix="signage-chromium-", ignore_cleanup_errors=True) as temporary:
        log = Path(temporary) / "stderr"
        process = _start(_path(engine), profile or Path(temporary) / "profile", log, flags)
        try:
            yield _Running(process, log)
        finally:
            _kill(process)


@contextlib.asynccontextmanager
async def _attached(running: _Running) -> AsyncIterator[Browser]:
    url = await _devtools_url(*running)
    # No proxy of the environment stands between a test and its own browser.
    async with (
        aiohttp.ClientSession(trust_env=False) as session,
        session.ws_connect(url, max_msg_size=0) as socket,
    ):
        browser = Browser(socket, running.process)
        listener = asyncio.ensure_future(browser.listen())
        try:
            browser.version = (await browser.command("Browser.getVersion"))["product"]
            yield browser
        finally:
            listener.cancel()


def _path(engine: str) -> Path:
    if engine != CURRENT:
        try:
            return executable(engine)
        except EngineError as problem:
            raise BrowserError(str(problem)) from problem
    if found := find_chromium():
        return Path(found)
    raise BrowserError("no Chromium: install one or name it in SIGNAGE_CHROMIUM")


def _check_mark() -> None:
    if unmarked:
        raise BrowserError(f"{unmarked} lacks the mark “browser”")


def _start(path: Path, profile: Path, log: Path, flags: tuple[str, ...]) -> subprocess.Popen[bytes]:
    _check_mark()
    # Old engines come without the helper that a sandbox needs where the kernel lends none.
    bare = ("--no-sandbox",) if os.geteuid() == 0 or is_old(path) else ()
    with log.open("wb") as stderr:
        return subprocess.Popen(
            [path, *FLAGS, *bare, *flags, f"--user-data-dir={profile}", "about:blank"],
            env=environment(path),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=stderr,
            start_new_session=True,  # so that the whole family can be ended at once
        )


async def _devtools_url(process: subprocess.Popen[bytes], log: Path) -> str:
    until = asyncio.get_running_loop().time() + START_SECONDS
    while asyncio.get_running_loop().time() < until:
        text = log.read_text("utf-8", "replace")
        _, found, rest = text.partition("DevTools listening on ")
        if found and "\n" in rest:
            return rest.split()[0]
        if process.poll() is not None:
            raise BrowserError(f"Chromium ended at once: {text[-2000:]}")
        await asyncio.sleep(0.05)
    raise BrowserError(f"Chromium did not start within {START_SECONDS} s: {log.read_text('utf-8', 'replace')[-2000:]}")


async def _ask_to_close(browser: Browser, process: subprocess.Popen[bytes]) -> None:
    """Lets the browser write its profile; whoever stays is killed afterwards."""
    with contextlib.suppress(BrowserError, ConnectionError):
        await browser.command("Browser.close")
    for _ in range(100):
        if process.poll() is not None:
            return
        await asyncio.sleep(0.05)


def _kill(process: subprocess.Popen[bytes]) -> None:
    # The newest Chromium leaves its zygotes behind when it closes by itself.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
