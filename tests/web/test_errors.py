"""What went wrong is an answer; only what is our own trouble stands in the log."""

import asyncio
from collections.abc import Callable

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from signage.web.errors import Handler, answered
from signage.web.staff import problem_pages
from signage.web.staff.problem_pages import as_page


async def read(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


async def no_page(request: web.Request, status: int) -> web.Response:
    return web.Response(status=status)


async def cut_off(handler: Handler) -> int:
    """The answer to whoever goes in the middle of a body."""
    answers: list[int] = []

    async def noted(request: web.Request) -> web.StreamResponse:
        answer = await handler(request)
        answers.append(answer.status)
        return answer

    app = web.Application()
    app.router.add_post("/", noted)
    runner = web.AppRunner(app)  # as the server has it: the test client's would cancel the handler
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    _, writer = await asyncio.open_connection(*runner.addresses[0])
    writer.write(b"POST / HTTP/1.1\r\nHost: signage\r\nContent-Length: 100\r\n\r\nbegun")
    await writer.drain()
    await asyncio.sleep(0.1)
    writer.close()
    async with asyncio.timeout(10):
        while not answers:
            await asyncio.sleep(0.01)
    await runner.cleanup()
    return answers[0]


@pytest.mark.parametrize("wrap", [answered, as_page])
async def test_whoever_goes_in_the_middle_of_a_body_is_no_trouble_of_ours(
    monkeypatch: pytest.MonkeyPatch, wrap: Callable[[Handler], Handler]
) -> None:
    monkeypatch.setattr(problem_pages, "error_page", no_page)
    with capture_logs() as logs:
        assert await cut_off(wrap(read)) == 400
    assert logs == []


async def test_a_connection_of_our_own_that_ends_is_our_trouble() -> None:
    """The database's, say."""

    async def away(request: web.Request) -> web.Response:
        raise ConnectionRefusedError

    with capture_logs() as logs:
        assert await cut_off(answered(away)) == 500
    assert [one["event"] for one in logs] == ["request failed"]
