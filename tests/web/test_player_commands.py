"""What is asked of a display by hand: pushed, repeated, answered once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from signage.actions.give_command import OPEN_AT_MOST, Commands
from signage.errors import InputError, NotFoundError, TooManyError
from signage.store.commands import sweep_commands
from signage.store.database import Database
from tests.web.conftest import BEARER, OTHER_BEARER, Web
from tests.web.test_player import BEAT

API = "/api/v1/player"


async def _given(web: Web, name: str = "identify", now: datetime | None = None) -> str:
    return (await web.desk.commands.give("entrance", name, {}, "tanaka", now or datetime.now(UTC))).id


async def _answer(web: Web, id: str, body: Any, headers: dict[str, str] = BEARER) -> int:
    return (await web.client.post(f"{API}/commands/{id}", headers=headers, json=body)).status


async def _heard(web: Web, headers: dict[str, str] = BEARER) -> list[dict[str, Any]]:
    reply = await (await web.client.post(f"{API}/heartbeat", headers=headers, json=BEAT)).json()
    return list(reply["commands"])


async def test_a_command_goes_over_the_open_stream_of_its_display_alone(stored_web: Web) -> None:
    streams = [await stored_web.client.get(f"{API}/events", headers=one) for one in (BEARER, OTHER_BEARER)]
    for stream in streams:
        await stream.content.readuntil(b"\n\n")
    command = await stored_web.desk.commands.give("entrance", "test_card", {"ms": 5}, "tanaka", datetime.now(UTC))
    name, data = (await streams[0].content.readuntil(b"\n\n")).split(b"\n")[:2]
    assert name == b"event: command"
    assert msgspec.json.decode(data.removeprefix(b"data: ")) == {
        "id": command.id,
        "name": "test_card",
        "args": {"ms": 5},
        "expires_at": command.expires_at,
    }
    await stored_web.streams.send_comments()
    assert await streams[1].content.readuntil(b"\n\n") == b":\n\n"


async def test_a_heartbeat_is_told_the_command_until_there_is_an_outcome(stored_web: Web) -> None:
    id = await _given(stored_web)
    for _ in range(2):
        assert [one["id"] for one in await _heard(stored_web)] == [id]
    assert await _heard(stored_web, OTHER_BEARER) == []
    assert await _answer(stored_web, id, {"ok": True, "detail": "30 s"}) == 204
    assert await _heard(stored_web) == []
    (row,) = await stored_web.desk.commands.history("entrance")
    assert (row.id, row.name, row.by, row.ok, row.detail) == (id, "identify", "tanaka", True, "30 s")
    assert row.answered_at


async def test_the_first_outcome_counts(stored_web: Web) -> None:
    id = await _given(stored_web)
    for body in ({"ok": False, "detail": "no launcher"}, {"ok": True}):
        assert await _answer(stored_web, id, body) == 204
    (row,) = await stored_web.desk.commands.history("entrance")
    assert (row.ok, row.detail) == (False, "no launcher")


async def test_another_display_can_neither_see_nor_answer_it(stored_web: Web) -> None:
    id = await _given(stored_web)
    assert await _answer(stored_web, id, {"ok": True}, OTHER_BEARER) == 404
    assert (await stored_web.desk.commands.history("entrance"))[0].ok is None
    assert await stored_web.desk.commands.history("platform") == []


@pytest.mark.parametrize("id", ["0" * 26, "nothing", "%00", "8" * 26, "a" * 5_000])
async def test_an_outcome_of_what_was_never_asked_is_not_found(stored_web: Web, id: str) -> None:
    assert await _answer(stored_web, id, {"ok": True}) == 404


@pytest.mark.parametrize("body", [{}, {"ok": 1}, {"ok": True, "detail": 5}, [], {"ok": True, "detail": "x" * 70_000}])
async def test_an_outcome_that_is_none_leaves_the_command_open(stored_web: Web, body: Any) -> None:
    id = await _given(stored_web)
    assert await _answer(stored_web, id, body) in (413, 422)
    assert [one["id"] for one in await _heard(stored_web)] == [id]


async def test_a_detail_is_kept_whatever_it_says_and_no_longer_than_it_is_read(stored_web: Web) -> None:
    id = await _given(stored_web)
    assert await _answer(stored_web, id, {"ok": True, "detail": "\0" + "長" * 5_000}) == 204
    detail = (await stored_web.desk.commands.history("entrance"))[0].detail
    assert detail == "\ufffd" + "長" * 499


async def test_a_command_expires_but_a_late_outcome_is_kept(stored_web: Web) -> None:
    id = await _given(stored_web, "reboot", datetime.now(UTC) - timedelta(minutes=5))
    assert await _heard(stored_web) == []
    assert await _answer(stored_web, id, {"ok": True, "detail": "after the restart"}) == 204
    assert (await stored_web.desk.commands.history("entrance"))[0].ok


async def test_what_waits_is_taken_up_after_a_restart(stored_web: Web, database: Database) -> None:
    now = datetime.now(UTC)
    waiting, answered = await _given(stored_web), await _given(stored_web)
    await _given(stored_web, now=now - timedelta(minutes=5))
    await _answer(stored_web, answered, {"ok": True})
    fresh = Commands(database)
    await fresh.load(now)
    assert [one.id for one in fresh.waiting("entrance", now)] == [waiting]
    await fresh.answer("entrance", waiting, True, "", now)
    assert [row.ok for row in await fresh.history("entrance")][:2] == [True, True]


async def test_what_was_asked_long_ago_is_forgotten_with_the_rest(stored_web: Web, database: Database) -> None:
    now = datetime.now(UTC)
    await _given(stored_web, now=now - timedelta(days=500))
    recent = await _given(stored_web, now=now)
    async with database.write() as connection:
        assert await sweep_commands(connection, now - timedelta(days=400)) == 1
    assert [row.id for row in await stored_web.desk.commands.history("entrance")] == [recent]


async def test_what_can_not_be_asked_is_refused_and_nothing_is_stored(stored_web: Web) -> None:
    commands, now = stored_web.desk.commands, datetime.now(UTC)
    for display, name, args, error in (
        ("entrance", "rm -rf", {}, InputError),
        ("entrance", "identify", {"x": "y" * 3_000}, InputError),
        ("nowhere", "identify", {}, NotFoundError),
    ):
        with pytest.raises(error):
            await commands.give(display, name, args, "tanaka", now)
        assert await commands.history(display) == []


async def test_only_so_many_wait_for_one_display(stored_web: Web) -> None:
    now = datetime.now(UTC)
    for _ in range(OPEN_AT_MOST):
        await _given(stored_web, now=now)
    with pytest.raises(TooManyError):
        await _given(stored_web, now=now)
    assert await _given(stored_web, now=now + timedelta(minutes=5))
    assert len(await stored_web.desk.commands.history("entrance", limit=50)) == OPEN_AT_MOST + 1
