"""What the page of a display tells: how it is now, and what was."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ....domain.catalogue import Catalogue
from ....domain.commands import COMMANDS, CommandKind
from ....domain.displays import Display, Place
from ....domain.health import STATUS_WORDS, Health, StatusChange, since_words
from ....domain.health_history import Record, record_begins, record_of
from ....domain.heartbeat import Heartbeat, PlayerError
from ....domain.ladder import Rung, Step, by_eye, ladder, next_step
from ....domain.player_errors import PLAYER_ERRORS
from ....store.care import Care
from ....store.commands import GivenCommand
from ....store.database import Database
from ....store.measurements import KEPT, Measurement, load_measurements
from ....store.statuses import load_status_changes
from ....store.visits import Visit, load_visits
from ....words import Words
from ...desk import Desk
from ..pictures import Picture, named, should_show, shows
from ..times import Times

EVENTS = 20
"""So many lines of what happened stand on the page."""


class Now(NamedTuple):
    """How a display is at one moment. `says` is the reason with its time, in the page's language."""

    health: Health
    status: Words
    says: str
    beat: Heartbeat | None
    received_at: datetime | None
    should: Picture
    shows: Picture
    care: Care
    next_on: datetime | None
    steps: list[Step]
    next: Step | None
    by_eye: list[Rung]
    can: list[CommandKind]

    @property
    def tried(self) -> list[Step]:
        """The newest first."""
        done = [step for step in self.steps if step.tried_at is not None]
        return sorted(done, key=lambda step: step.tried_at.timestamp() if step.tried_at else 0, reverse=True)


def now_of(
    desk: Desk, catalogue: Catalogue, display: Display, given: Sequence[GivenCommand], now: datetime, times: Times
) -> Now:
    watch, beat = desk.watch, desk.beats.get(display.id)
    health = watch.health(display.id, now)
    able = beat.heartbeat.can if beat else ()
    should = should_show(display, watch.should_show(display.id, now), catalogue)
    steps = ladder(health, able, given, now)
    return Now(
        health=health,
        status=STATUS_WORDS[health.status],
        says=_reason(health, times),
        beat=beat.heartbeat if beat else None,
        received_at=beat.received_at if beat else None,
        should=should,
        shows=named(shows(display, health, beat, desk.screenshots.latest(display.id), now), should),
        care=_care_at(watch.care.get(display.id, Care()), now),
        next_on=watch.next_on(display.id, now) if health.status == "off" else None,
        steps=steps,
        next=next_step(steps),
        by_eye=by_eye(health, able),
        can=[kind for name, kind in COMMANDS.items() if name in able],
    )


def _reason(health: Health, times: Times) -> str:
    language = "ja" if times.japanese else "en"
    if health.since is None:
        return health.says.get(language, "")
    moment = times.moment(health.since)
    return since_words(health.says, health.code, {"ja": moment, "en": moment}).get(language, "")


def _care_at(care: Care, now: datetime) -> Care:
    """Without what is over."""
    if care.maintenance_until and care.maintenance_until <= now:
        care = care._replace(maintenance_until=None)
    return care._replace(muted_until=None) if care.muted_until and care.muted_until <= now else care


class Event(NamedTuple):
    """Something that happened: a change of status, a report of the player, or a visit; one of the three is there."""

    at: datetime
    change: StatusChange | None = None
    error: PlayerError | None = None
    visit: Visit | None = None

    @property
    def words(self) -> Words:
        """What the code of the player's report means."""
        meaning = PLAYER_ERRORS.get(self.error.code) if self.error else None
        return meaning.says if meaning else {}


class Past(NamedTuple):
    record: Record
    events: list[Event]
    measurements: Sequence[Measurement]


async def load_past(database: Database, display: str, zone: ZoneInfo, beat: Heartbeat | None, now: datetime) -> Past:
    async with database.read() as connection:
        changes = await load_status_changes(connection, display, record_begins(zone, now))
        visits = await load_visits(connection, display, EVENTS)
        measurements = await load_measurements(connection, display, now - KEPT)
    return Past(record_of(changes, zone, now), _events(changes, visits, beat, now), measurements)


def _events(
    changes: Sequence[StatusChange], visits: Sequence[Visit], beat: Heartbeat | None, now: datetime
) -> list[Event]:
    """The newest first. Of changes only turns for the worse: all others stand in the drawing."""
    before = [None, *(change.status for change in changes)]
    turns = [change for change, last in zip(changes, before, strict=False) if change.status != last]
    found = [Event(change.at, change=change) for change in turns if change.status in ("wrong", "silent")]
    found += [Event(visit.at, visit=visit) for visit in visits]
    if beat:
        found += [Event(_of_player(error, beat, now), error=error) for error in beat.errors]
    return sorted(found, key=lambda event: event.at, reverse=True)[:EVENTS]


def _of_player(error: PlayerError, beat: Heartbeat, now: datetime) -> datetime:
    """When a report says that it happened: never in the future, and never before the page can tell of it."""
    ago = min(max(0.0, beat.at - error.at), 30 * 86_400_000)
    return now - timedelta(milliseconds=ago)


def zone_of(place: Place | None, office: str) -> ZoneInfo:
    """The wall clock by which a display's days are told."""
    return ZoneInfo(place.timezone if place else office)
