"""An item for the city's own accounts: the words of a post, and its slides in their shapes, photographed through glass."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from ..domain.catalogue import Catalogue
from ..domain.content import KINDS, Item
from ..domain.links import Link, codes_of
from ..domain.media import Media
from ..domain.sharing import CUTS, Cut, Post, post_of, shared_key
from ..errors import NotFoundError
from ..render.assets import VENDOR, load_assets
from ..render.glass import glasses
from ..render.orders import Look, make_slides
from ..render.subject import Subject, subject_of
from ..settings import Settings
from ..sources.own_templates import load_templates
from ..store.blobs import Blobs
from ..store.brand import load_brand
from ..store.catalogue import CatalogueKeeper
from ..store.database import opened


class Shared(NamedTuple):
    """The words to be copied, and the pictures (PNG) by the name of their file."""

    post: Post
    pictures: dict[str, bytes]


def shared_subject(
    item: Item, media: Mapping[str, Media], links: Mapping[str, Link], language: str, at: datetime, cut: Cut
) -> Subject:
    """What the slide of a picture is made of."""
    key = shared_key(item, language, at, media.get(item.media or ""))
    return subject_of({item.id: item}, media, key, cut.format, links)


def file_name(item: Item, language: str, cut: Cut) -> str:
    return f"{item.id}-{language}-{cut.width}x{cut.height}.png"


async def share_item(settings: Settings, id: str, language: str, now: datetime) -> Shared:
    """For a command, beside the server or without one. Raises NotFoundError where nothing approved bears that id or has that
    language, BrowserError and RenderError where a picture can't be made.
    """
    catalogue, look, files = await _stored(settings)
    item = _approved(catalogue, id)
    language = language or next(iter(item.title))
    if language not in item.title:
        raise NotFoundError(f"it has no title in the language “{language}”; it has: {', '.join(item.title)}", id)
    subjects = [shared_subject(item, catalogue.media, catalogue.links, language, now, cut) for cut in CUTS]
    slides = await asyncio.to_thread(make_slides, subjects, look)
    blobs, pictures = Blobs(settings.data_path / "blobs"), {}

    async def media(name: str) -> bytes | None:
        return files.get(f"/media/{name}") or await blobs.find(name)

    async with glasses(media, 1, settings.chromium) as [glass]:
        for cut, slide in zip(CUTS, slides, strict=True):
            if isinstance(slide, Exception):
                raise slide
            await glass.open(slide.html, cut.width, cut.height)
            await glass.show(1.0)
            pictures[file_name(item, language, cut)] = await glass.png()
    return Shared(post_of(item, language, now, look.brand), pictures)


def _approved(catalogue: Catalogue, id: str) -> Item:
    item = catalogue.items.get(id)
    if item is None or item.kind not in KINDS:
        raise NotFoundError("there is no such item on air; `signage explain` names those that are", id)
    return item


async def _stored(settings: Settings) -> tuple[Catalogue, Look, dict[str, bytes]]:
    """What is to be shown, how, and the files that all slides load."""
    async with opened(settings.database_url, make=False) as database:
        catalogue = await CatalogueKeeper(database).current()
        async with database.read() as connection:
            brand = await load_brand(connection)
    assets, files = await asyncio.to_thread(load_assets, VENDOR)
    own, _ = await asyncio.to_thread(load_templates, settings.input_path)
    look = Look(brand or settings.project, assets, settings.timezone, settings.country, own, codes_of(settings))
    return catalogue, look, files
