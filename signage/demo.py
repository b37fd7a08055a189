"""The demo: three screens of a real project, on a working copy of its files that may be edited."""

import json
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec
from aiohttp import web

from . import settings as settings_of
from .actions.import_displays import import_displays, import_places
from .app import Running, running
from .settings import Settings
from .store.database import Database
from .store.displays import load_displays, new_token
from .web.demo import DemoDisplay, demo_pages

FILES = Path(__file__).parent.parent / "demo"


class Demo(NamedTuple):
    """A demo that runs; `displays` with the address that opens each as a player."""

    running: Running
    input: Path
    displays: list[DemoDisplay]

    def as_json(self) -> str:
        """One line for programs."""
        return json.dumps(
            {
                "url": self.running.url,
                "input": str(self.input),
                "displays": [
                    {"id": one.id, "name": one.name, "player_url": self.running.url + one.player, "token": one.token}
                    for one in self.displays
                ],
            },
            ensure_ascii=False,
        )


@asynccontextmanager
async def running_demo(settings: Settings) -> AsyncIterator[Demo]:
    """The demo, once everything in its folders is on air."""
    folder = settings.data_path / "demo"
    input_folder = folder / "input"
    if not input_folder.is_dir():
        shutil.copytree(FILES, input_folder)
    settings = _settings(settings, input_folder)
    tokens = _tokens(folder / "tokens.json", input_folder)
    displays = await _displays(settings, input_folder, tokens)

    def pages(parts: Running) -> Callable[[web.Application], None]:
        file = str(input_folder / "signage.toml")
        return demo_pages(parts.publisher.catalogue, parts.manifests, parts.beats, displays, file)

    async with running(settings, pages) as parts:
        await parts.refresh.due()
        await parts.publisher.caught_up()
        yield Demo(parts, input_folder, displays)


def _settings(settings: Settings, input_folder: Path) -> Settings:
    """The demo's own project, data and input; where it listens is the caller's."""
    own = settings_of.load(input_folder / "signage.toml", environment={})
    return msgspec.structs.replace(own, host=settings.host, port=settings.port, public_url=settings.public_url)


def _tokens(file: Path, input_folder: Path) -> dict[str, str]:
    """Kept beside the demo's data, so that an open player goes on after a restart."""
    tokens: dict[str, str] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    rows = (input_folder / "displays.csv").read_text("utf-8").splitlines()[1:]
    for display in filter(None, (row.partition(",")[0].strip() for row in rows)):
        tokens.setdefault(display, new_token())
    file.touch(mode=0o600)
    file.write_text(json.dumps(tokens), "utf-8")
    return tokens


async def _displays(settings: Settings, input_folder: Path, tokens: dict[str, str]) -> list[DemoDisplay]:
    database = Database(settings.database_url)
    await database.open()
    await import_places(database, (input_folder / "places.csv").read_bytes(), "places.csv")
    await import_displays(database, (input_folder / "displays.csv").read_bytes(), "displays.csv", tokens)
    async with database.read() as connection:
        displays = await load_displays(connection)
    await database.close()
    return [DemoDisplay.of(display, tokens[display.id]) for display in map(displays.get, tokens) if display]
