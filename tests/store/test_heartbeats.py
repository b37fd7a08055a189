"""The last heartbeat of each display, stored in batches."""

from datetime import timedelta

import msgspec
from sqlalchemy import insert

from signage.actions.record_heartbeat import forget_heartbeats, record_heartbeat, write_heartbeats
from signage.domain.heartbeat import Box, Clock, Glass, Heartbeat, PlayerError
from signage.store.database import Database
from signage.store.heartbeats import Beat, load_heartbeats
from signage.store.tables import heartbeats as table
from tests.factories import NOW

FULL = Heartbeat(
    at=1_795_212_000_123,
    etag="3f0c",
    screen=(1920, 1080),
    clock=Clock(offset_ms=-12, uncertain_ms=40),
    can=("reload", "screenshot"),
    glass=Glass(at=1_795_212_000_000, fingerprint="ab" * 8),
    box=Box(launcher="1.0", temperature_c=51.5),
    errors=(PlayerError(code="E12", at=1_795_199_000_000, detail="\0\u2028題"),),
)


async def test_the_last_heartbeat_of_each_display_is_found_again(database: Database) -> None:
    beats: dict[str, Beat] = {}
    written: dict[str, Beat] = {}
    for minute, heartbeat in enumerate((Heartbeat(at=1_795_212_000_000), FULL)):
        record_heartbeat(beats, "entrance", heartbeat, NOW + timedelta(minutes=minute))
        record_heartbeat(beats, "platform", heartbeat, NOW + timedelta(milliseconds=7))
        await write_heartbeats(beats, written, database)
    async with database.read() as connection:
        assert await load_heartbeats(connection) == {
            "entrance": Beat(NOW + timedelta(minutes=1), FULL),
            "platform": Beat(NOW + timedelta(milliseconds=7), FULL),
        }


async def test_only_what_is_new_is_written_and_nothing_costs_no_transaction(database: Database) -> None:
    beats, written = {"entrance": Beat(NOW, FULL)}, dict[str, Beat]()
    await write_heartbeats(beats, written, database)
    database.changed.clear()
    await write_heartbeats(beats, written, database)
    assert not database.changed.is_set()
    assert written == beats


async def test_what_displays_said_that_are_displays_no_more_is_forgotten(database: Database) -> None:
    beats, written = {"entrance": Beat(NOW, FULL), "gone": Beat(NOW, FULL)}, dict[str, Beat]()
    await write_heartbeats(beats, written, database)
    assert forget_heartbeats(beats, written, {"entrance": "a display", "new": "another"}) == {"gone"}
    assert [*beats] == [*written] == ["entrance"]
    assert forget_heartbeats(beats, written, ["entrance"]) == set()


async def test_one_of_another_version_that_can_not_be_read_stops_nobody(database: Database) -> None:
    bodies = {"entrance": msgspec.json.encode(FULL).decode(), "platform": '{"at":5}'}
    async with database.write() as connection:
        rows = [{"display": name, "received_at": NOW, "body": body} for name, body in bodies.items()]
        await connection.execute(insert(table), rows)
    async with database.read() as connection:
        assert await load_heartbeats(connection) == {"entrance": Beat(NOW, FULL)}
