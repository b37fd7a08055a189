"""Every change that people made: by whom, when, from what to what. Rows are added, never changed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Select, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .tables import edits as table

MOST = 500
"""So many are read at once."""
OUT_OF_ORDER = 1000
"""So far the order of ids may differ from that of time: changes of one moment, and a clock that was set back a little."""


class Edit(NamedTuple):
    """`noun` and `name` say what was changed (item, playlist, display, place, group, source, calendar, brand, user,
    department, media, now), `act` in a word what was done; `before` and `after` are its JSON, None where there was nothing.
    Never a password, token or key.
    """

    id: int
    at: datetime
    by: str
    noun: str
    name: str
    act: str
    before: str | None
    after: str | None


async def record_edit(
    connection: AsyncConnection,
    by: str,
    now: datetime,
    noun: str,
    name: str,
    act: str,
    before: Any = None,
    after: Any = None,
) -> None:
    """In the transaction of the change itself. `before` and `after` are Structs, or what JSON can say; None is nothing."""
    values = {
        "at": now,
        "by": by,
        "noun": noun,
        "name": name,
        "act": act,
        "before": _body(before),
        "after": _body(after),
    }
    await connection.execute(insert(table).values(values))


def _body(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()


async def load_edits(
    connection: AsyncConnection,
    noun: str = "",
    name: str = "",
    by: str = "",
    before: int | None = None,
    limit: int = 50,
    without: Sequence[str] = (),
    until: datetime | None = None,
) -> list[Edit]:
    """The newest first; `before` is the id to go on from, `without` are nouns that are left out, `until` ends it (excluded)."""
    wanted = _chosen(noun, name, by)
    if without:
        wanted = wanted.where(table.c.noun.not_in(without))
    if until is not None:
        before_then = select(table.c.id).where(table.c.at < until).order_by(table.c.at.desc()).limit(1)
        last = await connection.scalar(before_then)  # by the key, else all newer rows are read
        wanted = wanted.where(table.c.id <= (last or 0) + OUT_OF_ORDER, table.c.at < until)
    if before is not None:
        wanted = wanted.where(table.c.id < before)
    rows = await connection.execute(wanted.order_by(table.c.id.desc()).limit(min(limit, MOST)))
    return [Edit(*row) for row in rows]


async def load_edit(connection: AsyncConnection, id: int) -> Edit | None:
    row = (await connection.execute(select(table).where(table.c.id == id))).first()
    return Edit(*row) if row else None


async def load_edits_since(connection: AsyncConnection, since: datetime, nouns: Sequence[str] = ()) -> list[Edit]:
    """The newest first, at most MOST."""
    wanted = select(table).where(table.c.at >= since)
    if nouns:
        wanted = wanted.where(table.c.noun.in_(nouns))
    rows = await connection.execute(wanted.order_by(table.c.id.desc()).limit(MOST))
    return [Edit(*row) for row in rows]


def _chosen(noun: str, name: str, by: str) -> Select[Any]:
    wanted = select(table)
    for column, value in ((table.c.noun, noun), (table.c.name, name), (table.c.by, by)):
        if value:
            wanted = wanted.where(column == value)
    return wanted
