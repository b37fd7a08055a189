"""Spots: the codes of displays and posters. A display keeps its own for ever, also when its device is swapped."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from ..domain.links import SPOT_LETTERS, Spot, SpotKind, unused_code
from .revisions import raise_revision
from .rows import batches
from .tables import spots as table

NOUN = "spots"
AT_ONCE = 1_000


async def give_spots(connection: AsyncConnection, kind: SpotKind, names: Sequence[str], now: datetime) -> list[str]:
    """A code for each of the names, in their order: displays that have one keep it, each poster gets one of its own."""
    if not names:
        return []
    spots = await load_spots(connection)
    used = set(spots)
    held = {spot.name: code for code, spot in spots.items() if spot.kind == kind == "display"}
    given, rows = [], []
    for name in names:
        code = held.get(name)
        if code is None:
            code = unused_code(used, SPOT_LETTERS, secrets.choice)
            rows.append({"code": code, "kind": kind, "name": name, "given_at": now})
        if kind == "display":
            held[name] = code
        given.append(code)
    for part in batches(rows, AT_ONCE):
        await connection.execute(insert(table), list(part))
    if rows:
        await raise_revision(connection, NOUN)
    return given


async def load_spots(connection: AsyncConnection) -> dict[str, Spot]:
    """All that were ever given, by code."""
    rows = await connection.execute(select(table.c.code, table.c.kind, table.c.name))
    return {code: Spot(kind, name) for code, kind, name in rows}


async def load_display_spots(connection: AsyncConnection) -> dict[str, str]:
    """The code of each display by its id."""
    rows = await connection.execute(select(table.c.name, table.c.code).where(table.c.kind == "display"))
    # Ordered here, since databases differ in it: equal input gives equal output.
    return dict(sorted((row.name, row.code) for row in rows))
