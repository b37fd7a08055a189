"""Looks through settings, folders, playlists, calendars, sources, lists kept by hand and texts of the media folder without
changing anything: every problem with its place.
"""

import asyncio
import os
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from ..brand import Brand
from ..domain.catalogue import Catalogue
from ..domain.closing_days import Calendar
from ..domain.findings import findings
from ..domain.link_health import Check
from ..domain.links import Link
from ..domain.networks import networks_of
from ..domain.playlist_file import PlaylistFile, parse_playlist
from ..domain.sources import TYPES, Source
from ..domain.toml_text import meant
from ..errors import SettingsError, SignageError, WorkerError
from ..render.assets import VENDOR
from ..render.palettes import PALETTES
from ..render.posters.trial import try_template
from ..render.posters.typesetting import FOLDER, SECONDS, repeated_in
from ..render.templates import check_templates, names_of
from ..settings import Settings
from ..sources import SOURCES, Fetching
from ..sources.calendars import read_calendar
from ..sources.folder import counts, nameable, read_file, read_text
from ..sources.media_folder import FOLDER as MEDIA
from ..sources.media_folder import all_texts, read_text_beside
from ..sources.own_templates import load_templates
from ..sources.poster_templates import load_poster_templates, own_names
from ..sources.source_file import parse_source
from ..store.brand import load_brand
from ..store.calendars import FILE_NOUN as CALENDAR_NOUN
from ..store.calendars import NOTE_NOUN, load_calendar_origins
from ..store.catalogue import CatalogueKeeper
from ..store.database import opened
from ..store.link_checks import load_troubled
from ..store.playlists import load_origins
from ..store.problems import Problem, load_problems
from ..store.sources import FETCH_NOUN, FILE_NOUN, load_sources
from ..workers import open_workers
from .addresses import addresses_of
from .take_in_media import NOUN as MEDIA_NOUN

LINK_SAYS = {
    "dead": "is dead since {0.since_at:%Y-%m-%d %H:%M} UTC",
    "moved": "has moved to {0.leads_to}",
    "failing": "does not answer since {0.since_at:%Y-%m-%d %H:%M} UTC",
}


class Finding(NamedTuple):
    """`serious`: something can't be used as it is. Otherwise a note that somebody should know."""

    message: str
    serious: bool


async def check_input(settings: Settings, now: datetime) -> list[Finding]:
    """The files as they are now, together with the displays, places and items that the database knows."""
    found = [*_check_folders(settings), *_check_settings(settings), *_check_themes(settings)]
    playlists, problems = await asyncio.to_thread(_read_playlists, settings.input_path)
    found += problems
    calendars, problems = await asyncio.to_thread(_read_calendars, settings, now)
    found += problems
    found += await asyncio.to_thread(_check_sources, settings)
    found += await asyncio.to_thread(_check_media, settings)
    own, unread = await asyncio.to_thread(load_templates, settings.input_path)
    found += [Finding(problem, True) for problem in (*unread, *check_templates(own))]
    found += await _check_posters(settings)
    catalogue, sources, brand, stored = await _stored(settings, now)
    sources |= {path.stem for path in _files(settings.input_path, "sources")}
    catalogue = msgspec.structs.replace(
        catalogue,
        playlists={file.playlist.name: file.playlist for file in playlists},
        rules=(
            *(rule for file in playlists for rule in file.rules),
            *(rule for rule in catalogue.rules if rule.until_at and rule.until_at > now),
        ),
        # Of a file that is broken now, the last good version counts.
        calendars={name: one for name in calendars if (one := calendars[name] or catalogue.calendars.get(name))},
    )
    themes = (brand or settings.project).themes
    found += [Finding(str(finding), False) for finding in findings(catalogue, now, names_of(own), sources, themes)]
    told = {finding.message for finding in found}
    return found + [finding for finding in stored if finding.message not in told]


async def _check_posters(settings: Settings) -> list[Finding]:
    """Templates of posters, each tried with a sheet: one that never ends is stopped."""
    try:
        own = await asyncio.to_thread(load_poster_templates, settings.input_path)
    except SignageError as problem:
        return [Finding(str(problem), True)]
    found = []
    async with AsyncExitStack() as stack:
        workers = open_workers(stack, settings, seconds=SECONDS)
        for name in own_names(own):
            try:
                await workers.run(try_template, own, name, settings.project, str(VENDOR))
            except WorkerError as problem:
                hint = repeated_in(dict(own), name)
                found.append(Finding(f"{FOLDER}/{name}.typ: {problem.message}{hint}", True))
            except SignageError as problem:
                found.append(Finding(str(problem), True))
    return found


def _check_folders(settings: Settings) -> list[Finding]:
    found = []
    if not settings.input_path.is_dir():
        found.append(Finding(f"{settings.input_path}: there is no such folder; `input` names it", True))
    for folder in ("playlists", "sources"):
        if settings.input_path.is_dir() and not (settings.input_path / folder).is_dir():
            found.append(Finding(f"{settings.input_path / folder}: there is no such folder yet", False))
    data = settings.data_path
    nearest = next(folder for folder in (data, *data.parents) if folder.exists())
    if not os.access(nearest, os.W_OK):
        found.append(Finding(f"{data}: can't be written to; `data` names it", True))
    return found


def _check_settings(settings: Settings) -> list[Finding]:
    """Those that are read only where a server uses them, which then stops."""
    reads: tuple[Callable[[], object], ...] = (
        lambda: networks_of(settings.own_networks),
        lambda: addresses_of(settings),
    )
    found = []
    for read in reads:
        try:
            read()
        except SettingsError as problem:
            found.append(Finding(str(problem), True))
    return found


def _check_themes(settings: Settings) -> list[Finding]:
    return [
        Finding(f"project.themes.{name}: there is no palette “{theme.palette}”{meant(theme.palette, PALETTES)}", False)
        for name, theme in settings.project.themes.items()
        if theme.palette not in PALETTES
    ]


def _read_playlists(root: Path) -> tuple[list[PlaylistFile], list[Finding]]:
    files, found = [], []
    for path in _files(root, "playlists"):
        try:
            files.append(parse_playlist(_text(root, path), path.relative_to(root).as_posix()))
        except SignageError as problem:
            found.append(Finding(str(problem), True))
    return files, found


def _read_calendars(settings: Settings, now: datetime) -> tuple[dict[str, Calendar | None], list[Finding]]:
    """By name; None is a file that can't be read."""
    root = settings.input_path
    calendars: dict[str, Calendar | None] = {}
    found = []
    for path in _files(root, "calendars", "*.toml", "*.ics"):
        where = path.relative_to(root).as_posix()
        if path.stem in calendars:
            found.append(Finding(f"{where}: there is another calendar “{path.stem}”; rename one of them", True))
            continue
        try:
            read = read_calendar(root, where, now, settings.timezone)
        except SignageError as problem:
            calendars[path.stem] = None
            found.append(Finding(str(problem), True))
            continue
        calendars[path.stem] = read.calendar
        if read.notes:
            found.append(Finding(f"{where}: {'; '.join(read.notes)}", False))
    return calendars, found


def _check_sources(settings: Settings) -> list[Finding]:
    root, found = settings.input_path, list[Finding]()
    for path in _files(root, "sources"):
        where = path.relative_to(root).as_posix()
        try:
            source = parse_source(_text(root, path), where)
            if source.is_file and not (root / source.address).is_file():
                found.append(Finding(f"{where}: address: there is no file {root / source.address}", True))
            elif source.is_file and TYPES[source.type].by_hand:
                found += _check_list(settings, source)
        except SignageError as problem:
            found.append(Finding(str(problem), True))
    return found


def _check_list(settings: Settings, source: Source) -> list[Finding]:
    """A list kept by hand, told as the server tells it once it has fetched it."""
    try:
        body = read_file(settings.input_path, source.address, Fetching.of(settings).limit)
        SOURCES[source.type].parse(body, None, source, settings.timezone)
    except SignageError as problem:
        return [Finding(f"{FETCH_NOUN} {source.name}: {problem}", True)]
    return []


def _check_media(settings: Settings) -> list[Finding]:
    """The texts beside pictures and films, told as the server tells them once it has taken these in."""
    folder, found = settings.input_path / MEDIA, list[Finding]()
    for name, text in all_texts(folder):
        if counts(Path(name)) and nameable(Path(name)):
            try:
                read_text_beside(folder, text, settings.timezone)
            except SignageError as problem:
                found.append(Finding(f"{MEDIA_NOUN} {name}: {problem}", False))
    return found


def _files(root: Path, folder: str, *patterns: str) -> list[Path]:
    """Those that the watcher takes in."""
    return [
        path
        for pattern in patterns or ("*.toml",)
        for path in sorted((root / folder).glob(pattern))
        if counts(name := path.relative_to(root)) and nameable(name)
    ]


def _text(root: Path, path: Path) -> str:
    return read_text(root, path.relative_to(root).as_posix())


async def _stored(settings: Settings, now: datetime) -> tuple[Catalogue, set[str], Brand | None, list[Finding]]:
    """What the database knows, also by names the sources, of which some may have no item, and the brand that people set; if
    there is one; `check` makes none.
    """
    if not settings.database and not (settings.data_path / "signage.sqlite3").is_file():
        return Catalogue(), set(), None, []
    async with opened(settings.database_url, make=False) as database:
        catalogue = await CatalogueKeeper(database).current()
        async with database.read() as connection:
            sources = {kept.source.name for kept in await load_sources(connection)}
            problems = await load_problems(connection)
            links, brand = await load_troubled(connection, now), await load_brand(connection)
            origins = [*await load_origins(connection), *(await load_calendar_origins(connection)).values()]
    gone = await asyncio.to_thread(_gone, settings.input_path, origins)
    return catalogue, sources, brand, [*_problems(problems), *_broken(links, catalogue), *gone]


def _broken(links: list[tuple[Link, Check]], catalogue: Catalogue) -> list[Finding]:
    """A dead one is serious where something on screens bears it; posters may bear the others."""
    named = {item.url for item in catalogue.items.values()}
    return [
        Finding(
            f"link {link.code}: {link.target} {LINK_SAYS[check.state].format(check)}; “signage links retarget {link.code}”",
            check.state == "dead" and not link.campaign and link.asked in named,
        )
        for link, check in links
        if link.by or link.campaign or link.asked in named
    ]


def _problems(problems: list[Problem]) -> list[Finding]:
    """What can be read of slides is one line here: `check --slides` tells it by title, screen and cure."""
    found = [_finding(problem) for problem in problems if problem.noun != "finding"]
    if slides := len(problems) - len(found):
        said = "1 slide has" if slides == 1 else f"{slides} slides have"
        found.append(Finding(f"{said} something that people may not read; “signage check --slides” says what", False))
    return found


def _finding(problem: Problem) -> Finding:
    """A file's problem names its place already; a slide's or a source's is named by it."""
    if problem.noun in (CALENDAR_NOUN, NOTE_NOUN):
        return Finding(problem.message, problem.noun == CALENDAR_NOUN)
    if problem.noun in ("playlist", "template", FILE_NOUN):
        return Finding(problem.message, True)
    return Finding(f"{problem.noun} {problem.name}: {problem.message}", problem.noun in ("slide", FETCH_NOUN))


def _gone(root: Path, origins: list[str]) -> list[Finding]:
    gone = [origin for origin in origins if origin and not (root / origin).is_file()]
    return [Finding(f"{origin}: the file is gone, but what it gave is still on air", False) for origin in gone]
