"""Tells people of failing displays: what is due becomes a message and rows at once, and each address gets it once."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import structlog

from ..domain.catalogue import Catalogue
from ..domain.displays import Place
from ..domain.messages import Message, MessageKind, Subject, build_message
from ..domain.troubles import Case, Spell, Told, Trouble, due_recoveries, due_troubles, is_unsteady, worsened
from ..errors import StoreError
from ..store.database import Database
from ..store.notifications import (
    Delivery,
    claim_delivery,
    forget_told,
    give_up_others,
    load_deliveries,
    load_message,
    load_told,
    record_accepted,
    record_recoveries,
    record_refused,
    record_troubles,
)
from .addresses import Address, DeliveryError
from .judge_displays import Watch

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (15, 60, 300))
"""After the first failed try, the second, …; then each five minutes: whatever comes later waits for it."""
GIVEN_UP_AFTER = 290
"""A day of tries."""
UNWANTED_AFTER = 3
"""So many for a message that the address itself can't use: it will not be another one tomorrow."""
LEASE = timedelta(minutes=3)
"""A try that was never heard of again, since the server was killed in it, is made again after that."""
TROUBLES = ("wrong", "silent")
AT_WORK = timedelta(hours=1)
"""So long somebody may be at work under a screen that says “in maintenance” before that is told as forgotten."""

log = structlog.get_logger()


class Notifications:
    """`tell` decides and writes, `deliver` sends; each is called every few seconds, so that no address holds up another."""

    def __init__(
        self,
        database: Database,
        catalogue: Callable[[], Awaitable[Catalogue]],
        watch: Watch,
        addresses: Sequence[Address],
        url: Callable[[], str],
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._watch = watch
        self._addresses = [address.key for address in addresses]
        self._url = url
        self._told: list[Told] | None = None
        self._failing: set[str] = set()

    async def tell(self, now: datetime) -> None:
        """Whatever is due becomes messages. What can't be written just now is found again next time."""
        with self._patient("tell"):
            told, self._told = self._told, None  # should it fail, the store knows what was written
            told = await self._load() if told is None else told
            catalogue = await self._catalogue()
            await self._tell_troubles(catalogue, told, now)
            await self._tell_recoveries(catalogue, told, now)
            self._told = told

    @contextmanager
    def _patient(self, what: str) -> Iterator[None]:
        """The store may be full or away; that is logged once."""
        try:
            yield
            self._failing.discard(what)
        except StoreError as problem:
            if what not in self._failing:
                log.error("notifications wait for the database", reason=str(problem))
            self._failing.add(what)

    async def _load(self) -> list[Told]:
        async with self._database.write() as connection:
            await give_up_others(connection, self._addresses)
            return await load_told(connection)

    async def _tell_troubles(self, catalogue: Catalogue, told: list[Told], now: datetime) -> None:
        known = {one.display for one in told}
        cases = [
            Case(display, catalogue.displays[display].place, spell)
            for display, spell in self._watch.spells.items()
            if spell.kind == "trouble" and display in catalogue.displays and display not in known
            if self._may_tell(display, spell, now)
        ]
        worse = self._worsened(catalogue, told, now)
        cases += worse.values()
        for group in due_troubles(cases, now):
            unsteady = is_unsteady(group[0].spell, now)
            subjects = [self._failing_one(case, catalogue, unsteady, now) for case in group]
            message = self._message("unsteady" if unsteady else "trouble", subjects, catalogue, now)
            async with self._database.write() as connection:
                before = [one for one in told if one.display in worse]
                new = await record_troubles(connection, message, self._addresses, before)
            names = {one.display for one in new}
            told[:] = [one for one in told if one.display not in names] + new
            log.info("told of failing displays", displays=len(group), place=group[0].place, kind=message.kind)

    def _worsened(self, catalogue: Catalogue, told: Sequence[Told], now: datetime) -> dict[str, Case]:
        """The displays of which something less was told, by id."""
        found = {}
        for one in told:
            kept, spell = self._watch.statuses.get(one.display), self._watch.spells.get(one.display)
            if kept is None or spell is None or one.display not in catalogue.displays:
                continue
            case = worsened(one, kept.code, self._watch.since(kept, now), now)
            if case is not None and self._may_tell(one.display, spell, now):
                found[one.display] = case
        return found

    def _may_tell(self, display: str, spell: Spell, now: datetime) -> bool:
        if self._watch.is_muted(display, now):
            return False
        health = self._watch.health(display, now)
        at_work = health.code == "covered" and now - spell.since < AT_WORK
        return health.status in TROUBLES and not at_work

    def _may_tell_well(self, display: str, now: datetime) -> bool:
        """While its answer is awaited nobody knows, however long it was well before the server stopped."""
        return not self._watch.is_muted(display, now) and self._watch.health(display, now).status != "late"

    def _failing_one(self, case: Case, catalogue: Catalogue, unsteady: bool, now: datetime) -> Subject:
        display, health = catalogue.displays[case.display], self._watch.health(case.display, now)
        place = _place_of(case.place, catalogue)
        if unsteady:
            times = len(case.spell.began)
            says = {
                "ja": f"1時間に {times}回、途切れています。",
                "en": f"It has failed {times} times within an hour.",
            }
            return Subject(display, place, "unsteady", "unsteady", says, case.spell.began[0])
        trouble: Trouble = "silent" if health.status == "silent" else "wrong"
        since = min(case.spell.since, health.since or case.spell.since)
        return Subject(display, place, trouble, health.code, health.says, since)

    async def _tell_recoveries(self, catalogue: Catalogue, told: list[Told], now: datetime) -> None:
        gone = [one for one in told if one.display not in catalogue.displays]
        if gone:
            async with self._database.write() as connection:
                await forget_told(connection, gone, now)
        there = [one for one in told if one.display in catalogue.displays]
        spells = {
            one.display: spell
            for one in there
            if (spell := self._watch.spells.get(one.display)) and self._may_tell_well(one.display, now)
        }
        for group in due_recoveries(there, spells, now):
            message = self._message("recovery", _well_again(group, catalogue, spells), catalogue, now)
            async with self._database.write() as connection:
                await record_recoveries(connection, group, message, self._addresses)
            over = {one.id for one in group}
            there = [one for one in there if one.id not in over]
            log.info("told that displays are well again", displays=len(group), place=group[0].place)
        told[:] = there

    def _message(self, kind: MessageKind, subjects: Sequence[Subject], catalogue: Catalogue, now: datetime) -> Message:
        places = {subject.place.id for subject in subjects}
        of = sum(display.place in places for display in catalogue.displays.values())
        return build_message(kind, subjects, of, self._url(), now)

    async def deliver(self, address: Address, now: datetime) -> None:
        """Sends what is due at an address, one message after the other, in the order in which they were told.

        Until one is not due yet, or fails: what comes after it waits, so that no recovery comes before its trouble.
        """
        with self._patient(f"deliver {address.key}"):
            async with self._database.read() as connection:
                queue = await load_deliveries(connection, address.key)
            for delivery in queue:
                if _waits(delivery, now) or not await self._deliver_one(address, delivery, now):
                    return

    async def _deliver_one(self, address: Address, delivery: Delivery, now: datetime) -> bool:
        """One try; whether the next message may follow."""
        async with self._database.write() as connection:
            if not await claim_delivery(connection, delivery, now + LEASE):
                return False
            message = await load_message(connection, delivery.message)
        try:
            await address.send(delivery.message, message)
        except DeliveryError as problem:
            return await self._refused(address, delivery, problem, now)
        async with self._database.write() as connection:
            await record_accepted(connection, delivery, now)
        if address.key in self._failing:
            self._failing.discard(address.key)
            log.info("messages are delivered again", address=address.name)
        return True

    async def _refused(self, address: Address, delivery: Delivery, problem: DeliveryError, now: datetime) -> bool:
        tries = delivery.tries + 1
        given_up = tries >= (UNWANTED_AFTER if problem.unwanted else GIVEN_UP_AFTER)
        due_at = None if given_up else now + PAUSES[min(tries, len(PAUSES)) - 1]
        async with self._database.write() as connection:
            await record_refused(connection, delivery, problem.message, due_at)
        if address.key not in self._failing:
            self._failing.add(address.key)
            log.warning("a message could not be delivered", address=address.name, reason=problem.message)
        if given_up:
            log.warning("a message was given up", address=address.name, tries=tries, reason=problem.message)
        return given_up


def _waits(delivery: Delivery, now: datetime) -> bool:
    """One that is due later than any pause lasts was put off before the clock was set back."""
    return now < delivery.due_at <= now + PAUSES[-1]


def _well_again(group: Sequence[Told], catalogue: Catalogue, spells: Mapping[str, Spell]) -> list[Subject]:
    return [
        Subject(
            display=catalogue.displays[one.display],
            place=_place_of(one.place, catalogue),
            trouble=one.trouble,
            code="",
            says={},
            since=one.begun_at,
            until=spells[one.display].since,
        )
        for one in group
    ]


def _place_of(id: str, catalogue: Catalogue) -> Place:
    """A display may be moved, and its old place be gone."""
    return catalogue.places.get(id) or Place(id=id, name={"ja": id})
