"""What waits for a person: read from memory and a few small queries, and kept for some seconds, since every page counts it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from ....domain.accounts import Act, Person, may
from ....domain.catalogue import Catalogue
from ....domain.conflicts import Conflict
from ....domain.content import Item, ends_at
from ....domain.fleet import Question, Row, fleet_of
from ....domain.health import STATUSES, Status
from ....domain.item_filter import EXPIRES_WITHIN
from ....domain.on_air import Unreadable, together
from ....domain.poster_needs import NeedCode, wall_of
from ....domain.workflow import SOURCE, Version, owns, steps
from ....store.deputies import stands_in_for
from ....store.link_checks import load_troubled
from ....store.links import load_links
from ....store.posters import load_posters
from ....store.problems import Problem, load_problems
from ....store.sources import FETCH_NOUN, FILE_NOUN
from ....store.versions import load_newest
from ....words import Words
from ...desk import Desk
from ...visitor import Visitor
from ..links.views import BrokenLink, concerns, load_uses

KEPT = timedelta(seconds=5)
SOON_OVER = 200
"""So many that end soonest are looked at."""
TO_MEND: dict[str, Act] = {
    FETCH_NOUN: "set up",
    FILE_NOUN: "set up",
    "playlist": "arrange",
    "calendar": "set up places",
    "template": "set up",
    "media": "write for all",
    "slide": "write for all",
}
"""Problems that somebody has to see to, in this order, and what whoever can must be allowed; others are notes that stand with
what they are about.
"""


class Open(NamedTuple):
    """In the order in which they are to be seen to. `dead_air` is one task, however many sentences; `problems` are by noun. `posters`
    are one task too: for each that somebody is to look after why, the worst first.
    """

    troubles: Sequence[Row] = ()
    remanded: Sequence[Version] = ()
    requests: Sequence[Version] = ()
    conflicts: Sequence[Conflict] = ()
    dead_air: Sequence[Words] = ()
    unreadable: Sequence[Sequence[Unreadable]] = ()
    expiring: Sequence[Version] = ()
    problems: Sequence[tuple[str, Sequence[Problem]]] = ()
    links: Sequence[BrokenLink] = ()
    posters: Sequence[Sequence[NeedCode]] = ()

    @property
    def how_many(self) -> int:
        return sum(map(len, self)) - max(0, len(self.dead_air) - 1) - max(0, len(self.posters) - 1)


class _Trouble(NamedTuple):
    rows: Sequence[Row]
    totals: dict[Status, int]


class OpenTasks:
    """Of everyone who asks: what was found for one is kept for KEPT, or until `forget`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kept: dict[str, tuple[datetime, Person, Open]] = {}
        self._trouble: tuple[datetime, _Trouble] | None = None

    async def of(self, who: Visitor, now: datetime) -> Open:
        until, person, found = self._kept.get(who.name, (now, None, Open()))
        if person == who.person and now < until:
            return found
        found = await self._load(who.person, now)
        self._kept = {name: one for name, one in self._kept.items() if now < one[0]}
        self._kept[who.name] = (now + KEPT, who.person, found)
        return found

    async def count(self, who: Visitor, now: datetime) -> int:
        return (await self.of(who, now)).how_many

    def forget(self) -> None:
        """Somebody has just done something that others waited for."""
        self._kept.clear()

    def totals(self, now: datetime, catalogue: Catalogue) -> dict[Status, int]:
        """How many displays are how, as of a few seconds ago."""
        return self._troubles(now, catalogue).totals

    async def _load(self, person: Person, now: datetime) -> Open:
        catalogue = await self._desk.catalogue()
        expiring = _ending(catalogue, now) if may(person.role, "write content") else []
        async with self._desk.database.read() as connection:
            deputy_of = await stands_in_for(connection, person.name, now)
            waiting = await load_newest(connection, stages=("requested", "remanded"))
            renewable = await load_newest(connection, items=[one.id for one in expiring]) if expiring else []
            problems = await load_problems(connection) if may(person.role, "write for all") else []
            links = await _broken(connection, catalogue, person, now) if may(person.role, "keep links") else []
            posters = await _posters(connection, self._desk, catalogue, person, now)
        arranges = may(person.role, "arrange")
        concerns = self._desk.concerns.found
        return Open(
            troubles=self._troubles(now, catalogue).rows if may(person.role, "care for displays") else (),
            remanded=[one for one in waiting if one.stage == "remanded" and person.name in (one.by, one.asked_by)],
            requests=_oldest_first(one for one in waiting if "approve" in steps(one, person, deputy_of)),
            conflicts=concerns.conflicts if arranges else (),
            dead_air=concerns.dead_air if arranges else (),
            unreadable=together(self._desk.unreadable.found) if may(person.role, "write for all") else (),
            expiring=_to_renew(expiring, renewable, person),
            problems=_by_noun(problems, person),
            links=links,
            posters=posters,
        )

    def _troubles(self, now: datetime, catalogue: Catalogue) -> _Trouble:
        if self._trouble is None or self._trouble[0] <= now:
            healths = self._desk.watch.healths(now)
            fleet = fleet_of(catalogue.displays, catalogue.places, healths, Question())
            rows = [row for row in fleet.troubles if row.health.status != "late"]
            self._trouble = now + KEPT, _Trouble(rows, {status: fleet.totals[status] for status in STATUSES})
        return self._trouble[1]


def _ending(catalogue: Catalogue, now: datetime) -> list[Item]:
    """What staff wrote whose period (not its event) has begun and is over soon, the soonest first."""
    down = {gone.item.id for gone in catalogue.taken_down}
    found = [
        (ends, item)
        for item in catalogue.items.values()
        if item.source == SOURCE and (ends := item.period.ends_at) and now < ends <= now + EXPIRES_WITHIN
        if ends_at(item) == ends and item.id not in down and (item.period.begins_at or now) <= now
    ]
    return [item for _, item in sorted(found, key=lambda one: (one[0], one[1].id))][:SOON_OVER]


def _to_renew(items: Iterable[Item], newest: Iterable[Version], person: Person) -> list[Version]:
    """Those of this person's department of which no newer version is under way."""
    known = {one.item.id: one for one in newest}
    found = (known[item.id] for item in items if item.id in known)
    return [one for one in found if one.stage == "approved" and owns(person, one.department)]


async def _broken(connection: AsyncConnection, catalogue: Catalogue, person: Person, now: datetime) -> list[BrokenLink]:
    """Those in use that this person answers for."""
    troubled = await load_troubled(connection, now)
    if not troubled:
        return []
    uses = await load_uses(connection, catalogue, {link.asked for link, _ in troubled}, person)
    found = (BrokenLink(link, check, uses.of(link), uses.posters.get(link.code, 0)) for link, check in troubled)
    return [one for one in found if one.in_use and concerns(one.link, one.uses, person)]


async def _posters(
    connection: AsyncConnection, desk: Desk, catalogue: Catalogue, person: Person, now: datetime
) -> list[list[NeedCode]]:
    """Why each poster is to be looked after that this person goes round to: technicians to all, others to their department's."""
    if not may(person.role, "post posters"):
        return []
    hanging, settings = await load_posters(connection), desk.settings
    mine = [one for one in hanging if may(person.role, "care for displays") or owns(person, one.poster.department)]
    local = now.astimezone(ZoneInfo(settings.timezone))
    wall = wall_of(catalogue, await load_links(connection) if mine else {}, local, settings.poster_days)
    return [[need.code for need in needs] for one in mine if (needs := wall.needs(one))]


def _oldest_first(versions: Iterable[Version]) -> list[Version]:
    return sorted(versions, key=lambda one: (one.asked_at or one.changed_at, one.item.id))


def _by_noun(problems: Sequence[Problem], person: Person) -> list[tuple[str, Sequence[Problem]]]:
    theirs = [noun for noun, act in TO_MEND.items() if may(person.role, act)]
    found = ((noun, [one for one in problems if one.noun == noun]) for noun in theirs)
    return [(noun, its) for noun, its in found if its]


OPEN_TASKS = web.AppKey("open tasks", OpenTasks)
