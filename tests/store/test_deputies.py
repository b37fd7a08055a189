"""Who answers for content, and who stands in for an approver while they are away."""

from datetime import timedelta

from signage.actions.add_user import add_user, disable_user
from signage.domain.accounts import Department
from signage.store.database import Database
from signage.store.departments import load_department, load_departments, record_department, remove_department
from signage.store.deputies import Deputy, load_deputies, record_deputy, remove_deputy, stands_in_for
from tests.factories import NOW

WEEK = timedelta(days=7)


async def _kept(database: Database) -> None:
    async with database.write() as connection:
        for id in ("library", "transport"):
            await record_department(connection, Department(id=id, name={"ja": id}))
    await add_user(database, "head", "approver", NOW, "the harbour at dawn", department="library")
    await add_user(database, "other", "approver", NOW, "the harbour at dawn", department="transport")


async def test_a_department_is_kept_in_place_of_the_one_with_its_id(database: Database) -> None:
    first, renamed = (Department(id="library", name={"ja": name}) for name in ("記念図書館", "中央図書館"))
    async with database.write() as connection:
        for one in (first, renamed):
            await record_department(connection, one)
        assert await load_departments(connection) == {"library": renamed}
        assert await load_department(connection, "none") is None
        assert [await remove_department(connection, "library") for _ in range(2)] == [True, False]


async def test_a_deputy_stands_in_from_the_first_moment_to_before_the_last(database: Database) -> None:
    await _kept(database)
    async with database.write() as connection:
        await record_deputy(connection, Deputy("head", "other", NOW, NOW + WEEK))
        at = {
            moment: await stands_in_for(connection, "other", moment)
            for moment in (NOW - timedelta(seconds=1), NOW, NOW + WEEK - timedelta(seconds=1), NOW + WEEK)
        }
        assert list(at.values()) == [set(), {"library"}, {"library"}, set()]
        assert await stands_in_for(connection, "head", NOW) == set()


async def test_an_approver_who_was_shut_out_lends_nothing(database: Database) -> None:
    await _kept(database)
    async with database.write() as connection:
        await record_deputy(connection, Deputy("head", "other", NOW, NOW + WEEK))
    await disable_user(database, "head", NOW)
    async with database.read() as connection:
        assert await stands_in_for(connection, "other", NOW) == set()


async def test_deputies_are_listed_until_they_are_over_and_can_be_taken_away(database: Database) -> None:
    await _kept(database)
    past, coming = Deputy("other", "head", NOW - WEEK, NOW), Deputy("head", "other", NOW + WEEK, NOW + 2 * WEEK)
    async with database.write() as connection:
        for one in (past, coming):
            await record_deputy(connection, one)
        assert await load_deputies(connection, NOW) == [coming]
        assert await remove_deputy(connection, "head", "other") == coming
        assert await remove_deputy(connection, "head", "other") is None
        assert await load_deputies(connection, NOW) == []
