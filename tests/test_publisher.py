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
from signage.store.slides import SlideIndex
from tests.factories import NOW, an_item

SIGNAGE = Path(module.__file__).parent


class Watched:
    """A publisher over a real database whose publications are only noted."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self.database = database
        self.published: list[int] = []
        self.editions: list[Edition | None] = []
        self.announced: list[dict[str, str]] = []
        self.failures = 0
        self.failing: frozenset[str] = frozenset()
        monkeypatch.setattr(module, "publish_manifests", self._publish)
        monkeypatch.setattr(module, "RETRY_SECONDS", 0.1)
        self.manifests = Manifests()
        press: Any = SimpleNamespace(database=database, manifests=self.manifests, slides=SlideIndex())
        self.slides = press.slides
        self.publisher = Publisher(press, CatalogueKeeper(database))
        self.publisher.subscribe(self._announce)

    async def _publish(self, press: Any, catalogue: Catalogue, now: datetime, last: Edition | None) -> Published:
        if self.failures:
            self.failures -= 1
            raise OSError("No space left on device")
        self.published.append(catalogue.revision)
        self.editions.append(last)
        press.slides.put_off |= self.failing
        return Published({"entrance": str(len(self.published))}, Edition(catalogue, {}, {}, {}, self.failing))

    @property
    def measured(self) -> float:
        (figure,) = self.publisher.seconds.collect()
        return next(sample.value for sample in figure.samples if sample.name.endswith("_count"))

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


async def test_nothing_is_measured_but_edits_that_came_on_air(watched: Watched) -> None:
    await asyncio.sleep(0.05)
    before = watched.measured
    watched.failures = 2
    await watched.edit("a")
    await asyncio.wait_for(watched.publisher.caught_up(), 10)
    await asyncio.sleep(0.05)
    assert watched.measured == before + 1
    published = len(watched.published)
    watched.publisher._roll_at = datetime.now(UTC) - timedelta(seconds=1)
    async with asyncio.timeout(30):
        while len(watched.published) == published:
            await asyncio.sleep(0.05)
    await asyncio.sleep(0.05)
    assert watched.measured == before + 1


async def test_a_token_that_is_given_while_all_are_read_counts(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(database, monkeypatch)  # without its own round: one publication is made by hand
    catalogues, manifests = watched.publisher._catalogues, watched.manifests
    read = catalogues.current

    async def read_while_a_screen_is_paired() -> Catalogue:
        catalogue = await read()
        manifests.give_token("entrance", "its new token")
        return catalogue

    monkeypatch.setattr(catalogues, "current", read_while_a_screen_is_paired)
    await watched.publisher._publish()
    assert manifests.display_of("its new token") == "entrance"


@pytest.mark.parametrize("failing", [(), ("killer",)])
async def test_a_roll_is_published_but_not_announced(watched: Watched, failing: tuple[str, ...]) -> None:
    """Also while a slide that could not be made waits to be tried again."""
    watched.failing = frozenset(failing)
    await watched.edit("a")
    await asyncio.wait_for(watched.publisher.caught_up(), 10)
    await asyncio.sleep(0.2)
    before = len(watched.published), len(watched.announced)
    watched.publisher._roll_at = datetime.now(UTC) - timedelta(seconds=1)
    for _ in range(100):
        if len(watched.published) > before[0]:
            break
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)
    assert (len(watched.published), len(watched.announced)) == (before[0] + 1, before[1])


async def test_a_clock_set_back_beyond_a_roll_has_all_published_anew(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is on air begins in the future then, and the roll that would mend it lies as far ahead."""
    before = len(watched.published)
    watched.publisher._roll_at = datetime.now(UTC) + timedelta(hours=24)
    await asyncio.sleep(2 * module.LOOK_SECONDS)
    assert len(watched.published) == before
    watched.publisher._roll_at = datetime.now(UTC) + timedelta(days=2)
    async with asyncio.timeout(30):
        while len(watched.published) == before:
            await asyncio.sleep(0.05)
    assert watched.editions[-1] is None


async def test_a_slide_whose_worker_died_is_tried_again_without_an_edit_and_announced_once_it_is_there(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "AGAIN", timedelta(milliseconds=50))
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.02)
    watched.failing = frozenset({"channel"})
    await watched.edit("a")
    await asyncio.wait_for(watched.publisher.caught_up(), 10)
    before = watched.published.count(1)
    async with asyncio.timeout(30):
        while watched.published.count(1) < before + 2:
            await asyncio.sleep(0.01)
        watched.failing = frozenset()
        while watched.publisher._again_at:
            await asyncio.sleep(0.01)
    tried = len(watched.published)
    await asyncio.sleep(0.1)
    assert len(watched.published) == tried  # it is there
    assert watched.announced[-1] == {"entrance": str(tried)}


async def test_an_edit_neither_tries_what_was_put_off_nor_puts_it_off_longer(watched: Watched) -> None:
    publisher = watched.publisher
    watched.failing = frozenset({"killer"})
    await watched.edit("a")
    await asyncio.wait_for(publisher.caught_up(), 10)
    again_at = publisher._again_at
    await watched.edit("b")
    await asyncio.wait_for(publisher.caught_up(), 10)
    assert again_at and publisher._again_at == again_at
    watched.failing |= {"another"}
    await watched.edit("c")
    await asyncio.wait_for(publisher.caught_up(), 10)
    assert publisher._again_at and publisher._again_at > again_at
    assert (
        publisher._again_at - datetime.now(UTC) <= module.AGAIN
    )  # one that is new waits no longer than the first time
    watched.failing = frozenset()
    await watched.edit("d")
    await asyncio.wait_for(publisher.caught_up(), 10)
    assert not publisher._again_at
    assert not watched.slides.put_off


def test_what_was_put_off_is_taken_up_once_its_time_has_come(watched: Watched) -> None:
    publisher, now = watched.publisher, datetime.now(UTC)
    publisher._try_later(now)
    watched.slides.put_off.add("killer")
    assert not publisher._take_up_again(now + module.AGAIN / 2)
    assert watched.slides.put_off
    assert publisher._take_up_again(now + module.AGAIN)
    assert not watched.slides.put_off


def test_what_was_put_off_does_not_wait_longer_for_a_clock_that_was_set_back(watched: Watched) -> None:
    publisher, now = watched.publisher, datetime.now(UTC)
    publisher._try_later(now)
    assert publisher._take_up_again(now - module.AGAIN_AT_MOST)


def test_each_time_a_slide_is_tried_again_takes_twice_as_long_and_six_hours_at_most(watched: Watched) -> None:
    publisher, now, waits = watched.publisher, datetime.now(UTC), []
    for _ in range(9):
        publisher._try_later(now)
        waits.append((publisher._again_at or now) - now)
    assert waits[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert waits[-1] == module.AGAIN_AT_MOST
    publisher._try_later(None)
    publisher._try_later(now)
    assert publisher._again_at == now + timedelta(minutes=5)


def test_nothing_but_the_publisher_publishes() -> None:
    callers = {
        path.relative_to(SIGNAGE).as_posix()
        for path in SIGNAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name) and node.id == "publish_manifests"
    }
    assert callers == {"publisher.py"}


def test_nothing_but_the_store_writes_to_the_database() -> None:
    """So that whoever changes the catalogue calls a function that raises its revision."""
    writing = {
        path.relative_to(SIGNAGE).parts[0]
        for path in SIGNAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and {"insert", "update", "delete", "put"} & {one.name for one in node.names}
    }
    assert writing == {"store"}


NOUNS = ["calendars", "content", "displays", "links", "media", "now_rules", "playlists", "spots"]
"""Those that a catalogue is made of (store/catalogue)."""
CHANGE_NOTHING = {"was_erased", "record_decoding"}
"""One asks; what a file is decoded into reaches a screen only once the file is recorded with it."""


@pytest.mark.parametrize("noun", NOUNS)
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
        if name not in CHANGE_NOTHING and not name.startswith(("_", "load")):
            assert calls & raising, f"{noun}.{name}"
