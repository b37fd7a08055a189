"""Takes an item off every screen at once, or puts it back."""

from datetime import datetime

from ..errors import NotFoundError
from ..store import content
from ..store.database import Database


async def withdraw_item(database: Database, item_id: str, now: datetime) -> None:
    """Raises NotFoundError when no such item is up."""
    async with database.write() as connection:
        if not await content.withdraw_item(connection, item_id, now):
            raise NotFoundError("there is no item of this id that could be shown", item_id)


async def restore_item(database: Database, item_id: str) -> None:
    """Raises NotFoundError when staff had not withdrawn it."""
    async with database.write() as connection:
        if not await content.restore_item(connection, item_id):
            raise NotFoundError("no item of this id was withdrawn by staff", item_id)
