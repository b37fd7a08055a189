"""A backup into a place where nothing is yet: every hash is verified before a row is kept."""

import asyncio
import hashlib
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ..errors import InputError, StoreError
from ..store.archive import Manifest, TableFile, load_table, tables_of
from ..store.blobs import Blobs
from ..store.database import Database, known_versions
from ..store.originals import Originals, is_original
from ..store.visits import is_photograph, write_photograph
from .backup import MANIFEST, ORIGINALS, PHOTOGRAPHS, Tell

FORMAT = 1
_DAMAGED = "it is damaged, or something changed it; take another backup"


async def restore(
    database: Database,
    blobs: Blobs,
    file: Path,
    tell: Tell = lambda _done, _all: None,
    *,
    photographs: Path | None = None,
    originals: Originals | None = None,
) -> Manifest:
    """What the backup said of itself. Tables of an older version are brought up to this one; `photographs` is the folder
    for those of visits, `originals` the place for the library's.

    Hold the data folder's lock meanwhile. Raises InputError for a file that is no whole backup, StoreError where the
    database already holds something; then the database is as it was.
    """
    with _opened(file) as tar:
        manifest = await asyncio.to_thread(_manifest, tar, file)
        if await database.version() is not None:
            raise StoreError(
                "there is something here already; restore where nothing is yet, with another `database` or `data`",
                database.where,
            )
        await asyncio.to_thread(_check_tables, tar, manifest, file)
        await asyncio.to_thread(_take_files, tar, manifest, blobs, file, tell)
        if photographs:
            await asyncio.to_thread(_take_photographs, tar, manifest, photographs, file)
        if originals:
            await asyncio.to_thread(_take_originals, tar, manifest, originals, file)
        database.make_room()
        async with database.write() as connection:
            await database.migrate(connection, manifest.version)
            await _fill(connection, tar, manifest, file)
            await database.set_counters(connection, manifest.counters)
            await database.migrate(connection)
    return manifest


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(file) as tar:
            yield tar
    except (tarfile.TarError, EOFError) as problem:
        raise InputError(f"this is no backup that can be read ({problem})", str(file)) from problem


def _manifest(tar: tarfile.TarFile, file: Path) -> Manifest:
    try:
        manifest = msgspec.json.decode(_member(tar, MANIFEST, file).read(), type=Manifest)
    except msgspec.MsgspecError as problem:
        raise InputError(f"its manifest can't be read ({problem}); {_DAMAGED}", str(file)) from problem
    if manifest.format != FORMAT or manifest.version not in known_versions():
        raise InputError(f"a newer version of this program ({manifest.program}) made it; use that one", str(file))
    return manifest


def _member(tar: tarfile.TarFile, name: str, file: Path) -> IO[bytes]:
    try:
        found = tar.extractfile(name)
    except KeyError:
        found = None
    if found is None:
        raise InputError(f"it is not whole, “{name}” is not in it; {_DAMAGED}", str(file))
    return found


def _check_tables(tar: tarfile.TarFile, manifest: Manifest, file: Path) -> None:
    for name, told in manifest.tables.items():
        with _table(tar, name, file) as lines:
            digest, rows = hashlib.sha256(), 0
            for line in lines:
                digest.update(line)
                rows += 1
        if TableFile(rows, digest.hexdigest()) != told:
            raise InputError(f"the table “{name}” in it is not the one that was written; {_DAMAGED}", str(file))


def _table(tar: tarfile.TarFile, name: str, file: Path) -> IO[bytes]:
    return _member(tar, f"tables/{name}.jsonl", file)


def _take_files(tar: tarfile.TarFile, manifest: Manifest, blobs: Blobs, file: Path, tell: Tell) -> None:
    """A blob is named by its hash: kept under another name, it was damaged."""
    for number, name in enumerate(manifest.files, 1):
        content = _member(tar, f"blobs/{name}", file).read()
        sha256, _, extension = name.partition(".")
        if not extension.isalnum() or hashlib.sha256(content).hexdigest() != sha256:
            raise InputError(f"the file “{name}” in it is not the one that was written; {_DAMAGED}", str(file))
        blobs.store(content, extension)
        tell(number, len(manifest.files))


def _take_photographs(tar: tarfile.TarFile, manifest: Manifest, folder: Path, file: Path) -> None:
    for name, sha256 in manifest.photographs.items():
        content = _member(tar, f"{PHOTOGRAPHS}/{name}", file).read()
        if not is_photograph(name) or hashlib.sha256(content).hexdigest() != sha256:
            raise InputError(f"the photograph “{name}” in it is not the one that was written; {_DAMAGED}", str(file))
        write_photograph(folder, name, content)


def _take_originals(tar: tarfile.TarFile, manifest: Manifest, originals: Originals, file: Path) -> None:
    for name in manifest.originals:
        content = _member(tar, f"{ORIGINALS}/{name}", file).read()
        if not is_original(name) or hashlib.sha256(content).hexdigest() != name.partition(".")[0]:
            raise InputError(f"the original “{name}” in it is not the one that was written; {_DAMAGED}", str(file))
        originals.store(content, name)


async def _fill(connection: AsyncConnection, tar: tarfile.TarFile, manifest: Manifest, file: Path) -> None:
    tables = await tables_of(connection)
    if {table.name for table in tables} != set(manifest.tables):
        raise InputError("its tables are not those of its version; take another backup", str(file))
    for table in tables:
        with _table(tar, table.name, file) as lines:
            await load_table(connection, table, iter(lines))
