"""The snapshot in memory is what is stored, whoever else asks for it meanwhile."""

import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from signage.domain.content import Item, TakenDown
from signage.store import content
from signage.store.catalogue import CatalogueKeeper
from signage.store.database import Database
from tests.factories import NOW, an_item


async def keep(database: Database, *names: str) -> None:
    async with database.write() as connection:
        await content.replace_items(connection, "news", [an_item(name) for name in names], NOW, whole=True)


async def test_what_did_not_change_is_given_again(database: Database) -> None:
    keeper = CatalogueKeeper(database)
    await keep(database, "a")
    first = await keeper.current()
    assert await keeper.current() is first
    await keep(database, "a", "b")
    assert set((await keeper.current()).items) == {"a", "b"}


async def test_two_who_ask_at_once_read_one_after_the_other(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Side by side, the one that began before an edit could end last, and hide the edit until the next."""
    load, reading, go_on = content.load_items, asyncio.Event(), asyncio.Event()

    async def load_items(connection: AsyncConnection) -> tuple[dict[str, Item], tuple[TakenDown, ...]]:
        loaded = await load(connection)
        reading.set()
        await go_on.wait()
        return loaded

    monkeypatch.setattr(content, "load_items", load_items)
    await keep(database, "a")
    keeper = CatalogueKeeper(database)
    slow = asyncio.create_task(keeper.current())
    await reading.wait()
    monkeypatch.undo()
    await keep(database, "a", "b")
    quick = asyncio.create_task(keeper.current())
    ended_first, _ = await asyncio.wait({quick}, timeout=0.2)
    go_on.set()
    assert ([list((await one).items) for one in (slow, quick)], ended_first) == ([["a"], ["a", "b"]], set())
