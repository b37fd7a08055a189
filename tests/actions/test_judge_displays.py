"""The watch over all displays: what is found is what the heartbeats say, and each change is one row, whatever happens."""

from datetime import timedelta

import pytest

from signage.actions.care_for_display import mute, set_maintenance
from signage.domain.heartbeat import Glass
from signage.domain.troubles import HOUR
from signage.errors import InputError, StoreError
from signage.store.database import Database
from signage.store.edits import load_edits
from signage.store.heartbeats import Beat
from signage.store.statuses import forget_status_changes
from tests.actions.city import City
from tests.factories import a_display
from tests.screen_day import CLOSES, DAY, NOON, OPENS, SECOND, a_beat, a_tail, ms

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def city(database: Database) -> City:
    city = City(database)
    await city.watch.load()
    return city


async def test_each_change_is_one_row_and_the_same_again_is_none(city: City) -> None:
    await city.watch.judge(NOON)
    city.beat(NOON + 6 * SECOND)
    for seconds in (8, 13, 18, 52, 57, 82, 87):
        await city.watch.judge(NOON + seconds * SECOND)
    city.beat(NOON + 90 * SECOND)
    await city.watch.judge(NOON + 92 * SECOND)
    assert await city.told() == [
        (0, "never", "never"),
        (8, "ok", ""),
        (52, "late", "late"),
        (82, "silent", "silent"),
        (92, "ok", ""),
    ]


async def test_each_round_finds_what_a_look_at_that_moment_finds(city: City) -> None:
    """Though one that was ok is not looked at again until something can have become of it: late, silent, off, woken."""
    beats = {CLOSES - 200 * SECOND: "a", CLOSES - 170 * SECOND: "a", CLOSES - 20 * SECOND: "a"}
    found = set()
    for seconds in range(-210, 90, 5):
        now = CLOSES + seconds * SECOND
        if now in beats:
            city.beat(now - SECOND)
        await city.watch.judge(now)
        status = city.watch.statuses["gate"].status
        assert status == city.status(now), seconds
        found.add(status)
    assert found == {"never", "ok", "late", "silent", "off"}


async def test_one_that_was_ok_is_looked_at_when_something_comes(city: City) -> None:
    city.beat(NOON)
    await city.watch.judge(NOON + SECOND)
    await set_maintenance(city.watch, city.database, "gate", NOON + HOUR, "", "a", NOON + 2 * SECOND)
    await city.watch.judge(NOON + 6 * SECOND)
    await set_maintenance(city.watch, city.database, "gate", None, "", "a", NOON + 7 * SECOND)
    await city.watch.judge(NOON + 11 * SECOND)
    city.beat(NOON + 12 * SECOND, visible=False)
    await city.watch.judge(NOON + 16 * SECOND)
    assert [status for _, status, _ in await city.told()] == ["ok", "maintenance", "ok", "wrong"]


async def test_what_was_found_outlasts_a_restart(city: City) -> None:
    city.beat(NOON)
    await city.watch.judge(NOON + SECOND)
    await city.restart(NOON + 20 * SECOND)
    await city.watch.judge(NOON + 25 * SECOND)
    assert len(await city.changes()) == 1
    assert city.watch.health("gate", NOON + 26 * SECOND).since == NOON + SECOND


async def test_a_restart_gives_fresh_grace_and_cries_after_it(city: City) -> None:
    city.beat(NOON)
    await city.watch.judge(NOON + SECOND)
    await city.restart(NOON + 300 * SECOND)
    for seconds in (305, 375, 380):
        await city.watch.judge(NOON + seconds * SECOND)
    assert await city.told() == [(1, "ok", ""), (305, "late", "waiting"), (380, "silent", "silent")]


async def test_a_server_that_started_with_its_clock_ahead_finds_dead_screens_once_it_is_set_back(city: City) -> None:
    city.beat(NOON)
    await city.restart(NOON + 3 * HOUR)
    for seconds in (60, 130, 140):
        await city.watch.judge(NOON + seconds * SECOND)
    assert await city.told() == [(60, "ok", ""), (130, "late", "waiting"), (140, "silent", "silent")]


async def test_a_screen_that_was_heard_before_the_clock_was_set_back_is_found_silent_too(city: City) -> None:
    """And one that answers is well: until then nobody knows."""
    city.beat(NOON + 3 * HOUR)
    await city.watch.judge(NOON + 3 * HOUR + SECOND)
    for seconds in (60, 100, 140):
        await city.watch.judge(NOON + seconds * SECOND)
    assert await city.told() == [(60, "late", "waiting"), (140, "silent", "silent"), (10_801, "ok", "")]
    assert city.watch.spells["gate"].since == NOON + 140 * SECOND
    city.beat(NOON + 150 * SECOND)
    assert city.status(NOON + 151 * SECOND) == "ok"


async def test_a_heartbeat_of_a_clock_that_was_ahead_hides_nothing_after_a_restart(city: City) -> None:
    city.beat(NOON + 3 * HOUR)
    await city.watch.judge(NOON + 3 * HOUR + SECOND)
    await city.restart(NOON)
    assert city.watch.spells["gate"].since == NOON
    for seconds in (1, 80):
        await city.watch.judge(NOON + seconds * SECOND)
    assert (await city.told())[:2] == [(1, "late", "waiting"), (80, "silent", "silent")]


async def test_what_was_found_while_the_clock_was_ahead_counts_from_when_it_was_set_back(city: City) -> None:
    await city.watch.judge(NOON + 3 * HOUR)
    await city.watch.judge(NOON + 60 * SECOND)
    assert city.watch.health("gate", NOON + 70 * SECOND).since == NOON + 60 * SECOND


async def test_of_two_servers_one_writes(city: City) -> None:
    """Both saw the same; the second finds that the first has told it, and goes on from there."""
    city.beat(NOON)
    await city.watch.judge(NOON + SECOND)
    other = city.new_watch(OPENS)
    await other.load()
    await city.watch.judge(NOON + 80 * SECOND)
    await other.judge(NOON + 81 * SECOND)
    city.beat(NOON + 90 * SECOND)
    await other.judge(NOON + 91 * SECOND)
    await city.watch.judge(NOON + 92 * SECOND)
    await city.watch.judge(NOON + 93 * SECOND)
    assert await city.told() == [(1, "ok", ""), (80, "silent", "silent"), (91, "ok", "")]
    assert city.watch.statuses["gate"] == other.statuses["gate"]


async def test_of_two_servers_that_meet_a_new_display_one_writes(city: City) -> None:
    other = city.new_watch(OPENS)
    await city.watch.judge(NOON)
    await other.judge(NOON + SECOND)
    assert await city.told() == [(0, "never", "never")]


async def test_a_change_that_cannot_be_written_is_found_again(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    city.beat(NOON)
    await city.watch.judge(NOON + SECOND)

    def full() -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(city.database, "write", full)
        await city.watch.judge(NOON + 80 * SECOND)
    assert len(await city.changes()) == 1
    await city.watch.judge(NOON + 85 * SECOND)
    assert (await city.told())[1:] == [(85, "silent", "silent")]


async def test_another_reason_is_a_change_and_keeps_the_spell(city: City) -> None:
    city.beat(NOON + 6 * SECOND, slide="c")
    await city.watch.judge(NOON + 8 * SECOND)
    city.beat(NOON + 36 * SECOND, visible=False)
    await city.watch.judge(NOON + 38 * SECOND)
    assert await city.told() == [(8, "wrong", "other_slide"), (38, "wrong", "hidden")]
    assert city.watch.spells["gate"].since == NOON + 8 * SECOND


async def test_a_wrong_slide_is_known_with_the_next_round_and_over_with_the_next_heartbeat(city: City) -> None:
    city.beat(NOON + 6 * SECOND, slide="c")
    assert city.status(NOON + 7 * SECOND) == "wrong"
    city.beat(NOON + 36 * SECOND)
    assert city.status(NOON + 37 * SECOND) == "ok"


async def test_a_frozen_picture_is_known_with_the_second_heartbeat(city: City) -> None:
    for second, slide in ((8, "a"), (40, "b")):
        begins = ms(NOON + second * SECOND) - 8_000
        glass = Glass(begins + 4_000, "same")
        city.beat(NOON + second * SECOND, slide=slide, begins=begins, painted=begins, glass=glass)
        await city.watch.judge(NOON + (second + 5) * SECOND)
    assert (await city.told())[-1] == (45, "wrong", "frozen")
    assert city.watch.health("gate", NOON + 46 * SECOND).since == NOON + 4 * SECOND


async def test_a_frozen_picture_that_the_player_has_seen_itself_is_known_with_its_heartbeat(city: City) -> None:
    glass = Glass(ms(NOON + 7 * SECOND), "same", frozen=True)  # so near a change that the look alone would tell nothing
    begins = ms(NOON + 6 * SECOND)
    city.beat(NOON + 8 * SECOND, slide="a", begins=begins, painted=begins, glass=glass)
    await city.watch.judge(NOON + 9 * SECOND)
    assert (await city.told())[-1] == (9, "wrong", "frozen")
    city.beat(NOON + 44 * SECOND, glass=Glass(ms(NOON + 41 * SECOND), "another"))
    assert city.status(NOON + 45 * SECOND) == "ok"


async def test_a_corrected_slide_that_looks_the_same_is_not_frozen(city: City) -> None:
    """One slide all day; its price is corrected, and the launcher sees no difference."""
    for number, name in enumerate(("s1", "s1", "s2", "s2", "s2", "s2")):
        city.publish(a_tail(slides=[{"slide": name, "ms": 12_000}], loops={"L1": {"ms": 12_000, "order": [0]}}))
        at = NOON + (36 * number + 8) * SECOND
        begins = ms(at) - 8_000
        city.beat(at, slide=name, begins=begins, painted=begins, glass=Glass(begins + 4_000, "same"))
        await city.watch.judge(at + SECOND)
    assert [status for _, status, _ in await city.told()] == ["ok"]


async def test_one_slow_heartbeat_is_no_wrong_clock_but_two_are(city: City) -> None:
    found = []
    for second in (6, 38):
        city.beats["gate"] = Beat(NOON + (second + 3) * SECOND, a_beat(NOON + second * SECOND, etag=city.etag()))
        found.append(city.watch.health("gate", NOON + (second + 4) * SECOND).code)
    assert found == ["", "clock"]


async def test_a_manifest_counts_as_old_two_and_a_half_minutes_after_it_was_replaced(city: City) -> None:
    old = city.etag()
    found = []
    for seconds in range(0, 241, 30):
        if seconds == 30:
            city.publish(a_tail(withdrawn=["x"]))
        city.beat(NOON + seconds * SECOND, etag=old)
        await city.watch.judge(NOON + seconds * SECOND)
        found.append(city.status(NOON + seconds * SECOND))
    assert found == ["ok"] * 7 + ["wrong"] * 2


async def test_a_screen_that_is_stuck_is_found_however_often_newer_manifests_come(city: City) -> None:
    old = city.etag()
    found = []
    for minute in range(8):
        city.publish(a_tail(withdrawn=[f"x{minute}"]))
        for seconds in (5, 35):
            now = NOON + minute * MINUTE + seconds * SECOND
            city.beat(now, etag=old)
            await city.watch.judge(now + SECOND)
            found.append(city.watch.health("gate", now + SECOND).code)
    assert found == [""] * 6 + ["stale_manifest"] * 10
    assert city.watch.health("gate", NOON + 8 * MINUTE).since == NOON + 6 * SECOND


async def test_a_screen_that_keeps_up_with_a_feed_of_every_minute_is_well(city: City) -> None:
    last = city.etag()
    for minute in range(8):
        city.publish(a_tail(withdrawn=[f"x{minute}"]))
        now = NOON + minute * MINUTE
        city.beat(now + 5 * SECOND, etag=last)
        await city.watch.judge(now + 6 * SECOND)
        last = city.etag()
        city.beat(now + 35 * SECOND, etag=last)
        await city.watch.judge(now + 36 * SECOND)
    assert [status for _, status, _ in await city.told()] == ["ok"]


async def test_a_slide_of_the_last_manifest_may_stand_for_a_moment_after_a_new_one_took_over(city: City) -> None:
    """A withdrawn item leaves at once, and what follows is not loaded yet."""
    city.beat(NOON + 6 * SECOND)
    await city.watch.judge(NOON + 8 * SECOND)
    city.publish(a_tail(withdrawn=["x"]))
    found = []
    for second in (36, 66):
        city.beat(NOON + second * SECOND, slide="gone")
        found.append(city.watch.health("gate", NOON + (second + 1) * SECOND).code)
    assert found == ["", "other_slide"]


async def test_a_new_etag_without_another_tail_is_a_new_manifest_too(city: City) -> None:
    old = city.etag()
    city.beat(NOON)
    await city.watch.judge(NOON)
    city.displays["gate"] = a_display("gate", name="another name")
    city.publish(a_tail())
    assert city.etag() != old
    city.beat(NOON + 300 * SECOND, etag=old)
    await city.watch.judge(NOON + 100 * SECOND)
    await city.watch.judge(NOON + 301 * SECOND)
    assert city.watch.health("gate", NOON + 302 * SECOND).code == "stale_manifest"


async def test_screens_that_share_a_tail_share_what_is_known_of_it(database: Database) -> None:
    city = City(database, "one", "two")
    await city.watch.load()
    assert city.watch.should_show("one", NOON) is city.watch.should_show("two", NOON)
    assert city.watch.should_show("one", NOON) == DAY.at(ms(NOON))
    assert city.watch.next_on("one", OPENS - SECOND) == OPENS
    assert city.watch.should_show("three", NOON) is None
    assert city.watch.health("three", NOON).status == "never"


async def test_all_displays_of_the_catalogue_are_told_and_those_that_went_are_forgotten(database: Database) -> None:
    city = City(database, "one", "two")
    await city.watch.load()
    await city.watch.judge(NOON)
    assert set(city.watch.healths(NOON)) == {"one", "two"}
    del city.displays["two"]
    await city.watch.judge(NOON + SECOND)
    assert set(city.watch.healths(NOON)) == {"one"} == set(city.watch.statuses)


async def test_one_display_in_the_place_of_another_leaves_nothing_of_that_one(database: Database) -> None:
    city = City(database, "one", "two")
    await city.watch.load()
    await city.watch.judge(NOON)
    del city.displays["two"]
    city.displays["three"] = a_display("three", place=city.displays["one"].place)
    await city.watch.judge(NOON + SECOND)
    assert set(city.watch.statuses) == {"one", "three"}


async def test_maintenance_is_a_status_outlasts_a_restart_and_ends_by_itself(city: City) -> None:
    until = NOON + timedelta(minutes=30)
    await set_maintenance(city.watch, city.database, "gate", until, "パネル交換", "tanaka", NOON)
    city.beat(NOON)
    await city.watch.judge(NOON + SECOND)
    await city.restart(NOON + 60 * SECOND)
    assert city.watch.care["gate"].note == "パネル交換"
    assert city.status(until - SECOND) == "maintenance"
    city.beat(until - SECOND)
    await city.watch.judge(until)
    assert [status for _, status, _ in await city.told()] == ["maintenance", "ok"]
    await set_maintenance(city.watch, city.database, "gate", None, "", "tanaka", until)
    assert city.watch.care["gate"].maintenance_until is None


async def test_muting_changes_no_status_and_keeps_the_maintenance(city: City) -> None:
    until = NOON + timedelta(minutes=30)
    await set_maintenance(city.watch, city.database, "gate", until, "", "tanaka", NOON)
    await mute(city.watch, city.database, "gate", until + HOUR, "sato", NOON)
    care = city.watch.care["gate"]
    assert (care.maintenance_until, care.muted_until) == (until, until + HOUR)
    assert city.watch.is_muted("gate", until) and not city.watch.is_muted("gate", until + HOUR)


async def test_who_mutes_a_display_takes_no_maintenance_over(city: City) -> None:
    until = NOON + timedelta(minutes=30)
    await set_maintenance(city.watch, city.database, "gate", until, "", "tanaka", NOON)
    await mute(city.watch, city.database, "gate", until + HOUR, "sato", NOON)
    assert city.watch.care["gate"].by == "tanaka"
    await mute(city.watch, city.database, "gate", None, "sato", until)
    assert city.watch.care["gate"].by == "sato"


async def test_maintenance_and_muting_are_in_the_history(city: City) -> None:
    until = NOON + timedelta(minutes=30)
    await set_maintenance(city.watch, city.database, "gate", until, "パネル交換", "tanaka", NOON)
    await mute(city.watch, city.database, "gate", until, "sato", NOON)
    await mute(city.watch, city.database, "gate", None, "sato", NOON)
    for _ in range(2):  # what is over already ends only once
        await set_maintenance(city.watch, city.database, "gate", None, "", "tanaka", NOON)
    async with city.database.read() as connection:
        edits = await load_edits(connection, "display", "gate")
    assert [(one.by, one.act) for one in reversed(edits)] == [
        ("tanaka", "maintain"),
        ("sato", "mute"),
        ("sato", "unmute"),
        ("tanaka", "end maintenance"),
    ]
    assert "パネル交換" in (edits[-1].after or "") and edits[0].after == "{}"


@pytest.mark.parametrize("seconds", [-1, 0, 31 * 86_400])
async def test_an_end_that_is_past_or_far_off_is_refused(city: City, seconds: int) -> None:
    with pytest.raises(InputError, match="within the next 30 days"):
        await mute(city.watch, city.database, "gate", NOON + seconds * SECOND, "sato", NOON)
    assert "gate" not in city.watch.care


async def test_a_window_begins_with_the_status_it_found(city: City) -> None:
    city.beat(NOON)
    await city.watch.judge(NOON + SECOND)
    await city.watch.judge(NOON + 80 * SECOND)
    changes = await city.changes(since=NOON + 40 * SECOND)
    assert [(one.at, one.status) for one in changes] == [(NOON + SECOND, "ok"), (NOON + 80 * SECOND, "silent")]
    assert changes[1].says["ja"] == "応答がありません。"


async def test_old_changes_are_forgotten_but_the_last_one_stays(city: City) -> None:
    city.beat(NOON)
    await city.watch.judge(NOON + SECOND)
    await city.watch.judge(NOON + 80 * SECOND)
    async with city.database.write() as connection:
        assert await forget_status_changes(connection, CLOSES) == 1
        assert await forget_status_changes(connection, CLOSES) == 0
    assert [status for _, status, _ in await city.told()] == ["silent"]
