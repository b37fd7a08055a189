"""Joins the parts, in start order: what is asked for by the next is there; the web comes last. Stops in reverse."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from typing import NamedTuple, cast

from aiohttp import web
from aiohttp.web_server import Server

from .actions.backup import backing_up
from .actions.count_scans import WRITE_SECONDS, ScanBook
from .actions.draw_slides import Previews
from .actions.find_concerns import ConcernBook
from .actions.find_unreadable import UnreadableBook
from .actions.follow_links import LEARN_SECONDS, Ways
from .actions.give_codes import give_codes
from .actions.give_command import Commands
from .actions.judge_displays import Watch
from .actions.keep_brand import Brands
from .actions.keep_screenshot import Screenshots
from .actions.pair_display import Pairings
from .actions.publish_manifests import Press
from .actions.record_heartbeat import forget_heartbeats, write_heartbeats
from .actions.record_plays import PlayBook
from .actions.record_visit import Visits
from .actions.refresh_sources import RefreshSources
from .actions.rehearse import Rehearsals
from .actions.restore_manifests import restore_manifests
from .actions.sweep import sweep
from .desk_jobs import desk_jobs, open_library, open_posters
from .domain.health import Status
from .domain.links import codes_of
from .domain.networks import networks_of
from .errors import SettingsError
from .folders import watch_folders
from .health_jobs import health_jobs
from .jobs import SWEEP_AFTER_SECONDS, Job, add_job, running_beside, start_jobs
from .publisher import Publisher
from .render.assets import VENDOR, blobs_of, load_assets
from .render.orders import Look, look_digest
from .settings import Settings
from .sources import Fetching
from .sources.own_templates import load_templates
from .store.blobs import Blobs
from .store.brand import load_brand
from .store.catalogue import CatalogueKeeper
from .store.database import Database, opened
from .store.erasures import Erasures
from .store.figures import Stored, load_stored
from .store.heartbeats import Beat, load_heartbeats
from .store.lock import make_private, only_one
from .store.manifests import Manifests
from .store.slides import MadeSlide, SlideIndex, load_slides
from .web.desk import Desk
from .web.events import COMMENT_SECONDS, Streams
from .web.lane import with_lane
from .web.metrics import Lag, Operations
from .web.player import PlayerDesk
from .web.player_files import KIOSK, PlayerFiles
from .web.routes import HEARTBEATS, build_web
from .web.scans import ScanDesk
from .workers import Workers, open_workers

GARBAGE = 20_000
"""So many new objects before garbage is looked for. With 10,000 screens a look through all that has come took an eighth of a
second each minute, in which nobody was answered.
"""
REHEARSAL_SECONDS = 300
"""With thousands of items on air at once, the first comparison after a start lays out every loop anew."""


class Running(NamedTuple):
    """A server that serves: its address, and the parts that pages and tests look into."""

    url: str
    settings: Settings
    database: Database
    manifests: Manifests
    publisher: Publisher
    refresh: RefreshSources
    beats: dict[str, Beat]
    players: PlayerDesk
    watch: Watch


Extra = Callable[["Running"], Callable[[web.Application], None]]


@asynccontextmanager
async def running(settings: Settings, extra: Extra | None = None) -> AsyncIterator[Running]:
    """A whole server, from the database to the web, for as long as the block lasts."""
    async with AsyncExitStack() as stack:
        stack.enter_context(only_one(settings.data_path))
        make_private(settings.data_path)
        files = PlayerFiles(KIOSK)
        press, parts = await _for_screens(stack, settings, files.player)
        publisher = parts.publisher

        def url() -> str:
            return parts.url

        desk = await _for_staff(stack, settings, press, parts, url)
        caring = health_jobs(settings, parts.database, publisher.catalogue, parts.watch, parts.beats, url)
        folders = await watch_folders(stack, settings, press, publisher, parts.refresh)
        scans, counting = await _scanned(stack, settings, parts.database, publisher)
        beside = [*folders, *caring, *desk_jobs(settings, press, publisher, desk), *counting]
        await _wake(stack, settings, press, publisher, parts.players, beside)
        app = build_web(
            blobs=press.blobs,
            players=parts.players,
            files=files,
            erased=Erasures(parts.database).holds,
            desk=desk,
            operations=await _operations(stack, settings, parts, scans.book),
            scans=scans,
            extra=extra(parts) if extra else None,
        )
        gc.freeze()  # what stands now stands for good: looking through it again and again would hold up polls
        gc.set_threshold(GARBAGE)
        parts = parts._replace(url=await _serve(stack, app, settings, parts.players.streams))
        yield parts


async def _for_screens(stack: AsyncExitStack, settings: Settings, player: str) -> tuple[Press, Running]:
    """What screens are served from; nobody listens yet."""
    before_upgrade = backing_up(settings.data_path)
    database = await stack.enter_async_context(opened(settings.database_url, before_upgrade=before_upgrade))
    await give_codes(database, datetime.now(UTC))
    workers = open_workers(stack, settings, settings.worker_processes)
    blobs = Blobs(settings.data_path / "blobs")
    press = await _press(settings, database, blobs, workers, player)
    await restore_manifests(database, blobs, press.manifests, player)
    players = await _players(settings, database, blobs, press.manifests)
    publisher = Publisher(press, CatalogueKeeper(database))
    publisher.subscribe(players.streams.announce)
    watch = Watch(database, publisher.catalogue, press.manifests, players.beats, datetime.now(UTC))
    await watch.load()
    await running_beside(stack, publisher.run())
    # Parsers of their own: an edit's slides must not wait until a heavy feed is parsed.
    refresh = RefreshSources(database, Fetching.of(settings), open_workers(stack, settings), settings.input_path)
    return press, Running("", settings, database, press.manifests, publisher, refresh, players.beats, players, watch)


async def _for_staff(
    stack: AsyncExitStack, settings: Settings, press: Press, parts: Running, url: Callable[[], str]
) -> Desk:
    """What staff's pages look into. Each kind of work has workers of its own, so that none holds up another, nor screens."""
    database, publisher = parts.database, parts.publisher
    drawers = open_workers(stack, settings)
    # Two: who looks at a playlist doesn't wait for somebody else's comparison of all screens, nor for a look for ties.
    rehearsing = open_workers(stack, settings, 2, max(settings.worker_seconds, REHEARSAL_SECONDS))
    orders, poster_shop = await open_posters(stack, settings, press, publisher)
    return Desk(
        settings=settings,
        database=database,
        catalogue=publisher.catalogue,
        manifests=press.manifests,
        beats=parts.beats,
        watch=parts.watch,
        commands=parts.players.commands,
        pairings=parts.players.pairings,
        screenshots=parts.players.screenshots,
        visits=Visits(database, drawers, settings.data_path / "visits"),
        library=await open_library(stack, settings, database, press.blobs),
        previews=Previews(drawers, lambda: (publisher.look, publisher.look_digest), press.slides.made),
        brands=Brands(database, lambda: publisher.look, publisher.renew, settings.project),
        workers=drawers,
        rehearsals=Rehearsals(rehearsing),
        concerns=ConcernBook(rehearsing, publisher.catalogue),
        unreadable=UnreadableBook(database, press.manifests, press.slides, publisher.catalogue),
        orders=orders,
        poster_shop=poster_shop,
        url=url,
    )


async def _press(settings: Settings, database: Database, blobs: Blobs, workers: Workers, player: str) -> Press:
    assets, contents = await asyncio.to_thread(load_assets, VENDOR)
    for path, content in contents.items():
        await asyncio.to_thread(blobs.store, content, path.rpartition(".")[2])
    slides = SlideIndex()
    async with database.read() as connection:
        made, brand = await load_slides(connection), await load_brand(connection)
    slides.add(await asyncio.to_thread(_still_there, blobs, made))
    templates, _ = await asyncio.to_thread(load_templates, settings.input_path)
    look = Look(brand or settings.project, assets, settings.timezone, settings.country, templates, codes_of(settings))
    digest = await asyncio.to_thread(look_digest, look)
    return Press(database, blobs, workers, slides, Manifests(), look, digest, player)


def _still_there(blobs: Blobs, made: list[MadeSlide]) -> list[MadeSlide]:
    """Without those whose file is lost: they are made again."""
    return [one for one in made if blobs.path(f"{one.made.slide}.html").is_file()]


async def _players(settings: Settings, database: Database, blobs: Blobs, manifests: Manifests) -> PlayerDesk:
    """What players are answered from, as the last run left it."""
    streams, now = Streams(), datetime.now(UTC)
    async with database.read() as connection:
        beats = await load_heartbeats(connection)
    commands = Commands(database, streams.command)
    await commands.load(now)
    pairings = Pairings(database, manifests, streams.end, commands.drop)
    await pairings.load(now)
    screenshots = Screenshots(settings.data_path / "screenshots")
    await screenshots.load()
    return PlayerDesk(manifests, streams, beats, commands, pairings, screenshots, PlayBook(database, blobs))


async def _operations(stack: AsyncExitStack, settings: Settings, parts: Running, scans: ScanBook | None) -> Operations:
    """What /metrics is read from besides the players' desk."""
    lag = Lag()
    await running_beside(stack, lag.run())

    async def stored() -> Stored:
        async with parts.database.read() as connection:
            return await load_stored(connection)

    def statuses() -> list[Status]:
        return [kept.status for kept in parts.watch.statuses.values()]

    return Operations(settings.metrics_token, stored, statuses, (parts.publisher.seconds, lag.histogram), scans)


async def _scanned(
    stack: AsyncExitStack, settings: Settings, database: Database, publisher: Publisher
) -> tuple[ScanDesk, list[Job]]:
    """What answers whoever scans a code. Raises SettingsError for own_networks that are none."""
    own = networks_of(settings.own_networks)
    ways, book = Ways(database, codes_of(settings)), ScanBook(database, settings.timezone)
    await ways.learn()
    stack.push_async_callback(book.write)
    desk = ScanDesk(ways, lambda: publisher.look.brand.address, book if settings.count_scans else None, own)
    return desk, [Job("learn of links", LEARN_SECONDS, ways.learn), Job("write scans", WRITE_SECONDS, book.write)]


async def _wake(
    stack: AsyncExitStack,
    settings: Settings,
    press: Press,
    publisher: Publisher,
    players: PlayerDesk,
    beside: Sequence[Job],
) -> None:
    """The clock: what it does for the players, and all else that waits for it."""
    database, written = press.database, dict(players.beats)
    jobs = start_jobs()
    stack.callback(jobs.shutdown, wait=False)

    async def write_beats() -> None:
        await write_heartbeats(players.beats, written, database)

    stack.push_async_callback(write_beats)

    async def forget_pairings() -> None:
        await players.pairings.forget_used(datetime.now(UTC))

    async def sweep_all() -> None:
        keep, days, forget = blobs_of(press.look.assets), settings.archive_days, press.slides.forget
        at, root = datetime.now(UTC), settings.input_path
        await sweep(database, press.blobs, root, at, archive_days=days, keep=keep, forget=forget)

    async def forget_removed() -> None:
        there = (await publisher.catalogue()).displays
        for gone in forget_heartbeats(players.beats, written, there):
            players.streams.end(gone)
        await players.screenshots.sweep(there)

    for job in (
        Job("write heartbeats", 5, write_beats),
        *beside,
        Job("forget pairings that are done", 5, forget_pairings),
        Job("sweep", 86_400, sweep_all, first_seconds=SWEEP_AFTER_SECONDS),
        Job("forget displays that were taken out", 3_600, forget_removed, first_seconds=SWEEP_AFTER_SECONDS),
        Job("comment on streams", COMMENT_SECONDS, players.streams.send_comments),
    ):
        add_job(jobs, job)


async def _serve(stack: AsyncExitStack, app: web.Application, settings: Settings, streams: Streams) -> str:
    # Polls are counted, not logged; a stream must not hold up the end.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    stack.callback(streams.close)
    handlers = cast(Server, runner.server)  # made by setup()
    loop = asyncio.get_running_loop()
    try:
        server = await loop.create_server(
            lambda: with_lane(handlers(), app[HEARTBEATS]), settings.host, settings.port, backlog=1024
        )
    except OSError as problem:
        where = f"{settings.host}:{settings.port}"
        raise SettingsError(f"can't listen there ({problem.strerror}); set SIGNAGE_PORT", where) from problem
    stack.callback(server.close)
    return settings.url_at(server.sockets[0].getsockname()[1])
