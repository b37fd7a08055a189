"""A server with a page that has the launcher's side of a player (`signageBox`) and nothing else."""

import asyncio
import contextlib
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import web

PAGE = """<!doctype html><meta charset="utf-8"><title>player</title><body style="background:#c00">
<script>
const heard = (what, value) => fetch('/heard', {method: 'POST', body: JSON.stringify([what, value])})
const said = {off: false, begins: Date.now(), ends: Date.now() + 10000, painted: Date.now(), slide: 'ab'}
window.signageBox = {
  says(box) { heard('says', box); return Object.assign({now: Date.now()}, said) },
  answer(id, ok, detail) { heard('answer', [id, ok, detail]) },
  picture(id, base64, at) { heard('picture', [id, base64, at]) },
}
heard('opened', [location.search, location.hash, isSecureContext])
</script>"""
# What a module's page is while its files do not come: an answer, and nothing on the glass.
EMPTY = "<!doctype html><title>Signage</title><body><section hidden>words</section>"
UNPAIRED = """<!doctype html><title>Signage</title><body><section class="pairing">482107</section>
<script>fetch('/heard', {method: 'POST', body: JSON.stringify(['opened', location.hash])})</script>"""


class StandIn:
    """`status` and `page` are what /player/ answers with; `heard` is what the page heard, by kind."""

    def __init__(self) -> None:
        self.port = 0
        self.status = 200
        self.page = PAGE
        self.heard: defaultdict[str, list[Any]] = defaultdict(list)
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        app = web.Application(client_max_size=2_000_000)
        app.router.add_get("/player/", self._get_player)
        app.router.add_post("/heard", self._post_heard)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()
        self._runner = None

    async def hears(self, what: str, count: int = 1, seconds: float = 90) -> Any:
        """The `count`th thing of that kind that the page has heard, once it has."""
        async with asyncio.timeout(seconds):
            while len(self.heard[what]) < count:
                await asyncio.sleep(0.05)
        return self.heard[what][count - 1]

    async def _get_player(self, request: web.Request) -> web.Response:
        return web.Response(text=self.page, content_type="text/html", status=self.status)

    async def _post_heard(self, request: web.Request) -> web.Response:
        what, value = json.loads(await request.text())
        self.heard[what].append(value)
        return web.Response(status=204)


@contextlib.asynccontextmanager
async def standing_in() -> AsyncIterator[StandIn]:
    server = StandIn()
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
