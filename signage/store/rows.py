"""What every noun needs, in the SQL that all databases share."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table, and_, bindparam, delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")


def batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The rows in parts of that size: while one is made ready for the database, nothing else goes on."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


async def put(connection: AsyncConnection, table: Table, *rows: Mapping[str, Any]) -> None:
    """Inserts rows, each in place of the one with the same primary key."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    same = and_(*(table.c[key] == bindparam(f"old_{key}", type_=table.c[key].type) for key in keys))
    await connection.execute(delete(table).where(same), [{f"old_{key}": row[key] for key in keys} for row in rows])
    await connection.execute(insert(table), list(rows))
