"""What the clock does for the displays: finds how they are, tells whom it concerns, keeps what they measure, forgets it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from .actions.addresses import Address, addresses_of
from .actions.judge_displays import Watch
from .actions.measure_displays import Gauge
from .actions.send_notifications import Notifications
from .domain.catalogue import Catalogue
from .jobs import Job
from .settings import Settings
from .store.database import Database
from .store.heartbeats import Beat
from .store.notifications import forget_messages
from .store.statuses import forget_status_changes

FORGET_AFTER_SECONDS = 900
"""A server that is started anew each day forgets too, once everything else has been seen to."""


def health_jobs(
    settings: Settings,
    database: Database,
    catalogue: Callable[[], Awaitable[Catalogue]],
    watch: Watch,
    beats: dict[str, Beat],
    url: Callable[[], str],
) -> list[Job]:
    """Raises SettingsError for addresses that can't be used."""
    addresses = addresses_of(settings)
    notifications = Notifications(database, catalogue, watch, addresses, url)
    gauge = Gauge(database, beats)

    async def judge_and_tell() -> None:
        await watch.judge()
        await notifications.tell(datetime.now(UTC))

    async def measure() -> None:
        await gauge.read(datetime.now(UTC))

    async def forget() -> None:
        before = datetime.now(UTC) - timedelta(days=settings.archive_days)
        async with database.write() as connection:
            await forget_status_changes(connection, before)
            await forget_messages(connection, before)

    def deliver_to(address: Address) -> Callable[[], Awaitable[None]]:
        async def deliver() -> None:
            await notifications.deliver(address, datetime.now(UTC))

        return deliver

    return [
        Job("judge displays", 5, judge_and_tell),
        Job("measure displays", 60, measure),
        Job("forget how displays were", 86_400, forget, first_seconds=FORGET_AFTER_SECONDS),
        # Each by itself, so that a slow address holds up no other.
        *(Job(f"deliver to {address.name}", 5, deliver_to(address)) for address in addresses),
    ]
