"""A source is set up, changed, asked again or given up by people."""

from datetime import datetime

import tomli_w

from ..domain.forms.typed import seen_of
from ..domain.sources import Source
from ..domain.written_back import source_table
from ..errors import ConflictError, InputError, NotFoundError
from ..sources.source_file import parse_source
from ..store.content import remove_source_items
from ..store.database import Database
from ..store.edits import record_edit
from ..store.problems import clear_problem
from ..store.sources import FETCH_NOUN, ask_for_source, load_source_origins, load_sources, record_source
from ..store.sources import remove_source as forget

NOUN = "source"


def check_source(source: Source) -> None:
    """By the rules of a source's file. Raises InputError; `where` ends with the key that is wrong."""
    parse_source(tomli_w.dumps(source_table(source)), f"{source.name}.toml")


async def keep_source(database: Database, source: Source, by: str, now: datetime, seen: str = "") -> None:
    """Keeps a source of people's own, which is then fetched within seconds; `seen` as in keep_place.

    Raises InputError for one that can't be or that a file gives, and ConflictError.
    """
    check_source(source)
    async with database.write() as connection:
        before = {kept.source.name: kept.source for kept in await load_sources(connection)}.get(source.name)
        if (await load_source_origins(connection)).get(source.name):
            raise InputError("a file gives this source; change it there", source.name)
        if seen_of(before) != seen:
            raise ConflictError("somebody else changed this source", source.name)
        await record_source(connection, source)
        if before != source:
            act = "change" if before else "add"
            await record_edit(connection, by, now, NOUN, source.name, act, before, source)


async def remove_source(database: Database, name: str, by: str, now: datetime) -> None:
    """Takes its items down with it. Raises NotFoundError, and InputError for one that a file gives."""
    async with database.write() as connection:
        before = {kept.source.name: kept.source for kept in await load_sources(connection)}.get(name)
        if before is None:
            raise NotFoundError("there is no such source", name)
        if (await load_source_origins(connection))[name]:
            raise InputError("a file gives this source; delete the file instead", name)
        await forget(connection, name)
        await remove_source_items(connection, name, now)
        await clear_problem(connection, FETCH_NOUN, name)
        await record_edit(connection, by, now, NOUN, name, "remove", before)


async def ask_again(database: Database, name: str) -> None:
    """Has a source fetched within seconds. Raises NotFoundError."""
    async with database.write() as connection:
        if not await ask_for_source(connection, name):
            raise NotFoundError("there is no such source", name)
