"""The demo's own slides, twenty times as fast: the manifest of a real server with its slots cut short, and its files."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from tests.journeys.demo_process import DemoProcess, manifest
from tests.players.server import FakeServer, serving
from tests.players.slides import Manifest

FASTER = 20
SLOT_MS = 12_000


def faster(found: Manifest, slot_ms: int = SLOT_MS // FASTER) -> Manifest:
    """The same slides in the same order, each for `slot_ms`, at any hour of the day."""
    most = max(found["loops"].values(), key=lambda loop: len(set(loop["order"])))
    whole = {"from": found["from"], "until": found["until"], "anchor": found["from"], "loop": "L1"}
    return found | {
        "etag": f"fast-{slot_ms}-{found['etag']}"[:32],
        "slides": [slide | {"ms": slot_ms, "transition": "cut"} for slide in found["slides"]],
        "loops": {"L1": {"ms": slot_ms * len(most["order"]), "order": most["order"]}},
        "segments": [whole],
    }


@asynccontextmanager
async def fast_server(folder: Path, display: int = 0) -> AsyncIterator[FakeServer]:
    """Serves the demo's display under the token `token`."""
    demo = DemoProcess(folder)
    await demo.start()
    async with serving() as server:
        try:
            found = await manifest(demo, display)
            server.files = await _files(demo, found)
        finally:
            await demo.end()
        server.next_ms = 30_000
        server.publish("token", faster(found))
        yield server


async def _files(demo: DemoProcess, found: Manifest) -> dict[str, bytes]:
    async with aiohttp.ClientSession(demo.ready["url"]) as session:

        async def load(path: str) -> bytes:
            async with session.get(path) as answer:
                assert answer.status == 200, path
                return await answer.read()

        paths = sorted(found["assets"])
        return dict(zip(paths, await asyncio.gather(*map(load, paths)), strict=True))


def told(found: dict[str, object]) -> str:
    return json.dumps(found, ensure_ascii=False)
