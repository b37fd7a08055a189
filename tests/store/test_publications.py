"""What was on glass, from its moment on: the last that was published is what is served after a restart."""

from datetime import timedelta

from signage.store.database import Database
from signage.store.publications import Head, load_heads, load_publications, record_heads, record_publications
from tests.factories import NOW

HOUR = timedelta(hours=1)


async def test_what_is_published_after_the_clock_was_set_back_is_the_last(database: Database) -> None:
    """And what did not change stays as it was published by then."""
    async with database.write() as connection:
        await record_publications(connection, {"a": "old", "b": "kept"}, NOW + HOUR)
        await record_heads(connection, {"gate": Head("a", "old"), "hall": Head("b", "kept")}, NOW + HOUR)
        await record_publications(connection, {"a": "new"}, NOW)
        await record_heads(connection, {"gate": Head("a", "new")}, NOW)
        assert await load_publications(connection) == {"a": "new", "b": "kept"}
        assert await load_heads(connection) == {"gate": Head("a", "new"), "hall": Head("b", "kept")}


async def test_what_was_published_before_stays_known(database: Database) -> None:
    async with database.write() as connection:
        for at, tail in ((NOW - HOUR, "older"), (NOW, "newer")):
            await record_publications(connection, {"a": tail}, at)
        await record_publications(connection, {"b": "other"}, NOW - 2 * HOUR)
        assert await load_publications(connection) == {"a": "newer", "b": "other"}
