"""People are added, given passwords and shut out; what they are given is told once and kept as a hash."""

import re
from datetime import timedelta

import pytest

from signage.actions.add_user import Given, add_first_administrator, add_user, disable_user, give_password, keep_user
from signage.actions.log_in import LogIns, Refused
from signage.domain.accounts import Department
from signage.domain.displays import Group
from signage.errors import InputError, NotFoundError
from signage.store.database import Database
from signage.store.departments import record_department
from signage.store.displays import record_displays
from signage.store.edits import load_edits
from signage.store.groups import record_group
from signage.store.passwords import Passwords
from signage.store.users import load_user, load_users
from tests.factories import NOW, a_display


async def test_a_person_is_kept_by_a_plain_name_with_a_password_for_one_time(database: Database) -> None:
    given = await add_user(database, " ０１０４８２", "technician", NOW)
    assert re.fullmatch(r"([2-9a-z]{4}-){3}[2-9a-z]{4}", given.password)
    async with database.read() as connection:
        user = await load_user(connection, "010482")
    assert user is not None
    assert (user.name, user.role, user.one_time, user.created_at, user.disabled_at) == (
        "010482",
        "technician",
        True,
        NOW,
        None,
    )
    assert given.password not in user.password
    assert user.password.startswith("$argon2id$")
    assert await Passwords().fits(given.password, user.password)


async def test_the_same_name_in_other_letters_is_refused_and_nothing_is_changed(database: Database) -> None:
    await add_user(database, "taga", "viewer", NOW, "the harbour at dawn")
    with pytest.raises(InputError, match="somebody of that name"):
        await add_user(database, "ＴＡＧＡ", "administrator", NOW)
    async with database.read() as connection:
        assert [(user.name, user.role, user.one_time) for user in await load_users(connection)] == [
            ("taga", "viewer", False)
        ]


async def test_a_person_is_of_a_department_that_there_is(database: Database) -> None:
    with pytest.raises(InputError, match="no such department"):
        await add_user(database, "taga", "author", NOW, department="library")
    async with database.write() as connection:
        await record_department(connection, Department(id="library", name={"ja": "記念図書館"}))
        await record_group(connection, Group(id="stations", name={"ja": "駅"}))
    await add_user(database, "taga", "author", NOW, department="library", groups=["stations"], by="head")
    async with database.read() as connection:
        user, edits = await load_user(connection, "taga"), await load_edits(connection)
    assert user is not None and (user.department, user.groups) == ("library", ("stations",))
    assert [(one.by, one.noun, one.name, one.act) for one in edits] == [("head", "user", "taga", "add")]
    assert edits[0].after == '{"role":"author","department":"library","groups":["stations"]}'


async def test_a_group_that_someone_is_added_to_has_a_name_or_a_display(database: Database) -> None:
    with pytest.raises(InputError, match="no such group of displays") as problem:
        await add_user(database, "taga", "editor", NOW, groups=["strips", "estaçoes"])
    assert problem.value.where == "estaçoes"
    async with database.write() as connection:
        await record_displays(connection, [a_display(groups=("strips",))])
    await add_user(database, "taga", "editor", NOW, groups=["strips"])


async def test_the_last_administrator_cannot_be_shut_out(database: Database) -> None:
    await add_user(database, "first", "administrator", NOW)
    await add_user(database, "second", "administrator", NOW)
    await disable_user(database, "first", NOW)
    with pytest.raises(InputError, match="last administrator"):
        await disable_user(database, "second", NOW)
    await disable_user(database, "first", NOW)
    await disable_user(database, "first", NOW, undo=True)
    await disable_user(database, "second", NOW)


async def test_the_history_holds_no_password(database: Database) -> None:
    given = await add_user(database, "taga", "viewer", NOW, "the harbour at dawn")
    other = await give_password(database, "taga", NOW)
    async with database.read() as connection:
        user, edits = await load_user(connection, "taga"), await load_edits(connection)
    assert [one.act for one in edits] == ["password", "add"]
    assert user is not None
    for secret in (given.password, other.password, user.password):
        assert secret not in str(edits)


async def test_a_weak_password_is_refused(sqlite: Database) -> None:
    with pytest.raises(InputError, match="guessed at once"):
        await add_user(sqlite, "taga", "viewer", NOW, "hitachi2026")


async def test_a_first_start_makes_one_administrator_and_no_later_one_does(database: Database) -> None:
    given = await add_first_administrator(database, NOW)
    assert given is not None and given.name == "administrator"
    assert await add_first_administrator(database, NOW) is None
    async with database.read() as connection:
        assert [(user.name, user.role, user.one_time) for user in await load_users(connection)] == [
            ("administrator", "administrator", True)
        ]


async def test_who_is_shut_out_is_out_at_once_on_every_device_and_may_come_back(database: Database) -> None:
    given, log_ins = await add_user(database, "taga", "viewer", NOW), LogIns(database, timedelta(days=30))
    token = await log_ins.log_in("taga", given.password, "192.0.2.1", "a phone", NOW)
    assert isinstance(token, str)
    assert await disable_user(database, "TAGA", NOW) == "taga"
    assert await log_ins.known(token, NOW) is None
    assert isinstance(await log_ins.log_in("taga", given.password, "192.0.2.1", "a phone", NOW), Refused)
    await disable_user(database, "taga", NOW, undo=True)
    assert await log_ins.known(token, NOW) is None
    assert isinstance(await log_ins.log_in("taga", given.password, "192.0.2.1", "a phone", NOW), str)


async def test_another_password_ends_the_sessions_of_the_old_one(database: Database) -> None:
    given, log_ins = await add_user(database, "taga", "viewer", NOW), LogIns(database, timedelta(days=30))
    token = await log_ins.log_in("taga", given.password, "192.0.2.1", "a phone", NOW)
    assert isinstance(token, str)
    other = await give_password(database, "taga", NOW)
    assert await log_ins.known(token, NOW) is None
    assert isinstance(await log_ins.log_in("taga", given.password, "192.0.2.1", "a phone", NOW), Refused)
    assert isinstance(await log_ins.log_in("taga", other.password, "192.0.2.1", "a phone", NOW), str)


async def test_nobody_of_that_name_is_told(sqlite: Database) -> None:
    for change in (give_password(sqlite, "taga", NOW), disable_user(sqlite, "taga", NOW)):
        with pytest.raises(NotFoundError, match="nobody of that name"):
            await change


async def test_the_demos_people_have_the_password_that_is_told_at_each_start(sqlite: Database) -> None:
    for password in ("the harbour at dawn", "the harbour at dusk"):
        await keep_user(sqlite, Given("taga", password), "technician", NOW)
        token = await LogIns(sqlite, timedelta(days=1)).log_in("taga", password, "", "", NOW)
        assert isinstance(token, str)
