"""Versions: nobody overwrites what they have not seen, and of an item one version is on air."""

from datetime import timedelta
from typing import Any

import pytest

from signage.domain.content import Item
from signage.domain.workflow import Version
from signage.errors import ConflictError, ErasedError
from signage.store.content import erase_item, load_items, replace_items, restore_item, withdraw_item
from signage.store.database import Database
from signage.store.edits import load_edits, record_edit
from signage.store.revisions import load_revisions
from signage.store.versions import (
    forget_written,
    load_newest,
    load_version,
    load_versions,
    put_on_air,
    record_version,
    remove_version,
)
from tests.factories import NOW, an_item


def a_version(item: Item | None = None, number: int = 1, **changes: Any) -> Version:
    fields: dict[str, Any] = {"stage": "draft", "department": "library", "by": "a", "made_at": NOW, "changed_at": NOW}
    return Version(item=item or an_item("staff-1", source="staff"), number=number, **{**fields, **changes})


async def kept(database: Database, version: Version, seen: int | None = None) -> Version:
    async with database.write() as connection:
        return await record_version(connection, version, seen)


async def on_air(database: Database, version: Version) -> Version:
    async with database.write() as connection:
        return await put_on_air(connection, version, NOW)


async def shown(database: Database) -> dict[str, Item]:
    async with database.read() as connection:
        return (await load_items(connection))[0]


async def revision(database: Database) -> int:
    async with database.read() as connection:
        return (await load_revisions(connection)).get("catalogue", 0)


async def test_a_version_is_kept_whole_and_counts_its_changes(database: Database) -> None:
    first = await kept(database, a_version())
    second = await kept(database, first, 0)
    async with database.read() as connection:
        assert await load_version(connection, "staff-1") == second
    assert (first.changes, second.changes) == (0, 1)


async def test_who_saw_an_older_state_overwrites_nothing(database: Database) -> None:
    first = await kept(database, a_version())
    await kept(database, first, 0)
    with pytest.raises(ConflictError):
        await kept(database, a_version(an_item("staff-1", title={"ja": "別"})), 0)
    with pytest.raises(ConflictError):
        await kept(database, a_version())
    async with database.read() as connection:
        found = await load_version(connection, "staff-1")
    assert found and found.item.title == {"ja": "お知らせ staff-1"}


async def test_an_approved_version_takes_the_place_of_the_one_before_on_every_screen(database: Database) -> None:
    first = await on_air(database, await kept(database, a_version()))
    newer = an_item("staff-1", title={"ja": "第2版"})
    second = await kept(database, a_version(newer, 2))
    assert (await shown(database))["staff-1"].title == first.item.title
    before = await revision(database)
    await on_air(database, second)
    assert (await shown(database))["staff-1"] == an_item("staff-1", source="staff", title={"ja": "第2版"})
    assert await revision(database) > before
    async with database.read() as connection:
        assert [(one.number, one.stage) for one in await load_versions(connection, "staff-1")] == [
            (2, "approved"),
            (1, "replaced"),
        ]


async def test_what_staff_withdrew_goes_and_comes_back_like_any_other_item(database: Database) -> None:
    first = await on_air(database, await kept(database, a_version()))
    async with database.write() as connection:
        assert await withdraw_item(connection, "staff-1", NOW)
    assert not await shown(database)
    async with database.write() as connection:
        assert await restore_item(connection, "staff-1")
    assert list(await shown(database)) == ["staff-1"]
    async with database.write() as connection:
        await withdraw_item(connection, "staff-1", NOW)
    await on_air(database, first)
    assert list(await shown(database)) == ["staff-1"]


async def test_no_version_takes_the_id_of_an_item_of_a_source(database: Database) -> None:
    async with database.write() as connection:
        await replace_items(connection, "news", [an_item("news-1")], NOW, whole=False)
    with pytest.raises(ConflictError, match="news"):
        await kept(database, a_version(an_item("news-1")))


async def test_what_was_erased_never_comes_back(database: Database) -> None:
    first = await on_air(database, await kept(database, a_version()))
    async with database.write() as connection:
        await record_edit(connection, "a", NOW, "item", "staff-1", "begin", None, first.item)
        await erase_item(connection, "staff-1", NOW)
        await forget_written(connection, "staff-1")
    async with database.read() as connection:
        assert await load_versions(connection, "staff-1") == []
        [edit] = await load_edits(connection)
    assert (edit.by, edit.after) == ("a", None)
    with pytest.raises(ErasedError):
        await kept(database, a_version())


async def test_the_newest_of_each_item_are_found_by_stage_and_department(database: Database) -> None:
    later = NOW + timedelta(minutes=1)
    await on_air(database, await kept(database, a_version()))
    await kept(database, a_version(number=2, stage="requested", changed_at=later))
    await kept(database, a_version(an_item("staff-2"), department="museum"))

    async def newest(**wanted: Any) -> list[tuple[str, int]]:
        async with database.read() as connection:
            return [(one.item.id, one.number) for one in await load_newest(connection, **wanted)]

    assert await newest() == [("staff-1", 2), ("staff-2", 1)]
    assert await newest(stages=("approved",)) == []
    assert await newest(stages=("requested",)) == [("staff-1", 2)]
    assert await newest(departments=("museum",)) == [("staff-2", 1)]


async def test_a_version_that_was_saved_since_is_not_removed(database: Database) -> None:
    first = await kept(database, a_version())
    second = await kept(database, first, 0)
    async with database.write() as connection:
        with pytest.raises(ConflictError):
            await remove_version(connection, first)
    async with database.write() as connection:
        await remove_version(connection, second)
    async with database.read() as connection:
        assert await load_version(connection, "staff-1") is None
