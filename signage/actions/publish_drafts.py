"""Drafts of playlists become what screens show: all at once, or none of them."""

from collections.abc import Collection, Mapping
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.drafts import Draft, digest_of, digest_of_drafts
from ..domain.playlist_file import PlaylistFile
from ..errors import ConflictError, InputError
from ..store.accepted import load_accepted, record_accepted
from ..store.database import Database
from ..store.drafts import forget_drafts, load_drafts, load_origins_by_name
from ..store.edits import record_edit
from ..store.playlists import load_playlist, remove_playlist, replace_playlist

NOUN = "playlist"
NOTHING: Mapping[str, Collection[str]] = {}
log = structlog.get_logger()


async def publish_drafts(
    database: Database,
    by: str,
    now: datetime,
    names: Collection[str] | None = None,
    seen: str = "",
    unread: Mapping[str, Collection[str]] = NOTHING,
    reason: str = "",
) -> list[str]:
    """The names of the playlists that changed; `names` leaves other drafts as they are. `unread` are the codes of what people
    can't read, by item (domain/legibility.FindingCode), and `reason` why it goes up all the same.

    Raises InputError where something can't be read and nobody says why it goes up; ConflictError, and changes nothing, when a playlist is no longer what its draft began from, when a file has
    taken its name meanwhile, or when the drafts are not those whose `digest_of_drafts` is `seen`.
    """
    if any(unread.values()) and not reason.strip():
        raise InputError("say why this goes up although not all of it can be read", "reason")
    async with database.write() as connection:
        drafts = [one for one in await load_drafts(connection) if names is None or one.name in names]
        if seen and seen != digest_of_drafts(drafts):
            raise ConflictError("somebody has changed a draft since; look at what would change again")
        origins = await load_origins_by_name(connection)
        for draft in drafts:
            await _publish(connection, draft, origins.get(draft.name, ""), by, now)
        await forget_drafts(connection, [draft.name for draft in drafts])
        await _accept(connection, unread, reason.strip(), by, now)
    if drafts:
        log.info("drafts published", playlists=[draft.name for draft in drafts], by=by)
    return [draft.name for draft in drafts]


async def _publish(connection: AsyncConnection, draft: Draft, origin: str, by: str, now: datetime) -> None:
    published = await load_playlist(connection, draft.name)
    if origin or digest_of(published) != draft.base:
        raise ConflictError("it was published otherwise since this draft was begun; discard the draft", draft.name)
    if draft.file is None:
        await remove_playlist(connection, draft.name)
    else:
        await replace_playlist(connection, draft.file, "")
    await record_edit(connection, by, now, NOUN, draft.name, _act(published, draft), published, draft.file)


async def _accept(
    connection: AsyncConnection, unread: Mapping[str, Collection[str]], reason: str, by: str, now: datetime
) -> None:
    """Beside what was accepted of an item before."""
    before = await load_accepted(connection) if unread else {}
    for item, codes in unread.items():
        known = before[item].codes if item in before else frozenset()
        await record_accepted(connection, item, known | set(codes), reason, by, now)
        told = {"unreadable": sorted(codes), "reason": reason}
        await record_edit(connection, by, now, "item", item, "accept", None, told)


def _act(published: PlaylistFile | None, draft: Draft) -> str:
    if draft.file is None:
        return "take out"
    return "publish" if published else "publish new"
