"""A picture of the library goes, once nothing uses it any more."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.content import Item, ends_at
from ..errors import InputError
from ..store.content import load_items
from ..store.database import Database
from ..store.edits import record_edit
from ..store.media import load_kept, remove_media
from ..store.media_details import NOUN, Described, check_seen, load_drafted, remove_details


async def remove_picture(database: Database, before: Described, by: str, now: datetime) -> None:
    """Its original goes with the next sweep. Raises InputError while it is in use, ConflictError where somebody changed it."""
    async with database.write() as connection:
        await check_seen(connection, before)
        if await _is_used(connection, before.name, now):
            raise InputError("この画像は使われています / this picture is in use", before.name)
        await remove_media(connection, before.name, now)
        await remove_details(connection, before.name)
        await record_edit(connection, by, now, NOUN, before.name, "remove", before.details, None)


def holding(items: Iterable[Item], now: datetime) -> list[Item]:
    """Those that keep a picture from being removed: all that are not over."""
    return [item for item in items if (ends := ends_at(item)) is None or ends > now]


async def _is_used(connection: AsyncConnection, name: str, now: datetime) -> bool:
    kept = await load_kept(connection, name)
    names = {one.name for one in kept.media} if kept else set()
    up, _ = await load_items(connection)
    drafted = [use for use in await load_drafted(connection, names) if use.stage != "replaced"]
    return bool(drafted or holding((item for item in up.values() if item.media in names), now))
