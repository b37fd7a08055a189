"""What a file wakes: the folders of the input, each with the action that takes its files in."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from .actions.decoded_media import Workshop
from .actions.publish_manifests import Press
from .actions.refresh_sources import RefreshSources
from .actions.take_in_calendar import read_calendar_again, take_in_calendar
from .actions.take_in_media import TakeInMedia
from .actions.take_in_playlist import take_in_playlist
from .actions.take_in_source import FOLDER as SOURCES_FOLDER
from .actions.take_in_source import take_in_source
from .actions.take_in_templates import take_in_templates
from .jobs import Job, running_beside
from .publisher import Publisher
from .render.assets import VENDOR
from .render.decoding import Limits
from .render.documents import find_office
from .settings import Settings
from .sources.calendars import FOLDER as CALENDARS_FOLDER
from .sources.calendars import SUFFIXES
from .sources.media_folder import FOLDER as MEDIA_FOLDER
from .sources.own_templates import FOLDER as TEMPLATES_FOLDER
from .store.blobs import Blobs
from .store.calendars import load_calendar_origins
from .store.database import Database
from .store.playlists import load_origins
from .store.sources import load_source_origins
from .watcher import Watcher
from .workers import Workers, open_workers


async def watch_folders(
    stack: AsyncExitStack, settings: Settings, press: Press, publisher: Publisher, refresh: RefreshSources
) -> list[Job]:
    """Looks through all of them once and listens from then on; the jobs are to look again."""
    root, media = settings.input_path, await _media(stack, settings, press)
    taking = _Taking(settings, press.database, publisher, refresh, media)
    takers = {
        "playlists": taking.take_playlist,
        SOURCES_FOLDER: taking.take_source,
        CALENDARS_FOLDER: taking.take_calendar,
    }
    watcher = Watcher(root, takers, taking.take_other, poll=settings.watch == "poll")
    watcher.expect(root / name for name in await _origins(press.database))
    watcher.expect(await media.known())
    watcher.start()
    stack.push_async_callback(watcher.stop)
    await watcher.look()
    await taking.take_templates()
    return [
        Job("refresh sources", 5, refresh.due, jitter_seconds=1),
        Job("look at the input", 60, watcher.look),
        Job("read calendars again", 86_400, taking.read_calendars_again),
    ]


class _Taking(NamedTuple):
    """Gives a file to the action that takes it in."""

    settings: Settings
    database: Database
    publisher: Publisher
    refresh: RefreshSources
    media: TakeInMedia

    @property
    def root(self) -> Path:
        return self.settings.input_path

    async def take_source(self, path: Path) -> None:
        await take_in_source(self.database, self.root, path, datetime.now(UTC))
        self.refresh.soon()  # not awaited: a slow address must not hold up the folders

    async def take_playlist(self, path: Path) -> None:
        await take_in_playlist(self.database, self.root, path, datetime.now(UTC))

    async def take_calendar(self, path: Path) -> None:
        await take_in_calendar(self.database, self.root, path, datetime.now(UTC), self.settings.timezone)

    async def read_calendars_again(self) -> None:
        """An .ics is kept for some years only, counted from the day it was read. Which are gone, the watcher's look judges."""
        async with self.database.read() as connection:
            origins = await load_calendar_origins(connection)
        for origin in filter(None, origins.values()):  # people's own come from no file
            path, now = self.root / origin, datetime.now(UTC)
            await read_calendar_again(self.database, self.root, path, now, self.settings.timezone)

    async def take_templates(self) -> None:
        publisher = self.publisher
        await take_in_templates(self.database, self.root, lambda: publisher.look, publisher.renew, datetime.now(UTC))

    async def take_other(self, path: Path) -> None:
        if path.is_relative_to(self.root / MEDIA_FOLDER):
            self.media.take(path)  # not awaited: ten thousand pictures must not hold up a playlist
            await asyncio.sleep(0)
            return
        if path.is_relative_to(self.root / TEMPLATES_FOLDER):
            await self.take_templates()
        if path.parent == self.root / CALENDARS_FOLDER and path.suffix in SUFFIXES:
            await self.take_calendar(path)
        await self.refresh.of_file(path)


async def _media(stack: AsyncExitStack, settings: Settings, press: Press) -> TakeInMedia:
    """Takes in pictures and films, in the background and in a worker of its own: an edit's slides must not wait for it."""
    shop = await workshop(settings, press.database, press.blobs, open_workers(stack, settings))
    media = TakeInMedia(shop, press.look.brand.first_language)
    await running_beside(stack, media.run())
    return media


async def workshop(settings: Settings, database: Database, blobs: Blobs, workers: Workers) -> Workshop:
    """What decodes pictures and films, in these workers."""
    return Workshop(
        database,
        blobs,
        workers,
        settings.input_path,
        str(VENDOR),
        settings.timezone,
        Limits(megapixels=settings.media_megapixels, pages=settings.media_pages, seconds=settings.media_seconds),
        settings.media_megabytes,
        await asyncio.to_thread(find_office),
    )


async def _origins(database: Database) -> list[str]:
    """The files, named from the input folder, of what was taken in by earlier runs. People's own comes from none."""
    async with database.read() as connection:
        sources = (await load_source_origins(connection)).values()
        calendars = (await load_calendar_origins(connection)).values()
        return [origin for origin in (*await load_origins(connection), *sources, *calendars) if origin]
