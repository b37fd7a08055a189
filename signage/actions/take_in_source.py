"""A source's file, new or changed, goes into the store; it is then fetched afresh."""

import asyncio
from datetime import datetime
from pathlib import Path

import structlog

from ..errors import InputError, SourceError
from ..sources.folder import read_text
from ..sources.source_file import parse_source
from ..store.content import remove_source_items
from ..store.database import Database
from ..store.problems import clear_problem, record_problem
from ..store.sources import FETCH_NOUN, record_source, remove_source
from ..store.sources import FILE_NOUN as NOUN

FOLDER = "sources"
log = structlog.get_logger()


async def take_in_source(database: Database, root: Path, path: Path, now: datetime) -> None:
    """Takes in one file of the sources folder, or takes the source and its items away when the file is gone."""
    name, where = path.stem, path.relative_to(root).as_posix()
    if not await asyncio.to_thread(path.exists):
        await _remove(database, name, now)
        return
    try:
        source = parse_source(await asyncio.to_thread(read_text, root, where), where)
    except (InputError, SourceError) as problem:
        async with database.write() as connection:
            new = await record_problem(connection, NOUN, name, str(problem), now)
        if new:
            log.warning("source can't be used; its last good version stays", source=name, reason=str(problem))
        return
    async with database.write() as connection:
        changed = await record_source(connection, source)
        mended = await clear_problem(connection, NOUN, name)
    if changed or mended:
        log.info("source taken in", source=name, address=source.address)


async def _remove(database: Database, name: str, now: datetime) -> None:
    async with database.write() as connection:
        if await remove_source(connection, name):
            await remove_source_items(connection, name, now)
            log.info("source gone with its file", source=name)
        for noun in (NOUN, FETCH_NOUN):
            await clear_problem(connection, noun, name)
