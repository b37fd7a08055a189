"""A problem is kept whatever it quotes, once, until it is over."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signage.store.database import Database
from signage.store.problems import clear_problem, load_problems, record_problem
from tests.factories import NOW

anything = st.text(st.characters(), max_size=300) | st.sampled_from(["\0", "a\0b", "\ud800", "x" * 5000, "題" * 255])


async def test_a_problem_is_new_once_and_keeps_its_beginning(database: Database) -> None:
    async with database.write() as connection:
        assert await record_problem(connection, "source", "news", "no answer", NOW)
        assert not await record_problem(connection, "source", "news", "no answer", NOW + timedelta(hours=1))
        assert await record_problem(connection, "source", "news", "something else", NOW + timedelta(hours=2))
        assert [(one.message, one.since) for one in await load_problems(connection)] == [("something else", NOW)]
        assert await clear_problem(connection, "source", "news")
        assert not await clear_problem(connection, "source", "news")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(name=anything, message=anything)
async def test_whatever_a_file_is_called_and_says_its_problem_is_kept_and_goes(
    database: Database, name: str, message: str
) -> None:
    async with database.write() as connection:
        assert await record_problem(connection, "media", name, message, NOW)
        assert not await record_problem(connection, "media", name, message, NOW)
        (kept,) = await load_problems(connection)
        assert len(kept.name) <= 200
        assert await clear_problem(connection, "media", name)


@pytest.mark.parametrize("letters", [200, 201, 4000])
async def test_two_long_names_stay_two(database: Database, letters: int) -> None:
    async with database.write() as connection:
        for end in "ab":
            await record_problem(connection, "media", "x" * letters + end, "broken", NOW)
        assert len(await load_problems(connection)) == 2
