"""What a display showed, shows or will show at a moment: the past as it was published and as the screen told it, the coming
days as they are published, and what is beyond them from the timeline.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from ..domain.calendars import ONE_DAY, first_instant, local_day
from ..domain.catalogue import Catalogue
from ..domain.displays import Display, Place, format_of
from ..domain.explain import Explanation, explain
from ..domain.moments import (
    Band,
    Reign,
    Reigns,
    Stretch,
    bands_of_day,
    bands_planned,
    bands_published,
    planned,
)
from ..domain.plays import Play
from ..domain.publication import days_around
from ..domain.repertoire import Repertoire
from ..domain.showing import Manifest
from ..domain.slots import SlideKey, fallback_key
from ..domain.timeline import Segment, channel_of, segments, targeting_of
from ..errors import NotFoundError
from ..render.subject import Subject, subject_of
from ..store.blobs import Blobs
from ..store.database import Database
from ..store.plays import load_plays
from ..store.publications import Published, load_published

AROUND = 3
"""So many slides before and after the one that is looked at."""
KEPT = 4
"""So many tails stay decoded, some megabytes each."""


class Moment(NamedTuple):
    """A display at an instant. `stretches` are the slide then (`number` is its place among them) and those around it.

    `day` is the local day, [from, until). `published` says whether slides are named by what was published; else (beyond
    the published days) `subjects` tells by the name of each slide what is to be drawn. `rules` are the timeline's segments
    of that day by the catalogue of now, and `why` what it says: neither is there for the past. `plays` is what the screen
    says that it showed around then.
    """

    display: Display
    place: Place
    at: datetime
    now: datetime
    day: tuple[datetime, datetime]
    stretches: Sequence[Stretch]
    number: int
    published: bool
    subjects: dict[str, Subject]
    bands: Sequence[Band]
    rules: Sequence[Segment]
    why: Explanation | None
    plays: Sequence[Play]

    @property
    def stretch(self) -> Stretch | None:
        """None where nothing is known."""
        return self.stretches[self.number] if self.stretches else None

    @property
    def past(self) -> bool:
        return self.at < self.now

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.place.timezone)


class TimeMachine:
    """Looks at moments; what it read last stays in memory, so that the next moment of the same day is there at once."""

    def __init__(self, database: Database, blobs: Blobs) -> None:
        self._database = database
        self._blobs = blobs
        self._tails: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._repertoire: Repertoire | None = None

    async def look(
        self, catalogue: Catalogue, display: str, at: datetime, now: datetime, before: int = AROUND, after: int = AROUND
    ) -> Moment:
        """Raises NotFoundError for a display that is not there, or stands nowhere."""
        screen = catalogue.displays.get(display)
        place = catalogue.places.get(screen.place) if screen else None
        if not screen or not place:
            raise NotFoundError("there is no such display, or its place is missing", display)
        zone = ZoneInfo(place.timezone)
        first = local_day(at, zone)
        day = first_instant(first, zone), first_instant(first + ONE_DAY, zone)
        async with self._database.read() as connection:
            rows = await load_published(connection, display, day[0] - ONE_DAY, day[1] + ONE_DAY)
            plays = await load_plays(connection, display, day[0], day[1]) if at < now else []
        look = _Look(self, catalogue, screen, place, at, now, day)
        return await asyncio.to_thread(look.moment, rows, plays, before, after)

    def repertoire(self, catalogue: Catalogue, at: datetime) -> Repertoire:
        """What may be shown in the days around a moment; worked out anew only for another catalogue or other days."""
        days, kept = days_around(at), self._repertoire
        if kept is None or kept.catalogue is not catalogue or kept.days != days:
            self._repertoire = kept = Repertoire(catalogue, kept, days)
        return kept

    def is_there(self, tail: str) -> bool:
        return tail in self._tails or self._blobs.path(f"{tail}.json").is_file()

    def tail(self, sha256: str) -> bytes:
        return self._blobs.load(f"{sha256}.json")

    def manifest(self, sha256: str) -> dict[str, Any]:
        """A published tail, decoded."""
        if sha256 not in self._tails:
            self._tails[sha256] = msgspec.json.decode(self.tail(sha256))
            while len(self._tails) > KEPT:
                self._tails.popitem(last=False)
        self._tails.move_to_end(sha256)
        return self._tails[sha256]


class _Look(NamedTuple):
    """One look; it reads files and takes its time: in a thread."""

    machine: TimeMachine
    catalogue: Catalogue
    display: Display
    place: Place
    at: datetime
    now: datetime
    day: tuple[datetime, datetime]

    def moment(self, rows: Sequence[Published], plays: Sequence[Play], before: int, after: int) -> Moment:
        rows = [row for row in rows if self.machine.is_there(row.tail)]
        reigns = [Reign(_ms(row.from_at), str(number)) for number, row in enumerate(rows)]
        known = Reigns(reigns, lambda name: self._manifest(rows[int(name)]))
        stretches = known.around(_ms(self.at), before, after)
        coming = self._segments() if self.day[1] > self.now else ()
        begins, ends, now = _ms(self.day[0]), _ms(self.day[1]), _ms(self.now)
        was = bands_published(reigns, lambda name: self.machine.tail(rows[int(name)].tail), begins, min(ends, now))
        bands = bands_of_day(was, bands_planned(coming, begins, ends), now, ends)
        moment = Moment(
            display=self.display,
            place=self.place,
            at=self.at,
            now=self.now,
            day=self.day,
            stretches=stretches,
            number=_number(stretches, self.at),
            published=True,
            subjects={},
            bands=bands,
            rules=coming,
            why=self._why() if self.at >= self.now - timedelta(seconds=1) else None,
            plays=plays,
        )
        return _with_its_end(moment if stretches or self.at < self.now else self._beyond(moment, before, after))

    def _beyond(self, moment: Moment, before: int, after: int) -> Moment:
        """From the timeline: what is not published yet."""
        made = planned(self._segments(around=ONE_DAY), fallback_key(self.display.languages[0]))
        manifest: Manifest = {"alerts": [], **msgspec.json.decode(made.tail)}
        reigns = [Reign(manifest["from"], "planned")]
        stretches = Reigns(reigns, lambda _: manifest).around(_ms(self.at), before, after)
        shown = {one.slide for one in stretches if one.slide}
        return moment._replace(
            stretches=stretches,
            number=_number(stretches, self.at),
            published=False,
            subjects={name: self._subject(made.keys[name]) for name in shown},
        )

    def _manifest(self, row: Published) -> Manifest:
        alerts = msgspec.json.decode(row.head)["alerts"]
        return {**self.machine.manifest(row.tail), "alerts": alerts}

    def _segments(self, around: timedelta = timedelta()) -> Sequence[Segment]:
        channel = channel_of(self.display, self.place, targeting_of(self.catalogue))
        repertoire = self.machine.repertoire(self.catalogue, self.at)
        return segments(channel, self.catalogue, self.day[0] - around, self.day[1] + around, repertoire)

    def _subject(self, key: SlideKey) -> Subject:
        its = self.catalogue
        return subject_of(its.items, its.media, key, format_of(self.display), its.links)

    def _why(self) -> Explanation:
        return explain(self.catalogue, self.display.id, self.at, self.machine.repertoire(self.catalogue, self.at))


def _with_its_end(moment: Moment) -> Moment:
    """Black that goes on where nothing more is known of slides ends when the rules say."""
    why, stretch = moment.why, moment.stretch
    if not why or why.shows != "off" or not stretch or stretch.slide or stretch is not moment.stretches[-1]:
        return moment
    ends = max(stretch.ends, _ms(why.goes_on_until))
    return moment._replace(stretches=[*moment.stretches[:-1], stretch._replace(ends=ends)])


def _number(stretches: Sequence[Stretch], at: datetime) -> int:
    return next((number for number, one in enumerate(stretches) if one.begins <= _ms(at) < one.ends), 0)


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def moment_of(ms: int) -> datetime:
    """An instant of the wire."""
    return datetime.fromtimestamp(ms / 1000, UTC)
