"""A feed server on loopback, and sources in one line."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from signage.sources import Fetching, Source

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> str:
    return (SAMPLES / name).read_text("utf-8")


def source(**values: Any) -> Source:
    defaults = {"name": "news", "type": "rss", "address": "feeds/news.rss"}
    return msgspec.convert(defaults | values, Source)


class Site:
    """A server whose answers a test sets by path; `asked` is every request it got."""

    def __init__(self) -> None:
        self.answers: dict[str, Handler] = {}
        self.asked: list[web.BaseRequest] = []
        self.server = TestServer(self._app())

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        return await self.answers[request.path](request)

    def serve(self, path: str, body: bytes | str = b"", status: int = 200, **headers: str) -> str:
        """Sets the answer of a path and returns its address."""
        content = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def answer(request: web.Request) -> web.StreamResponse:
            return web.Response(body=content, status=status, headers=named)

        self.answers[path] = answer
        return self.address(path)

    def address(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.server.port}{path}"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    one = Site()
    await one.server.start_server()
    yield one
    await one.server.close()


@pytest.fixture
def open_to_loopback(tmp_path: Path) -> Fetching:
    return Fetching(folder=tmp_path, seconds=5, megabytes=1, allow_private=True)


@pytest.fixture
def closed(tmp_path: Path) -> Fetching:
    return Fetching(folder=tmp_path, seconds=5, megabytes=1)
