"""Posters: a code of its own for each place, and the sheets to print."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.progress import Progress

from ..actions.kept_orders import keep_printed
from ..actions.make_posters import PosterShop, Printed, allot_posters, preview_poster, print_posters
from ..domain.finding_words import says
from ..domain.links import codes_of, how_to_count
from ..domain.poster_content import item_of
from ..domain.posters import Poster, PosterOrder, PosterText, Site, paper_of
from ..errors import InputError
from ..render.assets import VENDOR
from ..render.posters.typesetting import SECONDS
from ..settings import Settings
from ..sources.poster_sites import read_sites
from ..store.blobs import Blobs
from ..store.brand import load_brand
from ..store.catalogue import CatalogueKeeper
from ..store.database import Database, opened
from ..store.displays import load_places, record_places
from ..store.links import load_link
from ..words import Words
from ..workers import Workers
from .console import Chosen, err, out, tell_note

BY = "signage posters"
Named = tuple[str, bytes | None]
"""A file of places with what is in it, or the id of a place."""
Text = Annotated[str, typer.Option(help="In the poster's language; else the item's, else the project's.")]


def make(
    places: Annotated[
        list[str],
        typer.Option(help="A CSV (id, name.ja, where, copies) or the id of a place; may be given several times."),
    ],
    to: Annotated[Path, typer.Option("--out", file_okay=False, help="Folder for the PDFs and the lists.")],
    item: Annotated[str, typer.Option(help="Id of the item that the poster tells of.")] = "",
    url: Annotated[str, typer.Option(help="Where the code leads; default: the item's page, else the project's.")] = "",
    link: Annotated[str, typer.Option(help="Code of a link that is there, in place of --url and --campaign.")] = "",
    campaign: Annotated[
        str, typer.Option(help="Name in the naming list (a-z 0-9 _); scans are counted under it.")
    ] = "",
    size: Annotated[str, typer.Option(help="A4, A3, A2, or 300x900 (mm, width by height).")] = "A3",
    landscape: Annotated[bool, typer.Option("--landscape", help="Wider than high.")] = False,
    language: Annotated[str, typer.Option(help="ja, en, …; default: the project's first.")] = "",
    template: Annotated[
        str,
        typer.Option(
            help="message, item, white, or one's own (templates/posters/NAME.typ). Default: item with --item."
        ),
    ] = "",
    title: Text = "",
    text: Text = "",
    where: Text = "",
    call: Text = "",
    one_each: Annotated[
        bool, typer.Option("--one-each", help="A PDF for each poster, in place of one for all.")
    ] = False,
) -> None:
    """Gives every place a code of its own and sets its poster; beside the PDFs a list of what goes where."""
    settings = Chosen.settings()
    language = language or asyncio.run(_first_language(settings))
    said = {"title": title, "text": text, "where": where, "call": call}
    words: dict[str, Words] = {name: {language: one} for name, one in said.items() if one}
    order = PosterOrder(
        sites=(),
        paper=paper_of(size, landscape=landscape),
        language=language,
        template=template or ("item" if item else "message"),
        campaign=campaign,
        item=item,
        url=url,
        text=PosterText(**words),
    )
    named = [(one, Path(one).read_bytes() if Path(one).is_file() else None) for one in places]
    posters, printed = asyncio.run(_make(settings, order, link, named, to, one_each))
    for finding in printed.findings:
        tell_note(f"{finding.element}: {says(finding)['en']}")
    if not codes_of(settings).counted:
        how = how_to_count(settings)["en"]
        tell_note(f"the codes lead straight to their target, and no scan is counted; to count them, {how}")
    sheets = len(printed.sheets) if one_each else sum(poster.copies for poster in posters)
    made = ", ".join((_counted(len(posters), "poster"), _counted(sheets, "sheet")))
    out.print(f"{made}: {to}; what goes where: list.pdf, list.csv", soft_wrap=True)


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


async def _make(
    settings: Settings, order: PosterOrder, link: str, places: list[Named], to: Path, one_each: bool
) -> tuple[tuple[Poster, ...], Printed]:
    workers = Workers(1, settings.worker_megabytes, SECONDS)
    try:
        async with opened(settings.database_url) as database:
            order = msgspec.structs.replace(order, sites=await _sites(settings, database, places))
            if link:
                order = await _by_link(database, order, link)
            shop, now = await _shop(settings, database, workers), datetime.now(UTC)
            catalogue = await CatalogueKeeper(database).current()
            # Tried before any code is given: a template with a mistake must cost none.
            await preview_poster(shop, catalogue, order, now)
            async with database.write() as connection:
                posters = await allot_posters(connection, shop, catalogue, order, BY, now)
                title = item_of(catalogue, order, shop.brand).title
                await keep_printed(connection, order, title, posters, BY, now, one_each=one_each)
            with Progress(console=err, transient=True) as progress:
                task = progress.add_task("posters")
                printed = await print_posters(
                    shop,
                    catalogue,
                    order,
                    posters,
                    to,
                    now,
                    one_each=one_each,
                    tell=lambda done, all_: progress.update(task, completed=done, total=all_),
                )
            return posters, printed
    finally:
        await workers.close()


async def _first_language(settings: Settings) -> str:
    async with opened(settings.database_url) as database, database.read() as connection:
        brand = await load_brand(connection) or settings.project
    return brand.first_language


async def _sites(settings: Settings, database: Database, named: list[Named]) -> tuple[Site, ...]:
    """Of files and ids; places that a file names and nobody knew are kept. Raises InputError for what is neither."""
    async with database.read() as connection:
        known = await load_places(connection)
    sites = list[Site]()
    for name, table in named:
        if table is None:
            if name not in known:
                raise InputError("there is no place and no file of this name", name)
            sites.append(Site(place=name))
            continue
        found = read_sites(table, known, settings.country, settings.timezone)
        for note in found.notes:
            tell_note(f"{name}: {note}")
        if found.places:
            async with database.write() as connection:
                await record_places(connection, found.places)
            new = "1 place is new and was" if len(found.places) == 1 else f"{len(found.places)} places are new and were"
            tell_note(f"{name}: {new} kept")
            known |= {place.id: place for place in found.places}
        sites.extend(found.sites)
    return tuple(sites)


async def _by_link(database: Database, order: PosterOrder, code: str) -> PosterOrder:
    async with database.read() as connection:
        link = await load_link(connection, code.upper())
    if link is None:
        raise InputError("there is no link of this code; `signage links list` tells them", code)
    return msgspec.structs.replace(order, url=link.asked, campaign=link.campaign)


async def _shop(settings: Settings, database: Database, workers: Workers) -> PosterShop:
    async with database.read() as connection:
        brand = await load_brand(connection)
    return PosterShop(
        database,
        Blobs(settings.data_path / "blobs"),
        workers,
        settings.input_path,
        str(VENDOR),
        brand or settings.project,
        codes_of(settings),
        settings.timezone,
        settings.country,
        settings.public_url.rstrip("/"),
    )
