"""Keeping what is kept: backed up, brought back, taken elsewhere as plain files, swept."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from ..actions.backup import BackedUp, backup
from ..actions.export_input import Exported, export_input
from ..actions.restore import restore
from ..actions.sweep import Swept, sweep
from ..actions.sweep_library import sweep_library
from ..render.assets import VENDOR, blobs_of, load_assets
from ..settings import Settings
from ..store.archive import Manifest
from ..store.blobs import Blobs
from ..store.database import Database, opened
from ..store.lock import only_one
from ..store.originals import Originals
from ..store.uploads import Uploads
from .console import Chosen, err, out, tell_note


def backup_all(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="A .tar; replaced once the new one is whole.")],
) -> None:
    """Everything that is kept into one file, also while the server runs. Of the displays' tokens it holds the hashes only."""
    settings = Chosen.settings()

    async def copy() -> BackedUp:
        database = Database(settings.database_url)
        try:
            blobs, photographs = Blobs(settings.data_path / "blobs"), settings.data_path / "visits"
            originals, now = Originals(settings.data_path / "library"), datetime.now(UTC)
            return await backup(
                database, blobs, file, now, photographs=photographs, originals=originals, tell=_progress
            )
        finally:
            await database.close()

    done = asyncio.run(copy())
    for name in done.lost:
        tell_note(f"{name}: this file is named, but it is not there or damaged")
    out.print(f"{file}: {done.rows} rows and {done.files} files, {done.bytes / 1e6:.1f} MB.", soft_wrap=True)


def restore_all(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What `backup` wrote.")],
) -> None:
    """A backup into the data folder and database of the settings, where nothing may be yet."""
    settings = Chosen.settings()

    async def bring_back() -> Manifest:
        database = Database(settings.database_url)
        try:
            with only_one(settings.data_path):
                blobs, photographs = Blobs(settings.data_path / "blobs"), settings.data_path / "visits"
                originals = Originals(settings.data_path / "library")
                return await restore(database, blobs, file, _progress, photographs=photographs, originals=originals)
        finally:
            await database.close()

    told = asyncio.run(bring_back())
    rows = sum(table.rows for table in told.tables.values())
    for name in told.lost:
        tell_note(f"{name}: this file was lost or damaged already when the backup was made")
    out.print(
        f"{rows} rows and {len(told.files) + len(told.photographs) + len(told.originals)} files of {told.taken_at:%Y-%m-%d %H:%M} UTC are back.",
        soft_wrap=True,
    )


def export_all(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]) -> None:
    """Everything back as plain files: an input folder with places.csv and displays.csv. No tokens: only hashes are kept."""
    settings = Chosen.settings()

    async def run() -> Exported:
        blobs, originals = Blobs(settings.data_path / "blobs"), Originals(settings.data_path / "library")
        async with opened(settings.database_url, make=False) as database:
            return await export_input(database, blobs, settings.input_path, folder, settings.timezone, originals)

    done = asyncio.run(run())
    for sentence in done.lost:
        tell_note(sentence)
    out.print(f"{folder}: {done.files} files.", soft_wrap=True)


def sweep_now(dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False) -> None:
    """Forgets what was shown longer ago than `archive_days`. A server that runs does it by itself once a day."""
    settings = Chosen.settings()
    blobs = Blobs(settings.data_path / "blobs")
    keep = blobs_of(load_assets(VENDOR)[0])

    async def run() -> Swept:
        root, days = settings.input_path, settings.archive_days
        async with opened(settings.database_url, make=False) as database:
            return await sweep(database, blobs, root, datetime.now(UTC), archive_days=days, keep=keep, dry_run=dry_run)

    if dry_run:
        _tell_swept(asyncio.run(run()), "would go")
        return
    with only_one(
        settings.data_path, "a server uses this folder, and sweeps it by itself; --dry-run says what would go"
    ):
        first, second = asyncio.run(run()), asyncio.run(run())  # files go a run after the rows that named them
        library = asyncio.run(_sweep_library(settings))
    out.print(f"library: {library} files gone.")
    _tell_swept(Swept(*(one + other for one, other in zip(first, second, strict=True))), "gone")


async def _sweep_library(settings: Settings) -> int:
    originals, uploads = Originals(settings.data_path / "library"), Uploads(settings.data_path / "uploads")
    async with opened(settings.database_url, make=False) as database:
        return await sweep_library(database, originals, uploads, datetime.now(UTC))


def _tell_swept(swept: Swept, how: str) -> None:
    names = ("publications", "heads", "slides", "problems", "rules given by hand", "files")
    counts = ", ".join(f"{count} {name}" for count, name in zip(swept, names, strict=False))
    out.print(f"{counts} ({swept.bytes / 1e6:.1f} MB) {how}.", soft_wrap=True)


def _progress(done: int, of: int) -> None:
    if err.is_terminal and (done % 100 == 0 or done == of):
        err.print(f"{done} of {of} files", end="\n" if done == of else "\r")
