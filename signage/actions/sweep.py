"""Forgets what was shown longer ago than `archive_days`, what was made for it, and problems of things that are gone."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import structlog

from ..store.archive import named_by_tails
from ..store.blobs import Blobs
from ..store.commands import sweep_commands
from ..store.database import Database
from ..store.now_rules import sweep_now_rules
from ..store.plays import sweep_plays
from ..store.problems import Problem, clear_problem, load_problems
from ..store.scans import sweep_scans
from ..store.sources import FETCH_NOUN, FILE_NOUN, load_sources
from ..store.sweep import (
    Loose,
    Shown,
    load_loose_decodings,
    load_names,
    load_old_slides,
    load_shown,
    remove_decodings,
    remove_of_gone,
    remove_shown,
    remove_slides,
    too_old,
)

YOUNG = timedelta(hours=24)
"""A file is never removed so soon: what names it may only be about to be stored."""

FILES = {
    "playlist": "playlists/{}.toml",
    FILE_NOUN: "sources/{}.toml",
    "calendar": "{}",
    "calendar note": "{}",
}
"""The file, named from the input folder, that a problem is about."""

log = structlog.get_logger()


class Swept(NamedTuple):
    """What went, or (of a dry run) what would. Files go a run after the last row that names them."""

    publications: int
    heads: int
    slides: int
    problems: int
    now_rules: int
    files: int
    bytes: int


class _Old(NamedTuple):
    shown: Shown
    recipes: list[str]
    decodings: list[Loose]
    problems: list[Problem]
    files: list[Path]


async def sweep(
    database: Database,
    blobs: Blobs,
    root: Path,
    now: datetime,
    *,
    archive_days: int,
    keep: Collection[str] = (),
    forget: Callable[[Sequence[str]], None] = lambda _recipes: None,
    dry_run: bool = False,
) -> Swept:
    """`root` is the input folder; `keep` are blobs that the next slide may need though no row names them.

    `forget` is told the recipes of slides that are forgotten, before their files can go. A file goes only when it was
    named by no row at the beginning: a publication or a backup that is under way, and began before a row went, still
    finds it. Raises OSError and StoreError.
    """
    old = await _old(database, blobs, root, now, timedelta(days=archive_days), keep)
    now_rules = 0 if dry_run else await _remove_rows(database, old, now, now - timedelta(days=archive_days))
    if not dry_run:
        forget(old.recipes)
    size = await asyncio.to_thread(_remove_files, blobs, old.files, now, dry_run)
    swept = Swept(
        len(old.shown.publications),
        len(old.shown.heads),
        len(old.recipes),
        len(old.problems),
        now_rules,
        len(old.files),
        size,
    )
    if any(swept) and not dry_run:
        log.info("swept", **swept._asdict())
    return swept


async def _old(
    database: Database, blobs: Blobs, root: Path, now: datetime, archive: timedelta, keep: Collection[str]
) -> _Old:
    async with database.read() as connection:
        shown = await load_shown(connection)
        names = await load_names(connection)
        loose = await load_loose_decodings(connection)
        problems = await load_problems(connection)
        sources = {one.source.name for one in await load_sources(connection)}
    old, in_kept, in_old = await asyncio.to_thread(_parted, blobs, shown, now - archive)
    names |= in_kept | in_old | set(keep)
    async with database.read() as connection:
        recipes = await load_old_slides(connection, now - archive, in_kept)
    gone = await asyncio.to_thread(_gone, problems, root, sources)
    loose = await asyncio.to_thread(lambda: [one for one in loose if not _is_young(blobs, one.files, now)])
    return _Old(old, recipes, loose, gone, await asyncio.to_thread(_unnamed, blobs, names, now))


def _parted(blobs: Blobs, shown: Shown, cutoff: datetime) -> tuple[Shown, set[str], set[str]]:
    """What is too old, and the blobs that are named by tails: by those that stay, and by those that go."""
    old = too_old(shown, cutoff)
    return old, named_by_tails(blobs, shown.without(old).tails()), named_by_tails(blobs, old.tails())


def _is_young(blobs: Blobs, files: Collection[str], now: datetime) -> bool:
    """Whether any of these was written of late: then its picture may only be about to be stored."""
    paths = (blobs.path(file) for file in files)
    return any(path.is_file() and path.stat().st_mtime >= (now - YOUNG).timestamp() for path in paths)


async def _remove_rows(database: Database, old: _Old, now: datetime, cutoff: datetime) -> int:
    """How many rules given by hand went too."""
    async with database.write() as connection:
        await sweep_plays(connection, cutoff)
        await sweep_scans(connection, cutoff)
        await sweep_commands(connection, cutoff)
        await remove_of_gone(connection, cutoff)
        await remove_shown(connection, old.shown)
        await remove_slides(connection, old.recipes)
        await remove_decodings(connection, old.decodings)
        for problem in old.problems:
            await clear_problem(connection, problem.noun, problem.name)
        return await sweep_now_rules(connection, now)


def _gone(problems: Sequence[Problem], root: Path, sources: Collection[str]) -> list[Problem]:
    """Those of files that are gone, and of sources that are no more."""

    def is_gone(problem: Problem) -> bool:
        if problem.noun == FETCH_NOUN:
            return problem.name not in sources
        file = FILES.get(problem.noun)
        return file is not None and not (root / file.format(problem.name)).exists()

    return [problem for problem in problems if is_gone(problem)] if root.is_dir() else []


def _unnamed(blobs: Blobs, names: Collection[str], now: datetime) -> list[Path]:
    oldest = (now - YOUNG).timestamp()
    found = (path for path in blobs.folder.glob("??/*") if path.name not in names)
    return [path for path in found if path.is_file() and path.stat().st_mtime < oldest]


def _remove_files(blobs: Blobs, files: Sequence[Path], now: datetime, dry_run: bool) -> int:
    """Returns their size in bytes."""
    size = 0
    for path in files:
        size += path.stat().st_size
        if not dry_run:
            blobs.remove(path.name, older_than=now - YOUNG)
    return size
