"""The home page: what waits for whoever opens it, what is on the screens now, and what has changed since the last working day."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncConnection

from ...domain.calendars import first_instant, local_day
from ...domain.catalogue import Catalogue
from ...domain.displays import Display
from ...domain.forms.place import TYPES
from ...domain.health import STATUS_WORDS, Status
from ...domain.workflow import reads
from ...store.departments import load_departments
from ...store.deputies import stands_in_for
from ...store.edits import Edit, load_edits_since
from ...store.ownership import load_owners
from ...words import Words
from ..auth import needs
from ..desk import DESK, Desk
from ..visitor import Visitor
from .approval.page import done_words
from .content.office import source_names, who
from .content.open_tasks import OPEN_TASKS
from .history_teller import titles_of
from .pages import language_of, render, times_of
from .pictures import Picture, should_show, sizes_of
from .settings.settings import steps_of
from .since import Reader, changes_since, heading, last_working_day
from .task_views import Told, tasks_of

TITLE: Words = {"ja": "ホーム", "en": "Home"}
GROUPS = 6
"""So many groups of places are told."""
OTHER: Words = {"ja": "そのほか", "en": "Other places"}


class OnAir(NamedTuple):
    """The places of one type: how many there are, and what one of their displays shows now."""

    type: Words
    places: int
    displays: int
    display: Display
    picture: Picture


@needs("see displays")
async def get_home(request: web.Request) -> web.StreamResponse:
    desk, now, visitor = request.app[DESK], datetime.now(UTC), who(request)
    catalogue, language, times = await desk.catalogue(), language_of(request), times_of(request, now)
    open_tasks = request.app[OPEN_TASKS]
    found = await open_tasks.of(visitor, now)
    day = last_working_day(local_day(now, times.zone), desk.settings.country)
    since = first_instant(day, times.zone)
    async with desk.database.read() as connection:
        departments = await load_departments(connection)
        edits = await _edits_since(connection, since, visitor, now)
        titles = await titles_of(connection, edits)
    tasks = await tasks_of(found, Told(desk, catalogue, departments, language, times, now))
    steps = [step for step in await steps_of(desk) if visitor.may(step.act)]
    groups = on_air(desk, catalogue, now)
    reader = Reader(times, await source_names(request), visitor.may("see content"), titles)
    return await render(
        request,
        "home.html",
        title=TITLE,
        now=now,
        tasks=tasks,
        count=found.how_many,
        totals=_totals(open_tasks.totals(now, catalogue)),
        displays=len(catalogue.displays),
        groups=groups,
        heading=heading(day, times),
        changes=changes_since(edits, catalogue, since, now, reader),
        next_step=next((step for step in steps if not step.done), None),
        done=await done_words(request),
        sizes_url=f"/static/sizes.css?of={','.join(sizes_of(catalogue.displays.values()))}",
    )


async def _edits_since(connection: AsyncConnection, since: datetime, visitor: Visitor, now: datetime) -> list[Edit]:
    """Without those of items that another department answers for, where this person may not look at them."""
    if not visitor.may("see history"):
        return []
    edits = await load_edits_since(connection, since, ("item", "playlist"))
    owners = await load_owners(connection, "item", {edit.name for edit in edits if edit.noun == "item"})
    deputy_of = await stands_in_for(connection, visitor.name, now)
    hidden = {name for name, owner in owners.items() if not reads(visitor.person, owner, deputy_of)}
    return [edit for edit in edits if edit.noun != "item" or edit.name not in hidden]


def _totals(totals: dict[Status, int]) -> list[tuple[str, Words, int]]:
    """(mark, word, count) of each status that there is; what stands still on purpose as one."""
    stopped = totals["off"] + totals["maintenance"]
    rows = [(status, STATUS_WORDS[status], totals[status]) for status in ("wrong", "silent", "late", "never", "ok")]
    rows.append(("off", {"ja": "計画停止・保守", "en": "Stopped on purpose"}, stopped))
    return [row for row in rows if row[2]]


def on_air(desk: Desk, catalogue: Catalogue, now: datetime) -> list[OnAir]:
    """By type of place, those with the most displays first. The picture is of a display that lies, if one shows anything."""
    by_type: dict[str, list[Display]] = {}
    for display in catalogue.displays.values():
        place = catalogue.places.get(display.place)
        by_type.setdefault(place.type if place else "", []).append(display)
    ordered = sorted(by_type.items(), key=lambda one: (-len(one[1]), one[0]))
    return [_on_air(desk, catalogue, type, displays, now) for type, displays in ordered[:GROUPS]]


def _on_air(desk: Desk, catalogue: Catalogue, type: str, displays: list[Display], now: datetime) -> OnAir:
    looked = sorted(displays[:20], key=lambda one: one.height > one.width)
    pictures = ((one, should_show(one, desk.watch.should_show(one.id, now), catalogue)) for one in looked)
    shown = list(_until_lit(pictures))
    display, picture = shown[-1] if shown[-1][1].kind == "slide" else shown[0]
    says = TYPES.get(type, {"ja": type} if type else OTHER)
    return OnAir(says, len({one.place for one in displays}), len(displays), display, picture)


def _until_lit(pictures: Iterable[tuple[Display, Picture]]) -> Iterator[tuple[Display, Picture]]:
    for one in pictures:
        yield one
        if one[1].kind == "slide":
            return
