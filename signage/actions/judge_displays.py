"""Watches all displays: how each is, computed from memory whenever somebody looks, and every change kept as a row."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from weakref import WeakValueDictionary

import msgspec
import structlog

from ..domain.catalogue import Catalogue
from ..domain.faults import INTERVAL, Report, behind, find_fault
from ..domain.glass import look_again
from ..domain.health import Health, Known, Status, StatusChange, health_of, ok_until, silence
from ..domain.screening import Screening, alerts_of
from ..domain.showing import Showing
from ..domain.troubles import HOUR, Spell, brought_back, spell_after
from ..errors import StoreError
from ..store.care import Care, load_care
from ..store.database import Database
from ..store.heartbeats import Beat
from ..store.manifests import Manifests, Served
from ..store.statuses import Kept, Turn, load_statuses, load_turns_since, record_turns

AT_ONCE_SECONDS = 0.005
"""So long displays are judged without a pause: polls are answered in between."""

log = structlog.get_logger()


class _Seen(NamedTuple):
    """What was made of a display's last heartbeat under the manifest in force. `report` also tells what followed from the
    heartbeats before; without a heartbeat there is none. A display that is ok stays so until `ok_until` if nothing comes.
    """

    beat: Beat | None
    served: Served | None
    replaced_at: datetime | None
    report: Report | None
    known: Known
    ok_until: datetime


class Watch:
    """All that the displays' health is computed from, in memory.

    `care` is what staff said of displays, by id; `spells` how long each has been well or in trouble. `load` reads what
    earlier runs kept; then `judge` is called each 5 s.
    """

    def __init__(
        self,
        database: Database,
        catalogue: Callable[[], Awaitable[Catalogue]],
        manifests: Manifests,
        beats: dict[str, Beat],
        started_at: datetime,
        interval: timedelta = INTERVAL,
    ) -> None:
        self.care: dict[str, Care] = {}
        self.spells: dict[str, Spell] = {}
        self._database = database
        self._catalogue = catalogue
        self._manifests = manifests
        self._beats = beats
        self._started_at = self._judged_at = started_at
        self._interval = interval
        self._displays: Collection[str] = ()
        self._kept: dict[str, Kept] = {}
        self._seen: dict[str, _Seen] = {}
        self._screenings: WeakValueDictionary[tuple[bytes, bytes], Screening] = WeakValueDictionary()
        self._failing = False

    async def load(self) -> None:
        """Raises StoreError."""
        async with self._database.read() as connection:
            self._kept = await load_statuses(connection)
            self.care = await load_care(connection)
            turns = await load_turns_since(connection, self._started_at - HOUR)
        for display, kept in self._kept.items():
            self._turned(display, kept.status, kept.since_at)
        for display in {display for display, _, _ in turns}:
            self.spells.pop(display, None)
        for display, at, status in turns:
            self._turned(display, status, at)
        self._bring_back(self._started_at)
        self._displays = tuple((await self._catalogue()).displays)
        for display in self._displays:
            self._known(display, self._started_at)

    @property
    def statuses(self) -> dict[str, Kept]:
        """The status of each display as the last round found it."""
        return self._kept

    def health(self, display: str, now: datetime) -> Health:
        """How a display is at this moment; one that nobody knows has never been seen."""
        found = self._health(display, now)
        kept = self._kept.get(display)
        if found.since is not None or kept is None or (kept.status, kept.code) != (found.status, found.code):
            return found
        return msgspec.structs.replace(found, since=self.since(kept, now))

    def since(self, kept: Kept, now: datetime) -> datetime:
        """Since when a status is what it is. One from ahead was found before the clock was set back: it counts from then on."""
        return kept.since_at if kept.since_at <= now else self._started_at

    def healths(self, now: datetime) -> dict[str, Health]:
        """How all displays of the catalogue are at this moment."""
        return {display: self.health(display, now) for display in self._displays}

    def is_muted(self, display: str, now: datetime) -> bool:
        """Whether staff asked not to be told of it just now."""
        care = self.care.get(display)
        until = [] if care is None else [care.muted_until, care.maintenance_until]
        return any(moment is not None and now < moment for moment in until)

    def should_show(self, display: str, now: datetime) -> Showing | None:
        """What the manifest in force shows at that moment; None where nothing has been published."""
        screening = self._screening(self._manifests.of(display))
        return screening.at(round(now.timestamp() * 1000)) if screening else None

    def next_on(self, display: str, now: datetime) -> datetime | None:
        """When a screen that is off as planned comes on again, as far as its manifest says (nine days)."""
        screening = self._screening(self._manifests.of(display))
        at = screening.next_on(round(now.timestamp() * 1000)) if screening else None
        return None if at is None else datetime.fromtimestamp(at / 1000, UTC)

    async def judge(self, now: datetime | None = None) -> None:
        """One round: every change of a status is written, all in one transaction. One that can't be is found again."""
        now, before = _whole(now or datetime.now(UTC)), self._displays
        if now < self._judged_at:
            self._set_back(now)
        self._judged_at = now
        try:
            self._displays = tuple((await self._catalogue()).displays)
            turns = await self._turns(now)
            if turns:
                async with self._database.write() as connection:
                    stored = await record_turns(connection, turns)
                for display, kept in stored.items():
                    self._kept[display] = kept
                    self._turned(display, kept.status, kept.since_at)
            self._failing = False
        except StoreError as problem:
            if not self._failing:
                log.error("changes of status can't be kept", reason=str(problem))
            self._failing = True
        self._forget(changed=self._displays != before)

    def _set_back(self, now: datetime) -> None:
        """The clock was set back: all have as long to answer as after a start."""
        self._bring_back(now, self._judged_at - now)
        self._started_at = now
        self._seen.clear()

    def _bring_back(self, now: datetime, by: timedelta = timedelta()) -> None:
        """What lies ahead of the clock would wait for it: nothing would be silent, or told, until then. A heartbeat from there
        can't be held against anything any more: the display's answer is awaited.
        """
        unheard_since = now - silence(self._interval) - timedelta(milliseconds=1)
        for display, beat in self._beats.items():
            if beat.received_at > now:
                self._beats[display] = beat._replace(received_at=min(beat.received_at - by, unheard_since))
        for display, spell in self.spells.items():
            self.spells[display] = brought_back(spell, now, by)

    async def _turns(self, now: datetime) -> list[Turn]:
        """The displays whose status, or its reason, is not what it was."""
        turns, begun = [], time.perf_counter()
        for display in self._displays:
            if time.perf_counter() - begun > AT_ONCE_SECONDS:
                await asyncio.sleep(0)
                begun = time.perf_counter()
            kept = self._kept.get(display)
            if kept is not None and kept.status == "ok" and self._stays_ok(display, now):
                continue
            found = self._health(display, now)
            if kept is None or kept.status != found.status or kept.code != found.code:
                turns.append(Turn(display, kept, StatusChange(now, found.status, found.code, found.says)))
        return turns

    def _stays_ok(self, display: str, now: datetime) -> bool:
        """Whether one that was ok in the last round is so without looking: of six rounds five find nothing new."""
        seen = self._seen.get(display)
        return (
            seen is not None
            and now < seen.ok_until
            and seen.beat is self._beats.get(display)
            and seen.served is self._manifests.of(display)
            and display not in self.care
        )

    def _turned(self, display: str, status: Status, at: datetime) -> None:
        spell = spell_after(self.spells.get(display), status, at)
        if spell is not None:
            self.spells[display] = spell

    def _health(self, display: str, now: datetime) -> Health:
        care = self.care.get(display)
        return health_of(self._known(display, now), now, maintenance_until=care.maintenance_until if care else None)

    def _known(self, display: str, now: datetime) -> Known:
        """Made once for each heartbeat and each manifest."""
        served, beat, seen = self._manifests.of(display), self._beats.get(display), self._seen.get(display)
        if seen is None or seen.beat is not beat or seen.served is not served:
            seen = self._seen[display] = self._see(seen, beat, served, now)
        return seen.known

    def _see(self, last: _Seen | None, beat: Beat | None, served: Served | None, now: datetime) -> _Seen:
        """What a heartbeat says, held against the one before."""
        screening = self._screening(served)
        replaced_at = _replaced_at(last, beat, served, now)
        report = None if beat is None else self._report(last, beat, served, screening, replaced_at)
        known = Known(
            started_at=self._started_at,
            received_at=beat.received_at if beat else None,
            fault=find_fault(report) if report else None,
            screening=screening,
            interval=self._interval,
        )
        return _Seen(beat, served, replaced_at, report, known, ok_until(known, now))

    def _report(
        self,
        last: _Seen | None,
        beat: Beat,
        served: Served | None,
        screening: Screening | None,
        replaced_at: datetime | None,
    ) -> Report:
        heartbeat, before = beat.heartbeat, last.report if last else None
        if before is None:
            look, was_behind, took_over = look_again(None, heartbeat, screening), False, False
        elif before.beat is heartbeat:
            look, was_behind, took_over = before.look, before.was_behind, before.took_over
        else:
            look, was_behind = look_again(before.look, heartbeat, screening), behind(before.beat, before.received_at)
            took_over = before.beat.etag != heartbeat.etag
        return Report(
            beat=heartbeat,
            received_at=beat.received_at,
            etag=served.etag if served else None,
            screening=screening,
            replaced_at=replaced_at,
            look=look,
            was_behind=was_behind,
            took_over=took_over,
        )

    def _screening(self, served: Served | None) -> Screening | None:
        """One for all displays that share a tail, for as long as one of them does."""
        if served is None:
            return None
        key = (served.tail, alerts_of(served.head))
        screening = self._screenings.get(key)
        if screening is None:
            screening = self._screenings[key] = Screening(*key)
        return screening

    def _forget(self, *, changed: bool) -> None:
        """What is of no display any more: looked for where the displays have `changed`, or somebody asked for another."""
        memories: tuple[dict[str, Any], ...] = (self._seen, self._kept, self.spells, self.care)
        for memory in memories:
            if changed or len(memory) > len(self._displays):
                for gone in memory.keys() - set(self._displays):
                    del memory[gone]


def _replaced_at(last: _Seen | None, beat: Beat | None, served: Served | None, now: datetime) -> datetime | None:
    """Since when the manifest that the screen says has not been the one in force. Newer ones are no fresh start: with feeds
    that change each minute a screen that is stuck would always seem to have just missed one.
    """
    if beat is None or served is None or beat.heartbeat.etag == served.etag:
        return None
    if last and last.beat and last.replaced_at and last.beat.heartbeat.etag == beat.heartbeat.etag:
        return last.replaced_at
    return now


def _whole(now: datetime) -> datetime:
    """To the millisecond, as the store keeps moments."""
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
