"""A change is published once it settles, a roll is not pushed, and nothing but the publisher publishes."""

import ast
import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from signage import publisher as module
from signage.actions.publish_manifests import Edition, Published
from signage.domain.catalogue import Catalogue
from signage.publisher import Publisher
from signage.store.catalogue import CatalogueKeeper
from signage.store.content import replace_items
from signage.store.database import Database
from signage.store.manifests import Manifests
from tests.factories import NOW, an_item

SIGNAGE = Path(module.__file__).parent


class Watched:
    """A publisher over a real database whose publications are only noted."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.database = database
        self.published: list[int] = []
        self.announced: list[dict[str, str]] = []
        self.failures = 0
        monkeypatch.setattr(module, "publish_manifests", self._publish)
        monkeypatch.setattr(module, "RETRY_SECONDS", 0.1)
        press: Any = SimpleNamespace(database=database, manifests=Manifests())
        self.publisher = Publisher(press, CatalogueKeeper(database))
        self.publisher.subscribe(self._announce)

    async def _publish(self, press: Any, catalogue: Catalogue, now: datetime, last: Edition | None) -> Published:
        if self.failures:
            self.failures -= 1
            raise OSError("No space left on device")
        self.published.append(catalogue.revision)
        return Published({"entrance": str(len(self.published))}, Edition(catalogue, {}, {}, {}, frozenset()))

    async def _announce(self, etags: dict[str, str]) -> None:
        self.announced.append(etags)

    async def edit(self, name: str, database: Database | None = None) -> None:
        async with (database or self.database).write() as connection:
            await replace_items(connection, name, [an_item(name, source=name)], NOW, whole=False)


@pytest.fixture
async def watched(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    watched = Watched(database, monkeypatch)
    running = asyncio.create_task(watched.publisher.run())
    await watched.publisher.caught_up()
    yield watched
    running.cancel()
    await asyncio.wait([running])


async def test_an_edit_is_published_and_announced(watched: Watched) -> None:
    before = len(watched.announced)
    await watched.edit("a")
    await asyncio.wait_for(watched.publisher.caught_up(), 5)
    await asyncio.sleep(0.05)
    assert watched.published[-1] == 1
    assert len(watched.announced) == before + 1


async def test_a_burst_is_published_once(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    before, changed = len(watched.published), watched.database.changed
    monkeypatch.setattr(module, "SETTLE_SECONDS", 3600)
    monkeypatch.setattr(module, "SETTLE_AT_MOST_SECONDS", 3600)
    changed.set()
    while changed.is_set():  # from then on the publisher waits for the burst to settle, however slow the machine is
        await asyncio.sleep(0)
    for name in "abcdefgh":
        await watched.edit(name)
    assert watched.published[before:] == []
    monkeypatch.setattr(module, "SETTLE_SECONDS", 0)
    changed.set()  # ends the wait above; the next one, of no seconds, finds the burst settled
    await asyncio.wait_for(watched.publisher.caught_up(), 30)
    assert watched.published[before:] == [8]


async def test_a_change_by_a_command_beside_the_server_is_seen(watched: Watched) -> None:
    beside = Database(watched.database.url)
    await watched.edit("a", beside)
    await beside.close()
    await asyncio.wait_for(watched.publisher.caught_up(), 10)
    assert watched.published[-1] == 1


async def test_a_publication_that_fails_is_tried_again(watched: Watched) -> None:
    watched.failures = 2
    await watched.edit("a")
    await asyncio.wait_for(watched.publisher.caught_up(), 10)
    assert (watched.published[-1], watched.failures) == (1, 0)


async def test_a_roll_is_published_but_not_announced(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    before = len(watched.published), len(watched.announced)
    watched.publisher._roll_at = datetime.now(UTC) - timedelta(seconds=1)
    for _ in range(100):
        if len(watched.published) > before[0]:
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)
    assert (len(watched.published), len(watched.announced)) == (before[0] + 1, before[1])


def test_nothing_but_the_publisher_publishes() -> None:
    """And nothing that writes to the catalogue's tables forgets its revision: only store functions touch them."""
    callers = {
        path.relative_to(SIGNAGE).as_posix()
        for path in SIGNAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name) and node.id == "publish_manifests"
    }
    assert callers == {"publisher.py"}


@pytest.mark.parametrize("noun", ["content", "playlists", "displays"])
def test_every_store_function_that_changes_the_catalogue_raises_the_revision(noun: str) -> None:
    tree = ast.parse((SIGNAGE / "store" / f"{noun}.py").read_text("utf-8"))
    called = {
        function.name: {
            node.func.id
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        }
        for function in tree.body
        if isinstance(function, ast.AsyncFunctionDef)
    }
    raising = {"raise_revision"} | {name for name, calls in called.items() if "raise_revision" in calls}
    for name, calls in called.items():
        if not name.startswith(("_", "load")):
            assert calls & raising, f"{noun}.{name}"
