"""Staff change a playlist: in a draft, step by step, each of which can be undone; screens see nothing of it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Person
from ..domain.arranging import check_arranges, rules_of_change
from ..domain.catalogue import Catalogue
from ..domain.drafts import Change, Draft, checked, digest_of
from ..domain.playlist_file import PlaylistFile
from ..errors import ConflictError, InputError, NotFoundError
from ..sources.folder import check_name
from ..store.database import Database
from ..store.drafts import (
    Step,
    drop_draft,
    forget_step,
    keep_draft,
    load_draft,
    load_origins_by_name,
    load_steps,
    record_step,
)
from ..store.edits import record_edit
from ..store.playlists import load_playlist
from ..words import Words

NOUN = "playlist"


async def edit_playlist(
    database: Database, name: str, change: Change, says: Words, by: str, now: datetime, seen: str = ""
) -> Draft:
    """Changes the draft of a playlist, else begins one from what is published. `says` what was done, to undo it by.

    `seen` is the digest of what the page showed. Raises NotFoundError; InputError for one that comes from a file, or a
    change that can't be; ConflictError when somebody else changed it since.
    """
    async with database.write() as connection:
        published, before = await _standing(connection, name)
        file = before.file if before else published
        if file is None:
            raise NotFoundError("there is no such playlist", name)
        _check_seen(seen, file, name)
        after = checked(change(file), name)
        draft = Draft(name, after, before.base if before else digest_of(published), by, now)
        if after != file:
            await _keep(connection, before, draft, published, says, "draft")
    return draft


async def new_playlist(database: Database, file: PlaylistFile, says: Words, by: str, now: datetime) -> Draft:
    """Begins a playlist of staff's own. Raises InputError when its name is taken, or can't be one."""
    name = file.playlist.name
    check_name(name, name)
    async with database.write() as connection:
        taken = name in await load_origins_by_name(connection) or await load_draft(connection, name) is not None
        if taken:
            raise InputError("there is a playlist of this name already", name)
        draft = Draft(name, checked(file, name), "", by, now)
        await _keep(connection, None, draft, None, says, "draft")
    return draft


async def restore_playlist(database: Database, file: PlaylistFile, says: Words, by: str, now: datetime) -> Draft:
    """A draft that says what a playlist said once, whether it is there now or not. Raises InputError as `edit_playlist`."""
    name = file.playlist.name
    check_name(name, name)
    async with database.write() as connection:
        published, before = await _standing(connection, name)
        base = before.base if before else digest_of(published)
        draft = Draft(name, checked(file, name), base, by, now)
        await _keep(connection, before, draft, published, says, "restore")
    return draft


async def remove_playlist(
    database: Database, name: str, says: Words, by: str, now: datetime, seen: str = ""
) -> Draft | None:
    """To be taken out when it is published; one that never was goes at once (None). Raises as `edit_playlist`."""
    async with database.write() as connection:
        published, before = await _standing(connection, name)
        file = before.file if before else published
        if file is None:
            raise NotFoundError("there is no such playlist", name)
        _check_seen(seen, file, name)
        base = before.base if before else digest_of(published)
        draft = Draft(name, None, base, by, now)
        await _keep(connection, before, draft, published, says, "remove")
    return draft if published else None


async def discard_draft(database: Database, name: str, says: Words, by: str, now: datetime, seen: str = "") -> None:
    """Back to what is published. Raises NotFoundError without a draft, ConflictError as `edit_playlist`."""
    async with database.write() as connection:
        before = await load_draft(connection, name)
        if before is None:
            raise NotFoundError("this playlist has no changes that are not published", name)
        _check_seen(seen, before.file, name)
        await drop_draft(connection, name)
        await record_step(connection, before, None, says, by, now)
        await record_edit(connection, by, now, NOUN, name, "discard", before.file, None)


async def undo_step(database: Database, id: int, by: Person, catalogue: Catalogue, now: datetime) -> Words:
    """Takes back the step of this id, the last one of this person, and says which it was.

    Raises ConflictError where it can't be: it is undone already, published, or somebody has gone on from it; and
    ForbiddenError where it is about displays, as the catalogue has them, that are none of theirs.
    """
    async with database.write() as connection:
        step = _undoable(await load_steps(connection), by.name)
        if step is None or step.id != id:
            raise ConflictError("it is undone already, or was changed or published since", str(id))
        current = await load_draft(connection, step.playlist)
        await _check_arranges(connection, by, catalogue, step, current)
        if step.before is None:
            await drop_draft(connection, step.playlist)
        else:
            await keep_draft(connection, Draft(step.playlist, step.before.file, step.before.base, by.name, now))
        await forget_step(connection, step.id)
        was, then = current.file if current else None, step.before.file if step.before else None
        await record_edit(connection, by.name, now, NOUN, step.playlist, "undo", was, then)
        return step.says


async def _check_arranges(
    connection: AsyncConnection, by: Person, catalogue: Catalogue, step: Step, current: Draft | None
) -> None:
    """Where there is no draft, what is published stands."""
    published = await load_playlist(connection, step.playlist)
    was, then = current.file if current else published, step.before.file if step.before else published
    check_arranges(by, rules_of_change(was, then, published), catalogue)


async def last_step(database: Database, by: str) -> Step | None:
    """What `undo_step` would take back of this person."""
    async with database.read() as connection:
        return _undoable(await load_steps(connection), by)


def _undoable(steps: list[Step], by: str) -> Step | None:
    """`steps` with the last one first."""
    own = next((n for n, step in enumerate(steps) if step.by == by), None)
    if own is None or any(step.playlist == steps[own].playlist for step in steps[:own]):
        return None
    return steps[own]


async def _standing(connection: AsyncConnection, name: str) -> tuple[PlaylistFile | None, Draft | None]:
    """What is published and what is drafted. Raises InputError for a playlist that comes from a file."""
    if (await load_origins_by_name(connection)).get(name):
        raise InputError("this playlist comes from a file; copy it to change it here", name)
    return await load_playlist(connection, name), await load_draft(connection, name)


def _check_seen(seen: str, file: PlaylistFile | None, name: str) -> None:
    if seen and seen != digest_of(file):
        raise ConflictError("somebody else has changed this playlist since; look at it again", name)


async def _keep(
    connection: AsyncConnection,
    before: Draft | None,
    after: Draft,
    published: PlaylistFile | None,
    says: Words,
    act: str,
) -> None:
    """Keeps the draft, unless it says again what is published: then there is nothing left to publish."""
    kept = None if after.file == published else after
    if kept:
        await keep_draft(connection, kept)
    else:
        await drop_draft(connection, after.name)
    await record_step(connection, before, kept, says, after.by, after.at)
    was = before.file if before else published
    await record_edit(connection, after.by, after.at, NOUN, after.name, act, was, after.file)
