"""What was told changes once, whoever tries, and the end of an outage of a whole city in few statements."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from signage.domain.messages import About, Message, MessageKind
from signage.domain.troubles import Told
from signage.errors import StoreError
from signage.store.database import Database
from signage.store.notifications import ROWS, forget_told, load_told, record_recoveries, record_troubles
from signage.store.tables import messages, notifications
from tests.factories import NOW
from tests.statements import noted

CITY = [f"gate-{number}" for number in range(2 * ROWS + 1)]
LATER = NOW + timedelta(minutes=10)


def about(display: str, until: datetime | None = None) -> About:
    words = {"ja": display}
    return About(
        id=display,
        name=display,
        place="station",
        place_name=words,
        status="silent",
        code="silent",
        says=words,
        since=NOW,
        until=until,
        url="",
    )


def message(kind: MessageKind, displays: Sequence[About], at: datetime = NOW) -> Message:
    return Message(kind=kind, at=at, subject={"ja": kind}, text={"ja": kind}, displays=tuple(displays))


async def tell(database: Database, *displays: str) -> list[Told]:
    async with database.write() as connection:
        return await record_troubles(connection, message("trouble", [about(one) for one in displays]), ["mail"])


async def tell_over(database: Database, over: Sequence[Told]) -> int:
    """How many statements changed rows; half of them were well a moment later than the others."""
    until = [about(one.display, LATER - timedelta(seconds=5 * (n % 2))) for n, one in enumerate(over)]
    async with database.write() as connection:
        with noted(connection) as sent:
            await record_recoveries(connection, over, message("recovery", until, LATER), ["mail"])
    return sum(one.statement.startswith("UPDATE notifications") for one in sent)


async def rows_of(database: Database) -> dict[str, tuple[datetime | None, int | None]]:
    async with database.read() as connection:
        return {row.display: (row.over_at, row.over_message) for row in await connection.execute(select(notifications))}


async def test_a_whole_city_that_is_well_again_is_some_hundreds_of_rows_at_once(database: Database) -> None:
    told = await tell(database, *CITY)
    assert await tell_over(database, told) == 3, "for each moment and each message, in parts"
    rows = await rows_of(database)
    assert {over for over, _ in rows.values()} == {LATER, LATER - timedelta(seconds=5)}
    assert rows["gate-1"] == (LATER - timedelta(seconds=5), 2) and rows["gate-2"] == (LATER, 2)
    async with database.read() as connection:
        assert await load_told(connection) == []


async def test_where_somebody_else_was_quicker_with_one_of_them_nothing_is_told(database: Database) -> None:
    told = [*await tell(database, "gate", "hall"), *await tell(database, "quay")]
    await tell_over(database, told[1:2])
    before = await rows_of(database)
    with pytest.raises(StoreError, match="somebody else"):
        await tell_over(database, told)
    assert await rows_of(database) == before
    async with database.read() as connection:
        assert len((await connection.execute(select(messages.c.id))).all()) == 3
        assert {one.display for one in await load_told(connection)} == {"gate", "quay"}


async def test_what_was_told_of_in_another_message_since_is_not_told_as_over(database: Database) -> None:
    [gate, hall] = await tell(database, "gate", "hall")
    worse = message("trouble", [about("gate"), about("quay")], LATER)
    async with database.write() as connection:
        new = await record_troubles(connection, worse, ["mail"], [gate])
    assert [(one.display, one.message) for one in new] == [("gate", 2), ("quay", 2)]
    with pytest.raises(StoreError, match="somebody else"):
        await tell_over(database, [hall, gate])
    with pytest.raises(StoreError, match="somebody else"):
        async with database.write() as connection:
            await record_troubles(connection, worse, ["mail"], [gate])
    assert await tell_over(database, [hall, *new]) == 3
    [over] = {over for _, over in (await rows_of(database)).values()}
    assert over, "all in one message"


async def test_displays_that_are_gone_are_forgotten_together(database: Database) -> None:
    told = await tell(database, *CITY[:3])
    async with database.write() as connection:
        with noted(connection) as sent:
            await forget_told(connection, told[:2], LATER)
    assert len(sent) == 1
    with pytest.raises(StoreError, match="somebody else"):
        async with database.write() as connection:
            await forget_told(connection, told, LATER)
    async with database.read() as connection:
        assert [one.display for one in await load_told(connection)] == [CITY[2]]
