"""Failing displays are told of once, together, when it is true; and so is that they are well again."""

import asyncio
import hashlib
import hmac
import json
import logging
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy import select

from signage.actions import addresses
from signage.actions.addresses import Address, AppriseAddress, DeliveryError, Webhook, addresses_of
from signage.actions.care_for_display import mute, set_maintenance
from signage.actions.send_notifications import LEASE, PAUSES, Notifications
from signage.domain.messages import Message, trial_message
from signage.errors import SettingsError, StoreError
from signage.settings import Settings
from signage.store.database import Database
from signage.store.notifications import forget_messages
from signage.store.tables import deliveries, messages, notifications
from tests.actions.city import City
from tests.screen_day import CLOSES, NOON, OPENS, SECOND

URL = "https://signage.city.example"
SECRET = "a secret of the city"
MINUTE = timedelta(minutes=1)
STEP = 5 * SECOND


class Receiver:
    """What a webhook gets; `answers` are the statuses it gives, one a time, then 204."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.signatures: list[str] = []
        self.answers: list[int] = []
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        status = self.answers.pop(0) if self.answers else 204
        if status == 204:
            self.bodies.append(await request.read())
            self.signatures.append(request.headers.get("Signage-Signature", ""))
        return web.Response(status=status, headers={"Location": self.url} if status == 302 else {})

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body in self.bodies]

    @property
    def subjects(self) -> list[str]:
        return [one["subject"]["ja"] for one in self.told]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.take)
    async with TestServer(app) as server:
        receiver.url = str(server.make_url("/hook"))
        yield receiver


class Watched:
    """A city whose clock is turned by hand: heartbeats come, rounds are made, messages go out, as on a server."""

    def __init__(self, city: City, *addresses: Address) -> None:
        self.city = city
        self.addresses = addresses
        self.now = NOON
        self.alive: set[str] = set(city.displays)
        chance = random.Random(1)
        self.phase = {name: chance.randrange(0, 30) for name in city.displays}
        self.changes: dict[str, Any] = {}
        self.begin()

    def begin(self) -> None:
        self.notifications = Notifications(
            self.city.database, self.city.catalogue, self.city.watch, self.addresses, lambda: URL
        )

    async def restart(self) -> None:
        await self.city.restart(self.now)
        self.begin()

    async def run(self, length: timedelta, *, send: bool = True) -> None:
        end = self.now + length
        while self.now < end:
            self.now += STEP
            self.beat()
            await self.city.watch.judge(self.now)
            await self.notifications.tell(self.now)
            if send:
                await self.send()

    def beat(self) -> None:
        """Each display at its own second of the half minute."""
        for name in self.alive:
            age = ((self.now - OPENS) / SECOND - self.phase[name]) % 30
            if age < STEP / SECOND:
                self.city.beat(self.now - age * SECOND, name, **self.changes)

    async def send(self) -> None:
        for address in self.addresses:
            await self.notifications.deliver(address, self.now)


@asynccontextmanager
async def watched(database: Database, address: Address | str, *displays: str) -> AsyncIterator[Watched]:
    """Some minutes in which all was well have passed."""
    city = City(database, *displays)
    await city.watch.load()
    found = Watched(city, Webhook(address, SECRET) if isinstance(address, str) else address)
    await found.run(2 * MINUTE)
    yield found


HALL = tuple(f"hall.{number}" for number in range(14))


# One message, one recovery


async def test_one_building_switched_off_is_one_message_and_one_recovery(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, *HALL, "gate") as city:
        city.alive = {"gate"}
        await city.run(10 * MINUTE)
        assert receiver.subjects == ["hall館：画面14台のうち 14台が応答なし"]
        for number, name in enumerate(HALL):  # devices take their time to start
            city.alive.add(name)
            await city.run((number % 3) * 5 * SECOND)
        await city.run(20 * MINUTE)
        assert receiver.subjects[1:] == ["hall館：画面14台のうち 14台が元に戻りました"]
        assert [one["kind"] for one in receiver.told] == ["trouble", "recovery"]


async def test_it_is_told_within_three_minutes(database: Database, receiver: Receiver) -> None:
    async with watched(database, receiver.url, *HALL) as city:
        city.alive = set()
        await city.run(3 * MINUTE)
        assert len(receiver.told) == 1


async def test_a_message_says_where_which_since_when_why_and_where_to_look(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "hall.1", "hall.2") as city:
        city.alive = {"hall.2"}
        silent_since = city.city.beats["hall.1"].received_at
        await city.run(4 * MINUTE)
    (told,) = receiver.told
    assert told["subject"] == {"ja": "hall館 駅 入口：応答なし", "en": "Hall 駅 入口: silent"}
    assert told["text"] == {
        "ja": f"hall館 駅 入口\n  13:01 から応答がありません。\n  {URL}/displays/hall.1",
        "en": f"Hall 駅 入口\n  It has not answered since 13:01.\n  {URL}/displays/hall.1",
    }
    (display,) = told["displays"]
    assert (told["of"], display["id"], display["status"], display["code"]) == (2, "hall.1", "silent", "silent")
    assert datetime.fromisoformat(display["since"]) == silent_since


async def test_a_message_is_signed_over_its_time_and_body(database: Database, receiver: Receiver) -> None:
    async with watched(database, receiver.url, "gate") as city:
        city.alive = set()
        await city.run(4 * MINUTE)
    time, signed = (part.split("=")[1] for part in receiver.signatures[0].split(","))
    expected = hmac.new(SECRET.encode(), f"{time}.".encode() + receiver.bodies[0], hashlib.sha256).hexdigest()
    assert signed == expected


async def test_a_wrong_picture_is_told_with_its_reason_and_its_end(database: Database, receiver: Receiver) -> None:
    async with watched(database, receiver.url, "gate") as city:
        city.changes = {"visible": False}
        await city.run(3 * MINUTE)
        city.changes = {}
        await city.run(4 * MINUTE)
    trouble, recovery = receiver.told
    assert trouble["displays"][0]["code"] == "hidden"
    assert "から、ほかの画面に隠れています。" in trouble["text"]["ja"]
    assert recovery["subject"]["en"] == "駅 入口: back to normal"
    assert "13:02 〜 13:05（表示異常）" in recovery["text"]["ja"]


async def test_another_reason_meanwhile_is_no_second_message(database: Database, receiver: Receiver) -> None:
    async with watched(database, receiver.url, "gate") as city:
        for changes in ({"visible": False}, {"painted": None}, {"slide": "another"}) * 2:
            city.changes = changes
            await city.run(2 * MINUTE)
    assert len(receiver.told) == 1


async def test_a_screen_of_which_something_less_was_told_is_told_once_more_when_it_dies(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "gate") as city:
        city.changes = {"visible": False}
        await city.run(4 * MINUTE)
        begun_at = city.now
        city.alive = set()
        await city.run(10 * MINUTE)
        await city.restart()
        await city.run(10 * MINUTE)
        city.alive = {"gate"}
        await city.run(5 * MINUTE)  # hidden again: less than was told
        assert [one["displays"][0]["code"] for one in receiver.told] == ["hidden", "silent"]
        assert datetime.fromisoformat(receiver.told[1]["displays"][0]["since"]) > begun_at - 30 * SECOND
        city.changes = {}
        await city.run(5 * MINUTE)
        async with database.read() as connection:
            (row,) = list(await connection.execute(select(notifications)))
    assert [one["kind"] for one in receiver.told] == ["trouble", "trouble", "recovery"]
    assert (row.status, row.over_message, row.over_told_at is None) == ("silent", receiver.told[2]["id"], False)


async def test_what_is_worse_for_less_than_a_minute_is_not_told_once_more(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "gate") as city:
        city.changes = {"visible": False}
        await city.run(4 * MINUTE)
        city.changes = {"slide": None}
        await city.run(40 * SECOND)
        city.changes = {"visible": False}
        await city.run(4 * MINUTE)
    assert len(receiver.told) == 1


async def test_a_building_that_goes_dark_is_one_message_with_the_screen_that_was_told_of_before(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "hall.1", "hall.2", "hall.3") as city:
        city.alive = {"hall.1", "hall.2"}
        for _ in range(20):
            city.city.beat(city.now, "hall.3", visible=False)
            await city.run(STEP)
        assert [one["id"] for one in receiver.told[0]["displays"]] == ["hall.3"]
        city.alive = set()
        await city.run(10 * MINUTE)
    assert receiver.subjects == ["hall館 駅 入口：表示異常", "hall館：画面3台のうち 3台が応答なし"]


async def test_an_unsteady_screen_that_stays_away_for_half_an_hour_is_told_as_silent(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "gate") as city:
        for _ in range(5):
            city.changes = {"visible": False}
            await city.run(MINUTE)
            city.changes = {}
            await city.run(3 * MINUTE)
        city.alive = set()
        await city.run(29 * MINUTE)
        assert [one["kind"] for one in receiver.told] == ["unsteady"]
        await city.run(5 * MINUTE)
    assert [one["kind"] for one in receiver.told] == ["unsteady", "trouble"]


async def test_when_many_places_fail_at_once_it_is_one_message(database: Database, receiver: Receiver) -> None:
    displays = [f"school{place}.{number}" for place in range(6) for number in range(2)]
    async with watched(database, receiver.url, *displays) as city:
        city.alive = set()
        await city.run(6 * MINUTE)
        assert receiver.subjects == ["school0館 ほか 5か所：画面12台のうち 12台が応答なし"] or len(receiver.told) == 1
        assert receiver.told[0]["of"] == 12
        city.alive = set(displays)
        await city.run(10 * MINUTE)
        assert [one["kind"] for one in receiver.told] == ["trouble", "recovery"]


async def test_two_places_are_two_messages(database: Database, receiver: Receiver) -> None:
    async with watched(database, receiver.url, "hall.1", "hall.2", "library.1") as city:
        city.alive = set()
        await city.run(6 * MINUTE)
    assert sorted(receiver.subjects) == ["hall館：画面2台のうち 2台が応答なし", "library館 駅 入口：応答なし"]


async def test_what_stays_away_does_not_hold_back_that_the_others_are_well(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, *HALL) as city:
        city.alive = set()
        await city.run(5 * MINUTE)
        city.alive = set(HALL[1:])
        await city.run(10 * MINUTE)
        city.alive = set(HALL)
        await city.run(10 * MINUTE)
    assert receiver.subjects == [
        "hall館：画面14台のうち 14台が応答なし",
        "hall館：画面14台のうち 13台が元に戻りました",
        "hall館 駅 入口：元に戻りました",
    ]


# No noise


async def test_what_is_over_within_a_minute_is_not_told(database: Database, receiver: Receiver) -> None:
    async with watched(database, receiver.url, "gate") as city:
        city.changes = {"visible": False}
        await city.run(45 * SECOND)
        city.changes = {}
        await city.run(10 * MINUTE)
    assert receiver.told == []


async def test_nothing_is_told_of_what_never_connected_is_off_or_in_maintenance(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "never", "cared") as city:
        city.alive, city.city.beats = set(), {"cared": city.city.beats["cared"]}
        city.city.watch = city.city.new_watch(city.now)  # as if “never” had never beaten
        await set_maintenance(city.city.watch, database, "cared", NOON + timedelta(hours=3), "", "tanaka", city.now)
        city.begin()
        await city.run(10 * MINUTE)
        city.now = CLOSES + MINUTE
        await city.run(10 * MINUTE)
    assert receiver.told == []


async def test_a_muted_display_is_told_when_the_time_is_over(database: Database, receiver: Receiver) -> None:
    async with watched(database, receiver.url, "gate") as city:
        await mute(city.city.watch, database, "gate", city.now + 30 * MINUTE, "tanaka", city.now)
        city.alive = set()
        await city.run(29 * MINUTE)
        assert receiver.told == []
        await city.run(2 * MINUTE)
        assert len(receiver.told) == 1


async def test_a_screen_that_says_in_maintenance_is_told_when_it_seems_forgotten(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "gate") as city:
        city.changes = {"covered": "maintenance"}
        await city.run(59 * MINUTE)
        assert city.city.status(city.now) == "wrong" and receiver.told == []
        await city.run(3 * MINUTE)
    assert [one["displays"][0]["code"] for one in receiver.told] == ["covered"]


async def test_a_night_ends_no_trouble_and_begins_none(database: Database, receiver: Receiver) -> None:
    async with watched(database, receiver.url, "gate", "hall.1") as city:
        city.now = CLOSES - 5 * MINUTE
        city.beat()
        city.alive = {"hall.1"}
        await city.run(5 * MINUTE)
        assert receiver.subjects == ["駅 入口：応答なし"]
        city.alive = {"gate"}
        await city.run(30 * MINUTE)
    assert len(receiver.told) == 1


async def test_one_that_keeps_failing_is_told_as_unsteady_once_and_as_calm_once(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "gate") as city:
        for _ in range(8):
            city.changes = {"visible": False}
            await city.run(MINUTE)
            city.changes = {}
            await city.run(5 * MINUTE)
        kinds = [one["kind"] for one in receiver.told]
        assert kinds == ["unsteady"]
        assert receiver.told[0]["subject"]["ja"] == "駅 入口：途切れがち"
        assert "4回、途切れています。" in receiver.told[0]["text"]["ja"]
        await city.run(40 * MINUTE)
        assert [one["kind"] for one in receiver.told] == ["unsteady", "recovery"]


async def test_a_trouble_that_comes_and_goes_is_told_once_until_it_has_been_well_for_two_minutes(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "gate") as city:
        for _ in range(3):
            city.changes = {"visible": False}
            await city.run(3 * MINUTE)
            city.changes = {}
            await city.run(90 * SECOND)
        assert [one["kind"] for one in receiver.told] == ["trouble"]


async def test_a_restart_of_the_server_tells_nothing_anew(database: Database, receiver: Receiver) -> None:
    async with watched(database, receiver.url, "gate", "hall.1") as city:
        city.alive = {"hall.1"}
        await city.run(4 * MINUTE)
        for _ in range(3):
            await city.restart()
            await city.run(4 * MINUTE)
        assert len(receiver.told) == 1
        city.alive = {"gate", "hall.1"}
        await city.run(4 * MINUTE)
        assert [one["kind"] for one in receiver.told] == ["trouble", "recovery"]


async def test_a_server_that_was_away_for_an_hour_gives_everybody_time_to_answer(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, *HALL) as city:
        city.now += timedelta(hours=1)
        await city.restart()
        await city.run(5 * MINUTE)
    assert receiver.told == []


async def test_a_display_that_was_taken_out_is_told_of_no_more(database: Database, receiver: Receiver) -> None:
    async with watched(database, receiver.url, "gate", "hall.1") as city:
        city.alive = {"hall.1"}
        await city.run(4 * MINUTE)
        del city.city.displays["gate"]
        await city.run(10 * MINUTE)
        assert len(receiver.told) == 1
        async with database.read() as connection:
            (row,) = list(await connection.execute(select(notifications)))
        assert row.over_told_at and row.over_at is None


# Once, whatever happens


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


# Addresses and their secrets

PASSWORD = "s3cret-passw0rd"


async def test_apprise_delivers_a_message(receiver: Receiver) -> None:
    address = AppriseAddress(receiver.url.replace("http://", "json://"), 1)
    await address.send(1, trial_message(NOON, URL))
    (told,) = receiver.told
    assert told["title"] == "画面の知らせの試験 / A test of the displays' notifications"
    assert f"{URL}/displays" in told["message"] and "This is a test." in told["message"]


async def test_a_failing_address_tells_why_but_none_of_its_secrets(
    receiver: Receiver, capfd: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    to_stderr = logging.StreamHandler()  # as start_logging has it
    to_stderr.setLevel(logging.WARNING)
    logging.getLogger().addHandler(to_stderr)
    request.addfinalizer(lambda: logging.getLogger().removeHandler(to_stderr))
    port = receiver.url.split(":")[2].partition("/")[0]
    broken = (
        f"json://hanako:{PASSWORD}@127.0.0.1:{port}/{PASSWORD}/hook",
        f"slack://{PASSWORD}",
        f"nonsense {PASSWORD}",
        f"mailto://hanako:{PASSWORD}@127.0.0.1:1/?smtp=127.0.0.1",
    )
    for number, text in enumerate(broken, 1):
        address = AppriseAddress(text, number)
        with pytest.raises(DeliveryError) as problem:
            await address.send(1, trial_message(NOON, URL))
        assert PASSWORD not in f"{problem.value} {address.key} {address.name}"
        assert f"notifications {number}" in address.name
    output = capfd.readouterr()
    assert PASSWORD not in output.out + output.err


async def test_a_webhook_that_does_not_answer_says_so_without_its_address() -> None:
    message = trial_message(NOON, URL)
    with pytest.raises(DeliveryError) as problem:
        await Webhook(f"http://127.0.0.1:1/{PASSWORD}", SECRET).send(1, message)
    assert PASSWORD not in str(problem.value)
    with pytest.raises(DeliveryError):
        await Webhook(f"no address {PASSWORD}", SECRET).send(1, message)


async def test_a_redirect_is_no_acceptance(receiver: Receiver) -> None:
    receiver.answers = [302]
    with pytest.raises(DeliveryError, match="it answered 302"):
        await Webhook(receiver.url, SECRET).send(1, trial_message(NOON, URL))
    assert receiver.told == []


async def test_the_log_and_the_store_know_no_secret(database: Database, receiver: Receiver) -> None:
    url = receiver.url.replace("http://", f"json://hanako:{PASSWORD}@").replace("/hook", f"/{PASSWORD}")
    with structlog.testing.capture_logs() as logs:
        async with watched(database, AppriseAddress(url, 1), "gate") as city:
            city.alive = set()
            await city.run(4 * MINUTE)
    async with database.read() as connection:
        rows = [tuple(row) for row in await connection.execute(select(deliveries))]
    assert "could not be delivered" in str(logs)
    assert PASSWORD not in str(logs) + str(rows)


def test_the_settings_name_each_address_once() -> None:
    settings = Settings(notifications=("json://a", "json://a", "json://b"), webhook_url="http://c", webhook_secret="d")
    assert [one.name for one in addresses_of(settings)] == [
        "notifications 1 (json://)",
        "notifications 3 (json://)",
        "webhook_url",
    ]
    assert addresses_of(Settings()) == []
    with pytest.raises(SettingsError, match="webhook_secret: set it too"):
        addresses_of(Settings(webhook_url="http://c"))


async def test_a_service_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    release = asyncio.Event()
    loop = asyncio.get_running_loop()

    def hang(*_: Any) -> Callable[[], None] | None:
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result()
        return None

    monkeypatch.setattr(addresses, "APPRISE_SECONDS", 0.05)
    address = AppriseAddress("json://127.0.0.1", 1)
    monkeypatch.setattr(address, "_notify", hang)
    with pytest.raises(DeliveryError, match="not taken within"):
        await address.send(1, trial_message(NOON, URL))
    with pytest.raises(DeliveryError, match="still busy"):
        await address.send(2, trial_message(NOON, URL))
    release.set()
