"""A press with all its real pieces."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from signage.actions.publish_manifests import Press
from signage.render.assets import VENDOR, load_assets
from signage.render.orders import Look, look_digest
from signage.settings import Settings
from signage.store.blobs import Blobs
from signage.store.database import Database
from signage.store.manifests import Manifests
from signage.store.slides import SlideIndex
from signage.workers import Workers


@pytest.fixture
async def press(tmp_path: Path, database: Database) -> AsyncIterator[Press]:
    workers = Workers(processes=1, megabytes=1024, seconds=60)
    assets, _ = load_assets(VENDOR)
    look = Look(Settings().project, assets)
    yield Press(
        database, Blobs(tmp_path / "blobs"), workers, SlideIndex(), Manifests(), look, look_digest(look), "f" * 64
    )
    await workers.close()
