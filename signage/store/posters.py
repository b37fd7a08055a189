"""Posters by their spot, what people said of each on the wall, and the orders by which they are made."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import delete, distinct, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.poster_orders import Printing
from ..domain.poster_register import Dates, Hanging, PosterVisit
from ..domain.posters import Poster
from .plain import storable
from .rows import batches, put
from .tables import poster_orders as orders
from .tables import poster_visits as visits
from .tables import posters as table

ASKED = 500
"""So many spots stand in one statement."""


class KeptOrder(NamedTuple):
    """`body` is the order as JSON (domain/poster_orders.Printing). Neither done nor with a problem: it is under way."""

    id: str
    body: str
    department: str
    by: str
    made_at: datetime
    done_at: datetime | None = None
    problem: str = ""


async def record_posters(connection: AsyncConnection, posters: Sequence[Poster], by: str, now: datetime) -> None:
    """Keeps new posters; nobody has put them up yet."""
    for part in batches(posters, ASKED):
        await connection.execute(insert(table), [_row(poster, by, now) for poster in part])


async def change_poster(connection: AsyncConnection, poster: Poster) -> None:
    """Keeps what a poster is in place of what it was; what is known of it stays."""
    body = msgspec.json.encode(poster).decode()
    values = {"link": poster.link, "place": poster.place, "body": body, "department": poster.department}
    await connection.execute(update(table).where(table.c.spot == poster.spot).values(values))


async def record_dates(connection: AsyncConnection, spot: str, dates: Dates) -> None:
    await connection.execute(update(table).where(table.c.spot == spot).values(_days(dates)))


async def load_posters(connection: AsyncConnection, spots: Collection[str] | None = None) -> list[Hanging]:
    """All, or those of some spots, by their place and then in the order in which they were made."""
    if spots is None:
        rows = (await connection.execute(select(table))).all()
    else:
        asked = [select(table).where(table.c.spot.in_(part)) for part in batches(sorted(spots), ASKED)]
        rows = [row for one in asked for row in await connection.execute(one)]
    found = [_hanging(row) for row in rows]
    return sorted(found, key=lambda one: (one.poster.place, one.made_at, one.poster.spot))


async def count_poster_places(connection: AsyncConnection) -> int:
    """In how many places posters hang, or are to hang."""
    there = select(func.count(distinct(table.c.place))).where(table.c.taken_down_on.is_(None))
    return int(await connection.scalar(there) or 0)


async def load_poster(connection: AsyncConnection, spot: str) -> Hanging | None:
    row = (await connection.execute(select(table).where(table.c.spot == spot))).first()
    return _hanging(row) if row else None


async def record_poster_visit(connection: AsyncConnection, visit: PosterVisit) -> int:
    """Its number; that of `visit` counts for nothing."""
    row = {
        "spot": visit.spot,
        "at": visit.at,
        "day": visit.day.isoformat(),
        "by": visit.by,
        "act": visit.act,
        "note": storable(visit.note),
        "photographs": msgspec.json.encode(visit.photographs).decode(),
        "before": msgspec.json.encode(visit.before).decode(),
    }
    result = await connection.execute(insert(visits).values(row))
    return int(result.inserted_primary_key[0])  # type: ignore[index]


async def load_poster_visits(connection: AsyncConnection, spot: str, limit: int = 20) -> list[PosterVisit]:
    """The newest first."""
    newest = select(visits).where(visits.c.spot == spot).order_by(visits.c.id.desc()).limit(limit)
    return [_visit(row) for row in await connection.execute(newest)]


async def load_returns(connection: AsyncConnection) -> dict[str, list[PosterVisit]]:
    """The visits by which posters that were gone were said to hang, by spot, the oldest first."""
    gone = or_(*(visits.c.before.contains(name, autoescape=True) for name in ("missing_on", "taken_down_on")))
    there = visits.c.act.in_(("posted", "seen"))
    found: dict[str, list[PosterVisit]] = {}
    for row in await connection.execute(select(visits).where(there, gone).order_by(visits.c.id)):
        found.setdefault(row.spot, []).append(_visit(row))
    return found


async def load_poster_visit(connection: AsyncConnection, id: int) -> PosterVisit | None:
    row = (await connection.execute(select(visits).where(visits.c.id == id))).first()
    return _visit(row) if row else None


async def is_photograph_of_poster(connection: AsyncConnection, spot: str, name: str) -> bool:
    """Whether one of the poster's visits has a photograph of this name."""
    rows = await connection.execute(select(visits.c.photographs).where(visits.c.spot == spot))
    return any(name in msgspec.json.decode(row.photographs) for row in rows)


async def remove_poster_visit(connection: AsyncConnection, id: int) -> None:
    await connection.execute(delete(visits).where(visits.c.id == id))


async def sweep_poster_visits(connection: AsyncConnection, cutoff: datetime) -> None:
    """Forgets those before `cutoff`; how the poster hangs stays known."""
    await connection.execute(delete(visits).where(visits.c.at < cutoff))


async def record_order(connection: AsyncConnection, order: KeptOrder) -> None:
    """Keeps one, in place of the one with its id."""
    await put(connection, orders, order._asdict())


async def load_order(connection: AsyncConnection, id: str) -> KeptOrder | None:
    row = (await connection.execute(select(orders).where(orders.c.id == id))).first()
    return KeptOrder(**row._mapping) if row else None


async def load_orders(connection: AsyncConnection, limit: int = 20) -> list[KeptOrder]:
    """The newest first."""
    newest = select(orders).order_by(orders.c.made_at.desc(), orders.c.id.desc()).limit(limit)
    return [KeptOrder(**row._mapping) for row in await connection.execute(newest)]


async def name_order(connection: AsyncConnection, spots: Sequence[str], order: str) -> None:
    """Says by which order posters were made."""
    for part in batches(spots, ASKED):
        await connection.execute(update(table).where(table.c.spot.in_(part)).values(ordered=order))


async def load_orders_of(connection: AsyncConnection, spots: Sequence[str]) -> list[tuple[KeptOrder, set[str]]]:
    """The orders by which these posters were made, each with those of them; what no order made is left out."""
    made: dict[str, set[str]] = {}
    for part in batches(spots, ASKED):
        for row in await connection.execute(select(table.c.spot, table.c.ordered).where(table.c.spot.in_(part))):
            made.setdefault(row.ordered, set()).add(row.spot)
    rows = await connection.execute(select(orders).where(orders.c.id.in_(list(made))).order_by(orders.c.id))
    return [(KeptOrder(**row._mapping), made[row.id]) for row in rows]


async def load_orders_about(connection: AsyncConnection, item: str) -> list[tuple[KeptOrder, Printing]]:
    """The orders of posters that tell of an item."""
    named = orders.c.body.contains(msgspec.json.encode(item).decode(), autoescape=True)
    found = [KeptOrder(**row._mapping) for row in await connection.execute(select(orders).where(named))]
    said = [(kept, msgspec.json.decode(kept.body, type=Printing)) for kept in found]
    return [(kept, printing) for kept, printing in said if printing.order.item == item]


async def remove_posters(connection: AsyncConnection, spots: Sequence[str]) -> None:
    """Takes posters that were never put up out of the register. Their codes are given to nobody else."""
    for part in batches(spots, ASKED):
        await connection.execute(delete(table).where(table.c.spot.in_(part)))
        await connection.execute(delete(visits).where(visits.c.spot.in_(part)))


async def load_orders_under_way(connection: AsyncConnection) -> list[KeptOrder]:
    """The oldest first."""
    waiting = (
        select(orders).where(orders.c.done_at.is_(None), orders.c.problem == "").order_by(orders.c.made_at, orders.c.id)
    )
    return [KeptOrder(**row._mapping) for row in await connection.execute(waiting)]


def _row(poster: Poster, by: str, now: datetime) -> dict[str, Any]:
    return {
        "spot": poster.spot,
        "link": poster.link,
        "place": poster.place,
        "body": msgspec.json.encode(poster).decode(),
        "department": poster.department,
        "by": by,
        "made_at": now,
        "ordered": "",
        **_days(Dates()),
    }


def _days(dates: Dates) -> dict[str, str | None]:
    return {name: day.isoformat() if day else None for name, day in msgspec.structs.asdict(dates).items()}


def _hanging(row: Any) -> Hanging:
    days = {name: date.fromisoformat(day) if (day := getattr(row, name)) else None for name in Dates.__struct_fields__}
    poster = msgspec.structs.replace(msgspec.json.decode(row.body, type=Poster), department=row.department)
    return Hanging(poster, Dates(**days), row.by, row.made_at)


def _visit(row: Any) -> PosterVisit:
    return PosterVisit(
        row.id,
        row.spot,
        row.at,
        date.fromisoformat(row.day),
        row.by,
        row.act,
        row.note,
        tuple(msgspec.json.decode(row.photographs)),
        msgspec.json.decode(row.before, type=Dates),
    )
