"""Orders of posters as they are kept: the order made of what was asked, whose it is, and what came of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.accounts import Person
from ..domain.legibility import Finding
from ..domain.poster_orders import Printing
from ..domain.posters import Poster, PosterOrder
from ..domain.ulids import is_ulid, new_ulid
from ..domain.workflow import owns
from ..errors import ForbiddenError, NotFoundError
from ..store.edits import record_edit
from ..store.erasures import ENDED
from ..store.posters import KeptOrder, load_order, name_order, record_order
from ..words import Words

NOUN = "poster"
CANCELLED = "cancelled"


def printing_of(kept: KeptOrder) -> Printing:
    return msgspec.json.decode(kept.body, type=Printing)


def with_findings(kept: KeptOrder, findings: Sequence[Finding]) -> str:
    return msgspec.json.encode(msgspec.structs.replace(printing_of(kept), findings=tuple(findings))).decode()


async def keep_printed(
    connection: AsyncConnection,
    order: PosterOrder,
    title: Words,
    posters: Sequence[Poster],
    by: str,
    now: datetime,
    *,
    one_each: bool,
) -> None:
    """Keeps an order that is printed elsewhere, on the command line: from the pages it is printed again as any other."""
    asked = printing_for(order, title, posters, one_each)
    await keep_order(
        connection, kept_order(new_ulid(now), asked, order.department, by, now)._replace(done_at=now), asked
    )


async def keep_order(connection: AsyncConnection, kept: KeptOrder, asked: Printing) -> None:
    await record_order(connection, kept)
    await name_order(connection, asked.spots, kept.id)
    told = {"posters": len(asked.spots), "title": asked.title}
    await record_edit(connection, kept.by, kept.made_at, NOUN, kept.id, "add", None, told)


def printing_for(order: PosterOrder, title: Words, posters: Sequence[Poster], one_each: bool) -> Printing:
    spots = tuple(poster.spot for poster in posters)
    sheets = sum(poster.copies for poster in posters)
    return Printing(order=order, title=title, one_each=one_each, spots=spots, sheets=sheets)


def kept_order(id: str, printing: Printing, department: str, by: str, now: datetime) -> KeptOrder:
    return KeptOrder(id, msgspec.json.encode(printing).decode(), department, by, now)


async def order_of(connection: AsyncConnection, id: str) -> KeptOrder:
    kept = await load_order(connection, id)
    if kept is None:
        raise NotFoundError("there is no such order", id)
    return kept


def is_of_form(id: str, now: datetime) -> bool:
    """Whether a form that was made by now could have this id: lists and the queue go by it."""
    return is_ulid(id) and id <= new_ulid(now + timedelta(seconds=1))


def is_same(before: KeptOrder, order: PosterOrder, one_each: bool) -> bool:
    """Whether it is the very form that was sent before, not one that was changed, or whose order was called off."""
    printing = printing_of(before)
    return before.problem != CANCELLED and (printing.order, printing.one_each) == (order, one_each)


def is_over(kept: KeptOrder) -> bool:
    """Whether nothing is ever printed of it again: to begin anew would bring back what was erased while it was printed."""
    return kept.problem in (CANCELLED, ENDED)


def may_print(kept: KeptOrder, by: Person) -> bool:
    """Whether it is theirs to print once more: of their department or of none (a command's), or ordered by themselves."""
    return not kept.department or kept.by == by.name or owns(by, kept.department)


def check_printer(kept: KeptOrder, by: Person) -> None:
    if not may_print(kept, by):
        check_owner(kept, by)


def check_owner(kept: KeptOrder, by: Person) -> None:
    if not owns(by, kept.department):
        raise ForbiddenError(
            f"{by.name} may not print or call off this order",
            kept.id,
            says={
                "ja": "これは、ほかの担当の注文です。作り直したり取り消したりできるのは、その担当と編集者です。",
                "en": "This order is another department’s. It and editors can print it again or call it off.",
            },
        )
