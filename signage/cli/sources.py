"""What comes from outside: a source tried before it is taken in, places and displays out of CSV files."""

import asyncio
from pathlib import Path
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

import msgspec
import typer
from rich.table import Column, Table

from ..actions.import_displays import Imported, import_displays, import_places
from ..actions.preview_source import Preview, addresses_of, preview_source
from ..domain.content import Item
from ..sources import SOURCES
from ..store.database import opened
from .console import Chosen, Json, out, print_whole, tell_note, tell_problem


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
            tell_problem(one.problem)
    if any(one.problem for one in found):
        raise typer.Exit(1)


def _print_items(found: Preview, zone: ZoneInfo) -> None:
    if not found.fetched:
        return
    table = Table("id", "when", "title", Column("link", overflow="fold"))
    for item in found.fetched.items or ():
        table.add_row(item.id, _when(item, zone), next(iter(item.title.values()), ""), item.url or "")
    print_whole(table)
    for note in found.fetched.notes:
        tell_note(note)


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
            tell_note(f"{Path(one.address).name}: {note}")


def import_places_file(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Columns: id, name.ja, name.en …, type, timezone, hours ("Mo-Fr 08:30-17:15; PH off"), country, closed (calendars).

    A 公共施設一覧 as cities publish it is read too; what of it is dirty is named and passed over.
    """

    settings = Chosen.settings()

    async def change() -> Imported:
        async with opened(settings.database_url) as database:
            return await import_places(database, file.read_bytes(), file.name, settings.country, settings.timezone)

    imported = asyncio.run(change())
    out.print("1 place imported." if imported.kept == 1 else f"{imported.kept} places imported.")
    for note in imported.notes:
        tell_note(note)


def import_displays_file(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Columns: id, name, place, width, height, diagonal_inches, distance_m, scan_m, languages, groups.

    Prints the address that opens each new display as a player; it holds the display's token and is shown only now.
    """
    settings = Chosen.settings()

    async def change() -> dict[str, str]:
        async with opened(settings.database_url) as database:
            return await import_displays(database, file.read_bytes(), file.name)

    url = settings.url_at(settings.port)
    for display, token in asyncio.run(change()).items():
        out.print(f"{display}  {url}/player/?seat={quote(display, safe='')}#token={token}", soft_wrap=True)
