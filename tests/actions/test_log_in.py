"""Logging in: right or wrong take the same way, tries are counted, and a session lasts while it is seen."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy

from signage.actions.add_user import add_user, disable_user
from signage.actions.log_in import LogIns, NeedsCode, Refused
from signage.errors import TooManyError
from signage.store import passwords
from signage.store.database import Database
from signage.store.tables import sessions
from tests.factories import NOW

PASSWORD = "the harbour at dawn"
LASTS = timedelta(days=30)
HERE, THERE = "192.0.2.1", "198.51.100.7"


@pytest.fixture
async def log_ins(database: Database) -> LogIns:
    await add_user(database, "taga", "technician", NOW, PASSWORD)
    return LogIns(database, LASTS)


async def _log_in(log_ins: LogIns, password: str = PASSWORD, name: str = "taga", address: str = HERE) -> str | Refused:
    found = await log_ins.log_in(name, password, address, "Chrome · Android", NOW)
    assert not isinstance(found, NeedsCode)
    return found


async def _token(log_ins: LogIns) -> str:
    token = await _log_in(log_ins)
    assert isinstance(token, str)
    return token


async def test_a_session_is_known_by_its_token_of_which_only_a_hash_is_kept(
    log_ins: LogIns, database: Database
) -> None:
    token = await _token(log_ins)
    known = await log_ins.known(token, NOW)
    assert known is not None
    assert (known.user.name, known.user.role, known.session.device) == ("taga", "technician", "Chrome · Android")
    async with database.read() as connection:
        rows = (await connection.execute(sqlalchemy.select(sessions))).all()
    assert len(rows) == 1 and token not in str(rows[0])
    assert len(token) == 43
    assert await log_ins.known("another", NOW) is None


@pytest.mark.parametrize("name", ["ＴＡＧＡ", " Taga "])
async def test_name_and_password_may_be_typed_full_width(log_ins: LogIns, name: str) -> None:
    assert isinstance(await _log_in(log_ins, "ｔｈｅ ｈａｒｂｏｕｒ ａｔ ｄａｗｎ", name), str)


async def test_a_wrong_password_says_how_many_tries_are_left_and_then_how_long_to_wait(log_ins: LogIns) -> None:
    refused = [await _log_in(log_ins, "wrong") for _ in range(6)]
    assert [one.left for one in refused if isinstance(one, Refused)] == [4, 3, 2, 1, 0, 0]
    assert [one.looked for one in refused if isinstance(one, Refused)] == [True] * 5 + [False]
    assert isinstance(refused[-1], Refused) and refused[-1].wait == timedelta(minutes=3)
    right = await _log_in(log_ins)
    assert isinstance(right, Refused) and not right.looked
    later = NOW + timedelta(minutes=3)
    assert isinstance(await log_ins.log_in("taga", PASSWORD, HERE, "", later), str)


async def test_one_who_is_shut_out_of_one_place_may_log_in_from_another(log_ins: LogIns) -> None:
    for _ in range(6):
        await _log_in(log_ins, "wrong", address=THERE)
    assert isinstance(await _log_in(log_ins, address=HERE), str)


async def test_a_name_cannot_be_guessed_from_ever_new_addresses(log_ins: LogIns) -> None:
    tried = [await _log_in(log_ins, "wrong", address=f"198.51.100.{number}") for number in range(21)]
    assert [isinstance(one, Refused) and one.looked for one in tried] == [True] * 20 + [False]


async def test_an_address_cannot_try_ever_new_names(log_ins: LogIns) -> None:
    tried = [await _log_in(log_ins, "wrong", name=f"name {number}") for number in range(31)]
    assert [isinstance(one, Refused) and one.looked for one in tried] == [True] * 30 + [False]


async def test_a_right_password_forgives_the_wrong_ones_before_it(log_ins: LogIns) -> None:
    for _ in range(4):
        await _log_in(log_ins, "wrong")
    await _token(log_ins)
    again = await _log_in(log_ins, "wrong")
    assert isinstance(again, Refused) and again.left == 4


async def test_tries_at_the_same_time_count_before_they_are_hashed(log_ins: LogIns) -> None:
    tried = await asyncio.gather(*(_log_in(log_ins, "wrong") for _ in range(10)))
    assert sum(isinstance(one, Refused) and one.looked for one in tried) == 5


@pytest.mark.parametrize("name", ["nobody", "", "a\0b", "x" * 5000])
async def test_a_name_that_is_not_there_is_hashed_too_and_told_the_same(
    log_ins: LogIns, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed, real = [], passwords._fits

    def fits(*pair: Any) -> bool:
        hashed.append(pair)
        return real(*pair)

    monkeypatch.setattr(passwords, "_fits", fits)
    refused = await _log_in(log_ins, PASSWORD, name)
    assert isinstance(refused, Refused) and refused.looked and refused.left == 4
    assert hashed == [(PASSWORD, None)]


async def test_who_was_disabled_is_refused_like_anybody(log_ins: LogIns, database: Database) -> None:
    await disable_user(database, "taga", NOW)
    refused = await _log_in(log_ins)
    assert refused == Refused(4, timedelta(0))


async def test_more_than_a_few_hashes_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "AT_MOST", 3)
    many = passwords.Passwords()
    came = await asyncio.gather(*(many.fits("a", None) for _ in range(5)), return_exceptions=True)
    assert [type(one) for one in came] == [bool] * 3 + [TooManyError] * 2
    assert await many.fits("a", None) is False


async def test_a_session_ends_when_nobody_has_seen_it_for_as_long_as_it_lasts(log_ins: LogIns) -> None:
    token = await _token(log_ins)
    assert await log_ins.known(token, NOW + LASTS - timedelta(hours=1))
    assert await log_ins.known(token, NOW + 2 * LASTS - timedelta(hours=2))
    assert await log_ins.known(token, NOW + 3 * LASTS) is None


async def test_being_seen_is_written_once_an_hour_at_most(log_ins: LogIns, database: Database) -> None:
    token = await _token(log_ins)
    written = []
    for minutes in (1, 59, 60, 61, 119, 121):
        database.changed.clear()
        await log_ins.known(token, NOW + timedelta(minutes=minutes))
        written.append(database.changed.is_set())
    assert written == [False, False, True, False, False, True]


async def test_a_session_that_is_ended_is_over_and_another_persons_is_left_alone(
    log_ins: LogIns, database: Database
) -> None:
    await add_user(database, "other", "viewer", NOW, PASSWORD)
    mine, theirs = await _token(log_ins), await log_ins.log_in("other", PASSWORD, HERE, "", NOW)
    assert isinstance(theirs, str)
    known = await log_ins.known(theirs, NOW)
    assert known is not None
    await log_ins.log_out("taga", known.session.sha256)
    assert await log_ins.known(theirs, NOW) is not None
    await log_ins.log_out("other", known.session.sha256)
    assert await log_ins.known(theirs, NOW) is None
    assert await log_ins.known(mine, NOW) is not None


async def test_logging_out_everywhere_ends_all_of_ones_own(log_ins: LogIns) -> None:
    tokens = [await _token(log_ins) for _ in range(3)]
    assert len(await log_ins.sessions("taga", NOW)) == 3
    await log_ins.log_out_everywhere("taga")
    assert [await log_ins.known(token, NOW) for token in tokens] == [None] * 3


async def test_a_new_password_ends_every_session_and_begins_one(log_ins: LogIns) -> None:
    old, other = await _token(log_ins), await _token(log_ins)
    known = await log_ins.known(old, NOW)
    assert known is not None
    wrong = await log_ins.change_password(known, "wrong", "a night at the sea", HERE, "", NOW)
    assert isinstance(wrong, Refused) and wrong.left == 4
    token = await log_ins.change_password(known, PASSWORD, "a night at the sea", HERE, "", NOW)
    assert isinstance(token, str)
    assert [bool(await log_ins.known(one, NOW)) for one in (old, other, token)] == [False, False, True]
    assert isinstance(await _log_in(log_ins), Refused)
    assert isinstance(await _log_in(log_ins, "a night at the sea"), str)


async def test_sessions_that_have_expired_are_forgotten_at_the_next_log_in(log_ins: LogIns, database: Database) -> None:
    await _token(log_ins)
    await log_ins.log_in("taga", PASSWORD, HERE, "", NOW + 2 * LASTS)
    async with database.read() as connection:
        assert await connection.scalar(sqlalchemy.select(sqlalchemy.func.count()).select_from(sessions)) == 1
