"""A playlist file, new or changed, goes into the store; a broken one leaves its last good version on air."""

import asyncio
from datetime import datetime
from pathlib import Path

import structlog

from ..domain.playlist_file import parse_playlist
from ..errors import InputError, SourceError
from ..sources.folder import check_name, read_text
from ..store.database import Database
from ..store.playlists import remove_playlist, replace_playlist
from ..store.problems import clear_problem, record_problem

NOUN = "playlist"
log = structlog.get_logger()


async def take_in_playlist(database: Database, root: Path, path: Path, now: datetime) -> None:
    """Takes in one file of the playlists folder, or takes the playlist away when the file is gone."""
    name, where = path.stem, path.relative_to(root).as_posix()
    if not await asyncio.to_thread(path.exists):
        await _remove(database, name)
        return
    try:
        check_name(name, where)
        playlist = parse_playlist(await asyncio.to_thread(read_text, root, where), where)
    except (InputError, SourceError) as problem:
        await _tell(database, name, str(problem), now)
        return
    async with database.write() as connection:
        changed = await replace_playlist(connection, playlist, where)
        mended = await clear_problem(connection, NOUN, name)
    if changed or mended:
        log.info("playlist taken in", playlist=name)


async def _remove(database: Database, name: str) -> None:
    async with database.write() as connection:
        gone = await remove_playlist(connection, name)
        await clear_problem(connection, NOUN, name)
    if gone:
        log.info("playlist gone with its file", playlist=name)


async def _tell(database: Database, name: str, message: str, now: datetime) -> None:
    async with database.write() as connection:
        new = await record_problem(connection, NOUN, name, message, now)
    if new:
        log.warning("playlist can't be used; its last good version stays", playlist=name, reason=message)
