"""A real database, empty."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from signage.store.database import Database


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'signage.sqlite3'}")
    await opened.open()
    yield opened
    await opened.close()
