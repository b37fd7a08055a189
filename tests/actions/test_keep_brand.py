"""The brand that people set is the look of the next publication, and stays over a restart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from signage.actions.keep_brand import Brands
from signage.brand import Brand
from signage.domain.forms.typed import seen_of
from signage.errors import ConflictError, StoreError
from signage.render.orders import Look, look_digest
from signage.store.brand import load_brand
from signage.store.database import Database
from signage.store.edits import load_edits
from signage.store.revisions import CATALOGUE, load_revisions
from tests.factories import NOW
from tests.web.sites import a_look

TOWN = Brand(name={"ja": "まち"}, colour="#7A1F5C")


class Stage:
    """A look in force, and the revision that could be seen when it came."""

    def __init__(self, database: Database) -> None:
        self.look, self.digest = a_look()
        self.brands = Brands(database, lambda: self.look, self.renew, Brand())

    def renew(self, look: Look, digest: str) -> None:
        self.look, self.digest = look, digest


async def revision(database: Database) -> int:
    async with database.read() as connection:
        return (await load_revisions(connection)).get(CATALOGUE, 0)


async def test_a_brand_that_is_kept_is_the_look_from_then_on(database: Database) -> None:
    stage, before = Stage(database), await revision(database)
    assert stage.brands.tried(TOWN).brand == TOWN and stage.brands.in_force == Brand()
    await stage.brands.keep(TOWN, "a", NOW, seen_of(Brand()))
    assert stage.brands.in_force == TOWN and stage.digest == look_digest(stage.look)
    assert await revision(database) == before + 1
    async with database.read() as connection:
        assert await load_brand(connection) == TOWN
        [edit] = await load_edits(connection, noun="brand")
    assert (edit.by, edit.act) == ("a", "change")


async def test_the_second_of_two_overwrites_nothing(database: Database) -> None:
    stage = Stage(database)
    await stage.brands.keep(TOWN, "a", NOW, seen_of(Brand()))
    with pytest.raises(ConflictError):
        await stage.brands.keep(msgspec.structs.replace(TOWN, colour=""), "b", NOW, seen_of(Brand()))
    assert stage.brands.in_force == TOWN


async def test_a_brand_that_a_full_disk_keeps_out_of_the_store_is_not_the_look_either(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may show only as the transaction is committed."""
    stage, write = Stage(database), database.write
    before, digest = stage.look, stage.digest

    @asynccontextmanager
    async def full() -> AsyncIterator[AsyncConnection]:
        async with write() as connection:
            yield connection
            raise StoreError("the disk is full")

    monkeypatch.setattr(database, "write", full)
    with pytest.raises(StoreError):
        await stage.brands.keep(TOWN, "a", NOW, seen_of(Brand()))
    assert (stage.look, stage.digest) == (before, digest)


async def test_going_back_brings_that_of_the_settings(database: Database) -> None:
    stage = Stage(database)
    await stage.brands.keep(TOWN, "a", NOW, seen_of(Brand()))
    await stage.brands.drop("a", NOW, seen_of(TOWN))
    assert stage.brands.in_force == Brand()
    async with database.read() as connection:
        assert await load_brand(connection) is None


async def test_saving_what_is_in_force_makes_no_slide_anew(database: Database) -> None:
    stage = Stage(database)
    await stage.brands.keep(TOWN, "a", NOW, seen_of(Brand()))
    before, digest = await revision(database), stage.digest
    await stage.brands.keep(TOWN, "a", NOW, seen_of(TOWN))
    assert (await revision(database), stage.digest) == (before, digest)
