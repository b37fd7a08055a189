"""Templates of one's own, new or changed, go into the look of all slides; a broken one is told with its line."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec
import structlog

from ..render.orders import Look, look_digest
from ..render.templates import check_templates
from ..sources.own_templates import load_templates
from ..store.database import Database
from ..store.problems import clear_problem, load_problems, record_problem
from ..store.revisions import raise_revision
from .look_in_force import put_back_on_failure

NOUN = "template"
log = structlog.get_logger()


async def take_in_templates(
    database: Database, root: Path, look: Callable[[], Look], renew: Callable[[Look, str], None], now: datetime
) -> None:
    """Takes in the whole folder if it differs from the look in force (`look`); `renew` puts another in force. A slide that a
    broken template can't make stays; a file that can't be read stays as it is in that look.
    """
    before = look()
    own, unread = await asyncio.to_thread(load_templates, root, before.templates)
    await _tell(database, [*await asyncio.to_thread(check_templates, own), *unread], now)
    if own == before.templates:
        return
    renewed = msgspec.structs.replace(before, templates=own)
    digest = await asyncio.to_thread(look_digest, renewed)
    with put_back_on_failure(look, renew) as renew_for_now:
        async with database.write() as connection:
            alone = look() is before
            if alone:
                await raise_revision(connection, NOUN)
                renew_for_now(renewed, digest)
    if not alone:  # people saved a brand meanwhile: it must not be undone
        await take_in_templates(database, root, look, renew, now)
        return
    log.info("templates taken in", templates=[name for name, _ in own])


async def _tell(database: Database, problems: list[str], now: datetime) -> None:
    """For staff, by file, the last that is said of each; what was mended is forgotten."""
    told = {problem.partition(":")[0].partition(",")[0]: problem for problem in problems}
    async with database.read() as connection:
        known = {one.name: one.message for one in await load_problems(connection) if one.noun == NOUN}
    if known == told:
        return
    async with database.write() as connection:
        for name in known.keys() - told.keys():
            await clear_problem(connection, NOUN, name)
        for name, problem in told.items():
            if await record_problem(connection, NOUN, name, problem, now):
                log.warning("template can't be used; slides made before stay", reason=problem)
