"""Proof of play: counted once, and only what can have been."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from signage.domain.ulids import is_ulid, new_ulid
from signage.store.database import Database
from signage.store.plays import sweep_plays
from signage.store.tables import plays as table
from tests.factories import NOW
from tests.web.conftest import BEARER, OTHER_BEARER, Web

PATH = "/api/v1/player/plays"
BATCH = "01JD9Z8QX0ABCDEFGHJKMNPQRS"


def _slide(web: Web, number: int = 0) -> str:
    return web.blobs.store(b"<!doctype html>%d" % number, "html").removesuffix(".html")


def _play(slide: str, **changes: Any) -> dict[str, Any]:
    at = round(datetime.now(UTC).timestamp() * 1000) - 60_000
    return {"slide": slide, "item": "news-1", "at": at, "shown_ms": 12_000, **changes}


async def _send(web: Web, plays: Any, batch: Any = BATCH, headers: dict[str, str] = BEARER) -> int:
    answer = await web.client.post(PATH, headers=headers, json={"batch": batch, "plays": plays})
    if answer.status != 204:
        assert (await answer.json())["error"]["message"]
    return answer.status


async def _stored(database: Database) -> list[tuple[str, str, list[dict[str, Any]]]]:
    async with database.read() as connection:
        rows = await connection.execute(select(table).order_by(table.c.display, table.c.batch))
        return [(row.display, row.batch, list(_unpacked(row))) for row in rows]


def _unpacked(row: Any) -> Iterator[dict[str, Any]]:
    body, first = msgspec.json.decode(row.body), round(row.from_at.timestamp() * 1000)
    for number, after, shown_ms in body["plays"]:
        slide, item = body["slides"][number]
        yield {"slide": slide, "item": item, "at": first + after, "shown_ms": shown_ms}


async def test_plays_are_stored_and_the_same_batch_counts_once(stored_web: Web, database: Database) -> None:
    slide, at = _slide(stored_web), round(datetime.now(UTC).timestamp() * 1000) - 90_000
    plays = [_play(slide, at=at + 12_000), _play(_slide(stored_web, 1), item=None), _play(slide, at=at, shown_ms=7)]
    for _ in range(2):
        assert await _send(stored_web, plays) == 204
    ((display, batch, kept),) = await _stored(database)
    assert (display, batch) == ("entrance", BATCH)
    assert kept == plays


async def test_a_batch_sent_twice_at_once_is_one_and_another_displays_is_another(
    stored_web: Web, database: Database
) -> None:
    plays = [_play(_slide(stored_web))]
    sent = (_send(stored_web, plays, headers=headers) for headers in (BEARER, BEARER, OTHER_BEARER))
    assert await asyncio.gather(*sent) == [204, 204, 204]
    assert [row[:2] for row in await _stored(database)] == [("entrance", BATCH), ("platform", BATCH)]


async def test_slides_that_never_existed_and_times_that_can_not_be_are_left_out(
    stored_web: Web, database: Database
) -> None:
    good, now = _play(_slide(stored_web)), round(datetime.now(UTC).timestamp() * 1000)
    bad = [
        _play("0" * 64),
        _play(good["slide"], at=now + 120_000),
        _play(good["slide"], at=now, shown_ms=600_000),
        _play(good["slide"], at=5),
    ]
    assert await _send(stored_web, [*bad, good]) == 204
    assert (await _stored(database))[0][2] == [good]
    assert (stored_web.desk.plays.stored, stored_web.desk.plays.left_out) == (1, 4)


@pytest.mark.parametrize("changes", [{"slide": "0" * 64}, {"at": 5}, {"at": 4_000_000_000_000}])
async def test_a_batch_of_which_nothing_can_have_been_is_refused(
    stored_web: Web, database: Database, changes: dict[str, Any]
) -> None:
    assert await _send(stored_web, [{**_play(_slide(stored_web)), **changes}]) == 422
    assert await _stored(database) == []


@pytest.mark.parametrize(
    ("changes", "batch"),
    [
        ({"slide": "../../etc/passwd"}, BATCH),
        ({"at": "yesterday"}, BATCH),
        ({"at": -1}, BATCH),
        ({"at": 1e300}, BATCH),
        ({"shown_ms": 0}, BATCH),
        ({"shown_ms": 10**12}, BATCH),
        ({"item": "x" * 300}, BATCH),
        ({"item": 7}, BATCH),
        ({}, "a batch"),
        ({}, None),
        ({}, "../" * 9),
    ],
)
async def test_a_batch_that_is_none_is_refused(
    stored_web: Web, database: Database, changes: dict[str, Any], batch: Any
) -> None:
    assert await _send(stored_web, [{**_play(_slide(stored_web)), **changes}], batch) == 422
    assert await _stored(database) == []


async def test_a_batch_has_two_thousand_plays_at_most_and_a_body_its_limit(stored_web: Web, database: Database) -> None:
    play = _play(_slide(stored_web))
    assert await _send(stored_web, [play] * 2_001) == 422
    assert await _send(stored_web, [{**play, "item": "x" * 400}] * 2_000) == 413
    assert await _stored(database) == []
    assert await _send(stored_web, [play] * 2_000) == 204
    assert await _send(stored_web, [], new_ulid(NOW)) == 204  # nothing is nothing


async def test_plays_are_forgotten_with_the_rest(stored_web: Web, database: Database) -> None:
    await _send(stored_web, [_play(_slide(stored_web))])
    now = datetime.now(UTC)
    async with database.write() as connection:
        assert await sweep_plays(connection, now - timedelta(minutes=2)) == 0
        assert await sweep_plays(connection, now) == 1


def test_ulids_sort_by_their_moment_and_are_never_the_same() -> None:
    first, second = new_ulid(NOW), new_ulid(NOW + timedelta(milliseconds=1))
    assert first < second
    assert len({new_ulid(NOW) for _ in range(1_000)}) == 1_000
    assert is_ulid(first)
    assert not any(is_ulid(text) for text in ("", first[:-1], first + "\n", first.lower(), "8" + first[1:], "U" * 26))
