"""What is asked daily, hourly or under the write lock of tables that grow finds its rows by an index, on both databases."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncConnection

from signage.store.database import Database
from signage.store.plays import sweep_plays
from signage.store.slides import load_examined, load_fallbacks
from signage.store.statuses import forget_status_changes, load_turns_since
from signage.store.sweep import remove_of_gone
from tests.factories import NOW
from tests.statements import looked_through, noted

Ask = Callable[[AsyncConnection], Awaitable[object]]

ASKED: dict[str, tuple[str, Ask]] = {
    "plays that are too old": ("plays", lambda connection: sweep_plays(connection, NOW)),
    "changes that are too old": ("status_changes", lambda connection: forget_status_changes(connection, NOW)),
    "changes of displays that are gone": ("status_changes", lambda connection: remove_of_gone(connection, NOW)),
    "changes of the last hour": ("status_changes", lambda connection: load_turns_since(connection, NOW)),
    "slides that show no item": ("slides", load_fallbacks),
    "slides by their name": ("slides", lambda connection: load_examined(connection, ["1" * 64, "2" * 64])),
}


@pytest.mark.parametrize("what", ASKED)
async def test_no_table_is_looked_through_for(database: Database, what: str) -> None:
    table, ask = ASKED[what]
    async with database.write() as connection:
        with noted(connection) as sent:
            await ask(connection)
        asked = [one for one in sent if table in one.statement]
        assert asked
        assert not [one.statement for one in asked if await looked_through(connection, one, table)]
