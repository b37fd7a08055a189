"""The brand as people set it, in place of the one in the settings."""

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..brand import Brand
from .revisions import raise_revision
from .rows import put
from .tables import brand as table

NOUN = "brand"
PROJECT = "project"


async def record_brand(connection: AsyncConnection, brand: Brand) -> None:
    await put(connection, table, {"name": PROJECT, "body": msgspec.json.encode(brand).decode()})
    await raise_revision(connection, NOUN)


async def remove_brand(connection: AsyncConnection) -> bool:
    """Goes back to the brand of the settings."""
    gone = (await connection.execute(delete(table).where(table.c.name == PROJECT))).rowcount > 0
    if gone:
        await raise_revision(connection, NOUN)
    return gone


async def load_brand(connection: AsyncConnection) -> Brand | None:
    """None where that of the settings counts."""
    body = (await connection.execute(select(table.c.body).where(table.c.name == PROJECT))).scalar()
    return msgspec.json.decode(body, type=Brand) if body else None
