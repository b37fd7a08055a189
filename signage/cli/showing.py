"""What goes on the screens by hand, or off them: shown now, withdrawn, erased."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.table import Table

from ..actions.erase_item import Erased, erase_item
from ..actions.erase_picture import erase_picture, erase_showing
from ..actions.print_orders import FILES_KEPT
from ..actions.show_now import list_now, screens_of, show_now, stays_off, stop_now
from ..actions.withdraw_item import restore_item, withdraw_item
from ..domain.library import is_own
from ..errors import SettingsError
from ..settings import Settings
from ..store.blobs import Blobs
from ..store.catalogue import CatalogueKeeper
from ..store.database import Database, opened
from ..store.lock import only_one
from ..store.originals import Originals
from ..store.revisions import CATALOGUE, PUBLISHED, load_revisions
from .console import Chosen, out, tell_note

ERASE_SECONDS = 30
NOT_REACHED = (
    "Not reached: screenshots of screens (each screen’s newest three are kept), and backups that were made before."
)


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
    """Shows a playlist, or item:ID, on some screens now, for a while. Each option may be given several times."""

    async def change() -> None:
        async with opened(Chosen.settings().database_url, make=False) as database:
            if stop:
                _tell_stopped(await stop_now(database, datetime.now(UTC), _now_number(what)))
            elif listed or not what:
                await _list_now(database)
            else:
                targets: dict[str, Any] = {"displays": on or (), "groups": group or (), "place_types": place_type or ()}
                rule = await show_now(database, what, datetime.now(UTC), minutes, **targets)
                await _list_now(database)
                if stays_off(rule, await CatalogueKeeper(database).current()):
                    tell_note("the places of these screens are closed all that time, so the screens stay off")

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
    zone, now = ZoneInfo(Chosen.settings().timezone), datetime.now(UTC)
    table = Table("name", "playlist", "screens", "from", "until", "")
    for rule in await list_now(database):
        hours = [f"{at.astimezone(zone):%m-%d %H:%M}" for at in (rule.from_at, rule.until_at) if at]
        table.add_row(
            rule.name,
            rule.playlist,
            str(len(screens_of(rule, catalogue))),
            *hours,
            "over" if rule.until_at and rule.until_at <= now else "",
        )
    out.print(table)


def withdraw(
    item: Annotated[str, typer.Argument(help="Id of the item.")],
    undo: Annotated[bool, typer.Option("--undo", help="Put it back.")] = False,
) -> None:
    """Takes an item off every screen at once; a server that runs beside sees it within a second."""

    async def change() -> None:
        async with opened(Chosen.settings().database_url, make=False) as database:
            await (restore_item if undo else withdraw_item)(database, item, datetime.now(UTC))

    asyncio.run(change())
    out.print(f"{item}: {'put back' if undo else 'withdrawn'}.", soft_wrap=True)


def erase(
    item: Annotated[str, typer.Argument(help="Id of the item, or name of a picture of the library (library/…).")],
) -> None:
    """Removes an item for good: its words, its slides, the pictures that nothing else shows, its posters' files. Its source
    can't bring it back.

    Of a picture of the library: its sizes, its original and every slide that shows it.
    """
    settings = Chosen.settings()
    erased = asyncio.run((_erase_picture if is_own(item) else _erase)(settings, item))
    out.print(f"{item}: erased, with {len(erased.files)} files. {NOT_REACHED}", soft_wrap=True)
    if erased.file:
        tell_note(f"{settings.input_path / 'media' / erased.file}: the file itself still lies there; delete it")
    if erased.orders:
        tell_note("posters of it were made: take down what hangs, and delete PDFs that were saved elsewhere")
    for folder in erased.left:
        tell_note(f"{folder}: the posters’ files could not be removed; delete them")
    if is_own(item):
        tell_note(
            f"the PDFs of posters that show it stay until they are swept away, {FILES_KEPT.days} days after printing"
        )


async def _erase(settings: Settings, item: str) -> Erased:
    """Twice beside a server: a publication that was under way may have drawn the item once more."""
    blobs, originals = Blobs(settings.data_path / "blobs"), Originals(settings.data_path / "library")
    posters = settings.data_path / "posters"
    async with opened(settings.database_url, make=False) as database:
        first = await erase_item(database, blobs, item, datetime.now(UTC), originals, posters)
        if not await _published(settings, database):
            tell_note("the server has not published since; erase it again when it has")
        second = await erase_item(database, blobs, item, datetime.now(UTC), originals, posters)
    return Erased(sorted({*first.files, *second.files}), first.file, second.orders, second.left)


async def _erase_picture(settings: Settings, name: str) -> Erased:
    """Slides that show it twice, for the same reason."""
    blobs, originals = Blobs(settings.data_path / "blobs"), Originals(settings.data_path / "library")
    async with opened(settings.database_url, make=False) as database:
        first = await erase_picture(database, blobs, originals, name, datetime.now(UTC))
        if not await _published(settings, database):
            tell_note("the server has not published since; look whether a slide still shows it")
        second = await erase_showing(database, blobs, first, datetime.now(UTC))
    return Erased(sorted({*first, *second}), None)


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
