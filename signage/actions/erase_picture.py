"""Removes a picture of the library for good: its sizes, its original, what was said of it, and every slide that shows it."""

import asyncio
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import PurePosixPath

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ..errors import NotFoundError
from ..store.blobs import Blobs
from ..store.database import Database
from ..store.erasures import forget_picture, record_erased
from ..store.originals import Originals
from ..store.slides import load_slides
from ..store.sweep import load_names, load_shown, remove_slides


async def erase_picture(database: Database, blobs: Blobs, originals: Originals, name: str, now: datetime) -> list[str]:
    """The files that went. Items that name it stay, without it. Raises NotFoundError."""
    async with database.write() as connection:
        picture = await forget_picture(connection, name)
    if picture is None:
        raise NotFoundError("there is no such picture in the library", name)
    if picture.original:
        await asyncio.to_thread(originals.remove, picture.original)
    return await erase_showing(database, blobs, picture.blobs, now)


async def erase_showing(database: Database, blobs: Blobs, pictures: Collection[str], now: datetime) -> list[str]:
    """Pictures that nothing in the catalogue names any more, with all slides that load them: the files that went.

    To be repeated once all is published: a publication that was under way may have drawn such a slide once more.
    """
    async with database.read() as connection:
        tails = (await load_shown(connection)).tails()
        used = await load_names(connection, lambda table: table.name == "media")
    own = frozenset(pictures) - used
    shown = await asyncio.to_thread(_showing, blobs, tails, own)
    async with database.write() as connection:
        gone = sorted(own | shown | await _forget_slides(connection, own))
        await record_erased(connection, gone, now)
    await asyncio.to_thread(lambda: [blobs.remove(one) for one in gone])
    return gone


def _showing(blobs: Blobs, tails: Iterable[str], pictures: frozenset[str]) -> set[str]:
    """The slides of published tails that load one of these."""
    found = set()
    for tail in tails:
        try:
            assets = msgspec.json.decode(blobs.load(tail))["assets"]
        except FileNotFoundError:
            continue
        found |= {
            PurePosixPath(path).name for path, asset in assets.items() if _loads(asset.get("needs", ()), pictures)
        }
    return found


async def _forget_slides(connection: AsyncConnection, pictures: frozenset[str]) -> set[str]:
    shown = [one for one in await load_slides(connection) if _loads((path for path, _ in one.made.needs), pictures)]
    await remove_slides(connection, [one.recipe for one in shown])
    return {f"{one.made.slide}.html" for one in shown}


def _loads(needs: Iterable[str], pictures: frozenset[str]) -> bool:
    return any(PurePosixPath(path).name in pictures for path in needs)
