"""The web application over manifests made by hand.

What stands in the database is `store`'s and `actions`' business, whose tests run on both systems; a page's test runs on one of
the two, always the same one, so that all of them together cover both.
"""

import hashlib
import zlib
from pathlib import Path
from typing import NamedTuple

import pytest
from aiohttp import web as http
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.manifest import build_head
from signage.store.blobs import Blobs
from signage.store.database import Database
from signage.store.displays import record_displays, record_places, token_digest
from signage.store.heartbeats import Beat
from signage.store.manifests import InForce, Manifests, Served, serve
from signage.web.events import Streams
from signage.web.player import PlayerDesk
from signage.web.player_files import KIOSK, PlayerFiles
from signage.web.routes import build_web
from tests.factories import a_display, a_place, a_player_desk

TOKEN = "the token of the entrance"
OTHER_TOKEN = "the token of the platform"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
OTHER_BEARER = {"Authorization": f"Bearer {OTHER_TOKEN}"}


class Web(NamedTuple):
    client: TestClient[http.Request, http.Application]
    manifests: Manifests
    streams: Streams
    beats: dict[str, Beat]
    blobs: Blobs
    player: str
    desk: PlayerDesk

    def publish(self, tail: bytes = b'{"from":1,"until":2}') -> Served:
        sha256 = hashlib.sha256(tail).hexdigest()
        head = build_head(a_display(), a_place(), player="")
        served = serve(head, self.player, sha256, tail)
        self.manifests.replace({"entrance": served}, InForce({}, {}))
        return served


@pytest.fixture
def system(request: pytest.FixtureRequest) -> str:
    return ("sqlite", "postgresql")[zlib.crc32(request.node.nodeid.encode()) % 2]


@pytest.fixture
async def web(aiohttp_client: AiohttpClient, tmp_path: Path) -> Web:
    return await _served(aiohttp_client, tmp_path, None)


@pytest.fixture
async def stored_web(aiohttp_client: AiohttpClient, tmp_path: Path, database: Database) -> Web:
    """The same over a real database that knows the displays entrance and platform."""
    async with database.write() as connection:
        await record_places(connection, [a_place()])
        displays = [a_display("entrance"), a_display("platform")]
        await record_displays(connection, displays, {"entrance": TOKEN, "platform": OTHER_TOKEN})
    return await _served(aiohttp_client, tmp_path, database)


async def _served(aiohttp_client: AiohttpClient, folder: Path, database: Database | None) -> Web:
    files, manifests, blobs = PlayerFiles(KIOSK), Manifests(), Blobs(folder)
    desk = a_player_desk(folder, database, manifests, blobs)
    manifests.know({token_digest(TOKEN): "entrance", token_digest(OTHER_TOKEN): "platform"})
    client = await aiohttp_client(build_web(blobs=blobs, players=desk, files=files))
    made = Web(client, manifests, desk.streams, desk.beats, blobs, files.player, desk)
    made.publish()
    return made
