"""Whether the addresses that failing displays are told at really take a message."""

import asyncio
from datetime import UTC, datetime

import typer

from ..actions.addresses import Address, DeliveryError, addresses_of
from ..domain.messages import Message, trial_message
from ..settings import Settings
from .console import Chosen, out, tell_note, tell_problem


def send_trial() -> None:
    """Sends a test to each address of the settings and says which took it; ends with 1 if one did not."""
    settings = Chosen.settings()
    addresses = addresses_of(settings)
    if not addresses:
        tell_note("the settings name no address: notifications and webhook_url are empty")
        raise typer.Exit(1)
    if not asyncio.run(_send_to_all(settings, addresses)):
        raise typer.Exit(1)


async def _send_to_all(settings: Settings, addresses: list[Address]) -> bool:
    message = trial_message(datetime.now(UTC), settings.url_at(settings.port))
    return all(await asyncio.gather(*(_send(address, message) for address in addresses)))


async def _send(address: Address, message: Message) -> bool:
    try:
        await address.send(0, message)
    except DeliveryError as problem:
        tell_problem(f"{address.name}: {problem.message}")
        return False
    out.print(f"{address.name}: sent", soft_wrap=True)
    return True
