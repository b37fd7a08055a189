"""What the clock does for staff: keeps their library and visits tidy, counts plays, looks for ties and empty hours."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime

from .actions.count_plays import count_planned, count_plays
from .actions.find_concerns import ConcernBook
from .actions.publish_manifests import Press
from .actions.record_visit import Visits
from .actions.sweep_library import sweep_library
from .actions.take_in_upload import Library
from .folders import workshop
from .jobs import SWEEP_AFTER_SECONDS, Job
from .publisher import Publisher
from .settings import Settings
from .store.blobs import Blobs
from .store.database import Database
from .store.originals import Originals
from .store.uploads import Uploads
from .workers import Workers

COUNT_AFTER_SECONDS = 300
"""What was planned for days that are over can wait until the screens have what they need."""


async def open_library(stack: AsyncExitStack, settings: Settings, database: Database, blobs: Blobs) -> Library:
    """Decodes in a worker of its own: what somebody has just sent must not wait for a folder of ten thousand pictures."""
    workers = Workers(1, settings.worker_megabytes, settings.worker_seconds)
    stack.push_async_callback(workers.close)
    uploads, originals = Uploads(settings.data_path / "uploads"), Originals(settings.data_path / "library")
    shop = await workshop(settings, database, blobs, workers)
    return Library(shop, uploads, originals, settings.library_gigabytes)


def desk_jobs(
    settings: Settings, press: Press, publisher: Publisher, visits: Visits, library: Library, concerns: ConcernBook
) -> list[Job]:
    database = press.database

    async def sweep_visits() -> None:
        await visits.sweep(datetime.now(UTC), settings.archive_days)

    async def sweep_originals() -> None:
        await sweep_library(database, library.originals, library.uploads, datetime.now(UTC))

    async def look() -> None:
        await concerns.look(datetime.now(UTC))

    async def count_played() -> None:
        await count_plays(database, await publisher.catalogue(), settings.timezone)

    async def count_plans() -> None:
        await count_planned(database, press.blobs, await publisher.catalogue(), datetime.now(UTC))

    return [
        Job("look for ties and empty hours", 10, look, first_seconds=5),
        Job("count plays", 300, count_played, first_seconds=60),
        Job("count what was planned", 3_600, count_plans, first_seconds=COUNT_AFTER_SECONDS),
        Job("sweep visits", 86_400, sweep_visits, first_seconds=SWEEP_AFTER_SECONDS),
        Job("sweep the library", 86_400, sweep_originals, first_seconds=SWEEP_AFTER_SECONDS),
    ]
