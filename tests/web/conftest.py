"""The web application over manifests made by hand."""

import hashlib
from pathlib import Path
from typing import NamedTuple

import pytest
from aiohttp import web as http
from aiohttp.test_utils import TestClient
from pytest_aiohttp.plugin import AiohttpClient

from signage.domain.manifest import build_head
from signage.store.blobs import Blobs
from signage.store.displays import token_digest
from signage.store.heartbeats import Beat
from signage.store.manifests import InForce, Manifests, Served, serve
from signage.web.events import Streams
from signage.web.player_files import KIOSK, PlayerFiles
from signage.web.routes import build_web
from tests.factories import a_display, a_place

TOKEN = "the token of the entrance"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


class Web(NamedTuple):
    client: TestClient[http.Request, http.Application]
    manifests: Manifests
    streams: Streams
    beats: dict[str, Beat]
    blobs: Blobs
    player: str

    def publish(self, tail: bytes = b'{"from":1,"until":2}') -> Served:
        sha256 = hashlib.sha256(tail).hexdigest()
        head = build_head(a_display(), a_place(), player="")
        served = serve(head, self.player, sha256, tail)
        self.manifests.replace({"entrance": served}, InForce({}, {}))
        return served


@pytest.fixture
async def web(aiohttp_client: AiohttpClient, tmp_path: Path) -> Web:
    files, manifests, streams, blobs = PlayerFiles(KIOSK), Manifests(), Streams(), Blobs(tmp_path)
    beats: dict[str, Beat] = {}
    manifests.know({token_digest(TOKEN): "entrance"})
    app = build_web(blobs=blobs, manifests=manifests, streams=streams, beats=beats, files=files)
    made = Web(await aiohttp_client(app), manifests, streams, beats, blobs, files.player)
    made.publish()
    return made
