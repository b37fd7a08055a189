"""What was shown so long ago that it may be forgotten, and what everything else still names."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row as Found
from sqlalchemy import Select, Table, bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from .archive import blob_names, row_names, tables_of
from .tables import (
    care,
    decodings,
    displays,
    heads,
    heartbeats,
    measurements,
    media,
    play_days,
    play_months,
    plays,
    publications,
    scan_days,
    scan_hours,
    scans,
    scans_left_out,
    shown_codes,
    slides,
    status_changes,
    statuses,
)

Row = tuple[str, datetime, str]

AT_ONCE = 500
"""Rows that are asked for and looked through at once: between them the server answers its displays."""


class Shown(NamedTuple):
    """Rows of `publications` (channel, from, tail) and `heads` (display, from, channel), in order."""

    publications: Sequence[Row]
    heads: Sequence[Row]

    def without(self, others: "Shown") -> "Shown":
        gone = {*others.publications, *others.heads}
        return Shown(*([row for row in rows if row not in gone] for rows in self))

    def tails(self) -> set[str]:
        return {f"{tail}.json" for _, _, tail in self.publications}


async def load_shown(connection: AsyncConnection) -> Shown:
    tails = select(publications.c.channel, publications.c.from_at, publications.c.tail)
    channels = select(heads.c.display, heads.c.from_at, heads.c.channel)
    ordered = tails.order_by(*publications.primary_key), channels.order_by(*heads.primary_key)
    return Shown(*[[tuple(row) async for part in _parts(connection, one) for row in part] for one in ordered])


async def _parts(connection: AsyncConnection, wanted: Select[Any]) -> AsyncIterator[Sequence[Found[Any]]]:
    """The rows, AT_ONCE at a time: the loop goes on between them, and no more of them are held."""
    found = await connection.stream(wanted, execution_options={"yield_per": AT_ONCE})
    async for part in found.partitions():
        yield part


def too_old(shown: Shown, cutoff: datetime) -> Shown:
    """What was no longer in force at `cutoff`: a row is in force until the next of its channel or display begins.

    The last head of a display is in force, and so is the last publication of a channel that a kept head names.
    """
    old_heads = [row for row, ends in _spans(shown.heads) if ends is not None and ends <= cutoff]
    gone = set(old_heads)
    channels = {row[2] for row in shown.heads if row not in gone}
    old = [
        row
        for row, ends in _spans(shown.publications)
        if (row[0] not in channels and row[1] < cutoff if ends is None else ends <= cutoff)
    ]
    return Shown(old, old_heads)


def _spans(rows: Sequence[Row]) -> Iterator[tuple[Row, datetime | None]]:
    """Each row with the moment at which the next of its name begins; None where it is the last."""
    for row, following in zip(rows, [*rows[1:], None], strict=False):
        yield row, following[1] if following and following[0] == row[0] else None


async def remove_shown(connection: AsyncConnection, old: Shown) -> None:
    for table, name, rows in ((publications, "channel", old.publications), (heads, "display", old.heads)):
        if rows:
            keys = (table.c[name] == bindparam("name"), table.c.from_at == bindparam("at", type_=table.c.from_at.type))
            await connection.execute(delete(table).where(*keys), [{"name": row[0], "at": row[1]} for row in rows])


async def load_old_slides(connection: AsyncConnection, cutoff: datetime, named: Collection[str]) -> list[str]:
    """The recipes of slides that were made before `cutoff` and whose file is not among `named`."""
    rows = await connection.execute(select(slides.c.recipe, slides.c.slide).where(slides.c.made_at < cutoff))
    return [recipe for recipe, slide in rows if f"{slide}.html" not in named]


async def remove_slides(connection: AsyncConnection, recipes: Sequence[str]) -> None:
    if recipes:
        gone = delete(slides).where(slides.c.recipe == bindparam("gone"))
        await connection.execute(gone, [{"gone": recipe} for recipe in recipes])


class Loose(NamedTuple):
    """What the content of a file was decoded into that is in the media folder no more; `files` are its blobs."""

    sha256: str
    recipe: str
    files: frozenset[str]


async def load_loose_decodings(connection: AsyncConnection) -> list[Loose]:
    kept = {msgspec.json.decode(body)["sha256"] for (body,) in await connection.execute(select(media.c.body))}
    rows = await connection.execute(select(decodings.c.sha256, decodings.c.recipe, decodings.c.body))
    return [
        Loose(row.sha256, row.recipe, frozenset(blob_names(row.body.encode())))
        for row in rows
        if row.sha256 not in kept
    ]


async def remove_decodings(connection: AsyncConnection, loose: Sequence[Loose]) -> None:
    if loose:
        key = (decodings.c.sha256 == bindparam("of"), decodings.c.recipe == bindparam("by"))
        await connection.execute(delete(decodings).where(*key), [{"of": one.sha256, "by": one.recipe} for one in loose])


SPARED = frozenset(
    table.name
    for table in (
        plays,
        play_days,
        play_months,
        measurements,
        status_changes,
        scans,
        scan_days,
        scan_hours,
        scans_left_out,
        shown_codes,
    )
)
"""Tables that name no file as it is called, and have too many rows to be looked through. Heads are not among them: the
alerts of a head show slides.
"""


async def load_names(connection: AsyncConnection, wanted: Callable[[Table], bool] = lambda _table: True) -> set[str]:
    """The blobs that rows name, of whatever tables there are but SPARED; not those that published tails name in turn."""
    names: set[str] = set()
    for table in await tables_of(connection):
        if table.name not in SPARED and wanted(table):
            async for part in _parts(connection, select(table)):
                names |= await asyncio.to_thread(_named_by, table.name, part)
    return names


def _named_by(table: str, rows: Sequence[Found[Any]]) -> set[str]:
    lines = (dict(row._mapping) for row in rows)
    return {name for row in lines for name in row_names(table, row, msgspec.json.encode(row))}


async def remove_of_gone(connection: AsyncConnection, cutoff: datetime) -> None:
    """Forgets how displays are that are displays no more, and how they were before `cutoff`."""
    there = select(displays.c.id)
    for table in (heartbeats, statuses, care):
        await connection.execute(delete(table).where(table.c.display.not_in(there)))
    past = status_changes.c.display.not_in(there) & (status_changes.c.at < cutoff)
    await connection.execute(delete(status_changes).where(past))
