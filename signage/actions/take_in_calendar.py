"""A calendar's file (.toml or .ics), new or changed, goes into the store; a broken one leaves its last good version."""

import asyncio
from datetime import datetime
from pathlib import Path

import structlog

from ..errors import InputError, SourceError
from ..sources.calendars import SUFFIXES, read_calendar
from ..sources.folder import check_name
from ..store.calendars import FILE_NOUN as NOUN
from ..store.calendars import NOTE_NOUN, load_calendar_origins, remove_calendar, replace_calendar
from ..store.database import Database
from ..store.problems import clear_problem, record_problem

log = structlog.get_logger()


async def take_in_calendar(database: Database, root: Path, path: Path, now: datetime, timezone: str) -> None:
    """Takes in one file of the calendars folder, or takes its calendar away when the file is gone.

    Where a file of the same name in the other form is left, the calendar goes on from that one without a gap.
    `timezone` is the office's, for times in an .ics that name none.
    """
    if await read_calendar_again(database, root, path, now, timezone):
        return
    for other in await asyncio.to_thread(_namesakes, path):
        await take_in_calendar(database, root, other, now, timezone)
    await _remove(database, path.relative_to(root).as_posix())


async def read_calendar_again(database: Database, root: Path, path: Path, now: datetime, timezone: str) -> bool:
    """Takes in one file as `take_in_calendar` does. Where it is gone, False, and its calendar stays: a drive may be away."""
    if not await asyncio.to_thread(path.exists):
        return False
    await _take_in(database, root, path, now, timezone)
    return True


async def _take_in(database: Database, root: Path, path: Path, now: datetime, timezone: str) -> None:
    where = path.relative_to(root).as_posix()
    try:
        check_name(path.stem, where)
        await _check_name(database, root, path.stem, where)
        read = await asyncio.to_thread(read_calendar, root, where, now, timezone)
    except (InputError, SourceError) as problem:
        await _tell(database, NOUN, where, str(problem), now)
        return
    async with database.write() as connection:
        changed = await replace_calendar(connection, read.calendar, where)
        mended = await clear_problem(connection, NOUN, where)
        if not read.notes:
            await clear_problem(connection, NOTE_NOUN, where)
    if read.notes:
        await _tell(database, NOTE_NOUN, where, f"{where}: {'; '.join(read.notes)}", now)
    if changed or mended:
        log.info("calendar taken in", calendar=read.calendar.name)


async def _check_name(database: Database, root: Path, name: str, where: str) -> None:
    """A calendar is known by its file's name without .toml or .ics, so only one of two may have it."""
    async with database.read() as connection:
        other = (await load_calendar_origins(connection)).get(name, where)
    if other == "":
        raise InputError(f"there is a calendar “{name}” already that was set up in the pages; rename the file", where)
    if other != where and await asyncio.to_thread((root / other).exists):
        raise InputError(f"{other} has the name “{name}” already; rename one of them", where)


def _namesakes(path: Path) -> list[Path]:
    """Files that were refused, or will be, as long as this one is there."""
    others = (path.with_suffix(suffix) for suffix in SUFFIXES if suffix != path.suffix)
    return [other for other in others if other.is_file()]


async def _remove(database: Database, where: str) -> None:
    async with database.write() as connection:
        gone = await remove_calendar(connection, where)
        for noun in (NOUN, NOTE_NOUN):
            await clear_problem(connection, noun, where)
    if gone:
        log.info("calendar gone with its file", calendar=where)


async def _tell(database: Database, noun: str, name: str, message: str, now: datetime) -> None:
    async with database.write() as connection:
        new = await record_problem(connection, noun, name, message, now)
    if new:
        log.warning("calendar can't be used whole", calendar=name, reason=message)
