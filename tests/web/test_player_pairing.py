"""A screen without a token: its code, staff's word, its token; over restarts, guesses and swaps."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from signage.actions.give_command import Commands
from signage.actions.pair_display import OPEN_AT_MOST, OPEN_AT_ONE_ADDRESS, Pairings
from signage.errors import GoneError, NotFoundError, TooManyError
from signage.store.database import Database
from signage.store.displays import load_tokens, token_digest
from tests.factories import NOW
from tests.web.conftest import BEARER, TOKEN, Web

PAIRING = "/api/v1/player/pairing"


async def _begin(web: Web) -> tuple[str, dict[str, str]]:
    """(code, headers by which its screen asks)."""
    begun = await (await web.client.post(PAIRING)).json()
    return begun["code"], {"Authorization": f"Pairing {begun['secret']}"}


async def _ask(web: Web, screen: dict[str, str]) -> tuple[int, dict[str, str]]:
    answer = await web.client.get(PAIRING, headers=screen)
    return answer.status, await answer.json()


async def _status(web: Web, token: str, path: str = "time") -> int:
    return (await web.client.get(f"/api/v1/player/{path}", headers={"Authorization": f"Bearer {token}"})).status


async def _restarted(web: Web, database: Database) -> None:
    """As a server that comes up again: whatever was in memory alone is gone."""
    fresh = Pairings(database, web.manifests, web.streams.end, web.desk.commands.drop)
    await fresh.load(datetime.now(UTC))
    web.desk.pairings.__dict__.update(fresh.__dict__)
    async with database.read() as connection:
        web.manifests.know(await load_tokens(connection))


async def test_a_code_has_six_digits_and_expires_in_ten_minutes(web: Web) -> None:
    answer = await web.client.post(PAIRING)
    begun = await answer.json()
    assert (answer.status, set(begun), answer.headers["Cache-Control"]) == (
        201,
        {"code", "secret", "expires_at"},
        "no-store",
    )
    assert len(begun["code"]) == 6
    assert begun["code"].isdecimal()
    minutes = (begun["expires_at"] / 1000 - datetime.now(UTC).timestamp()) / 60
    assert minutes == pytest.approx(10, abs=0.2)


async def test_a_screen_waits_until_staff_say_which_display_it_is(stored_web: Web) -> None:
    code, screen = await _begin(stored_web)
    assert (await _ask(stored_web, screen))[0] == 202
    await stored_web.desk.pairings.approve(code, "platform", "taga", datetime.now(UTC))
    status, paired = await _ask(stored_web, screen)
    assert (status, paired["display"]) == (200, "platform")
    assert await _status(stored_web, paired["token"]) == 200


async def test_the_token_is_repeated_until_it_is_used_and_then_gone(stored_web: Web) -> None:
    code, screen = await _begin(stored_web)
    await stored_web.desk.pairings.approve(code, "platform", "taga", datetime.now(UTC))
    first, second = [(await _ask(stored_web, screen))[1] for _ in range(2)]
    assert first == second
    assert await _status(stored_web, first["token"]) == 200
    status, gone = await _ask(stored_web, screen)
    assert (status, gone["error"]["code"]) == (410, "gone")  # type: ignore[index]


async def test_an_approved_screen_is_given_a_new_token_after_a_restart(stored_web: Web, database: Database) -> None:
    code, screen = await _begin(stored_web)
    await stored_web.desk.pairings.approve(code, "platform", "taga", datetime.now(UTC))
    before = (await _ask(stored_web, screen))[1]["token"]
    await _restarted(stored_web, database)
    status, paired = await _ask(stored_web, screen)
    assert (status, paired["display"]) == (200, "platform")
    assert paired["token"] != before
    assert await _status(stored_web, before) == 401
    assert await _status(stored_web, paired["token"]) == 200


async def test_a_token_that_was_used_is_given_to_nobody_after_a_restart(stored_web: Web, database: Database) -> None:
    code, screen = await _begin(stored_web)
    await stored_web.desk.pairings.approve(code, "platform", "taga", datetime.now(UTC))
    token = (await _ask(stored_web, screen))[1]["token"]
    await _status(stored_web, token)
    await stored_web.desk.pairings.forget_used(datetime.now(UTC))
    await _restarted(stored_web, database)
    assert (await _ask(stored_web, screen))[0] == 410
    assert await _status(stored_web, token) == 200


async def test_a_token_from_before_a_restart_that_is_used_after_it_is_given_to_nobody(
    stored_web: Web, database: Database
) -> None:
    code, screen = await _begin(stored_web)
    await stored_web.desk.pairings.approve(code, "platform", "taga", datetime.now(UTC))
    token = (await _ask(stored_web, screen))[1]["token"]
    await _restarted(stored_web, database)
    assert await _status(stored_web, token) == 200
    assert (await _ask(stored_web, screen))[0] == 410
    assert await _status(stored_web, token) == 200


async def test_a_screen_that_waited_over_a_restart_begins_anew(stored_web: Web, database: Database) -> None:
    _, screen = await _begin(stored_web)
    await _restarted(stored_web, database)
    assert (await _ask(stored_web, screen))[0] == 410
    code, screen = await _begin(stored_web)
    await stored_web.desk.pairings.approve(code, "platform", "taga", datetime.now(UTC))
    assert (await _ask(stored_web, screen))[0] == 200


async def test_a_swap_ends_the_old_screens_token_and_stream_at_once(stored_web: Web, database: Database) -> None:
    stream = await stored_web.client.get("/api/v1/player/events", headers=BEARER)
    await stream.content.readuntil(b"\n\n")
    code, screen = await _begin(stored_web)
    await stored_web.desk.pairings.approve(code, "entrance", "taga", datetime.now(UTC))
    assert await _status(stored_web, TOKEN) == 401
    assert await stream.content.read() == b""
    token = (await _ask(stored_web, screen))[1]["token"]
    assert await _status(stored_web, token) == 200
    async with database.read() as connection:
        kept = await load_tokens(connection)
    assert [digest for digest, display in kept.items() if display == "entrance"] == [token_digest(token)]


async def test_of_two_approvals_for_one_display_the_last_counts(stored_web: Web) -> None:
    screens = [await _begin(stored_web) for _ in range(2)]
    for code, _ in screens:
        await stored_web.desk.pairings.approve(code, "platform", "taga", datetime.now(UTC))
    assert [(await _ask(stored_web, screen))[0] for _, screen in screens] == [410, 200]


async def test_a_screen_that_asks_while_another_is_approved_in_its_place_does_not_win_the_display_back(
    stored_web: Web,
) -> None:
    pairings, now = stored_web.desk.pairings, datetime.now(UTC)
    first, second = (pairings.begin("192.0.2.1", now) for _ in range(2))
    await pairings.approve(first.code, "platform", "taga", now)
    async with asyncio.TaskGroup() as both:
        both.create_task(pairings.approve(second.code, "platform", "taga", now))
        while not pairings._one_at_a_time.locked():
            await asyncio.sleep(0)
        asked = both.create_task(_outcome(pairings, first.secret))
    assert asked.result() == "gone"
    paired = await pairings.ask(second.secret, now)
    assert paired
    assert stored_web.manifests.display_of(token_digest(paired.token)) == "platform"


async def _outcome(pairings: Pairings, secret: str) -> str:
    try:
        return "paired" if await pairings.ask(secret, datetime.now(UTC)) else "waiting"
    except GoneError:
        return "gone"


async def test_what_was_asked_of_the_old_device_is_not_asked_of_the_new_one(
    stored_web: Web, database: Database
) -> None:
    commands, now = stored_web.desk.commands, datetime.now(UTC)
    for display in ("entrance", "platform"):
        await commands.give(display, "reboot", {}, "tanaka", now)
    code, _ = await _begin(stored_web)
    await stored_web.desk.pairings.approve(code, "entrance", "taga", now)
    restarted = Commands(database)
    await restarted.load(datetime.now(UTC))
    for one in (commands, restarted):
        assert [len(one.waiting(display, now)) for display in ("entrance", "platform")] == [0, 1]
    (row,) = await commands.history("entrance")
    assert (row.name, row.ok, row.expires_at <= datetime.now(UTC)) == ("reboot", None, True)


async def test_a_wrong_code_or_display_changes_nothing(stored_web: Web) -> None:
    code, screen = await _begin(stored_web)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for asked, display in ((wrong, "platform"), (code, "nowhere"), ("", "platform"), ("４８２１０７", "platform")):
        with pytest.raises(NotFoundError):
            await stored_web.desk.pairings.approve(asked, display, "taga", datetime.now(UTC))
    assert (await _ask(stored_web, screen))[0] == 202
    assert await _status(stored_web, TOKEN) == 200
    await stored_web.desk.pairings.approve(code, "platform", "taga", datetime.now(UTC))
    with pytest.raises(NotFoundError):
        await stored_web.desk.pairings.approve(code, "entrance", "taga", datetime.now(UTC))  # a code is good for one


async def test_a_code_and_an_approval_expire(stored_web: Web) -> None:
    pairings = stored_web.desk.pairings
    begun = pairings.begin("192.0.2.1", NOW)
    with pytest.raises(NotFoundError):
        await pairings.approve(begun.code, "platform", "taga", NOW + timedelta(minutes=10))
    with pytest.raises(GoneError):
        await pairings.ask(begun.secret, NOW + timedelta(minutes=10))
    begun = pairings.begin("192.0.2.1", NOW)
    await pairings.approve(begun.code, "platform", "taga", NOW)
    assert await pairings.ask(begun.secret, NOW + timedelta(minutes=59))
    with pytest.raises(GoneError):
        await pairings.ask(begun.secret, NOW + timedelta(minutes=60))


async def test_only_so_many_wait_at_one_address_and_in_all(web: Web) -> None:
    pairings = web.desk.pairings
    for number in range(OPEN_AT_MOST):
        pairings.begin(f"192.0.2.{number // OPEN_AT_ONE_ADDRESS}", NOW)
        if number == OPEN_AT_ONE_ADDRESS - 1:
            with pytest.raises(TooManyError):
                pairings.begin("192.0.2.0", NOW)
    with pytest.raises(TooManyError):
        pairings.begin("192.0.2.99", NOW)
    assert pairings.begin("192.0.2.0", NOW + timedelta(minutes=10))


async def test_behind_a_proxy_each_screen_counts_for_itself(web: Web) -> None:
    for number in range(OPEN_AT_ONE_ADDRESS + 1):
        headers = {"X-Forwarded-For": f"10.0.0.{number}, 192.0.2.7"}  # only the last was added by our own proxy
        answer = await web.client.post(PAIRING, headers=headers)
    assert (answer.status, (await answer.json())["error"]["code"]) == (429, "too_many")
    assert (await web.client.post(PAIRING, headers={"X-Forwarded-For": "192.0.2.8"})).status == 201


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer 482107"}, 401),
        ({"Authorization": "Pairing 482107"}, 410),
        ({"Authorization": "Pairing x\udcffx"}, 410),
    ],
)
async def test_who_has_no_secret_learns_nothing(web: Web, headers: dict[str, str], status: int) -> None:
    await _begin(web)
    assert (await _ask(web, headers))[0] == status
