"""Before publishing: what would be otherwise. After: which screens have it, counted as it happens."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from aiohttp import web

from ....actions.edit_playlist import last_step
from ....actions.publish_drafts import publish_drafts
from ....domain.catalogue import Catalogue
from ....domain.comparison import Comparison, no_difference
from ....domain.drafts import Draft, digest_of_drafts, with_drafts
from ....domain.legibility import FindingCode
from ....errors import ConflictError
from ....store.accepted import Accepted, load_accepted
from ....store.drafts import load_drafts, load_origins_by_name, load_steps
from ....words import Words
from ...auth import form_of, go_to, needs, text_of
from ...desk import DESK, Desk
from ...visitor import name_of
from ..approval.accepting import NOT_SAID, UnreadError, Yes, accept_part, rows_of, yes_in
from ..approval.legibility import Foreseen, foresee_drafts
from ..pages import part, render, renewed, version_of
from ..pictures import title_of
from ..playlists.playlist import NOTICES
from ..set_up import person_of
from .delivery import DELIVERIES, Delivery, etags_of, keep, progress_of
from .views import DraftRow, conflict_rows, draft_rows, emptied_rows, outcome_rows, slide_rows

TITLE: Words = {"ja": "公開の前に確かめる", "en": "Before publishing"}
DONE: Words = {"ja": "公開しました", "en": "Published"}
WAIT_SECONDS = 0.2
"""So long a page waits for the comparison; else it says so and asks again by itself."""
MOST_SECONDS = 60
FORM_BYTES = 1_000_000
KEPT = 8


class Prospect(NamedTuple):
    """What would be otherwise, and by item what people could not read of what comes."""

    found: Comparison
    foreseen: Mapping[str, Foreseen]

    def unread(self, accepted: Mapping[str, Accepted]) -> dict[str, list[FindingCode]]:
        """By item the codes that nobody has accepted of it yet."""
        codes = {
            id: [code for code in one.unreadable if id not in accepted or code not in accepted[id].codes]
            for id, one in self.foreseen.items()
        }
        return {id: its for id, its in codes.items() if its}


Tasks = OrderedDict[tuple[object, ...], asyncio.Task[Prospect]]
COMPARISONS = web.AppKey("comparisons", Tasks)


def add_publishing(app: web.Application) -> None:
    """What these pages remember, in this run only."""
    app[COMPARISONS], app[DELIVERIES] = OrderedDict(), OrderedDict()


@needs("arrange")
async def get_publish(request: web.Request) -> web.StreamResponse:
    """What would change; with `of`, how far what was published has come."""
    if delivery := request.app[DELIVERIES].get(request.query.get("of", "")):
        return await _delivered(request, delivery)
    return await _page(request)


async def _page(request: web.Request, *, status: int = 200, yes: Yes = NOT_SAID, unread: bool = False) -> web.Response:
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue = await desk.catalogue()
    rows = await _rows(request, catalogue)
    publishable = [row.draft for row in rows if row.theirs and not row.moved]
    after = with_drafts(catalogue, publishable)
    prospect = await _prospect(request, catalogue, publishable, after, now)
    step = await last_step(desk.database, person_of(request).name)
    notice = request.query.get("notice", "")
    told = NOTICES["undone"] if notice == "undone" else {}
    values: dict[str, Any] = {"rows": rows, "step": step, "stale": notice == "stale", "told": told}
    if prospect is None:
        return await render(request, "publish-waits.html", title=TITLE, now=now, **values)
    found = prospect.found
    open_codes = prospect.unread(await _accepted(desk))
    unread_rows = [row for id in open_codes for row in rows_of(prospect.foreseen[id], title_of(id, after))]
    return await render(
        request,
        "publish.html",
        title=TITLE,
        status=status,
        now=now,
        **values,
        accept=accept_part(request, unread_rows, _told(open_codes), now, yes, unread),
        found=found,
        seen=digest_of_drafts(publishable),
        publishable=publishable,
        added=await slide_rows(desk, found.added, after, now),
        changed=await slide_rows(desk, found.changed, after, now),
        dropped=await slide_rows(desk, found.dropped, catalogue, now),
        outcomes=outcome_rows(found, after),
        emptied=emptied_rows(found, after),
        conflicts=conflict_rows(found.conflicts, after),
    )


@needs("arrange")
async def post_publish(request: web.Request) -> web.StreamResponse:
    """Publishes the drafts that the page has shown, and no others; a yes is to what it told, and to nothing else."""
    form = await form_of(request, FORM_BYTES)
    desk, now = request.app[DESK], datetime.now(UTC)
    catalogue = await desk.catalogue()
    rows = [row for row in await _rows(request, catalogue) if row.theirs and not row.moved]
    drafts = [row.draft for row in rows]
    task, yes = _comparing(request, catalogue, drafts, with_drafts(catalogue, drafts), now), yes_in(form)
    async with asyncio.timeout(MOST_SECONDS):
        prospect = await asyncio.shield(task)
    before, unread = etags_of(desk, prospect.found.touched), prospect.unread(await _accepted(desk))
    names, seen = {one.name for one in drafts}, text_of(form, "seen")
    try:
        yes.to(_told(unread), "publish")
        await publish_drafts(desk.database, name_of(request), now, names, seen, unread, yes.reason)
    except UnreadError:
        return await _page(request, status=422, yes=yes, unread=True)
    except ConflictError:
        raise go_to("/publish?notice=stale") from None
    delivery = Delivery(now, name_of(request), tuple(row.title for row in rows), before)
    raise go_to(f"/publish?of={keep(request.app[DELIVERIES], delivery)}")


def _told(unread: Mapping[str, Iterable[FindingCode]]) -> list[str]:
    """What can't be read, each code with its item, as the form carries it."""
    return [f"{id} {code}" for id, codes in unread.items() for code in codes]


async def _rows(request: web.Request, catalogue: Catalogue) -> list[DraftRow]:
    async with request.app[DESK].database.read() as connection:
        drafts, steps = await load_drafts(connection), await load_steps(connection)
        origins = await load_origins_by_name(connection)
    return draft_rows(drafts, steps, catalogue, origins, person_of(request))


async def _accepted(desk: Desk) -> dict[str, Accepted]:
    async with desk.database.read() as connection:
        return await load_accepted(connection)


async def _prospect(
    request: web.Request, catalogue: Catalogue, drafts: list[Draft], after: Catalogue, now: datetime
) -> Prospect | None:
    """None while it takes longer than a page should."""
    if not drafts:
        return Prospect(no_difference(catalogue), {})
    task = _comparing(request, catalogue, drafts, after, now)
    done, _ = await asyncio.wait({task}, timeout=WAIT_SECONDS)
    return task.result() if done else None


def _comparing(
    request: web.Request, catalogue: Catalogue, drafts: list[Draft], after: Catalogue, now: datetime
) -> asyncio.Task[Prospect]:
    """The prospect that is under way for this, else a new one; within a minute the answer stays the same."""
    tasks, desk = request.app[COMPARISONS], request.app[DESK]
    key = (catalogue.revision, digest_of_drafts(drafts), now.replace(second=0, microsecond=0))
    if key not in tasks or _failed(tasks[key]):
        tasks[key] = asyncio.create_task(_foresee(desk, catalogue, drafts, after, now))
        while len(tasks) > KEPT:
            tasks.popitem(last=False)
    return tasks[key]


async def _foresee(desk: Desk, catalogue: Catalogue, drafts: list[Draft], after: Catalogue, now: datetime) -> Prospect:
    found = await desk.rehearsals.compare(catalogue, after, now)
    return Prospect(found, await foresee_drafts(desk, found, drafts, after, now))


def _failed(task: asyncio.Task[Prospect]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


async def _delivered(request: web.Request, delivery: Delivery) -> web.StreamResponse:
    desk, now = request.app[DESK], datetime.now(UTC)
    progress = progress_of(desk, await desk.catalogue(), delivery, now)
    html = part(request, "publish-delivery.html", now=now, progress=progress)
    if "HX-Request" in request.headers:
        return renewed(request, html, now)
    here = str(request.rel_url)
    return await render(
        request,
        "published.html",
        title=DONE,
        now=now,
        html=html,
        version=version_of(html),
        here=here,
        delivery=delivery,
    )
