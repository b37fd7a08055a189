"""The demo: twenty screens of a real project, on a working copy of its files that may be edited."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import structlog
from aiohttp import web

from . import settings as settings_of
from .actions.add_user import Given, keep_user, new_password
from .actions.backup import backing_up
from .actions.import_displays import import_displays, import_places, rows_of
from .app import Running, running
from .domain.accounts import Department, Role
from .domain.forms.item import Office
from .errors import SettingsError
from .sample_scans import keep_sample_scans
from .samples import keep_voices, read_json, write_events, write_film
from .settings import Settings
from .store.database import Database, opened
from .store.departments import load_departments, record_department
from .store.displays import load_displays, new_token
from .web.demo import DemoDisplay, demo_pages
from .web.staff.results.results import SAMPLES_UNTIL

FILES = Path(__file__).parent.parent / "demo"
DEPARTMENTS = (
    Department(
        id="kyoso",
        name={"ja": "共創プロジェクト推進本部", "en": "Co-creation Project Headquarters"},
        contact="内線 691（見本 sample）",
    ),
    Department(id="urban-policy", name={"ja": "都市政策課", "en": "Urban Policy Division"}),
    Department(id="commerce", name={"ja": "商工振興課", "en": "Commerce and Industry Division"}),
    Department(id="memorial-library", name={"ja": "記念図書館", "en": "Memorial Library"}),
)
"""Samples, not the city's list."""


class Sample(NamedTuple):
    """Somebody who may log in, named by what they do."""

    name: str
    role: Role
    department: str = ""


PEOPLE = (
    Sample("administrator", "administrator", "kyoso"),
    Sample("editor", "editor", "kyoso"),
    Sample("author", "author", "kyoso"),
    Sample("approver", "approver", "kyoso"),
    Sample("library-author", "author", "memorial-library"),
    Sample("library-approver", "approver", "memorial-library"),
    Sample("technician", "technician"),
    Sample("viewer", "viewer"),
)
PASSWORDS = "passwords.json"
CATCH_UP_SECONDS = 30
"""So long the first slides may take before the demo comes up without them."""

log = structlog.get_logger()


class Demo(NamedTuple):
    """A demo that runs; `displays` with the address that opens each as a player, `people` with their passwords."""

    running: Running
    input: Path
    displays: list[DemoDisplay]
    people: list[Given]

    def as_json(self) -> str:
        """One line for programs."""
        return json.dumps(
            {
                "url": self.running.url,
                "input": str(self.input),
                "people": [one._asdict() for one in self.people],
                "displays": [
                    {
                        "id": one.id,
                        "name": one.display.name,
                        "player_url": self.running.url + one.player,
                        "token": one.token,
                    }
                    for one in self.displays
                ],
            },
            ensure_ascii=False,
        )


@asynccontextmanager
async def running_demo(settings: Settings) -> AsyncIterator[Demo]:
    """The demo, once everything in its folders is on air."""
    input_folder = settings.data_path / "demo" / "input"
    _copy_files(input_folder)
    settings = _settings(settings, input_folder)
    await asyncio.to_thread(write_events, input_folder, datetime.now(ZoneInfo(settings.timezone)))
    displays, people = await _stored(settings, input_folder)
    samples: list[datetime] = []

    def pages(parts: Running) -> Callable[[web.Application], None]:
        add_pages = demo_pages(
            parts.publisher.catalogue,
            parts.manifests,
            parts.beats,
            displays,
            settings.project.name,
            str(input_folder),
            str(input_folder.parent / PASSWORDS),
        )

        def add(app: web.Application) -> None:
            app[SAMPLES_UNTIL] = lambda: samples[0] if samples else None
            add_pages(app)

        return add

    async with running(settings, pages) as parts:
        await parts.refresh.due()
        try:
            await asyncio.wait_for(parts.publisher.caught_up(), CATCH_UP_SECONDS)
        except TimeoutError:
            log.warning("the screens are not up to date yet; they follow when publishing succeeds")
        if made := await keep_sample_scans(parts.database, await parts.publisher.catalogue(), settings.timezone):
            samples.append(made)
        yield Demo(parts, input_folder, displays, people)


def _settings(settings: Settings, input_folder: Path) -> Settings:
    """The demo's own project, data and input; where it listens is the caller's."""
    own = settings_of.load(input_folder / "signage.toml", environment={})
    public_url = settings.url_at(settings.port)  # so that its codes lead by way of it, and are counted
    return msgspec.structs.replace(own, host=settings.host, port=settings.port, public_url=public_url)


def _copy_files(input_folder: Path) -> None:
    """Whole or not at all: copied beside and then renamed, so that a kill leaves nothing half done."""
    if (input_folder / "signage.toml").is_file():
        return
    part = input_folder.with_name("input.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(FILES, part)
        write_film(part)
        part.replace(input_folder)  # also over an empty folder, never over one that holds anything
    except OSError as problem:
        shutil.rmtree(part, ignore_errors=True)
        said = problem.args[0][0][-1] if isinstance(problem, shutil.Error) else problem.strerror
        reason = f"the demo's files can't be put here ({said}); make room, move what is there away, or set SIGNAGE_DATA"
        raise SettingsError(reason, str(input_folder)) from problem


def _secrets(file: Path, names: Iterable[str], new: Callable[[], str]) -> dict[str, str]:
    """Kept beside the demo's data, so that an open player goes on after a restart and a password stays; made anew if they
    can't be read.
    """
    found = read_json(file)
    for name in names:
        found.setdefault(name, new())
    part = file.with_name(f"{file.name}.part")
    part.touch(mode=0o600)
    part.write_text(json.dumps(found), "utf-8")
    part.replace(file)
    return found


async def _stored(settings: Settings, input_folder: Path) -> tuple[list[DemoDisplay], list[Given]]:
    """The places, displays and people of the demo, once they are in its database."""
    places, displays = ((input_folder / name).read_bytes() for name in ("places.csv", "displays.csv"))
    ids = [row["id"] for row, _ in rows_of(displays, "displays.csv")]
    tokens = _secrets(input_folder.parent / "tokens.json", ids, new_token)
    passwords = _secrets(input_folder.parent / PASSWORDS, (one.name for one in PEOPLE), new_password)
    people = [Given(one.name, passwords[one.name]) for one in PEOPLE]
    async with opened(settings.database_url, before_upgrade=backing_up(settings.data_path)) as database:
        await import_places(database, places, "places.csv")
        await import_displays(database, displays, "displays.csv", tokens)
        await _keep_departments(database)
        for sample, given in zip(PEOPLE, people, strict=True):
            await keep_user(database, given, sample.role, datetime.now(UTC), sample.department)
        office = Office(datetime.now(UTC), ZoneInfo(settings.timezone), departments=(DEPARTMENTS[0].id,))
        await keep_voices(database, input_folder, DEPARTMENTS[0], office)
        async with database.read() as connection:
            known = await load_displays(connection)
    return [DemoDisplay(known[display], tokens[display]) for display in ids], people


async def _keep_departments(database: Database) -> None:
    """Those that are not there yet: one that was renamed keeps its name."""
    async with database.write() as connection:
        known = await load_departments(connection)
        for department in DEPARTMENTS:
            if department.id not in known:
                await record_department(connection, department)
