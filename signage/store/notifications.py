"""Which failing displays people were told of, the messages, and what became of each message at each address."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import and_, delete, exists, insert, not_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.messages import About, Message
from ..domain.troubles import Told
from ..errors import StoreError
from .plain import storable
from .rows import batches
from .tables import deliveries, messages, notifications

ROWS = 500


class Delivery(NamedTuple):
    """A message that an address has not accepted yet; it is tried next at `due_at`, for the `tries + 1`th time."""

    message: int
    address: str
    tries: int
    due_at: datetime


async def load_told(connection: AsyncConnection) -> list[Told]:
    """What was told and is not over, the oldest first."""
    rows = await connection.execute(
        select(notifications).where(notifications.c.over_told_at.is_(None)).order_by(notifications.c.id)
    )
    return [_told(row) for row in rows]


async def record_troubles(
    connection: AsyncConnection, message: Message, addresses: Iterable[str], worse: Iterable[Told] = ()
) -> list[Told]:
    """Keeps a message with a row for each of its displays; those that are `worse` than was told have theirs already.

    Raises StoreError when somebody else has told of one of them.
    """
    number = await record_message(connection, message, addresses)
    before = {told.display: told for told in worse}
    rows, changes = [], []
    for about in message.displays:
        values = _values(about, message, number)
        if about.id in before:
            changes.append((before[about.id], values))
        else:
            rows.append({**values, "display": about.id, "begun_at": about.since})
    await _change(connection, changes)
    for some in batches(rows, ROWS):
        await connection.execute(insert(notifications), list(some))
    new = select(notifications).where(notifications.c.message == number).order_by(notifications.c.id)
    return [_told(row) for row in await connection.execute(new)]


async def record_recoveries(
    connection: AsyncConnection, over: Sequence[Told], message: Message, addresses: Iterable[str]
) -> None:
    """Keeps a message that these are over. Raises StoreError when somebody else has told that of one."""
    number = await record_message(connection, message, addresses)
    until = {about.id: about.until for about in message.displays}
    same = {"over_told_at": message.at, "over_message": number}
    await _change(connection, [(told, {"over_at": until[told.display], **same}) for told in over])


async def forget_told(connection: AsyncConnection, gone: Iterable[Told], now: datetime) -> None:
    """The displays are no more: nothing is told of them."""
    await _change(connection, [(told, {"over_told_at": now}) for told in gone])


async def record_message(connection: AsyncConnection, message: Message, addresses: Iterable[str]) -> int:
    """Keeps a message as it is sent, due at once at each address; its number."""
    body = storable(msgspec.json.encode(message.listed()).decode())
    row = {"at": message.at, "body": body}
    number: int = (await connection.execute(insert(messages).values(row).returning(messages.c.id))).scalar_one()
    rows = [
        {"message": number, "address": address, "tries": 0, "due_at": message.at, "problem": ""}
        for address in addresses
    ]
    if rows:
        await connection.execute(insert(deliveries), rows)
    return number


async def load_message(connection: AsyncConnection, number: int) -> Message:
    body = (await connection.execute(select(messages.c.body).where(messages.c.id == number))).scalar_one()
    return msgspec.json.decode(body, type=Message)


async def load_deliveries(connection: AsyncConnection, address: str) -> list[Delivery]:
    """All that is still to be delivered to an address, in the order of the messages."""
    due = select(deliveries).where(deliveries.c.address == address, deliveries.c.due_at.is_not(None))
    rows = await connection.execute(due.order_by(deliveries.c.message))
    return [Delivery(row.message, row.address, row.tries, row.due_at) for row in rows]


async def give_up_others(connection: AsyncConnection, addresses: Iterable[str]) -> None:
    """What waits for an address that is no longer in the settings waits for nothing."""
    others = and_(deliveries.c.due_at.is_not(None), deliveries.c.address.not_in(tuple(addresses)))
    values = {"due_at": None, "problem": "this address is no longer in the settings"}
    await connection.execute(update(deliveries).where(others).values(values))


async def claim_delivery(connection: AsyncConnection, delivery: Delivery, until: datetime) -> bool:
    """Takes a delivery for this try; False when somebody else has. If nothing is heard until then it is due again."""
    same = and_(_is(delivery), deliveries.c.tries == delivery.tries, deliveries.c.due_at.is_not(None))
    values = {"tries": delivery.tries + 1, "due_at": until}
    return (await connection.execute(update(deliveries).where(same).values(values))).rowcount == 1


async def record_accepted(connection: AsyncConnection, delivery: Delivery, now: datetime) -> None:
    values = {"accepted_at": now, "due_at": None, "problem": ""}
    await connection.execute(update(deliveries).where(_is(delivery)).values(values))


async def record_refused(
    connection: AsyncConnection, delivery: Delivery, problem: str, due_at: datetime | None
) -> None:
    """It is due again then; None: it is given up."""
    values = {"due_at": due_at, "problem": storable(problem)}
    await connection.execute(update(deliveries).where(_is(delivery)).values(values))


async def forget_messages(connection: AsyncConnection, before: datetime) -> None:
    """Forgets what was told before then and is over, with its messages."""
    over = and_(notifications.c.over_told_at.is_not(None), notifications.c.over_told_at < before)
    await connection.execute(delete(notifications).where(over))
    told = exists().where(notifications.c.message == messages.c.id)
    over_told = exists().where(notifications.c.over_message == messages.c.id)
    await connection.execute(delete(messages).where(messages.c.at < before, not_(told), not_(over_told)))
    await connection.execute(delete(deliveries).where(not_(exists().where(messages.c.id == deliveries.c.message))))


def _values(about: About, message: Message, number: int) -> dict[str, Any]:
    return {
        "place": about.place,
        "status": about.status,
        "code": about.code,
        "says": storable(msgspec.json.encode(about.says).decode()),
        "told_at": message.at,
        "message": number,
    }


async def _change(connection: AsyncConnection, changes: Iterable[tuple[Told, Mapping[str, Any]]]) -> None:
    """The guarded updates: of two who tell something new of an open row one succeeds.

    Rows of one message that become the same are changed together: when a whole city comes back, nobody else may write
    until all of them are.
    """
    alike: defaultdict[Any, list[int]] = defaultdict(list)
    for told, values in changes:
        alike[told.message, tuple(values.items())].append(told.id)
    for (message, new), ids in alike.items():
        for some in batches(ids, ROWS):
            await _change_some(connection, some, message, dict(new))


async def _change_some(connection: AsyncConnection, ids: Sequence[int], message: int, values: dict[str, Any]) -> None:
    as_told = and_(
        notifications.c.id.in_(ids),
        notifications.c.over_told_at.is_(None),
        notifications.c.message == message,
    )
    if (await connection.execute(update(notifications).where(as_told).values(values))).rowcount != len(ids):
        raise StoreError(f"somebody else has told of a display of message {message} already")


def _is(delivery: Delivery) -> Any:
    return and_(deliveries.c.message == delivery.message, deliveries.c.address == delivery.address)


def _told(row: Any) -> Told:
    return Told(row.id, row.display, row.place, row.status, row.code, row.begun_at, row.message)
