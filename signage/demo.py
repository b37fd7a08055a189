"""The demo: twenty screens of a real project, on a working copy of its files that may be edited."""

import asyncio
import hashlib
import json
import shutil
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import icalendar
import msgspec
import structlog
from aiohttp import web

from . import settings as settings_of
from .actions.backup import backing_up
from .actions.import_displays import import_displays, import_places, rows_of
from .app import Running, running
from .errors import SettingsError
from .settings import Settings
from .store.database import opened
from .store.displays import load_displays, new_token
from .web.demo import DemoDisplay, demo_pages
from .words import Words

FILES = Path(__file__).parent.parent / "demo"
CATCH_UP_SECONDS = 30
"""So long the first slides may take before the demo comes up without them."""

CALENDARS = {"ja": "feeds/samples.ics", "en": "feeds/samples-en.ics"}
"""Where the sample events are written, by language."""

LEAD = timedelta(hours=1)
"""A sample event of today begins so long after the demo at least, while the day has room for it."""

log = structlog.get_logger()


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
    _write_samples(input_folder, datetime.now(ZoneInfo(settings.timezone)))
    displays = await _displays(settings, input_folder)

    def pages(parts: Running) -> Callable[[web.Application], None]:
        return demo_pages(
            parts.publisher.catalogue, parts.manifests, parts.beats, displays, settings.project.name, str(input_folder)
        )

    async with running(settings, pages) as parts:
        await parts.refresh.due()
        try:
            await asyncio.wait_for(parts.publisher.caught_up(), CATCH_UP_SECONDS)
        except TimeoutError:
            log.warning("the screens are not up to date yet; they follow when publishing succeeds")
        yield Demo(parts, input_folder, displays)


def _settings(settings: Settings, input_folder: Path) -> Settings:
    """The demo's own project, data and input; where it listens is the caller's."""
    own = settings_of.load(input_folder / "signage.toml", environment={})
    return msgspec.structs.replace(own, host=settings.host, port=settings.port, public_url=settings.public_url)


def _copy_files(input_folder: Path) -> None:
    """Whole or not at all: copied beside and then renamed, so that a kill leaves nothing half done."""
    if (input_folder / "signage.toml").is_file():
        return
    part = input_folder.with_name("input.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(FILES, part)
        part.replace(input_folder)  # also over an empty folder, never over one that holds anything
    except OSError as problem:
        shutil.rmtree(part, ignore_errors=True)
        said = problem.args[0][0][-1] if isinstance(problem, shutil.Error) else problem.strerror
        reason = f"the demo's files can't be put here ({said}); make room, move what is there away, or set SIGNAGE_DATA"
        raise SettingsError(reason, str(input_folder)) from problem


class SampleEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row of samples.toml: days count from today; without hours it is the whole of its days."""

    id: str
    title: Words
    day: int
    until: int | None = None
    begins: time | None = None
    ends: time | None = None
    text: Words = msgspec.field(default_factory=dict)
    place: Words = msgspec.field(default_factory=dict)
    hashtag: str = ""
    cancelled: bool = False


class _Samples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    event: tuple[SampleEvent, ...]


def _write_samples(input_folder: Path, now: datetime) -> None:
    """The sample events as calendars, relative to `now` in the office's zone; one edited or deleted is left alone."""
    written = input_folder / ".samples.json"
    try:
        events = msgspec.toml.decode((input_folder / "samples.toml").read_bytes(), type=_Samples).event
        ours = _read_json(written)
        for language, name in CALENDARS.items():
            file, calendar = input_folder / name, _calendar(events, language, now)
            left = _sha256(file.read_bytes()) if file.exists() else None
            if left == ours.get(name):
                file.write_bytes(calendar)
                ours[name] = _sha256(calendar)
        written.write_text(json.dumps(ours), "utf-8")
    except (OSError, msgspec.MsgspecError) as problem:
        log.warning("the sample events stay as they are", reason=str(problem))


def _read_json(file: Path) -> dict[str, str]:
    with suppress(OSError, ValueError, msgspec.MsgspecError):
        return msgspec.json.decode(file.read_bytes(), type=dict[str, str])
    return {}


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _calendar(events: Iterable[SampleEvent], language: str, now: datetime) -> bytes:
    calendar = icalendar.Calendar()
    for name, value in (("prodid", "-//signage//demo//"), ("version", "2.0"), ("x-wr-timezone", str(now.tzinfo))):
        calendar.add(name, value)
    for event in events:
        if language in event.title:
            calendar.add_component(_component(event, language, now))
    content: bytes = calendar.to_ical()
    return content


def _component(event: SampleEvent, language: str, now: datetime) -> icalendar.Event:
    begins, ends = _dates(event, now.replace(tzinfo=None))
    fields: dict[str, Any] = {
        "uid": f"{event.id}@demo",
        "dtstamp": now.astimezone(UTC),
        "summary": event.title[language],
        "dtstart": begins,
        "dtend": ends,
        "description": event.text.get(language),
        "location": event.place.get(language),
        "categories": [event.hashtag] if event.hashtag else None,
        "status": "CANCELLED" if event.cancelled else "CONFIRMED",
    }
    component = icalendar.Event()
    for name, value in fields.items():
        if value is not None:
            component.add(name, value)
    return component


def _dates(event: SampleEvent, now: datetime) -> tuple[date, date]:
    """DTSTART and DTEND on the wall, times where it has hours; the end of whole days is exclusive."""
    first = now.date() + timedelta(days=event.day)
    last = now.date() + timedelta(days=event.day if event.until is None else event.until)
    if event.begins is None or event.ends is None:
        return first, last + timedelta(days=1)
    begins, ends = datetime.combine(first, event.begins), datetime.combine(last, event.ends)
    if event.day == 0 and begins < now + LEAD:
        begins = min((now + 2 * LEAD).replace(minute=0, second=0, microsecond=0), datetime.combine(first, time(23)))
        ends = begins + timedelta(minutes=59)
    return begins, ends


def _tokens(file: Path, displays: Iterable[str]) -> dict[str, str]:
    """Kept beside the demo's data, so that an open player goes on after a restart; made anew if they can't be read."""
    tokens = _read_json(file)
    for display in displays:
        tokens.setdefault(display, new_token())
    part = file.with_name(f"{file.name}.part")
    part.touch(mode=0o600)
    part.write_text(json.dumps(tokens), "utf-8")
    part.replace(file)
    return tokens


async def _displays(settings: Settings, input_folder: Path) -> list[DemoDisplay]:
    places, displays = ((input_folder / name).read_bytes() for name in ("places.csv", "displays.csv"))
    ids = [row["id"] for row, _ in rows_of(displays, "displays.csv")]
    tokens = _tokens(input_folder.parent / "tokens.json", ids)
    async with opened(settings.database_url, before_upgrade=backing_up(settings.data_path)) as database:
        await import_places(database, places, "places.csv")
        await import_displays(database, displays, "displays.csv", tokens)
        async with database.read() as connection:
            known = await load_displays(connection)
    return [DemoDisplay(known[display], tokens[display]) for display in ids]
