"""Each address is told once, whatever happens: kills, refusals, a full disk, a second server."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from signage.actions.addresses import Address, DeliveryError, Webhook
from signage.actions.send_notifications import LEASE, PAUSES, Notifications
from signage.domain.messages import Message
from signage.errors import StoreError
from signage.store.database import Database
from signage.store.notifications import forget_messages
from signage.store.tables import deliveries, messages, notifications
from tests.actions.told_city import MINUTE, SECRET, STEP, URL, Receiver, watched
from tests.screen_day import SECOND


async def test_of_two_servers_one_tells(database: Database, receiver: Receiver) -> None:
    async with watched(database, receiver.url, "gate") as city:
        other = Notifications(database, city.city.catalogue, city.city.watch, city.addresses, lambda: URL)
        await other.tell(city.now)
        city.alive = set()
        for _ in range(60):
            await city.run(STEP)
            await other.tell(city.now)
            await other.deliver(city.addresses[0], city.now)
        city.alive = {"gate"}
        for _ in range(60):
            await other.tell(city.now)
            await city.run(STEP)
    assert [one["kind"] for one in receiver.told] == ["trouble", "recovery"]
    assert len({one["id"] for one in receiver.told}) == 2


class Killed(BaseException):
    """The process ends here."""


class Mortal:
    """An address in whose name the server dies, before or after the message has gone."""

    key, name = "mortal", "mortal"

    def __init__(self, inner: Address) -> None:
        self.inner = inner
        self.dies = ""

    async def send(self, number: int, message: Message) -> None:
        if self.dies == "before":
            raise Killed
        await self.inner.send(number, message)
        if self.dies == "after":
            raise Killed


async def test_killed_between_deciding_and_sending_it_is_sent_after_the_restart(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "gate") as city:
        city.alive = set()
        await city.run(4 * MINUTE, send=False)
        assert receiver.told == []
        await city.restart()
        await city.run(4 * MINUTE)
    assert len(receiver.told) == 1


async def test_killed_before_the_message_has_gone_it_is_sent_once_the_try_is_given_up(
    database: Database, receiver: Receiver
) -> None:
    mortal = Mortal(Webhook(receiver.url, SECRET))
    async with watched(database, mortal, "gate") as city:
        city.alive, mortal.dies = set(), "before"
        with pytest.raises(Killed):
            await city.run(6 * MINUTE)
        mortal.dies, died_at = "", city.now
        await city.restart()
        await city.run(LEASE - STEP)
        assert receiver.told == []
        await city.run(6 * MINUTE)
        assert len(receiver.told) == 1 and city.now > died_at + LEASE


async def test_killed_after_the_message_has_gone_it_may_come_again_with_the_same_number(
    database: Database, receiver: Receiver
) -> None:
    """Nobody can know whether it arrived; whoever must not act twice compares `id`."""
    mortal = Mortal(Webhook(receiver.url, SECRET))
    async with watched(database, mortal, "gate") as city:
        city.alive, mortal.dies = set(), "after"
        with pytest.raises(Killed):
            await city.run(6 * MINUTE)
        mortal.dies = ""
        await city.restart()
        await city.run(10 * MINUTE)
    assert [one["id"] for one in receiver.told] == [1, 1]


async def test_a_refused_message_is_tried_again_later_and_later_and_accepted_once(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "gate") as city:
        city.alive, receiver.answers = set(), [500, 302, 404]
        await city.run(3 * MINUTE)
        tried = len(receiver.answers)
        assert tried < 3 and receiver.told == []
        await city.run(sum(PAUSES[:3], timedelta()) + 4 * MINUTE)
        await city.run(10 * MINUTE)
    assert receiver.answers == [] and len(receiver.told) == 1


async def test_an_address_that_was_away_for_hours_gets_what_waited_within_five_minutes_of_its_return(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "gate") as city:
        city.alive, receiver.answers = set(), [503] * 10_000
        await city.run(180 * MINUTE)
        city.alive = {"gate"}
        await city.run(10 * MINUTE)
        receiver.answers = []
        await city.run(5 * MINUTE)
    assert [one["kind"] for one in receiver.told] == ["trouble", "recovery"]


async def test_a_message_that_was_due_before_the_clock_was_set_back_goes_at_once(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "gate") as city:
        city.alive = set()
        await city.run(4 * MINUTE, send=False)
        city.now -= timedelta(hours=1)
        await city.send()
    assert len(receiver.told) == 1


@pytest.mark.parametrize("status", [400, 413, 422])
async def test_a_message_that_an_address_cannot_use_holds_up_the_next_for_minutes_only(
    database: Database, receiver: Receiver, status: int
) -> None:
    async with watched(database, receiver.url, "hall.1", "library.1") as city:
        city.alive, receiver.answers = {"library.1"}, [status] * 3
        await city.run(5 * MINUTE)
        city.alive = set()
        await city.run(5 * MINUTE)
        async with database.read() as connection:
            (given_up,) = list(await connection.execute(select(deliveries).where(deliveries.c.accepted_at.is_(None))))
    assert receiver.subjects == ["library館 駅 入口：応答なし"]
    assert given_up.tries == 3 and given_up.due_at is None and given_up.problem == f"it answered {status}"


async def test_a_city_that_goes_dark_is_one_message_that_a_receiver_takes(
    database: Database, receiver: Receiver
) -> None:
    displays = [f"school{number % 50}.{number}" for number in range(500)]
    async with watched(database, receiver.url, *displays) as city:
        city.alive = set()
        await city.run(4 * MINUTE)
        async with database.read() as connection:
            rows = len(list(await connection.execute(select(notifications))))
    (told,) = receiver.told
    assert (len(told["displays"]), told["left_out"], told["of"], rows) == (200, 300, 500, 500)
    assert "画面500台のうち 500台が応答なし" in told["subject"]["ja"]
    assert len(receiver.bodies[0]) < 100_000


async def test_the_recovery_waits_for_its_trouble_at_an_address_that_refuses(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "gate") as city:
        city.alive, receiver.answers = set(), [500] * 4
        await city.run(4 * MINUTE)
        city.alive = {"gate"}
        await city.run(40 * MINUTE)
    assert [one["kind"] for one in receiver.told] == ["trouble", "recovery"]


async def test_an_address_that_refuses_holds_back_no_other(database: Database, receiver: Receiver) -> None:
    class Dead:
        key, name = "dead", "dead"

        async def send(self, number: int, message: Message) -> None:
            raise DeliveryError("it is dead", self.name)

    async with watched(database, receiver.url, "gate") as city:
        city.addresses = (Dead(), *city.addresses)
        city.begin()
        city.alive = set()
        await city.run(6 * MINUTE)
        assert len(receiver.told) == 1
        async with database.read() as connection:
            rows = {row.address: row for row in await connection.execute(select(deliveries))}
    assert rows["dead"].tries > 2 and rows["dead"].problem == "it is dead" and rows["dead"].due_at


async def test_what_waits_for_an_address_that_was_taken_out_waits_no_more(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "gate") as city:
        city.alive, receiver.answers = set(), [500] * 9
        await city.run(4 * MINUTE)
        city.addresses = ()
        await city.restart()
        await city.run(MINUTE)
        async with database.read() as connection:
            (row,) = list(await connection.execute(select(deliveries)))
    assert row.due_at is None and row.accepted_at is None and "no longer" in row.problem


async def test_a_full_disk_delays_what_is_told_and_loses_nothing(
    database: Database, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> None:
        raise StoreError("the disk is full")

    async with watched(database, receiver.url, "gate") as city:
        city.alive = set()
        await city.run(80 * SECOND)
        with monkeypatch.context() as patched:
            patched.setattr(database, "write", full)
            await city.run(3 * MINUTE)
        assert receiver.told == []
        await city.run(2 * MINUTE)
    assert len(receiver.told) == 1


async def test_old_messages_are_forgotten_but_what_is_open_stays_known(database: Database, receiver: Receiver) -> None:
    async with watched(database, receiver.url, "gate", "hall.1") as city:
        city.alive = {"hall.1"}
        await city.run(4 * MINUTE)
        city.alive = {"gate"}
        await city.run(8 * MINUTE)
        async with database.write() as connection:
            await forget_messages(connection, city.now + MINUTE)
            left = [len(list(await connection.execute(select(one)))) for one in (notifications, messages, deliveries)]
        assert left == [1, 1, 1]
        await city.restart()
        await city.run(4 * MINUTE)
    assert len(receiver.told) == 3
