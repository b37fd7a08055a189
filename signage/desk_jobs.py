"""What the clock does for staff: keeps their library and visits tidy, counts plays, looks for ties and empty hours."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from .actions.count_plays import count_planned, count_plays
from .actions.make_posters import PosterShop, Printed, allot_posters, print_posters
from .actions.print_orders import PosterOrders
from .actions.probe_links import LinkProbe
from .actions.publish_manifests import Press
from .actions.sweep_library import sweep_library
from .actions.take_in_upload import Library
from .domain.catalogue import Catalogue
from .domain.links import codes_of
from .domain.posters import Poster
from .folders import workshop
from .jobs import SWEEP_AFTER_SECONDS, Job, running_beside
from .publisher import Publisher
from .render.assets import VENDOR
from .settings import Settings
from .sources import Fetching
from .store.blobs import Blobs
from .store.database import Database
from .store.originals import Originals
from .store.uploads import Uploads
from .web.desk import Desk
from .workers import Workers, open_workers

COUNT_AFTER_SECONDS = 300
"""What was planned for days that are over can wait until the screens have what they need."""


async def open_library(stack: AsyncExitStack, settings: Settings, database: Database, blobs: Blobs) -> Library:
    """Decodes in a worker of its own: what somebody has just sent must not wait for a folder of ten thousand pictures."""
    workers = open_workers(stack, settings)
    uploads, originals = Uploads(settings.data_path / "uploads"), Originals(settings.data_path / "library")
    shop = await workshop(settings, database, blobs, workers)
    return Library(shop, uploads, originals, settings.library_gigabytes)


async def open_posters(
    stack: AsyncExitStack, settings: Settings, press: Press, publisher: Publisher
) -> tuple[PosterOrders, Callable[[], PosterShop]]:
    """Prints in a worker of its own: a template that never ends must hold up nobody else. The shop of the pages, where a sheet is
    looked at before it is ordered, has another: it does not wait for what is printed.
    """
    printing, looking = open_workers(stack, settings), open_workers(stack, settings)

    def shop(workers: Workers = looking) -> PosterShop:
        return PosterShop(
            database=press.database,
            blobs=press.blobs,
            workers=workers,
            root=settings.input_path,
            vendor=str(VENDOR),
            brand=publisher.look.brand,
            codes=codes_of(settings),
            timezone=settings.timezone,
            country=settings.country,
            public_url=settings.public_url.rstrip("/"),
        )

    orders = orders_of(press.database, settings.data_path / "posters", publisher.catalogue, lambda: shop(printing))
    await running_beside(stack, orders.run())
    return orders, shop


def orders_of(
    database: Database, folder: Path, catalogue: Callable[[], Awaitable[Catalogue]], shop: Callable[[], PosterShop]
) -> PosterOrders:
    """Orders whose posters are made in a shop as it is when their turn comes."""

    async def allot(connection: AsyncConnection, *order: Any) -> Sequence[Poster]:
        return await allot_posters(connection, shop(), *order)

    async def draw(*order: Any, **how: Any) -> Printed:
        return await print_posters(shop(), *order, **how)

    return PosterOrders(database, folder, catalogue, allot, draw, lambda: datetime.now(UTC))


def desk_jobs(settings: Settings, press: Press, publisher: Publisher, desk: Desk) -> list[Job]:
    database = press.database

    async def look_for_concerns() -> None:
        await desk.concerns.look(datetime.now(UTC))

    probe = LinkProbe(database, publisher.catalogue, Fetching.of(settings))

    async def count_played() -> None:
        await count_plays(database, await publisher.catalogue(), settings.timezone)

    async def count_plans() -> None:
        await count_planned(database, press.blobs, await publisher.catalogue(), datetime.now(UTC))

    return [
        Job("look for ties and empty hours", 10, look_for_concerns, first_seconds=5),
        Job("look for what can't be read", 10, desk.unreadable.look, first_seconds=5),
        *([Job("check links", 60, probe.due, jitter_seconds=5, first_seconds=90)] if settings.check_links else []),
        Job("count plays", 300, count_played, first_seconds=60),
        Job("count what was planned", 3_600, count_plans, first_seconds=COUNT_AFTER_SECONDS),
        *_sweeping(settings, desk),
    ]


def _sweeping(settings: Settings, desk: Desk) -> list[Job]:
    """What of theirs is swept once a day."""
    library = desk.library

    async def sweep_visits() -> None:
        await desk.visits.sweep(datetime.now(UTC), settings.archive_days)

    async def sweep_originals() -> None:
        await sweep_library(desk.database, library.originals, library.uploads, datetime.now(UTC))

    async def sweep_posters() -> None:
        await desk.orders.sweep(datetime.now(UTC))

    swept = {"sweep visits": sweep_visits, "sweep the library": sweep_originals, "sweep posters": sweep_posters}
    return [Job(name, 86_400, action, first_seconds=SWEEP_AFTER_SECONDS) for name, action in swept.items()]
