"""Two statements that every noun needs, in the SQL that all databases share."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, and_, delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection


async def put(connection: AsyncConnection, table: Table, values: Mapping[str, Any]) -> None:
    """Inserts a row, in place of the one with the same primary key."""
    keys = and_(*(column == values[column.name] for column in table.primary_key))
    await connection.execute(delete(table).where(keys))
    await connection.execute(insert(table).values(**values))
