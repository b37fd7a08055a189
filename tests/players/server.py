"""A small server that speaks docs/protocol.md to one or several players, and can be told to fail."""

import asyncio
import contextlib
import hashlib
import json
import secrets
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

from signage.render.assets import load_assets
from signage.web.player_files import VENDOR, made

from .slides import Manifest, all_files

PLAYER = Path(__file__).parents[2] / "players" / "kiosk"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; "
    "worker-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
TYPES = {
    "html": "text/html",
    "js": "text/javascript",
    "mjs": "text/javascript",
    "css": "text/css",
    "woff2": "font/woff2",
    "png": "image/png",
    "jpg": "image/jpeg",
    "mp4": "video/mp4",
    "webm": "video/webm",
}


class FakeServer:
    """Manifests by token. `wrong` replaces the bytes of a file; `shift_ms` moves the server's clock.

    `refuses` answers a path with a status instead, `loses` does what is asked and loses the answer; `pairings` are codes by secret, `approved` (display, token) by code.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.files = all_files() | _fonts()
        self.wrong: dict[str, bytes] = {}
        self.player_files = _player_files()
        self.worker = (PLAYER / "service-worker.js").read_bytes()
        self.manifests: dict[str, Manifest] = {}
        self.heartbeats: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self.asked: list[str] = []
        self.answers: list[dict[str, Any]] = []
        self.commands: list[dict[str, Any]] = []
        self.plays: list[tuple[str, dict[str, Any]]] = []
        self.screenshots: list[tuple[bytes, str, int]] = []
        self.pairings: dict[str, str] = {}
        self.approved: dict[str, tuple[str, str]] = {}
        self.code_lasts_ms = 600_000
        self.refuses: dict[str, int] = {}
        self.loses: set[str] = set()
        self.shift_ms = 0
        self.next_ms = 1000
        self.retry_ms = 1000
        self._streams: defaultdict[str, set[asyncio.Queue[bytes]]] = defaultdict(set)
        self._runner: web.AppRunner | None = None

    def player_url(self, token: str, seat: str = "1") -> str:
        return f"http://127.0.0.1:{self.port}/player/?seat={seat}#token={token}"

    @property
    def player(self) -> str:
        return str(self._listing()["player"])

    def now(self) -> int:
        return int(time.time() * 1000) + self.shift_ms

    @property
    def code(self) -> str:
        """The newest pairing code."""
        return list(self.pairings.values())[-1] if self.pairings else ""

    def batches(self) -> dict[str, list[dict[str, Any]]]:
        """Plays as the server counts them: each batch once."""
        return {batch["batch"]: batch["plays"] for _, batch in self.plays}

    def command(self, token: str, name: str, **args: Any) -> str:
        """Hands a command out, over the stream and with every heartbeat; returns its id."""
        number = f"command-{len(self.commands) + 1}"
        command = {"id": number, "name": name, "args": args, "expires_at": self.now() + 300_000}
        self.commands.append(command)
        for queue in self._streams[token]:
            queue.put_nowait(f"event: command\ndata: {json.dumps(command)}\n\n".encode())
        return number

    def outcomes(self, number: str) -> list[dict[str, Any]]:
        return [answer for answer in self.answers if answer["id"] == number]

    def publish(self, token: str, manifest: Manifest, within_ms: int = 0) -> None:
        """Puts a manifest in force and tells the display's open streams."""
        self.manifests[token] = manifest
        data = json.dumps({"etag": manifest["etag"], "within_ms": within_ms})
        for queue in self._streams[token]:
            queue.put_nowait(f"event: manifest\ndata: {data}\n\n".encode())

    async def start(self) -> None:
        app = web.Application(middlewares=[self._refuse])
        app.router.add_get("/healthz", self._get_health)
        app.router.add_get("/player/files.json", self._get_listing)
        app.router.add_get("/player/{file:.*}", self._get_player_file)
        app.router.add_get("/service-worker.js", self._get_worker)
        app.router.add_get("/{kind:slides|media}/{name}", self._get_file)
        app.router.add_get("/api/v1/player/manifest", self._get_manifest)
        app.router.add_get("/api/v1/player/events", self._get_events)
        app.router.add_get("/api/v1/player/time", self._get_time)
        app.router.add_post("/api/v1/player/heartbeat", self._post_heartbeat)
        app.router.add_post("/api/v1/player/commands/{id}", self._post_command)
        app.router.add_post("/api/v1/player/plays", self._post_plays)
        app.router.add_post("/api/v1/player/screenshots", self._post_screenshot)
        app.router.add_post("/api/v1/player/pairing", self._post_pairing)
        app.router.add_get("/api/v1/player/pairing", self._get_pairing)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner:
            for queues in self._streams.values():
                for queue in queues:
                    queue.put_nowait(b"")
            await self._runner.cleanup()
        self._runner = None

    def _token(self, request: web.Request) -> str:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if token not in self.manifests:
            raise web.HTTPUnauthorized(text='{"error": {"code": "unauthorized", "message": "no such token"}}')
        return token

    def _listing(self) -> dict[str, Any]:
        hashes = {path: hashlib.sha256(content).hexdigest() for path, content in sorted(self.player_files.items())}
        compact = json.dumps(hashes, separators=(",", ":")).encode()
        return {"player": hashlib.sha256(compact).hexdigest(), "files": hashes}

    async def _get_listing(self, request: web.Request) -> web.Response:
        return web.json_response(self._listing())

    async def _get_player_file(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        content = self.player_files.get(request.path)
        if content is None:
            raise web.HTTPNotFound
        kind = TYPES["html" if request.path == "/player/" else request.path.rpartition(".")[2]]
        headers = {"Content-Security-Policy": PAGE_POLICY, "Cache-Control": "no-cache"}
        return web.Response(body=content, content_type=kind, charset="utf-8", headers=headers)

    async def _get_worker(self, request: web.Request) -> web.Response:
        headers = {"Service-Worker-Allowed": "/", "Cache-Control": "max-age=3600"}
        return web.Response(body=self.worker, content_type="text/javascript", headers=headers)

    async def _get_file(self, request: web.Request) -> web.Response:
        self.asked.append(request.path)
        content = self.wrong.get(request.path, self.files.get(request.path))
        if content is None:
            raise web.HTTPNotFound
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return web.Response(body=content, content_type=TYPES[request.path.rpartition(".")[2]], headers=headers)

    async def _get_manifest(self, request: web.Request) -> web.Response:
        manifest = self.manifests[self._token(request)]
        tag = f'"{manifest["etag"]}"'
        if request.headers.get("If-None-Match") == tag:
            return web.Response(status=304, headers={"ETag": tag})
        return web.json_response(manifest, headers={"ETag": tag, "Cache-Control": "no-cache"})

    async def _get_time(self, request: web.Request) -> web.Response:
        self._token(request)
        return web.json_response({"now": self.now()})

    async def _get_events(self, request: web.Request) -> web.StreamResponse:
        token = self._token(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        await response.write(b"retry: %d\n\n" % self.retry_ms)
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        self._streams[token].add(queue)
        try:
            while text := await queue.get():
                await response.write(text)
        finally:
            self._streams[token].discard(queue)
        return response

    @web.middleware
    async def _refuse(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if status := self.refuses.get(request.path):
            return web.Response(status=status, text="<html>refused</html>", content_type="text/html")
        answer = await handler(request)
        return web.Response(status=502) if request.path in self.loses else answer

    async def _get_health(self, request: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _post_pairing(self, request: web.Request) -> web.Response:
        assert "Authorization" not in request.headers
        secret, code = secrets.token_urlsafe(16), f"{secrets.randbelow(900_000) + 100_000}"
        self.pairings[secret] = code
        body = {"code": code, "secret": secret, "expires_at": self.now() + self.code_lasts_ms}
        return web.json_response(body, status=201)

    async def _get_pairing(self, request: web.Request) -> web.Response:
        code = self.pairings.get(request.headers.get("Authorization", "").removeprefix("Pairing "))
        if code is None:
            raise web.HTTPGone
        if code not in self.approved:
            return web.json_response({"waiting": True}, status=202)
        display, token = self.approved[code]
        return web.json_response({"display": display, "token": token})

    async def _post_plays(self, request: web.Request) -> web.Response:
        self.plays.append((self._token(request), await request.json()))
        return web.Response(status=204)

    async def _post_screenshot(self, request: web.Request) -> web.Response:
        self._token(request)
        self.screenshots.append((await request.read(), request.content_type, int(request.headers["Signage-At"])))
        return web.Response(status=204)

    async def _post_heartbeat(self, request: web.Request) -> web.Response:
        token = self._token(request)
        self.heartbeats[token].append(await request.json())
        answered = {answer["id"] for answer in self.answers}
        commands = [command for command in self.commands if command["id"] not in answered]
        reply = {"now": self.now(), "etag": self.manifests[token]["etag"], "player": self.player}
        return web.json_response(reply | {"commands": commands, "next_ms": self.next_ms})

    async def _post_command(self, request: web.Request) -> web.Response:
        self._token(request)
        self.answers.append({"id": request.match_info["id"]} | await request.json())
        return web.Response(status=204)


def _player_files() -> dict[str, bytes]:
    paths = [path for path in sorted(PLAYER.iterdir()) if path.suffix in (".html", ".js", ".css")]
    files = {f"/player/{path.name}": path.read_bytes() for path in paths}
    files |= {f"/player/{name}": file.content for name, file in made(VENDOR).items()}
    del files["/player/service-worker.js"]
    files["/player/"] = files.pop("/player/index.html")
    return files


def _fonts() -> dict[str, bytes]:
    return {path: content for path, content in load_assets(VENDOR)[1].items() if path.endswith(".woff2")}


@contextlib.asynccontextmanager
async def serving(port: int = 0) -> AsyncIterator[FakeServer]:
    server = FakeServer(port)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()
