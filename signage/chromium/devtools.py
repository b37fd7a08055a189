"""The browser's own remote control (DevTools), over its websocket on loopback."""

import asyncio
import itertools
import json
from collections.abc import Callable
from typing import Any

import aiohttp

from ..errors import SignageError

ANSWER_SECONDS = 15
Listener = Callable[[dict[str, Any]], None]


class BrowserError(SignageError):
    """The browser isn't there, does not start, or refused a command."""

    code = "browser"


class NoAnswerError(BrowserError):
    """Nothing came back in time: the page, or the browser, has stopped."""


class RefusedError(BrowserError):
    """The browser answered that it can't: a page that is just being left, say."""


class ThrownError(RefusedError):
    """The page ran, and threw."""


class DevTools:
    """Passes commands and events of one browser; a page's carry its session."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._listeners: dict[tuple[str, str], Listener] = {}

    def on(self, event: str, listener: Listener, *, session: str = "") -> None:
        self._listeners[session, event] = listener

    async def command(
        self, method: str, *, session: str = "", seconds: float | None = None, **parameters: Any
    ) -> dict[str, Any]:
        """The command's result. Raises NoAnswerError after `seconds` (15), RefusedError with the browser's own words,
        BrowserError where the browser is gone."""
        seconds = seconds or ANSWER_SECONDS
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": parameters} | ({"sessionId": session} if session else {})
        future = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await self._socket.send_str(json.dumps(message))
                answer = await future
        except TimeoutError as problem:
            raise NoAnswerError(f"no answer within {seconds:g} s", method) from problem
        except (ConnectionError, aiohttp.ClientError) as problem:
            raise BrowserError("the browser is gone", method) from problem
        finally:
            del self._waiting[number]
        if "error" in answer:
            raise RefusedError(str(answer["error"].get("message")), method)
        result: dict[str, Any] = answer["result"]
        return result

    async def listen(self) -> None:
        """Until the browser closes the line; whoever still waits then is told."""
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                self._receive(json.loads(message.data))
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(ConnectionError("the browser is gone"))

    def _receive(self, message: dict[str, Any]) -> None:
        if "id" in message:
            future = self._waiting.get(message["id"])
            if future and not future.done():
                future.set_result(message)
        elif listener := self._listeners.get((message.get("sessionId", ""), message["method"])):
            listener(message.get("params", {}))
