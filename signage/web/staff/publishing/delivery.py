"""How far something that was published has come: which screens have it, and which have not and why."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from aiohttp import web

from ....domain.catalogue import Catalogue
from ....domain.displays import Display
from ....domain.health import STATUS_WORDS, Health
from ....domain.ulids import new_ulid
from ....words import Words
from ...desk import Desk

KEPT = 100
"""So many are remembered, in this run only."""
NAMED = 60
"""So many screens that have not got it are named."""


class Delivery(NamedTuple):
    """Something that was put on air at `at`; `before` is the ETag of each of its displays until then."""

    at: datetime
    by: str
    titles: tuple[Words, ...]
    before: Mapping[str, str]


Deliveries = OrderedDict[str, Delivery]
DELIVERIES = web.AppKey("deliveries", Deliveries)


class Missing(NamedTuple):
    """A screen that has not got it, and how it is."""

    display: Display
    health: Health
    status: Words


class Progress(NamedTuple):
    """`reached` of `displays` have it. `seconds` is how long it took until the last had it; None while one has not, or where that is not known."""

    displays: int
    reached: int
    missing: list[Missing]
    seconds: float | None


def etags_of(desk: Desk, displays: Iterable[str]) -> dict[str, str]:
    """What each of these is served now."""
    return {one: served.etag if (served := desk.manifests.of(one)) else "" for one in displays}


def keep(deliveries: Deliveries, delivery: Delivery) -> str:
    """Remembers it; the id by which it is found."""
    id = new_ulid(delivery.at)
    deliveries[id] = delivery
    while len(deliveries) > KEPT:
        deliveries.popitem(last=False)
    return id


def progress_of(desk: Desk, catalogue: Catalogue, delivery: Delivery, now: datetime) -> Progress:
    there = [one for one in delivery.before if one in catalogue.displays]
    missing = [one for one in there if not _has(desk, one, delivery.before[one])]
    return Progress(
        displays=len(there),
        reached=len(there) - len(missing),
        missing=[_missing(desk, catalogue.displays[one], now) for one in missing[:NAMED]],
        seconds=None if missing else _took(desk, there, delivery),
    )


def _has(desk: Desk, display: str, before: str) -> bool:
    """Whether what it is served is no longer what it was before, and it has that."""
    served, beat = desk.manifests.of(display), desk.beats.get(display)
    said = (beat.heartbeat.etag, beat.heartbeat.waiting) if beat else ()
    return served is not None and served.etag != before and desk.manifests.reached(display, *said)


def _took(desk: Desk, displays: Iterable[str], delivery: Delivery) -> float | None:
    fetched = [desk.manifests.fetched(one) for one in displays]
    known = [one.at for one in fetched if one]
    return max(known) - delivery.at.timestamp() if known and len(known) == len(fetched) else None


def _missing(desk: Desk, display: Display, now: datetime) -> Missing:
    health = desk.watch.health(display.id, now)
    return Missing(display, health, STATUS_WORDS[health.status])
