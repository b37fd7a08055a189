"""A real database, empty: each test that asks for one runs on SQLite and on PostgreSQL.

Examples are the same in each run, so that what failed once fails again; HYPOTHESIS_PROFILE=default looks for new ones.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import hypothesis
import pytest
from argon2 import PasswordHasher

from signage.sources import folder
from signage.store import passwords
from signage.store.database import Database, opened
from tests import chromium
from tests.postgresql import Postgres, running_postgres

# Where these say "assert" for a test, a failure tells what was found.
pytest.register_assert_rewrite("tests.web.windows", "tests.web.sites", "tests.journeys.demo_process")

hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """A password's hash takes long on purpose; hundreds of tests need not, and get a quick one. The real one has a test of its own."""
    real, passwords._hasher = passwords._hasher, PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield real
    passwords._hasher = real


@pytest.fixture(scope="session", autouse=True)
def _whole_at_once() -> Iterator[None]:
    """A file is read 0.1 s after it was written; a thousand of the tests' own are whole. The real wait has a test of its own."""
    real, folder.QUIET_SECONDS = folder.QUIET_SECONDS, 0
    yield
    folder.QUIET_SECONDS = real


@pytest.fixture(scope="session", autouse=True)
def _no_browser_left() -> Iterator[None]:
    yield
    chromium.end_spare_chromiums()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test gets a browser only if it says so: else `-m "not browser"` would start one."""
    chromium.unmarked = "" if item.get_closest_marker("browser") else item.nodeid


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A server for the whole run. Without one these tests fail, they are never passed over."""
    with running_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite database with all tables and no row: copying it is quicker than making one for each test."""
    file = tmp_path_factory.mktemp("empty") / "signage.sqlite3"

    async def make() -> None:
        async with opened(f"sqlite+aiosqlite:///{file}"):
            pass

    asyncio.run(make())
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def system(request: pytest.FixtureRequest) -> str:
    """The database system that a test runs on."""
    return str(request.param)


@pytest.fixture
async def database(
    request: pytest.FixtureRequest, tmp_path: Path, empty_file: Path, system: str
) -> AsyncIterator[Database]:
    async with AsyncExitStack() as stack:
        url = f"sqlite+aiosqlite:///{shutil.copy(empty_file, tmp_path)}"
        if system == "postgresql":
            server: Postgres = request.getfixturevalue("postgres")
            url = await stack.enter_async_context(server.database())
        yield await stack.enter_async_context(opened(url))


@pytest.fixture
async def sqlite(tmp_path: Path, empty_file: Path) -> AsyncIterator[Database]:
    """Where a test is about the file itself."""
    async with opened(f"sqlite+aiosqlite:///{shutil.copy(empty_file, tmp_path)}") as database:
        yield database
