"""What every noun needs, in the SQL that SQLite and PostgreSQL share."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

T = TypeVar("T")


def batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The rows in parts of that size: while one is made ready for the database, nothing else goes on."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


async def put(connection: AsyncConnection, table: Table, *rows: Mapping[str, Any]) -> None:
    """Inserts rows, each in place of the one with the same primary key: nothing of that one stays, nor is kept twice."""
    if not rows:
        return
    statement = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    keys = [column.name for column in table.primary_key]
    others = {column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys}
    if others:
        statement = statement.on_conflict_do_update(index_elements=keys, set_=others)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    await connection.execute(statement, list(rows))
