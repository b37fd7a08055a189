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
from ..store.sources import FETCH_NOUN, load_source_origins, record_source, remove_source
from ..store.sources import FILE_NOUN as NOUN

FOLDER = "sources"
log = structlog.get_logger()


async def take_in_source(database: Database, root: Path, path: Path, now: datetime) -> None:
    """Takes in one file of the sources folder, or takes the source and its items away when the file is gone."""
    name, where = path.stem, path.relative_to(root).as_posix()
    if not await asyncio.to_thread(path.exists):
        await _remove(database, name, where, now)
        return
    try:
        source = parse_source(await asyncio.to_thread(read_text, root, where), where)
        await _check_name(database, name, where)
    except (InputError, SourceError) as problem:
        async with database.write() as connection:
            new = await record_problem(connection, NOUN, name, str(problem), now)
        if new:
            log.warning("source can't be used; its last good version, if any, stays", source=name, reason=str(problem))
        return
    async with database.write() as connection:
        changed = await record_source(connection, source, where)
        mended = await clear_problem(connection, NOUN, name)
    if changed or mended:
        log.info("source taken in", source=name, address=source.address)


async def _check_name(database: Database, name: str, where: str) -> None:
    """What people set up at their desks is not overwritten by a file."""
    async with database.read() as connection:
        origins = await load_source_origins(connection)
    if origins.get(name, where) == "":
        raise InputError(f"there is a source “{name}” already that was set up in the pages; rename the file", where)


async def _remove(database: Database, name: str, where: str, now: datetime) -> None:
    async with database.write() as connection:
        its_own = (await load_source_origins(connection)).get(name) == where
        if its_own and await remove_source(connection, name):
            await remove_source_items(connection, name, now)
            log.info("source gone with its file", source=name)
        for noun in (NOUN, FETCH_NOUN) if its_own else (NOUN,):
            await clear_problem(connection, noun, name)
