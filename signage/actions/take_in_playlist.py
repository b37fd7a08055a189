"""A playlist file, new or changed, goes into the store; a broken one leaves its last good version on air."""

import asyncio
from datetime import datetime
from pathlib import Path

import structlog

from ..domain.playlist_file import parse_playlist
from ..errors import InputError, SourceError
from ..sources.folder import check_name, read_text
from ..store.database import Database
from ..store.drafts import load_origins_by_name
from ..store.playlists import remove_playlist, replace_playlist
from ..store.problems import clear_problem, record_problem

NOUN = "playlist"
OWN = "staff have a playlist of this name, which stays; give the file another name"
log = structlog.get_logger()


async def take_in_playlist(database: Database, root: Path, path: Path, now: datetime) -> None:
    """Takes in one file of the playlists folder, or takes the playlist away when the file is gone."""
    name, where = path.stem, path.relative_to(root).as_posix()
    if not await asyncio.to_thread(path.exists):
        await _remove(database, name, where)
        return
    try:
        check_name(name, where)
        playlist = parse_playlist(await asyncio.to_thread(read_text, root, where), where)
    except (InputError, SourceError) as problem:
        await _tell(database, name, str(problem), now)
        return
    async with database.write() as connection:
        staffs = (await load_origins_by_name(connection)).get(name) == ""
        if not staffs:
            changed = await replace_playlist(connection, playlist, where)
            mended = await clear_problem(connection, NOUN, name)
    if staffs:
        await _tell(database, name, f"{where}: {OWN}", now)
    elif changed or mended:
        log.info("playlist taken in", playlist=name)


async def _remove(database: Database, name: str, where: str) -> None:
    """One that staff made stays: no file of its name is why it is there."""
    async with database.write() as connection:
        gone = (await load_origins_by_name(connection)).get(name) == where and await remove_playlist(connection, name)
        await clear_problem(connection, NOUN, name)
    if gone:
        log.info("playlist gone with its file", playlist=name)


async def _tell(database: Database, name: str, message: str, now: datetime) -> None:
    async with database.write() as connection:
        new = await record_problem(connection, NOUN, name, message, now)
    if new:
        log.warning("playlist can't be used; its last good version, if any, stays", playlist=name, reason=message)
