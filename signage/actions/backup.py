"""Everything that is kept into one file, while the server runs: a tar of tables, of the files they name, and a manifest."""

import asyncio
import hashlib
import io
import tarfile
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

import msgspec

from .. import __version__
from ..errors import StoreError
from ..store.archive import Manifest, TableFile, dump_table, named_by_tails, tables_of
from ..store.blobs import Blobs
from ..store.database import NONE_YET, BeforeUpgrade, Database, newest_version
from ..store.erasures import load_erased
from ..store.media_details import load_originals
from ..store.originals import Originals
from ..store.tables import erased as erasures
from ..store.tables import media_details
from ..store.visits import load_photographs

MANIFEST = "manifest.json"
PHOTOGRAPHS = "visits"
ORIGINALS = "library"
KEPT_BEFORE_UPGRADE = 5

Tell = Callable[[int, int], None]
"""Is told how many files are copied, of how many."""


class BackedUp(NamedTuple):
    rows: int
    files: int
    bytes: int
    lost: list[str]


class _Dump(NamedTuple):
    version: str
    tables: dict[str, tuple[TableFile, IO[bytes]]]
    names: set[str]
    erased: set[str]
    counters: dict[str, int]
    photographs: list[str]
    originals: list[str]


class Kept(NamedTuple):
    """Where the files lie that tables name."""

    blobs: Blobs
    photographs: Path | None
    originals: Originals | None


def _silent(_done: int, _all: int) -> None:
    pass


async def backup(
    database: Database,
    blobs: Blobs,
    file: Path,
    now: datetime,
    *,
    photographs: Path | None = None,
    originals: Originals | None = None,
    with_files: bool = True,
    tell: Tell = _silent,
) -> BackedUp:
    """Writes FILE.part and then renames it. Tables are of one moment; files never change, so they are copied after.

    `photographs` is the folder of those that visits name, `originals` are those of the library.

    Raises StoreError where there is no database, and OSError (a full disk, say); then nothing is left behind.
    """
    part = file.with_name(f"{file.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=f".{file.name}.") as folder:
            dump = await _dump(database, Path(folder))
            done = await asyncio.to_thread(
                _write, dump, Kept(blobs, photographs, originals), part, now, with_files, tell
            )
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return done


def backing_up(data: Path) -> BeforeUpgrade:
    """What the server does before it changes the tables of an older version: `backup_before_upgrade` into data/backups."""

    async def before(database: Database) -> None:
        await backup_before_upgrade(database, data / "backups", datetime.now(UTC))

    return before


async def backup_before_upgrade(database: Database, folder: Path, now: datetime) -> None:
    """The tables, into `before-<version>-<time>.tar`; the last few of these are kept.

    No migration touches a blob, so these stay where they are. Raises StoreError; then nothing may be changed.
    """
    file = folder / f"before-{newest_version()}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar"
    try:
        await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
        await backup(database, Blobs(folder), file, now, with_files=False)
        await asyncio.to_thread(_forget_old, folder)
    except OSError as problem:
        reason = f"no backup could be made before the tables are changed ({problem.strerror}), so nothing was changed"
        raise StoreError(f"{reason}; make room and start again", str(file)) from problem


def _forget_old(folder: Path) -> None:
    made = sorted(folder.glob("before-*.tar"), key=lambda path: path.stat().st_mtime_ns)
    for path in made[:-KEPT_BEFORE_UPGRADE]:
        path.unlink()


async def _dump(database: Database, folder: Path) -> _Dump:
    version = await database.version()
    if version is None:
        raise StoreError(NONE_YET, database.where)
    tables: dict[str, tuple[TableFile, IO[bytes]]] = {}
    names: set[str] = set()
    async with database.read() as connection:
        for table in await tables_of(connection):
            file = (folder / table.name).open("w+b")
            told, named = await dump_table(connection, table, file)
            tables[table.name] = (told, file)
            names |= named
        erased = await load_erased(connection) if erasures.name in tables else set()
        photographs = sorted(await load_photographs(connection, tables))
        originals = sorted((await load_originals(connection)).values()) if media_details.name in tables else []
        counters = await database.counters(connection)
    return _Dump(version, tables, names, erased, counters, photographs, originals)


def _write(dump: _Dump, kept: Kept, part: Path, now: datetime, with_files: bool, tell: Tell) -> BackedUp:
    blobs, folder = kept.blobs, kept.photographs
    part.touch(mode=0o600)  # all that the server knows, readable by whoever made it
    with part.open("wb") as file, tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, (_, lines) in dump.tables.items():
            with lines:
                size = lines.tell()
                lines.seek(0)
                tar.addfile(_entry(f"tables/{name}.jsonl", size, now), lines)
        names = sorted(dump.names | named_by_tails(blobs, dump.names)) if with_files else []
        copied, missing = _copy(tar, blobs, names, now, tell)
        lost = [name for name in missing if name not in dump.erased]
        photographs, gone = _copy_photographs(tar, folder, dump.photographs, now) if folder and with_files else ({}, [])
        lost += gone
        originals, gone = _copy_originals(tar, kept.originals, dump.originals, now) if with_files else ([], [])
        lost += gone
        tables = {name: told for name, (told, _) in dump.tables.items()}
        manifest = Manifest(
            program=__version__,
            version=dump.version,
            taken_at=now,
            with_files=with_files,
            tables=tables,
            counters=dump.counters,
            files=copied,
            lost=lost,
            photographs=photographs,
            originals=originals,
        )
        _add(tar, MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1), now)
    rows, files = sum(told.rows for told in tables.values()), len(copied) + len(photographs) + len(originals)
    return BackedUp(rows, files, part.stat().st_size, lost)


def _copy(
    tar: tarfile.TarFile, blobs: Blobs, names: list[str], now: datetime, tell: Tell
) -> tuple[list[str], list[str]]:
    copied, lost = [], []
    for number, name in enumerate(names, 1):
        try:
            content = blobs.load(name)
        except FileNotFoundError:
            content = b""
        if hashlib.sha256(content).hexdigest() == name.partition(".")[0]:
            _add(tar, f"blobs/{name}", content, now)
            copied.append(name)
        else:
            lost.append(name)
        tell(number, len(names))
    return copied, lost


def _copy_photographs(
    tar: tarfile.TarFile, folder: Path, names: list[str], now: datetime
) -> tuple[dict[str, str], list[str]]:
    """The SHA-256 of each, and those that are not there."""
    copied, lost = {}, []
    for name in names:
        try:
            content = (folder / name).read_bytes()
        except FileNotFoundError:
            lost.append(name)
            continue
        _add(tar, f"{PHOTOGRAPHS}/{name}", content, now)
        copied[name] = hashlib.sha256(content).hexdigest()
    return copied, lost


def _copy_originals(
    tar: tarfile.TarFile, originals: Originals | None, hashes: list[str], now: datetime
) -> tuple[list[str], list[str]]:
    """The names of those copied, and of those that are not there, or damaged."""
    copied, lost = [], []
    for sha256 in dict.fromkeys(hashes) if originals else ():
        name = originals.find(sha256) if originals else None
        content = originals.path(name).read_bytes() if originals and name else b""
        if name and hashlib.sha256(content).hexdigest() == sha256:
            _add(tar, f"{ORIGINALS}/{name}", content, now)
            copied.append(name)
        else:
            lost.append(f"{ORIGINALS}/{sha256}")
    return copied, lost


def _add(tar: tarfile.TarFile, name: str, content: bytes, now: datetime) -> None:
    tar.addfile(_entry(name, len(content), now), io.BytesIO(content))


def _entry(name: str, size: int, now: datetime) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime, entry.mode = size, int(now.timestamp()), 0o600
    return entry
