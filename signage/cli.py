"""The commands."""

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec
import structlog
import typer
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from . import __version__
from . import settings as settings_of
from .actions.backup import BackedUp, backup
from .actions.check_input import Finding, check_input
from .actions.erase_item import Erased, erase_item
from .actions.export_input import Exported, export_input
from .actions.import_displays import Imported, import_displays, import_places
from .actions.preview_source import Preview, addresses_of, preview_source
from .actions.restore import restore
from .actions.show_now import list_now, screens_of, show_now, stop_now
from .actions.sweep import Swept, sweep
from .actions.withdraw_item import restore_item, withdraw_item
from .app import VENDOR, running
from .demo import Demo, running_demo
from .domain.content import Item
from .domain.explain import Explanation, explain
from .errors import SettingsError, SignageError
from .log import start_logging
from .render.assets import blobs_of, load_assets
from .settings import Settings
from .sources import SOURCES
from .store.archive import Manifest
from .store.blobs import Blobs
from .store.catalogue import CatalogueKeeper
from .store.database import NONE_YET, Database, opened
from .store.lock import only_one
from .store.revisions import CATALOGUE, PUBLISHED, load_revisions

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
source_app = typer.Typer(help="Where items come from.", no_args_is_help=True)
import_app = typer.Typer(help="Places and displays out of CSV files.", no_args_is_help=True)
app.add_typer(source_app, name="source")
app.add_typer(import_app, name="import")

# What people and files wrote is printed as it is: “[/b]” in a title is no markup.
out, err = (Console(stderr=stderr, markup=False, emoji=False, highlight=False) for stderr in (False, True))
ERASE_SECONDS = 30
FIRST_YEAR, LAST_YEAR = 2000, 2100
log = structlog.get_logger()
Json = Annotated[bool, typer.Option("--json", help="For programs.")]


class Chosen:
    """The settings file that the command line named."""

    file: Path | None = None

    @classmethod
    def settings(cls) -> Settings:
        return settings_of.load(cls.file)


@app.callback()
def choose(
    settings: Annotated[Path | None, typer.Option(help="Settings file; default: signage.toml where you are.")] = None,
) -> None:
    Chosen.file = settings


@app.command()
def serve() -> None:
    """Runs the server until it is stopped."""
    start_logging()
    asyncio.run(_until_stopped(_serve))


async def _serve() -> None:
    try:
        async with running(Chosen.settings()) as server:
            out.print(f"Serving at {server.url}", soft_wrap=True)
            await asyncio.Event().wait()
    except (SignageError, OSError):
        raise
    except Exception:
        log.exception("the server ended by a fault of its own")
        raise


@app.command()
def demo(json: Json = False) -> None:
    """Runs twenty screens of a real project, on a working copy of its files that may be edited."""
    start_logging()

    async def run() -> None:
        async with running_demo(Chosen.settings()) as running_now:
            print(running_now.as_json(), flush=True) if json else _tell(running_now)
            await asyncio.Event().wait()

    asyncio.run(_until_stopped(run))


def _tell(demo: Demo) -> None:
    url = demo.running.url
    rows = (
        ("画面    Screens", f"{url}/#screens"),
        ("担当者  Staff", f"{url}/#staff"),
        ("設備担当 Technicians", f"{url}/#technicians"),
        ("編集するファイル Files to edit", str(demo.input)),
    )
    table = Table.grid(padding=(0, 2))
    for row in rows:
        table.add_row(*row)
    out.print(table)
    out.print("Ctrl-C で終わります。 Ctrl-C ends it.")


async def _until_stopped(run: Callable[[], Awaitable[None]]) -> None:
    """A signal ends it wherever it is, while it starts too; a second one does not disturb the first's tidying."""
    task = asyncio.ensure_future(run())
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, lambda: task.cancelling() or task.cancel())
    with suppress(asyncio.CancelledError):
        await task


@app.command()
def check() -> None:
    """Looks for every problem in settings, folders, playlists and sources, each with its place."""
    settings = Chosen.settings()
    file = Database(settings.database_url).file
    found = [Finding(f"{file}: {NONE_YET}", serious=False)] if file and not file.is_file() else []
    found += asyncio.run(check_input(settings, datetime.now(UTC)))
    for finding in found:
        _problem(finding.message) if finding.serious else _note(finding.message)
    if any(finding.serious for finding in found):
        raise typer.Exit(1)
    out.print(f"{len(found)} notes, no problems." if found else "No problems.")


@app.command("explain")
def explain_display(
    display: Annotated[str, typer.Argument(help="Id of the display.")],
    at: Annotated[str, typer.Option(help="ISO moment; without a zone: wall time at the display. Default: now.")] = "",
    json: Json = False,
) -> None:
    """What a display shows at a moment, what lost to what, what is over or not yet."""
    explanation = asyncio.run(_explain(display, at))
    if json:
        print(msgspec.json.encode(explanation).decode())
    else:
        _print_explanation(explanation)


async def _explain(display: str, at: str) -> Explanation:
    async with opened(Chosen.settings().database_url, make=False) as database:
        catalogue = await CatalogueKeeper(database).current()
    if display not in catalogue.displays:
        known = ", ".join(catalogue.displays) or "none yet"
        raise typer.BadParameter(f"there is no display “{display}”; there are: {known}")
    zone = ZoneInfo(catalogue.places[catalogue.displays[display].place].timezone)
    return explain(catalogue, display, _moment(at, zone) if at else datetime.now(UTC))


def _moment(at: str, zone: ZoneInfo) -> datetime:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as problem:
        raise typer.BadParameter(f"“{at}” is no ISO moment such as 2026-11-22T15:00") from problem
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise typer.BadParameter(f"“{at}” is too far away; name a year from {FIRST_YEAR} to {LAST_YEAR}")
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _print_explanation(explanation: Explanation) -> None:
    for sentence in explanation.sentences():
        out.print(sentence["ja"], soft_wrap=True)
        out.print(f"  {sentence['en']}", style="dim", soft_wrap=True)


@app.command()
def withdraw(
    item: Annotated[str, typer.Argument(help="Id of the item.")],
    undo: Annotated[bool, typer.Option("--undo", help="Put it back.")] = False,
) -> None:
    """Takes an item off every screen at once; a server that runs beside sees it within a second."""

    async def change() -> None:
        async with opened(Chosen.settings().database_url, make=False) as database:
            await (restore_item(database, item) if undo else withdraw_item(database, item, datetime.now(UTC)))

    asyncio.run(change())
    out.print(f"{item}: {'put back' if undo else 'withdrawn'}.", soft_wrap=True)


@app.command()
def show(
    what: Annotated[
        str, typer.Argument(metavar="PLAYLIST", help="With --stop: which (now-3, or 3); none is all.")
    ] = "",
    on: Annotated[list[str] | None, typer.Option("--on", help="Id of a display.")] = None,
    group: Annotated[list[str] | None, typer.Option(help="A group of displays.")] = None,
    place_type: Annotated[list[str] | None, typer.Option(help="All displays at places of this type.")] = None,
    minutes: Annotated[int, typer.Option(help="So long; then back to what the rules say.")] = 60,
    stop: Annotated[bool, typer.Option("--stop", help="End it early.")] = False,
    listed: Annotated[bool, typer.Option("--list", help="What is shown that way, and until when.")] = False,
) -> None:
    """Shows a playlist on some screens now, for a while. Each option may be given several times."""

    async def change() -> None:
        async with opened(Chosen.settings().database_url, make=False) as database:
            if stop:
                _tell_stopped(await stop_now(database, _now_number(what)))
            elif listed or not what:
                await _list_now(database)
            else:
                targets = {"displays": on or (), "groups": group or (), "place_types": place_type or ()}
                await show_now(database, what, datetime.now(UTC), minutes, **targets)
                await _list_now(database)

    asyncio.run(change())


def _now_number(name: str) -> int | None:
    number = name.removeprefix("now-")
    if name and not number.isdecimal():
        raise typer.BadParameter(f"“{name}” is no number of what is shown; `signage show --list` tells them")
    return int(number) if name else None


def _tell_stopped(numbers: list[int]) -> None:
    out.print(f"Ended: {', '.join(f'now-{number}' for number in numbers)}.")


async def _list_now(database: Database) -> None:
    catalogue = await CatalogueKeeper(database).current()
    zone = ZoneInfo(Chosen.settings().timezone)
    table = Table("name", "playlist", "screens", "from", "until")
    for rule in await list_now(database):
        hours = [f"{at.astimezone(zone):%m-%d %H:%M}" for at in (rule.from_at, rule.until_at) if at]
        table.add_row(rule.name, rule.playlist, str(len(screens_of(rule, catalogue))), *hours)
    out.print(table)


@app.command("backup")
def backup_all(
    file: Annotated[Path, typer.Argument(dir_okay=False, help="A .tar; replaced once the new one is whole.")],
) -> None:
    """Everything that is kept into one file, also while the server runs. Of the displays' tokens it holds the hashes only."""
    settings = Chosen.settings()

    async def copy() -> BackedUp:
        database = Database(settings.database_url)
        try:
            return await backup(database, Blobs(settings.data_path / "blobs"), file, datetime.now(UTC), tell=_progress)
        finally:
            await database.close()

    done = asyncio.run(copy())
    for name in done.lost:
        _note(f"{name}: this file is named, but it is not there or damaged")
    out.print(f"{file}: {done.rows} rows and {done.files} files, {done.bytes / 1e6:.1f} MB.", soft_wrap=True)


@app.command("restore")
def restore_all(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="What `backup` wrote.")],
) -> None:
    """A backup into the data folder and database of the settings, where nothing may be yet."""
    settings = Chosen.settings()

    async def bring_back() -> Manifest:
        database = Database(settings.database_url)
        try:
            with only_one(settings.data_path):
                return await restore(database, Blobs(settings.data_path / "blobs"), file, _progress)
        finally:
            await database.close()

    told = asyncio.run(bring_back())
    rows = sum(table.rows for table in told.tables.values())
    for name in told.lost:
        _note(f"{name}: this file was lost or damaged already when the backup was made")
    out.print(
        f"{rows} rows and {len(told.files)} files of {told.taken_at:%Y-%m-%d %H:%M} UTC are back.", soft_wrap=True
    )


@app.command("export")
def export_all(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")]) -> None:
    """Everything back as plain files: an input folder with places.csv and displays.csv. No tokens: only hashes are kept."""
    settings = Chosen.settings()

    async def run() -> Exported:
        blobs = Blobs(settings.data_path / "blobs")
        async with opened(settings.database_url, make=False) as database:
            return await export_input(database, blobs, settings.input_path, folder, settings.timezone)

    done = asyncio.run(run())
    for sentence in done.lost:
        _note(sentence)
    out.print(f"{folder}: {done.files} files.", soft_wrap=True)


@app.command("erase")
def erase(item: Annotated[str, typer.Argument(help="Id of the item.")]) -> None:
    """Removes an item for good: its words, its slides, the pictures that nothing else shows. Its source can't bring it back."""
    settings = Chosen.settings()
    files, file = asyncio.run(_erase(settings, item))
    out.print(f"{item}: erased, with {len(files)} files. Backups that were made before still hold it.", soft_wrap=True)
    if file:
        _note(f"{settings.input_path / 'media' / file}: the file itself still lies there; delete it")


async def _erase(settings: Settings, item: str) -> Erased:
    """Twice beside a server: a publication that was under way may have drawn the item once more."""
    blobs = Blobs(settings.data_path / "blobs")
    async with opened(settings.database_url, make=False) as database:
        first = await erase_item(database, blobs, item, datetime.now(UTC))
        if not await _published(settings, database):
            _note("the server has not published since; erase it again when it has")
        second = await erase_item(database, blobs, item, datetime.now(UTC))
    return Erased(sorted({*first.files, *second.files}), first.file)


async def _published(settings: Settings, database: Database) -> bool:
    """Whether all that is stored now is on air within ERASE_SECONDS, if a server runs on this folder."""
    with suppress(SettingsError), only_one(settings.data_path):
        return True
    for _ in range(int(ERASE_SECONDS / 0.2)):
        async with database.read() as connection:
            revisions = await load_revisions(connection)
        if revisions.get(PUBLISHED, 0) >= revisions.get(CATALOGUE, 0):
            return True
        await asyncio.sleep(0.2)
    return False


@app.command("sweep")
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
    _tell_swept(Swept(*(one + other for one, other in zip(first, second, strict=True))), "gone")


def _tell_swept(swept: Swept, how: str) -> None:
    names = ("publications", "heads", "slides", "problems", "rules given by hand", "files")
    counts = ", ".join(f"{count} {name}" for count, name in zip(swept, names, strict=False))
    out.print(f"{counts} ({swept.bytes / 1e6:.1f} MB) {how}.", soft_wrap=True)


def _progress(done: int, of: int) -> None:
    if err.is_terminal and (done % 100 == 0 or done == of):
        err.print(f"{done} of {of} files", end="\n" if done == of else "\r")


@source_app.command("preview")
def preview(
    kind: Annotated[str, typer.Argument(metavar="TYPE", help=f"One of: {', '.join(SOURCES)}.")],
    addresses: Annotated[list[str], typer.Argument(metavar="ADDRESS…", help="http(s) addresses, files or folders.")],
    json: Json = False,
) -> None:
    """What a source would give, without taking anything in; of several, how much each."""
    if kind not in SOURCES:
        raise typer.BadParameter(f"there is no source type “{kind}”; there are: {', '.join(SOURCES)}")
    settings, named = Chosen.settings(), addresses_of(kind, addresses)
    found = [asyncio.run(preview_source(kind, address, settings)) for address in named]
    if json:
        alone = named == addresses and len(found) == 1
        print(msgspec.json.encode(found[0].plain() if alone else [one.plain() for one in found]).decode())
    elif named == addresses and len(found) == 1:
        _print_items(found[0], ZoneInfo(settings.timezone))
    else:
        _print_counts(found)
    for one in found:
        if one.problem:
            _problem(one.problem)
    if any(one.problem for one in found):
        raise typer.Exit(1)


def _print_items(found: Preview, zone: ZoneInfo) -> None:
    if not found.fetched:
        return
    table = Table("id", "when", "title", "link")
    for item in found.fetched.items or ():
        table.add_row(item.id, _when(item, zone), next(iter(item.title.values()), ""), item.url or "")
    out.print(table)
    for note in found.fetched.notes:
        _note(note)


def _when(item: Item, zone: ZoneInfo) -> str:
    """The first day of an event, else when it was published."""
    if item.event:
        return item.event.occasions[0].first.isoformat() + ("…" if len(item.event.occasions) > 1 else "")
    return item.published_at.astimezone(zone).date().isoformat() if item.published_at else ""


def _print_counts(found: list[Preview]) -> None:
    table = Table("file", *(Column(name, justify="right") for name in ("entries", "items", "passed over", "notes")))
    for one in found:
        table.add_row(Path(one.address).name, *map(str, one.counted))
    table.add_section()
    table.add_row("total", *(str(sum(column)) for column in zip(*(one.counted for one in found), strict=True)))
    out.print(table)
    for one in found:
        for note in one.fetched.notes if one.fetched else ():
            _note(f"{Path(one.address).name}: {note}")


@import_app.command("places")
def import_places_file(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Columns: id, name.ja, name.en …, type, timezone, hours ("Mo-Fr 08:30-17:15; PH off"), country, closed (calendars).

    A 公共施設一覧 as cities publish it is read too; what of it is dirty is named and passed over.
    """

    settings = Chosen.settings()

    async def change() -> Imported:
        async with opened(settings.database_url) as database:
            return await import_places(database, file.read_bytes(), file.name, settings.country, settings.timezone)

    imported = asyncio.run(change())
    out.print(f"{imported.kept} places imported.")
    for note in imported.notes:
        _note(note)


@import_app.command("displays")
def import_displays_file(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Columns: id, name, place, width, height, diagonal_inches, distance_m, languages, groups.

    Prints the address that opens each new display as a player; it holds the display's token and is shown only now.
    """
    settings = Chosen.settings()

    async def change() -> dict[str, str]:
        async with opened(settings.database_url) as database:
            return await import_displays(database, file.read_bytes(), file.name)

    url = settings.url_at(settings.port)
    for display, token in asyncio.run(change()).items():
        out.print(f"{display}  {url}/player/?seat={quote(display, safe='')}#token={token}", soft_wrap=True)


@app.command()
def version() -> None:
    """The version of this server."""
    print(__version__)


def _problem(message: str) -> None:
    err.print(Text.assemble(("problem", "red"), "  ", message), soft_wrap=True)


def _note(message: str) -> None:
    err.print(Text.assemble(("note", "yellow"), "  ", message), soft_wrap=True)


def main() -> None:
    """Runs a command. Whoever typed it reads a sentence, never a traceback, unless SIGNAGE_DEBUG is set."""
    try:
        app()
    except Exception as problem:
        if os.environ.get("SIGNAGE_DEBUG"):
            raise
        _problem(_sentence(problem))
        sys.exit(1)


def _sentence(problem: Exception) -> str:
    if isinstance(problem, SignageError):
        return str(problem)
    if isinstance(problem, OSError) and problem.strerror:
        return f"{problem.filename}: {problem.strerror}" if problem.filename else problem.strerror
    said = " ".join(str(problem).split())
    return f"this is a fault of the program ({type(problem).__name__}: {said}); with SIGNAGE_DEBUG=1 it says where"
