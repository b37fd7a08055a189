"""Addresses deliver, say why they can't, and keep their secrets."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from sqlalchemy import select

from signage.actions import addresses
from signage.actions.addresses import AppriseAddress, DeliveryError, Webhook, addresses_of
from signage.domain.messages import trial_message
from signage.errors import SettingsError
from signage.settings import Settings
from signage.store.database import Database
from signage.store.tables import deliveries
from tests.actions.told_city import MINUTE, SECRET, URL, Receiver, watched
from tests.screen_day import NOON

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
