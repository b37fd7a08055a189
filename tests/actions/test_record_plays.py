"""Proof of play over a database that fails for a while: who is refused is told so, and afterwards all of it can be sent."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from signage.actions.record_plays import WAITING_AT_MOST, PlayBook
from signage.domain.plays import Play, Plays
from signage.domain.ulids import new_ulid
from signage.errors import StoreError, TooManyError
from signage.store.blobs import Blobs
from signage.store.database import Database
from signage.store.tables import plays as table
from tests.factories import NOW

SCREENS = [f"gate-{number}" for number in range(WAITING_AT_MOST + 100)]


class Failing:
    """The database behind it, but for writing while it is `down`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.down = True

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        if self.down:
            raise StoreError("the disk is full", self._database.where)
        async with self._database.write() as connection:
            yield connection


class Screens:
    """All send their own batch, as often as they are told to send it again."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.failing, blobs = Failing(database), Blobs(folder)
        slide = blobs.store(b"<!doctype html>", "html").removesuffix(".html")
        play = Play(slide=slide, at=round(NOW.timestamp() * 1000) - 60_000, shown_ms=1_000)
        self.book = PlayBook(self.failing, blobs, gather_seconds=0)  # type: ignore[arg-type]
        self.plays = {screen: Plays(batch=new_ulid(NOW), plays=(play,)) for screen in SCREENS}

    async def send(self, *screens: str) -> Counter[str]:
        return Counter(await asyncio.gather(*map(self._send, screens)))

    async def _send(self, screen: str) -> str:
        try:
            await self.book.record(screen, self.plays[screen], NOW)
        except (StoreError, TooManyError) as problem:
            return type(problem).__name__
        return "kept"


@pytest.fixture
def screens(sqlite: Database, tmp_path: Path) -> Screens:
    return Screens(sqlite, tmp_path)


async def test_after_an_outage_every_screen_can_send_its_plays_again(screens: Screens, sqlite: Database) -> None:
    assert set(await screens.send(*SCREENS)) <= {"StoreError", "TooManyError"}
    assert screens.book.stored == 0
    screens.failing.down = False
    for number in range(0, len(SCREENS), WAITING_AT_MOST):
        some = SCREENS[number : number + WAITING_AT_MOST]
        assert await screens.send(*some) == {"kept": len(some)}
    assert screens.book.stored == len(SCREENS)
    async with sqlite.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(table)) == len(SCREENS)


async def test_who_was_told_to_send_it_again_has_nothing_stored_by_another(screens: Screens, sqlite: Database) -> None:
    assert await screens.send("gate-1") == {"StoreError": 1}
    screens.failing.down = False
    assert await screens.send("gate-2") == {"kept": 1}
    async with sqlite.read() as connection:
        assert list((await connection.execute(select(table.c.display))).scalars()) == ["gate-2"]


async def test_a_batch_sent_twice_while_the_store_fails_is_refused_twice(screens: Screens) -> None:
    assert await screens.send("gate-1", "gate-1") == {"StoreError": 2}


async def test_one_that_goes_away_leaves_the_others_plays_stored(screens: Screens) -> None:
    screens.failing.down = False
    gone = asyncio.create_task(screens.send("gate-1"))
    stays = asyncio.create_task(screens.send("gate-2"))
    while not screens.book._gathering:
        await asyncio.sleep(0)
    gone.cancel()
    assert await stays == {"kept": 1}
