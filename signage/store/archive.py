"""What a backup holds: each table as lines of JSON, whatever tables there are, and the names of the files they name."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Any

import msgspec
from sqlalchemy import Connection, MetaData, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .blobs import Blobs

VERSIONS = "alembic_version"
BARE = {("slides", "slide"): "html", ("publications", "tail"): "json"}
"""Columns that name a blob by its hash alone, and the extension it has. Anywhere else it is named whole."""

_BLOB = re.compile(rb"(?<![0-9a-f])[0-9a-f]{64}\.[a-z0-9]{2,5}\b")
ROWS = 500
"""Inserted at once."""


class TableFile(msgspec.Struct, frozen=True):
    """A table's lines: how many, and the SHA-256 (hex) of them all."""

    rows: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """Of a backup; it stands last in it, so that one that was cut off has none.

    `program` made it, `version` is the migration that the tables are of. `files` are the blobs in it, `lost` those
    that were named but not there, or damaged. `counters` are the last numbers that tables gave to their rows. A backup `with_files` false holds tables only.
    `photographs` are those of visits, each with its SHA-256 (hex): their names are no hashes. `originals` are the files of
    the library.
    """

    format: int = 1
    program: str
    version: str
    taken_at: datetime
    with_files: bool
    tables: dict[str, TableFile]
    counters: dict[str, int] = msgspec.field(default_factory=dict)
    files: list[str]
    lost: list[str]
    photographs: dict[str, str] = msgspec.field(default_factory=dict)
    originals: list[str] = msgspec.field(default_factory=list)


def blob_names(text: bytes) -> set[str]:
    """The blobs that a text names, such as a row in JSON or a published tail."""
    return {name.decode() for name in _BLOB.findall(text)}


def row_names(table: str, row: dict[str, Any], line: bytes) -> set[str]:
    """The blobs that a row names; `line` is the row as JSON."""
    bare = {f"{row[column]}.{extension}" for (of, column), extension in BARE.items() if of == table and column in row}
    return blob_names(line) | bare


async def tables_of(connection: AsyncConnection) -> list[Table]:
    """The tables that are there, of whatever version they are; those that others point to first."""
    return await connection.run_sync(_reflect)


def _reflect(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != VERSIONS]


async def dump_table(connection: AsyncConnection, table: Table, file: IO[bytes]) -> tuple[TableFile, set[str]]:
    """Writes a table's rows, in the order of its key, as they are kept; returns also the blobs they name."""
    digest, rows, names = hashlib.sha256(), 0, set[str]()
    found = await connection.stream(select(table).order_by(*table.primary_key))
    async for row in found.mappings():
        line = msgspec.json.encode(dict(row)) + b"\n"
        file.write(line)
        digest.update(line)
        rows += 1
        names |= row_names(table.name, dict(row), line)
    return TableFile(rows, digest.hexdigest()), names


async def load_table(connection: AsyncConnection, table: Table, lines: Iterator[bytes]) -> int:
    """Inserts the rows of a dump; how many they were."""
    rows = 0
    while batch := [msgspec.json.decode(line) for line in islice(lines, ROWS)]:
        await connection.execute(insert(table), batch)
        rows += len(batch)
    return rows


def named_by_tails(blobs: Blobs, names: Iterable[str]) -> set[str]:
    """The blobs that published tails name, out of names that may hold others too. Blocking: call it in a thread."""
    return {name for tail in names if tail.endswith(".json") for name in _tail_names(blobs.path(tail))}


def _tail_names(path: Path) -> set[str]:
    try:
        return blob_names(path.read_bytes())
    except FileNotFoundError:
        return set()
