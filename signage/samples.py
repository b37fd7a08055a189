"""What the demo makes itself, since no file can hold it: sample events relative to the day, a film, and voices that were
read and approved.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import av
import icalendar
import msgspec
import structlog
from PIL import Image, ImageDraw

from .actions.approve_item import approve
from .actions.import_voices import Common, import_voices
from .domain.accounts import Department, Person, Role
from .domain.forms.item import Office
from .errors import SignageError
from .sources.voices import read_voices
from .store.database import Database
from .words import Words

CALENDARS = {"ja": "feeds/samples.ics", "en": "feeds/samples-en.ics"}
"""Where the sample events are written, by language."""

LEAD = timedelta(hours=1)
"""A sample event of today begins so long after the demo at least, while the day has room for it."""

VOICES = "voices.csv"
QUESTION = "これからの日立市に期待することは？"
VOICES_ON_AIR = 3
"""Of the sample voices so many are approved; the others wait for whoever tries it."""

_BOTH: tuple[Role, Role] = ("author", "approver")

RGB = tuple[int, int, int]

FILM = "media/sunrise.webm"
FILM_SIZE = (960, 540)
FILM_SECONDS, FRAMES_A_SECOND = 6, 12
NIGHT, DAWN, DAY = (11, 35, 67), (244, 190, 150), (232, 240, 244)
SEA, SUN = (10, 58, 96), (255, 138, 43)

log = structlog.get_logger()


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
    hashtag: Words = msgspec.field(default_factory=dict)
    cancelled: bool = False


class _Samples(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    event: tuple[SampleEvent, ...]


def write_events(input_folder: Path, now: datetime) -> None:
    """The sample events as calendars, relative to `now` in the office's zone; one edited or deleted is left alone."""
    written = input_folder / ".samples.json"
    try:
        events = msgspec.toml.decode((input_folder / "samples.toml").read_bytes(), type=_Samples).event
        ours = read_json(written)
        for language, name in CALENDARS.items():
            file, calendar = input_folder / name, _calendar(events, language, now)
            left = _sha256(file.read_bytes()) if file.exists() else None
            if left == ours.get(name):
                file.write_bytes(calendar)
                ours[name] = _sha256(calendar)
        written.write_text(json.dumps(ours), "utf-8")
    except (OSError, msgspec.MsgspecError) as problem:
        log.warning("the sample events stay as they are", reason=str(problem))


def read_json(file: Path) -> dict[str, str]:
    """What the demo wrote there; nothing if it is not there or can't be read."""
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
        "categories": event.hashtag.get(language),
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


async def keep_voices(database: Database, folder: Path, department: Department, office: Office) -> None:
    """The sample voices as staff would have taken them in, the first few approved; what was decided since stays so."""
    if not (folder / VOICES).is_file():
        return
    author, approver = (Person(role, role, department.id) for role in _BOTH)
    try:
        table = read_voices((folder / VOICES).read_bytes())
        taken = await import_voices(database, table, Common(QUESTION), department, author, office)
        for item in taken.items[:VOICES_ON_AIR]:
            await approve(database, item.id, (1, 0), approver, office.now)
    except (OSError, SignageError) as problem:
        log.warning("the sample voices are left out", reason=str(problem))


def write_film(input_folder: Path) -> None:
    """A film drawn frame by frame: the sun rises from the sea. Without an encoder the demo goes without it."""
    file = input_folder / FILM
    try:
        _encode(_sunrise(), file)
    except (av.FFmpegError, ValueError) as problem:
        file.unlink(missing_ok=True)
        log.warning("the sample film could not be made", reason=str(problem))


def _encode(images: Iterable[Image.Image], file: Path) -> None:
    """VP8, which every browser from Chromium 69 on plays."""
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libvpx", rate=FRAMES_A_SECOND)
        stream.width, stream.height = FILM_SIZE
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = 1_500_000
        stream.options = {"deadline": "realtime", "cpu-used": "8", "g": str(FRAMES_A_SECOND)}
        for image in images:
            frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def _sunrise() -> Iterator[Image.Image]:
    """The frames; the sun comes to rest in the last second."""
    frames = FILM_SECONDS * FRAMES_A_SECOND
    for number in range(frames):
        risen = min(1.0, number / (frames - FRAMES_A_SECOND))
        yield _at_dawn(1 - (1 - risen) ** 2)


def _at_dawn(risen: float) -> Image.Image:
    """`risen` from 0, hidden, to 1, all but free of the line."""
    width, height = FILM_SIZE
    horizon, radius = round(height * 0.64), round(height * 0.24)
    sky = _between(NIGHT, DAWN, 2 * risen) if risen < 0.5 else _between(DAWN, DAY, 2 * risen - 1)
    image = Image.new("RGB", FILM_SIZE, sky)
    draw = ImageDraw.Draw(image)
    top = horizon - round(1.7 * radius * risen)
    for ring in (1.62, 1.28, 1):
        colour = SUN if ring == 1 else _between(sky, SUN, 0.16 / ring)
        middle = top + radius
        draw.circle((width / 2, middle), radius * ring, fill=colour)
    draw.rectangle((0, horizon, width, height), fill=_between(NIGHT, SEA, risen))
    draw.rectangle((0, horizon - 2, width, horizon + 2), fill=SUN)
    for row in range(4):
        half = round(radius * risen * (1 - row * 0.22))
        draw.rectangle((width / 2 - half, horizon + 21 + row * 27, width / 2 + half, horizon + 27 + row * 27), fill=SUN)
    return image


def _between(one: RGB, other: RGB, share: float) -> RGB:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
