"""The statements that something sends to the database, and how it finds their rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection


class Sent(NamedTuple):
    statement: str
    parameters: Any


@contextmanager
def noted(connection: AsyncConnection) -> Iterator[list[Sent]]:
    """What is sent within the block, one for each time that the database is asked."""
    found: list[Sent] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        found.append(Sent(statement, parameters))

    event.listen(connection.sync_connection, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(connection.sync_connection, "before_cursor_execute", note)


async def looked_through(connection: AsyncConnection, sent: Sent, table: str) -> bool:
    """Whether every row of a table has to be looked at for it."""
    if connection.dialect.name == "sqlite":
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent.statement}", sent.parameters)
        return any(step.startswith(f"SCAN {table}") for step in plan.scalars("detail"))
    # A table of a few rows is always looked through; asked so, only where no index serves.
    await connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    plan = await connection.exec_driver_sql(f"EXPLAIN {sent.statement}", sent.parameters)
    return any(f"Seq Scan on {table}" in step for step in plan.scalars())
