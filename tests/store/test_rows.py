"""A row in place of the one with the same key, on both databases."""

from datetime import UTC, datetime

from sqlalchemy import select

from signage.store.database import Database
from signage.store.rows import put
from signage.store.tables import care

AT = datetime(2026, 11, 22, tzinfo=UTC)


async def test_of_a_row_that_is_put_again_nothing_of_the_old_one_stays(database: Database) -> None:
    async with database.write() as connection:
        await put(connection, care, {"display": "entrance", "note": "old", "by": "taga", "muted_until_at": AT})
        bare = {"note": "new", "by": "taga"}
        await put(connection, care, {"display": "entrance", **bare}, {"display": "platform", **bare})
    async with database.read() as connection:
        rows = [tuple(row) for row in await connection.execute(select(care).order_by(care.c.display))]
    assert [row[0] for row in rows] == ["entrance", "platform"]
    assert rows[0][1:] == rows[1][1:]
    assert AT not in rows[0]
