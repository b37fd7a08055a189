"""Failing displays are told of once, together, when it is true; and so is that they are well again."""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import select

from signage.actions.care_for_display import mute, set_maintenance
from signage.store.database import Database
from signage.store.tables import notifications
from tests.actions.told_city import HALL, MINUTE, SECRET, STEP, URL, Receiver, watched
from tests.screen_day import CLOSES, NOON, SECOND

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
        assert receiver.subjects == ["school0館 ほか 5か所：画面12台のうち 12台が応答なし"]
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


async def test_what_was_well_before_the_server_stopped_is_told_as_well_only_once_it_answers(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, "gate") as city:
        city.alive = set()
        await city.run(4 * MINUTE)
        city.alive = {"gate"}
        await city.run(MINUTE)
        city.alive = set()
        city.now += 10 * MINUTE
        await city.restart()
        await city.run(5 * MINUTE)
        assert [one["kind"] for one in receiver.told] == ["trouble"]
        city.alive = {"gate"}
        await city.run(4 * MINUTE)
        assert [one["kind"] for one in receiver.told] == ["trouble", "recovery"]


async def test_a_screen_that_dies_when_the_clock_is_set_back_is_told_within_three_minutes(
    database: Database, receiver: Receiver
) -> None:
    async with watched(database, receiver.url, *HALL) as city:
        city.now += timedelta(hours=2)
        await city.run(2 * MINUTE)
        city.alive.remove("hall.1")
        city.now -= timedelta(hours=2)
        await city.run(3 * MINUTE)
    assert [[one["id"] for one in told["displays"]] for told in receiver.told] == [["hall.1"]]


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
