"""The commands."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from . import __version__
from . import settings as settings_of
from .actions.check_input import check_input
from .actions.import_displays import import_displays, import_places
from .actions.withdraw_item import restore_item, withdraw_item
from .app import running
from .demo import Demo, running_demo
from .domain.explain import Explanation, explain
from .errors import SignageError
from .log import start_logging
from .settings import Settings
from .sources import SOURCES, Fetched, Fetching, Memory, Source
from .sources.source_file import address_problem
from .store.catalogue import CatalogueKeeper
from .store.database import Database

app = typer.Typer(help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
source_app = typer.Typer(help="Where items come from.", no_args_is_help=True)
import_app = typer.Typer(help="Places and displays out of CSV files.", no_args_is_help=True)
app.add_typer(source_app, name="source")
app.add_typer(import_app, name="import")

out, err = Console(), Console(stderr=True)
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


async def _serve(stopped: asyncio.Event) -> None:
    async with running(Chosen.settings()) as server:
        out.print(f"Serving at {server.url}", highlight=False)
        await stopped.wait()


@app.command()
def demo(json: Json = False) -> None:
    """Runs three screens of a real project, on a working copy of its files that may be edited."""
    start_logging()

    async def run(stopped: asyncio.Event) -> None:
        async with running_demo(Chosen.settings()) as running_now:
            print(running_now.as_json(), flush=True) if json else _tell(running_now)
            await stopped.wait()

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
    out.print(table, highlight=False)
    out.print("Ctrl-C で終わります。 Ctrl-C ends it.", highlight=False)


async def _until_stopped(run: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    await run(stopped)


@app.command()
def check() -> None:
    """Looks for every problem in settings, folders, playlists and sources, each with its place."""
    found = asyncio.run(check_input(Chosen.settings(), datetime.now(UTC)))
    for finding in found:
        style = "red" if finding.serious else "yellow"
        err.print(f"[{style}]{'problem' if finding.serious else 'note'}[/]  ", end="")
        err.print(finding.message, highlight=False, markup=False, soft_wrap=True)
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
    async with _database(Chosen.settings()) as database:
        catalogue = await CatalogueKeeper(database).current()
    if display not in catalogue.displays:
        known = ", ".join(catalogue.displays) or "none yet"
        raise typer.BadParameter(f"there is no display “{display}”; there are: {known}")
    zone = ZoneInfo(catalogue.places[catalogue.displays[display].place].timezone)
    try:
        moment = datetime.fromisoformat(at) if at else datetime.now(UTC)
    except ValueError as problem:
        raise typer.BadParameter(f"“{at}” is no ISO moment such as 2026-11-22T15:00") from problem
    return explain(catalogue, display, moment if moment.tzinfo else moment.replace(tzinfo=zone))


def _print_explanation(explanation: Explanation) -> None:
    for sentence in explanation.sentences():
        out.print(sentence["ja"], highlight=False, markup=False)
        out.print(f"  {sentence['en']}", style="dim", highlight=False, markup=False)


@app.command()
def withdraw(
    item: Annotated[str, typer.Argument(help="Id of the item.")],
    undo: Annotated[bool, typer.Option("--undo", help="Put it back.")] = False,
) -> None:
    """Takes an item off every screen at once; a server that runs beside sees it within a second."""

    async def change() -> None:
        async with _database(Chosen.settings()) as database:
            await (restore_item(database, item) if undo else withdraw_item(database, item, datetime.now(UTC)))

    asyncio.run(change())
    out.print(f"{item}: {'put back' if undo else 'withdrawn'}.", highlight=False)


@source_app.command("preview")
def preview_source(
    kind: Annotated[str, typer.Argument(metavar="TYPE", help=f"One of: {', '.join(SOURCES)}.")],
    address: Annotated[str, typer.Argument(help="http(s) address, or a file.")],
    json: Json = False,
) -> None:
    """What a source would give, without taking anything in."""
    if kind not in SOURCES:
        raise typer.BadParameter(f"there is no source type “{kind}”; there are: {', '.join(SOURCES)}")
    # A file may be anywhere: it is the person at the keyboard who names it.
    file = None if "://" in address else Path(address).resolve()
    fetched = asyncio.run(_preview(kind, file.name if file else address, file and file.parent))
    if json:
        print(msgspec.json.encode({"items": fetched.items, "notes": fetched.notes}).decode())
        return
    zone = ZoneInfo(Chosen.settings().timezone)
    table = Table("id", "published", "title", "link")
    for item in fetched.items or ():
        day = item.published_at.astimezone(zone).date().isoformat() if item.published_at else ""
        table.add_row(item.id, day, next(iter(item.title.values()), ""), item.url or "")
    out.print(table)
    for note in fetched.notes:
        err.print(f"[yellow]note[/]  {note}", highlight=False)


async def _preview(kind: str, address: str, folder: Path | None) -> Fetched:
    fetching = Fetching.of(Chosen.settings())
    if folder:
        fetching = msgspec.structs.replace(fetching, folder=folder)
    if problem := address_problem(address):
        raise typer.BadParameter(problem)
    return await SOURCES[kind].fetch(Source(name="preview", type=kind, address=address), Memory(), fetching)


@import_app.command("places")
def import_places_file(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Columns: id, name.ja, name.en …, type, timezone, hours ("Mo-Fr 08:30-17:15; Sa 09:00-12:00")."""

    async def change() -> int:
        async with _database(Chosen.settings()) as database:
            return await import_places(database, file.read_bytes(), file.name)

    out.print(f"{asyncio.run(change())} places imported.")


@import_app.command("displays")
def import_displays_file(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Columns: id, name, place, width, height, diagonal_inches, distance_m, languages, groups.

    Prints the address that opens each new display as a player; it holds the display's token and is shown only now.
    """
    settings = Chosen.settings()

    async def change() -> dict[str, str]:
        async with _database(settings) as database:
            return await import_displays(database, file.read_bytes(), file.name)

    url = settings.public_url or f"http://{settings.host}:{settings.port}"
    for display, token in asyncio.run(change()).items():
        out.print(f"{display}  {url}/player/?seat={display}#token={token}", highlight=False, soft_wrap=True)


@app.command()
def version() -> None:
    """The version of this server."""
    print(__version__)


@asynccontextmanager
async def _database(settings: Settings) -> AsyncIterator[Database]:
    """The database of a command, for the length of a block."""
    database = Database(settings.database_url)
    await database.open()
    try:
        yield database
    finally:
        await database.close()


def main() -> None:
    try:
        app()
    except SignageError as problem:
        err.print(f"[red]problem[/]  {problem}", highlight=False, soft_wrap=True)
        sys.exit(1)
