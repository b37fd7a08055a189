"""Drafts are kept as they grow; what is up stays up; nobody writes for another department or over another's words."""

from typing import Any

import msgspec
import pytest

from signage.actions.edit_item import Seen, request_approval, save_draft, seen_of, take_back
from signage.domain.accounts import Person, Role
from signage.domain.content import Item
from signage.domain.workflow import Version
from signage.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from signage.store.database import Database
from signage.store.edits import load_edits
from signage.store.versions import load_version, put_on_air
from tests.factories import NOW, an_item

AUTHOR = Person("a", "author", "library")
ITEM = an_item("staff-1", source="staff")


def titled(title: str) -> Item:
    return msgspec.structs.replace(ITEM, title={"ja": title})


async def saved(database: Database, item: Item = ITEM, seen: Seen | None = None, who: Person = AUTHOR) -> Version:
    return await save_draft(database, item, "library", who, NOW, seen)


async def acts(database: Database) -> list[str]:
    async with database.read() as connection:
        return [edit.act for edit in await load_edits(connection, "item")]


async def test_a_draft_grows_in_place_and_its_history_tells_its_steps(database: Database) -> None:
    first = await saved(database)
    second = await saved(database, titled("二"), seen_of(first))
    asked = await request_approval(database, "staff-1", AUTHOR, NOW, seen_of(second))
    assert [(one.number, one.changes, one.stage) for one in (first, second, asked)] == [
        (1, 0, "draft"),
        (1, 1, "draft"),
        (1, 2, "requested"),
    ]
    assert (asked.asked_by, asked.item.published_at) == ("a", NOW)
    assert await acts(database) == ["request", "begin"]


async def test_what_is_as_it_was_is_not_kept_again(database: Database) -> None:
    first = await saved(database)
    assert await saved(database, seen=seen_of(first)) == first


async def test_a_live_item_stays_up_while_its_new_version_is_written(database: Database) -> None:
    first = await saved(database)
    async with database.write() as connection:
        up = await put_on_air(connection, first, NOW)
    assert await saved(database, seen=seen_of(up)) == up
    second = await saved(database, titled("第2版"), seen_of(up))
    assert (second.number, second.stage) == (2, "draft")
    async with database.read() as connection:
        before = await load_version(connection, "staff-1", 1)
    assert before == up


async def test_the_second_to_save_overwrites_nothing(database: Database) -> None:
    first = await saved(database)
    await saved(database, titled("一人目"), seen_of(first))
    for seen in (seen_of(first), None, Seen(2, 0)):
        with pytest.raises(ConflictError):
            await saved(database, titled("二人目"), seen)


async def test_what_is_asked_for_is_written_on_only_once_it_was_taken_back(database: Database) -> None:
    asked = await request_approval(database, "staff-1", AUTHOR, NOW, seen_of(await saved(database)))
    with pytest.raises(ConflictError):
        await saved(database, titled("二"), seen_of(asked))
    back = await take_back(database, "staff-1", AUTHOR, NOW, seen_of(asked))
    assert (back.stage, back.asked_by) == ("draft", None)
    assert (await saved(database, titled("二"), seen_of(back))).changes == back.changes + 1


@pytest.mark.parametrize("role", ["author", "approver", "viewer", "technician"])
async def test_nobody_writes_for_another_department(database: Database, role: Role) -> None:
    other = Person("b", role, "museum")
    with pytest.raises(ForbiddenError):
        await saved(database, who=other)
    first = await saved(database)
    with pytest.raises(ForbiddenError):
        await save_draft(database, titled("x"), "museum", other, NOW, seen_of(first))
    with pytest.raises(ForbiddenError):
        await request_approval(database, "staff-1", other, NOW, seen_of(first))


async def test_an_editor_writes_for_every_department(database: Database) -> None:
    first = await saved(database, who=Person("e", "editor"))
    moved = await save_draft(database, ITEM, "museum", Person("e", "editor"), NOW, seen_of(first))
    assert moved.department == "museum"


@pytest.mark.parametrize(
    "changes", [{"title": {}}, {"kind": "link"}, {"kind": "event"}, {"kind": "picture"}, {"kind": "unknown"}]
)
async def test_approval_is_not_asked_for_what_lacks_something(database: Database, changes: dict[str, Any]) -> None:
    first = await saved(database, msgspec.structs.replace(ITEM, **changes))
    with pytest.raises(InputError):
        await request_approval(database, "staff-1", AUTHOR, NOW, seen_of(first))


async def test_what_is_not_there_is_not_asked_for(database: Database) -> None:
    with pytest.raises(NotFoundError):
        await request_approval(database, "staff-9", AUTHOR, NOW, Seen(1, 0))
