"""A press with all its real pieces, and a receiver of messages."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from signage.actions.publish_manifests import Press
from signage.render.assets import VENDOR, load_assets
from signage.render.orders import Look, look_digest
from signage.settings import Settings
from signage.store.blobs import Blobs
from signage.store.database import Database
from signage.store.manifests import Manifests
from signage.store.slides import SlideIndex
from tests.actions.told_city import Receiver
from tests.spare_workers import SpareWorkers


@pytest.fixture
async def press(tmp_path: Path, database: Database) -> AsyncIterator[Press]:
    workers = SpareWorkers()
    assets, _ = load_assets(VENDOR)
    look = Look(Settings().project, assets)
    yield Press(
        database, Blobs(tmp_path / "blobs"), workers, SlideIndex(), Manifests(), look, look_digest(look), "f" * 64
    )
    await workers.close()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    async with TestServer(app) as server:
        receiver.url = str(server.make_url("/hook"))
        yield receiver
