"""An item is written: drafts are kept as they grow, approval is asked for, and a request is taken back."""

from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Person
from ..domain.content import Item, lacks
from ..domain.workflow import SOURCE, Step, Version, new_version, owns, steps
from ..errors import ConflictError, ForbiddenError, InputError, NotFoundError
from ..store.database import Database
from ..store.edits import load_edits, record_edit
from ..store.versions import load_version, load_versions, record_version

NOUN = "item"


class Seen(NamedTuple):
    """Which state of an item a page was made from: the version's number and its count of changes."""

    number: int
    changes: int


def seen_of(version: Version) -> Seen:
    return Seen(version.number, version.changes)


async def save_draft(
    database: Database, item: Item, department: str, person: Person, now: datetime, seen: Seen | None = None
) -> Version:
    """Keeps what was written: as a new item where `seen` is None, into the draft that it was begun from, or as a new version
    of an approved one, which stays up meanwhile. What is as it was is not kept again.

    Raises ConflictError where the item is not as it was seen, or approval of it is asked for; ForbiddenError for those whose
    department it isn't.
    """
    async with database.write() as connection:
        before = await load_version(connection, item.id)
        if (seen_of(before) if before else None) != seen:
            raise ConflictError("somebody has saved this item since it was opened", item.id)
        for one in {department, before.department if before else department}:
            _check_owner(person, one)
        if before is None:
            return await _begin(connection, item, department, person, now)
        if (before.item, before.department) == (item, department):
            return before
        if before.stage == "requested":
            raise ConflictError("approval of it is asked for; take the request back first", item.id)
        return await _say(connection, item, department, person, now, before)


async def go_back(database: Database, item: Item, person: Person, now: datetime) -> Version:
    """Lets an item say again what it said before, in its draft or a new version. What the draft said till then stays in the
    history, from where it is gone back to likewise.

    Raises NotFoundError for what staff did not write, ForbiddenError for those whose it isn't, ConflictError while approval
    of it is asked for.
    """
    async with database.write() as connection:
        before = await load_version(connection, item.id)
        if before is None:
            raise NotFoundError("this item is not written here", item.id)
        _check_owner(person, before.department)
        if before.item == item:
            return before
        if before.stage == "requested":
            raise ConflictError("approval of it is asked for; take the request back first", item.id)
        if before.stage in ("draft", "remanded"):
            await _record_words(connection, before)
            await record_edit(connection, person.name, now, NOUN, item.id, "undo", before.item, item)
        return await _say(connection, item, before.department, person, now, before)


async def _record_words(connection: AsyncConnection, draft: Version) -> None:
    """What a draft says, which the history holds only as it was begun: by whom and when it was last written."""
    last = next(iter(await load_edits(connection, NOUN, draft.item.id, limit=1)), None)
    known = last.after if last else None
    if known != msgspec.json.encode(draft.item).decode():
        by, told = draft.changed_by or draft.by, msgspec.json.decode(known) if known else None
        await record_edit(connection, by, draft.changed_at, NOUN, draft.item.id, "draft", told, draft.item)


async def _say(
    connection: AsyncConnection, item: Item, department: str, person: Person, now: datetime, before: Version
) -> Version:
    """Into the draft that there is, else as a new version."""
    if before.stage not in ("draft", "remanded"):
        return await _begin(connection, item, department, person, now, before)
    changed = msgspec.structs.replace(before, item=item, department=department, changed_at=now, changed_by=person.name)
    return await record_version(connection, changed, before.changes)


async def _begin(
    connection: AsyncConnection,
    item: Item,
    department: str,
    person: Person,
    now: datetime,
    before: Version | None = None,
) -> Version:
    own = msgspec.structs.replace(item, source=SOURCE)
    version = new_version(own, department, person.name, now, after=before)
    kept = await record_version(connection, version, None)
    await record_edit(connection, person.name, now, NOUN, item.id, "begin", before and before.item, kept.item)
    return kept


async def request_approval(database: Database, item: str, person: Person, now: datetime, seen: Seen) -> Version:
    """Asks for approval of a draft. What has no moment of its own to be dated by is dated with the request.

    Raises NotFoundError, ForbiddenError, ConflictError as `save_draft` does; InputError for what lacks something.
    """
    async with database.write() as connection:
        version = await _step(connection, item, person, "request", seen)
        if missing := lacks(version.item):
            raise InputError(f"it lacks {', '.join(missing)}", item)
        dated = version.item
        if dated.period.begins_at is None and version.number == 1:
            dated = msgspec.structs.replace(dated, published_at=now)
        asked = msgspec.structs.replace(version, item=dated, stage="requested", asked_by=person.name, asked_at=now)
        asked = msgspec.structs.replace(asked, decided_by=None, decided_at=None)
        kept = await record_version(connection, asked, seen.changes)
        up = await _approved(connection, item)
        await record_edit(connection, person.name, now, NOUN, item, "request", up and up.item, kept.item)
        return kept


async def take_back(database: Database, item: str, person: Person, now: datetime, seen: Seen) -> Version:
    """A request becomes a draft again. Raises as `request_approval` does."""
    async with database.write() as connection:
        version = await _step(connection, item, person, "take back", seen)
        drawn_back = msgspec.structs.replace(version, stage="draft", asked_by=None, asked_at=None)
        kept = await record_version(connection, drawn_back, seen.changes)
        await record_edit(connection, person.name, now, NOUN, item, "take back", None, kept.item)
        return kept


async def _step(connection: AsyncConnection, item: str, person: Person, step: Step, seen: Seen) -> Version:
    """The newest version, once it is sure that this person may take this step with it as they saw it."""
    version = await load_version(connection, item)
    if version is None:
        raise NotFoundError("there is no such item", item)
    _check_owner(person, version.department)
    if seen_of(version) != seen or step not in steps(version, person):
        raise ConflictError("somebody has changed this item since it was opened", item)
    return version


async def _approved(connection: AsyncConnection, item: str) -> Version | None:
    return next((one for one in await load_versions(connection, item) if one.stage == "approved"), None)


def _check_owner(person: Person, department: str) -> None:
    if not owns(person, department):
        raise ForbiddenError(f"only people of the department “{department}” may write this", department)
