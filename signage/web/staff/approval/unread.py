"""What people can't read of an item that is on air: on which displays, what to do about it, and the yes that lets it be."""

from datetime import UTC, datetime
from urllib.parse import quote

from aiohttp import web

from ....actions.accept_findings import accept_findings
from ....domain.content import Item
from ....errors import NotFoundError
from ....store.accepted import Accepted, load_accepted
from ....words import Words
from ...auth import form_of, go_to, needs
from ...desk import DESK
from ...visitor import name_of
from ..content.asked import asked_for
from ..content.office import who
from ..content.open_tasks import OPEN_TASKS
from ..pages import render
from .accepting import NOT_SAID, UnreadError, Yes, accept_part, rows_of, yes_in
from .legibility import Foreseen, lines_of

TITLE: Words = {"ja": "読めないところ", "en": "What can’t be read"}
NAMED = 100


@needs("see content")
async def get_unread(request: web.Request) -> web.StreamResponse:
    return await _page(request, await _item(request))


@needs("write for all")
async def post_unread(request: web.Request) -> web.StreamResponse:
    """Lets it be as it is, with a reason. What was found since the page was made needs a look of its own."""
    form, item, desk = await form_of(request), await _item(request), request.app[DESK]
    yes, codes = yes_in(form), _foreseen(request, item).unreadable
    try:
        reason = yes.to(codes, item.id).reason
    except UnreadError:
        return await _page(request, item, status=422, yes=yes, unread=True)
    if codes:
        await accept_findings(desk.database, item.id, codes, reason, name_of(request), datetime.now(UTC))
        await desk.unreadable.look()
    request.app[OPEN_TASKS].forget()
    raise go_to(f"/content/{quote(item.id, safe='')}/unread")


async def _item(request: web.Request) -> Item:
    """Raises NotFoundError, and NotYoursError as the item's own page does."""
    asked = await asked_for(request)
    item = asked.catalogue.items.get(asked.id)
    if item is None:
        raise NotFoundError("there is no such item on air", asked.id)
    if newest := (await asked.standing()).newest:
        await asked.check_reader(newest)
    return item


def _foreseen(request: web.Request, item: Item) -> Foreseen:
    return Foreseen(request.app[DESK].unreadable.judged(item.id))


async def _page(
    request: web.Request, item: Item, *, status: int = 200, yes: Yes = NOT_SAID, unread: bool = False
) -> web.Response:
    desk, now, foreseen = request.app[DESK], datetime.now(UTC), _foreseen(request, item)
    async with desk.database.read() as connection:
        accepted = (await load_accepted(connection)).get(item.id)
    catalogue = await desk.catalogue()
    displays = list(dict.fromkeys(id for one in foreseen.wrong for id in one.displays))
    is_open = not _covers(accepted, foreseen)
    rows = rows_of(foreseen, {}) if is_open and who(request).may("write for all") else []
    return await render(
        request,
        "unread.html",
        title=TITLE,
        status=status,
        now=now,
        item=item,
        lines=lines_of(foreseen.wrong),
        accepted=None if is_open else accepted,
        accept=accept_part(request, rows, foreseen.unreadable, now, yes, unread, listed=False),
        displays=[catalogue.displays[id] for id in displays[:NAMED] if id in catalogue.displays],
        more=max(0, len(displays) - NAMED),
    )


def _covers(accepted: Accepted | None, foreseen: Foreseen) -> bool:
    return accepted is not None and accepted.codes >= set(foreseen.unreadable)
