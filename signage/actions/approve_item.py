"""A request is decided: approved, which puts it on air, or sent back with a reason. And what needs no request: renewal, and
going on air where this server asks for no approval.

Who wrote a version, saved it last or asked for it does not approve it; only an administrator may in an emergency, with a
reason that stays.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Person
from ..domain.content import Period, ends_at, lacks
from ..domain.workflow import Step, Version, is_own, new_version, steps
from ..errors import ConflictError, ForbiddenError, InputError, NotFoundError
from ..store.accepted import forget_accepted, record_accepted
from ..store.comments import record_comment
from ..store.database import Database
from ..store.deputies import stands_in_for
from ..store.edits import record_edit
from ..store.versions import load_version, load_versions, put_on_air, record_version
from ..words import Words

NOUN = "item"
OVER: Words = {
    "ja": "掲載期間か開催日が、もう過ぎています。このままでは、どの画面にも映りません。これからの日に変えてから、公開してください。",
    "en": "Its period or its last day is over: nobody would see it. Choose a day to come, then publish it.",
}
COMMENT_LETTERS = 1_000
Seen = tuple[int, int]
"""Which state of an item a page was made from: the version's number and its count of changes."""


class Unread(NamedTuple):
    """What people could not read of a version on its displays (domain/legibility.FindingCode), and why it is put up all the
    same: without a `reason` it is not.
    """

    codes: Sequence[str] = ()
    reason: str = ""


ALL_READ = Unread()


async def approve(
    database: Database,
    item: str,
    seen: Seen,
    person: Person,
    now: datetime,
    comment: str = "",
    unread: Unread = ALL_READ,
) -> Version:
    """Puts the version that was seen on air, or on its way there where its period begins later.

    Raises NotFoundError; ConflictError where it is not as it was seen any more; ForbiddenError for who may not; InputError
    where its period is over, the comment is too long, or something can't be read and nobody says why it goes up.
    """
    async with database.write() as connection:
        version = await _asked_for(connection, item, seen)
        await _check_step(connection, version, person, "approve", now)
        await _accept(connection, item, unread, person, now)
        return await _put_up(connection, version, person, now, "approve", comment)


async def approve_own(
    database: Database, item: str, seen: Seen, person: Person, now: datetime, reason: str, unread: Unread = ALL_READ
) -> Version:
    """In an emergency: an administrator puts up what they wrote themselves. Raises as `approve` does, and without a reason."""
    if person.role != "administrator":
        raise ForbiddenError("only an administrator may approve what they wrote", roles=("administrator",))
    if not reason.strip():
        raise InputError("say why nobody else can approve it", "comment")
    async with database.write() as connection:
        version = await _asked_for(connection, item, seen)
        await record_edit(connection, person.name, now, NOUN, item, "reason", None, {"reason": reason.strip()})
        await _accept(connection, item, unread, person, now)
        return await _put_up(connection, version, person, now, "approve own", reason)


async def remand(database: Database, item: str, seen: Seen, person: Person, now: datetime, comment: str) -> Version:
    """Sends a request back to who asked, with what is to be done. Raises as `approve` does, and without a comment."""
    if not comment.strip():
        raise InputError("say what is to be changed", "comment")
    async with database.write() as connection:
        version = await _asked_for(connection, item, seen)
        await _check_step(connection, version, person, "remand", now)
        decided = msgspec.structs.replace(version, stage="remanded", decided_by=person.name, decided_at=now)
        kept = await record_version(connection, decided, version.changes)
        await _comment(connection, kept, person, comment, now)
        await record_edit(connection, person.name, now, NOUN, item, "remand", None, {"comment": comment.strip()})
        return kept


async def publish(
    database: Database, item: str, seen: Seen, person: Person, now: datetime, unread: Unread = ALL_READ
) -> Version:
    """A draft goes on air without having been asked for: only where this server asks for no approval (the caller knows).

    Raises as `approve` does; InputError for what lacks something.
    """
    async with database.write() as connection:
        version = await _seen(connection, item, seen)
        if "request" not in steps(version, person):
            raise ForbiddenError(f"only people of the department “{version.department}” may publish this", item)
        if missing := lacks(version.item):
            raise InputError(f"it lacks {', '.join(missing)}", item)
        asked = msgspec.structs.replace(version, asked_by=person.name, asked_at=now)
        if asked.item.period.begins_at is None and asked.number == 1:
            asked = msgspec.structs.replace(asked, item=msgspec.structs.replace(asked.item, published_at=now))
        await _accept(connection, item, unread, person, now)
        return await _put_up(connection, asked, person, now, "publish")


async def renew(
    database: Database, item: str, seen: Seen, ends: datetime, person: Person, now: datetime, *, approval: bool
) -> Version:
    """Lets an approved item last until `ends`: as a new version, for which approval is asked at once where it is needed.

    Raises as `approve` does; ConflictError where a newer version is being written; InputError for an end that is no later.
    """
    async with database.write() as connection:
        version = await _seen(connection, item, seen)
        if version.stage != "approved":
            raise ConflictError("a newer version of it is being written; change its period there", item)
        if "renew" not in steps(version, person):
            raise ForbiddenError(f"only people of the department “{version.department}” may renew this", item)
        begins, before = version.item.period.begins_at, version.item.period.ends_at
        if ends <= max(one for one in (now, begins, before) if one):
            raise InputError("make the end later than it is", "ends")
        lasting = msgspec.structs.replace(version.item, period=Period(begins, ends))
        asked = new_version(lasting, version.department, person.name, now, after=version, asked=True)
        kept = await record_version(connection, asked, None)
        if not approval:
            return await _put_up(connection, kept, person, now, "renew")
        await record_edit(connection, person.name, now, NOUN, item, "renew", version.item, lasting)
        return kept


async def _seen(connection: AsyncConnection, item: str, seen: Seen) -> Version:
    version = await load_version(connection, item)
    if version is None:
        raise NotFoundError("there is no such item", item)
    if (version.number, version.changes) != seen:
        raise ConflictError("somebody has changed this item since it was opened", item)
    return version


async def _asked_for(connection: AsyncConnection, item: str, seen: Seen) -> Version:
    version = await _seen(connection, item, seen)
    if version.stage != "requested":
        raise ConflictError("this request was decided or taken back meanwhile", item)
    return version


async def _check_step(connection: AsyncConnection, version: Version, person: Person, step: Step, now: datetime) -> None:
    deputy_of = await stands_in_for(connection, person.name, now)
    if is_own(version, person):
        raise ForbiddenError("who wrote or asked for a version does not decide on it", version.item.id)
    if step not in steps(version, person, deputy_of):
        raise ForbiddenError(f"only approvers of “{version.department}” decide on this", version.department)


async def _accept(connection: AsyncConnection, item: str, unread: Unread, person: Person, now: datetime) -> None:
    """Keeps who said yes to what, and why. Raises InputError without a reason, or for one that is too long."""
    reason = unread.reason.strip()
    if not unread.codes:
        await forget_accepted(connection, item)
        return
    if not reason or len(reason) > COMMENT_LETTERS:
        raise InputError(
            f"say in at most {COMMENT_LETTERS:,} characters why it goes up although it can't be read", item
        )
    await record_accepted(connection, item, unread.codes, reason, person.name, now)
    told = {"unreadable": sorted(unread.codes), "reason": reason}
    await record_edit(connection, person.name, now, NOUN, item, "accept", None, told)


async def _put_up(
    connection: AsyncConnection, version: Version, person: Person, now: datetime, act: str, comment: str = ""
) -> Version:
    over = ends_at(version.item)
    if over is not None and over <= now:
        raise InputError("its period is over; it would not show", version.item.id, OVER)
    before = next((one for one in await load_versions(connection, version.item.id) if one.stage == "approved"), None)
    decided = msgspec.structs.replace(version, decided_by=person.name, decided_at=now)
    kept = await put_on_air(connection, decided, now)
    await _comment(connection, kept, person, comment, now)
    await record_edit(connection, person.name, now, NOUN, kept.item.id, act, before and before.item, kept.item)
    return kept


async def _comment(connection: AsyncConnection, version: Version, person: Person, comment: str, now: datetime) -> None:
    text = comment.strip()
    if len(text) > COMMENT_LETTERS:
        raise InputError(f"a comment may have {COMMENT_LETTERS:,} characters; it has {len(text):,}", "comment")
    if text:
        await record_comment(connection, version.item.id, version.number, person.name, text, now)
