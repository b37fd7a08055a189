"""Orders of posters: how far each has come, its files, and what to do with them."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from aiohttp import hdrs, web

from ....actions.kept_orders import CANCELLED, is_over, may_print, printing_of
from ....actions.print_orders import ARCHIVE
from ....domain.finding_words import says as finding_says
from ....domain.poster_orders import Printing, Progress
from ....domain.posters import TEMPLATES
from ....domain.workflow import owns
from ....errors import ConflictError, NotFoundError
from ....store.posters import KeptOrder, load_order, load_orders, load_posters
from ....words import Words
from ...auth import form_of, go_to, needs, text_of
from ...desk import DESK
from ..pages import HEADERS, part, render, renewed, version_of
from ..set_up import person_of

ORDERS = "/posters/orders"
LISTED = 8
FILES: Mapping[str, tuple[str, Words]] = {
    "posters.pdf": ("application/pdf", {"ja": "ポスター（1つのPDF）", "en": "The posters (one PDF)"}),
    ARCHIVE: ("application/zip", {"ja": "ポスター（1枚ずつのPDF、ZIP）", "en": "The posters (a PDF each, ZIP)"}),
    "list.pdf": ("application/pdf", {"ja": "どこに何を貼るかの表（PDF）", "en": "The list of what goes where (PDF)"}),
    "list.csv": ("text/csv", {"ja": "どこに何を貼るかの表（CSV）", "en": "The list of what goes where (CSV)"}),
}
"""What an order leaves, as it is offered."""
TITLE: Words = {"ja": "ポスター", "en": "Posters"}
"""Of an order whose posters have no words of their own."""
EARLY_SECONDS = 5
"""Before that nobody is told how long it still takes."""


class OrderRow(NamedTuple):
    """An order in a list. `done` of its `sheets`."""

    id: str
    title: Words
    made_at: datetime
    by: str
    posters: int
    sheets: int
    done: int
    under_way: bool
    called_off: bool
    problem: str
    again: bool


class Result(NamedTuple):
    """A file to take."""

    name: str
    says: Words
    bytes: int

    @property
    def size(self) -> str:
        return f"{self.bytes / 1e6:.1f} MB" if self.bytes >= 100_000 else f"{max(1, round(self.bytes / 1000))} kB"


class OrderView(NamedTuple):
    kept: KeptOrder
    printing: Printing
    row: OrderRow
    results: list[Result]
    left: timedelta | None
    may_print: bool
    may_call_off: bool


@needs("make posters")
async def get_order(request: web.Request) -> web.StreamResponse:
    """How far it is, then its files; for the page's own script only that part, and once it is over the page anew: its buttons
    stand outside of that part, and other ones are right by then.
    """
    now, view, live = datetime.now(UTC), await _view(request), "HX-Request" in request.headers
    if live and not view.row.under_way:
        return web.Response(headers={**HEADERS, "HX-Redirect": request.rel_url.path})
    html = part(request, "poster-order-state.html", now=now, view=view, says=finding_says)
    if live:
        return renewed(request, html, now)
    catalogue = await request.app[DESK].catalogue()
    return await render(
        request,
        "poster-order.html",
        title=view.row.title,
        now=now,
        view=view,
        html=html,
        version=version_of(html),
        here=request.rel_url.path,
        item=catalogue.items.get(view.printing.order.item),
        design=TEMPLATES.get(view.printing.order.template, {"ja": view.printing.order.template}),
        public_url=request.app[DESK].settings.public_url,
        late="late" in request.query,
    )


@needs("make posters")
async def get_order_file(request: web.Request) -> web.StreamResponse:
    """One of its files. Raises NotFoundError for any other, and where they were swept away."""
    id, name = request.match_info["order"], request.match_info["name"]
    path = request.app[DESK].orders.folder(id) / name
    if name not in FILES or not await asyncio.to_thread(path.is_file):
        raise NotFoundError("this order has no such file (any more)", name)
    disposition = f'attachment; filename="{path.stem}-{id[-6:]}{path.suffix}"'
    return web.FileResponse(
        path, headers=HEADERS | {hdrs.CONTENT_TYPE: FILES[name][0], hdrs.CONTENT_DISPOSITION: disposition}
    )


@needs("make posters")
async def post_order(request: web.Request) -> web.StreamResponse:
    """Prints it anew (`act` again), or calls it off (`act` off)."""
    act = text_of(await form_of(request), "act")
    id, orders = request.match_info["order"], request.app[DESK].orders
    try:
        if act == "again":
            await orders.again(id, person_of(request))
        elif act == "off":
            await orders.call_off(id, person_of(request), datetime.now(UTC))
    except ConflictError:
        raise go_to(f"{ORDERS}/{id}?late") from None
    raise go_to(f"{ORDERS}/{id}")


async def recent_orders(request: web.Request) -> list[OrderRow]:
    """The newest few."""
    desk = request.app[DESK]
    async with desk.database.read() as connection:
        found = await load_orders(connection, LISTED)
    return [_row(kept, desk.orders.progress) for kept in found]


async def _view(request: web.Request) -> OrderView:
    desk, id = request.app[DESK], request.match_info["order"]
    async with desk.database.read() as connection:
        kept = await load_order(connection, id)
        if kept is None:
            raise NotFoundError("there is no such order", id)
        posters = await load_posters(connection, printing_of(kept).spots)
    printing, row = printing_of(kept), _row(kept, desk.orders.progress)
    results = [] if row.under_way else await asyncio.to_thread(_results, desk.orders.folder(id))
    person = person_of(request)
    mine = owns(person, kept.department)
    untouched = printing.again or all(one.state == "made" for one in posters)
    off = mine and untouched and not row.called_off
    again = may_print(kept, person) and not is_over(kept)
    return OrderView(kept, printing, row, results, _left(desk.orders.progress.get(id)), again, off)


def _row(kept: KeptOrder, progress: Mapping[str, Progress]) -> OrderRow:
    printing, under_way = printing_of(kept), kept.done_at is None and not kept.problem
    at = progress.get(kept.id)
    return OrderRow(
        id=kept.id,
        title=printing.title or TITLE,
        made_at=kept.made_at,
        by=kept.by,
        posters=len(printing.spots),
        sheets=at.sheets if at else printing.sheets,
        done=at.done if at else 0 if under_way else printing.sheets,
        under_way=under_way,
        called_off=kept.problem == CANCELLED,
        problem=kept.problem,
        again=printing.again,
    )


def _results(folder: Path) -> list[Result]:
    """Blocking."""
    return [
        Result(name, says, (folder / name).stat().st_size)
        for name, (_, says) in FILES.items()
        if (folder / name).is_file()
    ]


def _left(at: Progress | None) -> timedelta | None:
    """How long it still takes; None where that isn't known yet, or where nobody has waited for long."""
    now = datetime.now(UTC)
    return at.left(now) if at and (now - at.begun_at).total_seconds() >= EARLY_SECONDS else None
